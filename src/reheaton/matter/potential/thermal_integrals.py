r"""Thermal one-loop integrals J_B and J_F of m^2/T^2, for both signs of m^2.

    J_B(y2) = int_0^oo dx x^2 ln[1 - exp(-sqrt(x^2 + y2))],   J_F with a plus sign,   y2 = m^2/T^2

(Dolan & Jackiw 1974; reviewed by Quiros, hep-ph/9901312); their real parts for y2 < 0. Free energy per degree of
freedom: T^4/(2 pi^2) J_B and -T^4/(2 pi^2) J_F. Limits: J_B(0) = -pi^4/45, J_F(0) = 7 pi^4/360.

Up to y2 = 25 the sum over Matsubara frequencies w_n = 2 pi n (bosons), (2 n - 1) pi (fermions), is used: with
Re for the powers 3/2, which vanish where their argument is negative,

    J = J(0) + J'(0) y2 - (y2^2/32) ln(|y2|/a) - (pi/6) y2^(3/2) [bosons]
        - (pi/3) sum_(n >= 1) [(w_n^2 + y2)^(3/2) - w_n^3 - (3/2) w_n y2 - (3/8) y2^2/w_n],

which holds beyond the radius of convergence of its expansion in y2, where the integrand has singularities inside the
range. A few frequencies are kept as they stand, the rest is a power series in y2. Above 25, J = -+ y^(3/2) e^(-y)
times a polynomial in 1/y. All of it can be differentiated any number of times; at y2 = 0 and y2 = -w_n^2 the second
derivative is infinite in truth, and finite here.

Errors for y2 >= -100: 1e-12 in J, 1e-12 in dJ/dy2, relative errors of 1e-12 above 25. NaN below -100.
"""

import functools
from collections.abc import Callable
from math import factorial
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.numerics.quadrature import trapezoidal_rule
from reheaton.particles.species import Statistics

LOWEST: Final = -100.0
"""Smallest m^2/T^2 at which the integrals are computed."""
LOG_A_BOSON: Final = float(2.0 * np.log(4.0 * np.pi) - 2.0 * np.euler_gamma + 1.5)
LOG_A_FERMION: Final = float(2.0 * np.log(np.pi) - 2.0 * np.euler_gamma + 1.5)
"""ln a_B and ln a_F of the logarithms above: a_B = 16 pi^2 exp(3/2 - 2 gamma), a_F = a_B/16."""

_SWITCH: Final = 25.0
_FREQUENCIES: Final = 4
"""Frequencies kept as they stand: the rest converges like (100/(9 pi)^2)^k, fermions, or faster."""
_TERMS: Final = 18
_DEGREE: Final = 24


def J_B(y2: ArrayLike) -> Array:
    """Bosonic integral int x^2 ln[1 - exp(-sqrt(x^2 + y2))] dx at y2 = m^2/T^2, real part.

    Dolan & Jackiw 1974; any shape, dimensionless. Error below 1e-12; y2 >= -100, NaN below.
    """
    return _integral(jnp.asarray(y2, dtype=float), 0, "boson")


def J_F(y2: ArrayLike) -> Array:
    """Fermionic integral int x^2 ln[1 + exp(-sqrt(x^2 + y2))] dx at y2 = m^2/T^2, real part.

    Dolan & Jackiw 1974; any shape, dimensionless. Error below 1e-12; y2 >= -100, NaN below.
    """
    return _integral(jnp.asarray(y2, dtype=float), 0, "fermion")


def J_B_expanded(y2: ArrayLike) -> Array:
    """J_B to fourth order in m/T, -pi^4/45 + pi^2 y2/12 - pi y2^(3/2)/6 - y2^2/32 ln(|y2|/a_B).

    Dolan & Jackiw 1974; any shape, dimensionless. What is left out is 4e-4 y2^3 (|y2| < 10); real part for y2 < 0.
    """
    y2 = jnp.asarray(y2, dtype=float)
    return _expansion(y2, "boson") - np.pi / 6.0 * power_three_halves(y2)


def J_F_expanded(y2: ArrayLike) -> Array:
    """J_F to fourth order in m/T, 7 pi^4/360 - pi^2 y2/24 - y2^2/32 ln(|y2|/a_F).

    Dolan & Jackiw 1974; any shape, dimensionless. What is left out is 2.2e-3 y2^3 (|y2| < 3); real part for y2 < 0.
    """
    return _expansion(jnp.asarray(y2, dtype=float), "fermion")


