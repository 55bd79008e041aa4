"""Marks and labels that stay readable on top of what is drawn."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INK: Final = "#333333"
HALO: Final[list[patheffects.AbstractPathEffect]] = [patheffects.withStroke(linewidth=2.5, foreground="white")]
"""White rim that separates text and lines from what lies under them."""


@dataclass(frozen=True)
class Mark:
    """An instant of a history: what happens, and ln a at which it does."""

    name: str
    label: str
    log_a: float


_LABEL_DISTANCE: Final = 0.1
"""Least distance of the centres of two labels, as a fraction of the width of the panel."""


def draw_marks(axes: Sequence[Axes], marks: Sequence[Mark], positions: Sequence[float]) -> None:
    """Vertical lines at the marks through all panels, labelled above the first, on axes whose limits are final.

    Labels that would overlap are moved apart; a leader shows whose they are.
    """
    for ax in axes:
        for x in positions:
            ax.axvline(x, color=INK, linewidth=0.7, linestyle=(0, (4, 2)), zorder=0.5)
    top = axes[0]
    to_fraction = top.transData + top.transAxes.inverted()
    fractions = [float(to_fraction.transform((x, 1.0))[0]) for x in positions]
    for mark, x, wanted in zip(marks, fractions, spread(fractions, _LABEL_DISTANCE), strict=True):
        top.annotate(
            mark.label, xy=(x, 1.0), xytext=(wanted, 1.07), xycoords="axes fraction", textcoords="axes fraction",
            ha="center", va="baseline", fontsize=9.5, linespacing=1.15, color=INK, annotation_clip=False,
            arrowprops={"arrowstyle": "-", "color": INK, "linewidth": 0.7, "shrinkA": 1, "shrinkB": 0,
                        "relpos": (0.5, 0.0)},
        )  # fmt: skip


def spread(positions: Sequence[float], distance: float) -> list[float]:
    """Positions moved as little as a pass from each side allows, so that neighbours are `distance` apart."""
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    moved = [positions[i] for i in order]
    for _ in range(100):
        for i in range(len(moved) - 1):
            lack = distance - (moved[i + 1] - moved[i])
            if lack > 0:
                moved[i] -= lack / 2
                moved[i + 1] += lack / 2
    result = [0.0] * len(positions)
    for i, position in zip(order, moved, strict=True):
        result[i] = position
    return result


def small_print(figure: Figure, text: str) -> None:
    """What was assumed, under the figure; each line of the text is wrapped to the width of the figure."""
    # A serif letter is about half as wide as it is high.
    letters = int(figure.get_figwidth() * 72.0 / (0.47 * _SMALL))
    # Wrapped before formulas are put in, as their commands take no room.
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, letters, break_on_hyphens=False)]
    figure.supxlabel(_with_formulas("\n".join(lines)), fontsize=_SMALL, color=INK, x=0.012, ha="left", linespacing=1.3)


_SMALL: Final = 8.5
_FORMULAS: Final = {
    "M_N": "$M_N$", "M_phi": r"$M_\phi$", "T_max": r"$T_{\rm max}$", "T_*": "$T_*$", "c_phi": r"$c_\phi$",
    "y_0": "$y_0$", "lambda": r"$\lambda$", "lambda^2": r"$\lambda^2$", "lambda^4 M_Pl": r"$\lambda^4 M_{\rm Pl}$",
    "lambda_eta": r"$\lambda_\eta$", "lambda_phi": r"$\lambda_\phi$", "lambda_eta_phi": r"$\lambda_{\eta\phi}$",
    "x_RH": r"$x_{\rm RH}$", "x_RH^4": r"$x_{\rm RH}^4$", "Y_N": "$Y_N$", "phi": r"$\phi$", "eta": r"$\eta$",
    "->": r"$\to$",
    "m_N": "$m_N$", "m_nu": r"$m_\nu$", "T_f": "$T_f$", "T_dec": r"$T_{\rm dec}$", "T_RH": r"$T_{\rm RH}$",
    "T_twin": r"$T_{\rm twin}$", "T_SM": r"$T_{\rm SM}$", "Gamma_N": r"$\Gamma_N$", "Gamma_nu": r"$\Gamma_\nu$",
    "Delta N_eff": r"$\Delta N_{\rm eff}$", "G_F^2 p T^4": r"$G_F^2\,p\,T^4$",
    "g_*": "$g_{*}$", "m_s": "$m_s$", "m_s^2": "$m_s^2$", "<p>": r"$\langle p\rangle$",
    "sin^2 2theta_x": r"$\sin^2 2\theta_x$", "sin^2 2theta_m": r"$\sin^2 2\theta_m$", "Omega h^2": r"$\Omega h^2$",
    "sin2_2theta": r"$\sin^2 2\theta$", "sin2_2theta_x": r"$\sin^2 2\theta_x$",
    "m_warm": r"$m_{\rm warm}$", "T_reheat": r"$T_{\rm reheat}$",
    "theta_AB": r"$\theta_{AB}$", "theta_AB^2": r"$\theta_{AB}^2$",
}  # fmt: skip


def _with_formulas(text: str) -> str:
    words = "|".join(re.escape(word) for word in sorted(_FORMULAS, key=len, reverse=True))
    return re.sub(rf"(?<!\w)({words})(?!\w)", lambda match: _FORMULAS[match[0]], text)


def on_line(ax: Axes, x: float, y: float, text: str, **style: Any) -> None:
    """Text on a line of the plot, with a rim that keeps it readable."""
    ax.text(x, y, text, path_effects=HALO, **({"fontsize": 9.5, "ha": "center", "va": "center"} | style))


def apart(ax: Axes, places: np.ndarray, taken: Sequence[np.ndarray]) -> np.ndarray:
    """Whether a short label at each of the places (points, 2) keeps clear of those that are taken, each (2,).

    Data coordinates; scales of the axes must be set.
    """
    to_fraction = ax.transData + ax.transAxes.inverted()
    clear = np.ones(len(places), dtype=bool)
    for other in taken if len(places) else ():
        distance = np.abs(to_fraction.transform(places) - to_fraction.transform(other))
        clear &= np.any(distance > _SHORT_LABEL, axis=1)
    return clear


def roomiest_point(ax: Axes, x: np.ndarray, y: np.ndarray, region: np.ndarray) -> tuple[float, float]:
    """Where a word fits best into a region of a grid, region (y points, x points): data coordinates.

    The point farthest from the outside of the region and from the frame, counted in heights and widths of a word.
    Scales of the axes must be set. The middle of the axes if the region is empty.
    """
    to_fraction = ax.transData + ax.transAxes.inverted()
    # Every other point is enough for text, and a quarter of the work squared.
    grid_x, grid_y = np.meshgrid(x[::2], y[::2])
    inside = region[::2, ::2].ravel()
    points = to_fraction.transform(np.column_stack([grid_x.ravel(), grid_y.ravel()])) / _WORD
    if not inside.any():
        middle = to_fraction.inverted().transform((0.5, 0.5))
        return float(middle[0]), float(middle[1])
    room = np.min(np.minimum(points[inside], 1.0 / _WORD - points[inside]), axis=1)
    if not inside.all():
        outside = np.min(np.hypot(*np.moveaxis(points[inside, None] - points[None, ~inside], -1, 0)), axis=1)
        room = np.minimum(room, outside)
    best = np.flatnonzero(inside)[np.argmax(room)]
    return float(grid_x.ravel()[best]), float(grid_y.ravel()[best])


_WORD: Final = np.array([0.18, 0.05])
"""Width and height of a word, as fractions of a panel."""
_SHORT_LABEL: Final = np.array([0.08, 0.06])
"""The same of a power of ten in small print, with a margin."""
