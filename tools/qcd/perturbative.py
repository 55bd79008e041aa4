"""Weak-coupling pressure of hot QCD relative to the free gas.

Kajantie, Laine, Rummukainen & Schroder 2003 (hep-ph/0211321), the expansion to g^6 ln(1/g) for n massless flavours,
at the scale mu = 2 pi T, with a = alpha_s/pi, A = 1 + n/6, B = 1 + 5 n/12:

    p/p_free = 1 + [ -15/4 B a + 30 A^(3/2) a^(3/2) + (237.2 + 15.97 n - 0.413 n^2 + 135/2 A ln(a A)) a^2
               - A^(1/2) (799.2 + 21.96 n + 1.926 n^2) a^(5/2)
               + ( -(659.2 + 65.89 n + 7.653 n^2) ln(a A) - 475.6 ln a + q_c ) a^3 ] / (1 + 21 n/32).

The non-perturbative constant q_c is fitted to the lattice. Massive flavours count with their free pressure:
n(T) = sum_q p_F(m_q/T)/p_F(0), so that thresholds are smooth and n -> 6.
"""

import numpy as np
from numpy.typing import ArrayLike

from reheaton.matter.ideal_gas import FloatArray, exact_pressure
from reheaton.matter.qcd.free_quarks import GLUON_DEGREES, QUARK_DEGREES, free_qcd_pressure


def active_flavours(temperature: ArrayLike) -> FloatArray:
    """Effective number of massless flavours n(T) = sum_q p_F(m_q/T)/p_F(0); temperature [GeV]: any shape."""
    quarks = free_qcd_pressure(temperature) - GLUON_DEGREES * exact_pressure(0.0, "boson")
    return quarks / (QUARK_DEGREES * exact_pressure(0.0, "fermion"))


def perturbative_ratio(alpha_s: ArrayLike, flavours: ArrayLike, q_c: float) -> FloatArray:
    """Pressure of hot QCD over that of the free gas at mu = 2 pi T.

    Equation and source: see the module. alpha_s = alpha_s(2 pi T), flavours: massless flavours; broadcast together.
    q_c: the constant of order g^6. Valid for T > 0.6 GeV or so.
    """
    a, n = np.asarray(alpha_s, dtype=np.float64) / np.pi, np.asarray(flavours, dtype=np.float64)
    screening, log = 1.0 + n / 6.0, np.log(a * (1.0 + n / 6.0))
    order_2 = -15.0 / 4.0 * (1.0 + 5.0 * n / 12.0) * a
    order_3 = 30.0 * screening**1.5 * a**1.5
    order_4 = (237.2 + 15.97 * n - 0.413 * n**2 + 67.5 * screening * log) * a**2
    order_5 = -np.sqrt(screening) * (799.2 + 21.96 * n + 1.926 * n**2) * a**2.5
    order_6 = (-(659.2 + 65.89 * n + 7.653 * n**2) * log - 475.6 * np.log(a) + q_c) * a**3
    return 1.0 + (order_2 + order_3 + order_4 + order_5 + order_6) / (1.0 + 21.0 * n / 32.0)


def fitted_constant(alpha_s: float, flavours: float, ratio: float) -> float:
    """The q_c for which `perturbative_ratio` equals `ratio` at one temperature (it enters linearly)."""
    without = float(perturbative_ratio(alpha_s, flavours, 0.0))
    return (ratio - without) * (1.0 + 21.0 * flavours / 32.0) / (alpha_s / np.pi) ** 3
