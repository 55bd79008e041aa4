"""Expansion rate and entropy density of radiation, natural units, and zeta(3)."""

from typing import Final

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import M_PLANCK

ZETA_3: Final = 1.2020569
"""zeta(3) to eight digits."""


def hubble(rho: ArrayLike) -> Array:
    """H = sqrt(8 pi rho/3)/M_PLANCK [GeV] at an energy density [GeV^4]; any shape."""
    return jnp.sqrt(8.0 * np.pi / 3.0 * jnp.asarray(rho, dtype=float)) / M_PLANCK


def hubble_radiation(g_star: ArrayLike, T: ArrayLike) -> Array:
    """H = sqrt(4 pi^3 g_*/45) T^2/M_PLANCK [GeV] of radiation at T [GeV]; any common shape."""
    return jnp.sqrt(4.0 * np.pi**3 / 45.0 * jnp.asarray(g_star, dtype=float)) * jnp.asarray(T) ** 2 / M_PLANCK


def entropy_density(g_star: ArrayLike, T: ArrayLike) -> Array:
    """s = (2 pi^2/45) g_* T^3 [GeV^3] at T [GeV]; any common shape."""
    return 2.0 * np.pi**2 / 45.0 * jnp.asarray(g_star, dtype=float) * jnp.asarray(T) ** 3
