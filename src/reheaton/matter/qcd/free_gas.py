"""Ideal relativistic gases in NumPy, used to build the QCD tables and as a reference for the JAX version.

Per degree of freedom, with x = m/T, E = sqrt(k^2 + x^2) and the sign +1 (fermions) or -1 (bosons):

    p/T^4   = 1/(6 pi^2) Int_0^inf dk k^4/E  / (exp(E) + sign)
    rho/T^4 = 1/(2 pi^2) Int_0^inf dk k^2 E / (exp(E) + sign)

The rule is the trapezoidal rule after k = exp(u - exp(-u)) (Takahasi & Mori 1974), which converges
exponentially for integrands that decay like exp(-k): relative error below 1e-12 for 0 <= x <= 50.
"""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reheaton.constants import M_BOTTOM, M_CHARM, M_DOWN, M_STRANGE, M_TOP, M_UP

Array = NDArray[np.float64]

QUARK_MASSES: Final = (M_UP, M_DOWN, M_STRANGE, M_CHARM, M_BOTTOM, M_TOP)
"""Quark masses u d s c b t [GeV] of the free quark-gluon gas."""
LIGHT_QUARK_MASSES: Final = QUARK_MASSES[:4]
"""The 2+1+1 content u d s c of the lattice simulations [GeV]."""
GLUON_DEGREES: Final = 16.0
QUARK_DEGREES: Final = 12.0
"""Degrees of freedom of the gluons and of one quark flavour with its antiquark."""

_U: Final = np.linspace(-4.2, 5.0, 141)
_K: Final = np.exp(_U - np.exp(-_U))
_WEIGHT: Final = (_U[1] - _U[0]) * _K * (1.0 + np.exp(-_U))
# exp(E) overflows float64 near E = 709; the integrand is zero long before.
_E_MAX: Final = 700.0


def _energy_and_occupation(x: ArrayLike, sign: int) -> tuple[Array, Array]:
    energy = np.sqrt(_K**2 + np.asarray(x, dtype=np.float64)[..., None] ** 2)
    return energy, 1.0 / (np.expm1(np.minimum(energy, _E_MAX)) + (1 + sign))


def free_pressure(x: ArrayLike, sign: int) -> Array:
    """Pressure of one ideal-gas degree of freedom in units of T^4.

    x: mass over temperature, any shape; sign: +1 fermion, -1 boson. Returns the shape of x. Equation: see the module.
    """
    energy, occupation = _energy_and_occupation(x, sign)
    return np.sum(_WEIGHT * _K**4 / energy * occupation, axis=-1) / (6.0 * np.pi**2)


def free_energy_density(x: ArrayLike, sign: int) -> Array:
    """Energy density of one ideal-gas degree of freedom in units of T^4.

    x: mass over temperature, any shape; sign: +1 fermion, -1 boson. Returns the shape of x. Equation: see the module.
    """
    energy, occupation = _energy_and_occupation(x, sign)
    return np.sum(_WEIGHT * _K**2 * energy * occupation, axis=-1) / (2.0 * np.pi**2)


def free_qcd_pressure(temperature: ArrayLike, vev_ratio: float = 1.0, masses: Sequence[float] = QUARK_MASSES) -> Array:
    """Pressure of free gluons and quarks in units of T^4: p = 16 p_B(0) + 12 sum_q p_F(f m_q/T).

    temperature [GeV]: any shape; vev_ratio: f, multiplies every quark mass; masses [GeV]. Returns the shape of
    temperature.
    """
    t = np.asarray(temperature, dtype=np.float64)
    quarks = sum((free_pressure(vev_ratio * m / t, 1) for m in masses), np.zeros_like(t))
    return GLUON_DEGREES * free_pressure(0.0, -1) + QUARK_DEGREES * quarks


def free_qcd_entropy(temperature: ArrayLike, vev_ratio: float = 1.0, masses: Sequence[float] = QUARK_MASSES) -> Array:
    """Entropy density of free gluons and quarks in units of T^3; arguments as for `free_qcd_pressure`."""
    t = np.asarray(temperature, dtype=np.float64)
    energy = sum((free_energy_density(vev_ratio * m / t, 1) for m in masses), np.zeros_like(t))
    gluons = GLUON_DEGREES * free_energy_density(0.0, -1)
    return free_qcd_pressure(t, vev_ratio, masses) + gluons + QUARK_DEGREES * energy
