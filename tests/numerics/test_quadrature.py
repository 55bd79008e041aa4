"""Quadrature rules: their degree, classical rules found again, moments and singular integrands in closed form."""

import numpy as np
import pytest
from numpy.polynomial import laguerre, legendre
from scipy.special import gamma, zeta

from reheaton.numerics.quadrature import (
    bose_einstein_rule,
    double_exponential_rule,
    fermi_dirac_rule,
    gauss_legendre_root_rule,
    gauss_legendre_rule,
    gauss_rule,
    grid_weights,
    half_range_hermite_rule,
    tanh_sinh_rule,
    trapezoidal_rule,
)


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


def test_legendre_on_any_interval():
    """1e-13: rounding; nodes mirror each other exactly."""
    nodes, weights = gauss_legendre_rule(6, -1.0, 3.0)
    for degree in range(12):
        exact = (3.0 ** (degree + 1) - (-1.0) ** (degree + 1)) / (degree + 1)
        assert np.sum(weights * nodes**degree) == pytest.approx(exact, rel=1e-13)
    unit, _ = gauss_legendre_rule(7)
    assert (1.0 - unit).tolist() == pytest.approx(unit[::-1].tolist(), abs=1e-16)


def test_square_roots_at_the_lower_end():
    """1e-13: rounding. int x^(k/2) dx = 2/(k + 2) up to k + 1 = 2 points - 1."""
    x, weights = gauss_legendre_root_rule(4)
    for k in range(7):
        assert np.sum(weights * x ** (0.5 * k)) == pytest.approx(2.0 / (k + 2.0), rel=1e-13)


@pytest.mark.parametrize("points", [4, 10])
def test_half_range_hermite(points):
    """int_0^inf x^k exp(-x^2) dx = Gamma((k + 1)/2)/2; 1e-10: high powers weigh the rounding of the outermost nodes."""
    x, weights = half_range_hermite_rule(points)
    for k in range(2 * points):
        assert np.sum(weights * x**k) == pytest.approx(0.5 * gamma(0.5 * (k + 1)), rel=1e-10)


@pytest.mark.parametrize("points", [5, 10])
def test_fermi_dirac(points):
    """int x^(2 + k)/(e^x + 1) dx = (1 - 2^-(k + 2)) Gamma(k + 3) zeta(k + 3); 1e-10: as above."""
    x, weights = fermi_dirac_rule(points)
    for k in range(2 * points):
        exact = (1.0 - 2.0 ** -(k + 2)) * gamma(k + 3.0) * zeta(k + 3.0)
        assert np.sum(weights * x**k) == pytest.approx(exact, rel=1e-10)


@pytest.mark.parametrize("points", [5, 10])
def test_bose_einstein(points):
    """int x^(2 + k)/(e^x - 1) dx = Gamma(k + 3) zeta(k + 3); 1e-10: as above."""
    x, weights = bose_einstein_rule(points)
    for k in range(2 * points):
        assert np.sum(weights * x**k) == pytest.approx(gamma(k + 3.0) * zeta(k + 3.0), rel=1e-10)


def test_trapezoidal_rule_for_even_integrands():
    """exp(-x^2) is analytic everywhere: the error is exp(-(pi/spacing)^2) = 1e-17 at 0.5, below rounding."""
    x, weights = trapezoidal_rule(20, 0.5)
    assert np.sum(weights * np.exp(-(x**2))) == pytest.approx(0.5 * np.sqrt(np.pi), rel=1e-15)


@pytest.mark.parametrize("power", [0.5, 1.0, 3.0, 5.5])
def test_double_exponential_rule_with_roots_at_the_end(power):
    """1e-12, as stated."""
    x, weights = double_exponential_rule()
    assert np.sum(weights * x**power * np.exp(-x)) == pytest.approx(gamma(power + 1.0), rel=1e-12)


def test_tanh_sinh_rule():
    """1e-12 for polynomials and square roots at the ends, 1e-9 for poles 1e-3 beyond an end, as stated."""
    x, weights = tanh_sinh_rule()
    for degree in (0, 2, 10):
        assert np.sum(weights * x**degree) == pytest.approx(2.0 / (degree + 1.0), rel=1e-11)
    assert np.sum(weights * np.sqrt((1.0 - x) * (1.0 + x))) == pytest.approx(np.pi / 2.0, rel=1e-12)
    assert np.sum(weights / (1.001 - x)) == pytest.approx(np.log(2.001 / 0.001), rel=1e-9)


# --- values on a given grid ----------------------------------------------------------------------


@pytest.mark.parametrize("points", [2, 3, 4, 5, 8, 40])
def test_grid_weights_are_exact_for_cubics(points):
    """1e-13: polynomials of degree 3, or of one less than the points, on an irregular grid."""
    x = np.cumsum(np.random.default_rng(points).uniform(0.1, 2.0, points)) - 3.0
    weights = grid_weights(x)
    for power in range(min(4, points)):
        exact = (x[-1] ** (power + 1) - x[0] ** (power + 1)) / (power + 1)
        assert weights @ x**power == pytest.approx(exact, rel=1e-13, abs=1e-12 * np.abs(x).max() ** (power + 1))


def test_grid_weights_of_an_even_grid():
    """1e-15: those of Gregory's rule of third differences, by hand."""
    expected = np.array([8.0, 31.0, 20.0, 25.0, 24.0, 24.0, 25.0, 20.0, 31.0, 8.0]) / 24.0
    np.testing.assert_allclose(grid_weights(np.arange(10.0)), expected, rtol=1e-14)


def test_grid_weights_converge_with_the_fourth_power():
    """The error of int_0^2 e^x dx on grids of rising steps falls by about 16 when the steps are halved."""
    errors = []
    for points in (161, 321, 641):
        x = 2.0 * np.expm1(np.linspace(0.0, 1.0, points)) / np.expm1(1.0)
        errors.append(grid_weights(x) @ np.exp(x) - np.expm1(2.0))
    ratios = np.array(errors[:-1]) / errors[1:]
    assert np.all((13.0 < ratios) & (ratios < 18.0))
