"""Many points of a model at once: vmapped in chunks, the chunks spread over the cores.

Points that differ only in parameters that the universe does not depend on share one background: a row holds one
background and some of its points. Rows are solved in chunks, inside which an outer `vmap` runs over the backgrounds and
an inner one over the points of each.
"""

import functools
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np

from reheaton.backend.jax_setup import on_cpu, outer_jit
from reheaton.errors import InvalidInput
from reheaton.models import dependence, reading
from reheaton.models.checked_points import checked_model
from reheaton.models.compiled import Prepared, checked_observables, prepare, solve_numbers
from reheaton.models.dependence import Structure
from reheaton.models.model import Model
from reheaton.models.points import InvalidPoint, Points, read_points
from reheaton.models.result import Result
from reheaton.models.run_settings import check_progress, chunk_size, thread_count
from reheaton.models.written import probes_of, universe_of, why_refused
from reheaton.universe.evolve import LANES
from reheaton.universe.outcome import Outcome

CHUNK: Final = 250
"""Points solved together on a CPU: enough to fill vector units, few enough to stay in cache (measured, benchmarks/)."""
CHUNK_ON_GPU: Final = 16384
"""On a GPU, which needs more points to fill it; estimated from its number of lanes, not measured."""
_FEW: Final = 16
"""Points that are solved together at least, some of them repeated: one program serves all small batches. It takes
seconds to compile, and the points that are repeated milliseconds to solve."""
_SORTED_FROM: Final = 2 * CHUNK
"""Points from which on they are sorted before they are solved: below, all are solved together in any case."""


def solve_batch(
    model: type[Model],
    *,
    progress: Callable[[float], None] | None = None,
    threads: int | None = None,
    chunk: int | None = None,
    **values: Any,
) -> Result:
    """Solve a model at many points: parameters are numbers or arrays, options as for one point.

    Arrays of any shapes that broadcast against each other are accepted, also with a unit of pint or astropy, or of
    text with units. The result has arrays of their common shape: observables, NaN where a point failed, and the numbers
    of limits and checks. `progress` is called with the fraction done. `threads` defaults to the number of cores;
    `chunk`, the number of points that are solved together, to 250 on a CPU, 64 if a lepton asymmetry is given, and
    16384 on a GPU. Raises InvalidInput, with the index of the offending point: before anything is computed, but for
    numbers that `universe()` makes of the parameters, which are checked chunk by chunk.

    >>> import numpy as np, reheaton as rh
    >>> batch = rh.solve_batch(rh.TwinSterileNeutrino, m_N=80, m_nu=np.geomspace(1e-11, 1e-7, 3), vev_ratio=4)
    >>> batch.allowed.tolist()
    [False, True, False]
    >>> grid = rh.solve_batch(rh.TwinSterileNeutrino, m_N=[[10], [80]], m_nu=["1.5e-9 eV", "1e-6 eV"], vev_ratio=4)
    >>> grid.shape, grid[1, 0].parameters["m_N"], grid[1, 0].allowed
    ((2, 2), 80.0, True)
    """
    return _solve(model, progress, threads, chunk, values, refuse=True)[0]


def solve_usable(
    model: type[Model], *, threads: int | None = None, **values: Any
) -> tuple[Result, dict[int, InvalidPoint]]:
    """As `solve_batch`, but a point whose universe cannot be has the code INVALID, and its number says why."""
    return _solve(model, None, threads, None, values, refuse=False)


def _solve(
    model: type[Model],
    progress: Callable[[float], None] | None,
    threads: int | None,
    chunk: int | None,
    values: dict[str, Any],
    refuse: bool,
) -> tuple[Result, dict[int, InvalidPoint]]:
    check_progress(progress)
    number, asked = thread_count(threads), chunk_size(chunk)
    batch = _prepare(model, values)
    size = asked or batch.most_together
    found, codes, residual = _run(batch, progress, number, size, refuse)
    reasons = {} if refuse else {int(i): batch.refusal(int(i)) for i in np.flatnonzero(codes == Outcome.INVALID)}
    return reading.result_of_many(batch.model, found, codes, residual, batch.shape), reasons


def solve_one_by_one(model: type[Model], *, threads: int | None = None, **values: Any) -> Result:
    """As `solve_batch`, by the program of one point: for few points, as that for many takes seconds to compile.

    Where the matter differs from point to point, they are solved together.
    """
    number = thread_count(threads)
    batch = _prepare(model, values)
    if batch.prepared.baths is None:
        return solve_batch(model, threads=threads, **values)
    with ThreadPoolExecutor(number) as pool:
        points = list(pool.map(lambda leaves: solve_numbers(batch.structure, leaves, batch.prepared), batch.points()))
    codes = np.array([point.code for point in points])
    if np.any(codes == Outcome.INVALID):
        raise batch.refusal(int(np.argmax(codes == Outcome.INVALID)))
    found = {name: np.array([float(point.observables[name]) for point in points]) for name in points[0].observables}
    codes = np.where(
        (codes == Outcome.SOLVED) & np.any(np.isnan(list(found.values())), axis=0), Outcome.UNDEFINED, codes
    )
    found = {name: np.where(codes == Outcome.SOLVED, column, np.nan) for name, column in found.items()}
    residual = np.array([point.residual for point in points])
    return reading.result_of_many(batch.model, found, codes, residual, batch.shape)


