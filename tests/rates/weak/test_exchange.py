"""Tables of energy and number that neutrinos exchange."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.backend.kept_tables import SHIPPED
from reheaton.constants import G_FERMI, M_ELECTRON
from reheaton.rates.weak.exchange import TAU_MAX, neutrino_exchange
from reheaton.rates.weak.moments import from_flavours, from_plasma

EXCHANGE = neutrino_exchange()
T = 2e-3
UNIT = G_FERMI**2 * T**9


def test_table_is_shipped():
    assert len(list((SHIPPED / "neutrinos").glob("exchange-*.npz"))) == 1


def test_nothing_flows_in_equilibrium():
    """1e-12 of G_F^2 T^9: rounding; at any mass, also between the nodes of the table."""
    for T in np.geomspace(1e-4, 2e-2, 7):
        flow = EXCHANGE.at(*(jnp.asarray(x) for x in (T, T, 1.0, T, 1.0)))
        assert np.all(np.abs(np.array(flow)) < 1e-12 * G_FERMI**2 * T**8 * np.array([T, T, 1.0, 1.0, T]))


def test_plasma_against_quadrature():
    """1e-4 of gain or loss alone, the documented error, at temperatures and fugacities anywhere in the table."""
    random = np.random.default_rng(3)
    for tau, z, log_m in random.uniform((-TAU_MAX, 0.0, np.log(0.05)), (TAU_MAX, 2.9, np.log(8.0)), (12, 3)):
        mean = M_ELECTRON / np.exp(log_m)
        T_nu = (1.0 + tau) * mean
        flow = EXCHANGE.at(*(jnp.asarray(x) for x in ((1.0 - tau) * mean, T_nu, z, T_nu, z)))
        loss_and_gain = (1.0 - tau) ** 9 + z**2 * (1.0 + tau) ** 9 + 2.0 * z * (1.0 - tau**2) ** 4
        for flavour, energy, number in (("e", flow.energy_e, flow.number_e), ("mu", flow.energy_x, flow.number_x)):
            exact = from_plasma(flavour, np.exp(log_m), tau, np.array([z]))
            unit = G_FERMI**2 * mean**8
            # 70/pi^5 and 25/pi^5 are energy and number of annihilation of massless nu_e.
            assert abs(energy / (unit * mean) - exact.energy[0]) < 1e-4 * 70.0 / np.pi**5 * loss_and_gain
            assert abs(number / unit - exact.number[0]) < 1e-4 * 25.0 / np.pi**5 * loss_and_gain


@pytest.mark.parametrize(("tau", "z_e", "z_x"), [(0.05, 0.7, 0.45), (-0.3, 0.2, 1.8)])
def test_flavours_against_quadrature(tau, z_e, z_x):
    """1e-4 of gain or loss alone; with plasma far colder, so that it gives nothing."""
    energy, number = EXCHANGE._from_flavours(
        *(jnp.asarray(x) for x in ((1.0 - tau) * T, z_e / (z_e + 3.0), (1.0 + tau) * T, z_x / (z_x + 3.0)))
    )
    exact = from_flavours(tau, z_e, z_x)
    scale = 64.0 / np.pi**5 * max(z_e, z_x) ** 2 * (1.0 + abs(tau)) ** 9
    assert abs(energy / UNIT - exact.energy) < 1e-4 * scale
    assert abs(number / (UNIT / T) - exact.number) < 1e-4 * scale


def test_flavours_exchange_and_keep_the_sum():
    """1e-12: rounding. What the plasma gives is the energy of all three flavours."""
    flow = EXCHANGE.at(*(jnp.asarray(x) for x in (T, 1.1 * T, 0.7, 0.9 * T, 0.4)))
    np.testing.assert_allclose(flow.energy_e + 2.0 * flow.energy_x, flow.from_plasma, rtol=1e-12)


def test_eta_is_the_logarithm_of_the_fugacity():
    """1e-12: rounding."""
    given = [jnp.asarray(x) for x in (T, 1.1 * T, -0.3, 0.9 * T, -0.8)]
    by_z = EXCHANGE.at(given[0], given[1], jnp.exp(given[2]), given[3], jnp.exp(given[4]))
    np.testing.assert_allclose(EXCHANGE(*given), by_z, rtol=1e-12)


def test_derivative_by_temperature():
    """1e-6: central differences with a step of 1e-4, whose error is of order 81 times its square."""

    def heat(T_e: jax.Array) -> jax.Array:
        flow = EXCHANGE.at(*(jnp.asarray(x) for x in (T,)), T_e, *(jnp.asarray(x) for x in (0.7, 0.9 * T, 0.4)))
        return flow.energy_e

    at, step = jnp.asarray(1.05 * T), 1e-4 * T
    differences = (heat(at + step) - heat(at - step)) / (2.0 * step)
    np.testing.assert_allclose(jax.jvp(heat, (at,), (jnp.ones(()),))[1], differences, rtol=1e-6)
