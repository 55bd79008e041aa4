"""The table of heat that the Higgs portal carries: against the integrals, and the temperature at which it is faster."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.backend.jax_setup import outer_jit
from reheaton.rates.higgs_portal import T_RANGE, energy_exchange
from reheaton.rates.portal_heat import portal_heat


def _kappa(T: np.ndarray, vev_ratio: float) -> np.ndarray:
    table = portal_heat()
    return np.asarray(outer_jit(jax.vmap(lambda each: table.kappa(each, vev_ratio)))(jnp.asarray(T)))


@pytest.mark.parametrize(("vev_ratio", "error"), [(1.06, 3e-3), (2.0, 3e-3), (4.0, 3e-3), (10.0, 3e-3), (50.0, 0.15)])
def test_table_against_integrals(vev_ratio, error):
    """3e-3 as documented; at 50 the Higgs boson just does not decay into twin charm."""
    T = np.geomspace(0.31, 19.0, 23)
    np.testing.assert_allclose(_kappa(T, vev_ratio), energy_exchange(T, vev_ratio), rtol=error)


def test_beyond_the_table_it_is_a_power():
    """kappa/T^9 stays beyond both ends; 1e-6: how near the ends are."""
    for end, beyond in zip(T_RANGE, (0.1, 40.0), strict=True):
        inside, outside = _kappa(np.array([end, beyond]), 4.0)
        np.testing.assert_allclose(outside / inside, (beyond / end) ** 9, rtol=1e-6)


@pytest.mark.parametrize(("vev_ratio", "T_dec"), [(4.0, 1.98), (10.0, 3.57)])
def test_where_it_is_faster(vev_ratio, T_dec):
    """kappa/T^6 is 20 times that at T_dec; 1e-6: the root."""
    table = portal_heat()
    T = float(outer_jit(lambda at: table.where_faster(20.0, at, vev_ratio))(jnp.asarray(T_dec)))
    low, high = _kappa(np.array([T_dec, T]), vev_ratio)
    assert T_dec < T < 2.0 * T_dec
    np.testing.assert_allclose(high / low * (T_dec / T) ** 6, 20.0, rtol=1e-6)
