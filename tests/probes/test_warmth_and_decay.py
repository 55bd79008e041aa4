"""Dark matter today against the numbers of the literature, and free streaming against SciPy and in closed form."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.constants import KEV, M_SUN, MEGAPARSEC, METRE, SECOND, T_GAMMA_0, YEAR
from reheaton.cosmology import N_EFF, OMEGA_M, ZETA_3, HUBBLE_h, RHO_CRIT_OVER_h2
from reheaton.errors import InvalidInput
from reheaton.probes import warmth_and_decay as dm

HUBBLE_DISTANCE = 2997.92458 / HUBBLE_h
"""c/H_0 [Mpc]."""
OMEGA_R = 2.473e-5 * (1.0 + N_EFF * 7.0 / 8.0 * (4.0 / 11.0) ** (4.0 / 3.0)) / HUBBLE_h**2
"""Photons and neutrinos today, from the 2.473e-5 of Omega_gamma h^2 in the literature, to its four digits."""


def test_units():
    """Megaparsec, solar mass and critical density in everyday units; PDG's tables, to the digits they give."""
    assert pytest.approx(3.08567758e22, rel=1e-8) == MEGAPARSEC / METRE
    # 1.98841e30 kg, from 1 GeV = 1.78266192e-27 kg; G is known to 2e-5.
    assert pytest.approx(1.98841e30, rel=3e-5) == M_SUN * 1.78266192e-27
    assert pytest.approx(3.15576e7) == YEAR / SECOND
    assert pytest.approx(2.77536627e11, rel=1e-8) == RHO_CRIT_OVER_h2 * MEGAPARSEC**3 / M_SUN
    # 1.053672e-5 GeV/cm^3.
    assert pytest.approx(1.053672e-5, rel=3e-5) == RHO_CRIT_OVER_h2 * (METRE / 100.0) ** 3


def test_density_of_massive_neutrinos():
    """Three species at (4/11)^(1/3) T give sum m/94.1 eV; the instantaneous-decoupling value, to its three digits."""
    n = 0.75 * ZETA_3 / np.pi**2 * 2.0 * 4.0 / 11.0 * T_GAMMA_0**3
    assert float(dm.Omega_h2(94.1e-9, n)) == pytest.approx(1.0, rel=1e-3)


@pytest.mark.parametrize(("generations", "sin2_theta"), [(1, 3.65e-5), (3, 1.83e-5)])
def test_mixing_of_a_given_lifetime(generations, sin2_theta):
    """250 Gyr at 10 keV, to three digits, and its powers of the mass and the vev ratio (rounding)."""
    sin2_2theta = 4.0 * sin2_theta * (1.0 - sin2_theta)
    lifetime = float(dm.lifetime_Gyr(1e-5, sin2_2theta, 1.0, generations))
    assert lifetime == pytest.approx(250.0, rel=3e-3)
    scaled = dm.lifetime_Gyr(np.array([2e-5, 1e-5]), sin2_2theta, np.array([1.0, 3.0]), generations)
    np.testing.assert_allclose(scaled, [lifetime / 32.0, lifetime * 81.0], rtol=1e-13)


def test_lifetime_takes_the_exact_angle():
    """sin^2(theta) to rounding, from 1e-30 to maximal mixing."""
    theta = np.array([1e-15, 1e-3, 0.5, np.pi / 4.0])
    lifetime = dm.lifetime_Gyr(1e-5, np.sin(2.0 * theta) ** 2, 1.0, 3)
    np.testing.assert_allclose(lifetime / lifetime[0], (np.sin(1e-15) / np.sin(theta)) ** 2, rtol=1e-7)


def test_lifetime_of_numbers_is_computed_in_numpy():
    """Figures ask for it on grids of many shapes, and JAX compiles for each; 1e-14: rounding."""
    mixing = np.geomspace(1e-20, 1.0, 7)
    found = dm.lifetime_Gyr(1e-5, mixing, 3.0, 3)
    assert isinstance(found, np.ndarray)
    np.testing.assert_allclose(found, jax.jit(dm.lifetime_Gyr, static_argnums=3)(1e-5, mixing, 3.0, 3), rtol=1e-14)


def test_lifetime_of_two_generations_is_refused():
    with pytest.raises(InvalidInput, match="generations = 2"):
        dm.lifetime_Gyr(1e-5, 1e-9, 3.0, 2)


def test_photon_line():
    """1.36e-22/s sin^2(2 theta) (m/keV)^5 to its three digits; the flux by hand."""
    assert float(dm.photon_rate(KEV, 1.0)) == pytest.approx(1.36e-22, rel=4e-3)
    np.testing.assert_allclose(dm.photon_rate(np.array([7.0, 7.0]) * KEV, 1e-10), 1.3609e-32 * 7.0**5, rtol=1e-4)
    by_hand = 1.3609e-32 * 7.0**5 / (4.0 * np.pi * 7.0) * 1e28
    assert float(dm.line_flux(7.0 * KEV, 1e-10)) == pytest.approx(by_hand, rel=1e-4)


