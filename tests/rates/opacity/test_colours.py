"""The effective number of colours through the quark-hadron transition."""

import jax.numpy as jnp
import numpy as np
import pytest
from tests.matter.qcd.qcd_reference import free_qcd_entropy, qcd_entropy

from reheaton.matter.qcd_gas import qcd_gas
from reheaton.rates.opacity.colours import effective_colours

TEMPERATURES = np.geomspace(0.02, 50.0, 60)


@pytest.fixture(scope="module")
def ours():
    return qcd_gas()


def test_standard_model(ours):
    """1e-4: the interpolated tables of the gas against exact integrals."""
    expected = 3.0 * qcd_entropy(TEMPERATURES) / free_qcd_entropy(TEMPERATURES)
    np.testing.assert_allclose(effective_colours(TEMPERATURES, ours), expected, rtol=1e-4)


def test_limits(ours):
    """Interactions take 4% of the entropy at 10 GeV; a pion gas at 50 MeV has 3% of that of free quarks and gluons."""
    low, high = np.asarray(effective_colours(np.array([0.05, 10.0]), ours))
    assert low == pytest.approx(0.089, rel=0.02)
    assert 2.8 < high < 3.0


@pytest.mark.parametrize("vev_ratio", [1.0, 4.0])
def test_monotonic_through_the_transition(vev_ratio):
    N = np.asarray(effective_colours(TEMPERATURES, qcd_gas(vev_ratio)))
    assert np.all(np.diff(N) > 0.0)
    assert np.all((N > 0.0) & (N < 3.0))


def test_twin_with_our_masses_is_like_us(ours):
    """1e-12: vev_ratio = 1 through JAX or not, rounding."""
    twin = qcd_gas(jnp.asarray(1.0))
    np.testing.assert_allclose(
        effective_colours(jnp.asarray(TEMPERATURES), twin), effective_colours(TEMPERATURES, ours), rtol=1e-12
    )


@pytest.mark.parametrize("vev_ratio", [1.0, 4.0])
@pytest.mark.parametrize("twin_qcd", ["same", "rescaled"])
def test_weight_of_the_quarks(vev_ratio, twin_qcd):
    """Zero for hadrons, one for quarks; the transition lies at 100 to 200 MeV times the ratio of confinement scales."""
    gas = qcd_gas(vev_ratio, twin_qcd=twin_qcd)
    scale = float(np.exp(gas.log_confinement_ratio))
    w = np.asarray(gas.quark_weight(TEMPERATURES * scale))
    assert np.all((w >= 0.0) & (w <= 1.0))
    assert np.all(np.diff(w) >= -1e-12)
    assert np.all(w[TEMPERATURES < 0.08] == 0.0)
    assert np.all(w[TEMPERATURES > 0.25] == 1.0)
