"""Hermite interpolation on a uniform grid: no search, C1 (cubic) or C2 (quintic), in JAX.

A look-up on a uniform grid is one multiplication and one gather, an order of magnitude faster than a search in
an arbitrary grid. Node values and derivatives are given, not estimated, so the interpolant is local and its error
is h^4 f''''/384 (cubic) or h^6 f^(6)/46080 (quintic).
"""

from collections.abc import Sequence

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

# Rows: coefficients of u^k in each Hermite basis function, columns k; node data in the order
# (value left, value right, slope left, slope right, ...), derivatives in units of the spacing.
_CUBIC = np.array([[1, 0, -3, 2], [0, 0, 3, -2], [0, 1, -2, 1], [0, 0, -1, 1]], dtype=float)
_QUINTIC = np.array(
    [
        [1, 0, 0, -10, 15, -6],
        [0, 0, 0, 10, -15, 6],
        [0, 1, 0, -6, 8, -3],
        [0, 0, 0, -4, 7, -3],
        [0, 0, 0.5, -1.5, 1.5, -0.5],
        [0, 0, 0, 0.5, -1, 0.5],
    ]
)


class UniformSplines(eqx.Module):
    """A stack of piecewise polynomials, each on a uniform grid of its own, constant beyond its ends.

    The caller sees to it that constant continuation is right (massless limits) or checks `inside`.
    """

    start: Array
    """First node of each function, shape (functions,)."""
    spacing: Array
    """Distance of the nodes of each function, shape (functions,)."""
    coefficients: Array
    """Polynomial coefficients, lowest power first, shape (functions, intervals, order + 1)."""

    def value_and_slope(self, which: int | Array, x: Array) -> tuple[Array, Array]:
        """Value and derivative of function `which` at x, any common shape; beyond the ends the slope is zero."""
        return self.derivatives(which, x)[:2]

    def derivatives(self, which: int | Array, x: Array) -> tuple[Array, Array, Array]:
        """Value, first and second derivative of function `which` at x, any common shape; zero beyond the ends."""
        intervals = self.coefficients.shape[1]
        spacing = self.spacing[which]
        position = (x - self.start[which]) / spacing
        clamped = jnp.clip(position, 0.0, float(intervals))
        index = jnp.minimum(clamped.astype(jnp.int32), intervals - 1)
        u = clamped - index
        c = jnp.moveaxis(self.coefficients[which, index], -1, 0)
        value, slope, half_curvature = c[-1], jnp.zeros_like(u), jnp.zeros_like(u)
        for k in range(c.shape[0] - 2, -1, -1):
            half_curvature = half_curvature * u + slope
            slope = slope * u + value
            value = value * u + c[k]
        on_grid = clamped == position
        return (
            value,
            jnp.where(on_grid, slope / spacing, 0.0),
            jnp.where(on_grid, 2.0 * half_curvature / spacing**2, 0.0),
        )

    def inside(self, which: int | Array, x: Array) -> tuple[Array, Array]:
        """Whether x is (not below, not above) the grid of function `which`."""
        position = (x - self.start[which]) / self.spacing[which]
        return position >= 0.0, position <= self.coefficients.shape[1]


def hermite_splines(start: ArrayLike, spacing: ArrayLike, *derivatives: ArrayLike) -> UniformSplines:
    """Splines through node values and their derivatives, each of shape (functions, nodes).

    Two arrays (value, slope) give cubics, three (value, slope, curvature) quintics. `start`, `spacing` (functions,).
    """
    basis = jnp.asarray({2: _CUBIC, 3: _QUINTIC}[len(derivatives)])
    spacing = jnp.atleast_1d(jnp.asarray(spacing, dtype=float))
    data = []
    for order, values in enumerate(derivatives):
        scaled = jnp.atleast_2d(jnp.asarray(values)) * spacing[:, None] ** order
        data += [scaled[:, :-1], scaled[:, 1:]]
    return UniformSplines(jnp.atleast_1d(jnp.asarray(start, dtype=float)), spacing, jnp.stack(data, axis=-1) @ basis)


def natural_cubic_slopes(spacing: float, values: Sequence[float] | np.ndarray) -> np.ndarray:
    """Node slopes of the cubic spline with fourth-order one-sided ends, for tables that come without slopes.

    Fourth-order compact differences: s_(i-1) + 4 s_i + s_(i+1) = 3 (y_(i+1) - y_(i-1))/h. Shape (nodes,).
    """
    y = np.asarray(values, dtype=float)
    n = y.size
    matrix = np.zeros((n, n))
    right = np.zeros(n)
    rows = np.arange(1, n - 1)
    matrix[rows, rows - 1] = matrix[rows, rows + 1] = 1.0
    matrix[rows, rows] = 4.0
    right[1:-1] = 3.0 * (y[2:] - y[:-2]) / spacing
    one_sided = np.array([-25.0, 48.0, -36.0, 16.0, -3.0]) / (12.0 * spacing)
    matrix[0, 0] = matrix[-1, -1] = 1.0
    right[0] = one_sided @ y[:5]
    right[-1] = -one_sided @ y[-1:-6:-1]
    return np.linalg.solve(matrix, right)



def quintic_between(u: Array, spacing: Array, left: tuple[Array, ...], right: tuple[Array, ...]) -> Array:
    """Quintic Hermite interpolant at fraction u of an interval, from (value, slope, curvature) at its two ends.

    The ends may be vectors (n); the result has their shape.
    """
    weights = jnp.asarray(_QUINTIC) @ u ** jnp.arange(6)
    total = jnp.zeros_like(left[0])
    for order in range(3):
        total = total + spacing**order * (weights[2 * order] * left[order] + weights[2 * order + 1] * right[order])
    return total
