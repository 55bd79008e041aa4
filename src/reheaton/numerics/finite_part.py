r"""Integrals over a double pole, as Hadamard's finite part."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.numerics.quadrature import double_exponential_rule, gauss_legendre_root_rule

_FAR, _FAR_WEIGHTS = double_exponential_rule()
_NEAR, _NEAR_WEIGHTS = gauss_legendre_root_rule(40)


def integral_over_double_pole(function: Callable[[Array], Any], low: ArrayLike, pole: ArrayLike) -> Any:
    """Finite part of int_low^inf dx f(x)/(x - pole)^2, f falling as exp(-x) times a power.

    With d = pole - low > 0 it is int_0^d dt [f(pole + t) + f(pole - t) - 2 f(pole)]/t^2 - 2 f(pole)/d, and what lies
    above pole + d; for low >= pole it is an ordinary integral (Hadamard 1923; Davis & Rabinowitz 1984, section 1.6).
    `function` takes x (nodes,) and gives an array (nodes,), or a tree of such arrays. Relative error 1e-7 for f with
    t^2 ln|t| at the pole and algebraic ends.
    """
    low, pole = jnp.asarray(low, dtype=float), jnp.asarray(pole, dtype=float)
    over = low < pole
    # Where the pole lies below, another distance is taken, so that the part that is not used stays finite.
    d = jnp.where(over, pole - low, 0.5 * pole)
    t = d * _NEAR
    above = jnp.where(over, pole + d, low)
    x = above + _FAR
    ends = jnp.concatenate([pole + t, pole - t, jnp.stack([pole]), x])
    near, far = d * _NEAR_WEIGHTS / t**2, _FAR_WEIGHTS / (x - pole) ** 2

    def finite(f: Array) -> Array:
        right, left, middle, rest = jnp.split(f, [len(t), 2 * len(t), 2 * len(t) + 1])
        bracket = jnp.sum(near * (right + left - 2.0 * middle)) - 2.0 * middle[0] / d
        return jnp.sum(far * rest) + jnp.where(over, bracket, 0.0)

    return jax.tree.map(finite, function(ends))
