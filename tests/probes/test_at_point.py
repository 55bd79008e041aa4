"""One of many points, from arrays, lists, dicts and dataclasses."""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.probes.at_point import at_point


@dataclass(frozen=True)
class Item:
    name: str
    value: object


@pytest.mark.parametrize("array", [np.array([1.5, 2.5]), jnp.array([1.5, 2.5])])
def test_an_element_is_a_plain_number(array):
    assert at_point(array, 1) == 2.5 and type(at_point(array, 1)) is float
    assert type(at_point(np.array([True, False]), 0)) is bool
    assert type(at_point(np.array([3, 4]), 0)) is int


def test_an_array_without_dimension_is_the_same_at_all_points():
    for number in (np.asarray(2.5), np.float64(2.5), jnp.asarray(2.5)):
        assert at_point(number, 7) == at_point(number, None) == 2.5
        assert type(at_point(number, None)) is float


@pytest.mark.parametrize("value", ["text", 2, None, True, (1.0, 2.0), Item])
def test_everything_else_is_left_alone(value):
    assert at_point(value, 1) is value


def test_containers_are_followed():
    item = Item("a", np.array([1.0, 2.0]))
    found = at_point({"one": [item, 3.0], "two": np.array([5.0, 6.0])}, 1)
    assert found == {"one": [Item("a", 2.0), 3.0], "two": 6.0}
    assert item.value[0] == 1.0  # the original is as before
