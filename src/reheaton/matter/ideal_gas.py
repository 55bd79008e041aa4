r"""Pressure of an ideal relativistic gas, per internal degree of freedom and in units of T^4.

    pi(x) = p/(g T^4) = 1/(6 pi^2) int_0^oo dy y^4/E 1/(e^E -+ 1),   E = sqrt(y^2 + x^2),  x = m/T

(Kolb & Turner 1990, Eq. 3.52; zero chemical potential). Limits: pi^2/90 (bosons) and 7/8 of it (fermions) for
x -> 0. Everything else follows from p by differentiation, so that T ds = d rho holds to rounding.

`exact_pressure` and `exact_energy_density` do the integrals (relative error below 1e-12 for x <= 100);
`scaled_pressure` is the quintic interpolant of the pressure in ln x for use inside JAX (error below 1e-11 of the
massless value).
"""

import functools
from typing import Final

import numpy as np
from jax import Array
from jax.typing import ArrayLike
from numpy.typing import NDArray

from reheaton.backend.kept_by_code import kept_by_code
from reheaton.numerics.interpolation import UniformSplines, hermite_splines
from reheaton.numerics.quadrature import double_exponential_rule
from reheaton.particles.species import STATISTICS, Statistics

FloatArray = NDArray[np.float64]

_X_MIN: Final = 1e-5
_X_MAX: Final = 150.0
"""Below X_MIN the gas is massless to 1e-11, above X_MAX its pressure is below e^-150."""
_NODES: Final = 1101


def _thermal_integrals(x: FloatArray, statistics: Statistics) -> tuple[FloatArray, FloatArray, FloatArray]:
    """int y^4 f/E, int y^2 f/E and int f/E over y, shape of x; f = 1/(e^E -+ 1).

    y over 1 + sqrt x is the variable of the quadrature: f falls on the scale of y = 1 or, where x is large, of sqrt x.
    """
    nodes, weights = double_exponential_rule(186, -3.3, 5.95)
    x = np.asarray(x, dtype=float)[..., None]
    scale = 1.0 + np.sqrt(x)
    y = scale * nodes
    energy = np.sqrt(y**2 + x**2)
    sign = 1.0 if statistics == "fermion" else -1.0
    decay = np.exp(-energy)
    occupation = decay / (sign * decay + 1.0) if statistics == "fermion" else decay / -np.expm1(-energy)
    measure = scale * weights * occupation / energy
    return (measure * y**4).sum(-1), (measure * y**2).sum(-1), measure.sum(-1)


def exact_pressure(x: FloatArray | float, statistics: Statistics) -> FloatArray:
    """p/(g T^4) of an ideal gas at x = m/T, by quadrature; Kolb & Turner Eq. 3.52. Any shape; x >= 0."""
    return _thermal_integrals(np.asarray(x, dtype=float), statistics)[0] / (6.0 * np.pi**2)


def exact_energy_density(x: FloatArray | float, statistics: Statistics) -> FloatArray:
    """rho/(g T^4) of an ideal gas at x = m/T, by quadrature: 3 pi - d pi/dln x. Any shape; x >= 0.

    Units and errors as for `exact_pressure`; the derivative is that of `exact_derivatives`, written for x = 0 too.
    """
    x = np.asarray(x, dtype=float)
    fourth, second, _ = _thermal_integrals(x, statistics)
    return (fourth + x**2 * second) / (2.0 * np.pi**2)


def exact_derivatives(log_x: FloatArray, statistics: Statistics) -> tuple[FloatArray, FloatArray, FloatArray]:
    """p/(g T^4) and its first two derivatives by ln x, by quadrature; any shape.

    d pi/dln x = -x^2 A with A = int y^2 f/(2 pi^2 E), and dA/dx^2 = -int f/(4 pi^2 E).
    """
    x2 = np.exp(2.0 * log_x)
    fourth, second, zeroth = _thermal_integrals(np.exp(log_x), statistics)
    slope = -x2 * second / (2.0 * np.pi**2)
    return fourth / (6.0 * np.pi**2), slope, 2.0 * slope + x2**2 * zeroth / (2.0 * np.pi**2)


@functools.cache
def _pressure_splines() -> UniformSplines:
    return kept_by_code("pressure", None, _integrated_pressure)


def _integrated_pressure() -> UniformSplines:
    log_x = np.linspace(np.log(_X_MIN), np.log(_X_MAX), _NODES)
    columns = zip(*(exact_derivatives(log_x, statistics) for statistics in STATISTICS), strict=True)
    step = log_x[1] - log_x[0]
    return hermite_splines(np.full(2, log_x[0]), np.full(2, step), *(np.stack(rows) for rows in columns))


def scaled_pressure(log_x: Array, fermion: ArrayLike) -> tuple[Array, Array, Array]:
    """p/(g T^4) of an ideal gas and its first two derivatives by ln x, at ln x = ln(m/T).

    Any shape; `fermion` is 1 for fermions and 0 for bosons, and broadcasts with it.
    """
    return _pressure_splines().derivatives(np.asarray(fermion), log_x)
