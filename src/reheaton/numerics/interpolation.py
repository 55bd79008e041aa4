"""Interpolation: Hermite and B-spline on uniform grids, cubics on uneven nodes.

On a uniform grid a look-up is one multiplication and one gather, ten times faster than a search among uneven nodes.

- Hermite: node values and derivatives are given, not estimated, so the interpolant is local. C1 (cubic, error
  h^4 f''''/384) or C2 (quintic, error h^6 f^(6)/46080).
- Cubic B-spline: only node values are given. A value is a sum of four neighbouring coefficients whose weights depend
  only on the position between two nodes; points that are one spacing apart share their weights. C2.
- Uneven nodes: cubics through nodes anywhere, for tables that are read once.
"""

from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.namespace import AnyArray, namespace

# --- Hermite interpolation on uniform grids -------------------------------------------------------
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

    Where a constant continuation is wrong, the caller checks `inside`.
    """

    start: AnyArray
    """First node of each function, shape (functions,)."""
    spacing: AnyArray
    """Distance of the nodes of each function, shape (functions,)."""
    coefficients: AnyArray
    """Polynomial coefficients, lowest power first, shape (functions, intervals, order + 1)."""

    def value_and_slope(self, which: int | AnyArray, x: AnyArray) -> tuple[Array, Array]:
        """Value and derivative of function `which` at x, any common shape; beyond the ends the slope is zero."""
        value, slope = self._expand(which, x, 2)
        return value, slope

    def derivatives(self, which: int | AnyArray, x: AnyArray) -> tuple[Array, Array, Array]:
        """Value, first and second derivative of function `which` at x, any common shape; zero beyond the ends."""
        value, slope, curvature = self._expand(which, x, 3)
        return value, slope, curvature

    def _expand(self, which: int | AnyArray, x: AnyArray, terms: int) -> list[Any]:
        # Inside a transformation the number of the function may be traced, which NumPy tables cannot be indexed with.
        xp = namespace(x, which, self.coefficients)
        start, spacing, coefficients = (xp.asarray(a) for a in (self.start, self.spacing, self.coefficients))
        intervals = coefficients.shape[1]
        h = spacing[which]
        position = (x - start[which]) / h
        clamped = xp.clip(position, 0.0, float(intervals))
        index = xp.minimum(clamped.astype(np.int32), intervals - 1)
        u = clamped - index
        row = which * intervals + index
        flat = coefficients.reshape(-1, coefficients.shape[-1])
        # Rows are inside by construction; the check of JAX would cost a tenth of a look-up.
        rows = flat[row] if xp is np else flat.at[row].get(mode="promise_in_bounds")
        c = list(xp.moveaxis(rows, -1, 0))
        on_grid = clamped == position
        results = []
        for order in range(terms):
            value = c[-1]
            for coefficient in c[-2::-1]:
                value = value * u + coefficient
            results.append(value if order == 0 else xp.where(on_grid, value / h**order, 0.0))
            c = [k * coefficient for k, coefficient in enumerate(c)][1:]
        return results

    def inside(self, which: int | Array, x: Array) -> tuple[Array, Array]:
        """Whether x is (not below, not above) the grid of function `which`."""
        position = (x - jnp.asarray(self.start)[which]) / jnp.asarray(self.spacing)[which]
        return position >= 0.0, position <= self.coefficients.shape[1]


def hermite_splines(start: AnyArray | float, spacing: AnyArray | float, *derivatives: AnyArray) -> UniformSplines:
    """Splines through node values and their derivatives, each of shape (functions, nodes).

    Two arrays (value, slope) give cubics, three (value, slope, curvature) quintics. `start`, `spacing` (functions,).
    """
    xp = namespace(start, spacing, *derivatives)
    h = xp.atleast_1d(xp.asarray(spacing, dtype=float))
    data = []
    for order, values in enumerate(derivatives):
        scaled = xp.atleast_2d(xp.asarray(values)) * h[:, None] ** order
        data += [scaled[:, :-1], scaled[:, 1:]]
    coefficients = xp.stack(data, axis=-1) @ {2: _CUBIC, 3: _QUINTIC}[len(derivatives)]
    return UniformSplines(xp.atleast_1d(xp.asarray(start, dtype=float)), h, coefficients)


# --- B-splines on uniform grids -------------------------------------------------------------------
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


def quintic_derivatives(values: np.ndarray, spacing: float) -> tuple[np.ndarray, np.ndarray]:
    """First and second derivative at the nodes, (n,), of the C4 quintic spline through values (n,); n >= 7.

    Not-a-knot at both ends: quintic polynomials are reproduced exactly. It is that of
    `scipy.interpolate.make_interp_spline`, which takes 0.3 s to import.
    """
    n = len(values)
    system, rows = np.zeros((n + 4, n + 4)), np.arange(n)
    bases = np.array([[1, 26, 66, 26, 1], [-5, -50, 0, 50, 5], [20, 40, -120, 40, 20]]) / 120.0
    for k, weight in enumerate(bases[0]):
        system[rows + 2, rows + k] = weight
    # A sixth difference of coefficients is a jump of the fifth derivative.
    for row, first in ((0, 0), (1, 1), (n + 2, n - 4), (n + 3, n - 3)):
        system[row, first : first + 7] = 1.0, -6.0, 15.0, -20.0, 15.0, -6.0, 1.0
    coefficients = np.linalg.solve(system, np.pad(values, 2))
    near = np.stack([coefficients[k : n + k] for k in range(5)])
    return bases[1] @ near / spacing, bases[2] @ near / spacing**2


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


# --- uneven nodes ----------------------------------------------------------------------------------
def hermite_resample(x: AnyArray, nodes: AnyArray, *derivatives: AnyArray) -> tuple[Any, ...]:
    """Value and derivatives at x (any shape) of the Hermite interpolant on rising nodes (nodes,), as many as are given.

    `derivatives` are node values and slopes (cubic) or values, slopes and curvatures (quintic), each (nodes,).
    """
    xp = namespace(x, nodes, *derivatives)
    index = xp.clip(xp.searchsorted(nodes, x, side="right") - 1, 0, nodes.shape[0] - 2)
    left, h = nodes[index], nodes[index + 1] - nodes[index]
    basis = {2: _CUBIC, 3: _QUINTIC}[len(derivatives)]
    data = [h**order * d[index + end] for order, d in enumerate(derivatives) for end in (0, 1)]
    c = list(xp.tensordot(basis.T, xp.stack(data), 1))
    results = []
    for _ in derivatives:
        value = c[-1]
        for coefficient in c[-2::-1]:
            value = value * (x - left) / h + coefficient
        results.append(value)
        c = [k * coefficient / h for k, coefficient in enumerate(c)][1:]
    return tuple(results)


def cubic_hermite(nodes: np.ndarray, values: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Cubic Hermite interpolant at x (any shape) of values on rising nodes, both (nodes,).

    Slopes are those of the parabola through a node and its neighbours: the error is of third order in the spacing.
    """
    return hermite_resample(x, nodes, values, np.gradient(values, nodes, edge_order=2))[0]


