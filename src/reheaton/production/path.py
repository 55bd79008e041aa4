"""T and H of one sector at the quadrature points of the production integral, along ln a.

The points lie two by two in equal panels of ln a (Gauss-Legendre, fourth order). They come from a solved background,
from a bath that expands alone, or from a user's table of T(a) and H(a).
"""

from typing import Final, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.cosmology import hubble
from reheaton.errors import InvalidInput
from reheaton.matter.bath import Baths
from reheaton.numerics.interpolation import cubic_hermite
from reheaton.universe.background import Background
from reheaton.universe.events import cooled_to

PANELS: Final = 64
"""Panels of ln a. 512 change the number of particles by up to 7e-6 and f by up to 2e-5 (tested; rates to 4000 H)."""
_GAUSS: Final = 0.5 + 0.5 / np.sqrt(3.0) * np.array([-1.0, 1.0])
"""Where the two points lie in a panel."""


class Path(NamedTuple):
    """T [GeV] of one sector and H [GeV], at two points of each panel of ln a: shapes (panels, 2)."""

    log_a: Array
    T: Array
    H: Array
    width: Array
    """Length of a panel in ln a."""
    log_aT_end: Array
    """ln(a T) [ln GeV] at the end of the last panel, the measure of comoving momenta."""


def gauss_points(start: ArrayLike, end: ArrayLike, panels: int = PANELS) -> tuple[Array, Array]:
    """ln a of the points (panels, 2) between two values of ln a, and the length of a panel."""
    first = jnp.asarray(start, dtype=float)
    width = (jnp.asarray(end) - first) / panels
    return first + width * jnp.asarray(np.arange(panels)[:, None] + _GAUSS), width


def follow_background(background: Background, sector: str, T_start: ArrayLike, T_end: ArrayLike) -> Path:
    """The path of a sector of a solved background while it cools from T_start to T_end [GeV].

    Starts where the background starts if that is colder than T_start.
    """
    ends = background.when({"hot": cooled_to(sector, T_start), "cold": cooled_to(sector, T_end)})
    cold = ends["cold"]
    reached = background.instants.T[sector][0] > jnp.asarray(T_start)
    start = jnp.where(reached, ends["hot"].log_a, background.instants.log_a[0])
    log_a, width = gauss_points(start, cold.log_a)
    now = background.at(log_a.ravel())
    T, H = (value.reshape(log_a.shape) for value in (now.T[sector], now.H))
    return Path(log_a, T, H, width, cold.log_a + jnp.log(cold.T[sector]))


def follow_bath(baths: Baths, T_start: ArrayLike, T_end: ArrayLike) -> Path:
    """The path of a bath alone in its universe, baths number 0: entropy is conserved, a = s^(-1/3)."""
    ends = -baths.log_s(0, jnp.stack([jnp.asarray(T_start, dtype=float), jnp.asarray(T_end, dtype=float)])) / 3.0
    log_a, width = gauss_points(ends[0], ends[1])
    state = baths.state(0, -3.0 * log_a)
    return Path(log_a, state.T, hubble(state.rho), width, ends[1] + jnp.log(T_end))


def follow_table(
    log_a: np.ndarray, T: np.ndarray, H: np.ndarray, *, T_start: float | None = None, T_end: float | None = None
) -> Path:
    """The path in a table: rising ln a, falling T [GeV] of the sector and H [GeV], each (rows,).

    Interpolated by cubics in ln a, error of third order in its spacing; 200 even rows give the number of particles to
    1e-5. `T_start` and `T_end` [GeV] choose a part. Raises InvalidInput if the table does not hold it, or is no
    history.
    """
    log_a, T, H = (np.asarray(values, dtype=float) for values in (log_a, T, H))
    if log_a.ndim != 1 or len(log_a) < 4 or not log_a.shape == T.shape == H.shape:
        raise InvalidInput("a history needs ln a, T and H as arrays of one length, 4 or more.")
    if not (np.all(np.isfinite(log_a)) and np.all(T > 0) and np.all(H > 0) and np.all(np.isfinite(T * H))):
        raise InvalidInput("a history needs finite ln a and positive, finite T and H.")
    if not (np.all(np.diff(log_a) > 0) and np.all(np.diff(T) < 0)):
        raise InvalidInput("in a history ln a must rise and T must fall from row to row.")
    for name, wanted in (("T_start", T_start), ("T_end", T_end)):
        if wanted is not None and not T[-1] <= wanted <= T[0]:
            raise InvalidInput(
                f"the history covers {T[0]:g} to {T[-1]:g} GeV, which leaves out {name} = {wanted:g} GeV."
            )
    first, last = (end if chosen is None else chosen for chosen, end in ((T_start, T[0]), (T_end, T[-1])))
    if not first > last:
        raise InvalidInput(f"a history cools: T_start = {first:g} GeV must lie above T_end = {last:g} GeV.")
    ends = cubic_hermite(-np.log(T), log_a, -np.log([first, last]))
    points, width = gauss_points(ends[0], ends[1])
    log_T, log_H = (cubic_hermite(log_a, np.log(values), np.asarray(points)) for values in (T, H))
    log_T_end = cubic_hermite(log_a, np.log(T), np.asarray(ends[1]))
    return Path(points, jnp.exp(log_T), jnp.exp(log_H), width, jnp.asarray(ends[1] + log_T_end))
