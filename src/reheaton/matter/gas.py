"""Gases of a thermal bath. Each gives its thermal state at the temperature T of the bath.

A gas at the bath's own temperature is given by ONE function, its pressure: s = dp/dT and rho = T s - p, so that
T ds = d rho holds to rounding. Decoupled neutrinos have their own temperature (`at_bath_temperature` is False).
"""

import abc
from collections.abc import Iterable
from typing import Final, NamedTuple

import equinox as eqx
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.given_numbers import is_known
from reheaton.backend.given_objects import flat_objects_of
from reheaton.backend.namespace import namespace
from reheaton.matter.ideal_gas import scaled_pressure
from reheaton.particles.species import STATISTICS, Species

MASSLESS: Final = {"boson": np.pi**2 / 90.0, "fermion": 7.0 / 8.0 * np.pi**2 / 90.0}
"""p/(g T^4) of massless species."""


class ThermalState(NamedTuple):
    """Entropy density s [GeV^3], energy density rho and pressure p [GeV^4], ds/dlnT [GeV^3] and dp/dlnT [GeV^4]."""

    s: Array
    rho: Array
    p: Array
    ds_dlnT: Array
    dp_dlnT: Array


class ScaledPressure(NamedTuple):
    """p/T^4, or any dimensionless function of T, and its first two derivatives by ln T."""

    value: Array
    first: Array
    second: Array

    def plus(self, other: "ScaledPressure") -> "ScaledPressure":
        """The sum."""
        return ScaledPressure(*(a + b for a, b in zip(self, other, strict=True)))

    def times(self, other: "ScaledPressure") -> "ScaledPressure":
        """The product, by Leibniz' rule."""
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
            dp_dlnT=T**4 * s,
        )


class Gas(eqx.Module):
    """A gas with a thermal state at the temperature of its bath."""

    @property
    @abc.abstractmethod
    def at_bath_temperature(self) -> bool:
        """Whether all of it is at the temperature of the bath, so that T = d rho/ds."""

    @abc.abstractmethod
    def state(self, T: Array) -> ThermalState:
        """Thermal state at the bath temperature T [GeV], any shape."""


class EquilibriumGas(Gas):
    """A gas at the temperature of its bath, given by its pressure alone."""

    @property
    def at_bath_temperature(self) -> bool:
        return True

    @abc.abstractmethod
    def scaled_pressure(self, log_T: Array) -> ScaledPressure:
        """p/T^4 as a function of ln T, any shape."""

    def state(self, T: Array) -> ThermalState:
        return self.scaled_pressure(namespace(T).log(T)).state(T)


class IdealGas(EquilibriumGas):
    """Ideal gas of any species at one temperature; Kolb & Turner Eqs. 3.50-3.52, zero chemical potential."""

    massless: float = eqx.field(static=True)
    """p/T^4 of the massless species."""
    g: tuple[float, ...] = eqx.field(static=True)
    """Internal states of the massive species."""
    fermion: tuple[int, ...] = eqx.field(static=True)
    """1 for each massive fermion, 0 for each massive boson."""
    log_mass: Array
    """ln m of the massive species."""

    def scaled_pressure(self, log_T: Array) -> ScaledPressure:
        if not self.g:
            nothing = 0.0 * log_T
            return ScaledPressure(nothing + self.massless, nothing, nothing)
        xp = namespace(log_T, self.log_mass)
        log_x = -xp.subtract.outer(xp.asarray(log_T), xp.asarray(self.log_mass))
        value, first, second = scaled_pressure(log_x, np.broadcast_to(np.asarray(self.fermion), log_x.shape))
        g = np.asarray(self.g)
        return ScaledPressure(self.massless + value @ g, -first @ g, second @ g)

    def temperature_of_departed(self, s: Array) -> Array:
        """Temperature [GeV] of massless particles that left this gas far above every mass, at its entropy density s.

        Their entropy stays a fixed fraction of that of the gas: T_left^3 s(T -> oo)/T^3 = s(T). Kolb & Turner
        section 3.3.
        """
        massless = self.massless + sum(g * MASSLESS[STATISTICS[f]] for g, f in zip(self.g, self.fermion, strict=True))
        return namespace(s).cbrt(s / (4.0 * massless))


def ideal_gas(*given: Species | Iterable[Species]) -> IdealGas:
    """The ideal gas of some species; a mass of exactly 0 is massless.

    Equation: the pressure integrals of Kolb & Turner Eqs. 3.50-3.52 without chemical potential. Masses in GeV.

    >>> import reheaton as rh
    >>> hidden = rh.ideal_gas(rh.boson("hidden photon", 0, g=2), rh.fermion("X", 0.01, g=4))
    """
    species = flat_objects_of(Species, "species of a gas, made with boson or fermion,", given)
    massless = [s for s in species if is_known(s.mass) and s.mass == 0]
    massive = [s for s in species if s not in massless]
    return IdealGas(
        massless=sum(s.g * MASSLESS[s.statistics] for s in massless),
        g=tuple(s.g for s in massive),
        fermion=tuple(STATISTICS.index(s.statistics) for s in massive),
        log_mass=_log([s.mass for s in massive]),
    )


def _log(masses: list[ArrayLike]) -> Array:
    xp = namespace(*masses)
    return xp.log(xp.asarray(masses, dtype=float))


class DepartedNeutrinos(Gas):
    """Massless neutrinos that left a photon-electron plasma while the electrons were still relativistic.

    T_nu -> (4/11)^(1/3) T after e+e- annihilation and T_nu -> T well above the electron mass; the equation stands at
    `IdealGas.temperature_of_departed`. Residual heating of the neutrinos by e+e- is left out,
    with QED corrections: N_eff is 3.000 instead of 3.044.
    """

    g: float = eqx.field(static=True)
    plasma: IdealGas
    """Photons and electrons, whose annihilation heats the photons alone."""

    @property
    def at_bath_temperature(self) -> bool:
        return False

    def temperature(self, T: Array) -> Array:
        """Temperature [GeV] of the neutrinos at the bath temperature T [GeV], any shape."""
        return self.plasma.temperature_of_departed(self.plasma.state(T).s)

    def state(self, T: Array) -> ThermalState:
        plasma = self.plasma.state(T)
        T_nu = self.plasma.temperature_of_departed(plasma.s)
        p = self.g * MASSLESS["fermion"] * T_nu**4
        s = 4.0 * p / T_nu
        ds_dlnT = s * plasma.ds_dlnT / plasma.s
        return ThermalState(s=s, rho=3.0 * p, p=p, ds_dlnT=ds_dlnT, dp_dlnT=T_nu * ds_dlnT / 3.0)
