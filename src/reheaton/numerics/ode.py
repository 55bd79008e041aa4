"""Explicit Runge-Kutta integration of non-stiff systems in one loop over adaptive steps, which are the output.

The pair is Tsitouras 5(4) with its interpolant of fourth order (Ch. Tsitouras, Comput. Math. Appl. 62 (2011) 770,
Table 1). Steps follow the solution alone, and between their ends the solution is a polynomial. Written here
because the compiled form of a general-purpose library's solver could not be reused by the next process, 14 s against
2 s on a busy machine; per point in a batch that solver takes 1.15 times as long at equal error (benchmarks/).
"""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

RightSide = Callable[[Any, Array, Array], tuple[Array, Any]]
"""dy/dx as a function of the leg, x (scalar) and y (n), and whatever else is known there: notes, a pytree."""

_A = np.zeros((6, 7))
_A[0, :1] = 0.161
_A[1, :2] = -0.008480655492356989, 0.335480655492357
_A[2, :3] = 2.8971530571054935, -6.359448489975075, 4.3622954328695815
_A[3, :4] = 5.325864828439257, -11.748883564062828, 7.4955393428898365, -0.09249506636175525
_A[4, :5] = 5.86145544294642, -12.92096931784711, 8.159367898576159, -0.071584973281401, -0.028269050394068383
_A[5, :6] = (
    0.09646076681806523,
    0.01,
    0.4798896504144996,
    1.379008574103742,
    -3.290069515436081,
    2.324710524099774,
)
_C = np.array([0.161, 0.327, 0.9, 0.9800255409045097, 1.0, 1.0])
_ERROR = np.array(
    [
        -0.00178001105222577714,
        -0.0008164344596567469,
        0.007880878010261995,
        -0.1447110071732629,
        0.5823571654525552,
        -0.45808210592918697,
        1.0 / 66.0,
    ]
)


def _interpolant() -> np.ndarray:
    """Weights of u^1 to u^4 (4, 7): y(x + u h) = y + h sum_ki _INTERPOLANT[k - 1, i] u^k slope_i."""
    from numpy.polynomial import Polynomial

    u = Polynomial([0.0, 1.0])
    weights = [
        -1.0530884977290216 * u * (u - 1.3299890189751412) * (u**2 - 1.4364028541716351 * u + 0.7139816917074209),
        0.1017 * u**2 * (u**2 - 2.1966568338249754 * u + 1.2949852507374631),
        2.490627285651252793 * u**2 * (u**2 - 2.38535645472061657 * u + 1.57803468208092486),
        -16.54810288924490272 * (u - 1.21712927295533244) * (u - 0.61620406037800089) * u**2,
        47.37952196281928122 * (u - 1.203071208372362603) * (u - 0.658047292653547382) * u**2,
        -34.87065786149660974 * (u - 1.2) * (u - 0.666666666666666667) * u**2,
        2.5 * (u - 1.0) * (u - 0.6) * u**2,
    ]
    return np.array([weight.coef[1:] for weight in weights]).T


_INTERPOLANT = _interpolant()
_LARGEST_GROWTH, _LARGEST_CUT, _SAFETY = 20.0, 0.1, 0.9
_SHORTEST_STEP: Final = 1e-13
"""Step, in units of 1 + |x|, below which a lane gives up."""


class Point(NamedTuple):
    """x, y (n), dy/dx there (n), and what the right-hand side notes there."""

    x: Array
    y: Array
    slope: Array
    notes: Any


class Piece(NamedTuple):
    """The solution within one step: y(x + u length) = sum_k coefficients[k] u^k for 0 <= u <= 1."""

    x: Array
    length: Array
    coefficients: tuple[Array, Array, Array, Array, Array]
    """Each (n,)."""

    def at(self, u: Array) -> Array:
        """y (n) at a fraction u of the step."""
        c = self.coefficients
        return c[0] + u * (c[1] + u * (c[2] + u * (c[3] + u * c[4])))

    def slope_at(self, u: Array) -> Array:
        """dy/dx (n) at a fraction u of the step; for a step of no length that of the polynomial in u."""
        c = self.coefficients
        by_u = c[1] + u * (2.0 * c[2] + u * (3.0 * c[3] + u * 4.0 * c[4]))
        return by_u / jnp.where(self.length == 0.0, 1.0, self.length)


