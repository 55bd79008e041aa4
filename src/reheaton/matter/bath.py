r"""A thermal bath as its fundamental relation rho(s): energy density as a function of entropy density.

Entropy is what an expanding bath conserves, so the evolution carries s and asks for rho and T:

    T = d rho/ds,   p = T s - rho,

which makes T ds = d rho an identity of the table instead of a property of its accuracy. The table holds
ln(rho/s^(4/3)) at nodes uniform in ln s, a function that is constant for radiation. Where part of the bath has
left with its own temperature (departed neutrinos) rho(s) still gives the pressure of adiabatic expansion,
s d rho/ds - rho, and the temperature T of the rest is tabulated beside it.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.matter.gas import Gas, ThermalState
from reheaton.numerics.spline import UniformSplines, hermite_splines

T_MIN: Final = 1e-6
T_MAX: Final = 1e7
"""Range of the tables [GeV]. Beyond it a bath must be radiation with a constant number of states."""
_NODES: Final = 1401
_RADIATION_TOLERANCE: Final = 1e-5
"""Largest |d ln(rho/s^(4/3))/d ln s| at an end of the table that still counts as radiation."""
_LOG_S_OVER_T3: Final = 2.0
"""ln(s/T^3) of 17 radiation states, where Newton's method starts."""


class BathState(NamedTuple):
    """Entropy density [GeV^3], energy density and adiabatic pressure s d rho/ds - rho [GeV^4], temperature [GeV]."""

    s: Array
    rho: Array
    p: Array
    T: Array


class Baths(eqx.Module):
    """Thermodynamics of several baths; `which` is the number of the bath, any shape that goes with ln s [GeV^3].

    Interpolation error: below 1e-6 in T(s), below 1e-7 in rho(s) (tested). Beyond the table a bath of radiation
    continues exactly; one that is not radiation there is outside (`covers`).
    """

    energy: UniformSplines
    """ln(rho s^(-4/3)) against ln s."""
    own_temperature: UniformSplines | None
    """ln(T s^(-1/3)) against ln s, where some bath is not all at one temperature; else None."""
    single_temperature: Array
    """Whether each bath is at one temperature, so that T = d rho/ds; shape (baths,)."""
    radiation: Array
    """Whether each bath is radiation at the low and the high end of its table; shape (baths, 2)."""

    def state(self, which: int | Array, log_s: Array) -> BathState:
        """The bath at ln s."""
        value, slope = self.energy.value_and_slope(which, log_s)
        rho = jnp.exp(value + 4.0 / 3.0 * log_s)
        T = jnp.exp(value + log_s / 3.0) * (4.0 / 3.0 + slope)
        if self.own_temperature is not None:
            own = jnp.exp(self.own_temperature.value_and_slope(which, log_s)[0] + log_s / 3.0)
            T = jnp.where(self.single_temperature[which], T, own)
        return BathState(s=jnp.exp(log_s), rho=rho, p=rho * (1.0 / 3.0 + slope), T=T)

    def log_s(self, which: int | Array, T: ArrayLike) -> Array:
        """ln s at temperature T [GeV], by Newton's method on the table to rounding."""
        log_T = jnp.log(jnp.asarray(T, dtype=float))

        def improve(_: int, log_s: Array) -> Array:
            def log_temperature(u: Array) -> Array:
                return jnp.log(self.state(which, u).T)

            value, slope = jax.jvp(log_temperature, (log_s,), (jnp.ones_like(log_s),))
            return log_s - (value - log_T) / jnp.clip(slope, 0.05, 1.0)

        return jax.lax.fori_loop(0, 12, improve, 3.0 * log_T + _LOG_S_OVER_T3)

    def covers(self, which: int | Array, log_s: Array) -> Array:
        """Whether ln s lies on the table, or beyond an end where the bath is radiation."""
        low, high = self.energy.inside(which, log_s)
        radiation = self.radiation[which]
        return (low | radiation[..., 0]) & (high | radiation[..., 1])


