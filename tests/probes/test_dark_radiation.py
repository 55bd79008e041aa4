"""The unit of Delta N_eff, the temperature of departed neutrinos, and what is counted."""

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.constants import M_ELECTRON
from reheaton.cosmology import T_NU_OVER_T_GAMMA
from reheaton.matter.standard_model import photons_and_electrons
from reheaton.probes.dark_radiation import (
    delta_N_eff,
    entropic_neutrino_temperature,
    rho_one_neutrino,
)


def test_rho_one_neutrino():
    """Two states, by quadrature; 1e-8: quad is asked for 1.5e-8 and does better on smooth integrands."""
    T = np.array([1e-3, 0.2])
    integral = quad(lambda y: y**3 / (np.exp(y) + 1.0), 0.0, 60.0)[0]
    np.testing.assert_allclose(rho_one_neutrino(T), 2.0 * T**4 * integral / (2.0 * np.pi**2), rtol=1e-8)


def test_departed_neutrinos_keep_the_plasma_temperature_before_annihilation():
    """T_nu = T but for (5/44) (m_e/T)^2 or so: 1e-7 at T = 1000 m_e."""
    T = jnp.asarray(1e3 * M_ELECTRON)
    assert float(entropic_neutrino_temperature(T, photons_and_electrons()) / T) == pytest.approx(1.0, abs=1e-7)


def test_departed_neutrinos_are_colder_after_annihilation():
    """(4/11)^(1/3), rounding only: electrons are gone by exp(-200) at T = m_e/200."""
    T = jnp.asarray(M_ELECTRON / 200.0)
    ratio = float(entropic_neutrino_temperature(T, photons_and_electrons()) / T)
    assert ratio == pytest.approx(T_NU_OVER_T_GAMMA, rel=1e-12)
    assert pytest.approx(0.71377, abs=1e-5) == T_NU_OVER_T_GAMMA


def test_departed_neutrinos_cool_monotonically():
    T = jnp.asarray(np.geomspace(100.0, 0.01, 200) * M_ELECTRON)
    ratio = np.asarray(entropic_neutrino_temperature(T, photons_and_electrons()) / T)
    assert ratio.shape == (200,)
    # Rounding at both ends, where it is constant; 1e-9 for the spline of the electrons.
    assert np.all(np.diff(ratio) < 1e-9)


def test_delta_N_eff_counts_what_is_named():
    """Rounding only: three neutrinos are three, half of one more is half, and what is not named is not counted."""
    T_nu = jnp.array([1e-3, 2e-3])
    one = rho_one_neutrino(T_nu)
    rho = {"sm": 100.0 * one, "neutrinos": 3.0 * one, "twin": 0.5 * one}
    np.testing.assert_allclose(delta_N_eff(rho, ["neutrinos", "twin"], T_nu), [3.5, 3.5], rtol=1e-14)
    np.testing.assert_allclose(delta_N_eff(rho, [], T_nu), [0.0, 0.0])


def test_photons_in_units_of_neutrinos():
    """Photons are 8/7 (11/4)^(4/3) = 4.402 neutrinos of the temperature that those have after annihilation."""
    T = jnp.asarray(1e-9)
    photons = {"photons": np.pi**2 / 15.0 * T**4}
    value = float(delta_N_eff(photons, ["photons"], T_NU_OVER_T_GAMMA * T))
    assert value == pytest.approx(8.0 / 7.0 * (11.0 / 4.0) ** (4.0 / 3.0), rel=1e-13)
