"""The background: temperatures and energy densities of everything against the scale factor, accessible by name."""

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.core import Tracer

from reheaton.errors import InvalidInput, quoted
from reheaton.numerics.interpolation import hermite_window, polynomial, window_polynomial
from reheaton.numerics.roots import root_in_interval
from reheaton.universe.by_name import OfSectors, OfSectorsAndRelics
from reheaton.universe.equations import Rates, State
from reheaton.universe.events import START, Event, Instant, Moments, Snapshot
from reheaton.universe.history_table import HistoryTable, history_table
from reheaton.universe.outcome import Outcome
from reheaton.universe.schedule import Schedule
from reheaton.universe.universe import Universe

_PARTS_OF_PEAK: Final = np.linspace(0.0, 1.0, 17)
"""Parts of the intervals beside the hottest grid point at which the highest temperature is sought."""


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
    """A solved universe: quantities by name on a grid, and at any crossing.

    >>> import reheaton as rh
    >>> point = rh.TwinSterileNeutrino(m_N=80, m_nu=1.5e-9, vev_ratio=4).solve()
    >>> bbn = point.background.when({"bbn": rh.cooled_to("sm", 1e-3)})["bbn"]
    >>> round(float(bbn.T["twin"] / bbn.T["sm"]), 3)
    0.409
    """

    universe: Universe
    """The universe that was solved."""
    sectors: tuple[str, ...] = eqx.field(static=True)
    schedule: Schedule
    trajectory: Trajectory
    instants: Instant
    """ln a, t, H and T of each sector on the grid, each of shape (points,)."""
    first_law_residual: Array
    """Largest |rho from the first law/rho - 1| over the grid."""
    code: Array
    """An `Outcome`, as a whole number."""

    @classmethod
    def of(cls, universe: Universe, schedule: Schedule, trajectory: Trajectory) -> "Background":
        """The background of an integration, with its outcome."""
        equations, sectors = schedule.equations, tuple(sector.name for sector in universe.sectors)

        def judge(stage: Array, y: Array) -> tuple[Instant, Array, Array]:
            instant, state, now = _instant(sectors, schedule, trajectory, stage, y)
            covered = equations.baths.covers(equations.bath[stage], now.log_s) | ~schedule.occupied[stage]
            residual = jnp.abs(state.energy / (now.rho * jnp.exp(4.0 * state.log_a)) - 1.0)
            return instant, residual, jnp.all(covered)

        instants, residual, covered = jax.vmap(judge)(jnp.asarray(trajectory.stage), trajectory.y)
        code = jnp.where(jnp.all(covered), Outcome.SOLVED, Outcome.OUTSIDE_TABLE)
        cooled = instants.T[sectors[schedule.until_slot]][-1] <= schedule.until_T
        code = jnp.where(trajectory.finished & cooled, code, Outcome.NOT_FINISHED)
        return cls(universe, sectors, schedule, trajectory, instants, jnp.max(residual), code)

    def refused_where(self, broken: Sequence[Array]) -> "Background":
        """The same background with the outcome INVALID if one of these comparisons is true, each of shape ()."""
        if not broken:
            return self
        code = jnp.where(jnp.any(jnp.stack(broken)), Outcome.INVALID, self.code)
        return dataclasses.replace(self, code=code)

    def __repr__(self) -> str:
        relics = ", ".join(relic.name for relic in self.universe.relics)
        what = f"Background of {', '.join(self.sectors)}" + (f" with {relics}" if relics else "")
        if isinstance(self.code, Tracer) or np.ndim(self.code):
            return f"{what} (many points, or traced)"
        T = self.instants.T[self.sectors[0]]
        reach = f"T_{self.sectors[0]} from {float(T[0]):.3g} to {float(T[-1]):.3g} GeV"
        return f"{what}: {reach}, {Outcome(int(self.code)).message}"

    @property
    def grid(self) -> Snapshot:
        """Every quantity on the grid, each of shape (points,)."""
        return jax.vmap(self._snapshot)(jnp.asarray(self.trajectory.stage), self.trajectory.y)

    def when(self, events: Mapping[str, Event]) -> Moments:
        """The moments of events, by name: of each the first fall through zero.

        Interpolated to the accuracy of the solution. The start and the ends of contacts are given as well, by name.
        The moment of an event that does not take place is the end, and `reached` says so.
        """
        names, contacts = tuple(events), self.schedule.contacts
        given = [name for name in names if name in (START, *contacts)]
        if given:
            raise InvalidInput(f"an event cannot have the name {quoted(given[0])}: the start or a contact has it.")
        fixed = (START, *contacts)
        y, stage = self.trajectory.y, jnp.asarray(self.trajectory.stage)
        beginnings = np.asarray([self.trajectory.stage.index(k) for k in range(self.stages)])
        found, at_stage, at_y = self._crossings(tuple(events.values())) if names else (None, stage[:0], y[:0])
        # Snapshots of events and of the starts of stages come from one evaluation: half the compilation.
        everything = jax.vmap(self._snapshot)(
            jnp.concatenate([at_stage, jnp.arange(self.stages)]), jnp.concatenate([at_y, y[beginnings]])
        )
        rows = [jax.tree.map(lambda x, i=i: x[i], everything) for i in range(len(names) + len(fixed))]
        reached = {name: found[i] for i, name in enumerate(names)} if found is not None else {}
        always = {name: jnp.asarray(True) for name in fixed}
        return Moments(dict(zip((*names, *fixed), rows, strict=True)), reached | always, contacts)

    def _crossings(self, events: tuple[Event, ...]) -> tuple[Array, Array, Array]:
        """Of each event: whether it takes place, (events,), the stage, and the state vector, (events, n)."""

        def measure(now: Instant) -> Array:
            return jnp.stack([event(now) for event in events])

        stage, y = jnp.asarray(self.trajectory.stage), self.trajectory.y
        values = jax.vmap(measure)(self.instants)
        falls = (values[:-1] > 0.0) & (values[1:] <= 0.0)
        # By rounding an event can fall between the end of one stage and the start of the next: the same instant.
        between_stages = stage[1:] != stage[:-1]

        def find(event: Array) -> Array:
            k = jnp.argmax(falls[:, event])
            between = self._between(k)
            root = root_in_interval(
                lambda u: measure(self._instant(stage[k], between(u)))[event],
                jnp.zeros(()), jnp.ones(()), values[k, event], values[k + 1, event],
            )  # fmt: skip
            inside = jnp.where(between_stages[k], y[k + 1], between(root))
            return jnp.where(falls[k, event], inside, y[-1])

        found, first = jnp.any(falls, axis=0), jnp.argmax(falls, axis=0)
        at_stage = jnp.where(found, stage[first + between_stages[first]], stage[-1])
        return found, at_stage, jax.vmap(find)(jnp.arange(len(events)))

    def at(self, log_a: Array) -> Instant:
        """The instants at which ln a has the given values, (points,); clamped to the ends of the schedule."""
        return jax.vmap(self._instant)(*self._states(log_a))

    def snapshots(self, log_a: Array) -> Snapshot:
        """Every quantity at values of ln a, (points,), as `at`."""
        return jax.vmap(self._snapshot)(*self._states(log_a))

    def to_table(
        self,
        units: str = "GeV",
        *,
        points: int | None = None,
        sector: str = "sm",
        T_from: float | None = None,
        T_to: float | None = None,
    ) -> HistoryTable:
        """T, t, a, H and rho of everything by name, for other codes: see `universe.history_table`.

        `units`: GeV, in which t is in 1/GeV and rho in GeV^4, or SI, in which T is in K, t in s, H in 1/s and rho in
        J/m^3. The rows are those of the solver, or `points` at equal steps of ln a; from where `sector` first falls
        to T_from [GeV] until it falls to T_to [GeV], by default all. Raises InvalidInput.

        >>> import reheaton as rh
        >>> table = rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9).solve().background.to_table("SI", points=300)
        >>> list(table.columns)
        ['a', 't', 'H', 'T_sm', 'rho_sm']
        >>> round(table.columns["T_sm"][-1] * table.columns["a"][-1], 4)
        2.7255
        """
        return history_table(self, units, points, sector, T_from, T_to)

    def _states(self, log_a: Array) -> tuple[Array, Array]:
        """Stages (points,) and state vectors (points, n) at which ln a has the given values."""
        grid, stage = self.instants.log_a, np.asarray(self.trajectory.stage)
        last = jnp.asarray(np.append(stage[1:] == stage[:-1], False))
        k = jnp.clip(jnp.searchsorted(grid, log_a, side="right") - 1, 0, len(stage) - 2)
        k = jnp.where(last[k], k, k + 1)

        # One polynomial for each interval serves all values of ln a in it.
        pieces, offset = jax.vmap(self._piece)(jnp.arange(len(stage) - 1))
        clock = pieces[:, :, 0]

        def one(k: Array, target: Array) -> tuple[Array, Array]:
            u, ln_a = (target - grid[k]) / (grid[k + 1] - grid[k]), clock[k]
            for _ in range(3):  # the clock of a stage in contact runs almost evenly with ln a
                reached, pace = jax.jvp(lambda u: polynomial(ln_a, u + offset[k]), (u,), (jnp.ones_like(u),))
                u = jnp.clip(u + (target - reached) / pace, 0.0, 1.0)
            return jnp.asarray(stage)[k], polynomial(pieces[k], u + offset[k])

        return jax.vmap(one)(k, log_a)

    def highest_T(self, sector: str) -> Array:
        """Highest temperature [GeV] of a sector. Between grid points it is interpolated, to 1e-4."""
        T, stage = self.instants.T[sector], np.asarray(self.trajectory.stage)
        # An interval between two stages has no length: the one before it stands for it.
        intervals = np.arange(len(stage) - 1)
        intervals = jnp.asarray(np.where(stage[1:] == stage[:-1], intervals, intervals - 1))
        hottest = jnp.argmax(T)
        around = intervals[jnp.clip(jnp.stack([hottest - 1, hottest]), 0, len(stage) - 2)]

        def within(k: Array) -> Array:
            between = self._between(k)
            return jax.vmap(lambda u: self._instant(jnp.asarray(stage)[k], between(u)).T[sector])(_PARTS_OF_PEAK)

        return jnp.maximum(T[hottest], jnp.max(jax.vmap(within)(around)))

    @property
    def stages(self) -> int:
        """How many stages there are: one more than contacts that end."""
        return self.trajectory.stage[-1] + 1

    def _between(self, k: Array) -> Callable[[Array], Array]:
        """State vector at a fraction of the interval after grid point k, from the four points around it."""
        offset, spacing, y, slope = self._window(k)
        return lambda u: hermite_window(u + offset, spacing, y, slope)

    def _piece(self, k: Array) -> tuple[Array, Array]:
        """`_between` as a polynomial: coefficients (8, n) in u + offset, and the offset."""
        offset, spacing, y, slope = self._window(k)
        return window_polynomial(spacing, y, slope), offset

    def _window(self, k: Array) -> tuple[Array, Array, Array, Array]:
        """The four grid points around the interval after grid point k.

        The number of points before k, their spacing in z, state vectors and slopes (4, n).
        """
        trajectory = self.trajectory
        stage = np.asarray(trajectory.stage)
        # The window must not reach into another stage, where slots mean other things.
        first = np.searchsorted(stage, stage, side="left")
        last = np.searchsorted(stage, stage, side="right") - 1
        start = jnp.asarray(np.clip(np.arange(len(stage)) - 1, first, np.maximum(last - 3, first)))[k]
        spacing = trajectory.z[k + 1] - trajectory.z[k]
        y = jax.lax.dynamic_slice_in_dim(trajectory.y, start, 4)
        slope = jax.lax.dynamic_slice_in_dim(trajectory.slope, start, 4)
        return k - start, spacing, y, slope

    def _instant(self, stage: Array, y: Array) -> Instant:
        return _instant(self.sectors, self.schedule, self.trajectory, stage, y)[0]

    def _snapshot(self, stage: Array, y: Array) -> Snapshot:
        instant, state, now = _instant(self.sectors, self.schedule, self.trajectory, stage, y)
        baths, slot, own = self.schedule.equations.baths, self.schedule.slot[stage], self.schedule.alone
        # A sector in contact has the temperature of its bath; one alone has its entropy directly.
        shared = self.schedule.equations.bath[stage, slot] != own
        log_s = jnp.where(shared, baths.log_s(own, now.T[slot]), now.log_s[slot])
        rho, S = baths.state(own, log_s).rho, jnp.exp(log_s + 3.0 * state.log_a)
        return Snapshot(
            *instant,
            rho=OfSectorsAndRelics({name: rho[i] for i, name in enumerate(self.sectors)} | now.rho_relic),
            S=OfSectors({name: S[i] for i, name in enumerate(self.sectors)}),
        )


def _instant(
    sectors: tuple[str, ...], schedule: Schedule, trajectory: Trajectory, stage: Array, y: Array
) -> tuple[Instant, State, Rates]:
    """What a state vector says, by name, with the state and the contents it comes from."""
    state = trajectory.unravel(y)
    now = schedule.equations.rates(stage, state)
    T = OfSectors({name: now.T[schedule.slot[stage, number]] for number, name in enumerate(sectors)})
    return Instant(state.log_a, state.t, now.H, T), state, now
