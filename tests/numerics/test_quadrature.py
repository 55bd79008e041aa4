"""Gauss rules of a discrete measure: their degree, classical rules found again, and moments by hand."""

import numpy as np
import pytest
from numpy.polynomial import laguerre, legendre

from reheaton.numerics.quadrature import gauss_rule


@pytest.mark.parametrize("points", [1, 2, 5, 9])
def test_exact_up_to_degree_2n_minus_1_and_no_further(points):
    """1e-12: sums of numbers of order 1, and nodes from an eigenvalue problem. An uneven measure on (-1, 1)."""
    rng = np.random.default_rng(3)
    x, w = rng.uniform(-1.0, 1.0, 300), rng.uniform(0.1, 1.0, 300) / 300
    nodes, weights = gauss_rule(points, x, w)
    assert nodes.shape == weights.shape == (points,)
    for degree in range(2 * points):
        assert np.sum(weights * nodes**degree) == pytest.approx(np.sum(w * x**degree), abs=1e-12)
    # The next even power is not: its error is the norm of the orthogonal polynomial, about 4^-n.
    assert abs(np.sum(weights * nodes ** (2 * points)) - np.sum(w * x ** (2 * points))) > 1e-8


@pytest.mark.parametrize("points", [3, 8])
def test_legendre(points):
    """Nodes and weights of NumPy's rule; 1e-12: both are eigenvalue problems in double precision."""
    nodes, weights = gauss_rule(points, *legendre.leggauss(100))
    expected_nodes, expected_weights = legendre.leggauss(points)
    np.testing.assert_allclose(nodes, expected_nodes, atol=1e-12)
    np.testing.assert_allclose(weights, expected_weights, atol=1e-12)


@pytest.mark.parametrize("points", [3, 8])
def test_laguerre(points):
    """exp(-x) on (0, 120) in 400 Legendre points. 1e-9: x^15 at nodes up to 23 weighs rounding."""
    t, w = legendre.leggauss(400)
    x = 60.0 * (t + 1.0)
    nodes, weights = gauss_rule(points, x, 60.0 * w * np.exp(-x))
    expected_nodes, expected_weights = laguerre.laggauss(points)
    np.testing.assert_allclose(nodes, expected_nodes, rtol=1e-9)
    np.testing.assert_allclose(weights, expected_weights, rtol=1e-9)


def test_nodes_lie_inside_and_weights_are_positive():
    """As for every Gauss rule of a positive measure; the weights add up to its mass (rounding)."""
    y = np.geomspace(1e-3, 50.0, 2000)
    measure = y**2 / (np.exp(y) + 1.0) * np.gradient(y)
    nodes, weights = gauss_rule(6, y, measure)
    assert np.all(np.diff(nodes) > 0.0)
    assert y[0] < nodes[0] < nodes[-1] < y[-1]
    assert np.all(weights > 0.0)
    assert weights.sum() == pytest.approx(measure.sum(), rel=1e-13)
