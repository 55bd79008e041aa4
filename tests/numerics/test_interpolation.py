"""Interpolation: polynomials of the degree are exact, errors have their order, ends are as documented."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.polynomial import Polynomial
from scipy.interpolate import CubicSpline, make_interp_spline

from reheaton.numerics.interpolation import (
    cubic_hermite,
    cubic_lagrange,
    cubic_spline,
    hermite_resample,
    hermite_splines,
    quintic_derivatives,
    resample,
    spline_coefficients,
    spline_weights,
    split_position,
)

# Degree of the polynomial piece, and how many node arrays make it.
DEGREES = {3: 2, 5: 3}
each_degree = pytest.mark.parametrize("degree", DEGREES)


def polynomial(degree: int, seed: int = 0) -> Polynomial:
    return Polynomial(np.random.default_rng(seed).normal(size=degree + 1))


def node_data(function: Polynomial, nodes: np.ndarray, degree: int) -> list[np.ndarray]:
    """Value, slope (and curvature) at the nodes."""
    return [function.deriv(k)(nodes) if k else function(nodes) for k in range(DEGREES[degree])]


@each_degree
def test_polynomials_are_reproduced_with_their_derivatives(degree):
    """1e-11: rounding, of second differences on a spacing of 0.3."""
    nodes = -1.0 + 0.3 * np.arange(9)
    p, q = polynomial(degree), polynomial(degree, 1)
    data = [np.stack(pair) for pair in zip(node_data(p, nodes, degree), node_data(q, nodes, degree), strict=True)]
    splines = hermite_splines(np.full(2, -1.0), np.full(2, 0.3), *data)
    x = np.linspace(nodes[0], nodes[-1], 101)
    for which, function in ((0, p), (1, q)):
        found = splines.derivatives(which, jnp.asarray(x))
        for k, values in enumerate(found):
            np.testing.assert_allclose(values, function.deriv(k)(x) if k else function(x), atol=1e-11)


def test_functions_have_grids_of_their_own():
    """1e-14: the straight lines x and 2 x on grids that differ in start and spacing."""
    starts, spacings = np.array([0.0, 10.0]), np.array([1.0, 0.5])
    nodes = starts[:, None] + spacings[:, None] * np.arange(5)
    slopes = np.array([1.0, 2.0])[:, None] * np.ones((2, 5))
    splines = hermite_splines(starts, spacings, nodes * slopes, slopes)
    value, slope = splines.value_and_slope(jnp.array([0, 1]), jnp.array([2.5, 11.3]))
    np.testing.assert_allclose(value, [2.5, 22.6], rtol=1e-14)
    np.testing.assert_allclose(slope, [1.0, 2.0], rtol=1e-14)


@pytest.mark.parametrize(("degree", "bound"), [(3, 1.0 / 384.0), (5, 1.0 / 46080.0)])
def test_error_is_bounded_as_documented(degree, bound):
    """h^4 f''''/384 and h^6 f^(6)/46080 for the sine, all of whose derivatives are bounded by 1; 1e-15 is rounding."""
    for h in (0.2, 0.1):
        nodes = h * np.arange(21)
        data = [np.sin(nodes), np.cos(nodes), -np.sin(nodes)][: DEGREES[degree]]
        x = np.linspace(0.0, nodes[-1], 1001)
        value, _ = hermite_splines(0.0, h, *data).value_and_slope(0, jnp.asarray(x))
        assert np.abs(np.asarray(value) - np.sin(x)).max() <= bound * h ** (degree + 1) + 1e-15


def test_constant_beyond_the_ends():
    nodes = np.arange(4.0)
    splines = hermite_splines(0.0, 1.0, nodes**2, 2.0 * nodes)
    value, slope, curvature = splines.derivatives(0, jnp.array([-5.0, 0.0, 3.0, 8.0]))
    assert np.asarray(value).tolist() == [0.0, 0.0, 9.0, 9.0]
    assert np.asarray(slope).tolist() == [0.0, 0.0, 6.0, 0.0]
    assert np.asarray(curvature).tolist() == [0.0, 2.0, 2.0, 0.0]
    low, high = splines.inside(0, jnp.array([-0.1, 0.0, 3.0, 3.1]))
    assert np.asarray(low).tolist() == [False, True, True, True]
    assert np.asarray(high).tolist() == [True, True, True, False]


def test_slope_is_the_derivative_of_the_value():
    """1e-12: rounding; the same cubic differentiated by JAX."""
    nodes = np.linspace(0.0, 2.0, 11)
    splines = hermite_splines(0.0, 0.2, np.exp(nodes), np.exp(nodes))
    x = jnp.linspace(0.05, 1.95, 17)
    slopes = jax.vmap(jax.grad(lambda u: splines.value_and_slope(0, u)[0]))(x)
    np.testing.assert_allclose(slopes, splines.value_and_slope(0, x)[1], rtol=1e-12)


@each_degree
def test_resampling_is_exact_for_polynomials(degree):
    """1e-11: rounding, on nodes of uneven spacing between 0.05 and 0.6."""
    random = np.random.default_rng(3)
    nodes = np.cumsum(random.uniform(0.05, 0.6, 12)) - 1.5
    p = polynomial(degree)
    x = np.linspace(nodes[0], nodes[-1], 60)
    found = hermite_resample(jnp.asarray(x), jnp.asarray(nodes), *(jnp.asarray(d) for d in node_data(p, nodes, degree)))
    assert len(found) == DEGREES[degree]
    for k, values in enumerate(found):
        np.testing.assert_allclose(values, p.deriv(k)(x) if k else p(x), atol=1e-10)


def evaluated(values, position):
    """The spline through values at positions in units of the spacing."""
    coefficients = spline_coefficients(values)
    i, u = split_position(position, len(values) - 1)
    return sum(w * coefficients[i + k] for k, w in enumerate(spline_weights(u)))


@pytest.mark.parametrize("n", [4, 5, 6, 20])
@pytest.mark.parametrize("degree", range(4))
def test_bspline_reproduces_cubics(n, degree):
    """1e-11: rounding of a linear system; in the outermost intervals too."""
    p = Polynomial(np.random.default_rng(degree).normal(size=degree + 1))
    nodes, x = np.linspace(-1.0, 2.0, n), np.linspace(-1.0, 2.0, 101)
    np.testing.assert_allclose(resample(p(nodes), -1.0, 3.0 / (n - 1), x), p(x), atol=1e-11)


def test_bspline_is_the_not_a_knot_spline():
    """1e-12: the same interpolant as SciPy's, of values that are no smooth function at all."""
    values = np.random.default_rng(0).normal(size=15)
    x = np.linspace(0.0, 14.0, 300)
    np.testing.assert_allclose(evaluated(values, x), CubicSpline(np.arange(15.0), values)(x), atol=1e-12)


@pytest.mark.parametrize("n", [7, 8, 40])
def test_quintic_derivatives_are_those_of_scipy(n):
    """1e-9: rounding of coefficients, over the square of the spacing."""
    x = np.linspace(-1.0, 1.5, n)
    spline = make_interp_spline(x, np.sin(3.0 * x), k=5)
    slope, curvature = quintic_derivatives(np.sin(3.0 * x), x[1] - x[0])
    np.testing.assert_allclose(slope, spline.derivative(1)(x), atol=1e-9)
    np.testing.assert_allclose(curvature, spline.derivative(2)(x), atol=1e-9)


def test_quintic_derivatives_of_a_quintic_are_exact():
    """1e-9: as above."""
    x, quintic = np.linspace(-1.0, 1.5, 9), np.polynomial.Polynomial([1.0, -2.0, 3.0, 0.5, -1.0, 2.0])
    slope, curvature = quintic_derivatives(quintic(x), x[1] - x[0])
    np.testing.assert_allclose(slope, quintic.deriv()(x), atol=1e-9)
    np.testing.assert_allclose(curvature, quintic.deriv(2)(x), atol=1e-9)


def test_bspline_two_derivatives_are_continuous():
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


def test_bspline_error_falls_with_the_fourth_power():
    """Halving the spacing divides the error by 2^4 = 16: at least 13. Its size in the middle is 5/384 h^4 at most."""

    def error(h):
        nodes, x = h * np.arange(round(6.0 / h) + 1), np.linspace(2.0, 4.0, 501)
        return np.max(np.abs(resample(np.sin(nodes), 0.0, h, x) - np.sin(x)))

    assert error(0.2) / error(0.1) > 13.0
    assert error(0.1) < 5.0 / 384.0 * 0.1**4


@pytest.mark.parametrize("axis", [0, 1, -1])
def test_bspline_axes(axis):
    """1e-12: each row by itself, or all of them together."""
    values = np.random.default_rng(2).normal(size=(5, 6, 7))
    together = spline_coefficients(values, axis=axis)
    assert together.shape[axis] == values.shape[axis] + 2
    alone = np.apply_along_axis(spline_coefficients, axis, values)
    np.testing.assert_allclose(together, alone, atol=1e-12)


def test_bspline_weights():
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


UNEVEN = np.cumsum(np.random.default_rng(5).uniform(0.05, 0.4, 20))


def test_cubic_hermite_is_exact_for_parabolas_in_any_shape():
    """1e-13: rounding. Slopes of second order are those of the parabola; beyond the ends its cubic goes on."""
    x = np.linspace(UNEVEN[0] - 0.1, UNEVEN[-1] + 0.1, 40).reshape(20, 2)
    np.testing.assert_allclose(cubic_hermite(UNEVEN, UNEVEN**2 - UNEVEN, x), x**2 - x, atol=1e-12)
    assert cubic_hermite(UNEVEN, UNEVEN, UNEVEN[0]) == pytest.approx(UNEVEN[0])


def test_cubic_lagrange_is_exact_for_cubics_row_by_row():
    """1e-12: rounding."""
    x = np.linspace(UNEVEN[0], UNEVEN[-1], 50)
    powers = np.arange(4)
    np.testing.assert_allclose(cubic_lagrange(UNEVEN, UNEVEN[:, None] ** powers, x), x[:, None] ** powers, atol=1e-11)


@pytest.mark.parametrize("first_slope", [None, 3.0])
def test_cubic_spline_is_that_of_scipy_with_clamped_ends(first_slope):
    """1e-12: rounding; a line before the first node and a constant after the last one."""
    values = np.random.default_rng(6).normal(size=(3, len(UNEVEN)))
    secants = np.diff(values, axis=-1) / np.diff(UNEVEN)
    left, right = (secants[:, 0] if first_slope is None else np.full(3, first_slope)), secants[:, -1]
    expected = CubicSpline(UNEVEN, values, axis=1, bc_type=((1, left), (1, right)))
    x = np.linspace(UNEVEN[0], UNEVEN[-1], 50)
    np.testing.assert_allclose(cubic_spline(UNEVEN, values, x, first_slope), expected(x), atol=1e-12)
    outside = cubic_spline(UNEVEN, values, np.array([UNEVEN[0] - 2.0, UNEVEN[-1] + 2.0]), first_slope)
    np.testing.assert_allclose(outside[:, 0], values[:, 0] - 2.0 * left, atol=1e-12)
    np.testing.assert_allclose(outside[:, 1], values[:, -1], atol=1e-12)
