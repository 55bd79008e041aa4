"""One of many points: the same object with each of its arrays replaced by one element."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import numpy as np


def at_point(value: Any, point: int | None) -> Any:
    """A number from an array (points,), a list, dict or dataclass of such; everything else is the same at all points.

    `point` is None where there is only one: then arrays of no dimension become plain numbers.
    """
    if isinstance(value, np.ndarray | np.generic) or hasattr(value, "aval"):
        array = np.asarray(value)
        return (array if array.ndim == 0 or point is None else array[point]).item()
    if isinstance(value, list):
        return [at_point(item, point) for item in value]
    if isinstance(value, Mapping):
        return {name: at_point(item, point) for name, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: at_point(getattr(value, f.name), point) for f in dataclasses.fields(value)}
        return dataclasses.replace(value, **fields)
    return value