def power_three_halves(y2: Array) -> Array:
    """Real part of y2^(3/2): 0 for y2 < 0. Any shape; the second derivative at 0, infinite in truth, is 0."""
    return _power(y2, 0)


def square_times_log(y2: Array) -> Array:
    """y2^2 ln|y2|. Any shape; the logarithm in the second derivative at 0, infinite in truth, is 0."""
    return _square_log(y2, 0)


def _differentiable(*static: int) -> Callable[[Callable[..., Array]], Callable[..., Array]]:
    """Decorator of a function (y2, order, *options) that is its own order-th derivative by y2.

    JAX then differentiates it as order + 1. Otherwise JAX would differentiate the polynomials term by term, and nested
    derivatives of the potential would take minutes to compile. `static`: positions of order and options.
    """

    def decorate(formula: Callable[..., Array]) -> Callable[..., Array]:
        # Compiled on its own, a formula is traced once for every shape, however often a potential calls it.
        function = jax.custom_jvp(jax.jit(formula, static_argnums=static), nondiff_argnums=static)

        def rule(order: int, *rest: Any) -> tuple[Array, Array]:
            *options, (y2,), (tangent,) = rest
            return function(y2, order, *options), function(y2, order + 1, *options) * tangent

        function.defjvp(rule)
        return function

    return decorate


@_differentiable(1)
def _power(y2: Array, order: int) -> Array:
    positive = y2 > 0.0
    inside = jnp.where(positive, y2, 1.0)
    factor = np.prod(1.5 - np.arange(order))
    return jnp.where(positive, factor * jnp.sqrt(inside) * inside ** (1 - order), 0.0)


@_differentiable(1)
def _square_log(y2: Array, order: int) -> Array:
    inside = jnp.where(y2 == 0.0, 1.0, y2)
    if order > 2:
        singular = 2.0 * (-1.0) ** (order - 3) * factorial(order - 3) * inside ** (2 - order)
        return jnp.where(y2 == 0.0, 0.0, singular)
    logarithm = jnp.log(jnp.abs(inside))
    return (y2**2 * logarithm, 2.0 * y2 * logarithm + y2, 2.0 * logarithm + 3.0)[order]


def _expansion(y2: Array, statistics: Statistics, order: int = 0) -> Array:
    """The expansion without the power 3/2, or its derivative."""
    zeroth, first, log_a = {
        "boson": (-(np.pi**4) / 45.0, np.pi**2 / 12.0, LOG_A_BOSON),
        "fermion": (7.0 * np.pi**4 / 360.0, -(np.pi**2) / 24.0, LOG_A_FERMION),
    }[statistics]
    return _polynomial((zeroth, first, log_a / 32.0), y2, order) - _square_log(y2, order) / 32.0


@_differentiable(1, 2)
def _integral(y2: Array, order: int, statistics: Statistics) -> Array:
    light = _light(jnp.clip(y2, LOWEST, _SWITCH), statistics, order)
    heavy = _heavy(jnp.maximum(y2, _SWITCH), statistics, order)
    # Written so that NaN stays NaN.
    return jnp.where(y2 > _SWITCH, heavy, jnp.where(y2 >= LOWEST, light, jnp.nan))


def _light(y2: Array, statistics: Statistics, order: int) -> Array:
    frequencies, series = _matsubara(statistics)
    result = _expansion(y2, statistics, order) + _polynomial(series, y2, order)
    if statistics == "boson":
        result = result - np.pi / 6.0 * _power(y2, order)
    for w in frequencies:
        result = result - np.pi / 3.0 * w ** (3 - 2 * order) * _remainder(y2 / w**2, order)
    return result


def _remainder(u: Array, order: int) -> Array:
    """Re (1 + u)^(3/2) - 1 - 3u/2 - 3u^2/8, or its derivative, without cancellation at small u."""
    real = u > -1.0
    root = jnp.sqrt(jnp.where(real, 1.0 + u, 1.0))
    p = u / (1.0 + root)
    if order > 2:
        return jnp.where(real, np.prod(1.5 - np.arange(order)) * root ** (3 - 2 * order), 0.0)
    at_real = (-(p**3) * (0.5 + 0.375 * p), -0.75 * p**2, -0.75 * p / root)[order]
    return jnp.where(real, at_real, _polynomial((-1.0, -1.5, -0.375), u, order))


