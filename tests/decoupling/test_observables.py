"""Effective numbers of neutrinos."""

import numpy as np

from reheaton.cosmology import ZETA_3
from reheaton.decoupling.observables import instant_decoupling, observables
from reheaton.matter.electromagnetic_plasma import electromagnetic_state
from reheaton.matter.neutrino_gas import energy_density, number_density


def test_instant_decoupling():
    """3.0098 with QED to e^3 from 20 MeV on; 3 without it from far above the electron mass, up to (m/T)^2 = 1e-6."""
    np.testing.assert_allclose(instant_decoupling(), 3.0098, atol=5e-5)
    np.testing.assert_allclose(instant_decoupling(0.5, order=0), 3.0, atol=1e-6)


def test_numbers_per_species():
    """T_nu = (4/11)^(1/3) T: N_a = 1 and 9/11 x 1/3 neutrinos per photon; 1e-9: the quadrature."""
    T, T_nu = 1e-6, 1e-6 * (4.0 / 11.0) ** (1.0 / 3.0)
    rho, n = (np.full(3, float(of(T_nu, 0.0))) for of in (energy_density, number_density))
    found = observables(np.array(T), rho, n, np.array(2.0 * rho[0]))
    np.testing.assert_allclose(found.N, 1.0, rtol=1e-9)
    np.testing.assert_allclose(found.N_eff, 3.0, rtol=1e-9)
    np.testing.assert_allclose(found.delta_N_eff_dark, 2.0, rtol=1e-9)
    np.testing.assert_allclose(found.n_over_n_gamma, 3.0 / 11.0, rtol=1e-9)
    np.testing.assert_allclose(found.T_gamma_over_T_nu, (11.0 / 4.0) ** (1.0 / 3.0), rtol=1e-9)


def test_electrons_that_are_left_count_as_photons():
    """Observables at 0.1 MeV are those of the entropy that photons will have: N ~ s^(-4/3); 1e-12."""
    T = 1e-4
    s = float(electromagnetic_state(np.array(T)).s)
    photons = np.cbrt(45.0 * s / (4.0 * np.pi**2))
    found = observables(np.array(T), np.ones(3), np.ones(3), np.array(0.0))
    expected = 8.0 / 7.0 * (11.0 / 4.0) ** (4.0 / 3.0) / (np.pi**2 / 15.0 * photons**4)
    np.testing.assert_allclose(found.N, expected, rtol=1e-12)
    np.testing.assert_allclose(found.n_over_n_gamma, 1.0 / (2.0 * ZETA_3 / np.pi**2 * photons**3), rtol=1e-12)
