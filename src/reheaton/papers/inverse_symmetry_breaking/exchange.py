r"""Yields of N and N' from phi phi -> N N by exchange of N, the process of the paper.

With F of `moments`, y_0 and P of `yields`,

    |dY/dlnT| = P y_0^4 (M_PLANCK/T) (1 +- T/T_*)^4 F(M_N/T; M_phi/T)

("Asymmetric Reheating via Inverse Symmetry Breaking" Eqs. 12 and 13). Y'/Y depends on the scales only through
M_N/T_max and T_max/T_*. Functions take one point; `jax.vmap` adds a batch. Masses and temperatures in GeV.
"""

from typing import Final

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import M_PLANCK
from reheaton.papers.inverse_symmetry_breaking.moments import moments, reduced_rate
from reheaton.papers.inverse_symmetry_breaking.yields import THERMAL, ProductionBath, Yields, prefactor, vertices

_BINOMIAL: Final = np.array([1.0, 4.0, 6.0, 4.0, 1.0])
_POWERS: Final = np.arange(5)
_CENTRED: Final = 1.5
"""T_max/T_* below which the yield of N' is expanded about T_max, because its coupling vanishes at T_* nearby."""


def exchange_yields(
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    M_phi_over_T: ArrayLike,
    bath: ProductionBath = THERMAL,
) -> Yields:
    """Yields of N and N' from phi phi -> N N between T_max and T << M_N (Eq. 13).

    Y = P y_0^4 (M_PLANCK/M_N) int dz (1 +- T_max z1/(T_* z))^4 F(z; M_phi/T) from z1 = M_N/T_max, by the moments of F.
    The sums have positive terms for N, and for N' near the zero of its coupling. NaN outside the ranges of `moments`.
    Error 2e-7, and 1e-6 if M_N < M_phi(T_max); for Bose-Einstein phi 1e-6 and 5e-6. Pauli blocking and annihilation of
    N are left out, and so are decays of phi (M_phi > 2 M_N). T_max must be far above T_c.
    """
    u, z1 = jnp.asarray(T_max, dtype=float) / T_star, jnp.asarray(M_N, dtype=float) / T_max
    M, Q = moments(z1, M_phi_over_T, bath.law)
    more = jnp.sum(_BINOMIAL * _powers(u) * M)
    near, far = jnp.minimum(u, _CENTRED), jnp.maximum(u, _CENTRED)
    centred = jnp.sum(_BINOMIAL * _powers(1.0 - near)[::-1] * _powers(near) * Q)
    expanded = jnp.sum(_BINOMIAL * _powers(-far) * M)
    scale = prefactor(bath.g_star) * jnp.asarray(y_0) ** 4 * M_PLANCK / M_N * jnp.exp(-2.0 * z1)
    return Yields(scale * more, scale * jnp.where(u < _CENTRED, centred, expanded))


def exchange_growth(
    T: ArrayLike,
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    M_phi_over_T: ArrayLike,
    bath: ProductionBath = THERMAL,
) -> Yields:
    """|dY/dlnT| of N and N' at T from phi phi -> N N: Eqs. 12 and 13, the curves of Fig. 1. Error 1e-9."""
    T = jnp.asarray(T, dtype=float)
    scale = prefactor(bath.g_star) * M_PLANCK / T * reduced_rate(M_N / T, M_phi_over_T, bath.law)
    y_N, y_mirror = vertices(y_0, T, T_star)
    return Yields(scale * y_N**4, scale * y_mirror**4)


def _powers(x: Array) -> Array:
    """x^0 ... x^4, with derivatives at 0."""
    return jnp.stack([jnp.ones_like(x), x, x * x, x * x * x, x * x * x * x])
