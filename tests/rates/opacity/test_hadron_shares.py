"""Shares of quarks and mesons, and their edges: the definitions, written out, and where they meet."""

import numpy as np
import pytest

from reheaton.matter.qcd_gas import qcd_gas
from reheaton.rates.opacity.colours import colours_by_entropy, colours_by_isospin
from reheaton.rates.opacity.hadron_shares import hadron_edges, hadron_shares

T = np.geomspace(0.01, 30.0, 40)
GASES = [qcd_gas(), qcd_gas(4.0), qcd_gas(4.0, twin_qcd="rescaled")]


@pytest.mark.parametrize("gas", GASES)
def test_with_mesons(gas):
    """1e-12: rounding."""
    scale = float(np.exp(gas.log_confinement_ratio))
    a = 1.0 / (1.0 + np.exp(-2.0 * (T / scale - 0.157) / 0.023))
    found, edges = hadron_shares(T, gas, with_mesons=True), hadron_edges(T, gas, with_mesons=True)
    np.testing.assert_allclose(found.quarks, a * colours_by_isospin(T, gas) / 3.0, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(found.mesons, 1.0 - a, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(edges.quarks, [colours_by_entropy(T, gas) / 3.0, a], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(edges.mesons, [np.zeros_like(a), 1.0 - a], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("gas", GASES)
def test_quarks_alone_are_the_lower_edge(gas):
    found, edges = hadron_shares(T, gas, with_mesons=False), hadron_edges(T, gas, with_mesons=False)
    np.testing.assert_array_equal(found.quarks, colours_by_entropy(T, gas) / 3.0)
    np.testing.assert_array_equal(found.mesons, 0.0)
    np.testing.assert_array_equal(edges.quarks[0], hadron_edges(T, gas, with_mesons=True).quarks[0])
    np.testing.assert_array_equal(edges.mesons, 0.0)
    assert np.all(edges.quarks[1] >= found.quarks)


@pytest.mark.parametrize("with_mesons", [True, False])
def test_edges_close_as_the_coupling_falls(with_mesons):
    """Free quarks within 6% at 30 GeV, and all variants within 0.02 of each other."""
    found, edges = (f(np.array(30.0), GASES[0], with_mesons=with_mesons) for f in (hadron_shares, hadron_edges))
    shares = np.array([found.quarks, *edges.quarks])
    assert np.all((shares > 0.94) & (shares <= 1.0))
    assert abs(float(found.quarks) - float(edges.quarks[0])) < 0.02
