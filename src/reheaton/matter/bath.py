r"""A thermal bath as its fundamental relation rho(s): energy density as a function of entropy density.

An expanding bath conserves its entropy. The evolution therefore integrates s and needs rho and T as functions of s:

    T = d rho/ds,   p = T s - rho,

so that T ds = d rho holds exactly, whatever the accuracy of the table. The table holds
ln(rho/s^(4/3)) at nodes uniform in ln s, a function that is constant for radiation. If part of the bath has its
own temperature (decoupled neutrinos), s d rho/ds - rho is still the pressure of adiabatic expansion, and the
temperature T of the rest is tabulated separately.
"""

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.namespace import AnyArray, namespace
from reheaton.matter.gas import Gas, ThermalState
from reheaton.numerics.interpolation import UniformSplines, hermite_resample, hermite_splines

T_MIN: Final = 1e-6
T_MAX: Final = 1e6
"""Range of the tables [GeV]. Beyond it a bath must be radiation with a constant number of states, as QCD is above."""
_NODES: Final = 801
_RADIATION_TOLERANCE: Final = 1e-5
"""Largest |d ln(rho/s^(4/3))/d ln s| at an end of the table that still counts as radiation."""


class BathState(NamedTuple):
    """Entropy density [GeV^3], energy density and adiabatic pressure s d rho/ds - rho [GeV^4], temperature [GeV]."""

    s: Array
    rho: Array
    p: Array
    T: Array


class ReducedState(NamedTuple):
    """rho s^(-4/3), the slope of its logarithm by ln s, and T s^(-1/3)."""

    rho: Array
    slope: Array
    T: Array


class Baths(eqx.Module):
    """Thermodynamics of several baths; `which` is the number of the bath, any shape that goes with ln s [GeV^3].

    Interpolation error: below 2e-7 in T(s), 1e-8 in rho(s) at one temperature; below 5e-6 and 3e-6 with departed
    neutrinos (tested to vev_ratio 30). Beyond the table a bath of radiation continues exactly; one that is not
    radiation there is outside (`covers`).
    """

    energy: UniformSplines
    """ln(rho s^(-4/3)) against ln s."""
    entropy: UniformSplines
    """ln(s/T^3) against ln T."""
    own_temperature: UniformSplines | None
    """ln(T s^(-1/3)) against ln s, where some bath is not all at one temperature; else None."""
    single_temperature: AnyArray
    """Whether each bath is at one temperature, so that T = d rho/ds; shape (baths,)."""
    radiation: AnyArray
    """Whether each bath is radiation at the low and the high end of its table; shape (baths, 2)."""

    @jax.jit
    def reduced(self, which: int | Array, log_s: Array) -> ReducedState:
        """What multiplies powers of s in rho and T, at ln s; nearly constant."""
        value, slope = self.energy.value_and_slope(which, log_s)
        rho = jnp.exp(value)
        T = rho * (4.0 / 3.0 + slope)
        if self.own_temperature is not None:
            own = jnp.exp(self.own_temperature.value_and_slope(which, log_s)[0])
            T = jnp.where(jnp.asarray(self.single_temperature)[which], T, own)
        return ReducedState(rho, slope, T)

    @jax.jit
    def state(self, which: int | Array, log_s: Array) -> BathState:
        """The bath at ln s."""
        reduced, root = self.reduced(which, log_s), jnp.exp(log_s / 3.0)
        s = root * root * root
        rho = reduced.rho * s * root
        return BathState(s=s, rho=rho, p=rho * (1.0 / 3.0 + reduced.slope), T=reduced.T * root)

    @jax.jit
    def log_s(self, which: int | Array, T: ArrayLike) -> Array:
        """ln s at temperature T [GeV], to 1e-12: the inverse of the table, from a second one and two Newton steps.

        To 1e-9 in the last interval of a bath with QCD, where its states cease to grow.
        """
        log_T = jnp.log(jnp.asarray(T, dtype=float))
        above, slope = self.entropy.value_and_slope(which, log_T)
        log_s = 3.0 * log_T + above
        for _ in range(2):
            log_s = log_s + (3.0 + slope) * (log_T - jnp.log(self.state(which, log_s).T))
        return log_s

    def covers(self, which: int | Array, log_s: Array) -> Array:
        """Whether ln s lies on the table, or beyond an end where the bath is radiation."""
        low, high = self.energy.inside(which, log_s)
        radiation = jnp.asarray(self.radiation)[which]
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

    def temperature(self, rho: ArrayLike) -> Array:
        """Temperature [GeV] at which the energy density is rho [GeV^4], to 1e-12: Newton steps in ln s."""
        log_rho = jnp.log(jnp.asarray(rho, dtype=float))
        log_s = 0.75 * log_rho + 1.0
        for _ in range(8):
            state = self._baths.state(0, log_s)
            log_s = log_s + (log_rho - jnp.log(state.rho)) * state.rho / (state.rho + state.p)
        return self._baths.state(0, log_s).T

    def ds_dlnT(self, T: ArrayLike) -> Array:
        """ds/dln T [GeV^3], by differentiation."""
        log_T = jnp.log(jnp.asarray(T, dtype=float))
        return jax.jvp(lambda u: self.s(jnp.exp(u)), (log_T,), (jnp.ones_like(log_T),))[1]


