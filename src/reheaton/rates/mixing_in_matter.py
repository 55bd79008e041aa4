r"""Active-sterile oscillations in a plasma without lepton asymmetry; when they bring a heavy neutrino into equilibrium.

    Gamma_osc = (1/4) sin^2 2theta_m Gamma_nu,   Gamma_nu = C G_F^2 p T^4,   Delta = m_s^2/(2 p),
    sin^2 2theta_m = Delta^2 sin^2 2theta / (Delta^2 sin^2 2theta + Gamma_nu^2/4 + (Delta cos 2theta - V)^2),
    V = -(8 sqrt2 G_F p/3) [(rho_nu + rho_nubar)/m_Z^2 + (rho_l + rho_lbar)/m_W^2]

("Twin Sterile Neutrino Dark Matter" Eqs. 10, 13, 14; Notzold & Raffelt 1988), with the neutrino and the charged
lepton l of the flavour that mixes. In a twin sector the masses are those of that sector and G_F falls as
vev_ratio^-2. All of it is Fermi theory, leading order in s/m_W^2 ~ 4 p T/m_W^2, without real W and Z bosons.
"""

import functools
from typing import Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import EV, G_FERMI, M_ELECTRON, M_MUON, M_PLANCK, M_TAU, M_W, M_Z
from reheaton.errors import InvalidInput, did_you_mean
from reheaton.matter.ideal_gas import scaled_pressure

OPACITY_LEPTONIC: Final = 0.917
"""C of nu_mu or nu_tau where only e+- and neutrinos scatter, 1 MeV < T < 20 MeV, at leading order without blocking.

Sum over processes of 7 pi/45 times 1 for (12)(34) and 1/3 for (13)(24) or (14)(23). Abazajian, Fuller & Patel 2001
(astro-ph/0101524) quote 0.92, and 1.27 for nu_e."""
OPACITY_ALL_FERMIONS: Final = 10.1
"""C where all leptons and five quarks scatter, T > 5 GeV: the same sum with charged currents, 20.6 times 7 pi/45.

Fermi theory still: real W and Z, which it lacks, are what neutrinos of p ~ 3 T make most often at T of 8 to 30 GeV."""
G_STAR_BELOW_W: Final = 86.25
"""Radiation states of the Standard Model without top, W, Z and Higgs boson."""
G_STAR_MEV: Final = 10.75
"""Radiation states at T ~ MeV, photons, electrons and neutrinos: what goes with OPACITY_LEPTONIC."""
HEAVIEST: Final = 300.0
"""Heavy-neutrino mass [GeV] up to which a bound is given; m_N is 1.3 p at the maximum there, no longer far below p."""
MEAN_MOMENTUM: Final = 3.15137
"""<p>/T of a massless Fermi-Dirac distribution."""

_LEPTON_MASSES: Final = {"mu": M_MUON, "e": M_ELECTRON, "tau": M_TAU}
_NEUTRINO_ENERGY: Final = 7.0 * np.pi**2 / 120.0
"""(rho_nu + rho_nubar)/T^4 of one flavour, one helicity each."""


def matter_potential(p: ArrayLike, T: ArrayLike, flavour: str = "mu", vev_ratio: ArrayLike = 1.0) -> Array:
    """Potential V [GeV] of an active neutrino of momentum p [GeV] in a plasma at T [GeV].

    Eq. 14 (see the module); always negative, for neutrinos and antineutrinos alike, so that nothing resonates.
    Numbers, or arrays of one shape. Raises InvalidInput for an unknown flavour. Valid for p and T far below m_W.
    """
    if flavour not in _LEPTON_MASSES:
        raise InvalidInput(f"flavour = {flavour!r} is not a flavour: {did_you_mean(flavour, _LEPTON_MASSES)}")
    T, f = jnp.asarray(T, dtype=float), jnp.asarray(vev_ratio, dtype=float)
    pressure, slope, _ = scaled_pressure(jnp.log(f * _LEPTON_MASSES[flavour] / T), 1)
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


def minimum_m_nu_for_thermalisation(
    m_N: ArrayLike,
    opacity_coefficient: float = OPACITY_ALL_FERMIONS,
    *,
    g_star: float = G_STAR_BELOW_W,
    flavour: str = "mu",
) -> Array:
    """Smallest m_nu [eV] at which oscillations bring N of mass m_N [GeV] into equilibrium, in Fermi theory.

    Gamma_osc > H at its maximum over T, for p = 3.15 T and the seesaw mixing theta^2 = m_nu/m_N; Eqs. 10 and 11.
    With massless leptons the maximum lies where |V| = Delta/3, T = 10.8 GeV (m_N/GeV)^(1/3), and the bound does not
    depend on m_N. It is proportional to sqrt(g_star)/C: 4.2e-4 eV for the default, and 1.6e-3 eV for the numbers of
    T ~ MeV, OPACITY_LEPTONIC and G_STAR_MEV. Shape of m_N; NaN above HEAVIEST, as m_N << p fails.

    An order of magnitude only. At the maximum 4 p T is no longer far below m_W^2, even for m_N = 1 GeV, where real W
    and Z raise the rate by about 12. With them the bound is lower, 2e-5 to 4e-4 eV, for m_N of 1 to 80 GeV: Fermi
    theory is conservative there, by up to about 15. Above 80 GeV it overestimates the rate, as exchanged W and Z are
    not heavy, and the bound may be too low, by about 3 at HEAVIEST.
    """
    m_N = jnp.asarray(m_N, dtype=float)
    highest = _largest_rates_over_hubble(jnp.ravel(m_N), opacity_coefficient, g_star, flavour)
    return jnp.where(m_N <= HEAVIEST, (1.0 / highest / EV).reshape(m_N.shape), jnp.nan)


@functools.partial(jax.jit, static_argnums=3)
def _largest_rates_over_hubble(m_N: Array, opacity_coefficient: ArrayLike, g_star: ArrayLike, flavour: str) -> Array:
    """Maximum over T of Gamma_osc/H per m_nu [GeV^-1] for each m_N, shape (points,)."""

    def one(m: Array) -> Array:
        # Two e-folds each side of the maximum for massless leptons; one too heavy to be there moves it up by 1.24.
        T = 10.75 * jnp.cbrt(m) * jnp.exp(jnp.linspace(-2.0, 2.0, 801))
        hubble = jnp.sqrt(4.0 * np.pi**3 / 45.0 * g_star) * T**2 / M_PLANCK
        # Any m_nu so small that the mixing is linear in it, as it is for all seesaw neutrinos.
        m_nu = 1e-3 * EV
        rate = oscillation_rate(m, 4.0 * m_nu / m, MEAN_MOMENTUM * T, T, opacity_coefficient, flavour=flavour)
        return jnp.max(rate / hubble) / m_nu

    return jax.vmap(one)(m_N)
