"""Effective degrees of freedom of the Standard Model of Saikawa & Shirai 2018 (arXiv:1803.01038), Appendix C.

For T >= 120 MeV, with x = ln(T/GeV) and the twelve coefficients of their Table 1 (Eqs. C.1, C.2):

    g_rho = sum_i a_i x^i / sum_i b_i x^i,      g_s = g_rho / (1 + sum_i c_i x^i / sum_i d_i x^i).

Below 120 MeV, g_s is a sum over the photon, neutrinos, e, mu, pi and four effective hadrons (Eqs. C.3 ff.). The
authors include interactions of all Standard Model particles, so that g -> 106.75 only logarithmically.
"""

from typing import Final

import numpy as np
from numpy.polynomial.polynomial import polyval
from numpy.typing import ArrayLike

from reheaton.matter.ideal_gas import FloatArray

A: Final = (
    1.0, 1.11724, 3.12672e-1, -4.68049e-2, -2.65004e-2, -1.19760e-3,
    1.82812e-4, 1.36436e-4, 8.55051e-5, 1.22840e-5, 3.82259e-7, -6.87035e-9,
)  # fmt: skip
B: Final = (
    1.43382e-2, 1.37559e-2, 2.92108e-3, -5.38533e-4, -1.62496e-4, -2.87906e-5,
    -3.84278e-6, 2.78776e-6, 7.40342e-7, 1.17210e-7, 3.72499e-9, -6.74107e-11,
)  # fmt: skip
C: Final = (
    1.0, 6.07869e-1, -1.54485e-1, -2.24034e-1, -2.82147e-2, 2.90620e-2,
    6.86778e-3, -1.00005e-3, -1.69104e-4, 1.06301e-5, 1.69528e-6, -9.33311e-8,
)  # fmt: skip
D: Final = (
    7.07388e1, 9.18011e1, 3.31892e1, -1.39779, -1.52558, -1.97857e-2,
    -1.60146e-1, 8.22615e-5, 2.02651e-2, -1.82134e-5, 7.83943e-5, 7.13518e-5,
)  # fmt: skip

_LOW_BOSONS: Final = ((1.034, 0.135), (2.068, 0.140), (4.16, 0.5), (30.55, 0.77), (90.0, 1.2), (6209.0, 2.0))
"""Weights and masses [GeV] of pi0, pi+-, and the four effective hadrons in the low-temperature g_s."""
_LOW_FERMIONS: Final = ((3.442, 0.511e-3), (3.468, 0.1056))
_LOW_PHOTON: Final = 2.008
_LOW_NEUTRINO: Final = 1.923


def sm_energy_degrees(temperature: ArrayLike) -> FloatArray:
    """g_rho of the whole Standard Model; temperature [GeV], any shape; valid for T >= 0.12 GeV (Eq. C.1)."""
    x = np.log(np.asarray(temperature, dtype=np.float64))
    return np.asarray(polyval(x, A) / polyval(x, B))


def sm_entropy_degrees(temperature: ArrayLike) -> FloatArray:
    """g_s of the whole Standard Model; temperature [GeV], any shape; valid for T >= 0.12 GeV (Eq. C.2)."""
    x = np.log(np.asarray(temperature, dtype=np.float64))
    return sm_energy_degrees(temperature) / (1.0 + np.asarray(polyval(x, C) / polyval(x, D)))


def _fermion(x: FloatArray) -> FloatArray:
    return np.exp(-1.04190 * x) * (1.0 + 1.03400 * x + 0.456426 * x**2 + 0.0595249 * x**3)


def _boson(x: FloatArray) -> FloatArray:
    return np.exp(-1.03365 * x) * (1.0 + 1.03397 * x + 0.342548 * x**2 + 0.0506182 * x**3)


def sm_entropy_degrees_low(temperature: ArrayLike) -> FloatArray:
    """g_s of the whole Standard Model with decoupled neutrinos; temperature [GeV], any shape; 10 keV to 120 MeV."""
    t = np.asarray(temperature, dtype=np.float64)
    neutrinos = _LOW_NEUTRINO * (1.0 + 7.0 / 4.0 * _fermion(_LOW_FERMIONS[0][1] / t))
    fermions = sum((g * _fermion(m / t) for g, m in _LOW_FERMIONS), np.zeros_like(t))
    bosons = sum((g * _boson(m / t) for g, m in _LOW_BOSONS), np.zeros_like(t))
    return _LOW_PHOTON + neutrinos + fermions + bosons
