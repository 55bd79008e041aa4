"""Marks and labels that stay readable on top of what is drawn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

INK: Final = "#333333"
HALO: Final[list[patheffects.AbstractPathEffect]] = [patheffects.withStroke(linewidth=2.5, foreground="white")]
"""White rim that separates text and lines from what lies under them."""
DARK_RIM: Final[list[patheffects.AbstractPathEffect]] = [patheffects.withStroke(linewidth=4.2, foreground=INK)]
"""Rim of the bright line around what is allowed, so that it is seen on any colour."""


@dataclass(frozen=True)
class Mark:
    """A moment of a history: its name, its label in the picture, and its ln a."""

    name: str
    label: str
    log_a: float


_LABEL_DISTANCE: Final = 0.1
"""Least distance of the centres of two labels, as a fraction of the width of the panel."""


def draw_marks(axes: Sequence[Axes], marks: Sequence[Mark], positions: Sequence[float]) -> None:
    """Vertical lines at the marks through all panels, labelled above the first, on axes whose limits are final.

    Labels that would overlap are moved apart; a short line joins each label to its mark.
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
    """Positions moved apart until neighbours are `distance` apart: each pair that is closer moves by equal parts."""
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
    """Text under the figure, with formulas in LaTeX between dollar signs; lines are wrapped to the width of the figure.

    Called within `house_style`, whose fonts decide where lines are wrapped.
    """
    width = (1.0 - 2.0 * _SMALL_MARGIN) * figure.get_figwidth() * 72.0
    lines = [part for line in text.splitlines() for part in _wrapped(line, width)]
    figure.supxlabel("\n".join(lines), fontsize=_SMALL, color=INK, x=_SMALL_MARGIN, ha="left", linespacing=1.3)


_SMALL: Final = 8.5
_SMALL_MARGIN: Final = 0.012
"""Distance of the small print from both sides, as a fraction of the width of the figure."""
_HINTED: Final = 1.012
"""Letters of a picture are fitted to its pixels, which makes them wider than their outlines, by 2.2% at 200 dpi; half
of that finds room in the margin on the right."""
_WORDS: Final = re.compile(r"(?:\$[^$]*\$|[^\s$]|\s(?=[=<>]\s)|(?<=\s[=<>])\s)+")
"""Words; spaces inside a formula, and around a sign of relation, do not end one."""


def _wrapped(line: str, width: float) -> list[str]:
    """Lines of at most `width` [points]; a word that is longer has a line of its own."""
    font = FontProperties(size=_SMALL)
    lines: list[str] = []
    room = 0.0
    for word in _WORDS.findall(line):
        needed = _HINTED * text_to_path.get_text_width_height_descent(f"{word} ", font, ismath="$" in word)[0]
        if lines and needed <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
            room = width
        room -= needed
    return lines


def hatch(region: Any, color: str) -> None:
    """The hatching of a filled contour in a colour, without the lines around each part of it."""
    region.set(edgecolor=color, linewidth=0.0)


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
    """The place, in data coordinates, where a word fits best into a region of a grid, region (y points, x points).

    It is the point farthest from the outside of the region and from the frame, measured in widths and heights of a
    word. Scales of the axes must be set. If the region is empty, it is the middle of the axes.
    """
    to_fraction = ax.transData + ax.transAxes.inverted()
    # Every other point along each axis, or 70 of many: enough for text, and few pairs of points.
    step_x, step_y = (max(2, -(-len(values) // 70)) for values in (x, y))
    grid_x, grid_y = np.meshgrid(x[::step_x], y[::step_y])
    inside = region[::step_y, ::step_x].ravel()
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
