"""Some of many points: the same object with each of its arrays replaced by a part of it, or by one element."""

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np


def at_point(value: Any, point: Any) -> Any:
    """A number from an array over points, a list, dict or dataclass of such; everything else is the same at all points.

    `point` is the index of one point, or None where there is only one: then arrays of no dimension become plain
    numbers.
    """
    return change_arrays(value, lambda array: (array if array.ndim == 0 or point is None else array[point]).item())


def part_of(value: Any, index: Any) -> Any:
    """As `at_point` for an index that leaves many points: a slice, a mask, or fewer numbers than there are axes."""
    return change_arrays(value, lambda array: array[index] if array.ndim else array)


def reshaped(value: Any, shape: tuple[int, ...]) -> Any:
    """Arrays over a flat list of points, wherever they lie, in the shape in which a user sees the points."""
    return change_arrays(value, lambda array: array.reshape(shape) if array.ndim else array)


def change_arrays(value: Any, change: Callable[[np.ndarray], Any]) -> Any:
    """A value with every array in it changed, however deep it lies in lists, dicts and dataclasses."""
    if isinstance(value, np.ndarray | np.generic) or hasattr(value, "aval"):
        return change(np.asarray(value))
    if isinstance(value, list):
        return [change_arrays(item, change) for item in value]
    if isinstance(value, Mapping):
        return {name: change_arrays(item, change) for name, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: change_arrays(getattr(value, f.name), change) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    return value
