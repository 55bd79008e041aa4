"""The points that a user's values describe: arrays in declared units, broadcast against each other, and their numbers.

Inside, many points are always a flat list; the user sees them in the shape that the arrays have together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.models.model import Model

Index = int | tuple[int, ...]
"""The place of a point among many: a number, or one for each axis."""


class InvalidPoint(InvalidInput):
    """One of many points that cannot be used: its place, and the reason in a sentence of its own."""

    def __init__(self, point: Index, reason: str) -> None:
        # Both stay arguments of the exception, so that it can be pickled and come back from another process.
        super().__init__(point, reason)
        self.point, self.reason = point, reason

    def __str__(self) -> str:
        return f"point {self.point}: {self.reason}"


@dataclass(frozen=True)
class Points:
    """Values of parameters and options at many points; without an array there is one point, of shape ()."""

    fixed: Mapping[str, Any]
    """What is the same at all points, parameters in their declared units."""
    arrays: Mapping[str, np.ndarray]
    """Parameters that the user gave as arrays, in their declared units, each broadcast to all points, (points,)."""
    shape: tuple[int, ...]
    """The shape in which the user sees the points."""

    @property
    def count(self) -> int:
        return int(np.prod(self.shape, dtype=int))

    def at(self, number: int) -> dict[str, Any]:
        """The values at one point of what is not the same at all."""
        return {name: float(array[number]) for name, array in self.arrays.items()}

    def some(self, numbers: Any) -> "Points":
        """The points of these numbers, a flat list."""
        arrays = {name: array[numbers] for name, array in self.arrays.items()}
        return Points(self.fixed, arrays, (len(numbers),))

    def index(self, number: int) -> Index:
        """The place of a point as the user sees it."""
        place = tuple(int(i) for i in np.unravel_index(number, self.shape or (1,)))
        return place[0] if len(place) == 1 else place


def read_points(model: type[Model], values: Mapping[str, Any]) -> Points:
    """The points that values describe: numbers, text or quantities, and arrays of these, of any shapes that broadcast.

    Raises InvalidInput.
    """
    refuse_no_model(model)
    declared = {parameter.name: parameter for parameter in model.PARAMETERS}
    read = {name: declared[name].in_unit(x) if name in declared else _plain(x) for name, x in values.items()}
    arrays = {name: x for name, x in read.items() if isinstance(x, np.ndarray) and x.dtype.kind == "f"}
    shapes = {name: array.shape for name, array in arrays.items()}
    try:
        shape = np.broadcast_shapes(*shapes.values())
    except ValueError:
        raise InvalidInput(f"arrays of parameters must broadcast to one shape, and these have {shapes}.") from None
    if 0 in shape:
        raise InvalidInput(f"arrays of parameters must have at least one element, and these have {shapes}.")
    flat = {name: np.broadcast_to(array, shape).ravel() for name, array in arrays.items()}
    return Points({name: x for name, x in read.items() if name not in arrays}, flat, shape)


def refuse_no_model(model: Any) -> None:
    """Raises InvalidInput for what is not a class of models."""
    if not (isinstance(model, type) and issubclass(model, Model)):
        what = quoted(model) if isinstance(model, str) else f"an instance of {type(model).__name__}"
        what = model.__name__ if isinstance(model, type) else what
        raise InvalidInput(f"the model must be a class derived from Model, such as DodelsonWidrow, not {what}.")
    if unwritten := sorted(getattr(model, "__abstractmethods__", ())):
        raise InvalidInput(f"the model {model.__name__} is not complete: it does not define {', '.join(unwritten)}.")


def refuse_no_observable(model: type[Model], name: Any) -> None:
    """Raises InvalidInput for what is not the name of an observable of a model."""
    known = model.observables()
    if not isinstance(name, str) or name not in known:
        raise InvalidInput(f"{quoted(name)} is not an observable of {model.NAME}: {did_you_mean(name, known)}")


def _plain(value: Any) -> Any:
    """The value of a field that is not declared: an array of numbers if it is one, else what was given."""
    try:
        array = np.asarray(value)
    except Exception:  # an object of the user may raise anything
        return value
    return array.astype(float) if array.ndim and array.dtype.kind in "iuf" else value
