"""The solution between the ends of steps: places by z and by ln a, and what the first law does not account for."""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import simpson

from reheaton.universe.background import Background
from reheaton.universe.evolve import evolve

from .universes import ORDER, Toy, toy_universe


@cache
def solved(rtol: float = 1e-6) -> Background:
    toy = Toy(*(np.float64(x) for x in Toy()))
    return jax.jit(lambda toy: evolve(toy_universe(toy, ORDER), until=("left", toy.T_end), rtol=rtol))(toy)


def used(background: Background) -> np.ndarray:
    """Numbers of the steps that succeeded."""
    steps = background.trajectory.steps
    return np.flatnonzero(np.asarray(steps.piece.length)[: int(background.trajectory.filled)] > 0.0)


def test_a_place_is_where_it_was_asked_for():
    """1e-12: z to rounding, in each stage; at the start and the end of a stage as well."""
    trajectory = solved().trajectory
    for stage in range(2):
        start, end = np.asarray(trajectory.spans[stage])
        for z in np.linspace(start, end, 7):
            place = trajectory.at(jnp.asarray(stage), jnp.asarray(z))
            assert int(place.stage) == stage and float(place.z) == pytest.approx(z, abs=1e-12)


def test_the_ends_of_steps_are_met():
    """1e-12 of what is integrated: the polynomial of a step ends where the next begins, but for a change of stage."""
    background = solved()
    trajectory, rows = background.trajectory, used(background)
    stage = np.asarray(trajectory.steps.stage)
    for row, following in zip(rows[:-1], rows[1:], strict=True):
        if stage[row] == stage[following]:
            ends = trajectory.within(jnp.asarray(row), jnp.ones(())).moving
            np.testing.assert_allclose(ends, trajectory.steps.piece.coefficients[0][following], rtol=1e-12)


def test_places_by_the_scale_factor():
    """1e-10 in ln a: Newton steps in the stage with a clock, where z is not ln a."""
    background = solved()
    last = float(background.trajectory.steps.end.log_a[-1])
    for log_a in np.linspace(0.0, last, 23):
        place = background.trajectory.at_log_a(background.schedule, jnp.asarray(log_a))
        found = background.trajectory.state(background.schedule, place).log_a
        assert float(found) == pytest.approx(log_a, abs=1e-10)


@pytest.mark.parametrize("rtol", [1e-4, 1e-5, 1e-6])
def test_the_residual_bounds_the_mismatch_of_the_energy_with_its_integral(rtol):
    """rho a^4 at the end less that at the start less int (rho - 3p) a^4 dln a, by Simpson on 10000 intervals.

    Here the part that baths and momenta obey by themselves does not cancel: p = T s - rho of a bath, and
    rho - 3p = m^2 sum n/E of a relic. The residual is at most ten times rtol.
    """
    background = solved(rtol)
    a_end = float(background.trajectory.steps.end.log_a[-1])
    log_a = jnp.linspace(0.0, a_end, 20001)

    @jax.jit
    def integrand(background, log_a):
        now = background.snapshots(log_a)
        a = jnp.exp(log_a)
        found = sum(4.0 * now.rho[name] - 3.0 * now.T[name] * now.S[name] / a**3 for name in ORDER)
        for relic in background.universe.relics:

            def of_relic(x, relic=relic):
                state = background.trajectory.state(
                    background.schedule, background.trajectory.at_log_a(background.schedule, x)
                )
                n = relic.comoving_densities(state.Y[relic.name]) * jnp.exp(-3.0 * x)
                return relic.mass**2 * jnp.sum(n / relic.energies(jnp.exp(x)))

            found = found + jax.vmap(of_relic)(log_a)
        return found * a**4, sum(now.rho.values()) * a**4

    F, energy = (np.asarray(x) for x in integrand(background, log_a))
    mismatch = energy[-1] - energy[0] - simpson(F, x=np.asarray(log_a))
    assert abs(mismatch) / energy[-1] < float(background.first_law_residual) < 10.0 * rtol
