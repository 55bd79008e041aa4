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
each_form = pytest.mark.parametrize("unroll", [False, True])


def solve(problem: Problem, tolerance: float, *, max_steps: int = 10_000, unroll: bool = False) -> ode.Integration:
    """Integrate with the same absolute error allowed in every component of every step."""

    @jax.jit
    def run(tolerance: Array, end: Array) -> ode.Integration:
        first = ode.begin(problem.rhs, jnp.zeros(()), jnp.array(problem.start), 0.01, jnp.asarray(0))
        scale = lambda y, new: tolerance * jnp.ones_like(y)  # noqa: E731
        return ode.integrate_to(problem.rhs, end, first, scale, max_steps, unroll=unroll)

    return run(np.float64(tolerance), np.float64(problem.end))


def fixed_steps(problem: Problem, count: int) -> np.ndarray:
    """The end of `count` equal steps: with errors ignored, a step goes to the next requested point."""

    def to_point(now: ode.Integration, x: Array) -> tuple[ode.Integration, Array]:
        free = lambda y, new: jnp.full_like(y, jnp.inf)  # noqa: E731
        return ode.integrate_to(problem.rhs, x, now, free, 10_000), x

    points = jnp.linspace(0.0, problem.end, count + 1)[1:]
    first = ode.begin(problem.rhs, jnp.zeros(()), jnp.array(problem.start), problem.end / count, jnp.asarray(0))
    last, _ = jax.jit(lambda first: jax.lax.scan(to_point, first, points))(first)
    assert int(last.steps) == count
    return np.asarray(last.y)


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
def test_tolerance_bounds_the_true_error(name, tolerance, unroll):
    """Errors do not grow in these problems, so the sum over steps of the allowed error bounds the true one.

    (The logistic curve amplifies errors by at most 2.8 = (1/4)/(0.1 * 0.9), its largest over its first slope.)
    """
    problem = PROBLEMS[name]
    end = solve(problem, tolerance, unroll=unroll)
    error = np.abs(np.asarray(end.y) - problem.solution(problem.end)).max()
    growth = 2.8 if name == "logistic" else 1.0
    assert error < growth * int(end.steps) * tolerance
    assert float(end.x) == problem.end


@each_problem
def test_smaller_tolerances_give_smaller_errors(name):
    """At least a factor 1e3 for 1e-5 in the tolerance, down to rounding at 1e-13."""
    problem = PROBLEMS[name]
    errors = [np.abs(np.asarray(solve(problem, t).y) - problem.solution(problem.end)).max() for t in (1e-4, 1e-9)]
    assert errors[1] < max(1e-3 * errors[0], 1e-13)


@each_problem
def test_both_forms_of_a_step_agree(name):
    """1e-12: the same arithmetic in another order."""
    rolled, unrolled = (solve(PROBLEMS[name], 1e-8, unroll=unroll) for unroll in (False, True))
    np.testing.assert_allclose(rolled.y, unrolled.y, rtol=1e-10, atol=1e-12)
    assert int(rolled.steps) == int(unrolled.steps)


def test_stops_when_steps_run_out():
    end = solve(PROBLEMS["oscillator"], 1e-12, max_steps=7)
    assert int(end.steps) == 7
    assert float(end.x) < 20.0


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_infinite_slopes_are_never_accepted(bad):
    """Steps shrink until they run out; what has been reached stays finite and x short of the end."""
    problem = Problem(lambda x, y: jnp.where(x > 1.0, bad, -y), (1.0,), lambda x: np.zeros(1), 2.0)
    end = solve(problem, 1e-6, max_steps=200)
    assert float(end.x) <= 1.0
    assert np.all(np.isfinite(np.asarray(end.y)))


def test_no_way_to_go_needs_no_steps():
    """A stage of no length leaves the state alone."""
    problem = PROBLEMS["decay"]._replace(end=0.0)
    end = solve(problem, 1e-6)
    assert int(end.steps) == 0 and np.asarray(end.y).tolist() == [1.0]


def test_components_of_infinite_scale_are_left_out_of_the_control():
    """A component that oscillates 1000 times faster would need 1000 times the steps."""
    rhs = lambda x, y: jnp.stack([-y[0], jnp.sin(1e3 * x)])  # noqa: E731

    @jax.jit
    def run(second: Array) -> ode.Integration:
        first = ode.begin(rhs, jnp.zeros(()), jnp.array([1.0, 0.0]), 0.01, jnp.asarray(0))
        return ode.integrate_to(rhs, jnp.asarray(5.0), first, lambda y, new: jnp.stack([1e-6, second]), 10_000)

    free, controlled = run(jnp.asarray(jnp.inf)), run(jnp.asarray(1e-6))
    assert int(free.steps) < 50 < int(controlled.steps)
    assert float(free.y[0]) == pytest.approx(np.exp(-5.0), abs=5e-5)
