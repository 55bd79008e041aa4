r"""Scattering of neutrinos off pions: nu_a + pi^-, pi^0 -> l_a^- + pi^0, pi^+ and nu_a + pi^+- -> nu_a + pi^+-.

Between pions the weak current is a vector current of isospin 1, <pi^0|V|pi^-> = sqrt2 F (k + k'), <pi^+|V_3|pi^+> =
F (k + k') (conserved vector current), and the neutral current has 1 - 2 sin^2 theta_W of V_3. With p1 of the
neutrino, p3 of the lepton, k and k' of the pions, Q = p1 - p3 = k' - k, and the rho's pole for the form factor,

    |M|^2 = 8 G_F^2 w F^2 [2 (p1.K)(p3.K) - K^2 (p1.p3)],   K = k + k',   F = m_rho^2/(m_rho^2 - Q^2),

w = V_ud^2 for each of two charged currents, (1 - 2 sin^2 theta_W)^2/2 for each of two neutral ones. Q^2 is spacelike:
this is what fusion to a rho is not. Valid while pions are the targets and see no structure but the rho, below the
transition; the two pions have the mass of the charged one. The rate is that of `collision_integral` with
K = |M|^2/(128 G_F^2) and Bose-Einstein pions; its average over the azimuth is numerical, as F depends on it.
"""

from typing import Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.constants import CKM_ABS, MESON_MASSES, SIN2_THETA_W
from reheaton.rates.opacity.collision_integral import Products, integrated_over_phase_space

CHARGED_CURRENT: Final = 2.0 * CKM_ABS["ud"] ** 2
"""Sum of w over the two charged currents."""
NEUTRAL_CURRENT: Final = (1.0 - 2.0 * SIN2_THETA_W) ** 2
"""Sum of w over the two neutral currents."""
_COSINES: Final = np.cos(np.pi * (np.arange(6) + 0.5) / 6)
"""Of azimuths that average a polynomial of degree 11 exactly."""


def pion_scattering(p_over_T: Array, T: Array, pion: Array, lepton: Array, points: tuple[int, int, int]) -> Array:
    """C (loss rate) at momenta p/T (momenta,) and one T [GeV]; masses [GeV] of the pion and of the charged lepton."""

    def one(x: Array) -> Array:
        charged = _one_current(x, pion / T, lepton / T, T, points)
        return CHARGED_CURRENT * charged + NEUTRAL_CURRENT * _one_current(x, pion / T, 0.0 * lepton, T, points)

    return jax.vmap(one)(p_over_T)


def _one_current(x: Array, pion: Array, lepton: Array, T: Array, points: tuple[int, int, int]) -> Array:
    """C for w = 1; masses over T."""
    rho = MESON_MASSES["rho+"] / T

    def average(products: Products) -> Array:
        amplitude = jnp.sqrt(products.amplitude_squared)
        across = (products.mean + c * amplitude for c in _COSINES)
        return jnp.mean(jnp.stack([_K(products, value, pion, lepton, rho) for value in across]), axis=0)

    return integrated_over_phase_space(x, jnp.stack([pion, lepton, pion]), average, points, bosons=True)


def _K(products: Products, across: Array, pion: Array, lepton: Array, rho: Array) -> Array:
    """|M|^2/(128 G_F^2 w) at (13) = across."""
    q1, q3 = products.first, products.third
    with_first = 2.0 * q1 - across
    with_third = 2.0 * q3 - across - lepton**2
    K_squared = 4.0 * pion**2 + 2.0 * (q1 - q3 + across)
    form_factor = rho**2 / (rho**2 + 2.0 * across - lepton**2)
    return form_factor**2 * (2.0 * with_first * with_third - K_squared * across) / 16.0
