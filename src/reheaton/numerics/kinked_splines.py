r"""Splines of functions of two positive variables (z, m) with a kink at z = m.

On each side of the kink the variable is x = (|ln(z/m)|/length)^(1/2), where length is the distance to the end of the
range of z: a kink of the form |ln(z/m)|^n ln|ln(z/m)| leaves x^(2n) ln x. Functions are even in x. The other variable
is ln m. Cubic splines in both; the outermost intervals of ln m are less accurate.
"""

from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.numerics.interpolation import spline_coefficients, spline_weights, split_position

_SLACK = 1e-9
"""Margin for rounding of ln z and ln m at the ends."""


@dataclass(frozen=True)
class KinkedGrid:
    """Where the nodes are: ranges of z and m, and how many nodes."""

    z_range: tuple[float, float]
    m_range: tuple[float, float]
    rows: int
    """Nodes in ln m."""
    intervals: int
    """Intervals of x on each side of the kink."""
    margins: tuple[float, float] = (0.1, 0.25)
    """How far ln m reaches beyond its range at either end, where the grid is less accurate."""

    @property
    def log_m(self) -> np.ndarray:
        """ln m of the rows, (rows,)."""
        low, high = np.log(self.m_range)
        return np.linspace(low - self.margins[0], high + self.margins[1], self.rows)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Of the coefficients: side, row, x; how many functions there are comes last."""
        return 2, self.rows + 2, self.intervals + 3

    def length(self, log_m: np.ndarray, side: int) -> np.ndarray:
        """Distance in ln z from the kink to the end; side 0 is z < m, side 1 is z > m."""
        return np.log(self.z_range[1]) - log_m if side else log_m - np.log(self.z_range[0])

    def log_z(self, side: int) -> np.ndarray:
        """ln z of the nodes of one side, (rows, intervals + 1)."""
        x = np.linspace(0.0, 1.0, self.intervals + 1)
        return self.log_m[:, None] + (2 * side - 1) * self.length(self.log_m, side)[:, None] * x**2


def kinked_splines(values: np.ndarray) -> np.ndarray:
    """Coefficients (*KinkedGrid.shape, functions) of values at the nodes, (2, rows, intervals + 1, functions)."""
    return spline_coefficients(even_spline(values, axis=2), axis=1)


def kinked_value(grid: KinkedGrid, coefficients: Array, z: ArrayLike, m: ArrayLike) -> Array:
    """The functions at one point (z, m), (functions,), with derivatives; NaN outside the ranges."""
    _, rows, columns, count = coefficients.shape
    log_z, log_m = jnp.log(jnp.asarray(z, dtype=float)), jnp.log(jnp.asarray(m, dtype=float))
    above = log_z >= log_m
    distance = jnp.where(above, log_z - log_m, log_m - log_z)
    low, high = np.log(grid.z_range)
    length = jnp.where(above, high - log_m, log_m - low)
    # The square root has no derivative at 0. The spline is even there, so the derivative of both together is finite: at
    # 1e-14 rounding errors of the slope, 1e-14, are still 1e-7 of it.
    across = jnp.sqrt((distance + 1e-14) / length) * (columns - 3)
    first, last = grid.log_m[0], grid.log_m[-1]
    along = (log_m - first) / (last - first) * (rows - 3)
    (i, u), (j, v) = split_position(along, rows - 3), split_position(across, columns - 3)
    start = (above.astype(i.dtype), i, j, jnp.zeros_like(i))
    block = jax.lax.dynamic_slice(coefficients, start, (1, 4, 4, count))[0]
    values = jnp.tensordot(spline_weights(v), jnp.tensordot(spline_weights(u), block, 1), 1)
    lowest, highest = np.log(grid.m_range)
    inside = (log_m >= lowest - _SLACK) & (log_m <= highest + _SLACK)
    inside = inside & (log_z >= low - _SLACK) & (log_z <= high + _SLACK)
    return jnp.where(inside, values, jnp.nan)


def even_spline(values: np.ndarray, axis: int) -> np.ndarray:
    """Spline coefficients of even functions of which the half from 0 on is given; nodes + 2 along the axis."""
    half = np.moveaxis(values, axis, 0)
    coefficients = spline_coefficients(np.concatenate([half[:0:-1], half]), axis=0)
    return np.moveaxis(coefficients[len(half) - 1 :], 0, axis)
