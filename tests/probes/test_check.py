"""A check: on which side it is raised, where it applies, what it says, and the same for many points as for one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import reheaton as rh
from reheaton.probes.check import Check

numbers = st.floats(-1e6, 1e6)
columns = st.lists(st.tuples(numbers, st.booleans()), min_size=1, max_size=8)
SENTENCE = "value is {value:.3g}, bound {above:g}, with {other:.2f} beside it."


@given(columns, st.floats(1e-3, 1e3), st.booleans())
def test_many_points_are_judged_as_each_alone(column, threshold, upper):
    values, applies = (np.array(items) for items in zip(*column, strict=True))
    side = {"above": threshold} if upper else {"below": threshold}
    many = Check("c", values, "value is {value:g}.", applies=applies, **side)
    for point, (value, applied) in enumerate(column):
        one = Check("c", value, "value is {value:g}.", applies=applied, **side)
        assert bool(many.raised[point]) == bool(one.raised)
        assert many.margin[point] == one.margin
        assert many.at(point) == Check("c", value, "value is {value:g}.", applies=applied, **side)
        assert many.at(point).message == one.message


@given(numbers, st.floats(1e-3, 1e3), st.booleans())
def test_a_negative_margin_is_raised(value, threshold, upper):
    """Rounding cannot move a value across its threshold: the difference of two numbers has the right sign."""
    check = Check("c", value, "", **({"above": threshold} if upper else {"below": threshold}))
    assert bool(check.raised) == (value > threshold if upper else value < threshold)
    assert (check.margin < 0) == bool(check.raised)
    side = threshold - value if upper else value - threshold
    assert check.margin == pytest.approx(side / threshold, rel=1e-12)


def test_the_threshold_itself_is_not_raised():
    assert not Check("c", 1.0, "", above=1.0).raised and not Check("c", 1.0, "", below=1.0).raised


def test_what_is_not_a_number_is_not_raised():
    """The point of a batch that failed: its numbers are NaN, and its failure is told by its code."""
    values = np.array([np.nan, 2.0])
    assert Check("c", values, "", above=1.0).raised.tolist() == [False, True]
    assert Check("c", values, "", below=3.0).raised.tolist() == [False, True]


@pytest.mark.parametrize(
    ("value", "applies", "raised"), [(True, True, True), (True, False, False), (False, True, False), (5.0, True, True)]
)
def test_without_a_threshold_the_value_itself_raises_where_it_applies(value, applies, raised):
    check = Check("c", value, "happens.", applies=applies)
    assert bool(check.raised) is raised
    assert check.margin == (-1.0 if raised else 1.0)


def test_without_a_threshold_for_many_points():
    check = Check("c", np.array([1.0, 0.0, 3.0]), "happens.", applies=np.array([True, True, False]))
    assert check.raised.tolist() == [True, False, False]
    assert check.margin.tolist() == [-1.0, 1.0, 1.0]


def test_one_answer_for_all_points_and_an_array_of_where_it_applies():
    check = Check("c", 20.0, "value is {value:g}.", above=12.0, applies=np.array([True, False]))
    assert check.raised.tolist() == [True, False]


def test_message_names_its_numbers():
    check = Check("c", 3.14159, SENTENCE, above=2.0, numbers={"other": 0.125, "unused": None})
    assert check.message == "value is 3.14, bound 2, with 0.12 beside it."
    assert Check("c", 1.0, "nothing in braces.", above=2.0).message == "nothing in braces."


def test_message_of_one_of_many_points():
    check = Check("c", np.array([1.0, 3.0]), SENTENCE, above=2.0, numbers={"other": np.array([7.0, 8.0])})
    assert check.at(1).message == "value is 3, bound 2, with 8.00 beside it."


def test_message_of_numbers_that_came_from_jax_or_numpy():
    check = Check("c", np.asarray(0.25), "{value:.0%} of {what}.", above=0.1, numbers={"what": "it"})
    assert check.message == "25% of it."


def test_a_sentence_that_names_what_is_not_there_fails_when_it_is_asked_for():
    check = Check("c", 1.0, "{nothing:g}.", above=2.0)
    assert not check.raised
    with pytest.raises(KeyError, match="nothing"):
        _ = check.message


@pytest.mark.parametrize("threshold", [-1.0, 0.0, 2.0])
@pytest.mark.parametrize("side", ["above", "below"])
def test_a_margin_is_negative_exactly_where_the_check_is_raised(threshold, side):
    """Also where the threshold is negative or 0, and where the check does not apply."""
    values, applies = threshold + np.array([-0.5, 0.5, -0.5, 0.5]), np.array([True, True, False, False])
    check = Check("c", values, "", applies=applies, **{side: threshold})
    assert check.raised.tolist() == [side == "below", side == "above", False, False]
    assert (check.margin < 0).tolist() == check.raised.tolist()
    assert np.abs(check.margin[:2]).tolist() == [0.5 / (abs(threshold) or 1.0)] * 2
    assert np.isinf(check.margin[2:]).all()


def test_it_voids_where_it_is_raised_and_says_so():
    values = np.array([1.0, 3.0, 5.0])
    check = Check("c", values, "c.", above=2.0, voids=values > 4.0)
    assert check.raised.tolist() == [False, True, True] and check.voiding.tolist() == [False, False, True]
    assert [bool(check.at(point).voiding) for point in range(3)] == [False, False, True]
    assert not Check("c", 3.0, "c.", above=2.0).voiding and Check("c", 3.0, "c.", above=2.0, voids=True).voiding


@pytest.mark.parametrize("name", ["name", "sentence", "meaning"])
def test_words_that_are_no_text_are_refused(name):
    words = {"name": "c", "sentence": "c.", "meaning": "c"} | {name: 3}
    with pytest.raises(rh.InvalidInput, match=f"^{name} of a check must be text, not 3"):
        Check(value=1.0, **words)


@pytest.mark.parametrize("side", ["above", "below"])
@pytest.mark.parametrize(
    ("threshold", "words"), [("3", "is not a number"), (np.inf, "is out of range"), ([1.0], "array")]
)
def test_a_threshold_that_is_no_finite_number_is_refused(side, threshold, words):
    with pytest.raises(rh.InvalidInput, match=f"^{side} of the check c = .*{words}.*: allowed is any finite number"):
        Check("c", 1.0, "c.", **{side: threshold})
