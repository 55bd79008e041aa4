"""Hermite interpolation on a uniform grid: no search, C1 (cubic) or C2 (quintic), in JAX.

A look-up on a uniform grid is one multiplication and one gather, an order of magnitude faster than a search in
an arbitrary grid. Node values and derivatives are given, not estimated, so the interpolant is local and its error
is h^4 f''''/384 (cubic) or h^6 f^(6)/46080 (quintic).
"""

from typing import Any

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.namespace import AnyArray, namespace

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
        # Rows are inside by construction, and JAX would spend a tenth of a look-up on making sure.
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


def hermite_resample(x: AnyArray, nodes: AnyArray, *derivatives: AnyArray) -> tuple[Any, ...]:
    """Value and derivatives at x (any,) of the Hermite interpolant on increasing nodes (nodes,), as many as given.

    `derivatives` are node values and slopes (cubic) or values, slopes and curvatures (quintic), each (nodes,).
    """
    xp = namespace(x, nodes, *derivatives)
    index = xp.clip(xp.searchsorted(nodes, x, side="right") - 1, 0, nodes.shape[0] - 2)
    left, h = nodes[index], nodes[index + 1] - nodes[index]
    basis = {2: _CUBIC, 3: _QUINTIC}[len(derivatives)]
    data = [h**order * d[index + end] for order, d in enumerate(derivatives) for end in (0, 1)]
    c = list(basis.T @ xp.stack(data))
    results = []
    for _ in derivatives:
        value = c[-1]
        for coefficient in c[-2::-1]:
            value = value * (x - left) / h + coefficient
        results.append(value)
        c = [k * coefficient / h for k, coefficient in enumerate(c)][1:]
    return tuple(results)


def _window_basis() -> np.ndarray:
    """Coefficients (8, 8) of the degree-7 polynomial through values and slopes at nodes 0, 1, 2, 3."""
    nodes, powers = np.arange(4.0)[:, None], np.arange(8)
    values = nodes**powers
    slopes = powers * nodes ** np.maximum(powers - 1, 0)
    return np.linalg.inv(np.concatenate([values, slopes]))


_WINDOW = _window_basis()


def hermite_window(u: Array, spacing: Array, values: Array, slopes: Array) -> Array:
    """Degree-7 interpolant through values and slopes (4, n) at four equally spaced nodes, u = 0..3; error O(h^8)."""
    powers = u ** jnp.arange(8)
    weights = powers @ jnp.asarray(_WINDOW)
    return weights[:4] @ values + spacing * (weights[4:] @ slopes)
