r"""The equations of motion of a universe: baths that are heated, relics that decay.

State variables are chosen so that nothing happens to them unless a relic decays: the comoving entropy of each bath,
as W = S^(4/3) with S = s a^3, and the survival exponents Y of each relic. With Q the heat per time and volume,

    dS/dln a = a^3 Q/(H T)    <=>    dW/dln a = (4/3) (a^4 Q/H) s^(1/3)/T,      Q = sum_relics Gamma m n,
    dY_j/dln a = (Gamma/H) m/E_j,      H^2 = 8 pi/(3 M_PLANCK^2) sum rho

("Twin Sterile Neutrino Dark Matter", Eqs. 5-7 and Appendix A, in other variables). W is regular for a bath that
starts empty and s^(1/3)/T is nearly constant. Two quadratures ride along: cosmic time, and the first law in the
form d(rho a^4)/dln a = (rho - 3p) a^4, whose mismatch with rho itself is the reported residual.

Every bath has a slot, that of the first of its sectors. A background is a sequence of stages, between which shared
baths part: what a slot holds depends on the stage.
"""

from typing import Final, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import Array
from jax.flatten_util import ravel_pytree

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
    """What evolves: ln a, cosmic time [GeV^-1], rho a^4 from the first law, W (slots,), and Y of each relic."""

    log_a: Array
    t: Array
    energy: Array
    W: Array
    Y: dict[str, Array]


class Rates(NamedTuple):
    """Everything that gravitates at one instant, and the heat that flows."""

    H: Array
    rho: Array
    p: Array
    log_s: Array
    """ln s of the bath in each slot, (slots,)."""
    rho_bath: Array
    """Energy density of the bath in each slot, (slots,)."""
    T: Array
    """Temperature of the bath in each slot, (slots,)."""
    rho_relic: dict[str, Array]
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

    @jax.jit
    def rates(self, stage: Array, state: State) -> Rates:
        """Energy densities, pressures, temperatures and rates at a state."""
        a = jnp.exp(state.log_a)
        # An empty slot gets an entropy far below every table.
        log_s = 0.75 * jnp.log(jnp.maximum(state.W, _TINY)) - 3.0 * state.log_a
        bath = self.baths.state(self.bath[stage], log_s)
        rho, p = jnp.sum(bath.rho), jnp.sum(bath.p)
        rho_relic, energies, n = {}, {}, {}
        for relic in self.relics:
            name = relic.name
            energies[name] = relic.energies(a)
            n[name] = relic.comoving_densities(state.Y[name]) / a**3
            rho_relic[name] = jnp.sum(n[name] * energies[name])
            rho = rho + rho_relic[name]
            p = p + (rho_relic[name] - relic.mass**2 * jnp.sum(n[name] / energies[name])) / 3.0
        H = hubble(rho)
        decay, heat = {}, jnp.zeros_like(log_s)
        for number, relic in enumerate(self.relics):
            fastest = _FASTEST_DECAY * H / jnp.maximum(relic.width, _TINY)
            dilation = jnp.minimum(relic.dilation(energies[relic.name]), fastest)
            decay[relic.name] = relic.width * dilation
            # The energy lost is sum n E dY/dt = Gamma m n, whether momenta are resolved or not.
            released = jnp.sum(n[relic.name] * energies[relic.name] * dilation)
            heat = heat + self.widths[stage, number] * released
        heating = heat * jnp.exp(log_s / 3.0) / bath.T
        return Rates(H, rho, p, log_s, bath.rho, bath.T, rho_relic, heating, decay)

    def derivatives(self, stage: Array, state: State) -> State:
        """Derivatives of the state with respect to z."""
        now = self.rates(stage, state)
        a4 = jnp.exp(4.0 * state.log_a)
        dW = 4.0 / 3.0 * a4 * now.heating / now.H
        clock = self.clock[stage]
        # dz/dln a = 1 - (1/3) dlnS/dln a; index -1 is harmless where there is no clock.
        growth = 0.25 * dW[clock] / jnp.maximum(state.W[clock], _TINY)
        pace = jnp.where(clock == NO_CLOCK, 1.0, 1.0 / (1.0 - jnp.where(clock == NO_CLOCK, 0.0, growth)))
        return State(
            log_a=pace,
            t=pace / now.H,
            energy=pace * (now.rho - 3.0 * now.p) * a4,
            W=pace * dW,
            Y={name: pace * rate / now.H for name, rate in now.decay.items()},
        )


def error_scale(old: State, new: State, rtol: float) -> State:
    """Largest acceptable error of one step: relative, and for Y the error of the fraction e^-Y that is left.

    Cosmic time feeds nothing back, but leaving it out saves a tenth of the steps and loses a digit of the first law.
    """

    def relative(a: Array, b: Array) -> Array:
        return rtol * jnp.maximum(jnp.abs(a), jnp.abs(b)) + _TINY

    return State(
        log_a=jnp.asarray(rtol),
        t=relative(old.t, new.t),
        energy=relative(old.energy, new.energy),
        W=relative(old.W, new.W),
        Y={name: jnp.where(Y < _SPENT, rtol * jnp.exp(jnp.minimum(Y, _SPENT)), jnp.inf) for name, Y in old.Y.items()},
    )


def flatten(state: State) -> Array:
    """The state as a vector (n,)."""
    return ravel_pytree(state)[0]
