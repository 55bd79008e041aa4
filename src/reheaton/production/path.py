"""T and H of one sector at the quadrature points of the production integral, along ln a.

The points lie two by two in equal panels of ln a (Gauss-Legendre, fourth order). They come from a solved background,
from a bath that expands alone, or from a user's table of T(a) and H(a).
"""

from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.one_by_one import one_by_one
from reheaton.cosmology import T_BBN, T_CMB, hubble
from reheaton.errors import InvalidInput
from reheaton.matter.bath import Baths
from reheaton.numerics.interpolation import hermite_resample
from reheaton.universe.background import Background
from reheaton.universe.events import START, cooled_to

PANELS: Final = 64
"""Panels of ln a. 512 change the number of particles by up to 7e-6 and f by up to 2e-5 (tested; rates to 4000 H)."""
FEWEST_ROWS: Final = 4
"""Rows of a table that cubics need."""
SAME: Final = 1e-9
"""ln T by which an end of a table may be missed: temperatures written to 12 digits, and rounding."""
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


class Course(NamedTuple):
    """T and H of one sector between two values of ln a, at any of them."""

    start: Array
    end: Array
    log_aT_end: Array
    """ln(a T) [ln GeV] at the end."""
    at: Callable[[Array], tuple[Array, Array]]
    """From ln a, (points,), to T and H [GeV], each (points,)."""

    def path(self) -> Path:
        """The path of this course."""
        log_a, width = gauss_points(self.start, self.end)
        T, H = (value.reshape(log_a.shape) for value in self.at(log_a.ravel()))
        return Path(log_a, T, H, width, self.log_aT_end)


def gauss_points(start: ArrayLike, end: ArrayLike, panels: int = PANELS) -> tuple[Array, Array]:
    """ln a of the points (panels, 2) between two values of ln a, and the length of a panel."""
    first = jnp.asarray(start, dtype=float)
    width = (jnp.asarray(end) - first) / panels
    return first + width * jnp.asarray(np.arange(panels)[:, None] + _GAUSS), width


def course_in_background(background: Background, sector: str, T_start: ArrayLike, T_end: ArrayLike) -> Course:
    """The course of a sector of a solved background while it cools from T_start to T_end [GeV].

    Starts where the background starts if that is colder than T_start.
    """
    ends = background.when({"hot": cooled_to(sector, T_start), "cold": cooled_to(sector, T_end)})
    first, cold = ends[START], ends["cold"]
    start = jnp.where(first.T[sector] > jnp.asarray(T_start), ends["hot"].log_a, first.log_a)

    at = partial(one_by_one(partial(_at, sector)), background)
    return Course(start, cold.log_a, cold.log_a + jnp.log(cold.T[sector]), at)


def _at(sector: str, background: Background, log_a: Array) -> tuple[Array, Array]:
    now = background.at(log_a, age=False)
    return now.T[sector], now.H


def follow_background(background: Background, sector: str, T_start: ArrayLike, T_end: ArrayLike) -> Path:
    """The path of `course_in_background`."""
    return course_in_background(background, sector, T_start, T_end).path()


def course_of_bath(baths: Baths, T_start: ArrayLike, T_end: ArrayLike) -> Course:
    """The course of a bath alone in its universe, baths number 0: entropy is conserved, a = s^(-1/3)."""
    ends = -baths.log_s(0, jnp.stack([jnp.asarray(T_start, dtype=float), jnp.asarray(T_end, dtype=float)])) / 3.0

    def at(log_a: Array) -> tuple[Array, Array]:
        state = baths.state(0, -3.0 * log_a)
        return state.T, hubble(state.rho)

    return Course(ends[0], ends[1], ends[1] + jnp.log(T_end), at)


def follow_bath(baths: Baths, T_start: ArrayLike, T_end: ArrayLike) -> Path:
    """The path of `course_of_bath`."""
    return course_of_bath(baths, T_start, T_end).path()


