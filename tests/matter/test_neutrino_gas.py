"""Temperature and fugacity of neutrinos from their energy and number."""

import mpmath
import numpy as np
import pytest

from reheaton.matter.neutrino_gas import (
    Z_HIGHEST,
    energy_density,
    fermi_dirac_integral,
    neutrino_gas,
    number_density,
)


@pytest.mark.parametrize("k", [1, 2, 3])
@pytest.mark.parametrize("eta", [-20.0, -1.0, 0.0, 1.0])
def test_integrals_are_polylogarithms(k, eta):
    """F_k = -k! Li_(k+1)(-e^eta); 1e-12: the documented error."""
    exact = -mpmath.factorial(k) * mpmath.polylog(k + 1, -mpmath.exp(eta))
    np.testing.assert_allclose(fermi_dirac_integral(k, eta), float(exact.real), rtol=1e-12)


def test_equilibrium():
    """rho = (7/8)(pi^2/15) T^4 and n = (3/2) zeta(3)/pi^2 T^3 of neutrinos and antineutrinos; 1e-12 as above."""
    np.testing.assert_allclose(energy_density(2.0, 0.0), 7.0 / 8.0 * np.pi**2 / 15.0 * 16.0, rtol=1e-12)
    np.testing.assert_allclose(number_density(2.0, 0.0), 1.5 * float(mpmath.zeta(3)) / np.pi**2 * 8.0, rtol=1e-12)


def test_temperature_and_fugacity_come_back():
    """1e-8: the documented error, from nearly no neutrinos to the end of the table."""
    eta = np.linspace(-15.0, np.log(0.999 * Z_HIGHEST), 301)
    state = neutrino_gas().at(energy_density(3e-3, eta), number_density(3e-3, eta))
    np.testing.assert_allclose(state.T, 3e-3, rtol=1e-8)
    np.testing.assert_allclose(state.z, np.exp(eta), rtol=1e-8)


def test_more_neutrinos_than_the_table_has_are_clamped():
    """1e-8: the documented error at the end of the table."""
    state = neutrino_gas().at(energy_density(1.0, 3.0), number_density(1.0, 3.0))
    np.testing.assert_allclose(state.z, Z_HIGHEST, rtol=1e-8)
