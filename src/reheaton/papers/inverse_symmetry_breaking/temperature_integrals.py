r"""Integrals over temperature of the phase space of a pair of N, at given S = (invariant mass/T)^2.

With x = 2 M_N/(T sqrt S), production between T_max and T << M_N needs

    J_j = int_x1^1 dx x^-j (1 - x^2)^(3/2) r^n,    x1 = 2 M_N/(T_max sqrt S),

where r is the occupation of one of the particles relative to equilibrium. In a bath that is thermal r = 1, and J_j is
elementary. Where h is frozen in, r = tanh[T_1 (1/T - 1/T_max)] = tanh[kappa (x - x1)], kappa = T_1 sqrt(S)/(2 M_N).
"""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from reheaton.numerics.quadrature import gauss_legendre_rule

_FRACTIONS, _WEIGHTS = gauss_legendre_rule(32)
_BELOW_ONE = 1.0 - 1e-15
"""Largest x1 in square roots, whose derivatives must exist."""


class TemperatureIntegrals(NamedTuple):
    """J_0, J_1, J_2 and J_4, each of the shape of x1."""

    J0: Array
    J1: Array
    J2: Array
    J4: Array


def temperature_integrals(x1: Array) -> TemperatureIntegrals:
    """J_j with r = 1, closed forms; 0 for x1 >= 1. x1 > 0, any shape.

    Absolute error 1e-15 of J_j + 1: near x1 = 1, where J_j ~ (1 - x1)^(5/2), the relative error grows.
    """
    some, x1 = x1 < 1.0, jnp.minimum(x1, _BELOW_ONE)
    q = jnp.sqrt((1.0 - x1) * (1.0 + x1))
    angle = jnp.arctan2(q, x1)
    J0 = (3.0 * angle - x1 * (5.0 - 2.0 * x1**2) * q) / 8.0
    J1 = jnp.log1p(q) - jnp.log(x1) - q - q**3 / 3.0
    J2 = q**3 / x1 - 1.5 * (angle - x1 * q)
    J4 = q**3 / (3.0 * x1**3) - q / x1 + angle
    return TemperatureIntegrals(*(jnp.where(some, J, 0.0) for J in (J0, J1, J2, J4)))


def frozen_in_integrals(x1: Array, kappa: Array, power: int = 1) -> TemperatureIntegrals:
    """J_j with r = tanh[kappa (x - x1)] to a power; 0 for x1 >= 1. x1 > 0, kappa >= 0, any shape.

    Gauss-Legendre in ln x; relative error 1e-6, and 1e-3 where kappa x1 > 100, where r rises within 1% of x1.
    """
    x1 = jnp.minimum(x1, 1.0)
    ln = jnp.multiply.outer(-jnp.log(x1), _FRACTIONS)
    x = x1[..., None] * jnp.exp(ln)
    occupied = jnp.tanh((kappa * x1)[..., None] * jnp.expm1(ln)) ** power
    measure = ((1.0 - x) * (1.0 + x)) ** 1.5 * occupied
    weights = jnp.multiply.outer(-jnp.log(x1), _WEIGHTS)
    return TemperatureIntegrals(*(jnp.sum(weights * measure * x ** (1 - j), axis=-1) for j in (0, 1, 2, 4)))
