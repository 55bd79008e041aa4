"""The background: temperatures and energy densities of everything against the scale factor, accessible by name."""

from collections.abc import Callable
from typing import Final, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.numerics.interpolation import hermite_window
from reheaton.numerics.roots import root_in_interval
from reheaton.universe.equations import Contents, State
from reheaton.universe.schedule import History

SOLVED, NOT_FINISHED, OUTSIDE_TABLE, UNDEFINED = 0, 1, 2, 3
MESSAGES: Final = {
    SOLVED: "solved",
    NOT_FINISHED: "the integration did not finish: a relic decays far faster than the universe expands at the start,"
    " or a number is of absurd size; start at a higher temperature, or lower the width",
    OUTSIDE_TABLE: "a bath that is not radiation left the temperatures of its table, 1e-6 to 1e6 GeV: start it colder,"
    " or lower the width that heats it",
    UNDEFINED: "an observable is not defined here, or outside the range of its tables",
}
"""Result codes of a background, with the cure."""


class Instant(NamedTuple):
    """What an event can depend on: ln a, cosmic time [GeV^-1], H [GeV], and T [GeV] of each sector."""

    log_a: Array
    t: Array
    H: Array
    T: dict[str, Array]


class Snapshot(NamedTuple):
    """One instant in full; everything but ln a by name."""

    log_a: Array
    """ln a, 0 at the start."""
    t: Array
    """Cosmic time [GeV^-1], counted from an initial singularity of pure radiation."""
    H: Array
    """Hubble rate [GeV]."""
    T: dict[str, Array]
    """Temperature [GeV] of each sector."""
    rho: dict[str, Array]
    """Energy density [GeV^4] of each sector and relic."""
    S: dict[str, Array]
    """Comoving entropy s a^3 [GeV^3] of each sector."""


class Events(NamedTuple):
    """Marks in a history, and the starts of its stages."""

    at: Snapshot
    """The instant of each mark; quantities have shape (marks,)."""
    reached: Array
    """Whether each mark was reached, (marks,); else its instant is the end of the history."""
    starts: Snapshot
    """The start of each stage: 0 is the start of all, k the moment after the k-th contact has ended; (stages,)."""


class Trajectory(eqx.Module):
    """The integrated state vector on a grid of the independent variable z of each stage."""

    stage: tuple[int, ...] = eqx.field(static=True)
    """Stage of each grid point, (points,)."""
    z: Array
    y: Array
    slope: Array
    steps: Array
    finished: Array
    unravel: Callable[[Array], State] = eqx.field(static=True)


