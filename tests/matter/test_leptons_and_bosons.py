"""Photons, leptons, W, Z and Higgs as ideal gases: numbers of states, masses, and an integral of one's own."""

import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.matter.leptons_and_bosons import (
    NEUTRINO_STATES,
    free_neutrinos,
    heavy_leptons_and_bosons,
    photons_and_electrons,
)


def g_rho(gas, T):
    """30 rho/(pi^2 T^4)."""
    return 30.0 / np.pi**2 * float(gas.state(T).rho) / T**4


def by_integral(mass, g, sign, T):
    """The same of one species, from the integral over momenta in units of T; sign is 1 for fermions."""
    y = mass / T

    def integrand(x):
        E = np.sqrt(x * x + y * y)
        return x * x * E * np.exp(-E) / (1.0 + sign * np.exp(-E))

    return 30.0 / np.pi**2 * g / (2.0 * np.pi**2) * quad(integrand, 0.0, 60.0, epsrel=1e-10)[0]


@pytest.mark.parametrize(
    ("gas", "states"),
    [
        (photons_and_electrons(), 2.0 + 7.0 / 8.0 * 4.0),
        (heavy_leptons_and_bosons(), 7.0 / 8.0 * 8.0 + 6.0 + 3.0 + 1.0),
        (free_neutrinos(), 7.0 / 8.0 * NEUTRINO_STATES),
    ],
)
def test_all_states_far_above_all_masses(gas, states):
    """1e-6: (m_h/T)^2 is 2e-8 at 1e6 GeV, and a number of order 1 goes with it."""
    assert g_rho(gas, 1e6) == pytest.approx(states, rel=1e-6)


def test_only_photons_are_left_far_below_all_masses():
    """1e-12: electrons of 0.511 MeV at 10 keV are e^-51."""
    assert g_rho(photons_and_electrons(), 1e-5) == pytest.approx(2.0, rel=1e-12)
    assert g_rho(heavy_leptons_and_bosons(), 1e-3) < 1e-12


@pytest.mark.parametrize("vev_ratio", [1.0, 4.0])
@pytest.mark.parametrize("T", [0.05, 40.0])
def test_energy_density_against_the_integral(vev_ratio, T):
    """Masses [GeV] and states as the Particle Data Group gives them. 2e-5: the digits of the masses."""
    particles = [(0.1056584, 4, 1), (1.77693, 4, 1), (80.3692, 6, -1), (91.188, 3, -1), (125.20, 1, -1)]
    expected = sum(by_integral(vev_ratio * m, g, sign, T) for m, g, sign in particles)
    assert g_rho(heavy_leptons_and_bosons(vev_ratio), T) == pytest.approx(expected, rel=2e-5)


def test_a_twin_at_a_higher_temperature_is_the_standard_model():
    """p/T^4 hangs on m/T alone; 1e-12 is rounding."""
    for gas in (photons_and_electrons, heavy_leptons_and_bosons):
        assert g_rho(gas(4.0), 4.0 * 0.02) == pytest.approx(g_rho(gas(1.0), 0.02), rel=1e-12)
