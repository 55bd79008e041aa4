"""The Runge-Kutta integrator on problems with known solutions: order, honesty of its error, end points, failure."""

from collections.abc import Callable
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from reheaton.numerics import ode


class Problem(NamedTuple):
    """dy/dx = rhs(x, y), y(0) = start, and the solution."""

    rhs: Callable[[Array, Array], Array]
    start: tuple[float, ...]
    solution: Callable[[float], np.ndarray]
    end: float


PROBLEMS = {
    "decay": Problem(lambda x, y: -y, (1.0,), lambda x: np.array([np.exp(-x)]), 5.0),
    "oscillator": Problem(
        lambda x, y: jnp.stack([y[1], -y[0]]), (1.0, 0.0), lambda x: np.array([np.cos(x), -np.sin(x)]), 20.0
    ),
    "logistic": Problem(lambda x, y: y * (1.0 - y), (0.1,), lambda x: np.array([1.0 / (1.0 + 9.0 * np.exp(-x))]), 8.0),
    "forced": Problem(lambda x, y: jnp.cos(x) * jnp.ones(1) - 0.0 * y, (0.0,), lambda x: np.array([np.sin(x)]), 7.0),
}
each_problem = pytest.mark.parametrize("name", PROBLEMS)
each_form = pytest.mark.parametrize("lanes", [None, "lanes"])


class Leg(NamedTuple):
    """One of several pieces of the way: its number, and where it ends."""

    number: Array
    ends: Array

    @property
    def end(self) -> Array:
        return self.ends[self.number]


def course(problem: Problem, scale: Callable[[Array, Array], Array], first_step: float) -> ode.Course:
    """The way to each end in turn; y goes on as it is. What is kept of a step are its piece and whether it failed."""

    def advance(leg: Leg, now: ode.Point) -> tuple[Leg, Array, Array]:
        last = leg.ends.shape[0] - 1
        return Leg(jnp.minimum(leg.number + 1, last), leg.ends), now.x, now.y

    return ode.Course(
        rates=lambda leg, x, y: (problem.rhs(x, y), ()),
        error_scale=lambda leg, now, new: scale(now.y, new),
        record=lambda leg, before, piece, after: (leg.number, piece),
        end=lambda leg: leg.end,
        is_last=lambda leg: leg.number == leg.ends.shape[0] - 1,
        advance=advance,
        first_step=lambda leg: jnp.where(leg.number == 0, first_step, jnp.inf),
    )


def integrate(
    problem: Problem,
    scale: Callable[[Array, Array], Array],
    ends: Array,
    *,
    most: int = 1000,
    first_step: float = 0.01,
    lanes: str | None = None,
) -> ode.Integration:
    leg = Leg(jnp.asarray(0), ends)
    start = jnp.array(problem.start)
    return ode.integrate(course(problem, scale, first_step), leg, jnp.zeros(()), start, most, lanes=lanes)


def solve(problem: Problem, tolerance: float, *, most: int = 1000, lanes: str | None = None) -> ode.Integration:
    """Integrate with the same absolute error allowed in every component of every step."""

    def run(tolerance: Array, end: Array) -> ode.Integration:
        scale = lambda y, new: tolerance * jnp.ones_like(y)  # noqa: E731
        return integrate(problem, scale, end[None], most=most, lanes=lanes)

    if lanes is None:
        return jax.jit(run)(np.float64(tolerance), np.float64(problem.end))
    # A second lane, with a tolerance of its own, must not change the first.
    both = jax.jit(jax.vmap(run, axis_name=lanes))(np.array([tolerance, 1e-2]), np.full(2, problem.end))
    return jax.tree.map(lambda x: x[0], both)


def fixed_steps(problem: Problem, count: int) -> np.ndarray:
    """The end of `count` equal steps: with errors ignored, a step goes to the end of its leg."""
    free = lambda y, new: jnp.full_like(y, jnp.inf)  # noqa: E731
    ends = jnp.linspace(0.0, problem.end, count + 1)[1:]
    last = jax.jit(lambda ends: integrate(problem, free, ends, first_step=problem.end / count))(ends)
    assert int(last.tried) == count
    return np.asarray(last.now.y)