def test_equally_warm_mass():
    """Half the momentum is as warm as twice the mass."""
    assert float(dm.dodelson_widrow_mass(10.0, 0.8, 1.6)) == pytest.approx(20.0)


def test_thermal_mass_is_an_identity_for_a_fermi_dirac_shape():
    """A relic of two helicities at T_x: the same density and <p>/m as at T_nu with another mass (rounding).

    The 4.43 keV of Viel et al. 2005 at Omega h^2 = 0.1225 are three digits of it.
    """
    m_th, T_x = 3.3e-6, 0.19  # GeV; T_x over T_nu
    T_nu = (4.0 / 11.0) ** (1.0 / 3.0) * T_GAMMA_0
    n = 0.75 * ZETA_3 / np.pi**2 * 2.0 * (T_x * T_nu) ** 3
    omega, m_FD = float(dm.Omega_h2(m_th, n)), m_th / T_x
    assert float(dm.fermi_dirac_mass(m_th, T_x * dm.MEAN_FERMI_DIRAC)) == pytest.approx(m_FD, rel=1e-13)
    assert float(dm.thermal_mass_keV(m_FD, omega)) == pytest.approx(3.3, rel=1e-12)
    assert float(dm.thermal_mass_keV(4.43 * KEV, 0.1225)) == pytest.approx(1.0, rel=1e-3)


@pytest.mark.parametrize(("thermal", "m_s", "mean"), [(4.4, 22.4, 1.586), (6.5, 37.6, 1.504)])
def test_published_thermal_masses_in_dodelson_widrow_dark_matter(thermal, m_s, mean):
    """4.4 keV thermal is 22.4 keV of Dodelson-Widrow dark matter and 6.5 keV is 37.6 keV, by another calculation.

    To 4%: that one has opacities of its own, on which <p>/T_gamma0 depends (ours is `mean`).
    """
    assert float(dm.thermal_mass_keV(dm.fermi_dirac_mass(m_s * KEV, mean), 0.12)) == pytest.approx(thermal, rel=0.04)


@pytest.mark.parametrize(
    ("m_th", "k", "M"),
    [(3.0, 34.9, 3.98e8), (4.0, 49.1, 1.43e8), (5.9, 77.9, 3.57e7), (6.5, 87.4, 2.53e7), (10.0, 145.8, 5.45e6)],
)
def test_half_mode(m_th, k, M):
    """The transfer function there is 1/2 (rounding); numbers of the fit with Planck's cosmology, to their digits."""
    half = dm.half_mode(m_th, 0.12, Omega_m=0.3153, h=0.6736)
    alpha = 0.0437 * m_th**-1.188
    np.testing.assert_allclose((1.0 + (alpha * half.k) ** 2.098) ** (-5.0 / 1.049), 0.5, rtol=1e-12)
    assert float(half.k) == pytest.approx(k, rel=2e-3)
    assert float(half.mass) / 0.6736 == pytest.approx(M, rel=4e-3)


@pytest.mark.parametrize(("m_th", "k"), [(3.64, 43.5), (4.78, 59.95)])
def test_half_mode_of_a_boltzmann_code(m_th, k):
    """CLASS with Planck's cosmology: within 1%."""
    assert float(dm.half_mode(m_th, 0.12, h=0.6736).k) == pytest.approx(k, rel=0.012)


def test_half_mode_hardly_depends_on_the_density():
    """At the same <p>/m, omega^(1.188/4 - 0.2463) = omega^0.0507 (rounding)."""
    few, many = (dm.half_mode(dm.thermal_mass_keV(30e-6, omega), omega).k for omega in (0.0012, 0.12))
    assert float(many / few) == pytest.approx(100.0 ** (1.188 / 4.0 - 0.2463), rel=1e-12)
    assert float(np.log(many / few)) == pytest.approx(dm.HALF_MODE_SLOPE * np.log(100.0), rel=1e-12)


def test_half_mode_in_another_cosmology():
    """alpha goes as h^2.012, Vogel & Abazajian 2023: (0.7/0.6736)^2.012 = 1.0804, to its digits."""
    ours, faster = (dm.half_mode(6.5, 0.12, h=h) for h in (0.6736, 0.7))
    assert float(ours.k / faster.k) == pytest.approx(1.0804, rel=1e-4)
    assert float(faster.wavelength / ours.wavelength) == pytest.approx(1.0804, rel=1e-4)


def _mass(a_nr: float) -> float:
    """Mass [GeV] of a particle of momentum 1.6 T_gamma that is nonrelativistic from the scale factor a_nr on."""
    return 1.6 * T_GAMMA_0 / a_nr


