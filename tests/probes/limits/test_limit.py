"""A limit: its margin, for one point and for many; numbers that are not finite; where it applies; alternatives."""

import dataclasses
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reheaton.errors import InvalidInput
from reheaton.probes.limits.limit import Limit, not_applied, of_one_point

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
        "sides": "one-sided",
        "confidence": 0.95,
    }


# --- many points, and alternatives -------------------------------------------------------------------


@given(st.lists(st.tuples(positive, positive, st.booleans()), min_size=1, max_size=6), st.booleans())
def test_many_points_have_the_margins_of_each(points, upper):
    value, bound, applies = (np.array(column) for column in zip(*points, strict=True))
    many = Limit("l", value, bound, upper, 0.95, "somebody", applies)
    for point, (own, at, applied) in enumerate(points):
        one = Limit("l", own, at, upper, 0.95, "somebody", applied)
        assert many.margin[point] == one.margin and many.log_margin[point] == one.log_margin
        assert bool(many.allowed[point]) == bool(one.allowed)
        assert many.at(point) == one


@given(positive, positive, st.booleans())
def test_logarithm_of_the_ratio_has_the_sign_of_the_margin(value, bound, upper):
    """1e-12: rounding. Where value and bound are equal to rounding the signs may differ, and both are 0."""
    found = limit(value, bound, upper)
    expected = math.log(bound / value) if upper else math.log(value / bound)
    assert found.log_margin == pytest.approx(expected, rel=1e-12, abs=1e-12)
    if abs(expected) > 1e-12:
        assert (found.log_margin > 0) == (found.margin > 0)


def test_logarithm_of_nothing_is_finite():
    assert limit(0.0, 1.0).log_margin == pytest.approx(100.0 * math.log(10.0))
    assert limit(0.0, 1.0, upper=False).log_margin == pytest.approx(-100.0 * math.log(10.0))
    assert math.isnan(limit(math.nan, 1.0).log_margin)


def test_a_limit_that_does_not_apply_excludes_nothing():
    found = Limit("l", 5.0, 1.0, True, 0.95, "somebody", applies=False)
    assert found.allowed and math.isinf(found.margin) and math.isinf(found.log_margin)
    # Nor does a value or a bound that is not a number there.
    assert Limit("l", math.nan, 1.0, True, 0.95, "somebody", applies=False).allowed
    assert Limit("l", 1.0, math.nan, True, 0.95, "somebody", applies=False).allowed


def named(name, bound, applies=True, group=None):
    return Limit(name, 1.0, bound, True, 0.95, "somebody", applies, group)


def test_one_point_shows_what_applies_and_of_each_group_the_strictest():
    limits = [
        named("alone", 9.0),
        named("line 1", 3.0, group="line"),
        named("off", 0.1, applies=False),
        named("line 2", 2.0, group="line"),
        named("line 3", 0.5, applies=False, group="line"),
        named("other", 4.0, group="other"),
        named("alone", 8.0),
    ]
    # The strictest stands where the first of its group stood, and two of one name without a group are two.
    assert [(x.name, x.bound) for x in of_one_point(limits)] == [
        ("alone", 9.0), ("line 2", 2.0), ("other", 4.0), ("alone", 8.0),
    ]  # fmt: skip
    assert of_one_point([named("off", 1.0, applies=False)]) == of_one_point([]) == []


@pytest.mark.parametrize(("upper", "strictest"), [(True, "low"), (False, "high")])
def test_the_strictest_of_a_group_has_the_smallest_margin(upper, strictest):
    bounds = (("high", 3.0), ("low", 2.0))
    limits = [Limit(name, 2.5, bound, upper, 0.95, "somebody", group="g") for name, bound in bounds]
    for ordered in (limits, limits[::-1]):
        (shown,) = of_one_point(ordered)
        assert shown.name == strictest
        assert shown.margin == min(x.margin for x in limits)


