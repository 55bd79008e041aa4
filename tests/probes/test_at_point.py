"""One element of every array, however deep it lies; everything else stays."""

import dataclasses
from typing import Any

import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.probes.at_point import at_point, part_of, reshaped


@dataclasses.dataclass(frozen=True)
class Pair:
    value: Any
    name: str = "pair"
    inner: Any = None


@pytest.mark.parametrize(
    ("value", "expected", "kind"),
    [
        (np.array([1.0, 2.0, 3.0]), 2.0, float),
        (jnp.array([1.0, 2.0, 3.0]), 2.0, float),
        (np.array([1, 2, 3]), 2, int),
        (np.array([True, False, True]), False, bool),
        (np.array(4.0), 4.0, float),
        (np.float64(4.0), 4.0, float),
        (4.0, 4.0, float),
        ("text", "text", str),
        (None, None, type(None)),
        (True, True, bool),
    ],
)
def test_arrays_give_one_plain_number_and_the_rest_stays(value, expected, kind):
    found = at_point(value, 1)
    assert found == expected and type(found) is kind


def test_dictionaries_and_dataclasses_are_looked_into():
    nested = {"a": Pair(np.array([1.0, 2.0]), inner={"b": np.array([3, 4])}), "c": "same"}
    assert at_point(nested, -1) == {"a": Pair(2.0, inner={"b": 4}), "c": "same"}
    # The original keeps its arrays.
    assert nested["a"].value.tolist() == [1.0, 2.0]


def test_a_class_is_no_object():
    assert at_point(Pair, 0) is Pair


def test_without_a_point_arrays_of_no_dimension_become_numbers():
    found = at_point({"a": np.array(1.0), "b": jnp.asarray(2)}, None)
    assert found == {"a": 1.0, "b": 2} and {type(value) for value in found.values()} == {float, int}


def test_many_numbers_are_not_one():
    with pytest.raises(ValueError, match="size 1"):
        at_point(np.ones(2), None)
    with pytest.raises(IndexError):
        at_point(np.ones(2), 2)


def test_a_part_has_arrays_and_what_is_the_same_everywhere_stays():
    nested = {"a": Pair(np.array([1.0, 2.0, 3.0]), inner=[np.array(7.0), 8.0])}
    part = part_of(nested, slice(1, None))
    assert part["a"].value.tolist() == [2.0, 3.0] and part["a"].inner == [7.0, 8.0]


def test_reshaped_arrays_have_their_points_in_order():
    grid = reshaped({"a": Pair(np.arange(6.0), inner=[np.array(7.0)])}, (2, 3))
    assert grid["a"].value.tolist() == [[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]] and grid["a"].inner == [7.0]
    assert at_point(grid, (1, 2)) == {"a": Pair(5.0, inner=[7.0])}
