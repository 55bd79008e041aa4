"""Scales and round levels."""

import numpy as np
import pytest
from matplotlib.figure import Figure
from tests.figures.many_points import line

from reheaton.figures.scale import Scale, level_text


@pytest.mark.parametrize(
    ("values", "log"),
    [
        ([1.0, 101.0], True),
        ([1.0, 99.0], False),
        ([0.0, 1.0, 101.0], True),
        ([-1.0, 1.0, 101.0], False),
        ([np.nan, np.inf, 1.0, 101.0], True),
        ([5.0], False),
        ([], False),
    ],
)
def test_positive_numbers_over_more_than_two_decades_are_shown_by_their_logarithm(values, log):
    assert Scale.of(np.array(values)).log is log


def test_an_axis_has_the_scale_of_its_spacing():
    data = line()
    assert Scale.of_axis(data, "m_nu").log
    data["m_nu"].attrs["spacing"] = "linear"
    assert not Scale.of_axis(data, "m_nu").log
    del data["m_nu"].attrs["spacing"]
    assert Scale.of_axis(data, "m_nu").log
    assert not Scale.of_axis(data.isel(m_nu=slice(0, 4)), "m_nu").log  # less than a decade


def test_without_spacing_an_axis_has_the_scale_on_which_values_are_spread_evenly():
    data, even = line(), np.random.default_rng(1).uniform(1e-4, 1.0, 200)
    for values, log in ((even, False), (100.0**even, True), (-even, False), ([1, 3, 10, 30], True)):
        data["v"] = ("place", np.asarray(values, dtype=float))
        assert Scale.of_axis(data, "v").log is log
        data = data.drop_vars("v")


def test_what_has_no_place_on_a_logarithmic_scale_is_left_out():
    place = Scale(log=True).forward(np.array([0.0, -1.0, np.inf, np.nan, 100.0]))
    assert np.isnan(place[:4]).all() and place[4] == 2.0
    assert Scale(log=False).forward(np.array([0.0, -1.0])).tolist() == [0.0, -1.0]


@pytest.mark.parametrize(
    ("low", "high", "log"),
    [(1e-8, 1e3, True), (0.02, 30.0, True), (1.1, 1.2, True), (0.0, 1.0, False), (3.0, 3.0, False), (1e-3, 1e-3, True),
     (1e-300, 1e300, True), (-5.0, 1e6, False)],
)  # fmt: skip
def test_levels_are_from_two_to_ten_and_rise(low, high, log):
    levels = Scale(log).levels(np.array([low, high, np.nan]))
    assert 2 <= len(levels) <= 10 and np.all(np.diff(levels) > 0)
    if low < high:
        assert levels[0] > low and levels[-1] < high


def test_levels_are_round():
    assert Scale(True).levels(np.array([0.02, 30.0])).tolist() == pytest.approx([0.03, 0.1, 0.3, 1.0, 3.0, 10.0])
    assert Scale(True).levels(np.array([4e-3, 0.12])) == pytest.approx([5e-3, 0.01, 0.02, 0.05, 0.1])
    assert Scale(True).levels(np.array([0.032, 0.11])) == pytest.approx([0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.1])
    assert Scale(False).levels(np.array([0.0, 1.0])) == pytest.approx([0.2, 0.4, 0.6, 0.8])


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1, "0.1"),
        (30.0, "30"),
        (1e-6, "$10^{-6}$"),
        (3e7, "$3\\times10^{7}$"),
        (0.0, "0"),
        (0.30000000000000004, "0.3"),
    ],
)
def test_a_level_in_words(value, text):
    assert level_text(value) == text


@pytest.mark.parametrize(("limits", "expected"), [((10.0, 90.0), [10, 20, 50]), ((1e-6, 1e3), None)])
def test_an_axis_always_has_two_numbers(limits, expected):
    axis = Figure().subplots()
    axis.set(xscale="log", xlim=limits)
    Scale(log=True).mark(axis.xaxis)
    inside = [tick for tick in axis.xaxis.get_majorticklocs() if limits[0] <= tick <= limits[1]]
    assert len(inside) >= 2
    assert expected is None or inside == pytest.approx(expected)


def test_positions_and_values_are_inverse():
    values = np.array([0.5, 1.0, 200.0])
    for log in (False, True):
        np.testing.assert_allclose(Scale(log).backward(Scale(log).forward(values)), values, rtol=1e-14)
