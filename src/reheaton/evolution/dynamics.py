r"""The equations of motion of one stage of a universe: baths that are heated, relics that decay.

State variables are chosen so that nothing happens to them unless a relic decays: the comoving entropy of each bath,
as W = S^(4/3) with S = s a^3, and the survival exponents Y of each relic. With Q the heat per time and volume,

    dS/dln a = a^3 Q/(H T)    <=>    dW/dln a = (4/3) (a^4 Q/H) s^(1/3)/T,      Q = sum_relics Gamma m n,
    dY_j/dln a = (Gamma/H) m/E_j,      H^2 = 8 pi/(3 M_PLANCK^2) sum rho

("Twin Sterile Neutrino Dark Matter", Eqs. 5-7 and Appendix A, in other variables). W is regular for a bath that
starts empty and s^(1/3)/T is nearly constant. Two quadratures ride along: cosmic time, and the first law in the
form d(rho a^4)/dln a = (rho - 3p) a^4, whose mismatch with rho itself is the reported residual.
"""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.constants import M_PLANCK
from reheaton.evolution.relic import Relic
from reheaton.matter.bath import Bath

Group = tuple[str, ...]
"""Names of the sectors that form one bath."""

HUBBLE_FACTOR = float(np.sqrt(8.0 * np.pi / 3.0) / M_PLANCK)
"""H/rho^(1/2) [GeV^-1]."""
_TINY = 1e-300
_SPENT = 30.0
"""Survival exponent beyond which a momentum group (e^-30 of it) no longer limits the step."""


class State(eqx.Module):
    """What evolves: ln a, cosmic time [GeV^-1], rho a^4 from the first law, W of each bath, Y of each relic."""

    log_a: Array
    t: Array
    energy: Array
    W: dict[Group, Array]
    Y: dict[str, Array]


class Contents(eqx.Module):
    """Everything that gravitates at one instant, and the heat that flows."""

    H: Array
    rho: Array
    p: Array
    rho_bath: dict[Group, Array]
    T: dict[Group, Array]
    rho_relic: dict[str, Array]
    heating: dict[Group, Array]
    """s^(1/3)/T times the heat per volume and time."""
    decay: dict[str, Array]
    """dY/dt of each relic, shape (exponents,)."""


class Stage(eqx.Module):
    """A period in which the same sectors share baths; `clock` is the group whose cooling ends it, if any.

    With a clock the independent variable is z = -ln(s_clock)/3, so that the stage ends exactly at a given
    temperature; otherwise z = ln a.
    """

    baths: dict[Group, Bath]
    relics: tuple[Relic, ...]
    clock: Group | None = eqx.field(static=True)

    def contents(self, state: State) -> Contents:
        """Energy densities, pressures, temperatures and rates at a state."""
        a = jnp.exp(state.log_a)
        rho = p = jnp.zeros(())
        rho_bath, T, entropy_root = {}, {}, {}
        for group, bath in self.baths.items():
            log_s = self.log_s(state, group)
            rho_bath[group], T[group] = bath.rho_and_T(log_s)
            entropy_root[group] = jnp.exp(log_s / 3.0)
            rho, p = rho + rho_bath[group], p + bath.state(log_s).p
        rho_relic, decay = {}, {}
        heating = {group: jnp.zeros(()) for group in self.baths}
        for relic in self.relics:
            energies = relic.energies(a)
            n = relic.comoving_densities(state.Y[relic.name]) / a**3
            rho_relic[relic.name] = jnp.sum(n * energies)
            rho = rho + rho_relic[relic.name]
            p = p + jnp.sum(n * (energies - relic.mass**2 / energies)) / 3.0
            dilation = relic.dilation(energies)
            decay[relic.name] = relic.width * dilation
            # Energy lost is sum n E dY/dt: Gamma m n, whether momenta are resolved or not.
            released = jnp.sum(n * energies * dilation)
            for group in self.baths:
                width = sum((relic.widths[name] for name in group if name in relic.widths), start=0.0)
                heating[group] = heating[group] + width * released * entropy_root[group] / T[group]
        return Contents(HUBBLE_FACTOR * jnp.sqrt(rho), rho, p, rho_bath, T, rho_relic, heating, decay)

    def log_s(self, state: State, group: Group) -> Array:
        """ln s of a bath; an empty one gets a value far below every table."""
        return 0.75 * jnp.log(jnp.maximum(state.W[group], _TINY)) - 3.0 * state.log_a

    def rates(self, state: State) -> State:
        """Derivatives of the state with respect to z."""
        now = self.contents(state)
        a4 = jnp.exp(4.0 * state.log_a)
        dW = {group: 4.0 / 3.0 * a4 * now.heating[group] / now.H for group in self.baths}
        if self.clock is None:
            pace = jnp.ones(())
        else:
            pace = 1.0 / (1.0 - 0.25 * dW[self.clock] / state.W[self.clock])
        return State(
            log_a=pace,
            t=pace / now.H,
            energy=pace * (now.rho - 3.0 * now.p) * a4,
            W={group: pace * rate for group, rate in dW.items()},
            Y={name: pace * rate / now.H for name, rate in now.decay.items()},
        )

    def error_scale(self, old: State, new: State, rtol: float) -> State:
        """Largest acceptable error of one step: relative, and for Y the error of the fraction e^-Y that is left."""

        def relative(a: Array, b: Array) -> Array:
            return rtol * jnp.maximum(jnp.abs(a), jnp.abs(b)) + _TINY

        return State(
            log_a=jnp.asarray(rtol),
            t=relative(old.t, new.t),
            energy=relative(old.energy, new.energy),
            W=jax.tree.map(relative, old.W, new.W),
            Y=jax.tree.map(lambda Y: rtol * jnp.exp(jnp.minimum(Y, _SPENT)), old.Y),
        )
