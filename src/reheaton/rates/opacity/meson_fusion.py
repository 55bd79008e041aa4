r"""Fusion of neutrinos and leptons to mesons, the hadronic opacity below the quark-hadron transition.

nu_a + l_a^+ -> pi^+, rho^+ (or nu_a + pi^-, rho^- -> l_a^- where the lepton is the heavier, as in twin sectors) and
nu_a + nubar_a -> rho^0. With the spin-summed |M|^2 of the decay, which is constant, and quantum statistics,

    C = +-|M|^2/(16 pi G_F^2 x^3 T^6) (1 + e^-x)^-1 ln[(1 +- z)/(1 -+ e^-x z)],   z = e^(-E_min/T),

upper signs for a lepton target, lower ones for a meson target; E_min is the least energy of the target that reaches
the mass shell. pi^0 and eta do not couple to massless neutrinos. Masses of pseudoscalars rise as the square root of
the vev ratio, vector mesons and decay constants stay.
"""

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.particles.fermions import charged_lepton
from reheaton.particles.heavy_neutrino.mesonic import CHARGED_MESONS, NEUTRAL_MESONS, Meson


def meson_opacity(p_over_T: Array, T: ArrayLike, vev_ratio: ArrayLike = 1.0, flavour: str = "mu") -> Array:
    """C (loss rate) of pion and rho fusion; p_over_T any shape, T [GeV] a number or of that shape."""
    f = jnp.asarray(vev_ratio, dtype=float)
    lepton = f * charged_lepton(flavour).mass
    pion, rho, rho_0 = CHARGED_MESONS["pi+"], CHARGED_MESONS["rho+"], NEUTRAL_MESONS["rho0"]
    m_pion = jnp.sqrt(f) * pion.mass
    # |M|^2/G_F^2 from Gamma(pi -> l nu) = G^2 f^2 V^2 m_l^2 M (1 - r)^2/(8 pi), r = m_l^2/M^2 ...
    pion_strength = _current(pion) * lepton**2 * jnp.abs(m_pion**2 - lepton**2)
    # ... and Gamma(rho -> l nu) = G^2 f^2 V^2 M^3 (1 - r)^2 (1 + r/2)/(12 pi), three polarisations.
    rho_strength = _current(rho) * jnp.abs(rho.mass**2 - lepton**2) * (2.0 * rho.mass**2 + lepton**2)
    return (
        _fusion(p_over_T, T, lepton, m_pion, pion_strength)
        + _fusion(p_over_T, T, lepton, rho.mass, rho_strength)
        + _fusion(p_over_T, T, 0.0, rho_0.mass, 2.0 * _current(rho_0) * rho_0.mass**4)
    )


def _current(meson: Meson) -> float:
    """2 kappa^2 f^2 of a meson [GeV^2]."""
    return 2.0 * (meson.coupling * meson.decay_constant) ** 2


def _fusion(x: Array, T: ArrayLike, lepton: ArrayLike, meson: ArrayLike, strength: ArrayLike) -> Array:
    """C of nu + lepton -> meson, or nu + meson -> lepton if that is the heavier; strength = |M|^2/G_F^2 [GeV^4]."""
    lepton, meson, T = (jnp.asarray(value, dtype=float) for value in (lepton, meson, T))
    target, product = jnp.minimum(lepton, meson), jnp.maximum(lepton, meson)
    # E + p of the target at threshold, for a neutrino of momentum x T.
    reach = jnp.maximum(product**2 - target**2, 1e-300) / (2.0 * x * T)
    z = jnp.exp(-0.5 * (reach + target**2 / reach) / T)
    e = jnp.exp(-x)
    meson_target = meson < lepton
    logarithm = jnp.where(
        meson_target, jnp.log1p(e * z) - jnp.log1p(-jnp.where(meson_target, z, 0.0)), jnp.log1p(z) - jnp.log1p(-e * z)
    )
    return jnp.asarray(strength) * logarithm / ((1.0 + e) * 16.0 * np.pi * x**3 * T**6)