def make_bath(gases: Sequence[Gas]) -> Bath:
    """The bath of some gases at a common temperature."""
    return Bath(make_baths([gases], [(0,)]))


def make_baths(sectors: Sequence[Sequence[Gas]], groups: Sequence[Sequence[int]]) -> Baths:
    """Tabulate the baths that groups of sectors form; differentiable in the parameters of the gases.

    `sectors` are lists of gases, `groups` the numbers of the sectors in each bath.
    """
    log_T = np.linspace(np.log(T_MIN), np.log(T_MAX), _NODES)
    parts = [_total([gas.state(np.exp(log_T)) for gas in gases]) for gases in sectors]
    nodes = [_uniform_in_entropy(log_T, _total([parts[i] for i in group])) for group in groups]
    xp = namespace(*jax.tree.leaves(nodes))
    table = jax.tree.map(lambda *rows: xp.stack(rows), *nodes)
    step_T = np.full(len(groups), log_T[1] - log_T[0])
    single = [all(gas.at_bath_temperature for i in group for gas in sectors[i]) for group in groups]
    own = None if all(single) else hermite_splines(table.start, table.spacing, *table.own_temperature)
    return Baths(
        energy=hermite_splines(table.start, table.spacing, *table.energy),
        entropy=hermite_splines(np.full(len(groups), log_T[0]), step_T, *table.entropy),
        own_temperature=own,
        single_temperature=np.asarray(single),
        radiation=table.radiation,
    )


class _Nodes(NamedTuple):
    """Node data of one bath: values and derivatives of each spline of `Baths`, (nodes,)."""

    start: Any
    spacing: Any
    energy: tuple[Any, ...]
    entropy: tuple[Any, ...]
    own_temperature: tuple[Any, ...]
    radiation: Any


def _total(states: Sequence[ThermalState]) -> ThermalState:
    return jax.tree.map(lambda *quantity: sum(quantity), *states)


def _uniform_in_entropy(log_T: np.ndarray, state: ThermalState) -> _Nodes:
    """From states at nodes uniform in ln T to nodes uniform in ln s."""
    s, rho, p, ds_dlnT, dp_dlnT = state
    xp = namespace(s)
    log_s = xp.log(s)
    spacing = (log_s[-1] - log_s[0]) / (_NODES - 1)
    wanted = log_s[0] + spacing * np.arange(_NODES)
    enthalpy = (rho + p) / rho
    slope = enthalpy - 4.0 / 3.0
    curvature = enthalpy * (1.0 - enthalpy) + dp_dlnT / rho * s / ds_dlnT
    return _Nodes(
        start=log_s[0],
        spacing=spacing,
        energy=hermite_resample(wanted, log_s, xp.log(rho) - 4.0 / 3.0 * log_s, slope, curvature),
        entropy=(log_s - 3.0 * log_T, ds_dlnT / s - 3.0),
        own_temperature=hermite_resample(wanted, log_s, log_T - log_s / 3.0, s / ds_dlnT - 1.0 / 3.0),
        radiation=xp.abs(slope[np.array([0, -1])]) < _RADIATION_TOLERANCE,
    )
