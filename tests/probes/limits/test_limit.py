"""A limit: the sign and size of its margin, the boundary, and numbers that are not finite."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reheaton.probes.limits.limit import Limit

positive = st.floats(1e-20, 1e20)


def limit(value: float, bound: float, upper: bool = True) -> Limit:
    return Limit("density", value, bound, upper, 0.95, "Planck Collaboration 2020")


@given(positive, positive, st.booleans())
def test_margin_is_the_relative_distance_to_the_bound(value, bound, upper):
    """1e-12: rounding, where value and bound are close in proportion to the margin that is left."""
    found = limit(value, bound, upper)
    expected = 1.0 - value / bound if upper else value / bound - 1.0
    assert found.margin == pytest.approx(expected, rel=1e-12, abs=1e-12)
    assert found.allowed == (value <= bound if upper else value >= bound)


@given(positive, positive)
def test_exactly_one_side_of_a_bound_is_allowed(value, bound):
    above, below = limit(value, bound), limit(value, bound, upper=False)
    assert above.allowed != below.allowed or value == bound
    assert above.margin == -below.margin


def test_the_bound_itself_is_allowed():
    assert limit(0.12, 0.12).allowed and limit(0.12, 0.12, upper=False).allowed


def test_what_is_not_a_number_is_not_allowed():
    assert not limit(math.nan, 1.0).allowed and not limit(math.nan, 1.0, upper=False).allowed
    assert not limit(math.inf, 1.0).allowed and limit(math.inf, 1.0, upper=False).allowed


def test_dictionary_is_ready_for_json():
    content = json.loads(json.dumps(limit(0.1, 0.2, upper=False).to_dict()))
    assert content == {
        "name": "density",
        "margin": -0.5,
        "allowed": False,
        "citation": "Planck Collaboration 2020",
        "value": 0.1,
        "bound": 0.2,
        "sense": "lower",
        "confidence": 0.95,
    }
