"""Sterile-neutrino dark matter today: density, decays, warmth.

Every argument is a number or an array; arrays of one call have one shape, which is that of the result.
A distribution enters by two numbers, its density today and mean_p_over_T = <p>/T_gamma today (3.15 (4/11)^(1/3)
for a neutrino, less after dilution).
"""

from typing import Final, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.namespace import AnyArray, namespace
from reheaton.constants import (
    ALPHA_EM,
    G_FERMI,
    KEV,
    M_SUN,
    MEGAPARSEC,
    SECOND,
    T_GAMMA_0,
    YEAR,
)
from reheaton.cosmology import (
    H_100,
    MEAN_P_OVER_T,
    N_EFF,
    OMEGA_M,
    T_NU_OVER_T_GAMMA,
    ZETA_3,
    HUBBLE_h,
    OMEGA_DM_h2,
    RHO_CRIT_OVER_h2,
    energy_density,
    rho_one_neutrino,
)
from reheaton.errors import InvalidInput, quoted
from reheaton.numerics.quadrature import gauss_legendre_rule

HALF_MODE_SLOPE: Final = 1.188 / 4.0 - 0.2463
"""d ln k_half_mode/d ln(Omega h^2) at fixed <p>/m, see `half_mode`."""
REFERENCE_COLUMN: Final = 1e28
"""Column density of dark matter [keV/cm^2], the order of the Milky Way halo's inner tens of degrees; Foster et al.
2021 (arXiv:2105.02241)."""

MEAN_FERMI_DIRAC: Final = MEAN_P_OVER_T * T_NU_OVER_T_GAMMA
"""<p>/T_gamma0 of a Fermi-Dirac shape at T_nu, 3.151 (4/11)^(1/3) = 2.249."""
_NU: Final = 1.049
"""Exponent of the transfer function of warm dark matter; Vogel & Abazajian 2023."""
_NODES, _WEIGHTS = gauss_legendre_rule(64)


def Omega_h2(m_s: ArrayLike, n_today: ArrayLike) -> Array:
    """Density today in units of the critical one, times h^2.

    Omega h^2 = m_s n/(rho_crit/h^2), rho_crit/h^2 = 3 (100 km/s/Mpc)^2 M_PLANCK^2/(8 pi); a definition. m_s [GeV],
    n_today [GeV^3] of all helicities. Valid where <p> << m_s today.
    """
    return jnp.asarray(m_s) * n_today / RHO_CRIT_OVER_h2


def lifetime_Gyr(m_s: ArrayLike, sin2_2theta: ArrayLike, vev_ratio: ArrayLike, generations: int) -> AnyArray:
    """Lifetime [Gyr] of a Majorana nu_s against decay into three neutrinos of its own sector.

    Gamma = c G_F'^2 m_s^5 sin^2(theta)/(192 pi^3), G_F' = G_F/vev_ratio^2, c = 1 for one generation, 2 for three (one
    is nu_a nu_a nubar_a alone); Pal & Wolfenstein 1982. m_s [GeV]; sin2_2theta = sin^2(2 theta), the mixing in that
    sector, theta <= pi/4. Raises InvalidInput unless generations is 1 or 3. Valid for m_s far above the masses of
    those neutrinos, and below the sector's charged leptons.
    """
    if generations not in (1, 3):
        raise InvalidInput(f"generations = {quoted(generations)}: the decay into neutrinos is known for 1 and for 3.")
    xp = namespace(m_s, sin2_2theta, vev_ratio)
    G_F = G_FERMI / xp.asarray(vev_ratio) ** 2
    count = 1.0 if generations == 1 else 2.0
    width = count * G_F**2 * xp.asarray(m_s) ** 5 * sin2_theta(sin2_2theta) / (192.0 * np.pi**3)
    return 1.0 / (width * 1e9 * YEAR)


