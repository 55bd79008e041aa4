"""Gaussian quadrature for an arbitrary positive weight."""

import numpy as np


def gauss_rule(points: int, abscissae: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Gauss rule of a measure given as a fine discrete one; exact for polynomials of degree 2 points - 1.

    The Stieltjes procedure gives the recurrence coefficients and the eigenvalues of the Jacobi matrix the nodes
    (Golub & Welsch 1969). `abscissae` and `weights` (fine,) discretise the measure. Returns nodes and weights
    (points,).
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
