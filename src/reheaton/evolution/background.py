"""The background: temperatures and energy densities of everything against the scale factor, accessible by name."""

from collections.abc import Callable
from typing import Final

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import Array
from jax.flatten_util import ravel_pytree
from jax.typing import ArrayLike

from reheaton.evolution.dynamics import Stage, State
from reheaton.matter.bath import Bath
from reheaton.numerics.roots import root_in_interval
from reheaton.numerics.spline import quintic_between

SOLVED, NOT_FINISHED, OUTSIDE_TABLE = 0, 1, 2
MESSAGES: Final = {
    SOLVED: "solved",
    NOT_FINISHED: "the integration did not finish: loosen rtol, or check for a width or density of absurd size",
    OUTSIDE_TABLE: "a bath that is not radiation left the temperatures of its table, 1e-6 to 1e7 GeV",
}
"""Result codes of a background, with the cure."""


class Snapshot(eqx.Module):
    """One instant: scale factor, time, expansion rate, and temperature, energy and comoving entropy by name."""

    log_a: Array
    """ln a, 0 at the start."""
    t: Array
    """Cosmic time [GeV^-1]."""
    H: Array
    """Hubble rate [GeV]."""
    T: dict[str, Array]
    """Temperature [GeV] of each sector."""
    rho: dict[str, Array]
    """Energy density [GeV^4] of each sector and relic."""
    S: dict[str, Array]
    """Comoving entropy s a^3 [GeV^3] of each sector."""


class SolvedStage(eqx.Module):
    """A stage with its solution on the grid of its independent variable z."""

    stage: Stage
    sectors: dict[str, Bath]
    z: Array
    y: Array
    slope: Array
    unravel: Callable[[Array], State] = eqx.field(static=True)

    def snapshot(self, y: Array) -> Snapshot:
        """Everything by name, from the state vector at one instant."""
        state = self.unravel(y)
        now = self.stage.contents(state)
        T, rho, S = {}, dict(now.rho_relic), {}
        for group in self.stage.baths:
            log_s = self.stage.log_s(state, group)
            for name in group:
                T[name] = now.T[group]
                own = log_s if len(group) == 1 else self.sectors[name].log_s(now.T[group])
                rho[name] = self.sectors[name].rho_and_T(own)[0]
                S[name] = jnp.exp(own + 3.0 * state.log_a)
        return Snapshot(state.log_a, state.t, now.H, T, rho, S)

    def crossing(self, measure: Callable[[Snapshot], Array]) -> tuple[Array, Array]:
        """Whether the measure falls through zero on the grid, and the state where it does (else the last one)."""
        values = jax.vmap(lambda y: measure(self.snapshot(y)))(self.y)
        falls = (values[:-1] > 0.0) & (values[1:] <= 0.0)
        k = jnp.argmax(falls)
        h = self.z[k + 1] - self.z[k]
        left, right = self._expand(k), self._expand(k + 1)

        def between(u: Array) -> Array:
            return quintic_between(u, h, left, right)

        root = root_in_interval(lambda u: measure(self.snapshot(between(u))), values[k], values[k + 1])
        found = jnp.any(falls)
        return found, jnp.where(found, between(root), self.y[-1])

    def _expand(self, k: Array) -> tuple[Array, Array, Array]:
        """y, dy/dz and d2y/dz2 at grid point k."""

        def rates(y: Array) -> Array:
            return ravel_pytree(self.stage.rates(self.unravel(y)))[0]

        return self.y[k], *jax.jvp(rates, (self.y[k],), (self.slope[k],))


class Background(eqx.Module):
    """The solved history of a universe on a grid in ln a, accessible by name and at any crossing."""

    grid: Snapshot
    """Every quantity on the grid, shape (points,)."""
    first_law_residual: Array
    """Largest |rho_first law/rho - 1| over the grid."""
    code: Array
    """Result code; MESSAGES explains it."""
    steps: Array
    """Integration steps tried."""
    stages: tuple[SolvedStage, ...]

    def when(self, measure: Callable[[Snapshot], Array]) -> tuple[Snapshot, Array]:
        """First instant at which measure(snapshot) falls through zero, and whether it does.

        Interpolated to the accuracy of the solution (quintic between grid points). Where it never falls through
        zero the instant is the end of the history.
        """
        found, snapshot = jnp.asarray(False), None
        for solved in self.stages:
            here, y = solved.crossing(measure)
            candidate = solved.snapshot(y)
            if snapshot is None:
                snapshot = candidate
            else:
                snapshot = jax.tree.map(lambda old, new, f=found: jnp.where(f, old, new), snapshot, candidate)
            found = found | here
        assert snapshot is not None
        return snapshot, found

    def when_cooled_to(self, sector: str, T: ArrayLike) -> tuple[Snapshot, Array]:
        """First instant at which a sector cools through T [GeV], and whether it does."""
        return self.when(lambda now: jnp.log(now.T[sector] / T))