def names_of_observables(model: type[Model], **values: Any) -> tuple[str, ...]:
    """What the probes at these points may observe, without computing or tracing anything. Raises InvalidInput."""
    whole = checked_model(model, read_points(model, values))
    return tuple(name for probe in probes_of(whole) for name in probe.OBSERVABLES)


def result_of_solved(
    model: type[Model],
    values: dict[str, Any],
    instead: dict[str, np.ndarray],
    found: dict[str, np.ndarray],
    codes: np.ndarray,
    residual: np.ndarray,
    shape: tuple[int, ...],
) -> Result:
    """The result of points that have been solved before, a flat list, in a shape.

    `values` are checked; the result shows what is in `instead` in their place. Raises InvalidInput.
    """
    whole = checked_model(model, read_points(model, values)).changed(instead)
    return reading.result_of_many(whole, found, codes, residual, shape)


@dataclass(frozen=True)
class Batch:
    """Points that have been checked, as columns of the leaves of the model, and what was prepared for all."""

    model: Model
    """The model whose fields are arrays (points,) where the points differ, numbers elsewhere."""
    structure: Structure
    columns: list[np.ndarray]
    """Every leaf at every point, (points,)."""
    varies: tuple[bool, ...]
    prepared: Prepared
    shape: tuple[int, ...]
    """The shape in which the user sees the points."""

    @property
    def most_together(self) -> int:
        """How many points are solved together if the user does not say so."""
        if not on_cpu():
            return CHUNK_ON_GPU
        return min([CHUNK, *(probe.MOST_TOGETHER or CHUNK for probe in probes_of(self.model))])

    def points(self) -> Iterator[tuple[np.ndarray, ...]]:
        """The leaves at each point."""
        return zip(*self.columns, strict=True)

    def refusal(self, number: int) -> InvalidPoint:
        """Why the universe of a point cannot be."""
        at_point = [jnp.asarray(column[number]) for column in self.columns]
        reason = why_refused(jax.tree.unflatten(self.structure, at_point))
        return InvalidPoint(Points({}, {}, self.shape).index(number), reason)


def _prepare(model: type[Model], values: dict[str, Any]) -> Batch:
    points = read_points(model, values)
    if not points.arrays:
        raise InvalidInput("solve_batch needs at least one parameter that is an array.")
    return checked_batch(model, points)


def checked_batch(model: type[Model], points: Points) -> Batch:
    """Points as columns, once they have been checked. Raises InvalidInput."""
    whole = checked_model(model, points)
    leaves, structure = jax.tree.flatten(whole.as_compiled())
    columns = [np.broadcast_to(np.asarray(leaf, dtype=float), (points.count,)) for leaf in leaves]
    varies = tuple(np.ndim(leaf) == 1 for leaf in leaves)
    # Where matter differs from point to point, its tables are made inside the compiled function.
    first = jax.tree.unflatten(structure, [float(column[0]) for column in columns])
    prepared = prepare(first)
    if any(varies[i] for i in dependence.of_matter(structure)):
        prepared = prepared._replace(baths=None)
    return Batch(whole, structure, columns, varies, prepared, points.shape)


@dataclass(frozen=True)
class _Rows:
    """Numbers of the points of each row (rows, width); the points of a row share a background. Some are repeated."""

    points: np.ndarray
    shared: tuple[bool, ...]
    """Which leaves are the same within each row."""


