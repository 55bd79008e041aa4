r"""The equations of motion of a universe: baths that are heated, relics that decay.

State variables are chosen so that nothing happens to them unless a relic decays: the comoving entropy of each bath,
as W = S^(4/3) with S = s a^3, and the survival exponents Y of each relic. With Q the heat per time and volume,

    dS/dln a = a^3 Q/(H T)    <=>    dW/dln a = (4/3) (a^4 Q/H) s^(1/3)/T,      Q = sum_relics Gamma m n,
    dY_j/dln a = (Gamma/H) m/E_j,      H^2 = 8 pi/(3 M_PLANCK^2) sum rho

("Twin Sterile Neutrino Dark Matter", Eqs. 5-7 and Appendix A, in other variables). W is regular for a bath that
starts empty and s^(1/3)/T is nearly constant. Exchanges between sectors add to Q, and evolve the comoving numbers
n a^3 of sectors that are not in equilibrium with themselves (`exchange`). Only W of slots that a relic or an exchange
heats, Y and these numbers are integrated, the moving part of the state; the rest of it is known. Cosmic time is a
quadrature afterwards (`age`), and so is the first law: each bath obeys T ds = d rho and each momentum redshifts,
whatever the numbers, so that energy is lost or made only where the baths do not get what the relics give (`imbalance`).

Every bath has a slot, that of the first of its sectors. A background is a sequence of stages, between which shared
baths part: what a slot holds depends on the stage.
"""

from typing import Final, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.cosmology import hubble
from reheaton.matter.bath import Baths
from reheaton.universe.exchange import Exchange, counted_of
from reheaton.universe.relic import Relic

_TINY: Final = 1e-300
_SPENT: Final = 70.0
"""Survival exponent beyond which a momentum group (e^-70 of it) no longer limits the step."""
_OF_LAST_ONES: Final = 0.01
"""Largest error of an exponent until then: what is left is known to a hundredth, however little it is."""
_FOLD: Final = 0.1
"""Part of an e-fold by whose heat the error of W is measured."""
_FASTEST_DECAY: Final = 100.0
"""Decay rate in units of H beyond which a decay counts as instantaneous. Only a relic that starts with Gamma >> H gets
there before it is gone (e^-50 is left when Gamma/H has grown to 100); it is delayed by a hundredth of a Hubble time."""


class State(NamedTuple):
    """What evolves: ln a, W (slots,), Y of each relic (exponents,), and n a^3 [GeV^3] of what is counted."""

    log_a: Array
    W: Array
    Y: dict[str, Array]
    N: dict[str, Array]


class Rates(NamedTuple):
    """Everything that gravitates at one instant, and the heat that flows."""

    H: Array
    rho: Array
    log_s: Array
    """ln s of the bath in each slot, (slots,)."""
    rho_bath: Array
    """Energy density of the bath in each slot, (slots,)."""
    T: Array
    """Temperature of the bath in each slot, (slots,)."""
    energy_by_W: Array
    """d(rho a^4)/dW at constant a of the bath in each slot, (slots,); (3/4) T s^(-1/3) where all of it is at T."""
    rho_relic: dict[str, Array]
    energy_by_Y: dict[str, Array]
    """-d(rho a^4)/dY of each relic, (exponents,)."""
    heating: Array
    """dW/dt, (slots,)."""
    decay: dict[str, Array]
    """dY/dt of each relic, (exponents,)."""
    created: dict[str, Array]
    """d(n a^3)/dt of each sector that is counted."""
    known: Array
    """Whether the rates of all exchanges are known."""


class Stage(NamedTuple):
    """What does not change between the ends of two contacts.

    In a stage with a clock the independent variable is z = -ln(s)/3 of that slot, so that the stage ends exactly at a
    given temperature; otherwise z = ln a.
    """

    number: Array
    bath: Array
    """Number of the bath in each slot, (slots,)."""
    widths: Array
    """Width [GeV] of each relic into each slot, (relics, slots)."""
    clock: Array
    """1 for the slot whose cooling ends the stage, if there is one, 0 for the others; (slots,)."""
    occupied: Array
    """Whether a slot holds a bath, (slots,)."""
    homes: tuple[Array, ...]
    """1 for the slot of each sector of an exchange, 0 for the others, (sectors, slots); for each exchange."""
    apart: Array
    """Whether the sectors of each exchange have different baths, (exchanges,)."""

    def of_clock(self, W: Array) -> Array:
        """W of the slot with the clock; 1 without a clock, for which z = ln a."""
        return jnp.sum(self.clock * W) + (1.0 - jnp.sum(self.clock))


