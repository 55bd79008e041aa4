"""Cubic B-splines: cubics are exact, two derivatives are continuous, errors fall as h^4, NumPy and JAX agree."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.polynomial import Polynomial
from scipy.interpolate import CubicSpline

from reheaton.numerics.bspline import resample, spline_coefficients, spline_weights, split_position


def evaluated(values, position):
    """The spline through values at positions in units of the spacing."""
    coefficients = spline_coefficients(values)
    i, u = split_position(position, len(values) - 1)
    return sum(w * coefficients[i + k] for k, w in enumerate(spline_weights(u)))


@pytest.mark.parametrize("n", [4, 5, 6, 20])
@pytest.mark.parametrize("degree", range(4))
def test_cubics_are_exact(n, degree):
    """1e-11: rounding of a linear system; in the outermost intervals too."""
    p = Polynomial(np.random.default_rng(degree).normal(size=degree + 1))
    nodes, x = np.linspace(-1.0, 2.0, n), np.linspace(-1.0, 2.0, 101)
    np.testing.assert_allclose(resample(p(nodes), -1.0, 3.0 / (n - 1), x), p(x), atol=1e-11)


def test_is_the_not_a_knot_spline():
    """1e-12: the same interpolant as SciPy's, of values that are no smooth function at all."""
    values = np.random.default_rng(0).normal(size=15)
    x = np.linspace(0.0, 14.0, 300)
    np.testing.assert_allclose(evaluated(values, x), CubicSpline(np.arange(15.0), values)(x), atol=1e-12)


def test_two_derivatives_are_continuous():
    """1e-11: rounding. The pieces left and right of every inner node, differentiated by JAX."""
    values = np.random.default_rng(1).normal(size=9)
    c = jnp.asarray(spline_coefficients(values))
    local = np.stack([c[k : k + 4] for k in range(8)])

    def piece(u):
        return jnp.asarray(local) @ spline_weights(u)

    for _ in range(3):
        left, right = piece(jnp.asarray(1.0)), piece(jnp.asarray(0.0))
        np.testing.assert_allclose(left[:-1], right[1:], atol=1e-11)
        piece = jax.jacfwd(piece)


def test_error_falls_with_the_fourth_power():
    """Halving the spacing divides the error by 2^4 = 16: at least 13. Its size in the middle is 5/384 h^4 at most."""

    def error(h):
        nodes, x = h * np.arange(round(6.0 / h) + 1), np.linspace(2.0, 4.0, 501)
        return np.max(np.abs(resample(np.sin(nodes), 0.0, h, x) - np.sin(x)))

    assert error(0.2) / error(0.1) > 13.0
    assert error(0.1) < 5.0 / 384.0 * 0.1**4


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_axes(axis):
    """1e-12: each row by itself, or all of them together."""
    values = np.random.default_rng(2).normal(size=(5, 6, 7))
    together = spline_coefficients(values, axis=axis)
    assert together.shape[axis] == values.shape[axis] + 2
    alone = np.apply_along_axis(spline_coefficients, axis, values)
    np.testing.assert_allclose(together, alone, atol=1e-12)


def test_weights():
    """1e-15: rounding. They add up to one, are none of them negative, and mirror each other."""
    u = np.linspace(0.0, 1.0, 11)
    weights = spline_weights(u)
    assert weights.shape == (4, 11)
    np.testing.assert_allclose(weights.sum(axis=0), 1.0, atol=1e-15)
    assert np.all(weights >= -1e-16)
    np.testing.assert_allclose(weights[::-1], spline_weights(1.0 - u), atol=1e-15)
    np.testing.assert_allclose(spline_weights(jnp.asarray(u)), weights, atol=1e-15)
    assert spline_weights(jnp.asarray(0.3)).shape == (4,)


def test_positions_are_clamped():
    positions = np.array([-2.0, 0.0, 0.25, 3.0, 3.999, 4.0, 7.0])
    for xp in (np, jnp):
        i, u = split_position(xp.asarray(positions), 4)
        assert np.asarray(i).tolist() == [0, 0, 0, 3, 3, 3, 3]
        np.testing.assert_allclose(u, [0.0, 0.0, 0.25, 0.0, 0.999, 1.0, 1.0], atol=1e-15)


def test_grid_of_the_same_spacing_needs_one_set_of_weights():
    """1e-12: rounding. Points one spacing apart share u, so the spline along them is a sum of four slices."""
    values = np.random.default_rng(3).normal(size=12)
    c, u = spline_coefficients(values), 0.37
    shared = sum(w * c[k : k + 11] for k, w in enumerate(spline_weights(np.asarray(u))))
    np.testing.assert_allclose(shared, evaluated(values, u + np.arange(11.0)), atol=1e-12)


def test_resampling_is_constant_beyond_the_ends():
    """1e-12: rounding of a linear system; rows are carried along."""
    values = np.array([[1.0, 2.0], [4.0, 1.0], [9.0, 0.0], [16.0, 3.0], [25.0, 5.0]])
    found = resample(values, 0.0, 2.0, np.array([-3.0, 0.0, 8.0, 20.0]))
    np.testing.assert_allclose(found, values[[0, 0, -1, -1]], atol=1e-12)