def photon_rate(m_s: ArrayLike, sin2_2theta: ArrayLike) -> Array:
    """Rate [1/s] of nu_s -> nu gamma, each of which gives one photon of energy m_s/2.

    Gamma = 9 alpha G_F^2 sin^2(2 theta) m_s^5/(1024 pi^4) = 1.36e-22/s sin^2(2 theta) (m_s/keV)^5 for a Majorana nu_s;
    Pal & Wolfenstein 1982. m_s [GeV]; sin2_2theta is the mixing into Standard Model neutrinos. Valid for small mixing
    and m_s far below the W mass; the GIM-suppressed rest, of order (m_tau/m_W)^2, is left out.
    """
    rate = 9.0 * ALPHA_EM * G_FERMI**2 / (1024.0 * np.pi**4) * jnp.asarray(m_s) ** 5 * sin2_2theta
    return rate * SECOND


def line_flux(m_s: ArrayLike, sin2_2theta: ArrayLike) -> Array:
    """Photons of the line at m_s/2 [cm^-2 s^-1 sr^-1] if nu_s is all dark matter, seen through REFERENCE_COLUMN.

    Gamma(nu_s -> nu gamma)/(4 pi m_s) times the column density of dark matter; a definition. m_s [GeV]. Linear in the
    column: for another direction, multiply by its column over REFERENCE_COLUMN, which is good to a factor of a few.
    """
    return photon_rate(m_s, sin2_2theta) / (4.0 * np.pi * jnp.asarray(m_s) / KEV) * REFERENCE_COLUMN


def dodelson_widrow_mass(m_s: ArrayLike, mean_p_over_T: ArrayLike, reference: ArrayLike) -> Array:
    """Mass, in the unit of m_s, at which standard Dodelson-Widrow dark matter has the same <p>/m today.

    m_s reference/mean_p_over_T; a definition. `reference` is <p>/T_gamma today of Dodelson-Widrow production in the
    Standard Model (about 1.6 at 25 keV). Valid as a measure of warmth where both distributions have similar shapes.
    """
    return jnp.asarray(m_s) * reference / mean_p_over_T


def fermi_dirac_mass(m_s: ArrayLike, mean_p_over_T: ArrayLike) -> Array:
    """Mass, in the unit of m_s, at which a Fermi-Dirac distribution at T_nu has the same <p>/m today.

    m_s MEAN_FERMI_DIRAC/mean_p_over_T; a definition. Standard Dodelson-Widrow dark matter is colder than T_nu (1.79 at
    7 keV, 1.57 at 25 keV instead of 2.25), so that its own mass is not this one.
    """
    return jnp.asarray(m_s) * MEAN_FERMI_DIRAC / mean_p_over_T


def thermal_mass_keV(m_FD: ArrayLike, omega: ArrayLike = OMEGA_DM_h2) -> Array:
    """Mass [keV] of the thermal relic that has the density and the <p>/m of a Fermi-Dirac distribution at T_nu.

    A relic of two helicities at T_x has Omega h^2 = (m_th/93.1 eV) (T_x/T_nu)^3 and the <p>/m of m_FD = m_th T_nu/T_x:
    m_FD = 4.42 keV (m_th/keV)^(4/3) (omega/0.1225)^(-1/3), Viel et al. 2005 Eq. 5, where it is 4.43. m_FD [GeV],
    omega = Omega h^2. An identity for that shape, and a measure of warmth for others.
    """
    mass_per_omega = RHO_CRIT_OVER_h2 / (1.5 * ZETA_3 / np.pi**2 * (T_NU_OVER_T_GAMMA * T_GAMMA_0) ** 3)
    return (m_FD**3 * mass_per_omega * omega) ** 0.25 / KEV


class HalfMode(NamedTuple):
    """Where warm dark matter has half the amplitude of cold dark matter."""

    k: Array
    """Wavenumber [h/Mpc]."""
    wavelength: Array
    """2 pi/k [Mpc/h]."""
    mass: Array
    """Mean matter in a sphere one wavelength across [solar masses/h]."""


