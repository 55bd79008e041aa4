r"""Fusion of neutrinos and leptons to mesons, and of neutrinos and mesons to leptons, in closed form.

nu_a + l_a^+ -> pi^+, K^+, rho^+, K*^+, a_1^+ (or nu_a + pi^-, ... -> l_a^- where the lepton is the heavier) and
nu_a + nubar_a -> rho^0, omega, phi, a_1^0. With the spin-summed |M|^2 of the decay, which is constant, and quantum
statistics,

    C = +-|M|^2/(16 pi G_F^2 x^3 T^6) (1 + e^-x)^-1 ln[(1 +- z)/(1 -+ e^-x z)],   z = e^(-E_min/T),

upper signs for a lepton target, lower ones for a meson target; E_min is the least energy of the target that reaches
the mass shell. |M|^2 from the vacuum decays (Review of Particle Physics, pi -> l nu, and tau -> rho nu)

    Gamma(P -> l nu) = G^2 f^2 V^2 m_l^2 M (1 - r)^2/(8 pi),
    Gamma(V -> l nu) = G^2 f^2 V^2 M^3 (1 - r)^2 (1 + r/2)/(12 pi)

with r = m_l^2/M^2. pi^0 and eta do not couple to massless neutrinos. Mesons have no width here. Masses of pions and
kaons rise as the square root of the vev ratio, those of the others and decay constants stay.
"""

from collections.abc import Iterator
from typing import Final

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import CKM_ABS
from reheaton.particles.fermions import charged_lepton
from reheaton.particles.heavy_neutrino.mesonic import CHARGED_MESONS, NEUTRAL_MESONS, Meson

_A1_MASS, _A1_CONSTANT = 1.23, 0.233
"""a_1(1260) [GeV]: mass of the Review of Particle Physics; decay constant for tau -> 3 pi nu (18.5% against 25.5% of
tau -> 2 pi nu), where it is the whole of the axial current."""
CHARGED: Final[tuple[Meson, ...]] = (
    *(CHARGED_MESONS[name] for name in ("pi+", "K+", "rho+", "K*+")),
    Meson(_A1_MASS, _A1_CONSTANT, CKM_ABS["ud"], 1),
)
NEUTRAL: Final[tuple[Meson, ...]] = (
    *(NEUTRAL_MESONS[name] for name in ("rho0", "omega", "phi")),
    Meson(_A1_MASS, _A1_CONSTANT, NEUTRAL_MESONS["pi0"].coupling, 1),
)
"""The neutral current of the a_1 is axial, as that of the pi^0."""


def meson_fusion(p_over_T: Array, T: ArrayLike, vev_ratio: ArrayLike = 1.0, flavour: str = "mu") -> Array:
    """C (loss rate) of all mesons together; p_over_T any shape, T [GeV] a number or of that shape."""
    return sum(
        (
            _fusion(p_over_T, T, lepton, M, _strength(meson, M, lepton))
            for meson, M, lepton in _pairs(vev_ratio, flavour)
        ),
        start=jnp.zeros_like(p_over_T),
    )


def _pairs(vev_ratio: ArrayLike, flavour: str) -> Iterator[tuple[Meson, Array, Array]]:
    """Meson, its mass, and the mass of its lepton [GeV]."""
    f = jnp.asarray(vev_ratio, dtype=float)
    for meson in CHARGED:
        yield meson, meson.mass * f ** (0.0 if meson.spin == 1 else 0.5), f * charged_lepton(flavour).mass
    for meson in NEUTRAL:
        yield meson, jnp.asarray(meson.mass), jnp.zeros(())


def _strength(meson: Meson, M: ArrayLike, lepton: ArrayLike) -> Array:
    """|M|^2/G_F^2 [GeV^4] of a meson of mass M and a lepton, summed over all spins."""
    M2, m2 = jnp.asarray(M) ** 2, jnp.asarray(lepton) ** 2
    polarisations = 2.0 * M2 + m2 if meson.spin == 1 else m2
    return 2.0 * (meson.coupling * meson.decay_constant) ** 2 * polarisations * jnp.abs(M2 - m2)


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
