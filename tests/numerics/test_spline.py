"""Hermite interpolation: polynomials of its degree are exact, errors have their order, ends are constant."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy.polynomial import Polynomial

from reheaton.numerics.spline import hermite_resample, hermite_splines, hermite_window

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


@pytest.mark.parametrize("degree", range(8))
def test_window_is_exact_up_to_degree_seven(degree):
    """1e-11: rounding of an inverted 8 x 8 matrix; at every u, also in the two outer intervals."""
    p, spacing = polynomial(degree), 0.4
    nodes = 0.7 + spacing * np.arange(4.0)
    values, slopes = p(nodes)[:, None], p.deriv()(nodes)[:, None]
    for u in (0.0, 0.3, 1.0, 1.5, 2.9, 3.0):
        found = hermite_window(jnp.asarray(u), jnp.asarray(spacing), jnp.asarray(values), jnp.asarray(slopes))
        np.testing.assert_allclose(found, [p(0.7 + spacing * u)], atol=1e-11)


def test_window_error_is_of_eighth_order():
    """Halving the spacing divides the error by 2^8 = 256: at least 200."""

    def error(h: float) -> float:
        nodes = 0.3 + h * np.arange(4.0)
        data = (jnp.asarray(np.sin(nodes)[:, None]), jnp.asarray(np.cos(nodes)[:, None]))
        return abs(float(hermite_window(jnp.asarray(1.5), jnp.asarray(h), *data)[0]) - np.sin(0.3 + 1.5 * h))

    assert error(0.8) / error(0.4) > 200.0
