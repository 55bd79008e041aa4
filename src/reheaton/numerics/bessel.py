"""Modified Bessel functions K_1 and K_2 without their exponential, in NumPy and JAX (which lacks them).

K_n(x) = int_0^inf dt exp(-x cosh t) cosh(n t), DLMF 10.32.9. With y = x (cosh t - 1)

    exp(x) K_n(x) = int_0^inf dy exp(-y)/sqrt(y (y + 2 x)) cosh(n t),
    cosh t = 1 + y/x,  cosh 2t = 1 + 4 y/x + 2 (y/x)^2,

so that no exponential depends on x, and three sums over y serve all orders.
"""

from typing import Any, Final

import numpy as np
from jax.typing import ArrayLike

from reheaton.backend.namespace import AnyArray, namespace
from reheaton.numerics.quadrature import double_exponential_rule

_Y, _WEIGHTS = double_exponential_rule(64, -4.1)
_MEASURE: Final = (_WEIGHTS * np.exp(-_Y) / np.sqrt(_Y))[:, None] * _Y[:, None] ** np.arange(3)
"""dy exp(-y)/sqrt(y) times y^0, y^1, y^2, (nodes, 3)."""


def scaled_bessel_k1(x: ArrayLike) -> AnyArray:
    """exp(x) K_1(x), see `scaled_bessel_k`."""
    (zeroth, first), argument = _sums(x, 2)
    return zeroth + first / argument


def scaled_bessel_k(x: ArrayLike) -> tuple[AnyArray, AnyArray]:
    """exp(x) K_1(x) and exp(x) K_2(x) for x > 0, any shape; equations in the module docstring.

    NaN for x < 0. Relative error 1e-13 for x > 1e-3, 1e-11 below; derivatives likewise.
    """
    (zeroth, first, second), argument = _sums(x, 3)
    return zeroth + first / argument, zeroth + (4.0 * first + 2.0 * second / argument) / argument


def _sums(argument: ArrayLike, count: int) -> tuple[Any, Any]:
    """int dy exp(-y) y^k/sqrt(y (y + 2 x)) for k < count, (count,) + shape of x; x as an array."""
    xp = namespace(argument)
    x = xp.asarray(argument, dtype=float)
    root = xp.sqrt(xp.asarray(_Y).reshape((1,) * x.ndim + _Y.shape) + 2.0 * x[..., None])
    return xp.moveaxis((1.0 / root) @ xp.asarray(_MEASURE[:, :count]), -1, 0), x
