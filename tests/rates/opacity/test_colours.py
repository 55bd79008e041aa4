"""The effective numbers of colours through the quark-hadron transition, and the share of quarks."""

import jax.numpy as jnp
import numpy as np
import pytest
from tests.matter.qcd import lattice_susceptibilities
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


def test_isospin_is_that_of_the_lattice(ours):
    """0.005: the fit; chi_I of free quarks is 1/2. Over 0.6 GeV the published one is no longer data."""
    T = np.linspace(0.13, 0.6, 95)
    np.testing.assert_allclose(colours_by_isospin(T, ours) / 3.0, 2.0 * lattice_susceptibilities.isospin(T), atol=0.005)


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
