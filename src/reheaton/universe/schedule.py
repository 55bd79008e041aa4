"""Stages between the ends of contacts: which sectors share a bath in each stage, and how the state is carried on."""

from typing import Final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.given_numbers import is_known
from reheaton.cosmology import critical_density
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.matter.bath import Baths, make_baths
from reheaton.universe.equations import Equations, Rates, Stage, State
from reheaton.universe.exchange import counted_of
from reheaton.universe.universe import Universe

_FOLDS_OF_MARGIN: Final = 1.0
"""e-folds added to the estimated end, for the energy that changing g_* adds."""


class Schedule(eqx.Module):
    """The equations of each stage and the transitions between stages."""

    equations: Equations
    stages: Stage
    """What is constant in each stage, (stages, ...)."""
    parent: Array
    """Slot that held, in the stage before, the bath now in each slot; (stages, slots)."""
    parted: Array
    """Whether the bath in each slot has just parted from a larger one, (stages, slots)."""
    slot: Array
    """Slot of each sector, (stages, sectors)."""
    alone: Array
    """Number of the bath of each sector alone, (sectors,)."""
    contact_until: Array
    """Temperature [GeV] at which the clock ends each stage but the last, (stages,)."""
    contacts: tuple[str, ...] = eqx.field(static=True)
    """Names of the contacts, in the order in which they end."""
    until_slot: int = eqx.field(static=True)
    until_T: Array

    @property
    def count(self) -> int:
        """How many stages there are."""
        return self.slot.shape[0]

    def stage(self, number: Array) -> Stage:
        """The stage of a number."""
        return jax.tree.map(lambda x: jnp.asarray(x)[number], self.stages)

    def begin(self, number: Array, state: State) -> tuple[Stage, State, Array, Array]:
        """A stage and the state at its start, from that at the end of the one before; and the range of z."""
        equations, stage = self.equations, self.stage(number)
        last = self.stage(jnp.maximum(number - 1, 0))
        before = equations.rates(last, state)
        own_log_s = equations.baths.log_s(stage.bath, before.T[self.parent[number]])
        W = jnp.where(self.parted[number], jnp.exp(4.0 / 3.0 * own_log_s + 4.0 * state.log_a), state.W)
        state = state._replace(W=jnp.where(stage.occupied, W, 0.0), N=self._numbers(stage, last, before.T, state))
        now = equations.rates(stage, state)
        start = state.log_a - 0.25 * jnp.log(stage.of_clock(state.W))
        at_end = -jnp.sum(stage.clock * equations.baths.log_s(stage.bath, self.contact_until[number])) / 3.0
        end = jnp.where(jnp.sum(stage.clock) > 0.0, at_end, self._last_log_a(stage, state, now))
        return stage, state, start, jnp.maximum(end, start)

    def _numbers(self, stage: Stage, last: Stage, T: Array, state: State) -> dict[str, Array]:
        """n a^3 of what is counted: for parted sectors that of equilibrium at T (slots,) of the stage before."""
        N = dict(state.N)
        for k, exchange in enumerate(self.equations.exchanges):
            parted = stage.apart[k] & ~last.apart[k]
            T_before = dict(zip(exchange.sectors, last.homes[k] @ T, strict=True))
            for name, per_T3 in exchange.counted.items():
                then = per_T3 * T_before[name] ** 3 * jnp.exp(3.0 * state.log_a)
                N[name] = jnp.where(parted, then, N[name])
        return N

    def _last_log_a(self, stage: Stage, state: State, now: Rates) -> Array:
        """ln a at which the chosen sector has surely cooled to its final temperature.

        All the energy of a relic is given to radiation when it decays, at H = Gamma, or, if that is later, when the
        relic alone has the energy density that the sector has at the final temperature. A stable one gives none; like
        all others, which have at most the energy (m + q) n, it can make H fall to Gamma later.
        """
        baths, relics = self.equations.baths, self.equations.relics
        bath = stage.bath[self.until_slot]
        wanted = baths.state(bath, baths.log_s(bath, self.until_T)).rho
        radiation = jnp.sum(now.rho_bath) * jnp.exp(4.0 * state.log_a)
        n = {relic.name: relic.comoving_densities(state.Y[relic.name]) for relic in relics}
        total = radiation
        for relic in relics:
            matter = now.rho_relic[relic.name] * jnp.exp(3.0 * state.log_a)
            at_rest, moving = matter, radiation
            for other in relics:
                if other is not relic:
                    at_rest = at_rest + other.mass * jnp.sum(n[other.name])
                    moving = moving + jnp.sum(other.momenta * n[other.name])
            at_decay = critical_density(jnp.maximum(relic.width, 1e-120))
            decay = jnp.maximum(jnp.log(at_rest / at_decay) / 3.0, jnp.log(moving / at_decay) / 4.0) + 1.5
            latest = jnp.maximum(jnp.log(matter / wanted) / 3.0, state.log_a)
            given = matter * jnp.exp(jnp.minimum(decay, latest))
            total = total + jnp.where(jnp.asarray(relic.width) > 0.0, given, 0.0)
        return jnp.maximum(0.25 * jnp.log(total / wanted), state.log_a) + _FOLDS_OF_MARGIN