def pieces(run: ode.Integration) -> ode.Piece:
    """The steps that succeeded, (steps, ...)."""
    piece = run.rows[1]
    kept = np.flatnonzero(np.asarray(piece.length) > 0.0)
    return jax.tree.map(lambda x: np.asarray(x)[kept], piece)


@each_problem
def test_method_is_of_fifth_order(name):
    """Halving the step divides the error by 2^5: at least 2^4.5, as higher orders still show."""
    problem = PROBLEMS[name]
    exact = problem.solution(problem.end)
    coarse, fine = (np.abs(fixed_steps(problem, n) - exact).max() for n in (40, 80))
    assert coarse / fine > 2.0**4.5


@each_form
@each_problem
@pytest.mark.parametrize("tolerance", [1e-4, 1e-7, 1e-10])
def test_tolerance_bounds_the_true_error(name, tolerance, lanes):
    """Errors do not grow in these problems, so the sum over steps of the allowed error bounds the true one.

    (The logistic curve amplifies errors by at most 2.8 = (1/4)/(0.1 * 0.9), its largest over its first slope.)
    """
    problem = PROBLEMS[name]
    end = solve(problem, tolerance, lanes=lanes)
    error = np.abs(np.asarray(end.now.y) - problem.solution(problem.end)).max()
    growth = 2.8 if name == "logistic" else 1.0
    assert error < growth * int(end.tried) * tolerance
    assert float(end.now.x) == problem.end


@each_problem
def test_smaller_tolerances_give_smaller_errors(name):
    """At least a factor 1e3 for 1e-5 in the tolerance, down to rounding at 1e-13."""
    problem = PROBLEMS[name]
    errors = [np.abs(np.asarray(solve(problem, t).now.y) - problem.solution(problem.end)).max() for t in (1e-4, 1e-9)]
    assert errors[1] < max(1e-3 * errors[0], 1e-13)


@each_problem
def test_the_solution_between_the_ends_of_steps_is_of_fourth_order(name):
    """Halving the step divides the error within steps by 2^5; at least 2^4, as the leading term can change its sign."""
    problem = PROBLEMS[name]

    def error(count: int) -> float:
        free = lambda y, new: jnp.full_like(y, jnp.inf)  # noqa: E731
        ends = jnp.linspace(0.0, problem.end, count + 1)[1:]
        run = jax.jit(lambda ends: integrate(problem, free, ends, first_step=problem.end / count))(ends)
        found = pieces(run)
        worst = 0.0
        for i in range(count):
            piece = jax.tree.map(lambda x, i=i: x[i], found)
            for u in (0.2, 0.5, 0.8):
                exact = problem.solution(float(piece.x + u * piece.length))
                worst = max(worst, float(np.abs(np.asarray(piece.at(u)) - exact).max()))
        return worst

    assert error(40) / error(80) > 2.0**4


