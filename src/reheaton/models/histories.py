"""Backgrounds of many points: temperatures and energy densities of everything on the grid of each solution.

They are large, so that a function of the caller reduces each chunk before the next is kept.
"""

import functools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np

from reheaton.backend.jax_setup import outer_jit
from reheaton.models import dependence
from reheaton.models.batch import CHUNK, checked_batch
from reheaton.models.compiled import Prepared
from reheaton.models.dependence import Structure
from reheaton.models.model import Model
from reheaton.models.points import read_points
from reheaton.models.run_settings import thread_count
from reheaton.models.written import universe_of
from reheaton.universe.evolve import LANES, evolve

Reduced = TypeVar("Reduced")


@dataclass(frozen=True)
class Histories:
    """Histories of some points: arrays (points, grid), but for `codes`."""

    codes: np.ndarray
    """An `Outcome` of each point, (points,)."""
    log_a: np.ndarray
    """ln(a/a_start)."""
    T: dict[str, np.ndarray]
    """Temperatures of all sectors [GeV], in the order of `Universe.names`."""
    rho: dict[str, np.ndarray]
    """Energy densities of all sectors and relics [GeV^4], in the same order."""
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
    points = read_points(model, values)
    batch = checked_batch(model, points)
    reads = sorted(dependence.of_universe(batch.structure))
    keys = np.stack([batch.columns[i] for i in reads], axis=1) if reads else np.zeros((points.count, 1))
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
    points = read_points(model, values)
    batch = checked_batch(model, points)
    # The first column always has an axis, so that a batch has one where nothing varies.
    varies = tuple(i == 0 or v for i, v in enumerate(batch.varies))
    solve, count, done = _compiled(batch.structure, varies), points.count, 0
    size = min(CHUNK, count)

    def one(start: int) -> tuple[int, Reduced]:
        # The last chunk repeats a point so that all have one size, hence one kernel.
        chosen = np.minimum(np.arange(start, start + size), count - 1)
        leaves = [jnp.asarray(c[chosen] if v else c[0]) for c, v in zip(batch.columns, varies, strict=True)]
        codes, log_a, T, rho, stages, numbers = solve(tuple(leaves), batch.prepared)
        kept = min(size, count - start)
        codes, log_a, T, rho = jax.tree.map(lambda x: np.asarray(x)[:kept], (codes, log_a, T, rho))
        # A compiled function gives dicts by the alphabet.
        T, rho = ({name: x[name] for name in sorted(x, key=lambda name: int(numbers[name][0]))} for x in (T, rho))
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


@functools.lru_cache(maxsize=8)
def _compiled(structure: Structure, varies: tuple[bool, ...]) -> Callable[..., Any]:
    """The function that solves a chunk of points."""

    def one(leaves: tuple[Any, ...], prepared: Prepared) -> tuple[Any, ...]:
        model = jax.tree.unflatten(structure, leaves)
        universe = universe_of(model)
        background = evolve(universe, until=model.UNTIL, baths=prepared.baths, lanes=LANES)
        at = background.grid
        numbers = {name: jnp.asarray(number) for number, name in enumerate(universe.names)}
        return background.code, at.log_a, at.T, at.rho, jnp.asarray(background.age.grid.stage), numbers

    over = jax.vmap(one, (tuple(0 if v else None for v in varies), None), axis_name=LANES)
    return outer_jit(lambda leaves, prepared: over(leaves, prepared))
