r"""The equations of motion of a universe: baths that are heated, relics that decay.

State variables are chosen so that nothing happens to them unless a relic decays: the comoving entropy of each bath,
as W = S^(4/3) with S = s a^3, and the survival exponents Y of each relic. With Q the heat per time and volume,

    dS/dln a = a^3 Q/(H T)    <=>    dW/dln a = (4/3) (a^4 Q/H) s^(1/3)/T,      Q = sum_relics Gamma m n,
    dY_j/dln a = (Gamma/H) m/E_j,      H^2 = 8 pi/(3 M_PLANCK^2) sum rho

("Twin Sterile Neutrino Dark Matter", Eqs. 5-7 and Appendix A, in other variables). W is regular for a bath that
starts empty and s^(1/3)/T is nearly constant. Only W of slots that a relic heats and Y are integrated, the moving
part of the state; the rest of it is known. Cosmic time is a quadrature afterwards (`age`), and so is the first law:
each bath obeys T ds = d rho and each momentum redshifts, whatever the numbers, so that energy is lost or made only where
the baths do not get what the relics give (`imbalance`).

Every bath has a slot, that of the first of its sectors. A background is a sequence of stages, between which shared
baths part: what a slot holds depends on the stage.
"""

from typing import Final, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import Array

from reheaton.cosmology import hubble
from reheaton.matter.bath import Baths
from reheaton.universe.relic import Relic

_TINY: Final = 1e-300
_SPENT: Final = 30.0
"""Survival exponent beyond which a momentum group (e^-30 of it) no longer limits the step."""
_FASTEST_DECAY: Final = 100.0
"""Decay rate in units of H beyond which a decay counts as instantaneous. Only a relic that starts with Gamma >> H gets
there before it is gone (e^-50 is left when Gamma/H has grown to 100); it is delayed by a hundredth of a Hubble time."""
NO_CLOCK: Final = -1


class State(NamedTuple):
    """What evolves: ln a, W (slots,), and Y of each relic (exponents,)."""

    log_a: Array
    W: Array
    Y: dict[str, Array]


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
    """d(rho a^4)/dW at constant a of the bath in each slot, (slots,); T s^(-1/3) (3/4) where all of it is at T."""
    rho_relic: dict[str, Array]
    energy_by_Y: dict[str, Array]
    """-d(rho a^4)/dY of each relic, (exponents,)."""
    heating: Array
    """s^(1/3)/T times the heat per volume and time, (slots,)."""
    decay: dict[str, Array]
    """dY/dt of each relic, (exponents,)."""


class Equations(eqx.Module):
    """The right-hand sides, for every stage of a schedule.

    In a stage with a clock the independent variable is z = -ln(s)/3 of that slot, so that the stage ends exactly at
    a given temperature; otherwise z = ln a.
    """

    baths: Baths
    relics: tuple[Relic, ...]
    bath: Array
    """Number of the bath in each slot, (stages, slots)."""
    widths: Array
    """Width [GeV] of each relic into each slot, (stages, relics, slots)."""
    clock: Array
    """Slot whose cooling ends each stage, or NO_CLOCK, (stages,)."""

    heated: tuple[int, ...] = eqx.field(static=True)
    """Slots that a relic can heat in some stage."""

    @jax.jit
    def rates(self, stage: Array, state: State) -> Rates:
        """Energy densities, temperatures and rates at a state."""
        a = jnp.exp(state.log_a)
        # An empty slot gets an entropy far below every table.
        log_s = 0.75 * jnp.log(jnp.maximum(state.W, _TINY)) - 3.0 * state.log_a
        bath = self.baths.state(self.bath[stage], log_s)
        rho = jnp.sum(bath.rho)
        rho_relic, energies, n = {}, {}, {}
        for relic in self.relics:
            name = relic.name
            energies[name] = relic.energies(a)
            n[name] = relic.comoving_densities(state.Y[name]) / a**3
            rho_relic[name] = jnp.sum(n[name] * energies[name])
            rho = rho + rho_relic[name]
        H = hubble(rho)
        decay, heat, given = {}, jnp.zeros_like(log_s), {}
        for number, relic in enumerate(self.relics):
            fastest = _FASTEST_DECAY * H / jnp.maximum(relic.width, _TINY)
            dilation = jnp.minimum(relic.dilation(energies[relic.name]), fastest)
            decay[relic.name] = relic.width * dilation
            # The energy lost is sum n E dY/dt = Gamma m n, whether momenta are resolved or not.
            energy = n[relic.name] * energies[relic.name]
            given[relic.name] = a**4 * (energy if relic.resolved else jnp.sum(energy, keepdims=True))
            heat = heat + self.widths[stage, number] * jnp.sum(energy * dilation)
        heating = heat * jnp.exp(log_s / 3.0) / bath.T
        energy_by_W = 0.75 * (bath.rho + bath.p) / bath.s * jnp.exp(-log_s / 3.0)
        return Rates(H, rho, log_s, bath.rho, bath.T, energy_by_W, rho_relic, given, heating, decay)

    def derivatives(self, stage: Array, state: State) -> tuple[State, Rates]:
        """Derivatives of the state with respect to z, and the rates they come from."""
        now = self.rates(stage, state)
        dW = 4.0 / 3.0 * jnp.exp(4.0 * state.log_a) * now.heating / now.H
        clock = self.clock[stage]
        # dz/dln a = 1 - (1/3) dlnS/dln a; index -1 is harmless where there is no clock.
        growth = 0.25 * dW[clock] / jnp.maximum(state.W[clock], _TINY)
        pace = jnp.where(clock == NO_CLOCK, 1.0, 1.0 / (1.0 - jnp.where(clock == NO_CLOCK, 0.0, growth)))
        change = {name: pace * rate / now.H for name, rate in now.decay.items()}
        return State(log_a=pace, W=pace * dW, Y=change), now

    def moving(self, state: State) -> Array:
        """What is integrated: W of the heated slots, and Y of each relic, in a row (n,)."""
        return jnp.concatenate([state.W[jnp.asarray(self.heated, dtype=int)], *(state.Y[r.name] for r in self.relics)])

    def state(self, stage: Array, fixed: Array, z: Array, moving: Array) -> State:
        """The state at z; `fixed` is W (slots,) of the slots that are not heated."""
        first = len(self.heated)
        W = fixed.at[jnp.asarray(self.heated, dtype=int)].set(moving[:first]) if first else fixed
        Y = {}
        for relic in self.relics:
            Y[relic.name], first = moving[first : first + relic.exponents], first + relic.exponents
        clock = self.clock[stage]
        log_a = jnp.where(clock == NO_CLOCK, z, z + 0.25 * jnp.log(jnp.maximum(W[clock], _TINY)))
        return State(log_a, W, Y)

    def imbalance(self, now: Rates, slope: State) -> Array:
        """d(rho a^4)/dz that baths get less what relics give, for a state that changes by `slope`, [GeV^4]."""
        got = jnp.sum(now.energy_by_W * slope.W)
        return got - sum(jnp.sum(now.energy_by_Y[name] * dY) for name, dY in slope.Y.items())


def error_scale(old: State, new: State, rtol: float) -> State:
    """Largest acceptable error of one step: relative, and for Y the error of the fraction e^-Y that is left."""
    return State(
        log_a=jnp.asarray(jnp.inf),
        W=rtol * jnp.maximum(jnp.abs(old.W), jnp.abs(new.W)) + _TINY,
        Y={name: jnp.where(Y < _SPENT, rtol * jnp.exp(jnp.minimum(Y, _SPENT)), jnp.inf) for name, Y in old.Y.items()},
    )
