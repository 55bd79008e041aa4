"""Checks: when they are raised, their margins and sentences, for one point and for many."""

import numpy as np
import pytest

from reheaton.probes.check import Check

NAN = float("nan")


@pytest.mark.parametrize(
    ("threshold", "value", "raised", "margin"),
    [
        ({"above": 2.0}, 3.0, True, -0.5),
        ({"above": 2.0}, 2.0, False, 0.0),
        ({"above": 2.0}, 1.0, False, 0.5),
        ({"below": 2.0}, 1.0, True, -0.5),
        ({"below": 2.0}, 2.0, False, 0.0),
        ({"below": 2.0}, 5.0, False, 1.5),
        ({}, True, True, -1.0),
        ({}, False, False, 1.0),
    ],
)
def test_one_point(threshold, value, raised, margin):
    """A value at its threshold is not beyond it; numbers are exact in binary."""
    check = Check("name", value, "sentence", **threshold)
    assert bool(check.raised) is raised and float(check.margin) == margin


@pytest.mark.parametrize("threshold", [{"above": 2.0}, {"below": 2.0}])
def test_what_is_not_known_is_not_raised(threshold):
    check = Check("name", NAN, "sentence", **threshold)
    assert not check.raised and np.isnan(check.margin)


def test_a_check_that_does_not_apply_is_not_raised():
    check = Check("name", np.array([3.0, 3.0, 1.0]), "sentence", above=2.0, applies=np.array([True, False, True]))
    assert check.raised.tolist() == [True, False, False]
    # The margin is that of the number, whether the check applies or not.
    assert check.margin.tolist() == [-0.5, -0.5, 0.5]
    assert Check("name", True, "sentence", applies=np.array([True, False])).margin.tolist() == [-1.0, 1.0]


def test_many_points_are_the_points_one_by_one():
    values, MeV = np.array([0.5, 3.0, 4.0]), np.array([1.0, 2.0, 3.0])
    many = Check("name", values, "{value:g} at {MeV:g} MeV, above {above:g}.", above=2.0, numbers={"MeV": MeV})
    for k in range(3):
        one = many.at(k)
        assert (one.value, one.numbers) == (values[k], {"MeV": MeV[k]})
        assert bool(one.raised) == many.raised[k] and float(one.margin) == many.margin[k]
        assert one.message == f"{values[k]:g} at {MeV[k]:g} MeV, above 2."


def test_the_sentence_takes_only_the_numbers_that_it_names():
    """Numbers that are arrays, of other points, need not be there for a sentence that does not show them."""
    check = Check("name", np.asarray(0.1), "{value:.1%} is below {below:g}.", below=0.5, numbers={"other": np.ones(3)})
    assert check.message == "10.0% is below 0.5."
    with pytest.raises(KeyError, match="missing"):
        Check("name", 1.0, "{missing:g}", above=0.5).message  # noqa: B018
