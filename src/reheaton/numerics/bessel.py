"""Modified Bessel functions K_1 and K_2, which JAX lacks, without their exponential."""

from typing import Final

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.numerics.double_exponential import half_line_rule

_Y, _WEIGHTS = half_line_rule(64, -4.1)
_EXPONENTIAL: Final = _WEIGHTS * np.exp(-_Y) / np.sqrt(_Y)


def scaled_bessel_k1(x: ArrayLike) -> Array:
    """exp(x) K_1(x), see `scaled_bessel_k`."""
    weights, cosh = _integrand(jnp.asarray(x, dtype=float))
    return jnp.sum(weights * cosh, axis=-1)


def scaled_bessel_k(x: ArrayLike) -> tuple[Array, Array]:
    """exp(x) K_1(x) and exp(x) K_2(x) for x > 0.

    K_n(x) = int_0^inf dt exp(-x cosh t) cosh(n t), DLMF 10.32.9, in y = x (cosh t - 1), where no exponential depends on
    x. Shapes: any. Units: none. Errors: NaN for x < 0. Validity: relative error 1e-13 for x > 1e-3, 1e-11 below;
    derivatives likewise.
    """
    weights, cosh = _integrand(jnp.asarray(x, dtype=float))
    return jnp.sum(weights * cosh, axis=-1), jnp.sum(weights * (2.0 * cosh**2 - 1.0), axis=-1)


def _integrand(x: Array) -> tuple[Array, Array]:
    """Weights exp(-y) dt and cosh t at the nodes, each the shape of x + (nodes,)."""
    nodes = jnp.asarray(_Y).reshape((1,) * x.ndim + _Y.shape)
    weights = jnp.asarray(_EXPONENTIAL).reshape(nodes.shape)
    x = x[..., None]
    return weights / jnp.sqrt(nodes + 2.0 * x), 1.0 + nodes / x
