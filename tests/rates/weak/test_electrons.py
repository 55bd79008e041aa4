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
    """Loss rate with neutrinos in equilibrium. 2e-4: kernels are good to 1e-4, the quadrature over E_3 is better.

    |M|^2 = 128 G_F^2 [c_1 ((12)(34) + (14)(23)) - 2 c_2 m^2 (13)], (13) m^2 being (13) m_2 m_4.
    """
    x, weights = double_exponential_rule(120)
    nodes, jacobian = tanh_sinh_rule(100)
    below, jacobian = 0.5 * E * (1.0 + nodes), 0.5 * E * jacobian
    kept = 1.0 / (1.0 + np.exp(-below))
    down = scattering_rates(np.full_like(below, E), below, m)
    up = scattering_rates(E + x, np.full_like(x, E), m)
    rate = np.sum(jacobian * kept * (C_1 * down.squares + C_2 * down.product))
    rate += np.sum(weights * np.exp(-x) / (1.0 + np.exp(-E - x)) * (C_1 * up.squares + C_2 * up.product))
    forms = jnp.array([C_1, C_1, 0.0, -2.0 * C_2, 0.0])
    expected = collision_integral(jnp.asarray(E), jnp.array([m, 0.0, m]), forms, (40, 40, 40))
    np.testing.assert_allclose(rate / (np.pi**3 * E**3), expected, rtol=2e-4)


@each_mass
@each_energy
def test_annihilation_of_a_momentum(m, E):
    """Loss rate with neutrinos in equilibrium; 2e-4 as above. |M|^2 = 128 G_F^2 [(c_1/2)(U + V) + c_2 m^2 (12)]."""
    x, weights = double_exponential_rule(120)
    partner = m**2 / E + x
    A = annihilation_rates(np.full_like(x, E), partner, m)
    rate = np.sum(weights / (1.0 + np.exp(partner)) * (C_1 * A.squares + C_2 * A.product))
    forms = jnp.array([0.0, 0.5 * C_1, 0.5 * C_1, 0.0, C_2])
    expected = collision_integral(jnp.asarray(E), jnp.array([0.0, m, m]), forms, (40, 40, 40))
    np.testing.assert_allclose(rate / (np.pi**3 * E**3), expected, rtol=2e-4)


def test_rules_have_converged():
    """Against four times as many points: 1e-4 of a kernel, but for small losses of large energies, where it is 1e-3."""
    E = np.array([0.4, 2.0, 6.0, 15.0])
    high, low = np.tril_indices(len(E), -1)
    for m in (0.1, 1.0, 4.0):
        for rates in (scattering_rates, annihilation_rates):
            few, many = rates(E[high], E[low], m), rates(E[high], E[low], m, points=4)
            np.testing.assert_allclose(few.squares, many.squares, rtol=1e-4)
            np.testing.assert_allclose(few.product, many.product, rtol=1e-4)
    np.testing.assert_allclose(
        scattering_rates(np.array([24.0]), np.array([23.6]), 1.0).squares,
        scattering_rates(np.array([24.0]), np.array([23.6]), 1.0, points=4).squares,
        rtol=2e-3,
    )


def test_pairs_below_the_threshold_make_no_electrons():
    assert np.all(annihilation_rates(np.array([1.0]), np.array([0.99]), 1.0).squares == 0.0)