def _rows(batch: Batch, size: int = CHUNK) -> _Rows:
    """Rows of points with one background each, as wide as most backgrounds have points."""
    points = len(batch.columns[0])
    reads = dependence.of_universe(batch.structure)
    early = [i for i, v in enumerate(batch.varies) if v and i in reads]
    late = [i for i, v in enumerate(batch.varies) if v and i not in reads]
    if not late:
        return _alone(batch)
    keys = np.stack([batch.columns[i] for i in early], axis=1) if early else np.zeros((points, 1))
    _, group, counts = np.unique(keys, axis=0, return_inverse=True, return_counts=True)
    # Rows that are too wide are split evenly, as the last row of a background is filled up with repeated points.
    width = int(np.median(counts))
    width = -(-width // -(-width // size))
    if width == 1:
        return _alone(batch)
    order = np.argsort(group.ravel(), kind="stable")
    rows, start = [], 0
    for count in counts:
        own = order[start : start + count]
        rows += [own[np.minimum(np.arange(k, k + width), count - 1)] for k in range(0, count, width)]
        start += count
    return _Rows(np.array(rows), tuple(i not in late for i in range(len(batch.varies))))


def _alone(batch: Batch) -> _Rows:
    """Every point with a background of its own."""
    return _Rows(_by_decay(batch)[:, None], tuple(True for _ in batch.varies))


def _by_decay(batch: Batch) -> np.ndarray:
    """Numbers of all points in the order of the widths of their relics, if that pays.

    The points of a chunk step together, and those whose relics decay at like times need like numbers of steps.
    """
    count = len(batch.columns[0])
    if count < _SORTED_FROM:
        return np.arange(count)
    widths = _compiled_widths(batch.structure)(tuple(batch.columns))
    # Points whose universe cannot be come first or last, whatever their width.
    return np.lexsort(np.nan_to_num(np.asarray(widths)).T[::-1])


@functools.lru_cache(maxsize=32)
def _compiled_widths(structure: Structure) -> Callable[..., Any]:
    """Widths [GeV] of the relics of a model at many points, (points, relics)."""

    def widths(leaves: tuple[Any, ...]) -> jax.Array:
        relics = universe_of(jax.tree.unflatten(structure, leaves)).relics
        return jnp.stack([jnp.asarray(relic.width, dtype=float) for relic in relics] or [jnp.zeros(())])

    return outer_jit(jax.vmap(widths))


def _run(
    batch: Batch, progress: Callable[[float], None] | None, threads: int, size: int, refuse: bool
) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Observables, codes and first-law residuals of all points, each (points,).

    With `refuse` it raises InvalidPoint for the first point of a chunk whose universe cannot be.
    """
    rows, points = _rows(batch, size), len(batch.columns[0])
    width = rows.points.shape[1]
    axes = tuple((0 if v else None, None if s or not v else 0) for v, s in zip(batch.varies, rows.shared, strict=True))
    solve = functools.partial(_solve_rows, batch.structure, axes, width > 1)
    observables: dict[str, np.ndarray] = {}
    codes, residual = np.zeros(points, dtype=int), np.zeros(points)
    done = 0

    def one(chunk: np.ndarray) -> tuple[np.ndarray, Any]:
        leaves = []
        for column, (outer, inner) in zip(batch.columns, axes, strict=True):
            which = chunk if inner is not None else chunk[:, 0]
            leaves.append(jnp.asarray(column[which] if outer is not None else column[0]))
        return chunk, jax.device_get(solve(tuple(leaves), batch.prepared))

    with ThreadPoolExecutor(threads) as pool:
        # Whatever ends this loop ends the iterator, which cancels the chunks that have not begun.
        for chunk, (found, code, lost) in pool.map(one, _chunks(rows.points, size)):
            where = chunk.ravel()
            for name, value in found.items():
                observables.setdefault(name, np.empty(points))[where] = value.ravel()
            codes[where], residual[where] = code.ravel(), lost.ravel()
            if refuse and np.any(codes[where] == Outcome.INVALID):
                raise batch.refusal(int(np.min(where[codes[where] == Outcome.INVALID])))
            done = min(done + where.size, points)
            if progress is not None:
                progress(done / points)
    return observables, codes, residual


def _chunks(rows: np.ndarray, most: int = CHUNK) -> Iterator[np.ndarray]:
    """Rows of each chunk; the last one repeats rows so that all have one size."""
    count, width = rows.shape
    size = min(max(1, most // width), max(count, _FEW // width))
    for start in range(0, count, size):
        yield rows[np.minimum(np.arange(start, start + size), count - 1)]


@functools.partial(outer_jit, static_argnums=(0, 1, 2), kept=True)
def _solve_rows(
    structure: Structure,
    axes: tuple[tuple[int | None, int | None], ...],
    nested: bool,
    leaves: tuple[Any, ...],
    prepared: Prepared,
) -> tuple[dict[str, jax.Array], jax.Array, jax.Array]:
    """A chunk of rows; `axes`: of every leaf, over rows and within a row."""
    over, within = zip(*axes, strict=True)
    rows = next(len(leaf) for leaf, axis in zip(leaves, over, strict=True) if axis is not None)
    lanes = LANES if rows > 1 else None

    def one(leaves: tuple[Any, ...], prepared: Prepared) -> tuple[dict[str, jax.Array], jax.Array, jax.Array]:
        return checked_observables(jax.tree.unflatten(structure, leaves), prepared, lanes)

    row = jax.vmap(one, (within, None)) if nested else one
    if rows > 1:
        return jax.vmap(row, (over, None), axis_name=LANES)(leaves, prepared)
    # One background has no others to step with: without an axis for them a fifth less is to be traced and compiled.
    only = tuple(leaf if axis is None else leaf[0] for leaf, axis in zip(leaves, over, strict=True))
    return jax.tree.map(lambda found: found[None], row(only, prepared))
