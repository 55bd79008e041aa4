r"""Pressure of photons and electrons beyond the ideal gas: quantum electrodynamics at finite temperature, to e^3.

With N = 2/(e^(E/T) + 1), E = sqrt(p^2 + m^2), J = int dp (p^2/E) N, all integrals from 0 to infinity,

    p_2 = -e^2 T^2/(12 pi^2) J - e^2/(8 pi^4) J^2
          + e^2 m^2/(16 pi^4) int int dp dq (p q/(E_p E_q)) ln|(p + q)/(p - q)| N_p N_q,
    p_3 = e^3 T/(12 pi^4) [int dp ((p^2 + E^2)/E) N]^(3/2)

(Bennett, Buldgen, Drewes and Wong 2020, arXiv:1911.04504, sections 4.1 and 4.2; m the electron mass, e^2 = 4 pi alpha).
Massless limits: -5 e^2 T^4/288 and e^3 T^4/(36 sqrt3 pi). The next order, e^4, changes N_eff by 3.5e-6 (same paper).
"""

import functools
from typing import Final

import equinox as eqx
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.namespace import namespace
from reheaton.constants import ALPHA_EM, M_ELECTRON
from reheaton.matter.gas import EquilibriumGas, ScaledPressure
from reheaton.numerics.interpolation import UniformSplines, hermite_splines, quintic_derivatives
from reheaton.numerics.quadrature import double_exponential_rule, tanh_sinh_rule

_E_SQUARED: Final = 4.0 * np.pi * ALPHA_EM
_X_MIN: Final = 1e-4
_X_MAX: Final = 150.0
"""m/T: below X_MIN the corrections are those of massless electrons to 1e-7, above X_MAX they are below e^-150."""
_NODES: Final = 121
ORDERS: Final = (0, 2, 3)
"""Powers of e that can be asked for as the highest one; 0 is the ideal gas."""


def exact_qed_pressure(x: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    """p_2/T^4 and p_3/T^4 at x = m/T > 0, any shape, by quadrature; relative error below 1e-10.

    Equations of the module; Bennett et al. 2020.
    """
    x = np.asarray(x, dtype=float)[..., None]
    nodes, weights = double_exponential_rule(72, -3.0, 4.2)
    scale = 1.0 + np.sqrt(x)
    p, weight = scale * nodes, scale * weights
    E = np.hypot(p, x)
    N = _occupation(E)
    J = np.sum(weight * p**2 / E * N, axis=-1)
    p_2 = -_E_SQUARED / (12.0 * np.pi**2) * J - _E_SQUARED / (8.0 * np.pi**4) * J**2
    p_2 += _E_SQUARED * x[..., 0] ** 2 / (16.0 * np.pi**4) * _logarithmic_integral(p, weight, E, N, x)
    screening = np.sum(weight * (p**2 + E**2) / E * N, axis=-1)
    return p_2, _E_SQUARED**1.5 / (12.0 * np.pi**4) * screening**1.5


def _logarithmic_integral(p: np.ndarray, weight: np.ndarray, E: np.ndarray, N: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The double integral over T^2, as twice that over q < p, with q = p u, 0 < u < 1."""
    nodes, weights = tanh_sinh_rule(56)
    u, u_weight = 0.5 * (1.0 + nodes), 0.5 * weights * np.log((3.0 + nodes) / (1.0 - nodes))
    q = p[..., None] * u
    E_q = np.hypot(q, x[..., None])
    inner = np.sum(u_weight * q / E_q * _occupation(E_q), axis=-1)
    return 2.0 * np.sum(weight * p**2 / E * N * inner, axis=-1)


def _occupation(E: np.ndarray) -> np.ndarray:
    """N = 2/(e^E + 1), both charges."""
    decay = np.exp(-E)
    return 2.0 * decay / (1.0 + decay)


@functools.cache
def _splines(order: int) -> UniformSplines:
    """(p_2 + p_3)/T^4 up to an order, against ln(m/T): a quintic through values and slopes of their C4 spline."""
    log_x = np.linspace(np.log(_X_MIN), np.log(_X_MAX), _NODES)
    values = sum(exact_qed_pressure(np.exp(log_x))[: ORDERS.index(order)], np.zeros(_NODES))
    step = log_x[1] - log_x[0]
    return hermite_splines(log_x[0], step, values, *quintic_derivatives(values, step))


class QedCorrection(EquilibriumGas):
    """p_2 + p_3 as a gas beside photons and electrons; `order` = 2 leaves p_3 out.

    Error of the interpolation: below 1e-9 T^4 in the pressure, 1e-8 T^4 in its first and 1e-6 T^4 in its second
    derivative by ln T (tested); p/T^4 of photons and electrons is 0.6.
    """

    order: int = eqx.field(static=True, default=3)
    mass: ArrayLike = M_ELECTRON
    """Mass of the electron [GeV]."""

    def scaled_pressure(self, log_T: Array) -> ScaledPressure:
        log_mass = namespace(self.mass).log(self.mass)
        value, first, second = _splines(self.order).derivatives(0, log_mass - log_T)
        return ScaledPressure(value, -first, second)
