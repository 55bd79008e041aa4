r"""Mixing of an active and a sterile neutrino in a plasma without lepton asymmetry.

    Gamma_osc = (1/4) sin^2 2theta_m Gamma_nu,   Gamma_nu = C G_F^2 p T^4,   Delta = m_s^2/(2 p),
    sin^2 2theta_m = Delta^2 sin^2 2theta / (Delta^2 sin^2 2theta + Gamma_nu^2/4 + (Delta cos 2theta - V)^2),
    V = -(8 sqrt2 G_F p/3) [(rho_nu + rho_nubar)/m_Z^2 + (rho_l + rho_lbar)/m_W^2]

("Twin Sterile Neutrino Dark Matter" Eqs. 10, 13, 14; Notzold & Raffelt 1988), with the neutrino and the charged
lepton l of the flavour that mixes. In a twin sector the masses are those of that sector and G_F falls as
vev_ratio^-2. All of it is Fermi theory, leading order in s/m_W^2 ~ 4 p T/m_W^2, without real W and Z bosons.
"""

from typing import Final

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import G_FERMI, M_W, M_Z
from reheaton.matter.ideal_gas import scaled_pressure
from reheaton.particles.fermions import charged_lepton

OPACITY_LEPTONIC: Final = 0.917
"""C of nu_mu or nu_tau where only e+- and neutrinos scatter, 1 MeV < T < 20 MeV, at leading order without blocking.

Sum over processes of 7 pi/45 times 1 for (12)(34) and 1/3 for (13)(24) or (14)(23). Abazajian, Fuller & Patel 2001
(astro-ph/0101524) quote 0.92, and 1.27 for nu_e."""
OPACITY_ALL_FERMIONS: Final = 10.1
"""C where all leptons and five quarks scatter, T > 5 GeV: the same sum with charged currents, 20.6 times 7 pi/45.

Fermi theory still: real W and Z, which it lacks, are what neutrinos of p ~ 3 T make most often at T of 8 to 30 GeV."""

_NEUTRINO_ENERGY: Final = 7.0 * np.pi**2 / 120.0
"""(rho_nu + rho_nubar)/T^4 of one flavour, one helicity each."""


def matter_potential(p: ArrayLike, T: ArrayLike, flavour: str = "mu", vev_ratio: ArrayLike = 1.0) -> Array:
    """Potential V [GeV] of an active neutrino of momentum p [GeV] in a plasma at T [GeV].

    Eq. 14 (see the module); always negative, for neutrinos and antineutrinos alike, so that nothing resonates.
    Numbers, or arrays of one shape. Raises InvalidInput for an unknown flavour. Valid for p and T far below m_W.
    """
    lepton = charged_lepton(flavour)
    T, f = jnp.asarray(T, dtype=float), jnp.asarray(vev_ratio, dtype=float)
    pressure, slope, _ = scaled_pressure(jnp.log(f * lepton.mass / T), 1)
    # rho = T dp/dT - p at p = g T^4 pi(m/T); g = 4 counts lepton and antilepton, two spins each.
    charged = jnp.asarray(4.0 * (3.0 * pressure - slope))
    energy_over_mass = T**4 * (_NEUTRINO_ENERGY / M_Z**2 + charged / M_W**2) / f**2
    return -8.0 * np.sqrt(2.0) / 3.0 * G_FERMI / f**2 * jnp.asarray(p) * energy_over_mass


def scattering_rate(p: ArrayLike, T: ArrayLike, opacity_coefficient: ArrayLike, vev_ratio: ArrayLike = 1.0) -> Array:
    """Gamma_nu = C G_F^2 p T^4 [GeV] of an active neutrino; p, T [GeV]. Numbers, or arrays of one shape.

    C depends on p/T and on which targets are relativistic: OPACITY_LEPTONIC and OPACITY_ALL_FERMIONS are its two ends.
    """
    fermi = G_FERMI / jnp.asarray(vev_ratio) ** 2
    return jnp.asarray(opacity_coefficient) * fermi**2 * jnp.asarray(p) * jnp.asarray(T) ** 4


def sin2_2theta_in_matter(sin2_2theta: ArrayLike, delta: ArrayLike, V: ArrayLike, Gamma: ArrayLike) -> Array:
    """Effective mixing sin^2 2theta_m; Eq. 13 with the damping Gamma^2/4 (Abazajian, Fuller & Patel 2001).

    delta = m_s^2/(2 p), potential V and scattering rate Gamma in one unit; numbers, or arrays of one shape.
    Valid for theta < pi/4.
    """
    vacuum = jnp.asarray(delta) ** 2 * sin2_2theta
    detuning = delta * jnp.sqrt(1.0 - jnp.asarray(sin2_2theta)) - V
    return vacuum / (vacuum + jnp.asarray(Gamma) ** 2 / 4.0 + detuning**2)


def oscillation_rate(
    m_s: ArrayLike,
    sin2_2theta: ArrayLike,
    p: ArrayLike,
    T: ArrayLike,
    opacity_coefficient: ArrayLike,
    *,
    flavour: str = "mu",
    vev_ratio: ArrayLike = 1.0,
) -> Array:
    """Gamma_osc = (1/4) sin^2 2theta_m Gamma_nu [GeV] for a sterile mass m_s, momentum p, temperature T [GeV].

    Eq. 10; numbers, or arrays of one shape. Valid for m_s << p (relativistic oscillations) and p T << m_W^2.
    """
    Gamma = scattering_rate(p, T, opacity_coefficient, vev_ratio)
    delta = jnp.asarray(m_s) ** 2 / (2.0 * jnp.asarray(p))
    mixing = sin2_2theta_in_matter(sin2_2theta, delta, matter_potential(p, T, flavour, vev_ratio), Gamma)
    return mixing * Gamma / 4.0
