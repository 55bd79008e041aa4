"""Pressure of 2+1+1 flavour QCD from the lattice trace anomaly.

Borsanyi et al. 2016 (arXiv:1606.07494), Supplementary Information, parametrisation of the continuum result for
100 MeV < T < 1 GeV with t = T/(200 MeV):

    I/T^4 = exp(-h1/t - h2/t^2) [ h0 + f0 (tanh(f1 t + f2) + 1) / (1 + g1 t + g2 t^2) ],   I = rho - 3 p,
    p/T^4 = p/T^4 (T0) + Int_T0^T dlnT I/T^4.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from reheaton.matter.ideal_gas import FloatArray
from reheaton.matter.qcd.hadrons import hadron_pressure

T_SCALE: Final = 0.2
"""Temperature unit of the parametrisation [GeV]."""
H0: Final = 0.353
H1: Final = -1.04
H2: Final = 0.534
F0: Final = 1.75
F1: Final = 6.80
F2: Final = -5.18
G1: Final = 0.525
G2: Final = 0.160
T_MATCH: Final = 0.12
"""Temperature [GeV] where the lattice pressure is set equal to that of the hadron gas."""
T_LATTICE_MAX: Final = 1.0
"""Upper end of the fitted range [GeV]."""


def lattice_trace_anomaly(temperature: ArrayLike) -> FloatArray:
    """Trace anomaly (rho - 3 p)/T^4 of 2+1+1 flavour QCD.

    Equation and source: see the module. temperature [GeV]: any shape. Valid for 0.1 to 1 GeV; smooth and finite
    (tending to zero) below, and not meaningful above.
    """
    t = np.asarray(temperature, dtype=np.float64) / T_SCALE
    rise = F0 * (np.tanh(F1 * t + F2) + 1.0) / (1.0 + G1 * t + G2 * t**2)
    return np.exp(-H1 / t - H2 / t**2) * (H0 + rise)


def lattice_pressure(ln_temperature: FloatArray) -> FloatArray:
    """Pressure of 2+1+1 flavour QCD in units of T^4, equal to the hadron gas at T_MATCH.

    ln_temperature: ln(T/GeV), shape (n,), uniform and fine enough for Simpson's rule on each cell (0.01 gives 1e-9).
    """
    nodes = ln_temperature
    middle = 0.5 * (nodes[1:] + nodes[:-1])
    anomaly = lattice_trace_anomaly(np.exp(nodes))
    cells = np.diff(nodes) / 6.0 * (anomaly[1:] + anomaly[:-1] + 4.0 * lattice_trace_anomaly(np.exp(middle)))
    integral = np.concatenate([np.zeros(1), np.cumsum(cells)])
    at_match = _integral_at(np.log(T_MATCH), nodes, integral)
    return integral - at_match + hadron_pressure(T_MATCH)


def _integral_at(x: float, nodes: FloatArray, integral: FloatArray) -> float:
    left = int(np.searchsorted(nodes, x)) - 1
    start, width = float(nodes[left]), x - float(nodes[left])
    points = np.exp(np.array([start, start + 0.5 * width, x]))
    return float(integral[left] + width / 6.0 * np.dot([1.0, 4.0, 1.0], lattice_trace_anomaly(points)))
