"""Backgrounds of many points: temperatures and energy densities of everything on the grid of each solution.

They are large, so that a function of the caller reduces each chunk before the next is kept.
"""

import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import jax
import jax.numpy as jnp
import numpy as np

from reheaton.backend.jax_setup import outer_jit
from reheaton.models import dependence
from reheaton.models.checked_points import checked_model
from reheaton.models.compiled import Prepared, prepare
from reheaton.models.dependence import Structure
from reheaton.models.model import Model
from reheaton.models.points import read_points
from reheaton.models.run_settings import thread_count
from reheaton.models.written import universe_of
from reheaton.universe.evolve import evolve

CHUNK: Final = 250
"""Points solved together, as in `batch`."""

Reduced = TypeVar("Reduced")


@dataclass(frozen=True)
class Histories:
    """Histories of some points: arrays (points, grid), but for `codes`."""

    codes: np.ndarray
    """An `Outcome` of each point, (points,)."""
    log_a: np.ndarray
    """ln(a/a_start)."""
    T: dict[str, np.ndarray]
    """Temperatures of all sectors [GeV]."""
    rho: dict[str, np.ndarray]
    """Energy densities of all sectors and relics [GeV^4]."""
    contact_ends: tuple[int, ...]
    """Grid points at which a contact between sectors has just ended."""


def distinct_backgrounds(model: type[Model], values: dict[str, Any]) -> np.ndarray:
    """The number of its background for each point, a flat list: points that differ in other things share one.

    `values` are those of `solve_batch`. Raises InvalidInput.

    >>> import reheaton as rh
    >>> from reheaton.models.histories import distinct_backgrounds
    >>> distinct_backgrounds(rh.DodelsonWidrow, {"m_s": [7.0, 8.0, 9.0], "sin2_2theta": 1e-9}).tolist()
    [0, 0, 0]
    """
    structure, columns, _ = _columns(model, values)
    reads = sorted(dependence.of_universe(structure))
    count = len(columns[0]) if columns else 1
    keys = np.stack([columns[i] for i in reads], axis=1) if reads else np.zeros((count, 1))
    return np.unique(keys, axis=0, return_inverse=True)[1].ravel()


def solve_histories(
    model: type[Model],
    values: dict[str, Any],
    reduce: Callable[[Histories], Reduced],
    *,
    progress: Callable[[float], None] | None = None,
    threads: int | None = None,
) -> list[Reduced]:
    """What `reduce` makes of each chunk of points, in their order; `values` are those of `solve_batch`.

    A point that fails has an outcome that says so, and numbers that mean nothing. Raises InvalidInput.
    """
    structure, columns, prepared = _columns(model, values)
    # The first column always has an axis, so that a batch has one where nothing varies.
    varies = tuple(i == 0 or bool(np.any(column != column[0])) for i, column in enumerate(columns))
    solve, count, done = _compiled(structure, varies), len(columns[0]), 0
    size = min(CHUNK, count)

    def one(start: int) -> tuple[int, Reduced]:
        # The last chunk repeats a point so that all have one size, hence one kernel.
        chosen = np.minimum(np.arange(start, start + size), count - 1)
        leaves = [jnp.asarray(c[chosen] if v else c[0]) for c, v in zip(columns, varies, strict=True)]
        codes, log_a, T, rho, stages = solve(tuple(leaves), prepared)
        kept = min(size, count - start)
        codes, log_a, T, rho = jax.tree.map(lambda x: np.asarray(x)[:kept], (codes, log_a, T, rho))
        ends = tuple(int(i) for i in np.flatnonzero(np.diff(np.asarray(stages)[0])) + 1)
        return kept, reduce(Histories(codes, log_a, T, rho, ends))

    found = []
    with ThreadPoolExecutor(thread_count(threads)) as pool:
        for kept, reduced in pool.map(one, range(0, count, size)):
            found.append(reduced)
            done += kept
            if progress is not None:
                progress(done / count)
    return found


def _columns(model: type[Model], values: dict[str, Any]) -> tuple[Structure, list[np.ndarray], Prepared]:
    """Structure and leaves of the checked points, each leaf (points,), and what was prepared for all."""
    points = read_points(model, values)
    whole = checked_model(model, points)
    leaves, structure = jax.tree.flatten(whole.as_compiled())
    columns = [np.broadcast_to(np.asarray(leaf, dtype=float), (points.count,)) for leaf in leaves]
    # Where matter differs from point to point, its tables are made inside the compiled function.
    prepared = prepare(jax.tree.unflatten(structure, [float(column[0]) for column in columns]))
    if any(np.any(columns[i] != columns[i][0]) for i in dependence.of_matter(structure)):
        prepared = prepared._replace(baths=None)
    return structure, columns, prepared


@functools.lru_cache(maxsize=8)
def _compiled(structure: Structure, varies: tuple[bool, ...]) -> Callable[..., Any]:
    """The function that solves a chunk of points."""

    def one(leaves: tuple[Any, ...], prepared: Prepared) -> tuple[Any, ...]:
        model = jax.tree.unflatten(structure, leaves)
        background = evolve(universe_of(model), until=model.UNTIL, baths=prepared.baths, unroll=True)
        at = background.grid
        return background.code, at.log_a, at.T, at.rho, jnp.asarray(background.trajectory.stage)

    over = jax.vmap(one, (tuple(0 if v else None for v in varies), None))
    return outer_jit(lambda leaves, prepared: over(leaves, prepared))
