"""The effective numbers of colours through the quark-hadron transition, and the share of quarks."""

import jax.numpy as jnp
import numpy as np
import pytest
from tests.matter.qcd.qcd_reference import free_qcd_entropy, qcd_entropy

from reheaton.matter.qcd_gas import qcd_gas
from reheaton.rates.opacity.colours import colours_by_entropy, colours_by_isospin, quark_share

TEMPERATURES = np.geomspace(0.02, 50.0, 60)


@pytest.fixture(scope="module")
def ours():
    return qcd_gas()


def test_standard_model(ours):
    """1e-4: the interpolated tables of the gas against exact integrals."""
    expected = 3.0 * qcd_entropy(TEMPERATURES) / free_qcd_entropy(TEMPERATURES)
    np.testing.assert_allclose(colours_by_entropy(TEMPERATURES, ours), expected, rtol=1e-4)


def test_limits(ours):
    """Interactions take 4% of the entropy at 10 GeV; a pion gas at 50 MeV has 3% of that of free quarks and gluons."""
    low, high = np.asarray(colours_by_entropy(np.array([0.05, 10.0]), ours))
    assert low == pytest.approx(0.089, rel=0.02)
    assert 2.8 < high < 3.0


@pytest.mark.parametrize("vev_ratio", [1.0, 4.0])
def test_monotonic_through_the_transition(vev_ratio):
    N = np.asarray(colours_by_entropy(TEMPERATURES, qcd_gas(vev_ratio)))
    assert np.all(np.diff(N) > 0.0)
    assert np.all((N > 0.0) & (N < 3.0))


def test_twin_with_our_masses_is_like_us(ours):
    """1e-12: vev_ratio = 1 through JAX or not, rounding."""
    twin = qcd_gas(jnp.asarray(1.0))
    np.testing.assert_allclose(
        colours_by_entropy(jnp.asarray(TEMPERATURES), twin), colours_by_entropy(TEMPERATURES, ours), rtol=1e-12
    )


CHARGE = ([-1.254, 13.7781, -20.8361, 11.4637, -1.52145, 0.0563044],
          [-2.08695, 22.3712, -33.4035, 19.9497, -6.67937, 4.1127])  # fmt: skip
STRANGENESS = ([0.728917, -1.73212, 1.61219, -0.706361, 0.192223, -0.0164219, -0.0040308, 0.00044212],
               [0.634185, -0.484646, -3.02879, 7.29526, -5.94029, 0.954829, 0.782178, 0.0848009])  # fmt: skip
BARYON_STRANGENESS = ([-3.42744, 0.0807472, 0.155933, 1.76331, -0.350538, -0.547143, 0.0641196, -0.000271926],
                      [8.81578, 4.53879, 70.1272, -212.977, -287.925, 1688.03, -2130.95, 901.004])  # fmt: skip
"""chi/T^2 as ratios of polynomials in 154 MeV/T: Noronha-Hostler et al. (arXiv:1902.06723)."""


def isospin_on_the_lattice(T):
    """chi_I/T^2 from Q = I_3 + (B + S)/2, over 1/2 of free quarks."""
    u = 0.154 / T

    def ratio(coefficients):
        above, below = (np.polyval(part[::-1], u) for part in coefficients)
        return above / below

    baryon = 0.148987 * np.exp(0.422561039 * u - 0.839482206 * u**2) * (1.0 + np.tanh(5.1311876 / u - 5.07725))
    return 2.0 * (ratio(CHARGE) - 0.25 * (baryon + ratio(STRANGENESS) + 2.0 * ratio(BARYON_STRANGENESS)))


def test_isospin_is_that_of_the_lattice(ours):
    """0.005: the fit. Over 0.6 GeV the published one is no longer data."""
    T = np.linspace(0.13, 0.6, 95)
    np.testing.assert_allclose(colours_by_isospin(T, ours) / 3.0, isospin_on_the_lattice(T), atol=0.005)


def test_isospin_at_high_temperature(ours):
    """Perturbation theory: 1 - 2 alpha_s/pi and higher orders of the other sign; alpha_s = 0.127 at 2 pi T, 10 GeV."""
    missing = 1.0 - float(colours_by_isospin(10.0, ours)) / 3.0
    assert 0.3 < missing / (2.0 * 0.127 / np.pi) < 1.0
    T = np.geomspace(1.5, 50.0, 20)
    np.testing.assert_allclose(colours_by_isospin(T, ours), colours_by_entropy(T, ours), atol=0.06)
    assert np.all(np.asarray(colours_by_isospin(np.geomspace(1e-6, 60.0, 50), ours)) >= 0.0)


@pytest.mark.parametrize("vev_ratio", [1.0, 4.0])
@pytest.mark.parametrize("twin_qcd", ["same", "rescaled"])
def test_share_of_quarks(vev_ratio, twin_qcd):
    """Half at the chiral transition, 156.5 +- 1.5 MeV (HotQCD, arXiv:1812.08235), times the ratio of scales."""
    gas = qcd_gas(vev_ratio, twin_qcd=twin_qcd)
    scale = float(np.exp(gas.log_confinement_ratio))
    share = np.asarray(quark_share(scale * TEMPERATURES, gas))
    assert np.all((share >= 0.0) & (share <= 1.0) & np.append(np.diff(share) >= 0.0, True))
    assert np.all(share[TEMPERATURES < 0.1] < 0.01) and np.all(share[TEMPERATURES > 0.25] > 0.999)
    assert 0.4 < float(quark_share(0.1565 * scale, gas)) < 0.6
    at_half = np.asarray(colours_by_isospin(scale * TEMPERATURES, gas))
    np.testing.assert_allclose(at_half, colours_by_isospin(TEMPERATURES, qcd_gas()), rtol=1e-12)
