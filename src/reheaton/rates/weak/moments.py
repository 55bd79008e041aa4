r"""Energy and number that collisions give to neutrinos of Fermi-Dirac form, f = 1/(e^(p/T_a)/z + 1), z the fugacity.

W and V are energy and number per volume and time from a plasma of temperature T, X and U those from the other flavours
(rates of neutrinos and antineutrinos together, one flavour):

    W = (1/pi^2) int dp p^3 C,   V = (1/pi^2) int dp p^2 C

with C of `electrons` for W, V, and of `lattice` for X, U. Over pairs of energies, in units of T,

    W = (G_F^2 T^9/pi^5) { int dE_3 int dw w R [e^-w f_3 (1 - f_1) - f_1 (1 - f_3)]
                           + (1/2) int dE_1 int dE_2 (E_1 + E_2) A [e^(-E_1 - E_2) (1 - f_1)(1 - f_2) - f_1 f_2] },

w = E_1 - E_3 > 0; V is the second integral with 2 in place of E_1 + E_2. All of these are smooth, for
double-exponential rules. X and U are sums over a lattice whose error is of second order in its spacing, as the kernels
have kinks: those of two spacings are extrapolated.
"""

import functools
from typing import Final, NamedTuple

import numpy as np

from reheaton.numerics.quadrature import double_exponential_rule
from reheaton.rates.weak.couplings import electron_couplings
from reheaton.rates.weak.electrons import annihilation_rates, scattering_rates
from reheaton.rates.weak.lattice import NeutrinoLattice

_POINTS: Final = 44
_COARSE, _FINE = (64, 0.5), (128, 0.25)
"""Points and spacing, in units of the mean temperature, of the lattices for X and U."""


class Moments(NamedTuple):
    """Energy, in G_F^2 T_m^9, and number, in G_F^2 T_m^8, where T_m is the mean of the two temperatures."""

    energy: np.ndarray
    number: np.ndarray


def from_plasma(flavour: str, mass: float, tau: float, fugacity: np.ndarray, points: int = _POINTS) -> Moments:
    """W and V of a flavour at fugacities (n,), with T = (1 - tau) T_m, T_a = (1 + tau) T_m, m_e = mass T_m; (n,).

    |tau| < 0.7. Relative error of each part below 1e-6 (tested). `points` of the rule, in each of two dimensions.
    """
    couplings = np.array(electron_couplings(flavour))
    nodes, weights = double_exponential_rule(points)
    T, T_nu = 1.0 - tau, 1.0 + tau
    z = np.asarray(fugacity, dtype=float)[:, None]
    # Scattering: E_3 and the loss w, both in units of T_m.
    low, loss = (e.ravel() for e in np.meshgrid(nodes, nodes, indexing="ij"))
    measure = np.outer(weights, weights).ravel() / T**2
    R = couplings @ np.stack(scattering_rates((low + loss) / T, low / T, mass / T, points=2))
    f_1, f_3 = _occupation((low + loss) / T_nu, z), _occupation(low / T_nu, z)
    flow = R * (np.exp(-loss / T) * f_3 * (1.0 - f_1) - f_1 * (1.0 - f_3))
    energy = (measure * loss * flow).sum(axis=-1) / T
    # Annihilation: at a given E_1 it begins at E_2 = m^2/E_1.
    E_1, above = (e.ravel() for e in np.meshgrid(nodes, nodes, indexing="ij"))
    E_2 = mass**2 / E_1 + above
    measure = 0.5 * np.outer(weights, weights).ravel() / T**2
    A = couplings @ np.stack(annihilation_rates(E_1 / T, E_2 / T, mass / T, points=2))
    f_1, f_2 = _occupation(E_1 / T_nu, z), _occupation(E_2 / T_nu, z)
    flow = measure * A * (np.exp(-(E_1 + E_2) / T) * (1.0 - f_1) * (1.0 - f_2) - f_1 * f_2)
    energy = energy + ((E_1 + E_2) * flow).sum(axis=-1) / T
    return Moments(T**9 / np.pi**5 * energy, T**8 / np.pi**5 * 2.0 * flow.sum(axis=-1))


def from_flavours(tau: float, fugacity_e: float, fugacity_x: float) -> Moments:
    """X and U of nu_e from nu_mu and nu_tau, with T_e = (1 - tau) T_m and T_x = (1 + tau) T_m; scalars.

    Those of nu_mu and of nu_tau are -1/2 of it. |tau| < 0.7. Relative error below 1e-4 (tested).
    """
    coarse, fine = (_exchange(*grid, tau, fugacity_e, fugacity_x) for grid in (_COARSE, _FINE))
    return Moments(*((4.0 * b - a) / 3.0 for a, b in zip(coarse, fine, strict=True)))


def _exchange(points: int, spacing: float, tau: float, fugacity_e: float, fugacity_x: float) -> Moments:
    p = spacing * np.arange(1, points + 1)
    f_e, f_x = _occupation(p / (1.0 - tau), fugacity_e), _occupation(p / (1.0 + tau), fugacity_x)
    rates = _lattice(points).collide(np.stack([f_e, f_x, f_x])).rates[0] * spacing**6 / (4.0 * np.pi**5)
    return Moments(np.sum(rates * p**3), np.sum(rates * p**2))


@functools.cache
def _lattice(points: int) -> NeutrinoLattice:
    return NeutrinoLattice(points)


def _occupation(E: np.ndarray, fugacity: np.ndarray | float) -> np.ndarray:
    decay = fugacity * np.exp(-E)
    return decay / (1.0 + decay)