def tabulate(universe: Universe) -> Baths:
    """The bath of every group of sectors that ever shares a temperature; in NumPy if all matter is known."""
    names = [sector.name for sector in universe.sectors]
    groups = [[names.index(name) for name in group] for group in _all_groups(universe)]
    return make_baths([sector.gases for sector in universe.sectors], groups)


def _all_groups(universe: Universe) -> list[tuple[str, ...]]:
    return sorted({group for ended in range(len(universe.contacts) + 1) for group in universe.groups(ended)})


def plan(universe: Universe, until: tuple[str, ArrayLike], baths: Baths) -> Schedule:
    """Lay out the stages of a universe, with its tabulated baths."""
    names = [sector.name for sector in universe.sectors]
    if until[0] not in names:
        raise InvalidInput(f"until = {quoted(until[0])} is no sector of this universe: {did_you_mean(until[0], names)}")
    stages = [universe.groups(ended) for ended in range(len(universe.contacts) + 1)]
    groups = _all_groups(universe)
    count = (len(stages), len(names))
    bath, parent, slot = (np.zeros(count, dtype=int) for _ in range(3))
    parted, occupied = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    clock = np.zeros(count)
    for k, stage in enumerate(stages):
        for group in stage:
            home = names.index(group[0])
            occupied[k, home], bath[k, home] = True, groups.index(group)
            slot[k, [names.index(name) for name in group]] = home
            before = next(old for old in stages[max(k - 1, 0)] if set(group) <= set(old))
            parent[k, home], parted[k, home] = names.index(before[0]), before != group
        if k < len(universe.contacts):
            clock[k, slot[k, names.index(universe.contacts[k].sectors[0])]] = 1.0
    changing = [*(name for relic in universe.relics for name in relic.widths)]
    changing += [name for exchange in universe.exchanges for name in exchange.sectors]
    slots_heated = {int(k) for name in changing for k in slot[:, names.index(name)]}
    homes, apart = _of_exchanges(universe, names, slot)
    widths = _widths_into_slots(universe, names, slot)
    ends = [jnp.asarray(contact.until, dtype=float) for contact in universe.contacts] + [jnp.ones(())]
    alone = [groups.index((name,)) for name in names]
    return Schedule(
        equations=Equations(baths, universe.relics, universe.exchanges, tuple(sorted(slots_heated))),
        stages=Stage(
            number=jnp.arange(len(stages)),
            bath=jnp.asarray(bath),
            widths=widths,
            clock=jnp.asarray(clock),
            occupied=jnp.asarray(occupied),
            homes=homes,
            apart=jnp.asarray(apart),
        ),
        parent=jnp.asarray(parent),
        parted=jnp.asarray(parted),
        slot=jnp.asarray(slot),
        alone=jnp.asarray(alone),
        contact_until=jnp.stack(ends),
        contacts=tuple(contact.name for contact in universe.contacts),
        until_slot=names.index(until[0]),
        until_T=jnp.asarray(until[1], dtype=float),
    )


def _widths_into_slots(universe: Universe, names: list[str], slot: np.ndarray) -> Array:
    """Width of each relic into each slot, (stages, relics, slots)."""
    if not universe.relics:
        return jnp.zeros((len(slot), 0, len(names)))
    partial = jnp.stack(
        [jnp.stack([jnp.asarray(r.widths.get(name, 0.0), dtype=float) for name in names]) for r in universe.relics]
    )
    into = np.zeros((*slot.shape, len(names)))
    stage, sector = np.indices(slot.shape)
    into[stage, sector, slot] = 1.0
    return jnp.einsum("rs,ksl->krl", partial, into)


def _of_exchanges(universe: Universe, names: list[str], slot: np.ndarray) -> tuple[tuple[Array, ...], np.ndarray]:
    """1 at the slot of each sector, (stages, sectors, slots), of each exchange; whether these differ, (stages, n)."""
    of_sector = np.eye(len(names))[slot]
    sectors = [[names.index(name) for name in exchange.sectors] for exchange in universe.exchanges]
    apart = [np.ptp(slot[:, own], axis=1) > 0 for own in sectors]
    return tuple(jnp.asarray(of_sector[:, own]) for own in sectors), np.reshape(np.array(apart).T, (len(slot), -1))


def initial_state(universe: Universe, schedule: Schedule) -> State:
    """The state at a = 1: temperatures of the baths as given, relics complete."""
    equations = schedule.equations
    W = [jnp.zeros(())] * len(universe.sectors)
    for group in universe.groups(0):
        home = [sector.name for sector in universe.sectors].index(group[0])
        T = universe.start[group[0]]
        if is_known(T) and T == 0:
            if len(group) > 1:
                raise InvalidInput(f"the sectors {', '.join(group)} are in contact: they cannot start empty.")
            continue
        # A traced temperature may be 0 as well.
        hot = jnp.where(jnp.asarray(T) > 0.0, T, 1.0)
        W_hot = jnp.exp(4.0 / 3.0 * equations.baths.log_s(schedule.stages.bath[0, home], hot))
        W[home] = jnp.where(jnp.asarray(T) > 0.0, W_hot, 0.0)
    Y = {relic.name: jnp.zeros(relic.exponents) for relic in universe.relics}
    counted = counted_of(universe.exchanges)
    N = {name: jnp.asarray(per_T3 * universe.start[name] ** 3, dtype=float) for name, per_T3 in counted.items()}
    return State(jnp.zeros(()), jnp.stack(W), Y, N)
