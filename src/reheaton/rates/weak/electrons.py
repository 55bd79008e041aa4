r"""Rates at which electrons and positrons of temperature T scatter neutrinos, and at which pairs of these annihilate.

With energies in units of T, and 1 the neutrino whose distribution changes,

    C(E_1) = (G_F^2 T^5/(pi^3 E_1^2)) { int dE_3 R(E_1, E_3) [e^(E_3 - E_1) f_3 (1 - f_1) - f_1 (1 - f_3)]
                                      + int dE_2 A(E_1, E_2) [e^(-E_1 - E_2) (1 - f_1)(1 - f_2) - f_1 f_2] },

    R = int dq int dE_2 f_2 (1 - f_4) < c_1 [(12)^2 + (14)^2] - 2 c_2 m^2 (13) >,   q = |p_1 - p_3|,
    A = int dq int dE_3 (1 - f_3)(1 - f_4) < (c_1/2) [(14)^2 + (13)^2] + c_2 m^2 (12) >,   q = |p_1 + p_2|,

where (ij) = p_i . p_j and < > is the average over the azimuth about q, which is exact as (ij)^2 is quadratic in its
cosine; f of electrons is Fermi-Dirac, so that gain and loss are in detailed balance (amplitudes: Dolgov, Hansen and
Semikoz 1997, hep-ph/9703315, Tables 1 and 2; electrons and positrons together). At fixed q the energies of electrons
have an end given by kinematics, and beyond it the integrand is smooth: Gauss rules converge exponentially.
"""

import functools
from typing import Final, NamedTuple

import numpy as np

from reheaton.numerics.quadrature import Rule, gauss_legendre_rule

_LAGUERRE_POINTS: Final = 7
_ENERGY_POINTS: Final = 5
_MOMENTUM_POINTS: Final = 7
"""Points in E_2 of scattering, in E_3 of annihilation and in q of both: moments of C to 5e-6 (tested)."""


class ElectronRates(NamedTuple):
    """Parts of R or A that come with c_1 and with c_2, arrays of one shape."""

    squares: np.ndarray
    product: np.ndarray


def scattering_rates(E_1: np.ndarray, E_3: np.ndarray, m: float, points: int = 1) -> ElectronRates:
    """R for neutrinos that lose energy, E_1 >= E_3 (pairs,), with m = m_e/T; units of T^6; shape (pairs,).

    R of those that gain it is e^(E_1 - E_3) R with E_1 and E_3 exchanged. `points` multiplies those of the rules.
    """
    E_1, E_3 = E_1[:, None, None], E_3[:, None, None]
    v, v_weight = _unit_rule(points * _MOMENTUM_POINTS)
    u, u_weight = _exponential_rule(points * _LAGUERRE_POINTS)
    omega, width = E_1 - E_3, 2.0 * E_3
    # Slow electrons cannot take much momentum from a neutrino: R begins at q = omega like exp(-m/(q - omega)^(1/2)).
    q = omega + width * (v**2)[:, None]
    q2 = q**2
    product_13 = 0.5 * width * (v**2)[:, None] * (q + omega)
    lowest = 0.5 * (q * np.sqrt(1.0 + 2.0 * m**2 / product_13) - omega)
    E_2 = lowest + u
    along_1 = 0.5 * (E_1**2 - E_3**2 + q2) / q
    along_2 = (E_2 * omega - product_13) / q
    mean = E_1 * E_2 - along_1 * along_2
    half_square = 0.5 * (E_1**2 - along_1**2) * np.maximum(E_2**2 - m**2 - along_2**2, 0.0)
    decay_2, decay_4 = np.exp(-E_2), np.exp(-E_2 - omega)
    measure = 2.0 * width * (v * v_weight)[:, None] * u_weight * np.exp(-lowest) / ((1.0 + decay_2) * (1.0 + decay_4))
    squares = np.einsum("pqe,pqe->p", measure, mean**2 + (mean - product_13) ** 2 + 2.0 * half_square)
    product = -2.0 * m**2 * np.einsum("pqe,pq->p", measure, product_13[..., 0])
    return ElectronRates(squares, product)


def annihilation_rates(E_1: np.ndarray, E_2: np.ndarray, m: float, points: int = 1) -> ElectronRates:
    """A for pairs of neutrinos of energies E_1 and E_2 (pairs,), with m = m_e/T; units of T^6; shape (pairs,).

    0 where the pair cannot make electrons, E_1 E_2 < m^2. `points` multiplies those of the rules.
    """
    E_1, E_2 = E_1[:, None, None], E_2[:, None, None]
    v, v_weight = _unit_rule(points * _MOMENTUM_POINTS)
    u, u_weight = _unit_rule(points * _ENERGY_POINTS)
    total, least = E_1 + E_2, np.abs(E_1 - E_2)
    width = np.maximum(np.sqrt(np.maximum(total**2 - 4.0 * m**2, 0.0)) - least, 0.0)
    # The range of E_3 closes like the root of the distance to the largest q.
    q = np.maximum(least + width * (1.0 - v**2)[:, None], 1e-300)
    q2 = q**2
    product_12 = np.maximum(0.5 * (total**2 - q2), 1e-300)
    breadth = q * np.sqrt(np.maximum(1.0 - 2.0 * m**2 / product_12, 0.0))
    E_3 = 0.5 * total + breadth * (u - 0.5)
    along_1 = 0.5 * (E_1**2 - E_2**2 + q2) / q
    along_3 = (total * E_3 - product_12) / q
    mean = E_1 * E_3 - along_1 * along_3
    half_square = 0.5 * (E_1**2 - along_1**2) * np.maximum(E_3**2 - m**2 - along_3**2, 0.0)
    open_states = 1.0 / ((1.0 + np.exp(-E_3)) * (1.0 + np.exp(E_3 - total)))
    measure = 2.0 * width * (v * v_weight)[:, None] * breadth * u_weight * open_states
    squares = np.einsum("pqe,pqe->p", measure, 0.5 * (mean**2 + (mean - product_12) ** 2) + half_square)
    product = m**2 * np.einsum("pqe,pq->p", measure, product_12[..., 0])
    return ElectronRates(squares, product)


@functools.cache
def _unit_rule(points: int) -> Rule:
    """int_0^1 f dx."""
    return gauss_legendre_rule(points)


@functools.cache
def _exponential_rule(points: int) -> Rule:
    """int_0^inf f exp(-x) dx."""
    return np.polynomial.laguerre.laggauss(points)
