"""Rates of n <-> p and the share of neutrons, by integrals that share no code with primat or the package."""

from collections.abc import Callable

import numpy as np
from scipy.integrate import solve_ivp

M_E, M_P, M_N = 0.51099895e-3, 938.27209e-3, 939.56542e-3
Q = M_N - M_P
G_A, DELTA_KAPPA = -1.2756, 3.706
TAU_N = 878.4
"""Lifetime [s] of the neutron as primat 0.3.3 has it."""
_X, _W = np.polynomial.legendre.leggauss(400)
_XE, _WE = np.polynomial.legendre.leggauss(8)

Occupation = Callable[[np.ndarray], np.ndarray]


def fermi_dirac(E: np.ndarray, T: float, z: float = 1.0) -> np.ndarray:
    return 1.0 / (np.exp(np.minimum(E / T, 600.0)) / z + 1.0)


def born(T: float, f: Occupation) -> tuple[float, float]:
    """n -> p and p -> n in units of 1/tau_n for nucleons at rest: Weinberg 1972, section 15.7."""
    p, w = 20.0 * T * (_X + 1.0) + 1e-12, 20.0 * T * _W
    E = M_E + p
    captures = w * p**2 * _phase(p + Q) * f(p) * (1.0 - fermi_dirac(p + Q, T))
    positrons = w * (E + Q) ** 2 * _phase(E) * fermi_dirac(E, T) * (1.0 - f(E + Q))
    electrons = w * p**2 * _phase(p + Q) * fermi_dirac(p + Q, T) * (1.0 - f(p))
    antineutrinos = w * (E + Q) ** 2 * _phase(E) * f(E + Q) * (1.0 - fermi_dirac(E, T))
    forth, back = _three_body(T, f)
    return float(np.sum(captures + positrons)) / _FREE + forth, float(np.sum(electrons + antineutrinos)) / _FREE + back


def finite_mass(T: float, f: Occupation) -> tuple[float, float]:
    """The same with recoil and weak magnetism, cross sections of Strumia & Vissani 2003, astro-ph/0302055.

    Nucleons are at rest before they scatter; rates back follow from detailed balance at each pair of energies.
    """
    balance = np.exp(-Q / T) * (M_N / M_P) ** 1.5
    rates = np.array(_three_body(T, f))
    for anti, threshold in ((False, 1e-9), (True, (1.0 + 1e-9) * ((M_N + M_E) ** 2 - M_P**2) / (2.0 * M_P))):
        p, w = threshold + 20.0 * T * (_X + 1.0), 20.0 * T * _W
        E, cross = _cross_section(p, anti)
        weight, f_nu, f_e = w[:, None] * p[:, None] ** 2 * cross / _FREE, f(p)[:, None], fermi_dirac(E, T)
        capture = np.sum(weight * f_nu * (1.0 - f_e))
        other_way = np.sum(weight * np.exp((E - p[:, None]) / T) * f_e * (1.0 - f_nu))
        rates += (other_way / balance, capture) if anti else (capture, balance * other_way)
    return float(rates[0]), float(rates[1])


def neutrons(
    log_a: np.ndarray, T: np.ndarray, H_per_s: np.ndarray, rates: np.ndarray, T_end: float = 0.073e-3
) -> float:
    """n_n/(n_n + n_p) at T_end [GeV], where deuterium survives; rates (points, 2) in 1/tau_n."""
    logs = np.log(np.maximum(np.column_stack([rates / TAU_N, H_per_s]), 1e-60))

    def slope(x: float, share: np.ndarray) -> np.ndarray:
        forth, back, H = (np.exp(np.interp(x, log_a, column)) for column in logs.T)
        return (back * (1.0 - share) - forth * share) / H

    end = np.interp(-np.log(T_end), -np.log(T), log_a)
    first = [rates[0, 1] / np.sum(rates[0])]
    return float(solve_ivp(slope, (log_a[0], end), first, method="LSODA", rtol=1e-8, atol=1e-10).y[0, -1])


def _phase(E: np.ndarray) -> np.ndarray:
    return E * np.sqrt(E**2 - M_E**2)


def _three_body(T: float, f: Occupation) -> tuple[float, float]:
    """Decay of neutrons, and what makes them of three particles."""
    E, w = M_E + 0.5 * (Q - M_E) * (_X + 1.0), 0.5 * (Q - M_E) * _W
    weight = w * (Q - E) ** 2 * _phase(E) / _FREE
    f_e, f_nu = fermi_dirac(E, T), f(Q - E)
    return float(np.sum(weight * (1.0 - f_e) * (1.0 - f_nu))), float(np.sum(weight * f_e * f_nu))


def _cross_section(p: np.ndarray, anti: bool) -> tuple[np.ndarray, np.ndarray]:
    """Energies of the electron, and weights times dsigma/dE, of which the sum is p_e E_e for heavy nucleons."""
    m, after, sign = (M_P, M_N, 1.0) if anti else (M_N, M_P, -1.0)
    s, mean = m**2 + 2.0 * m * p, 0.5 * (M_P + M_N)
    E_cm = (s - after**2 + M_E**2) / (2.0 * np.sqrt(s))
    half = (s - m**2) / (2.0 * np.sqrt(s)) * np.sqrt(np.maximum(E_cm**2 - M_E**2, 0.0)) / m
    middle = p - (after**2 - m**2 - M_E**2) / (2.0 * m) - (s - m**2) / (2.0 * np.sqrt(s)) * E_cm / m
    E = middle[:, None] + half[:, None] * _XE
    t, s_u = after**2 - m**2 - 2.0 * m * (p[:, None] - E), 2.0 * m * (p[:, None] + E) - M_E**2
    A = mean**2 * ((1.0 - G_A**2) * (t - M_E**2) - Q**2 * (1.0 + G_A**2))
    A -= sign * 2.0 * M_E**2 * mean * Q * G_A * (1.0 + DELTA_KAPPA)
    squared = A - sign * s_u * t * G_A * (1.0 + DELTA_KAPPA) + 0.25 * s_u**2 * (1.0 + G_A**2)
    return E, squared * _WE * half[:, None] / (4.0 * m * p[:, None] ** 2 * (1.0 + 3.0 * G_A**2))


_E_FREE = M_E + 0.5 * (Q - M_E) * (_X + 1.0)
_FREE = float(np.sum(0.5 * (Q - M_E) * _W * (Q - _E_FREE) ** 2 * _phase(_E_FREE)))
