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


@pytest.mark.parametrize(("mapping", "m_dw_keV", "omega"), [("viel", 4.43, 0.1225), ("bozek", 3.90, 0.1198)])
def test_thermal_mass_inverts_the_fits(mapping, m_dw_keV, omega):
    """1 keV at the density of the fit, and the fits undone at another mass and density (rounding)."""
    assert float(dm.thermal_mass_keV(m_dw_keV * KEV, omega, mapping)) == pytest.approx(1.0)
    power = {"viel": 4.0 / 3.0, "bozek": 1.294}[mapping]
    m_dw = m_dw_keV * KEV * 3.3**power * (0.12 / omega) ** (-1.0 / 3.0)
    assert float(dm.thermal_mass_keV(m_dw, mapping=mapping)) == pytest.approx(3.3)


def test_unknown_mapping():
    with pytest.raises(InvalidInput, match="did you mean 'viel'"):
        dm.thermal_mass_keV(25e-6, mapping="vielle")


def test_half_mode():
    """The transfer function there is 1/2 (rounding), and the wavelength 13.93 alpha (Schneider et al. 2012)."""
    m = np.array([1.0, 3.3])
    half = dm.half_mode(m)
    alpha = 0.049 * m**-1.11 * (0.12 / 0.674**2 / 0.25) ** 0.11 * (0.674 / 0.7) ** 1.22
    np.testing.assert_allclose((1.0 + (alpha * half.k) ** 2.24) ** (-5.0 / 1.12), 0.5, rtol=1e-12)
    np.testing.assert_allclose(half.wavelength, 13.93 * alpha, rtol=1e-3)
    # 2.775e11 Omega_m M_sun/h in (Mpc/h)^3.
    np.testing.assert_allclose(half.mass, np.pi / 6.0 * 2.7754e11 * 0.315 * half.wavelength**3, rtol=1e-4)


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
        lambda m: dm.thermal_mass_keV(m, mapping="bozek"),
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
