"""Why points cannot be used: each has the sentence that it has alone."""

from typing import ClassVar

import numpy as np
import pytest
from tests.scan.products import Product

import reheaton as rh
from reheaton.models.checked_points import checked_model, invalid_points
from reheaton.models.points import InvalidPoint, read_points


def alone(**values):
    try:
        Product(**values)
    except rh.InvalidInput as error:
        return str(error)
    return None


@pytest.mark.parametrize("good", [True, False])
def test_reasons_are_those_of_single_points(good):
    a = np.array([1.0, 600.0, -3.0, np.nan, 2000.0, 700.0])
    b = np.array([2.0, 30.0, 2.0, 2.0, 30.0, 3.0])
    if good:
        a, b = a[[0, 5]], b[[0, 5]]
    expected = {i: alone(a=x, b=y) for i, (x, y) in enumerate(zip(a, b, strict=True))}
    found = invalid_points(Product, read_points(Product, {"a": a, "b": b}))
    assert found == {i: reason for i, reason in expected.items() if reason} and bool(found) != good


def test_what_is_wrong_at_all_points_is_wrong_at_each():
    points = read_points(Product, {"a": [1.0, 2.0], "b": 900.0})
    assert invalid_points(Product, points) == dict.fromkeys((0, 1), alone(a=1.0, b=900.0))


def test_the_first_wrong_point_is_raised():
    with pytest.raises(InvalidPoint, match="point 1: a = 600 and b = 30 are both large"):
        checked_model(Product, read_points(Product, {"a": [1.0, 600.0, 700.0], "b": 30.0}))


def test_the_first_number_out_of_range_is_raised_in_any_lane():
    with pytest.raises(InvalidPoint, match="point 1: a = 2000 is out of range"):
        checked_model(Product, read_points(Product, {"a": [1.0, 2000.0, 3000.0], "unused": "left"}))


class Looked(Product):
    """The same, checked at all points at once; it remembers at how many each time."""

    LOOKS: ClassVar[list[int]] = []

    def check(self):
        self.LOOKS.append(np.size(self.a))
        if np.any(self.a > 500):
            raise rh.InvalidInput("a is large.")


@pytest.mark.parametrize(
    ("a", "looks"),
    [
        # The first point when the model is made, then all together.
        ([1.0, 2.0, 3.0, 4.0], [1, 4]),
        # What is out of range is known before, and the others are looked at together.
        ([1.0, 2000.0, 3.0, 4.0], [1, 3]),
        ([2000.0, 3000.0], []),
    ],
)
def test_good_points_are_looked_at_all_together(a, looks):
    """There are as many as a scan has points."""
    Looked.LOOKS.clear()
    assert list(invalid_points(Looked, read_points(Looked, {"a": a}))) == [i for i, x in enumerate(a) if x > 1000]
    assert looks == Looked.LOOKS


class Doubled(Product):
    """The same, with a second number that follows from the first by a rule for single points."""

    def settle(self, given):
        return {} if "b" in given else {"b": 2.0 * float(self.a)}


def test_values_that_follow_point_by_point_are_in_the_model():
    points = read_points(Doubled, {"a": [1.0, 2.0, 3.0]})
    assert checked_model(Doubled, points).b.tolist() == [2.0, 4.0, 6.0]
    given = read_points(Doubled, {"a": [1.0, 2.0, 3.0], "b": 5.0})
    assert checked_model(Doubled, given).b == 5.0


def test_settled_values_are_in_the_model():
    whole = checked_model(rh.TwinSterileNeutrino, read_points(rh.TwinSterileNeutrino, {
        "m_N": 80.0, "m_nu": [1e-9, 2e-9], "vev_ratio": 4.0,
    }))  # fmt: skip
    assert whole.m_nu.tolist() == [1e-9, 2e-9]