def cubic_lagrange(nodes: np.ndarray, values: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Values (nodes, ...) on rising nodes at x (points,) inside them, by the cubic through the four nodes around.

    Needs four nodes; returns (points, ...). Continuous, error of fourth order in the spacing.
    """
    first = np.clip(np.searchsorted(nodes, x) - 2, 0, len(nodes) - 4)
    around = nodes[first[:, None] + np.arange(4)]
    result = np.zeros((len(x), *values.shape[1:]))
    for k in range(4):
        others = [j for j in range(4) if j != k]
        weight = np.prod((x[:, None] - around[:, others]) / (around[:, [k]] - around[:, others]), axis=1)
        result += weight.reshape(-1, *[1] * (values.ndim - 1)) * values[first + k]
    return result


def cubic_spline(nodes: np.ndarray, values: np.ndarray, x: np.ndarray, first_slope: float | None = None) -> np.ndarray:
    """C2 cubic spline of values (..., nodes) on rising nodes (nodes,) at x (points,); returns (..., points).

    The slope at the first node is `first_slope`, or that of the first interval; at the last node it is that of the last
    interval. Before the first node the result is a straight line, after the last one it is constant.
    """
    h = np.diff(nodes)
    secants = np.diff(values, axis=-1) / h
    equations = np.diag(np.ones(len(nodes)))
    wanted = np.empty_like(values)
    wanted[..., 0] = secants[..., 0] if first_slope is None else first_slope
    wanted[..., -1] = secants[..., -1]
    for i in range(1, len(nodes) - 1):
        equations[i, i - 1 : i + 2] = h[i], 2.0 * (h[i - 1] + h[i]), h[i - 1]
        wanted[..., i] = 3.0 * (h[i] * secants[..., i - 1] + h[i - 1] * secants[..., i])
    slopes = wanted @ np.linalg.inv(equations).T
    within = np.clip(x, nodes[0], nodes[-1])
    k = np.clip(np.searchsorted(nodes, within) - 1, 0, len(nodes) - 2)
    u = (within - nodes[k]) / h[k]
    inner = values[..., k] * (1.0 + 2.0 * u) * (1.0 - u) ** 2 + values[..., k + 1] * u**2 * (3.0 - 2.0 * u)
    bends = h[k] * (slopes[..., k] * u * (1.0 - u) ** 2 - slopes[..., k + 1] * u**2 * (1.0 - u))
    return inner + bends + wanted[..., :1] * np.minimum(x - nodes[0], 0.0)
