"""Interpolation by cubic B-splines on a uniform grid, C2, in JAX.

A value is a sum of four neighbouring coefficients with weights that depend only on the position between nodes. On
grids whose spacing is that of the points asked for, the weights are common to all of them: no look-up at all.
"""

import numpy as np

from reheaton.backend.namespace import AnyArray, namespace


def spline_coefficients(values: np.ndarray, axis: int = -1) -> np.ndarray:
    """Coefficients of the spline through values at n nodes along an axis, which becomes n + 2 long.

    Not-a-knot at both ends: cubic polynomials are reproduced exactly. n >= 4.
    """
    values = np.moveaxis(np.asarray(values, dtype=float), axis, 0)
    n = values.shape[0]
    system = np.zeros((n + 2, n + 2))
    rows = np.arange(n)
    for k, weight in enumerate((1.0, 4.0, 1.0)):
        system[rows + 1, rows + k] = weight / 6.0
    system[0, :5] = system[-1, -5:] = 1.0, -4.0, 6.0, -4.0, 1.0
    right = np.zeros((n + 2, *values.shape[1:]))
    right[1:-1] = values
    flat = np.linalg.solve(system, right.reshape(n + 2, -1))
    return np.moveaxis(flat.reshape(right.shape), 0, axis)


def spline_weights(u: AnyArray) -> AnyArray:
    """Weights of coefficients i .. i + 3 at the fraction u between nodes i and i + 1; shape (4,) + that of u."""
    xp = namespace(u)
    v = 1.0 - u
    first, second = v**3, 3.0 * u**3 - 6.0 * u**2 + 4.0
    return xp.stack([first, second, 6.0 - first - second - u**3, u**3]) / 6.0


def split_position(position: AnyArray, intervals: int) -> tuple[AnyArray, AnyArray]:
    """Node below a position (in units of the spacing) and the fraction above it, clamped to the grid."""
    xp = namespace(position)
    clamped = xp.clip(position, 0.0, float(intervals))
    index = xp.minimum(clamped.astype(np.int32), intervals - 1)
    return index, clamped - index


def resample(values: np.ndarray, start: float, spacing: float, wanted: np.ndarray) -> np.ndarray:
    """Values (nodes, ...) on a uniform grid, interpolated to other points; constant beyond the ends."""
    index, u = split_position((wanted - start) / spacing, len(values) - 1)
    coefficients = spline_coefficients(values, axis=0)
    weights = spline_weights(u).reshape(4, -1, *[1] * (coefficients.ndim - 1))
    return np.sum([w * coefficients[index + k] for k, w in enumerate(weights)], axis=0)