def _heavy(y2: Array, statistics: Statistics, order: int) -> Array:
    y = jnp.sqrt(y2)
    scaled = _polynomial(_heavy_coefficients(statistics, order), 2.0 * np.sqrt(_SWITCH) / y - 1.0)
    return jnp.sqrt(y) * y ** (1 - order) * jnp.exp(-y) * scaled


def _polynomial(coefficients: tuple[float, ...], x: Array, order: int = 0) -> Array:
    """Derivative of a polynomial, lowest power first, by Horner's rule."""
    coefficients = tuple(np.polynomial.polynomial.polyder(coefficients, order).tolist())
    value = jnp.full_like(x, coefficients[-1])
    for coefficient in coefficients[-2::-1]:
        value = value * x + coefficient
    return value


@functools.cache
def _matsubara(statistics: Statistics) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Frequencies kept, and the power series in y2 of the sum over the others."""
    n = np.arange(1, _FREQUENCIES + 1)
    unit, offset = (2.0 * np.pi, 0.0) if statistics == "boson" else (2.0 * np.pi, 0.5)
    kept = unit * (n - offset)
    series = np.zeros(_TERMS)
    binomial = 0.375
    for k in range(3, _TERMS):
        binomial *= (2.5 - k) / k
        series[k] = -np.pi / 3.0 * binomial * unit ** (3 - 2 * k) * _hurwitz_zeta(2 * k - 3, _FREQUENCIES + 1 - offset)
    return tuple(kept.tolist()), tuple(series.tolist())


def _hurwitz_zeta(s: int, a: float) -> float:
    """sum_(n >= 0) (n + a)^-s by the Euler-Maclaurin formula, to rounding for a > 1."""
    near, b = np.sum((a + np.arange(20.0)) ** -s), a + 20.0
    corrections = sum(
        bernoulli / factorial(2 * j) * factorial(s + 2 * j - 2) / factorial(s - 1) * b ** (1.0 - s - 2 * j)
        for j, bernoulli in enumerate((1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66), start=1)
    )
    return float(near + b ** (1.0 - s) / (s - 1.0) + b**-s / 2.0 + corrections)


@functools.cache
def _heavy_coefficients(statistics: Statistics, order: int) -> tuple[float, ...]:
    """Polynomial P_k in t = 2 y_0/y - 1, y_0^2 = 25, of y^(k - 3/2) e^y times the k-th derivative of J.

    d/dy2 = (1/2y) d/dy gives P_(k+1) = [((3/2 - k)/y - 1) P_k - (2 y_0/y^2) dP_k/dt]/2, and P_0 is fitted at
    Chebyshev nodes to a relative error of 1e-13.

    With E = y + q^2, J = int 2 q^2 sqrt(2 y + q^2) (y + q^2) ln(1 -+ e^-E) dq, an even integrand that falls as
    exp(-q^2) and has no singularity within 2.3 of the real axis: the trapezoidal rule is exact to rounding.
    """
    if order > 0:
        previous = np.polynomial.Polynomial(_heavy_coefficients(statistics, order - 1))
        inverse_y = np.polynomial.Polynomial([1.0, 1.0]) / (2.0 * np.sqrt(_SWITCH))
        slope = 2.0 * np.sqrt(_SWITCH) * inverse_y**2 * previous.deriv()
        return tuple((0.5 * (((2.5 - order) * inverse_y - 1.0) * previous - slope)).coef.tolist())
    nodes = np.cos(np.pi * (np.arange(_DEGREE + 1) + 0.5) / (_DEGREE + 1))
    inverse = (nodes + 1.0)[:, None] / (2.0 * np.sqrt(_SWITCH))
    sign = -1.0 if statistics == "boson" else 1.0
    q, weights = trapezoidal_rule(28, 0.25)
    q2 = q**2
    decay = np.exp(-q2 - 1.0 / inverse)
    # ln(1 + s)/s, whose limit is reached before the logarithm loses its digits.
    logarithm = np.where(decay < 1e-12, 1.0, np.log1p(sign * decay) / (sign * np.maximum(decay, 1e-300)))
    terms = 2.0 * q2 * np.sqrt(2.0 + q2 * inverse) * (1.0 + q2 * inverse) * sign * np.exp(-q2) * logarithm
    values = terms @ weights
    fitted = np.polynomial.chebyshev.chebfit(nodes, values, _DEGREE)
    return tuple(np.polynomial.chebyshev.cheb2poly(fitted).tolist())
