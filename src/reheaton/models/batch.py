"""Many points of a model at once: vmapped in chunks, the chunks spread over the cores."""

import functools
import numbers
import os
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np

from reheaton.backend.jax_setup import outer_jit
from reheaton.errors import InvalidInput
from reheaton.matter.bath import Baths
from reheaton.models.model import Known, Model, Problem, checked_observables, what_is_known
from reheaton.universe.background import MESSAGES, SOLVED

CHUNK: Final = 250
"""Points solved together: enough to fill vector units, few enough to stay in cache (measured, benchmarks/)."""


class InvalidPoint(InvalidInput):
    """One of many points that cannot be used: its number, and the reason in a sentence of its own."""

    def __init__(self, point: int, reason: str) -> None:
        super().__init__(f"point {point}: {reason}")
        self.point, self.reason = point, reason


@dataclass(frozen=True)
class BatchResult:
    """Observables of many points, each of shape (points,); NaN where a point failed, which `codes` explains."""

    observables: dict[str, np.ndarray]
    codes: np.ndarray

    @property
    def failures(self) -> dict[str, int]:
        """How many points failed, by reason."""
        return {MESSAGES[code]: int(np.sum(self.codes == code)) for code in np.unique(self.codes) if code != SOLVED}


def solve_batch(
    model: type[Model], *, progress: Callable[[float], None] | None = None, threads: int | None = None, **values: Any
) -> BatchResult:
    """Solve a model at many points: parameters are numbers or arrays (points,), options as for one point.

    `progress` is called with the fraction done. `threads` defaults to the number of cores. Raises InvalidInput, with
    the number of the offending point, before anything is computed.
    """
    if threads is not None and not (isinstance(threads, numbers.Integral) and threads > 0):
        raise InvalidInput(f"threads = {threads!r} must be a whole number above 0.")
    batch = _prepare(model, values)
    return _run(batch, progress, _cores() if threads is None else int(threads))


def names_of_observables(model: type[Model], **values: Any) -> tuple[str, ...]:
    """What `solve_batch` would observe at these points, found without computing it. Raises InvalidInput."""
    batch = _prepare(model, values)
    one = functools.partial(checked_observables, batch.problem, unroll=False)
    observables, _ = jax.eval_shape(one, tuple(jnp.asarray(column[0]) for column in batch.columns), batch.known)
    return tuple(observables)


def refuse_no_model(model: Any) -> None:
    """Raises InvalidInput for what is not a class of models."""
    if not (isinstance(model, type) and issubclass(model, Model)):
        what = repr(model) if isinstance(model, str) else f"an instance of {type(model).__name__}"
        what = model.__name__ if isinstance(model, type) else what
        raise InvalidInput(f"the model must be a class derived from Model, such as DodelsonWidrow, not {what}.")


def common_length(arrays: Mapping[str, Any]) -> int:
    """How many points the arrays of parameters describe. Raises InvalidInput if they disagree."""
    sizes = {name: len(array) for name, array in arrays.items()}
    points = next(iter(sizes.values()))
    if set(sizes.values()) != {points} or points == 0:
        raise InvalidInput(f"arrays of parameters must have one common length above 0, and these have {sizes}.")
    return points


@dataclass(frozen=True)
class _Batch:
    """Points that have been checked: columns of numbers, which of them vary, and what is known of all."""

    problem: Problem
    columns: list[np.ndarray]
    varies: tuple[bool, ...]
    known: Known


def _prepare(model: type[Model], values: dict[str, Any]) -> _Batch:
    refuse_no_model(model)
    arrays = _arrays(values)
    if not arrays:
        raise InvalidInput("solve_batch needs at least one parameter that is an array.")
    models = _check(model, values, arrays, common_length(arrays))
    names = tuple(name for name, value in models[0].parameters.items() if value is not None)
    columns = [np.array([m.parameters[name] for m in models], dtype=float) for name in names]
    varies = tuple(name in arrays or bool(np.any(c != c[0])) for name, c in zip(names, columns, strict=True))
    problem = Problem(model, names, tuple(models[0].options.items()))
    fixed = tuple(None if v else float(column[0]) for column, v in zip(columns, varies, strict=True))
    known = Known(_common_baths(problem, fixed), models[0].load())
    return _Batch(problem, columns, varies, known)


