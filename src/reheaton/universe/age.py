"""Cosmic time along a solved universe: t = 1/(2 H) at the start, and the integral of dln a/H from there on.

Nothing that evolves depends on t, so it is a quadrature afterwards, and costs nothing where nobody asks for it.
"""

from typing import Final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.universe.schedule import Schedule
from reheaton.universe.trajectory import LOBATTO, Trajectory

_POINTS_IN_CONTACT: Final = 16
_POINTS_AFTER: Final = 128
"""Grid points of a stage that ends with a contact, and of the last stage: a quarter of an e-fold apart, over which the
quadrature of 1/H is good to 1e-7."""


class Grid(eqx.Module):
    """Points even in z within each stage."""

    stage: tuple[int, ...] = eqx.field(static=True)
    z: Array
    """(points,)."""

    @classmethod
    def of(cls, trajectory: Trajectory) -> "Grid":
        """The grid of a trajectory."""
        stages = trajectory.fixed.shape[0]
        points = [_POINTS_IN_CONTACT] * (stages - 1) + [_POINTS_AFTER]
        stage = np.repeat(np.arange(stages), points)
        part = jnp.asarray(np.concatenate([np.linspace(0.0, 1.0, n) for n in points]))
        start, end = trajectory.spans[stage].T
        return cls(tuple(stage.tolist()), jnp.where(part == 1.0, end, start + part * (end - start)))

    def interval(self, stage: Array, z: Array) -> Array:
        """Number of the interval of a stage in which z lies."""
        stages = np.asarray(self.stage)
        numbers = np.arange(stages[-1] + 1)
        first = np.searchsorted(stages, numbers, side="left")
        last = np.searchsorted(stages, numbers, side="right") - 1
        first, last = jnp.asarray(first)[stage], jnp.asarray(last)[stage]
        length = self.z[last] - self.z[first]
        part = (z - self.z[first]) / jnp.where(length > 0.0, length, 1.0)
        steps = last - first
        return first + jnp.clip(jnp.floor(part * steps).astype(int), 0, steps - 1)


class Age(eqx.Module):
    """Cosmic time [GeV^-1] on the grid, and anywhere."""

    grid: Grid
    t: Array
    """(points,)."""

    @classmethod
    def of(cls, schedule: Schedule, trajectory: Trajectory) -> "Age":
        """The integral over the grid."""
        grid = Grid.of(trajectory)
        stage = jnp.asarray(grid.stage)

        def passed(k: Array) -> Array:
            return _elapsed(schedule, trajectory, stage[k], grid.z[k], grid.z[k + 1])

        # From the end of one stage to the start of the next no time passes.
        within = np.flatnonzero(np.diff(np.asarray(grid.stage)) == 0)
        steps = jnp.zeros(len(grid.stage)).at[within + 1].set(jax.vmap(passed)(jnp.asarray(within)))
        return cls(grid, 0.5 / trajectory.first.H + jnp.cumsum(steps))

    @jax.jit
    def at(self, schedule: Schedule, trajectory: Trajectory, stage: Array, z: Array) -> Array:
        """Cosmic time [GeV^-1] at z of a stage."""
        k = self.grid.interval(stage, z)
        return self.t[k] + _elapsed(schedule, trajectory, stage, self.grid.z[k], z)


@jax.jit
def _elapsed(schedule: Schedule, trajectory: Trajectory, stage: Array, start: Array, end: Array) -> Array:
    """Time [GeV^-1] that passes between two z of a stage."""

    def pace(z: Array) -> Array:
        state = trajectory.state(schedule, trajectory.at(stage, z))
        change, now = schedule.equations.derivatives(schedule.stage(stage), state)
        return change.log_a / now.H

    z = start + (end - start) * jnp.asarray(np.array([0.0, *LOBATTO, 1.0]))
    return (end - start) * (jax.vmap(pace)(z) @ jnp.asarray(np.array([1.0, 5.0, 5.0, 1.0]) / 12.0))