@pytest.mark.parametrize("upper", [True, False])
def test_of_two_that_are_equally_strict_the_first_is_shown(upper):
    limits = [Limit(name, 2.5, 2.0, upper, 0.95, "somebody", group="g") for name in ("first", "second")]
    assert [shown.name for shown in of_one_point(limits)] == ["first"]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"best": 0.1}, "best and sd of the limit density must be given together"),
        ({"sd": 0.1}, "best and sd of the limit density must be given together"),
        ({"best": math.nan, "sd": 0.1}, "best of the limit density"),
        ({"best": 0.1, "sd": 0.0}, "sd of the limit density = 0 is out of range: allowed is above 0"),
        ({"observable": 3}, "observable of the limit density must be text"),
    ],
)
def test_half_a_gaussian_is_refused(more, expected):
    with pytest.raises(InvalidInput, match=expected):
        Limit("density", 0.1, 0.2, True, 0.95, "nobody", **more)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"name": 3}, "^name of a limit must be text, not 3"),
        ({"citation": None}, "^citation of the limit density must be text, not None"),
        ({"upper": 1}, "^upper of the limit density must be True or False, not 1"),
        ({"confidence": "95%"}, "^confidence of the limit density = '95%' is not a number"),
        ({"confidence": 0.0}, "^confidence of the limit density = 0 is out of range: allowed is above 0, up to 1"),
        ({"confidence": 1.01}, "^confidence of the limit density = 1.01 is out of range: allowed is above 0, up to 1"),
        ({"confidence": 95.0}, "^confidence of the limit density = 95 is out of range: allowed is above 0, up to 1"),
    ],
)
def test_what_is_no_limit_is_refused(given, expected):
    usual = {"name": "density", "value": 0.1, "bound": 0.2, "upper": True, "confidence": 0.95, "citation": "nobody"}
    assert Limit(**usual | {"confidence": 1.0}).confidence == 1.0
    with pytest.raises(InvalidInput, match=expected):
        Limit(**usual | given)


@pytest.mark.parametrize("bound", [0.0, -1.0, math.inf, -math.inf, math.nan, "0.1", None, True])
def test_a_bound_that_is_no_positive_number_is_refused(bound):
    """In any lane in which it applies; elsewhere it may be anything that is a number."""
    with pytest.raises(InvalidInput, match="bound of the limit density must be a finite number above 0, not "):
        limit(0.1, bound)
    if isinstance(bound, float):
        bounds = np.array([0.2, bound])
        with pytest.raises(InvalidInput, match="bound of the limit density must be a finite number above 0, not "):
            limit(0.1, bounds)
        elsewhere = Limit("density", 0.1, bounds, True, 0.95, "nobody", applies=np.array([True, False]))
        assert elsewhere.margin.tolist() == [0.5, np.inf] and elsewhere.log_margin.tolist() == [np.log(2.0), np.inf]


# --- what does not apply, and why -------------------------------------------------------------------------


def with_exceptions(value, **exceptions):
    clauses = {name.replace("_", " "): where for name, where in exceptions.items()}
    return Limit("density", value, 1.0, True, 0.95, "somebody", exceptions=clauses)


def test_a_limit_does_not_apply_where_an_exception_holds():
    found = with_exceptions(
        np.array([2.0, 2.0, 2.0]), it_is_cold=np.array([False, True, True]), it_is_late=np.array([False, False, True])
    )
    assert found.applies.tolist() == [True, False, False] and found.margin.tolist() == [-1.0, math.inf, math.inf]
    assert [found.at(i).why_not for i in range(3)] == ["", "it is cold", "it is cold, and it is late"]
    assert dataclasses.replace(found, name="other").applies.tolist() == [True, False, False]


def test_only_what_is_said_is_told():
    silent = Limit("silent", 2.0, 1.0, True, 0.95, "somebody", applies=False)
    told = with_exceptions(2.0, it_is_cold=True)
    assert of_one_point([silent, told]) == [] and [limit.name for limit in not_applied([silent, told])] == ["density"]


def test_a_group_is_told_once_and_only_if_none_of_it_applies():
    grouped = [
        dataclasses.replace(with_exceptions(0.5, it_is_cold=cold), group="curves") for cold in (True, True, False)
    ]
    (one,) = not_applied(grouped[:2])
    assert (one.name, one.why_not) == ("curves", "it is cold")
    assert not_applied(grouped) == [] and len(of_one_point(grouped)) == 1


def test_a_reason_not_to_apply_is_a_text():
    with pytest.raises(InvalidInput, match="an exception of the limit l"):
        Limit("l", 1.0, 2.0, True, 0.95, "somebody", exceptions={3: True})