def dimensions(name: str, value: Any) -> int:
    """How many dimensions a value has. Raises InvalidInput for lists that are no array."""
    try:
        return np.ndim(value)
    except ValueError:
        raise InvalidInput(f"{name} must be an array of numbers in its declared unit, or one value.") from None


def _arrays(values: dict[str, Any]) -> dict[str, np.ndarray]:
    """The values that are arrays, as numbers."""
    arrays = {}
    for name, value in values.items():
        if dimensions(name, value) > 1:
            raise InvalidInput(f"{name} has {np.ndim(value)} dimensions: give arrays of one dimension (points,).")
        if np.ndim(value) == 1:
            try:
                arrays[name] = np.asarray(value, dtype=float)
            except ValueError:
                raise InvalidInput(f"{name} must be an array of numbers in its declared unit, or one value.") from None
    return arrays


def _cores() -> int:
    """Cores this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@functools.lru_cache(maxsize=32)
def _common_baths(problem: Problem, fixed: tuple[float | None, ...]) -> Baths | None:
    """The tables all points share, or None if what varies (None in `fixed`) is matter."""
    found: list[Baths | None] = []

    def look(*varying: Any) -> jax.Array:
        moving = iter(varying)
        point = problem.model(tuple(next(moving) if x is None else x for x in fixed), tables=())
        found.append(what_is_known(point).baths)
        return jnp.zeros(())

    # Tracing what varies shows, without computing anything, whether the tables depend on it.
    jax.eval_shape(look, *(jnp.zeros(()) for x in fixed if x is None))
    return found[0]


def _check(model: type[Model], values: dict[str, Any], arrays: dict[str, np.ndarray], points: int) -> list[Model]:
    """The model at every point, checked."""
    declared = {parameter.name: parameter for parameter in model.PARAMETERS}
    i, checked = 0, []
    try:
        for name, array in arrays.items():
            if name in declared and not np.all(admitted := declared[name].admits(array)):
                i = int(np.argmin(admitted))
                declared[name].parse(float(array[i]))
        i = 0
        first = model(**(values | {name: float(array[0]) for name, array in arrays.items()}))
        for i in range(points):
            point = first.at({name: float(array[i]) for name, array in arrays.items()})
            point.prepare(frozenset(values))
            checked.append(point)
    except InvalidInput as error:
        raise InvalidPoint(i, str(error)) from None
    return checked


def _run(batch: _Batch, progress: Callable[[float], None] | None, threads: int) -> BatchResult:
    points = batch.columns[0].size
    solve = _compiled(batch.problem, batch.varies)
    observables: dict[str, np.ndarray] = {}
    codes = np.zeros(points, dtype=int)
    done = 0

    def one(chunk: np.ndarray) -> tuple[np.ndarray, Any]:
        inputs = [column[chunk] if v else column[0] for column, v in zip(batch.columns, batch.varies, strict=True)]
        return chunk, jax.block_until_ready(solve(tuple(jnp.asarray(x) for x in inputs), batch.known))

    with ThreadPoolExecutor(threads) as pool:
        for chunk, (found, code) in pool.map(one, _chunks(points)):
            for name, value in found.items():
                observables.setdefault(name, np.empty(points))[chunk] = value
            codes[chunk] = code
            done = min(done + chunk.size, points)
            if progress is not None:
                progress(done / points)
    return BatchResult(observables, codes)


def _chunks(points: int) -> Iterator[np.ndarray]:
    """Numbers of the points of each chunk; the last one repeats points so that all have one size."""
    size = min(CHUNK, points)
    for start in range(0, points, size):
        yield np.minimum(np.arange(start, start + size), points - 1)


@functools.lru_cache(maxsize=32)
def _compiled(problem: Problem, varies: tuple[bool, ...]) -> Callable[..., Any]:
    axes = (tuple(0 if v else None for v in varies), None)
    one = functools.partial(checked_observables, problem, unroll=True)
    return outer_jit(jax.vmap(lambda values, known: one(values, known), axes))
