"""Fields over a grid, with numbers between its points: several are put together there, each interpolated by itself.

The smaller of two fields bends where the other takes over. Interpolated as one field, it would be 0 in another place.
"""

from typing import Final

import numpy as np

FINE: Final = 240
"""Intervals along each axis of a picture, at least: fewer would be seen."""


def parts_of(points: int) -> int:
    """Into how many parts each interval between so many points along an axis is divided."""
    return -(-FINE // (points - 1))


def refined_axis(places: np.ndarray) -> np.ndarray:
    """Places of points along an axis, with those between them."""
    parts = parts_of(len(places))
    at = np.arange((len(places) - 1) * parts + 1) / parts
    return np.interp(at, np.arange(len(places)), places)


def refined(field: np.ndarray) -> np.ndarray:
    """A field (rows, columns) at the points and between them; infinite becomes NaN.

    Bilinear in cells whose four corners are finite. Where one is not, the plane of the other three is taken, up to the
    line between its neighbours, as contours are drawn. Other cells have NaN.
    """
    known = np.where(np.isfinite(field), field, np.nan)
    rows, columns = (n - 1 for n in field.shape)
    down, across = (parts_of(n) for n in field.shape)
    inside = _inside_cells(known, np.arange(down + 1) / down, np.arange(across + 1) / across)
    fine = np.full((rows * down + 1, columns * across + 1), np.nan)
    # Cells share their sides: what one of them does not know, the other may.
    for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
        cells = inside[:, :, i : down + i, j : across + j].swapaxes(1, 2).reshape(rows * down, columns * across)
        part = fine[i : rows * down + i, j : columns * across + j]
        part[:] = np.where(np.isnan(part), cells, part)
    fine[::down, ::across] = known
    return fine


def _inside_cells(known: np.ndarray, y: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Values at fractions y and x of the sides of each cell: (rows of cells, columns of cells, y, x)."""
    corners = [known[i : i - 1 or None, j : j - 1 or None, None, None] for i in (0, 1) for j in (0, 1)]
    lacking = [np.isnan(corner) for corner in corners]
    y, x = y[:, None], x[None, :]
    shares = ((1 - y) * (1 - x), (1 - y) * x, y * (1 - x), y * x)
    distances = (y + x, y + 1 - x, 1 - y + x, 2 - y - x)
    value = np.zeros((*corners[0].shape[:2], y.size, x.size))
    for k, (share, distance) in enumerate(zip(shares, distances, strict=True)):
        # The plane of the other three corners, next to it in its row, in its column, and across the cell.
        plane = corners[k ^ 1] + corners[k ^ 2] - corners[k ^ 3]
        value += share * np.where(lacking[k], plane, corners[k])
        value[lacking[k] & (distance < 1.0 - 1e-9)] = np.nan
    return value
