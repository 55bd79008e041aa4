"""Which picture is drawn of which shape."""

import numpy as np
import pytest
from tests.figures.many_points import cube, drawn, failed, grid, line, result
from tests.figures.test_corner import posterior

from reheaton.errors import InvalidInput
from reheaton.figures import picture
from reheaton.figures.selection import Selection


@pytest.fixture
def asked(monkeypatch):
    """What is asked of each drawing function, instead of a picture."""
    calls = []
    for name in ("draw_line", "draw_plane", "draw_scatter", "draw_corner"):
        monkeypatch.setattr(picture, name, lambda data, *given, name=name: calls.append((name, *given)))

    def ask(data, **selection):
        picture.draw_points(data, Selection(**selection))
        return calls.pop()

    return ask


def test_what_each_shape_gives(asked):
    assert asked(line()) == ("draw_line", "m_nu", ["x"], ())
    assert asked(grid()) == ("draw_plane", "m_N", "m_nu", "x", ())
    assert asked(cube(), quantity="root", limits=("most",)) == ("draw_plane", "m_N", "m_nu", "root", ("most",))
    assert asked(grid(), at={"m_nu": 10.0}) == ("draw_line", "m_N", ["x"], ())
    assert asked(drawn()) == ("draw_scatter", "m_N", "m_nu", "x", ())
    assert asked(posterior()) == ("draw_corner", ["m_N", "s"])


def test_what_is_asked_for(asked):
    assert asked(grid(), x="m_nu") == ("draw_plane", "m_nu", "m_N", "x", ())
    assert asked(line(), quantity="root") == ("draw_line", "m_nu", ["root"], ())
    assert asked(drawn(), x="root") == ("draw_scatter", "root", "m_N", "x", ())
    assert asked(drawn(), x="m_nu", y="x", quantity="root") == ("draw_scatter", "m_nu", "x", "root", ())
    assert asked(posterior(), x="s", quantity="y") == ("draw_corner", ["s", "y"])


def test_one_drawn_parameter_is_shown_against_the_quantity(asked):
    data = drawn().drop_vars("m_nu")
    assert asked(data, quantity="root") == ("draw_scatter", "m_N", "root", None, ())


def test_drawn_points_beside_an_axis_of_a_grid(asked):
    data = drawn().expand_dims(T_dec=[1.0, 2.0, 3.0])
    assert asked(data) == ("draw_scatter", "m_N", "m_nu", "x", ())
    assert asked(data, at={"T_dec": 3})[0] == "draw_scatter"


@pytest.mark.parametrize(
    ("data", "selection", "words"),
    [
        (line().isel(m_nu=[0]), {}, "no axis with more than one value"),
        (result(3.0, 4.0).to_xarray(), {}, "no axis with more than one value"),
        (failed(line(), *range(11)), {}, "no point that was solved"),
        (line(), {"at": {"m_nu": 3.0}}, "nothing left to draw along"),
        (grid(), {"quantity": "rot"}, "did you mean 'root'"),
        (grid(), {"limits": ("mst",)}, "'mst' is not a limit of this store: did you mean 'most'"),
        (grid(), {"x": "mN"}, "'mN' is not an axis of this store: did you mean 'm_N'"),
        (drawn(), {"x": "mN"}, "'mN' is not a quantity of this store: did you mean 'm_N'"),
        (drawn(), {"at": {"point": 3}}, "'point' is not an axis"),
        (drawn().drop_vars(["m_N", "m_nu"]), {}, "no parameter varies from point to point"),
        (posterior(), {"at": {"m_N": 3}}, "--at has no meaning for a posterior"),
        (posterior(), {"limits": ("most",)}, "--limit has no meaning for a posterior"),
        (posterior(), {"x": "m"}, "'m' is not a quantity"),
        (posterior().drop_vars(["m_N", "s"]), {}, "no parameter of this posterior varies"),
    ],
)
def test_what_cannot_be_drawn_is_told_in_a_sentence(data, selection, words):
    with pytest.raises(InvalidInput, match=words):
        picture.draw_points(data, Selection(**selection))


def test_points_that_are_shaped_like_nothing_in_particular():
    """Both masses vary along both axes: these have no values of their own."""
    m_N = np.arange(1.0, 7.0).reshape(2, 3)
    with pytest.raises(InvalidInput, match="no axis with more than one value"):
        picture.draw_points(result(m_N, 10 - m_N).to_xarray(), Selection())
