"""Splines in two variables with a kink where they are equal: values, derivatives, and the ends of the range."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.numerics.kinked_splines import KinkedGrid, even_spline, kinked_splines, kinked_value

GRID = KinkedGrid((1e-2, 10.0), (0.1, 1.0), rows=40, intervals=60)


def function(z, m):
    """Smooth but for d^2 ln|d| at z = m, as where two thresholds meet."""
    d = np.log(z / m)
    return np.log(1.0 + z) * m + d**2 * np.log(np.abs(d) + 1e-300)


@pytest.fixture(scope="module")
def coefficients():
    m = np.exp(GRID.log_m)[:, None]
    values = np.stack([function(np.exp(GRID.log_z(side)), m) for side in (0, 1)])
    return jnp.asarray(kinked_splines(values[..., None]))


def test_values(coefficients):
    """1e-5: the error that falls as the fourth power of the spacing of x; at the kink too."""
    rng = np.random.default_rng(5)
    m = np.exp(rng.uniform(np.log(0.1), 0.0, 200))
    z = np.exp(rng.uniform(np.log(1e-2), np.log(10.0), 200))
    z[:50] = m[:50] * np.exp(rng.normal(0.0, 0.01, 50))
    found = jax.vmap(lambda z, m: kinked_value(GRID, coefficients, z, m)[0])(z, m)
    np.testing.assert_allclose(found, function(z, m), atol=1e-5, rtol=1e-5)


def test_derivatives_are_finite_at_the_kink(coefficients):
    """d/dz of m ln(1 + z) at z = m = 1/2; 5%: 2 d ln|d| is not small at the first node beside the kink."""
    slope = jax.grad(lambda z: kinked_value(GRID, coefficients, z, 0.5)[0])(0.5)
    assert float(slope) == pytest.approx(0.5 / 1.5, rel=0.05)


@pytest.mark.parametrize(("z", "m"), [(0.009, 0.5), (11.0, 0.5), (1.0, 0.09), (1.0, 1.1)])
def test_outside_there_is_no_value(coefficients, z, m):
    assert np.isnan(kinked_value(GRID, coefficients, z, m)[0])
    assert np.isfinite(kinked_value(GRID, coefficients, 1e-2, 0.1)[0])


def test_even_functions_have_even_coefficients():
    """cos has the same coefficients on both sides of 0."""
    coefficients = even_spline(np.cos(np.linspace(0.0, 1.0, 20)), axis=0)
    assert coefficients.shape == (22,)
    assert coefficients[0] == pytest.approx(coefficients[2], rel=1e-12)
