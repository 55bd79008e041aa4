"""The steps of an integration, and the solution between their ends."""

from typing import Any, Final, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.namespace import namespace
from reheaton.numerics import ode
from reheaton.universe.equations import State
from reheaton.universe.schedule import Schedule

LOBATTO: Final = np.array([0.5 - np.sqrt(0.05), 0.5 + np.sqrt(0.05)])
"""Points within an interval of unit length; with the ends, of weight 1/12, and these, of weight 5/12, a quadrature that
is exact to the fifth power."""

_ROUNDING: Final = 1e-9
"""Difference of ln a that counts as none: one stage ends and the next begins at one instant."""


class Node(NamedTuple):
    """Where a step ends: ln a, H [GeV], and T [GeV] of each slot, (slots,)."""

    log_a: Array
    H: Array
    T: Array


class Steps(NamedTuple):
    """What is kept of each step tried, (steps, ...); one that failed has no length and ends where it starts."""

    stage: Array
    piece: ode.Piece
    end: Node
    energy: Array
    """rho a^4 [GeV^4] at the end."""
    made: Array
    """What the first law does not account for: rho a^4 that appeared during the step."""
    covered: Array
    """Whether every bath is within its table at the end."""
    known: Array
    """Whether the rates of every exchange are known there."""


class Place(NamedTuple):
    """A place on a trajectory: the number of the stage, z, and what is integrated, (n,)."""

    stage: Array
    z: Array
    moving: Array


def largest_residual(made: Any, energy: Any) -> Any:
    """Largest sum of the energies that steps make and lose, without sign, over all energy at the end of a step.

    So it bounds the mismatch of the first law. `Steps.made` and `Steps.energy`, (steps,); NumPy or JAX.
    """
    xp = namespace(made, energy)
    return xp.max(xp.cumsum(xp.abs(made)) / energy)


class Trajectory(eqx.Module):
    """The integrated part of the state along the independent variable z of each stage."""

    steps: Steps
    first: Node
    fixed: Array
    """W (stages, slots) of the slots that are not heated."""
    spans: Array
    """z at the start and the end of each stage, (stages, 2)."""
    filled: Array
    """How many rows of the steps are in use."""
    tried: Array
    """How many steps were tried."""
    finished: Array

    @classmethod
    def of(cls, first: Node, run: ode.Integration, fixed: Array, spans: Array, finished: Array) -> "Trajectory":
        """The trajectory of an integration; rows that were not needed repeat the last one, without length."""
        steps: Steps = run.rows
        unused = jnp.arange(steps.stage.shape[0]) >= run.filled
        last = jax.tree.map(lambda rows: rows[run.filled - 1], (steps.stage, steps.end, steps.energy))

        def filled(rows: Array, value: Array) -> Array:
            return jnp.where(unused.reshape(-1, *[1] * (rows.ndim - 1)), value, rows)

        stage, end, energy = jax.tree.map(filled, (steps.stage, steps.end, steps.energy), last)
        # The stage ends when s falls to a given value. If heating makes s rise, ln a would decrease: not finished then.
        forward = jnp.all(jnp.diff(end.log_a, prepend=first.log_a) >= -_ROUNDING)
        finite = jnp.all(jnp.isfinite(run.now.y)) & jnp.all(jnp.isfinite(steps.made))
        steps = steps._replace(
            stage=stage, end=end, energy=energy, covered=steps.covered | unused, known=steps.known | unused
        )
        return cls(steps, first, fixed, spans, run.filled, run.tried, finished & forward & finite)

    @property
    def residual(self) -> Array:
        """Largest part of the energy that the first law does not account for, over the ends of steps."""
        return largest_residual(self.steps.made, self.steps.energy)

    def state(self, schedule: Schedule, at: Place) -> State:
        """The whole state at a place."""
        return schedule.equations.state(schedule.stage(at.stage), self.fixed[at.stage], at.z, at.moving)

    @jax.jit
    def within(self, row: Array, u: Array) -> Place:
        """The place at a fraction u of a step."""
        piece = jax.tree.map(lambda x: x[row], self.steps.piece)
        return Place(self.steps.stage[row], piece.x + u * piece.length, piece.at(u))

    @jax.jit
    def at(self, stage: Array, z: Array) -> Place:
        """The place at z of a stage."""
        steps, piece = self.steps, self.steps.piece
        before = (steps.stage < stage) | ((steps.stage == stage) & (piece.x + piece.length <= z))
        used = jnp.arange(steps.stage.shape[0]) < self.filled
        last = jnp.sum((steps.stage <= stage) & used) - 1
        row = jnp.minimum(jnp.sum(before & used), last)
        return self.within(row, self._fraction(row, z))

    @jax.jit
    def at_log_a(self, schedule: Schedule, log_a: Array) -> Place:
        """The place at which ln a has a value, clamped to the ends."""
        row = jnp.minimum(jnp.sum(self.steps.end.log_a <= log_a), self.filled - 1)
        before = jnp.where(row > 0, self.steps.end.log_a[row - 1], self.first.log_a)
        length = self.steps.end.log_a[row] - before
        u = jnp.clip((log_a - before) / jnp.where(length > 0.0, length, 1.0), 0.0, 1.0)

        def reached(u: Array) -> Array:
            return self.state(schedule, self.within(row, u)).log_a

        for _ in range(3):  # the clock of a stage in contact runs almost evenly with ln a
            ln_a, pace = jax.jvp(reached, (u,), (jnp.ones_like(u),))
            u = jnp.clip(u + (log_a - ln_a) / jnp.where(pace > 0.0, pace, 1.0), 0.0, 1.0)
        return self.within(row, u)

    def _fraction(self, row: Array, z: Array) -> Array:
        length = self.steps.piece.length[row]
        return jnp.clip((z - self.steps.piece.x[row]) / jnp.where(length > 0.0, length, 1.0), 0.0, 1.0)
