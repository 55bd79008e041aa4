"""Quadrature rules: nodes and weights, each (points,), whose weighted sum is an integral.

Gauss rules converge exponentially for smooth integrands. Double-exponential rules do so whatever algebraic or
logarithmic behaviour there is at an end: a change of variable sends the ends to infinity, where the trapezoidal rule is
exponentially accurate (Takahasi & Mori 1974). Square roots at a threshold, and second thresholds close to it, cost
nothing.
"""

import functools

import numpy as np

Rule = tuple[np.ndarray, np.ndarray]
"""Nodes and weights, each (points,)."""


# --- Gauss ---------------------------------------------------------------------------------------
def gauss_legendre_rule(points: int, low: float = 0.0, high: float = 1.0) -> Rule:
    """int_low^high f dx; exact for polynomials of degree 2 points - 1. Nodes lie symmetrically, to the last bit."""
    nodes, weights = np.polynomial.legendre.leggauss(points)
    half = 0.5 * (high - low)
    return low + half * (1.0 + nodes), half * weights


def gauss_legendre_root_rule(points: int) -> Rule:
    """int_0^1 f dx for f that is smooth in sqrt(x): Gauss-Legendre in sqrt(x)."""
    root, weights = gauss_legendre_rule(points)
    return root**2, 2.0 * root * weights


def half_range_hermite_rule(points: int) -> Rule:
    """int_0^inf f exp(-x^2) dx; exact for polynomials of degree 2 points - 1."""
    x, fine = gauss_legendre_rule(200, 0.0, 12.0)
    return gauss_rule(points, x, fine * np.exp(-(x**2)))


@functools.cache
def fermi_dirac_rule(points: int) -> Rule:
    """int_0^inf f x^2/(e^x + 1) dx; exact for polynomials of degree 2 points - 1."""
    x, fine = double_exponential_rule(4001, -4.0, 4.9)
    return gauss_rule(points, x, fine * x**2 / (np.exp(x) + 1.0))


@functools.cache
def bose_einstein_rule(points: int) -> Rule:
    """int_0^inf f x^2/(e^x - 1) dx; exact for polynomials of degree 2 points - 1."""
    x, fine = double_exponential_rule(4001, -4.0, 4.9)
    return gauss_rule(points, x, fine * x**2 / np.expm1(x))


def gauss_rule(points: int, abscissae: np.ndarray, weights: np.ndarray) -> Rule:
    """Gauss rule of a measure given as a fine discrete one; exact for polynomials of degree 2 points - 1.

    The Stieltjes procedure gives the recurrence coefficients, and the eigenvalues of the Jacobi matrix are the nodes
    (Golub & Welsch 1969). `abscissae` and `weights` (fine,) discretise the measure.
    """
    mass = weights.sum()
    previous, current = np.zeros_like(abscissae), np.full_like(abscissae, 1.0 / np.sqrt(mass))
    diagonal, off_diagonal = np.zeros(points), np.zeros(points)
    for k in range(points):
        diagonal[k] = np.sum(weights * abscissae * current**2)
        following = (abscissae - diagonal[k]) * current - off_diagonal[k - 1] * previous
        off_diagonal[k] = np.sqrt(np.sum(weights * following**2))
        previous, current = current, following / off_diagonal[k]
    jacobi = np.diag(diagonal) + np.diag(off_diagonal[:-1], 1) + np.diag(off_diagonal[:-1], -1)
    nodes, vectors = np.linalg.eigh(jacobi)
    return nodes, mass * vectors[0] ** 2


# --- trapezoidal rule after a change of variable -------------------------------------------------
def double_exponential_rule(points: int = 40, start: float = -2.9, end: float = 3.8) -> Rule:
    """int_0^inf f dx for f that falls as exp(-x) times a power.

    x = exp(v - exp(-v)), start < v < end; by default e^-21 < x < 44. Validity: 40 points give 1e-12 for x^a exp(-x),
    a > 0.4, and wherever the singularities of f have Re x <= 0. A scale of f far below the first x is not seen.
    """
    v = np.linspace(start, end, points)
    x = np.exp(v - np.exp(-v))
    return x, (v[1] - v[0]) * x * (1.0 + np.exp(-v))


def tanh_sinh_rule(points: int = 64) -> Rule:
    """int_-1^1 f dx for bounded f.

    x = tanh(pi/2 sinh v), |v| < 2.9. Validity: 64 points give 1e-12 for smooth f and for square roots at the ends, 1e-9
    for a pole 1e-3 outside (-1, 1), 1e-6 for a double pole 1e-5 outside.
    """
    v = np.linspace(-2.9, 2.9, points)
    u = 0.5 * np.pi * np.sinh(v)
    return np.tanh(u), (v[1] - v[0]) * 0.5 * np.pi * np.cosh(v) / np.cosh(u) ** 2


def trapezoidal_rule(points: int, spacing: float) -> Rule:
    """int_0^inf f dx for an even f that has fallen to nothing at the last node, (points - 1) spacing.

    The error is exp(-2 pi d/spacing) for f analytic within d of the real axis.
    """
    weights = np.full(points, spacing)
    weights[0] *= 0.5
    return spacing * np.arange(points), weights


# --- values on a given grid ----------------------------------------------------------------------
def grid_weights(x: np.ndarray) -> np.ndarray:
    """Weights of values on a rising grid, (points,), for the integral from its first point to its last.

    Each interval is integrated with the cubic through the four points nearest to it (Gill & Miller 1972), with fewer
    points the polynomial through all: fourth order in the spacing. On an even grid all weights but three at each end
    equal the spacing, so that the rule converges exponentially for smooth functions that vanish at both ends.
    """
    points = min(4, len(x))
    first = np.clip(np.arange(len(x) - 1) - 1, 0, len(x) - points)[:, None] + np.arange(points)
    width = np.diff(x)[:, None]
    u = (x[first] - x[:-1, None]) / width
    powers = np.arange(points)
    # A rule on one interval integrates every power of u from 0 to 1: sum_k w_k u_k^n = 1/(n + 1).
    moments = np.broadcast_to(1.0 / (1.0 + powers), u.shape)
    own = np.linalg.solve(u[:, None, :] ** powers[:, None], moments[..., None])[..., 0]
    weights = np.zeros(len(x))
    np.add.at(weights, first, width * own)
    return weights