class Background(eqx.Module):
    """The solved history of a universe: quantities by name on a grid, and at any crossing."""

    sectors: tuple[str, ...] = eqx.field(static=True)
    history: History
    trajectory: Trajectory
    instants: Instant
    """ln a, t, H and T of each sector on the grid, each of shape (points,)."""
    first_law_residual: Array
    """Largest |rho from the first law/rho - 1| over the grid."""
    code: Array
    """Result code; MESSAGES explains it."""

    @classmethod
    def of(cls, sectors: tuple[str, ...], history: History, trajectory: Trajectory) -> "Background":
        """The background of an integrated history, judged."""
        dynamics = history.dynamics

        def judge(stage: Array, y: Array) -> tuple[Instant, Array, Array]:
            instant, state, now = _instant(sectors, history, trajectory, stage, y)
            covered = dynamics.baths.covers(dynamics.bath[stage], now.log_s) | ~history.occupied[stage]
            residual = jnp.abs(state.energy / (now.rho * jnp.exp(4.0 * state.log_a)) - 1.0)
            return instant, residual, jnp.all(covered)

        instants, residual, covered = jax.vmap(judge)(jnp.asarray(trajectory.stage), trajectory.y)
        code = jnp.where(jnp.all(covered), SOLVED, OUTSIDE_TABLE)
        cooled = instants.T[sectors[history.until_slot]][-1] <= history.until_T
        code = jnp.where(trajectory.finished & cooled, code, NOT_FINISHED)
        return cls(sectors, history, trajectory, instants, jnp.max(residual), code)

    @property
    def grid(self) -> Snapshot:
        """Every quantity on the grid, each of shape (points,)."""
        return jax.vmap(self._snapshot)(jnp.asarray(self.trajectory.stage), self.trajectory.y)

    def when(self, measure: Callable[[Instant], Array]) -> "Events":
        """First instants at which the components of measure(instant), (marks,), fall through zero.

        Interpolated to the accuracy of the solution. A component that never falls through zero gets the end of the
        history, and says so.
        """
        stage, y = jnp.asarray(self.trajectory.stage), self.trajectory.y
        values = jax.vmap(measure)(self.instants)
        falls = (values[:-1] > 0.0) & (values[1:] <= 0.0)
        # A mark can fall, by rounding, between the end of one stage and the start of the next: the same instant.
        between_stages = stage[1:] != stage[:-1]

        def find(mark: Array) -> Array:
            k = jnp.argmax(falls[:, mark])
            between = self._between(k)
            root = root_in_interval(
                lambda u: measure(self._instant(stage[k], between(u)))[mark],
                jnp.zeros(()), jnp.ones(()), values[k, mark], values[k + 1, mark],
            )  # fmt: skip
            inside = jnp.where(between_stages[k], y[k + 1], between(root))
            return jnp.where(falls[k, mark], inside, y[-1])

        found, first = jnp.any(falls, axis=0), jnp.argmax(falls, axis=0)
        at = jnp.where(found, stage[first + between_stages[first]], stage[-1])
        marks = jax.vmap(find)(jnp.arange(values.shape[1]))
        # Snapshots of marks and of stage starts come from one evaluation: half the compilation.
        starts = [self.trajectory.stage.index(k) for k in range(self.stages)]
        together = jax.vmap(self._snapshot)(
            jnp.concatenate([at, jnp.arange(self.stages)]), jnp.concatenate([marks, y[jnp.asarray(starts)]])
        )
        count = values.shape[1]
        return Events(jax.tree.map(lambda x: x[:count], together), found, jax.tree.map(lambda x: x[count:], together))

    def when_cooled_to(self, sector: str, *T: ArrayLike) -> "Events":
        """First instants at which a sector cools through temperatures [GeV]."""
        targets = jnp.log(jnp.stack([jnp.asarray(x, dtype=float) for x in T]))
        return self.when(lambda now: jnp.log(now.T[sector]) - targets)

    def at(self, log_a: Array) -> Instant:
        """The instants at which ln a has the given values, (points,); clamped to the ends of the history."""
        grid, stage = self.instants.log_a, np.asarray(self.trajectory.stage)
        last = jnp.asarray(np.append(stage[1:] == stage[:-1], False))
        k = jnp.clip(jnp.searchsorted(grid, log_a, side="right") - 1, 0, len(stage) - 2)
        k = jnp.where(last[k], k, k + 1)

        def one(k: Array, target: Array) -> Instant:
            between = self._between(k)
            u = (target - grid[k]) / (grid[k + 1] - grid[k])
            for _ in range(3):  # the clock of a stage in contact runs almost evenly with ln a
                reached, pace = jax.jvp(lambda u: between(u)[0], (u,), (jnp.ones_like(u),))
                u = jnp.clip(u + (target - reached) / pace, 0.0, 1.0)
            return self._instant(jnp.asarray(stage)[k], between(u))

        return jax.vmap(one)(k, log_a)

    @property
    def stages(self) -> int:
        """How many stages the history has: one more than contacts that end."""
        return self.trajectory.stage[-1] + 1

    def _between(self, k: Array) -> Callable[[Array], Array]:
        """State vector at a fraction of the interval after grid point k, from the four points around it."""
        trajectory = self.trajectory
        stage = np.asarray(trajectory.stage)
        # The window must not reach into another stage, where slots mean other things.
        first = np.searchsorted(stage, stage, side="left")
        last = np.searchsorted(stage, stage, side="right") - 1
        start = jnp.asarray(np.clip(np.arange(len(stage)) - 1, first, np.maximum(last - 3, first)))[k]
        spacing = trajectory.z[k + 1] - trajectory.z[k]
        y = jax.lax.dynamic_slice_in_dim(trajectory.y, start, 4)
        slope = jax.lax.dynamic_slice_in_dim(trajectory.slope, start, 4)
        return lambda u: hermite_window(u + (k - start), spacing, y, slope)

    def _instant(self, stage: Array, y: Array) -> Instant:
        return _instant(self.sectors, self.history, self.trajectory, stage, y)[0]

    def _snapshot(self, stage: Array, y: Array) -> Snapshot:
        instant, state, now = _instant(self.sectors, self.history, self.trajectory, stage, y)
        baths, slot, own = self.history.dynamics.baths, self.history.slot[stage], self.history.alone
        # A sector in contact has the temperature of its bath; one alone has its entropy directly.
        shared = self.history.dynamics.bath[stage, slot] != own
        log_s = jnp.where(shared, baths.log_s(own, now.T[slot]), now.log_s[slot])
        rho, S = baths.state(own, log_s).rho, jnp.exp(log_s + 3.0 * state.log_a)
        return Snapshot(
            *instant,
            rho={name: rho[i] for i, name in enumerate(self.sectors)} | now.rho_relic,
            S={name: S[i] for i, name in enumerate(self.sectors)},
        )


def _instant(
    sectors: tuple[str, ...], history: History, trajectory: Trajectory, stage: Array, y: Array
) -> tuple[Instant, State, Contents]:
    """What a state vector says, by name, with the state and the contents it comes from."""
    state = trajectory.unravel(y)
    now = history.dynamics.contents(stage, state)
    T = {name: now.T[history.slot[stage, number]] for number, name in enumerate(sectors)}
    return Instant(state.log_a, state.t, now.H, T), state, now
