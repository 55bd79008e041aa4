"""The background: temperatures and energy densities of everything against the scale factor, accessible by name."""

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from typing import Final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.core import Tracer

from reheaton.errors import InvalidInput, quoted
from reheaton.numerics.roots import root_in_interval
from reheaton.universe.age import Age, Grid
from reheaton.universe.by_name import OfSectors, OfSectorsAndRelics
from reheaton.universe.equations import Rates, State
from reheaton.universe.events import START, Event, Instant, Moments, Snapshot, falls_once
from reheaton.universe.history_table import HistoryTable, history_table
from reheaton.universe.outcome import Outcome
from reheaton.universe.schedule import Schedule
from reheaton.universe.trajectory import Node, Place, Trajectory
from reheaton.universe.universe import Universe

_PARTS_OF_PEAK: Final = np.linspace(0.0, 1.0, 17)
"""Parts of the steps beside the hottest of their ends at which the highest temperature is sought."""


Pieces = tuple[Instant, Instant, Callable[[Array, Array], Place], Callable[[Place], Instant]]
"""A first instant, the instants (pieces,) at which pieces of a history end, the place at a fraction of a piece, and the
instant at a place."""


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
    first_law_residual: Array
    """Energy that the solution loses and makes, over the energy that there is; the largest of all times."""
    code: Array
    """An `Outcome`, as a whole number."""

    @classmethod
    def of(cls, universe: Universe, schedule: Schedule, trajectory: Trajectory) -> "Background":
        """The background of an integration, with its outcome."""
        sectors = tuple(sector.name for sector in universe.sectors)
        code = jnp.where(jnp.all(trajectory.steps.known), Outcome.SOLVED, Outcome.OUTSIDE_RATES)
        code = jnp.where(jnp.all(trajectory.steps.covered), code, Outcome.OUTSIDE_TABLE)
        cooled = trajectory.steps.end.T[-1, schedule.until_slot] <= schedule.until_T
        code = jnp.where(trajectory.finished & cooled, code, Outcome.NOT_FINISHED)
        return cls(universe, sectors, schedule, trajectory, trajectory.residual, code)

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
    def age(self) -> Age:
        """Cosmic time, and the grid on which it is known: even in z within each stage."""
        return _age(self.schedule, self.trajectory)

    @property
    def instants(self) -> Instant:
        """ln a, t, H and T of each sector on the grid, each of shape (points,)."""
        return _on_grid(self.sectors, self.schedule, self.trajectory)

    @property
    def grid(self) -> Snapshot:
        """Every quantity on the grid, each of shape (points,)."""
        return self._snapshots(_places(self.age.grid, self.trajectory))

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
        starts = jax.vmap(self.trajectory.at)(jnp.arange(self.stages), self.trajectory.spans[:, 0])
        found, places = (
            self._crossings(tuple(events.values())) if names else (None, jax.tree.map(lambda x: x[:0], starts))
        )
        # Snapshots of events and of the starts of stages come from one evaluation: half the compilation.
        everything = self._snapshots(jax.tree.map(lambda *rows: jnp.concatenate(rows), places, starts))
        rows = [jax.tree.map(lambda x, i=i: x[i], everything) for i in range(len(names) + len(fixed))]
        reached = {name: found[i] for i, name in enumerate(names)} if found is not None else {}
        always = {name: jnp.asarray(True) for name in fixed}
        return Moments(dict(zip((*names, *fixed), rows, strict=True)), reached | always, contacts)

    def _crossings(self, events: tuple[Event, ...]) -> tuple[Array, Place]:
        """Of each event: whether it takes place, (events,), and where, or the end."""

        def measure(now: Instant) -> Array:
            return jnp.stack([event(now) for event in events])

        # Temperatures and H turn round only where steps are short; what else a user asks for is looked for on the grid.
        first, marks, locate, look = self._steps() if all(map(falls_once, events)) else self._intervals()
        before, after = measure(first), jax.vmap(measure)(marks)
        before = jnp.concatenate([before[None], after[:-1]])
        falls = (before > 0.0) & (after <= 0.0)
        found, row = jnp.any(falls, axis=0), jnp.argmax(falls, axis=0)

        def find(event: Array) -> Place:
            k = row[event]
            u = root_in_interval(
                lambda u: measure(look(locate(k, u)))[event],
                jnp.zeros(()), jnp.ones(()), before[k, event], after[k, event],
            )  # fmt: skip
            at_end = self.trajectory.within(self.trajectory.filled - 1, jnp.ones(()))
            return jax.tree.map(lambda x, y: jnp.where(found[event], x, y), locate(k, u), at_end)

        return found, jax.vmap(find)(jnp.arange(len(events)))

    def _steps(self) -> Pieces:
        """The start, the ends of steps, and the place at a fraction of each; without age."""
        first = self._named(jnp.asarray(0), self.trajectory.first)
        return first, self._ends(), self.trajectory.within, self._instant

    def _intervals(self) -> Pieces:
        """The start, the other points of the grid, and the place at a fraction of the intervals between them."""
        age, instants = self.age, self.instants
        z, stage = age.grid.z, jnp.asarray(age.grid.stage)
        # An interval between two stages has no length.
        start = jnp.where(stage[1:] == stage[:-1], z[:-1], z[1:])

        def locate(k: Array, u: Array) -> Place:
            return self.trajectory.at(stage[k + 1], start[k] + u * (z[k + 1] - start[k]))

        def look(place: Place) -> Instant:
            return self._instant(place)._replace(t=age.at(self.schedule, self.trajectory, place.stage, place.z))

        first, marks = (jax.tree.map(lambda x, s=s: x[s], instants) for s in (0, slice(1, None)))
        return first, marks, locate, look

    def _ends(self) -> Instant:
        """The instants at which steps end, (steps,), without age."""
        return jax.vmap(self._named)(self.trajectory.steps.stage, self.trajectory.steps.end)

    def _named(self, stage: Array, node: Node) -> Instant:
        return Instant(node.log_a, None, node.H, _by_sector(self.sectors, self.schedule, stage, node.T))

    def at(self, log_a: Array, *, age: bool = True) -> Instant:
        """The instants at which ln a has the given values, (points,); clamped to the ends of the schedule.

        Without `age` t is None, and its quadrature need not be compiled.
        """
        places = self._places_at(log_a)
        found = jax.vmap(self._instant)(places)
        return found._replace(t=self._ages(places)) if age else found

    def snapshots(self, log_a: Array) -> Snapshot:
        """Every quantity at values of ln a, (points,), as `at`."""
        return self._snapshots(self._places_at(log_a))

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
        >>> round(float(table.columns["T_sm"][-1] * table.columns["a"][-1]), 4)
        2.7255
        """
        return history_table(self, units, points, sector, T_from, T_to)

    def highest_T(self, sector: str) -> Array:
        """Highest temperature [GeV] of a sector. Between the ends of steps it is interpolated, to 1e-4."""
        T, steps = self._ends().T[sector], self.trajectory.steps
        hottest = jnp.argmax(T)
        # The peak lies in the step that ends at the hottest of these temperatures, or in the next one with a length.
        later = (jnp.arange(T.shape[0]) > hottest) & (steps.piece.length > 0.0)
        around = jnp.stack([hottest, jnp.argmax(later)])

        def within(row: Array) -> Array:
            return jax.vmap(lambda u: self._instant(self.trajectory.within(row, u)).T[sector])(_PARTS_OF_PEAK)

        return jnp.max(jax.vmap(within)(around))

    @property
    def stages(self) -> int:
        """How many stages there are: one more than contacts that end."""
        return self.trajectory.fixed.shape[0]

    def _places_at(self, log_a: Array) -> Place:
        return jax.vmap(lambda target: self.trajectory.at_log_a(self.schedule, target))(log_a)

    def _ages(self, places: Place) -> Array:
        age = self.age
        return jax.vmap(lambda place: age.at(self.schedule, self.trajectory, place.stage, place.z))(places)

    def _instant(self, place: Place) -> Instant:
        return _instant(self.sectors, self.schedule, self.trajectory, place)[0]

    def _snapshots(self, places: Place) -> Snapshot:
        return jax.vmap(self._snapshot)(places)._replace(t=self._ages(places))

    def _snapshot(self, place: Place) -> Snapshot:
        instant, state, now = _instant(self.sectors, self.schedule, self.trajectory, place)
        baths, slot, own = self.schedule.equations.baths, self.schedule.slot[place.stage], self.schedule.alone
        # A sector in contact has the temperature of its bath; one alone has its entropy directly.
        shared = self.schedule.stage(place.stage).bath[slot] != own
        log_s = jnp.where(shared, baths.log_s(own, now.T[slot]), now.log_s[slot])
        rho, S = baths.state(own, log_s).rho, jnp.exp(log_s + 3.0 * state.log_a)
        return Snapshot(
            *instant,
            rho=OfSectorsAndRelics({name: rho[i] for i, name in enumerate(self.sectors)} | now.rho_relic),
            S=OfSectors({name: S[i] for i, name in enumerate(self.sectors)}),
            n=OfSectors(self.schedule.equations.numbers(self.schedule.stage(place.stage), state, now.T)),
        )


def _places(grid: Grid, trajectory: Trajectory) -> Place:
    """The points of the grid on a trajectory, (points,)."""
    return jax.vmap(trajectory.at)(jnp.asarray(grid.stage), grid.z)


def _by_sector(sectors: tuple[str, ...], schedule: Schedule, stage: Array, T: Array) -> OfSectors:
    """Temperatures by name of sector, from those of slots (slots,)."""
    return OfSectors({name: T[schedule.slot[stage, number]] for number, name in enumerate(sectors)})


_age: Final = jax.jit(Age.of)


@functools.partial(jax.jit, static_argnums=0)
def _on_grid(sectors: tuple[str, ...], schedule: Schedule, trajectory: Trajectory) -> Instant:
    age = Age.of(schedule, trajectory)
    found = jax.vmap(lambda place: _instant(sectors, schedule, trajectory, place)[0])(_places(age.grid, trajectory))
    return found._replace(t=age.t)


@functools.partial(jax.jit, static_argnums=0)
def _instant(
    sectors: tuple[str, ...], schedule: Schedule, trajectory: Trajectory, place: Place
) -> tuple[Instant, State, Rates]:
    """What is known at a place, by name, without age; with the state and the contents it comes from."""
    state = trajectory.state(schedule, place)
    now = schedule.equations.rates(schedule.stage(place.stage), state)
    return Instant(state.log_a, None, now.H, _by_sector(sectors, schedule, place.stage, now.T)), state, now
