"""Kernels of scattering and annihilation, against the opacities' own phase-space integrals, which share no code."""

import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.numerics.quadrature import double_exponential_rule, tanh_sinh_rule
from reheaton.rates.opacity.collision_integral import collision_integral
from reheaton.rates.weak.electrons import annihilation_rates, scattering_rates

C_1, C_2 = 0.6, 0.17

each_mass = pytest.mark.parametrize("m", [0.01, 0.5, 2.0])
each_energy = pytest.mark.parametrize("E", [0.7, 3.0, 12.0])


@each_mass
@each_energy
def test_scattering_out_of_a_momentum(m, E):
    """Loss rate with neutrinos in equilibrium. 1e-4: with twice as many points kernels are better.

    |M|^2 = 128 G_F^2 [c_1 ((12)(34) + (14)(23)) - 2 c_2 m^2 (13)], (13) m^2 being (13) m_2 m_4.
    """
    x, weights = double_exponential_rule(120)
    nodes, jacobian = tanh_sinh_rule(100)
    below, jacobian = 0.5 * E * (1.0 + nodes), 0.5 * E * jacobian
    kept = 1.0 / (1.0 + np.exp(-below))
    down = scattering_rates(np.full_like(below, E), below, m, points=2)
    up = scattering_rates(E + x, np.full_like(x, E), m, points=2)
    rate = np.sum(jacobian * kept * (C_1 * down.squares + C_2 * down.product))
    rate += np.sum(weights * np.exp(-x) / (1.0 + np.exp(-E - x)) * (C_1 * up.squares + C_2 * up.product))
    forms = jnp.array([C_1, C_1, 0.0, -2.0 * C_2, 0.0])
    expected = collision_integral(jnp.asarray(E), jnp.array([m, 0.0, m]), forms, (40, 40, 40))
    np.testing.assert_allclose(rate / (np.pi**3 * E**3), expected, rtol=1e-4)


@each_mass
@each_energy
def test_annihilation_of_a_momentum(m, E):
    """Loss rate with neutrinos in equilibrium; 1e-4 as above. |M|^2 = 128 G_F^2 [(c_1/2)(U + V) + c_2 m^2 (12)]."""
    x, weights = double_exponential_rule(120)
    partner = m**2 / E + x
    A = annihilation_rates(np.full_like(x, E), partner, m, points=2)
    rate = np.sum(weights / (1.0 + np.exp(partner)) * (C_1 * A.squares + C_2 * A.product))
    forms = jnp.array([0.0, 0.5 * C_1, 0.5 * C_1, 0.0, C_2])
    expected = collision_integral(jnp.asarray(E), jnp.array([0.0, m, m]), forms, (40, 40, 40))
    np.testing.assert_allclose(rate / (np.pi**3 * E**3), expected, rtol=1e-4)


@pytest.mark.parametrize("m", [0.05, 1.5, 4.0])
def test_rules_have_converged(m):
    """5e-6, the documented error, of the heat by scattering and by annihilation, against three times as many points."""
    E = 0.4 * np.arange(1, 61)
    f = 1.0 / (1.5 * np.exp(E / 0.95) + 1.0)
    high, low = np.tril_indices(60, -1)
    scattered = (E[high] - E[low]) * (np.exp(E[low] - E[high]) * f[low] * (1 - f[high]) - f[high] * (1 - f[low]))
    annihilated = (E[high] + E[low]) * (np.exp(-E[low] - E[high]) * (1 - f[low]) * (1 - f[high]) - f[high] * f[low])
    for rates, flow in ((scattering_rates, scattered), (annihilation_rates, annihilated)):
        few, many = (np.sum((C_1 * r.squares + C_2 * r.product) * flow) for r in _both(rates, E[high], E[low], m))
        np.testing.assert_allclose(few, many, rtol=5e-6)


def _both(rates, E_1: np.ndarray, E_2: np.ndarray, m: float):
    return rates(E_1, E_2, m), rates(E_1, E_2, m, points=3)


def test_pairs_below_the_threshold_make_no_electrons():
    assert np.all(annihilation_rates(np.array([1.0]), np.array([0.99]), 1.0).squares == 0.0)
