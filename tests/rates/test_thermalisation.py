"""The bound on m_nu above which oscillations bring a heavy neutrino into equilibrium."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from reheaton import constants as c
from reheaton.cosmology import MEAN_P_OVER_T, hubble_radiation
from reheaton.rates.mixing_in_matter import (
    OPACITY_ALL_FERMIONS,
    OPACITY_LEPTONIC,
    matter_potential,
    oscillation_rate,
    scattering_rate,
)
from reheaton.rates.thermalisation import G_STAR_BELOW_W, G_STAR_MEV, HEAVIEST, minimum_m_nu_for_thermalisation


def test_bound_is_where_the_rate_reaches_hubble():
    """At the bound max Gamma_osc/H = 1; 2e-4: twice the stated error of the maximum on the grid."""
    m_N = 3.0
    bound = float(minimum_m_nu_for_thermalisation(m_N))

    def rate_over_hubble(log_T: float) -> float:
        T = np.exp(log_T)
        rate = oscillation_rate(m_N, 4.0 * bound * c.EV / m_N, MEAN_P_OVER_T * T, T, OPACITY_ALL_FERMIONS)
        return float(rate) / hubble_radiation(G_STAR_BELOW_W, T)

    peak = minimize_scalar(lambda x: -rate_over_hubble(x), bracket=(2.0, 2.8, 3.5), options={"maxiter": 12})
    assert -peak.fun == pytest.approx(1.0, rel=2e-4)
    # 1%: where massless leptons put the maximum; the muon is 150 times lighter than T.
    assert np.exp(peak.x) == pytest.approx(10.75 * np.cbrt(m_N), rel=0.01)


def test_bound_in_closed_form():
    """|V| = Delta/3 at the maximum gives m_nu = (16/9) H m_N/(C G_F^2 p T^4); 1e-4 is the stated error."""
    x = MEAN_P_OVER_T
    densities = 7.0 * np.pi**2 / 120.0 * (1.0 / c.M_Z**2 + 2.0 / c.M_W**2)
    T3 = np.sqrt(1.0 / (6.0 * x) / (8.0 * np.sqrt(2.0) / 3.0 * c.G_FERMI * x * densities))
    hubble = hubble_radiation(G_STAR_BELOW_W, 1.0)
    expected = 16.0 / 9.0 * hubble / (OPACITY_LEPTONIC * c.G_FERMI**2 * x * T3) / c.EV
    # Damping, left out here, is a correction of (3 Gamma/8 Delta)^2 = 2e-6, the mass of the muon one of 1e-5.
    assert float(minimum_m_nu_for_thermalisation(10.0, OPACITY_LEPTONIC)) == pytest.approx(expected, rel=1e-4)
    assert 3e-3 < expected < 6e-3


def test_bound_over_masses():
    """Independent of m_N and of the flavour as long as the lepton is light, and of the shape of the argument."""
    m_N = jnp.array([[0.5, 2.0], [10.0, 50.0]])
    bounds = minimum_m_nu_for_thermalisation(m_N)
    assert bounds.shape == (2, 2)
    # 2e-4: twice the error of the maximum on the grid.
    np.testing.assert_allclose(bounds, bounds[0, 0], rtol=2e-4)
    np.testing.assert_allclose(jax.vmap(minimum_m_nu_for_thermalisation)(m_N[1]), bounds[1], rtol=1e-12)
    # A tau too heavy to be there leaves less potential, hence a higher maximum.
    tau = minimum_m_nu_for_thermalisation(jnp.array([1e-4, 10.0]), flavour="tau")
    assert tau[0] < 0.8 * tau[1]
    # In proportion to sqrt(g_star)/C but for damping, which is (3 Gamma/8 Delta)^2 = 2.5e-4 at the larger C.
    scaled = minimum_m_nu_for_thermalisation(2.0, OPACITY_LEPTONIC, g_star=10.75)
    expected = bounds[0, 1] * OPACITY_ALL_FERMIONS / OPACITY_LEPTONIC * np.sqrt(10.75 / G_STAR_BELOW_W)
    assert float(scaled) == pytest.approx(float(expected), rel=4e-4)


def _real_bosons(p, T):
    """Rate of nu l -> W and nu nubar -> Z: sum|M|^2 T ln(1 + exp(-M^2/4pT))/(16 pi p^2), from their two-body widths."""

    def one(amplitude_squared, M):
        return amplitude_squared * T * np.log1p(np.exp(-(M**2) / (4.0 * p * T))) / (16.0 * np.pi * p**2)

    unit = np.sqrt(2.0) * c.G_FERMI
    return one(4.0 * unit * c.M_W**4, c.M_W) + one(2.0 * unit * c.M_Z**4, c.M_Z)


def _bound_with_real_bosons(m_N: float) -> float:
    """Smallest m_nu [eV] where nothing but real W and Z damps, with the potential of Fermi theory."""
    T = np.geomspace(3.0, 150.0, 2000)
    p = MEAN_P_OVER_T * T
    rate, delta = _real_bosons(p, T), m_N**2 / (2.0 * p)
    detuning = delta - np.asarray(matter_potential(p, T))
    hubble = hubble_radiation(G_STAR_BELOW_W, T)
    return float(m_N / c.EV / np.max(delta**2 / (rate**2 / 4.0 + detuning**2) * rate / hubble))


def test_real_bosons_outnumber_fermi_theory_at_the_maximum():
    """8 to 15 times at the maximum for m_N = 1 GeV, as the docstring's `about 12` allows."""
    T = 10.75
    fermi = float(scattering_rate(MEAN_P_OVER_T * T, T, OPACITY_ALL_FERMIONS))
    assert 8.0 < _real_bosons(MEAN_P_OVER_T * T, T) / fermi < 15.0


def test_fermi_theory_is_conservative_below_80_GeV():
    """Real W and Z alone put the bound below that of Fermi theory, by up to 15 (20: an estimate), and above it later.

    They are a part of the rate, hence an upper end of the bound where it is lower."""
    fermi = float(minimum_m_nu_for_thermalisation(1.0))
    ratios = np.array([fermi / _bound_with_real_bosons(m_N) for m_N in (1.0, 2.0, 5.0, 20.0, 80.0)])
    assert np.all((ratios > 1.0) & (ratios < 20.0))
    # A factor of 2 either way of what the docstring says.
    assert 1.5 < _bound_with_real_bosons(HEAVIEST) / fermi < 6.0


def test_numbers_of_the_docstring():
    """Two digits are given: 5%. Nothing is said above HEAVIEST, where m_N is 1.3 times the momentum."""
    assert float(minimum_m_nu_for_thermalisation(3.0)) == pytest.approx(4.2e-4, rel=0.05)
    textbook = minimum_m_nu_for_thermalisation(3.0, OPACITY_LEPTONIC, g_star=G_STAR_MEV)
    assert float(textbook) == pytest.approx(1.6e-3, rel=0.05)
    assert np.isnan(minimum_m_nu_for_thermalisation(jnp.array([HEAVIEST, 1.01 * HEAVIEST]))).tolist() == [False, True]
    assert HEAVIEST / (MEAN_P_OVER_T * 10.75 * np.cbrt(HEAVIEST)) == pytest.approx(1.3, rel=0.05)