@pytest.mark.parametrize("a_nr", [1e-10, 1e-7, 1e-4, 1.0, 1e3])
def test_free_streaming_by_quadrature(a_nr):
    """int v dt/a in ln a; 1e-4 for the digits of Omega_r: the lower end leaves out 1e-7."""
    low = np.log(min(a_nr, 1e-4)) - 16.0

    def integrand(x: float) -> float:
        a = np.exp(x)
        H = np.sqrt(OMEGA_R + OMEGA_M * a + (1.0 - OMEGA_M - OMEGA_R) * a**4)
        return a / np.sqrt(1.0 + (a / a_nr) ** 2) / H

    middle = sorted(x for x in (np.log(a_nr), np.log(3e-4)) if x < 0.0)
    edges = [low, *middle, 0.0]
    expected = sum(quad(integrand, a, b, epsabs=0.0)[0] for a, b in zip(edges, edges[1:], strict=False))
    assert float(dm.free_streaming_Mpc(_mass(a_nr), 1.6)) == pytest.approx(HUBBLE_DISTANCE * expected, rel=1e-4)


@pytest.mark.parametrize("a_nr", [1e-14, 1e-10, 1e-7, 2.9e-4, 1.0, 1e6])
def test_quadrature_of_free_streaming_keeps_its_promise(a_nr):
    """1e-12: SciPy in pieces of one e-fold, from where 1e-16 is left out; 2.9e-4 is equality, to two digits."""
    photons = np.pi**2 / 15.0 * T_GAMMA_0**4 / RHO_CRIT_OVER_h2 / HUBBLE_h**2
    Omega_r = photons * (1.0 + N_EFF * 7.0 / 8.0 * (4.0 / 11.0) ** (4.0 / 3.0))
    a_nr = Omega_r / OMEGA_M if a_nr == 2.9e-4 else a_nr

    def integrand(x: float) -> float:
        a = np.exp(x)
        expansion = Omega_r + OMEGA_M * a + (1.0 - OMEGA_M - Omega_r) * a**4
        return a / np.sqrt((1.0 + (a / a_nr) ** 2) * expansion)

    edges = [*np.arange(np.log(min(a_nr, 1e-4)) - 37.0, -0.5), 0.0]
    expected = sum(quad(integrand, a, b, epsabs=0.0, epsrel=1e-13)[0] for a, b in zip(edges, edges[1:], strict=False))
    distance = float(dm.free_streaming_Mpc(_mass(a_nr), 1.6))
    assert distance == pytest.approx(HUBBLE_DISTANCE * expected, rel=1e-12)


def test_free_streaming_in_radiation_and_matter():
    """Without Lambda, a_nr [ln(8 a_eq/a_nr) + ln((s - 1)/(s + 1))]/sqrt(Omega_r) with s^2 = 1 + 1/a_eq.

    Corrections are of order a_nr/a_eq = 3e-6; 1e-4 for the digits of Omega_r.
    """
    a_nr, Omega_m = 1e-9, 1.0 - OMEGA_R
    a_eq = OMEGA_R / Omega_m
    s = np.sqrt(1.0 + 1.0 / a_eq)
    expected = a_nr / np.sqrt(OMEGA_R) * (np.log(8.0 * a_eq / a_nr) + np.log((s - 1.0) / (s + 1.0)))
    distance = float(dm.free_streaming_Mpc(_mass(a_nr), 1.6, Omega_m=Omega_m))
    assert distance == pytest.approx(HUBBLE_DISTANCE * expected, rel=1e-4)


def test_horizon_of_a_massless_particle():
    """Without Lambda and without mass, 2 (1 - sqrt(Omega_r))/Omega_m; 1e-4 for the digits of Omega_r."""
    Omega_m = 1.0 - OMEGA_R
    expected = 2.0 * (1.0 - np.sqrt(OMEGA_R)) / Omega_m
    distance = float(dm.free_streaming_Mpc(_mass(1e6), 1.6, Omega_m=Omega_m))
    assert distance == pytest.approx(HUBBLE_DISTANCE * expected, rel=1e-4)


def test_shapes_and_derivatives():
    """Arrays of any shape beside numbers; slopes by central differences, good to 1e-7."""
    m = jnp.array([[5e-6, 1e-5, 2e-5]])
    functions = [
        lambda m: dm.Omega_h2(m, 1e-40),
        lambda m: dm.lifetime_Gyr(m, 1e-9, 3.0, 3),
        lambda m: dm.line_flux(m, 1e-12),
        lambda m: dm.dodelson_widrow_mass(m, 0.7, 1.6),
        lambda m: dm.thermal_mass_keV(dm.fermi_dirac_mass(m, 1.6), 0.1),
        lambda m: dm.half_mode(m / KEV).mass,
        lambda m: dm.free_streaming_Mpc(m, 1.6),
    ]
    for function in functions:
        values = function(m)
        assert values.shape == m.shape
        assert float(values[0, 1]) == pytest.approx(float(function(1e-5)), rel=1e-13)
        slope = float(jax.grad(function)(1e-5))
        difference = float(function(1e-5 + 1e-9) - function(1e-5 - 1e-9)) / 2e-9
        assert slope == pytest.approx(difference, rel=1e-6)