class Course(NamedTuple):
    """A way of several legs, of which each has its own equations, and how it is followed."""

    rates: RightSide
    error_scale: Callable[[Any, Point, Array], Array]
    """Largest acceptable error (n) of a step from a point to y_new; infinite ones are left out of the control."""
    record: Callable[[Any, Point, Piece, Point], Any]
    """From the leg, a step, its start and its end to what is kept of it. A step that failed has no length."""
    end: Callable[[Any], Array]
    """x at which a leg ends."""
    is_last: Callable[[Any], Array]
    advance: Callable[[Any, Point], tuple[Any, Array, Array]]
    """From a leg and its last point to the next leg, x and y."""
    first_step: Callable[[Any], Array]
    """Largest first step of a leg: a longer one may pass over all that happens, and find no error."""


class Integration(NamedTuple):
    """How far an integration has come, and what was recorded of every step tried."""

    leg: Any
    now: Point
    step: Array
    """Proposed length of the next step."""
    coefficient: Array
    """Error of the last accepted step, in units of the largest acceptable one, over the fifth power of its length."""
    rows: Any
    """What was recorded: every array has a row for each step tried, (most, ...)."""
    filled: Array
    """How many rows are filled: of a batch, as many as of the lane that tries most."""
    tried: Array
    """How many steps have been tried by this lane."""


def integrate(course: Course, leg: Any, x: Array, y: Array, most: int, *, lanes: str | None = None) -> Integration:
    """Integrate dy/dx = rates(leg, x, y) from x on through all legs, each to its end exactly.

    A step is accepted when max |error|/error_scale <= 1. Stops short of the end when `most` steps have been tried, or
    no step is short enough. `lanes` is the name of the axis of a `vmap` around this: its lanes try their
    steps together, and the stages of a step are written out one by one, which is twice as fast in a batch and takes
    twice as long to compile.
    """

    def any_lane(true: Array) -> Array:
        return true if lanes is None else jax.lax.pmax(true.astype(jnp.int32), lanes) > 0

    def goes_on(run: Integration) -> Array:
        short = run.step <= _SHORTEST_STEP * (1.0 + jnp.abs(run.now.x))
        return ~short & ((run.now.x < course.end(run.leg)) | ~course.is_last(run.leg))

    def attempt(carry: tuple[Integration, Array]) -> tuple[Integration, Array]:
        run = carry[0]
        now, step, coefficient, piece = _attempt(course, run, unroll=lanes is not None)
        row = course.record(run.leg, run.now, piece, now)
        rows = jax.tree.map(
            lambda kept, new: jax.lax.dynamic_update_index_in_dim(kept, new, run.filled, 0), run.rows, row
        )
        run = Integration(run.leg, now, step, coefficient, rows, run.filled + 1, run.tried + goes_on(run))
        return next_leg(run), any_lane(goes_on(run)) & (run.filled < most)

    def next_leg(run: Integration) -> Integration:
        arrived = (run.now.x >= course.end(run.leg)) & ~course.is_last(run.leg)

        def enter(leg: Any, now: Point) -> tuple[Any, Point]:
            new, x, y = course.advance(leg, now)
            found = new, Point(x, y, *course.rates(new, x, y))
            return jax.tree.map(lambda a, b: jnp.where(arrived, a, b), found, (leg, now))

        leg, now = jax.lax.cond(any_lane(arrived), enter, lambda *same: same, run.leg, run.now)
        shorter = jnp.minimum(run.step, course.first_step(leg))
        return run._replace(leg=leg, now=now, step=jnp.where(arrived, shorter, run.step))

    now = Point(x, y, *course.rates(leg, x, y))
    zero = jnp.asarray(0)
    nothing = Piece(x, jnp.zeros_like(x), (y, y, y, y, y))
    shapes = jax.eval_shape(course.record, leg, now, nothing, now)
    rows = jax.tree.map(lambda row: jnp.zeros((most, *row.shape), row.dtype), shapes)
    step = jnp.asarray(course.first_step(leg), dtype=float)
    first = Integration(leg, now, step, jnp.asarray(jnp.inf), rows, zero, zero)
    return jax.lax.while_loop(lambda carry: carry[1], attempt, (first, any_lane(goes_on(first))))[0]


def single_leg(
    rates: Callable[[Array, Array], Array],
    error_scale: Callable[[Array, Array], Array],
    end: Array,
    first_step: float,
) -> Course:
    """A course of one leg, None: dy/dx = rates(x, y) up to x = end. What is kept of a step is its piece."""
    return Course(
        rates=lambda _, x, y: (rates(x, y), ()),
        error_scale=lambda _, now, new: error_scale(now.y, new),
        record=lambda _, before, piece, after: piece,
        end=lambda _: end,
        is_last=lambda _: jnp.asarray(True),
        advance=lambda _, now: (None, now.x, now.y),
        first_step=lambda _: jnp.asarray(first_step),
    )