class Equations(eqx.Module):
    """The right-hand sides, for any stage."""

    baths: Baths
    relics: tuple[Relic, ...]
    exchanges: tuple[Exchange, ...]
    heated: tuple[int, ...] = eqx.field(static=True)
    """Slots that a relic or an exchange can heat in some stage."""

    @property
    def counted(self) -> tuple[str, ...]:
        """Names of the sectors whose number of particles evolves."""
        return tuple(counted_of(self.exchanges))

    @jax.jit
    def rates(self, stage: Stage, state: State) -> Rates:
        """Energy densities, temperatures and rates at a state."""
        a = jnp.exp(state.log_a)
        # s^(1/3) of each slot; an empty slot gets an entropy far below every table.
        root = jnp.sqrt(jnp.sqrt(jnp.maximum(state.W, _TINY))) / a
        log_s = 3.0 * jnp.log(root)
        bath = self.baths.reduced(stage.bath, log_s)
        rho_bath = bath.rho * (root * root) * (root * root)
        rho = jnp.sum(rho_bath)
        rho_relic, energies, density = {}, {}, {}
        for relic in self.relics:
            name = relic.name
            energies[name] = relic.energies(a)
            density[name] = relic.comoving_densities(state.Y[name]) * energies[name] / (a * a * a)
            rho_relic[name] = jnp.sum(density[name])
            rho = rho + rho_relic[name]
        H = hubble(rho)
        a4 = (a * a) * (a * a)
        T = bath.T * root
        heat, created, known = self._exchanged(stage, state, a, T)
        decay, given = {}, {}
        for number, relic in enumerate(self.relics):
            name = relic.name
            fastest = _FASTEST_DECAY * H / jnp.maximum(relic.width, _TINY)
            dilation = jnp.minimum(relic.dilation(energies[name]), fastest)
            decay[name] = relic.width * dilation
            given[name] = a4 * (density[name] if relic.resolved else rho_relic[name][None])
            # The energy lost is sum n E dY/dt = Gamma m n, whether momenta are resolved or not.
            heat = heat + stage.widths[number] * jnp.sum(density[name] * dilation)
            decays = jnp.sum(relic.comoving_densities(state.Y[name]) * dilation)
            for sector in filter(relic.product_energies.__contains__, created):
                made = relic.widths[sector] * relic.mass / relic.product_energies[sector]
                created[sector] = created[sector] + made * decays
        heating = 4.0 / 3.0 * a4 * heat / bath.T
        return Rates(
            H,
            rho,
            log_s,
            rho_bath,
            T,
            bath.rho * (1.0 + 0.75 * bath.slope),
            rho_relic,
            given,
            heating,
            decay,
            created,
            known,
        )

    def _exchanged(self, stage: Stage, state: State, a: Array, T: Array) -> tuple[Array, dict[str, Array], Array]:
        """Energy [GeV^5] that exchanges give each slot (slots,), d(n a^3)/dt of what is counted; if that is known."""
        a3 = a * a * a
        heat, created, known = jnp.zeros_like(T), {}, jnp.asarray(True)
        for number, exchange in enumerate(self.exchanges):
            home = stage.homes[number]
            n = {name: state.N[name] / a3 for name in exchange.counted}
            energy, particles, sure = exchange.between(stage.apart[number], home @ T, n)
            heat = heat + energy @ home
            created |= {name: a3 * made for name, made in particles.items()}
            known = known & sure
        return heat, created, known

    def numbers(self, stage: Stage, state: State, T: Array) -> dict[str, Array]:
        """n [GeV^3] of each sector that is counted; that of equilibrium at T (slots,) as long as it is in contact."""
        found: dict[str, Array] = {}
        for number, exchange in enumerate(self.exchanges):
            T_of = dict(zip(exchange.sectors, stage.homes[number] @ T, strict=True))
            for name, per_T3 in exchange.counted.items():
                alone = state.N[name] * jnp.exp(-3.0 * state.log_a)
                found[name] = jnp.where(stage.apart[number], alone, per_T3 * T_of[name] ** 3)
        return found

    @jax.jit
    def derivatives(self, stage: Stage, state: State) -> tuple[State, Rates]:
        """Derivatives of the state with respect to z, and the rates they come from."""
        now = self.rates(stage, state)
        dW = now.heating / now.H
        # dz/dln a = 1 - (1/3) dlnS/dln a for the slot with the clock.
        growth = 0.25 * jnp.sum(stage.clock * dW) / jnp.maximum(stage.of_clock(state.W), _TINY)
        pace = 1.0 / (1.0 - growth)
        change = {name: pace * rate / now.H for name, rate in now.decay.items()}
        created = {name: pace * rate / now.H for name, rate in now.created.items()}
        return State(log_a=pace, W=pace * dW, Y=change, N=created), now

    def moving(self, state: State) -> Array:
        """What is integrated: W of the heated slots, Y of each relic, and numbers that evolve, in a row (n,)."""
        W = [state.W[slot][None] for slot in self.heated]
        N = [state.N[name][None] for name in self.counted]
        return jnp.concatenate([*W, *(state.Y[relic.name] for relic in self.relics), *N, jnp.zeros(0)])

    @jax.jit
    def state(self, stage: Stage, fixed: Array, z: Array, moving: Array) -> State:
        """The state at z; `fixed` is W (slots,) of the slots that are not heated."""
        W, Y, N = self._spread(fixed, moving)
        return State(z + 0.25 * jnp.log(jnp.maximum(stage.of_clock(W), _TINY)), W, Y, N)

    def changes(self, slots: int, moving: Array) -> State:
        """Derivatives of what is integrated as those of a state; ln a is left out."""
        return State(jnp.zeros(()), *self._spread(jnp.zeros(slots), moving))

    def _spread(self, fixed: Array, moving: Array) -> tuple[Array, dict[str, Array], dict[str, Array]]:
        numbers = {slot: i for i, slot in enumerate(self.heated)}
        W = jnp.stack([moving[numbers[k]] if k in numbers else fixed[k] for k in range(fixed.shape[0])])
        Y, first = {}, len(self.heated)
        for relic in self.relics:
            Y[relic.name], first = moving[first : first + relic.exponents], first + relic.exponents
        return W, Y, {name: moving[first + i] for i, name in enumerate(self.counted)}

    @jax.jit
    def imbalance(self, now: Rates, slope: State) -> Array:
        """d(rho a^4)/dz that baths get less what relics give, for a state that changes by `slope`, [GeV^4]."""
        got = jnp.sum(now.energy_by_W * slope.W)
        return got - sum(jnp.sum(now.energy_by_Y[name] * dY) for name, dY in slope.Y.items())


def error_scale(old: State, new: State, slope: State, rtol: ArrayLike) -> State:
    """Largest acceptable error of one step: relative, and for Y the error of the fraction e^-Y that is left.

    For W it is relative to W or to what a tenth of an e-fold gives, as T s^(-1/3) of a sector that starts empty jumps.
    """
    W = jnp.maximum(jnp.maximum(jnp.abs(old.W), jnp.abs(new.W)), _FOLD * jnp.abs(slope.W))
    of_W = jnp.asarray(rtol) * W + _TINY

    def of_exponent(Y: Array) -> Array:
        return jnp.where(Y < _SPENT, jnp.minimum(rtol * jnp.exp(jnp.minimum(Y, _SPENT)), _OF_LAST_ONES), jnp.inf)

    N = {
        name: jnp.asarray(rtol) * jnp.maximum(jnp.abs(was), jnp.abs(new.N[name])) + _TINY for name, was in old.N.items()
    }
    return State(jnp.asarray(jnp.inf), of_W, {name: of_exponent(Y) for name, Y in old.Y.items()}, N)
