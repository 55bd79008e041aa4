"""What a scan solves: its points, in chunks, and what is kept of them.

Points lie on a grid of axes; if some are drawn, these lie along one more axis, `point`. A chunk is a block of that
array. The points of any chunk can be computed alone, from the plan and the chunk's number.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np

from reheaton.models.model import Model
from reheaton.scan.draws import Draws
from reheaton.scan.expression import Expression, in_order

POINT: Final = "point"
"""The axis along which points are drawn."""
SMALLEST_CHUNK: Final = 250
LARGEST_CHUNK: Final = 5000
_CHUNKS: Final = 32
"""How many chunks a scan has where they are neither the smallest nor the largest. To write a chunk of 80 variables
takes as long as to solve some 100 points with dark matter, whatever its size (measured, benchmarks/scan.py)."""


@dataclass(frozen=True)
class Axis:
    """One axis of the grid: a parameter and its values in its declared unit."""

    name: str
    values: np.ndarray
    spacing: str
    """`log`, `linear` or `list`."""


@dataclass(frozen=True)
class Question:
    """A parameter that is found at each point, such that an observable has a value; see `solve_for`."""

    unknown: str
    observable: str
    target: Any
    between: tuple[Any, Any] | None = None


@dataclass(frozen=True)
class Plan:
    """The points of a scan and what is solved at each of them.

    >>> import numpy as np, reheaton as rh
    >>> from reheaton.scan.plan import Axis, Plan
    >>> plan = Plan(rh.DodelsonWidrow, {"m_s": 7.0}, (Axis("sin2_2theta", np.geomspace(1e-12, 1e-8, 300), "log"),))
    >>> plan.shape, plan.chunk_shape, plan.chunks, len(plan.inputs(1)["sin2_2theta"])
    ((300,), (250,), 2, 50)
    """

    model: type[Model]
    fixed: Mapping[str, Any]
    """Parameters, in their declared units, and options that are the same at all points."""
    axes: tuple[Axis, ...] = ()
    draws: Draws | None = None
    derived: Mapping[str, Expression] = field(default_factory=dict)
    question: Question | None = None
    outputs: tuple[str, ...] | None = None
    """Observables that are kept; None keeps all."""

    @property
    def dims(self) -> tuple[str, ...]:
        """Names of the axes of the array of points."""
        return (*(axis.name for axis in self.axes), *((POINT,) if self.draws else ()))

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Lengths of these axes."""
        return (*(len(axis.values) for axis in self.axes), *((self.draws.count,) if self.draws else ()))

    @cached_property
    def observables(self) -> frozenset[str]:
        """Names of all observables of the model."""
        return frozenset(self.model.observables())

    @property
    def varying(self) -> tuple[str, ...]:
        """Parameters that are not the same at all points: scanned, drawn, derived, and looked for."""
        drawn = self.draws.names if self.draws else ()
        unknown = (self.question.unknown,) if self.question else ()
        return (*(axis.name for axis in self.axes), *drawn, *self.derived, *unknown)

    @property
    def count(self) -> int:
        """How many points there are."""
        return math.prod(self.shape)

    @cached_property
    def chunk_shape(self) -> tuple[int, ...]:
        """The shape of all chunks but those at the ends, which may be smaller."""
        left = min(max(self.count // _CHUNKS, SMALLEST_CHUNK), LARGEST_CHUNK)
        shape = [1] * len(self.shape)
        for axis in reversed(range(len(shape))):
            length = self.shape[axis]
            if length > left:
                # A chunk of whole lanes where nothing else fills them, else chunks of about equal size.
                whole = left // SMALLEST_CHUNK * SMALLEST_CHUNK
                shape[axis] = whole if whole and axis == len(shape) - 1 else -(-length // -(-length // left))
                break
            shape[axis] = length
            left = max(1, left // length)
        return tuple(shape)

    @property
    def chunks(self) -> int:
        """How many chunks there are."""
        return math.prod(self._chunks_along)

    @property
    def _chunks_along(self) -> tuple[int, ...]:
        return tuple(-(-length // size) for length, size in zip(self.shape, self.chunk_shape, strict=True))

    def block(self, chunk: int) -> tuple[slice, ...]:
        """Where a chunk lies in the array of points."""
        place = np.unravel_index(chunk, self._chunks_along)
        return tuple(
            slice(int(i) * size, min((int(i) + 1) * size, length))
            for i, size, length in zip(place, self.chunk_shape, self.shape, strict=True)
        )

    def inputs(self, chunk: int) -> dict[str, np.ndarray]:
        """The values of all parameters that are scanned, drawn or derived, at the points of a chunk, a flat list."""
        block = self.block(chunk)
        shape = tuple(part.stop - part.start for part in block)
        found: dict[str, np.ndarray] = {}
        for number, axis in enumerate(self.axes):
            along = axis.values[block[number]].reshape([-1 if i == number else 1 for i in range(len(shape))])
            found[axis.name] = np.broadcast_to(along, shape).ravel()
        if self.draws:
            for name, drawn in self.draws.part(block[-1].start, block[-1].stop).items():
                found[name] = np.broadcast_to(drawn, shape).ravel()
        numbers = {name: value for name, value in self.fixed.items() if isinstance(value, float)}
        for name in in_order(self.derived):
            value = self.derived[name].value({**numbers, **found})
            found[name] = np.broadcast_to(np.asarray(value, dtype=float), (math.prod(shape),))
        return found
