"""The plasma of photons and e+e- as a function of its energy density."""

import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.errors import InvalidInput
from reheaton.matter.electromagnetic_plasma import (
    T_HIGHEST,
    T_LOWEST,
    electromagnetic_gases,
    electromagnetic_plasma,
    electromagnetic_state,
)


@pytest.mark.parametrize("order", [0, 2, 3])
def test_table_is_the_inverse_of_the_pressure(order):
    """1e-8: the documented error, between nodes as at them."""
    T = np.geomspace(1.01 * T_LOWEST, 0.99 * T_HIGHEST, 2003)
    state = electromagnetic_state(T, order)
    found_T, found_p = electromagnetic_plasma(order).at(state.rho)
    np.testing.assert_allclose(found_T, T, rtol=1e-8)
    np.testing.assert_allclose(found_p, state.p, rtol=1e-8)


def test_photons_are_left_in_the_cold():
    """rho = (pi^2/15) T^4 and p = rho/3 below the table, where e+e- are e^-511; 1e-8 as above."""
    T = 1e-8
    found_T, found_p = electromagnetic_plasma().at(np.asarray(np.pi**2 / 15.0 * T**4))
    np.testing.assert_allclose((found_T, found_p), (T, np.pi**2 / 45.0 * T**4), rtol=1e-8)


def test_jax_and_numpy_give_the_same():
    """1e-14: rounding."""
    rho = np.geomspace(1e-20, 1e-6, 7)
    for ours, theirs in zip(
        electromagnetic_plasma().at(rho), electromagnetic_plasma().at(jnp.asarray(rho)), strict=True
    ):
        np.testing.assert_allclose(ours, theirs, rtol=1e-14)


def test_order_is_checked():
    with pytest.raises(InvalidInput, match="order = 1 of QED must be one of 0, 2, 3"):
        electromagnetic_gases(1)
