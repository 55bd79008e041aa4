"""The line that repeats a point, from what a store says that its points were given."""

import json
import shlex

import pytest
from tests.figures.many_points import grid

from reheaton.errors import InvalidInput
from reheaton.explorer.run_line import given_of, values_given


def test_a_grid(grid_scan):
    data = grid_scan.data
    given = given_of(data)
    assert given.fixed == {"T_start": 0.5} and given.varying == ("a", "b") and given.model == "product"
    assert given.command("products.py:Product") == "reheaton run products.py:Product -s T_start=0.5"
    values = values_given(data, given)
    assert values["a"].shape == (9, 4) and values["b"][0].tolist() == [2, 7, 12, 40]


def test_drawn_points(drawn_scan):
    data = drawn_scan.data
    given = given_of(data)
    assert given.varying == ("a", "b") and given.fixed == {}
    assert values_given(data, given)["b"].tolist() == data["b"].values.tolist()


@pytest.mark.slow
def test_derived_and_solved_parameters_are_given(solved_scan):
    data = solved_scan.data
    given = given_of(data)
    assert given.varying == ("T_start", "b", "a") and given.fixed == {"unused": "right"}
    values = values_given(data, given)
    # To the tolerance with which a parameter is looked for.
    assert values["a"] * values["b"] == pytest.approx([8.0, 8.0], rel=1e-6)
    assert values["b"].tolist() == [2.0, 4.0]


def test_text_is_quoted_for_a_shell():
    made_from = {"model": '"m"', "value of eos": '"table:my file\'s"', "value of x": "1e-11", "value of y": "null"}
    data = grid().assign_attrs(made_from=json.dumps(made_from))
    words = shlex.split(given_of(data).command(None))
    assert words == ["reheaton", "run", "m", "-s", "eos=table:my file's", "-s", "x=1e-11", "-s", "y=none"]


def test_a_store_that_does_not_say_it():
    assert given_of(grid()) is None
    lost = grid().assign_attrs(made_from=json.dumps({"model": '"m"', "scan of lost": "[]"}))
    assert given_of(lost) is None


@pytest.mark.parametrize("text", ["{", '{"model": "{"}', '{"model": "1", "solve": "[]"}', "[]"])
def test_a_damaged_attribute(text):
    with pytest.raises(InvalidInput, match="its attribute made_from cannot be read"):
        given_of(grid().assign_attrs(made_from=text))
