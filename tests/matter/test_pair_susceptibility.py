"""Susceptibility of an ideal gas: Bessel sums, the pressure, limits, and derivatives inside JAX."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.special import kve

from reheaton.matter.ideal_gas import exact_derivatives
from reheaton.matter.pair_susceptibility import exact_log_susceptibility, susceptibility

KINDS = ("fermion", "boson")


def bessel_sum(x, statistics, terms=400):
    """chi e^x = sum_n (+-1)^(n + 1) x^2 K_2(n x) e^x/pi^2, from f (1 -+ f) = sum_n (+-1)^(n + 1) n e^(-n E)."""
    n, x = np.arange(1, terms + 1), np.asarray(x)[..., None]
    sign = -1.0 if statistics == "fermion" else 1.0
    return (sign ** (n + 1) * x**2 * kve(2, n * x) * np.exp((1 - n) * x)).sum(-1) / np.pi**2


@pytest.mark.parametrize("statistics", KINDS)
def test_equals_the_bessel_sum(statistics):
    """1e-7: the interpolation as documented. 1e-12: the quadrature. 400 terms converge from x = 0.1 on."""
    x = np.geomspace(0.1, 690.0, 300)
    exact = np.log(bessel_sum(x, statistics))
    np.testing.assert_allclose(exact_log_susceptibility(x, statistics)[0], exact, atol=1e-12)
    np.testing.assert_allclose(np.log(susceptibility(x, statistics)) + x, exact, atol=1e-7)


@pytest.mark.parametrize("statistics", KINDS)
def test_follows_from_the_pressure(statistics):
    """chi = 2 (pi'' - 4 pi')/x^2 with the pressure pi in ln x, for small x too; 1e-7: interpolation."""
    x = np.geomspace(0.01, 5.0, 60)
    _, first, second = exact_derivatives(np.log(x), statistics)
    np.testing.assert_allclose(susceptibility(x, statistics), 2.0 * (second - 4.0 * first) / x**2, rtol=1e-7)


def test_limits():
    """1e-14: nodes of the interpolation; 4e-3: the next term, 15/(8 x) of e^-x, at x = 500."""
    assert float(susceptibility(0.0)) == pytest.approx(1.0 / 6.0, rel=1e-14)
    assert float(susceptibility(0.0, "boson")) == pytest.approx(1.0 / 3.0, rel=1e-14)
    for statistics in KINDS:
        cold = 2.0 * (500.0 / (2.0 * np.pi)) ** 1.5 * np.exp(-500.0)
        assert float(susceptibility(500.0, statistics)) == pytest.approx(cold, rel=4e-3)
        assert float(susceptibility(1e4, statistics)) == 0.0


@pytest.mark.parametrize("statistics", KINDS)
def test_derivative_inside_jax(statistics):
    """1e-5: slope of a cubic whose value is good to 1e-8, against d chi/dx of the quadrature."""
    x = np.geomspace(1e-3, 300.0, 40)
    value, slope = exact_log_susceptibility(x, statistics)
    found = jax.vmap(jax.grad(lambda x: susceptibility(x, statistics)))(jnp.asarray(x))
    np.testing.assert_allclose(found, np.exp(value - x) * (slope - 1.0), rtol=1e-5, atol=1e-7)
    assert np.isfinite(jax.grad(lambda x: susceptibility(x, statistics))(1e4))