class Bath(eqx.Module):
    """One bath, by temperature T [GeV] (any shape): entropy density, energy density, pressure, ds/dlnT."""

    _baths: Baths

    def s(self, T: ArrayLike) -> Array:
        """Entropy density [GeV^3]."""
        return jnp.exp(self._baths.log_s(0, T))

    def rho(self, T: ArrayLike) -> Array:
        """Energy density [GeV^4]."""
        return self._baths.state(0, self._baths.log_s(0, T)).rho

    def p(self, T: ArrayLike) -> Array:
        """Pressure [GeV^4]."""
        return self._baths.state(0, self._baths.log_s(0, T)).p

    def ds_dlnT(self, T: ArrayLike) -> Array:
        """ds/dln T [GeV^3], by differentiation."""
        log_T = jnp.log(jnp.asarray(T, dtype=float))
        return jax.jvp(lambda u: self.s(jnp.exp(u)), (log_T,), (jnp.ones_like(log_T),))[1]


def make_bath(gases: Sequence[Gas]) -> Bath:
    """The bath that gases form at a common temperature."""
    return Bath(make_baths([gases], [(0,)]))


def make_baths(sectors: Sequence[Sequence[Gas]], groups: Sequence[Sequence[int]]) -> Baths:
    """Tabulate the baths that groups of sectors form; differentiable in the parameters of the gases.

    `sectors` are lists of gases, `groups` the numbers of the sectors in each bath.
    """
    member = jnp.asarray([[float(i in group) for i in range(len(sectors))] for group in groups])

    def state(T: Array) -> ThermalState:
        """State of every bath at temperatures of shape (baths, nodes)."""
        parts = [(member[:, i, None], gas.state(T)) for i, gases in enumerate(sectors) for gas in gases]
        return jax.tree.map(lambda *quantity: sum(w * q for (w, _), q in zip(parts, quantity)), *[q for _, q in parts])

    log_T = jnp.linspace(jnp.log(T_MIN), jnp.log(T_MAX), _NODES)
    T, log_s, (s, rho, p, ds_dlnT) = _uniform_in_entropy(state, jnp.broadcast_to(log_T, (len(groups), _NODES)))
    start, spacing = log_s[:, 0], (log_s[:, -1] - log_s[:, 0]) / (_NODES - 1)
    slope = (rho + p) / rho - 4.0 / 3.0
    single = [all(gas.at_bath_temperature for i in group for gas in sectors[i]) for group in groups]
    own = None
    if not all(single):
        own = hermite_splines(start, spacing, jnp.log(T) - log_s / 3.0, s / ds_dlnT - 1.0 / 3.0)
    return Baths(
        energy=hermite_splines(start, spacing, jnp.log(rho) - 4.0 / 3.0 * log_s, slope),
        own_temperature=own,
        single_temperature=jnp.asarray(single),
        radiation=jnp.abs(slope[:, jnp.array([0, -1])]) < _RADIATION_TOLERANCE,
    )


def _uniform_in_entropy(
    state: Callable[[Array], ThermalState], uniform_log_T: Array
) -> tuple[Array, Array, ThermalState]:
    """Temperatures at which ln s is uniform over the range of uniform ln T, ln s, and the states; (baths, nodes).

    One pass finds ln s at uniform ln T; interpolation and two Newton steps then invert it to rounding.
    """
    steps = jnp.linspace(0.0, 1.0, uniform_log_T.shape[1])

    def refine(iteration: Array, carry: tuple[Array, Array, ThermalState]) -> tuple[Array, Array, ThermalState]:
        log_T, log_s, now = carry
        known = jnp.log(now.s)
        wanted = jnp.where(iteration == 0, known[:, :1] + (known[:, -1:] - known[:, :1]) * steps, log_s)
        newton = log_T - (known - wanted) * now.s / now.ds_dlnT
        log_T = jnp.where(iteration == 0, jax.vmap(jnp.interp)(wanted, known, log_T), newton)
        return log_T, wanted, state(jnp.exp(log_T))

    start = (uniform_log_T, jnp.zeros_like(uniform_log_T), state(jnp.exp(uniform_log_T)))
    log_T, log_s, now = jax.lax.fori_loop(0, 3, refine, start)
    return jnp.exp(log_T), log_s, now