@each_problem
def test_pieces_join_with_their_slopes(name):
    """1e-12 for values; 1e-9 for slopes, which are divided by the length of a step."""
    problem = PROBLEMS[name]
    found = pieces(solve(problem, 1e-6))
    left, right = (jax.tree.map(lambda x, s=s: x[s], found) for s in (slice(None, -1), slice(1, None)))
    ends = sum(left.coefficients)
    np.testing.assert_allclose(ends, right.coefficients[0], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(left.x + left.length, right.x, rtol=1e-12)
    slopes = [np.asarray(jax.vmap(lambda p, u=u: p.slope_at(u))(found)) for u in (0.0, 1.0)]
    np.testing.assert_allclose(slopes[1][:-1], slopes[0][1:], rtol=1e-9, atol=1e-9)


@each_problem
def test_lanes_together_and_alone_agree(name):
    """1e-10: the same arithmetic in another order; a lane that has ended waits for the others unchanged."""
    alone, together = (solve(PROBLEMS[name], 1e-8, lanes=lanes) for lanes in (None, "lanes"))
    np.testing.assert_allclose(alone.now.y, together.now.y, rtol=1e-10, atol=1e-12)
    assert int(alone.tried) == int(together.tried)


def test_each_leg_is_entered_where_the_one_before_ends():
    """One leg of no length among them; steps of a leg lie within it."""
    problem = PROBLEMS["oscillator"]
    tight = lambda y, new: jnp.full_like(y, 1e-8)  # noqa: E731
    ends = np.array([3.0, 3.0, 20.0])
    run = jax.jit(lambda ends: integrate(problem, tight, ends))(ends)
    leg, piece = (jax.tree.map(np.asarray, x) for x in run.rows)
    moved = np.flatnonzero(piece.length > 0.0)
    assert set(leg[moved]) == {0, 2}
    assert np.max((piece.x + piece.length)[moved][leg[moved] == 0]) == 3.0
    assert float(run.now.x) == 20.0
    np.testing.assert_allclose(run.now.y, problem.solution(20.0), atol=1e-6)


def test_stops_when_there_is_no_room_for_steps():
    end = solve(PROBLEMS["oscillator"], 1e-12, most=7)
    assert int(end.tried) == 7
    assert float(end.now.x) < 20.0


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_infinite_slopes_are_never_accepted(bad):
    """Steps shrink until none is short enough; what has been reached stays finite and x short of the end."""
    problem = Problem(lambda x, y: jnp.where(x > 1.0, bad, -y), (1.0,), lambda x: np.zeros(1), 2.0)
    end = solve(problem, 1e-6)
    assert float(end.now.x) <= 1.0 and int(end.tried) < 200
    assert np.all(np.isfinite(np.asarray(end.now.y)))


def test_no_way_to_go_needs_no_steps():
    """A stage of no length leaves the state alone."""
    problem = PROBLEMS["decay"]._replace(end=0.0)
    end = solve(problem, 1e-6)
    assert int(end.tried) == 0 and np.asarray(end.now.y).tolist() == [1.0]


def test_components_of_infinite_scale_are_left_out_of_the_control():
    """A component that oscillates 1000 times faster would need 1000 times the steps."""
    rhs = lambda x, y: jnp.stack([-y[0], jnp.sin(1e3 * x)])  # noqa: E731
    problem = Problem(rhs, (1.0, 0.0), lambda x: np.zeros(2), 5.0)

    @jax.jit
    def run(second: Array) -> ode.Integration:
        return integrate(problem, lambda y, new: jnp.stack([1e-6, second]), jnp.array([5.0]), most=10_000)

    free, controlled = run(jnp.asarray(jnp.inf)), run(jnp.asarray(1e-6))
    assert int(free.tried) < 50 < int(controlled.tried)
    assert float(free.now.y[0]) == pytest.approx(np.exp(-5.0), abs=5e-5)


def test_a_leg_begins_with_its_own_first_step():
    """y stays on the first leg, whose steps grow; on the second comes a pulse that such a step passes over."""

    def pulse(x: Array, y: Array) -> Array:
        return jnp.where(x > 10.0, jnp.exp(-(((x - 10.05) / 0.01) ** 2)), 0.0) * jnp.ones(1)

    problem = Problem(pulse, (0.0,), lambda x: np.zeros(1), 20.0)
    scale = lambda y, new: jnp.full_like(y, 1e-8)  # noqa: E731
    leg, ends = Leg(jnp.asarray(0), jnp.array([10.0, 20.0])), []
    for short in (0.02, jnp.inf):
        way = course(problem, scale, 0.01)._replace(
            first_step=lambda leg, short=short: jnp.where(leg.number, short, 0.01)
        )
        run = jax.jit(lambda x, way=way: ode.integrate(way, leg, x, jnp.zeros(1), 200))(jnp.zeros(()))
        ends.append(float(run.now.y[0]))
    assert ends[0] == pytest.approx(0.01 * np.sqrt(np.pi), rel=1e-4)
    assert ends[1] == 0.0