class History(NamedTuple):
    """A table of rising ln a, falling ln T and ln H, each (rows,), with the slopes that interpolation needs.

    Cubics in ln a, error of third order in its spacing; 200 even rows give the number of particles to 1e-5.
    """

    log_a: Any
    log_T: Any
    log_H: Any
    slope_T: Any
    """d ln T/d ln a."""
    slope_H: Any
    """d ln H/d ln a."""
    slope_a: Any
    """d ln a/d ln(1/T), which need not be the inverse of `slope_T` on a coarse table."""

    def log_T_at(self, log_a: ArrayLike) -> Array:
        """ln T at ln a inside the table, any shape."""
        return hermite_resample(jnp.asarray(log_a), self.log_a, self.log_T, self.slope_T)[0]

    def log_H_at(self, log_a: ArrayLike) -> Array:
        """ln H at ln a inside the table, any shape."""
        return hermite_resample(jnp.asarray(log_a), self.log_a, self.log_H, self.slope_H)[0]

    def log_a_at(self, log_T: ArrayLike) -> Array:
        """ln a at which T has fallen to a value, any shape; NaN outside the table."""
        inside = (log_T <= self.log_T[0] + SAME) & (log_T >= self.log_T[-1] - SAME)
        within = jnp.clip(jnp.asarray(log_T), self.log_T[-1], self.log_T[0])
        return jnp.where(inside, hermite_resample(-within, -self.log_T, self.log_a, self.slope_a)[0], jnp.nan)


def history_of(log_a: ArrayLike, T: ArrayLike, H: ArrayLike) -> History:
    """The history of rising ln a, falling T [GeV] and H [GeV], each (rows,). Raises InvalidInput if it is none."""
    log_a, T, H = (np.asarray(values, dtype=float) for values in (log_a, T, H))
    if log_a.ndim != 1 or len(log_a) < FEWEST_ROWS or not log_a.shape == T.shape == H.shape:
        raise InvalidInput(f"a history needs ln a, T and H as arrays of one length, {FEWEST_ROWS} or more.")
    if not (np.all(np.isfinite(log_a)) and np.all(T > 0) and np.all(H > 0) and np.all(np.isfinite(T * H))):
        raise InvalidInput("a history needs finite ln a and positive, finite T and H.")
    if not (np.all(np.diff(log_a) > 0) and np.all(np.diff(T) < 0)):
        raise InvalidInput("in a history ln a must rise and T must fall from row to row.")
    log_T, log_H = np.log(T), np.log(H)
    slope_T, slope_H = (np.gradient(values, log_a, edge_order=2) for values in (log_T, log_H))
    return History(log_a, log_T, log_H, slope_T, slope_H, np.gradient(log_a, -log_T, edge_order=2))


def course_in_history(history: History, T_start: ArrayLike, T_end: ArrayLike) -> Course:
    """The course in a table from T_start to T_end [GeV]. All of it is NaN if the table does not hold it."""
    ends = history.log_a_at(jnp.log(jnp.stack([jnp.asarray(T_start, dtype=float), jnp.asarray(T_end, dtype=float)])))
    at = lambda log_a: (jnp.exp(history.log_T_at(log_a)), jnp.exp(history.log_H_at(log_a)))  # noqa: E731
    return Course(ends[0], ends[1], ends[1] + history.log_T_at(ends[1]), at)


def follow_history(history: History, T_start: ArrayLike, T_end: ArrayLike) -> Path:
    """The path of `course_in_history`."""
    return course_in_history(history, T_start, T_end).path()


def join_standard_model(history: History, background: Background, bbn: Array, cmb: Array) -> tuple[Array, Array]:
    """ln(a T) of photons at T_BBN and T_CMB in the units of a of a history, from those of a `background`.

    Below the last row of the table everything is as in the background, that of the Standard Model: a T grows as there.
    """
    end = jnp.maximum(history.log_T[-1], np.log(T_CMB))
    there = background.when({"join": cooled_to("sm", jnp.exp(end))})["join"]
    shift = history.log_a_at(end) + end - (there.log_a + jnp.log(there.T["sm"]))
    in_table = history.log_a_at(np.log(T_BBN)) + np.log(T_BBN)
    return jnp.where(jnp.isnan(in_table), bbn + shift, in_table), cmb + shift


def follow_table(
    log_a: np.ndarray, T: np.ndarray, H: np.ndarray, *, T_start: float | None = None, T_end: float | None = None
) -> Path:
    """The path in a table, see `history_of`. `T_start` and `T_end` [GeV] choose a part.

    Raises InvalidInput if the table does not hold it, or is no history.
    """
    history = history_of(log_a, T, H)
    for name, wanted in (("T_start", T_start), ("T_end", T_end)):
        if wanted is not None and not T[-1] <= wanted <= T[0]:
            raise InvalidInput(
                f"the history covers {T[0]:g} to {T[-1]:g} GeV, which leaves out {name} = {wanted:g} GeV."
            )
    first, last = (end if chosen is None else chosen for chosen, end in ((T_start, T[0]), (T_end, T[-1])))
    if not first > last:
        raise InvalidInput(f"a history cools: T_start = {first:g} GeV must lie above T_end = {last:g} GeV.")
    return follow_history(jax.tree.map(jnp.asarray, history), first, last)
