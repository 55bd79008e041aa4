"""Which axes are drawn, and where the others are cut."""

import numpy as np
import pytest
from tests.figures.many_points import cube, drawn, grid, line

from reheaton.errors import InvalidInput
from reheaton.figures.selection import Selection, at_values, axes_of, drawn_axes, drawn_quantity


def test_the_two_longest_axes_are_drawn_in_their_order():
    assert drawn_axes(cube(), Selection()) == ["m_N", "m_nu"]
    assert drawn_axes(line(), Selection()) == ["m_nu"]
    assert drawn_axes(cube(), Selection(y="m_N")) == ["m_nu", "m_N"]
    assert drawn_axes(cube(), Selection(x="vev_ratio")) == ["vev_ratio", "m_nu"]
    assert drawn_axes(cube(), Selection(x="m_nu", y="vev_ratio")) == ["m_nu", "vev_ratio"]
    assert drawn_axes(cube(), Selection(at={"m_N": 10})) == ["m_nu", "vev_ratio"]
    assert drawn_axes(grid(), Selection(at={"m_N": 10})) == ["m_nu"]
    assert axes_of(drawn()) == ["point"] and axes_of(line().isel(m_nu=[0])) == []


@pytest.mark.parametrize(
    ("selection", "words"),
    [
        (Selection(x="m_NN"), "'m_NN' is not an axis of this store: did you mean 'm_N'"),
        (Selection(x="x"), "'x' is not an axis of this store: known are m_N, m_nu"),
        (Selection(x="m_N", y="m_N"), "--x and --y are both m_N"),
    ],
)
def test_wrong_axes(selection, words):
    with pytest.raises(InvalidInput, match=words):
        drawn_axes(cube(), selection)


def test_other_axes_are_cut_at_the_value_asked_for_or_in_the_middle():
    for at, value in (({}, 4.0), ({"vev_ratio": "5"}, 5.0), ({"vev_ratio": 3.4}, 3.0)):
        cut = at_values(cube(), ["m_nu", "m_N"], at)
        assert float(cut["vev_ratio"]) == value and cut["vev_ratio"].attrs["one_of"] == 3
        assert cut["x"].dims == ("m_nu", "m_N")
    # The nearest by ratio: 1, 1.78, 3.16 are the first values.
    assert float(at_values(grid(), ["m_nu"], {"m_N": "2300 MeV"})["m_N"]) == pytest.approx(10**0.25)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ({"m_N": 1000.0}, "m_N = 1000.0 is outside the axis of the store: allowed is from 1 to 100 GeV"),
        ({"m_N": "none"}, "allowed is from 1 to 100 GeV"),
        ({"m_N": "3 eV^2"}, "m_N"),
        ({"m_n": 3}, "'m_n' is not an axis"),
        ({"vev_ratio": 4}, "'vev_ratio' is not an axis"),
    ],
)
def test_wrong_values_of_axes(at, words):
    with pytest.raises(InvalidInput, match=words):
        at_values(grid(), ["m_nu"], at)


def test_values_along_an_axis_rise():
    data = grid().isel(m_N=[3, 1, 2])
    assert np.all(np.diff(at_values(data, ["m_N", "m_nu"], {})["m_N"]) > 0)


def test_quantities():
    assert drawn_quantity(grid(), None) == "x" and drawn_quantity(grid(), "margin most") == "margin most"
    with pytest.raises(InvalidInput, match="'rot' is not a quantity of this store: did you mean 'root'"):
        drawn_quantity(grid(), "rot")
    with pytest.raises(InvalidInput, match="holds no observable: name what to draw with --quantity"):
        drawn_quantity(grid().drop_vars(["x", "root"]), None)