def _attempt(course: Course, run: Integration, unroll: bool) -> tuple[Point, Array, Array, Piece]:
    """One step tried: where that leads, the next step, the coefficient of its error, and the piece.

    A piece has no length if the step failed.
    """
    now, step, end = run.now, run.step, course.end(run.leg)
    remaining = jnp.maximum(end - now.x, 0.0)
    # How steps are chosen is no part of the solution: its derivatives are those at given steps.
    step = jax.lax.stop_gradient(step)
    pieces = jnp.maximum(jnp.ceil(jax.lax.stop_gradient(remaining) / step * (1.0 - 1e-9)), 1.0)
    h = remaining / pieces
    slopes, y, slope, notes = _stages(lambda x, y: course.rates(run.leg, x, y), now, h, unroll)
    error = h * _weighted(_ERROR, slopes)
    size = jax.lax.stop_gradient(jnp.max(jnp.abs(error) / course.error_scale(run.leg, now, y), initial=0.0))
    size = jnp.where(jnp.isfinite(size), size, 1e30)
    accept = size <= 1.0
    # Errors that grow from step to step will grow on (K. Gustafsson, ACM Trans. Math. Softw. 20 (1994) 496).
    h_known = jax.lax.stop_gradient(h)
    known = jnp.maximum(size, 1e-12)
    coefficient = known / jnp.maximum(h_known, 1e-30) ** 5
    trend = jnp.where(accept, jnp.maximum(coefficient / run.coefficient, 1.0), 1.0)
    growth = jnp.clip(_SAFETY * (known * trend) ** -0.2, _LARGEST_CUT, _LARGEST_GROWTH)
    moved = accept & (remaining > 0.0)
    after = Point(jnp.where(pieces == 1.0, end, now.x + h), y, slope, notes)
    after = jax.tree.map(lambda new, old: jnp.where(moved, new, old), after, now)
    # A step that was shortened by its end point does not show that longer ones fail: keep the longer proposal.
    proposal = jnp.where(accept, jnp.maximum(h_known * growth, jnp.where(growth > 1.0, step, 0.0)), h_known * growth)
    # What failed may not be finite.
    c1, c2, c3, c4 = (jnp.where(moved, h * _weighted(row, slopes), 0.0) for row in _INTERPOLANT)
    coefficient = jnp.where(moved, coefficient, run.coefficient)
    return (
        after,
        jnp.where(remaining > 0.0, proposal, step),
        coefficient,
        Piece(now.x, jnp.where(moved, h, 0.0), (now.y, c1, c2, c3, c4)),
    )


def _weighted(weights: np.ndarray, slopes: Array | list[Array]) -> Array:
    if isinstance(slopes, list):
        return sum((float(w) * k for w, k in zip(weights, slopes, strict=True) if w), start=jnp.zeros(()))
    return jnp.asarray(weights) @ slopes


def _stages(
    rhs: Callable[[Array, Array], tuple[Array, Any]], now: Point, h: Array, unroll: bool
) -> tuple[Array | list[Array], Array, Array, Any]:
    """The seven slopes of a step of size h; y at its end, its slope there (the first of the next step), and notes."""
    if unroll:
        slopes, y, notes = [now.slope], now.y, now.notes
        for row, c in zip(_A, _C, strict=True):
            y = now.y + h * sum(float(a) * k for a, k in zip(row, slopes, strict=False) if a)
            slope, notes = rhs(now.x + float(c) * h, y)
            slopes.append(slope)
        return slopes, y, slopes[-1], notes
    a, c = jnp.asarray(_A), jnp.asarray(_C)

    def stage(i: Array, carry: tuple[Array, Array, Any]) -> tuple[Array, Array, Any]:
        slopes = carry[0]
        y = now.y + h * (a[i] @ slopes)
        slope, notes = rhs(now.x + c[i] * h, y)
        return slopes.at[i + 1].set(slope), y, notes

    slopes = jnp.zeros((7, *now.y.shape)).at[0].set(now.slope)
    slopes, y, notes = jax.lax.fori_loop(0, 6, stage, (slopes, now.y, now.notes))
    return slopes, y, slopes[6], notes
