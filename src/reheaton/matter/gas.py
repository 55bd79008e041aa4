"""Gases: what a thermal bath is made of. Each tells its thermal state at the temperature T of the bath.

A gas at the bath's own temperature is given by ONE function, its pressure: s = dp/dT and rho = T s - p, so that
T ds = d rho holds to rounding. Neutrinos that have left the plasma sit at their own temperature and say so.
"""

import abc
from typing import ClassVar, Final, NamedTuple

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.matter.ideal_gas import scaled_pressure
from reheaton.matter.species import Species

_MASSLESS: Final = {"boson": np.pi**2 / 90.0, "fermion": 7.0 / 8.0 * np.pi**2 / 90.0}
"""p/(g T^4) of massless species."""


class ThermalState(NamedTuple):
    """Entropy density s [GeV^3], energy density rho [GeV^4], pressure p [GeV^4], and ds/dlnT [GeV^3]."""

    s: Array
    rho: Array
    p: Array
    ds_dlnT: Array


class ScaledPressure(NamedTuple):
    """p/T^4 and its first two derivatives by ln T."""

    value: Array
    first: Array
    second: Array

    def plus(self, other: "ScaledPressure") -> "ScaledPressure":
        """The sum of two pressures."""
        return ScaledPressure(*(a + b for a, b in zip(self, other, strict=True)))

    def times(self, other: "ScaledPressure") -> "ScaledPressure":
        """The product with a dimensionless function of ln T, by Leibniz' rule."""
        return ScaledPressure(
            self.value * other.value,
            self.first * other.value + self.value * other.first,
            self.second * other.value + 2.0 * self.first * other.first + self.value * other.second,
        )

    def state(self, T: Array) -> ThermalState:
        """s = dp/dT, rho = T s - p."""
        s = 4.0 * self.value + self.first
        return ThermalState(
            s=T**3 * s,
            rho=T**4 * (3.0 * self.value + self.first),
            p=T**4 * self.value,
            ds_dlnT=T**3 * (3.0 * s + 4.0 * self.first + self.second),
        )


class Gas(eqx.Module):
    """Anything with a thermal state at the temperature of its bath."""

    at_bath_temperature: eqx.AbstractClassVar[bool]
    """Whether all of it is at the temperature of the bath, so that T = d rho/ds."""

    @abc.abstractmethod
    def state(self, T: Array) -> ThermalState:
        """Thermal state at the bath temperature T [GeV], any shape."""


class IdealGas(Gas):
    """Ideal gas of any species at one temperature; Kolb & Turner Eqs. 3.50-3.52, zero chemical potential."""

    species: tuple[Species, ...]
    at_bath_temperature: ClassVar[bool] = True

    def scaled_pressure(self, log_T: Array) -> ScaledPressure:
        """p/T^4 as a function of ln T, any shape."""
        massless = sum(s.g * _MASSLESS[s.statistics] for s in self.species if _is_massless(s))
        total = ScaledPressure(jnp.full_like(log_T, massless), jnp.zeros_like(log_T), jnp.zeros_like(log_T))
        for statistics in ("boson", "fermion"):
            massive = [s for s in self.species if s.statistics == statistics and not _is_massless(s)]
            if massive:
                log_mass = jnp.log(jnp.stack([jnp.asarray(s.mass, dtype=float) for s in massive]))
                g = jnp.asarray([s.g for s in massive])
                value, first, second = scaled_pressure(log_mass - log_T[..., None], statistics)
                total = total.plus(ScaledPressure(value @ g, -first @ g, second @ g))
        return total

    def state(self, T: Array) -> ThermalState:
        return self.scaled_pressure(jnp.log(T)).state(T)


class DepartedNeutrinos(Gas):
    """Massless neutrinos that left a photon-electron plasma while the electrons were still relativistic.

    Their entropy stays a fixed fraction of the plasma's, T_nu^3 s_plasma(T -> oo)/T^3 = s_plasma(T), so that
    T_nu -> (4/11)^(1/3) T after e+e- annihilation and T_nu -> T well above the electron mass (Kolb & Turner
    section 3.3). Residual heating of the neutrinos by e+e- (0.5% of N_eff) is left out.
    """

    g: float = eqx.field(static=True)
    plasma: IdealGas
    """What the neutrinos leave behind and what heats the photons alone: photons and electrons."""
    at_bath_temperature: ClassVar[bool] = False

    def state(self, T: Array) -> ThermalState:
        plasma = self.plasma.state(T)
        plasma_massless = sum(s.g * 4.0 * _MASSLESS[s.statistics] for s in self.plasma.species)
        T_nu = jnp.cbrt(plasma.s / plasma_massless)
        p = self.g * _MASSLESS["fermion"] * T_nu**4
        s = 4.0 * p / T_nu
        return ThermalState(s=s, rho=3.0 * p, p=p, ds_dlnT=s * plasma.ds_dlnT / plasma.s)


def _is_massless(species: Species) -> bool:
    return isinstance(species.mass, int | float) and species.mass == 0