def half_mode(
    m_th_keV: ArrayLike, omega: ArrayLike = OMEGA_DM_h2, Omega_m: ArrayLike = OMEGA_M, h: ArrayLike = HUBBLE_h
) -> HalfMode:
    """Wavenumber, wavelength and mass at which the transfer function of a thermal relic is 1/2 (its power 1/4).

    T(k) = [1 + (alpha k)^(2 nu)]^(-5/nu), nu = 1.049, alpha = 0.0437 (m_th/keV)^-1.188 (omega/0.12)^0.2463
    (h/0.6736)^2.012 Mpc/h, Vogel & Abazajian 2023; mass = (4 pi/3) rho_m (wavelength/2)^3. m_th_keV [keV], omega =
    Omega h^2 of the relic. Within 1% of CLASS at 3.6 and 4.8 keV. At fixed <p>/m the thermal mass goes as omega^(1/4)
    and the half mode as omega^0.05: it measures warmth at any density, though the fit is for all of dark matter.
    """
    alpha = 0.0437 * jnp.asarray(m_th_keV) ** -1.188 * (jnp.asarray(omega) / 0.12) ** 0.2463 * (h / 0.6736) ** 2.012
    k = (2.0 ** (_NU / 5.0) - 1.0) ** (0.5 / _NU) / alpha
    return HalfMode(k, 2.0 * np.pi / k, matter_in_wavelength(k, Omega_m))


def matter_in_wavelength(k: ArrayLike, Omega_m: ArrayLike = OMEGA_M) -> Array:
    """Mean matter [solar masses/h] in a sphere one wavelength across, (pi/6) rho_m (2 pi/k)^3; k [h/Mpc]."""
    # In units of h the density of matter is Omega_m times a constant: M_sun/h over (Mpc/h)^3.
    rho_m = RHO_CRIT_OVER_h2 * MEGAPARSEC**3 / M_SUN * jnp.asarray(Omega_m)
    return np.pi / 6.0 * rho_m * (2.0 * np.pi / jnp.asarray(k)) ** 3


def free_streaming_Mpc(
    m_s: ArrayLike, mean_p_over_T: ArrayLike, Omega_m: ArrayLike = OMEGA_M, h: ArrayLike = HUBBLE_h
) -> Array:
    """Comoving distance [Mpc] travelled until today by a particle of momentum mean_p_over_T T_gamma today.

    int v dt/a = int_0^1 da v/(a^2 H), v = [1 + (a/a_nr)^2]^(-1/2), a_nr = p/m_s; H of photons, N_EFF massless
    neutrinos, matter and Lambda in a flat universe; Kolb & Turner chapter 9. m_s [GeV], both arguments positive.
    Error of the quadrature below 1e-12 of the result for a_nr above 1e-14. Valid for m_s << 0.5 MeV: before e+e-
    annihilation the expansion is 10% slower than that of this radiation, and other early eras are not in it either.
    """
    radiation = rho_one_neutrino(T_NU_OVER_T_GAMMA * T_GAMMA_0) * N_EFF + energy_density(2.0, T_GAMMA_0)
    Omega_r = radiation / RHO_CRIT_OVER_h2 / jnp.asarray(h) ** 2
    a_nr = T_GAMMA_0 * jnp.asarray(mean_p_over_T) / m_s
    return _path(a_nr, Omega_r, Omega_m) / (H_100 * MEGAPARSEC * jnp.asarray(h))


@jnp.vectorize
def _path(a_nr: Array, Omega_r: Array, Omega_m: Array) -> Array:
    """Comoving distance times H_0: int_0^1 da [1 + (a/a_nr)^2]^(-1/2) [Omega_r + Omega_m a + Omega_L a^4]^(-1/2)."""
    # With a = scale sinh u, scale below both a_nr and equality, the integrand is smooth and of order 1 or falling.
    scale = 1.0 / (1.0 / a_nr + Omega_m / Omega_r)
    u_today = jnp.arcsinh(1.0 / scale)
    u = u_today * _NODES
    a = scale * jnp.sinh(u)
    expansion = Omega_r + Omega_m * a + (1.0 - Omega_m - Omega_r) * a**4
    integrand = jnp.cosh(u) / jnp.sqrt((1.0 + (a / a_nr) ** 2) * expansion)
    return u_today * scale * jnp.sum(integrand * _WEIGHTS)


def sin2_theta(sin2_2theta: ArrayLike) -> AnyArray:
    """sin^2(theta) from sin^2(2 theta), theta <= pi/4, without cancellation."""
    xp = namespace(sin2_2theta)
    s = xp.asarray(sin2_2theta)
    return 0.5 * s / (1.0 + xp.sqrt(1.0 - s))
