"""Free gluons and quarks: the Stefan-Boltzmann limit, heavy quarks, and a twin of scaled masses."""

import numpy as np
import pytest
from scipy.special import kn

from reheaton.constants import M_CHARM
from reheaton.matter.qcd.free_quarks import LIGHT_QUARK_MASSES, QUARK_MASSES, free_qcd_pressure

from .qcd_reference import free_qcd_entropy


@pytest.mark.parametrize(("masses", "flavours"), [(QUARK_MASSES, 6), (LIGHT_QUARK_MASSES, 4)])
def test_stefan_boltzmann_limit(masses, flavours):
    """p/T^4 = (16 + 7/8 12 n) pi^2/90; 1e-8: the mass term is below (m/T)^2 = 3e-10."""
    expected = (16.0 + 7.0 / 8.0 * 12.0 * flavours) * np.pi**2 / 90.0
    assert float(free_qcd_pressure(1e7, masses=masses)) == pytest.approx(expected, rel=1e-8)


def test_heavy_quark_is_a_boltzmann_gas():
    """12 x^2 K_2(x)/(2 pi^2) with x = m_c/T = 25; 1e-10: e^-25 of it is the Fermi-Dirac correction."""
    T = M_CHARM / 25.0
    charm = free_qcd_pressure(T, masses=(M_CHARM,)) - free_qcd_pressure(T, masses=())
    # The gluons are 1e10 times as many: their pressure is subtracted to 1e-12 of itself.
    gluons = 16.0 * np.pi**2 / 90.0
    assert float(charm) == pytest.approx(12.0 * 25.0**2 * kn(2, 25.0) / (2.0 * np.pi**2), rel=1e-10, abs=1e-12 * gluons)


def test_scaled_masses_are_another_temperature():
    """1e-13: only m/T enters, up to rounding."""
    T = np.geomspace(1e-3, 1e3, 25)
    np.testing.assert_allclose(free_qcd_pressure(4.0 * T, 4.0), free_qcd_pressure(T), rtol=1e-13)


def test_entropy_is_the_slope_of_the_pressure():
    """1e-8: central differences of T^4 p over 2e-4 in ln T have an error of (16/6) 1e-8 of the pressure at most."""
    x, h = np.log(np.geomspace(0.02, 300.0, 20)), 1e-4
    high, low = (np.exp(4.0 * (x + k * h)) * free_qcd_pressure(np.exp(x + k * h)) for k in (1, -1))
    np.testing.assert_allclose(free_qcd_entropy(np.exp(x)), (high - low) / (2.0 * h) * np.exp(-4.0 * x), rtol=3e-8)
