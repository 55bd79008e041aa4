"""Explicit Runge-Kutta integration of non-stiff systems, with output on a given grid.

The pair is Tsitouras 5(4) (Ch. Tsitouras, Comput. Math. Appl. 62 (2011) 770, Table 1). Steps are adaptive inside
each interval of the grid, so output costs no interpolation and lanes of a batch wait for each other only interval by
interval. Written here because a general-purpose library cost three times more per point in a batch and its
compiled form could not be cached between processes (benchmarks/ has the measurement).
"""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

RightSide = Callable[[Array, Array], Array]
"""dy/dx as a function of x (scalar) and y (n)."""

_A = (
    (0.161,),
    (-0.008480655492356989, 0.335480655492357),
    (2.8971530571054935, -6.359448489975075, 4.3622954328695815),
    (5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525),
    (5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383),
    (0.09646076681806523, 0.01, 0.4798896504144996, 1.379008574103742, -3.290069515436081, 2.324710524099774),
)
_C = (0.161, 0.327, 0.9, 0.9800255409045097, 1.0, 1.0)
_ERROR = (
    -0.00178001105222577714, -0.0008164344596567469, 0.007880878010261995, -0.1447110071732629,
    0.5823571654525552, -0.45808210592918697, 1.0 / 66.0,
)  # fmt: skip
_LARGEST_GROWTH, _LARGEST_CUT, _SAFETY = 8.0, 0.1, 0.9


class GridSolution(NamedTuple):
    """Solution on the grid: y and dy/dx of shape (points, n), steps tried, and whether every point was reached."""

    y: Array
    slope: Array
    steps: Array
    finished: Array


class _Progress(NamedTuple):
    x: Array
    y: Array
    slope: Array
    step: Array
    steps: Array


def _try_step(rhs: RightSide, x: Array, y: Array, slope: Array, h: Array) -> tuple[Array, Array, Array]:
    """One step: the new y, its slope (first slope of the next step) and the error estimate."""
    slopes = [slope]
    new_y = y
    for a, c in zip(_A, _C, strict=True):
        new_y = y + h * sum(a_j * k_j for a_j, k_j in zip(a, slopes, strict=True))
        slopes.append(rhs(x + c * h, new_y))
    error = h * sum(e_j * k_j for e_j, k_j in zip(_ERROR, slopes, strict=True))
    return new_y, slopes[-1], error


def integrate_on_grid(
    rhs: RightSide,
    grid: Array,
    y0: Array,
    error_scale: Callable[[Array, Array], Array],
    first_step: float | Array,
    max_steps: int,
) -> GridSolution:
    """Integrate dy/dx = rhs(x, y) from y0 (n) at grid[0] and return y at every grid point (points).

    A step from y to y_new is accepted when max |error|/error_scale(y, y_new) <= 1; infinite scales leave a component
    out of the control. `finished` is False when max_steps ran out or a value stopped being finite.
    """

    def attempt(end: Array, now: _Progress) -> _Progress:
        remaining = end - now.x
        pieces = jnp.maximum(jnp.ceil(remaining / now.step * (1.0 - 1e-9)), 1.0)
        h = remaining / pieces
        y, slope, error = _try_step(rhs, now.x, now.y, now.slope, h)
        size = jnp.max(jnp.abs(error) / error_scale(now.y, y))
        size = jnp.where(jnp.isfinite(size), size, 1e30)
        growth = jnp.clip(_SAFETY * jnp.maximum(size, 1e-12) ** -0.2, _LARGEST_CUT, _LARGEST_GROWTH)
        accept = size <= 1.0
        return _Progress(
            x=jnp.where(accept, jnp.where(pieces == 1.0, end, now.x + h), now.x),
            y=jnp.where(accept, y, now.y),
            slope=jnp.where(accept, slope, now.slope),
            # A step cut short by the grid says little about a larger one: never forget a longer step that works.
            step=jnp.where(accept, jnp.maximum(h * growth, jnp.where(growth > 1.0, now.step, 0.0)), h * growth),
            steps=now.steps + 1,
        )

    def to_next_point(now: _Progress, end: Array) -> tuple[_Progress, tuple[Array, Array]]:
        def unfinished(p: _Progress) -> Array:
            return (p.x < end) & (p.steps < max_steps)

        now = jax.lax.while_loop(unfinished, lambda p: attempt(end, p), now)
        return now, (now.y, now.slope)

    slope0 = rhs(grid[0], y0)
    start = _Progress(grid[0], y0, slope0, jnp.asarray(first_step, dtype=y0.dtype), jnp.asarray(0))
    last, (y, slope) = jax.lax.scan(to_next_point, start, grid[1:])
    return GridSolution(
        y=jnp.concatenate([y0[None], y]),
        slope=jnp.concatenate([slope0[None], slope]),
        steps=last.steps,
        finished=(last.x >= grid[-1]) & jnp.all(jnp.isfinite(y)),
    )
