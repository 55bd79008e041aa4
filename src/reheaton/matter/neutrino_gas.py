r"""Neutrinos of one flavour that are neither in equilibrium with the rest nor in number: temperature and potential.

    f = 1/(e^(p/T - eta) + 1),   rho = (T^4/pi^2) F_3(eta),   n = (T^3/pi^2) F_2(eta),
    F_k = int_0^oo dx x^k/(e^(x - eta) + 1)

for neutrinos and antineutrinos together, which have the same f; few and hot ones have eta < 0. From rho and n to T and
the fugacity z = e^eta: both follow from r = (27 pi^2/2) n^4/rho^3, which is z for z -> 0, by

    z = r g(r),   T = (rho/3n) k(r).
"""

import functools
from typing import Any, Final, NamedTuple

import equinox as eqx
import numpy as np

from reheaton.backend.namespace import namespace
from reheaton.numerics.interpolation import UniformSplines, hermite_splines
from reheaton.numerics.quadrature import double_exponential_rule

Z_HIGHEST: Final = 3.0
"""Largest fugacity of the table, eta = 1.1."""
_NODES: Final = 257


class NeutrinoState(NamedTuple):
    """Temperature T [GeV], and fugacity z = e^eta."""

    T: Any
    z: Any


class NeutrinoGas(eqx.Module):
    """(rho, n) -> (T, z) of one flavour; error below 1e-8 (tested)."""

    table: UniformSplines
    """g and k against r."""

    def at(self, rho: Any, n: Any) -> NeutrinoState:
        """State at rho [GeV^4] and n [GeV^3], any shape; r beyond the table is clamped to z = Z_HIGHEST."""
        xp = namespace(rho, n)
        mean = rho / n
        r = 13.5 * np.pi**2 * n / mean**3
        g, _ = self.table.value_and_slope(0, r)
        k, _ = self.table.value_and_slope(1, r)
        highest = self.table.spacing[0] * (_NODES - 1)
        return NeutrinoState(mean / 3.0 * k, xp.minimum(r, highest) * g)


def fermi_dirac_integral(k: int, eta: np.ndarray | float) -> np.ndarray:
    """F_k = int_0^oo dx x^k/(e^(x - eta) + 1), any shape of eta; relative error below 1e-12 for eta < 3.

    Limit: k! e^eta for eta -> -oo.
    """
    x, weights = double_exponential_rule(120, -3.3, 5.2)
    eta = np.asarray(eta, dtype=float)[..., None]
    return np.sum(weights * x**k * np.exp(eta - x) / (np.exp(eta - x) + 1.0), axis=-1)


def energy_density(T: Any, eta: np.ndarray | float) -> Any:
    """rho [GeV^4] of neutrinos and antineutrinos of one flavour."""
    return T**4 / np.pi**2 * fermi_dirac_integral(3, eta)


def number_density(T: Any, eta: np.ndarray | float) -> Any:
    """n [GeV^3] of neutrinos and antineutrinos of one flavour."""
    return T**3 / np.pi**2 * fermi_dirac_integral(2, eta)


@functools.cache
def neutrino_gas() -> NeutrinoGas:
    """The table of `NeutrinoGas`, made on first use."""
    highest = _ratio(np.log(Z_HIGHEST))[0]
    r = np.linspace(0.0, highest, _NODES)
    eta = np.log(np.maximum(r, 1e-12))
    for _ in range(60):
        value, slope = _ratio(eta)
        eta = eta + np.clip((np.log(np.maximum(r, 1e-12)) - np.log(value)) / slope, -1.0, 1.0)
    one, two, three = (fermi_dirac_integral(k, eta) for k in (1, 2, 3))
    z = np.exp(eta)
    dr_deta = np.maximum(r, 1e-12) * _ratio(eta)[1]
    g, k = z / np.maximum(r, 1e-12), 3.0 * two / three
    dg = (z / dr_deta - g) / np.maximum(r, 1e-12)
    dk = (6.0 * one - 9.0 * two**2 / three) / three / dr_deta
    # At r = 0 both slopes are differences of equal numbers.
    dg[0], dk[0] = (_limit_of_slope(values, r[1]) for values in (g, k))
    step = np.full(2, r[1])
    return NeutrinoGas(hermite_splines(np.zeros(2), step, np.stack([g, k]), np.stack([dg, dk])))


def _ratio(eta: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    """r and d ln r/d eta at eta."""
    one, two, three = (fermi_dirac_integral(k, eta) for k in (1, 2, 3))
    return 13.5 * two**4 / three**3, 8.0 * one / two - 9.0 * two / three


def _limit_of_slope(values: np.ndarray, step: float) -> float:
    """Slope at the first of equidistant values, from five of them."""
    return float(np.dot([-25.0, 48.0, -36.0, 16.0, -3.0], values[:5]) / (12.0 * step))
