"""Relations of the expanding universe against independent numbers, for NumPy and JAX alike."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import zeta

from reheaton import cosmology
from reheaton.constants import M_PLANCK, SECOND


def test_hubble_rate_and_critical_density_are_inverse():
    """1e-15: rounding."""
    rho = np.geomspace(1e-40, 1e20, 7)
    np.testing.assert_allclose(cosmology.hubble(rho), np.sqrt(8.0 * np.pi * rho / 3.0) / M_PLANCK, rtol=1e-15)
    np.testing.assert_allclose(cosmology.critical_density(cosmology.hubble(rho)), rho, rtol=1e-15)


def test_hubble_rate_of_radiation():
    """H = 1.66 sqrt(g_*) T^2/M_PLANCK, t = 1/(2H) = 0.74 s at 1 MeV for g_* = 10.75; the digits that are quoted."""
    H = cosmology.hubble_radiation(10.75, 1e-3)
    assert pytest.approx(1.66 * np.sqrt(10.75) * 1e-6 / M_PLANCK, rel=1e-3) == H
    assert pytest.approx(0.74, abs=0.005) == 0.5 / H / SECOND


def test_radiation_is_bosons_counted_once():
    """Energy and entropy of two states of photons by quadrature, s = (4/3) rho/T; 1e-8: quad's own tolerance."""
    T = 0.3
    rho = 2.0 * T**4 * quad(lambda y: y**3 / np.expm1(y), 0.0, 60.0)[0] / (2.0 * np.pi**2)
    assert cosmology.energy_density(2.0, T) == pytest.approx(rho, rel=1e-8)
    assert cosmology.entropy_density(2.0, T) == pytest.approx(4.0 / 3.0 * rho / T, rel=1e-8)


def test_moments_of_fermi_dirac():
    """1e-15: rounding; 1e-8: quad's own tolerance."""
    assert pytest.approx(zeta(3.0), rel=1e-15) == cosmology.ZETA_3
    number, energy = (quad(lambda y, n=n: y**n / (np.exp(y) + 1.0), 0.0, 60.0)[0] for n in (2, 3))
    assert pytest.approx(energy / number, rel=1e-8) == cosmology.MEAN_P_OVER_T


def test_traced_arguments():
    """dH/dT = 2 H/T; 1e-14: rounding."""
    slope = jax.grad(lambda T: cosmology.hubble_radiation(10.75, T))(0.1)
    assert float(slope) == pytest.approx(2.0 * cosmology.hubble_radiation(10.75, 0.1) / 0.1, rel=1e-14)
    assert isinstance(cosmology.hubble(jnp.ones(2)), jax.Array)


def test_neutrinos_after_reheating():
    """0.02: the same calculation, tabulated by T_RH from Gamma = 3 H as 1.13 at 2 MeV to 3.02 at 7 MeV.

    sqrt(3) times in H is 3^(1/4) = 1.316 times in T while radiation alone cools, and g_* is constant.
    """
    T_RH = 3.0**0.25 * np.array([2.0, 3.0, 4.0, 5.0, 7.0]) * 1e-3
    np.testing.assert_allclose(cosmology.n_eff_after_reheating(T_RH), [1.13, 2.07, 2.63, 2.88, 3.02], atol=0.02)


def test_neutrinos_after_reheating_outside_the_table():
    low, high = cosmology.n_eff_after_reheating(np.array([1.9e-3, 1.0]))
    assert np.isnan(low) and high == 3.02
    rising = cosmology.n_eff_after_reheating(np.linspace(2e-3, 9.3e-3, 50))
    assert np.all(np.diff(rising) > 0.0) and rising[-1] < cosmology.N_EFF
