"""A grid over two parameters: a quantity in colours and contours, what each limit excludes, and what is allowed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reheaton.errors import InvalidInput
from reheaton.figures.annotations import DARK_RIM, HALO, INK, apart, hatch, on_line, roomiest_point, small_print
from reheaton.figures.drawing import OKABE_ITO, Drawing, house_style
from reheaton.figures.refined import refined, refined_axis
from reheaton.figures.scale import Scale, level_text
from reheaton.figures.scan_text import caption, flags_label, left_out_text, points_table
from reheaton.figures.scanned import (
    DrawnLimit,
    Verdicts,
    by_what_they_add,
    drawn_limits,
    edge,
    flagged,
    label,
    limit_names,
    nearest,
    served,
    values_along,
    values_of,
    verdicts,
)

if TYPE_CHECKING:
    import xarray

RED, BLUE, PURPLE, ORANGE, YELLOW = (OKABE_ITO[i] for i in (1, 0, 3, 4, 7))
LIMIT_STYLES: Final = ((INK, "//"), (RED, r"\\"), (BLUE, "||"), (PURPLE, "--"), (ORANGE, "///"))
"""Colour and hatching of the limits that are drawn one by one."""
GREY: Final = "0.8"
"""Where there is no number."""


_FLAG_COLOR: Final = "0.3"
_INSIDE: Final = np.array([0.4, 0.46])
"""Distances from the middle, as fractions of the panel, from which on a word would be cut off by the frame."""
_BORDER: Final = 2.6
"""Width [points] of the line around what is allowed."""


@dataclass(frozen=True, eq=False)
class _Plane:
    """What is drawn; arrays over both axes are (y points, x points)."""

    data: "xarray.Dataset"
    names: tuple[str, str]
    """The axes x and y."""
    drawn: list[DrawnLimit]
    """The limits that count."""
    shown: list[DrawnLimit]
    """Those that are drawn one by one."""
    found: Verdicts

    @property
    def counts_all(self) -> bool:
        """Whether every limit of the data set counts."""
        return len(self.drawn) == len(limit_names(self.data))

    @property
    def x(self) -> np.ndarray:
        return values_along(self.data, self.names[0])

    @property
    def y(self) -> np.ndarray:
        return values_along(self.data, self.names[1])

    @cached_property
    def between(self) -> tuple[np.ndarray, np.ndarray]:
        """x and y of the points and between them, where `refined` gives fields: even on the scales of the axes."""
        scales = [Scale.of_axis(self.data, name) for name in self.names]
        x, y = (s.backward(refined_axis(s.forward(at))) for s, at in zip(scales, (self.x, self.y), strict=True))
        return x, y

    @cached_property
    def excluded(self) -> np.ndarray:
        """A field between the points that is negative where any limit excludes."""
        edges = [refined(edge(limit.field)) for limit in self.drawn if limit.excluded.any()]
        return np.min(edges, axis=0) if edges else np.ones([len(along) for along in reversed(self.between)])


def draw_plane(data: "xarray.Dataset", x: str, y: str, quantity: str, limits: Sequence[str] = ()) -> Drawing:
    """The quantity over the axes x and y of a data set that has no others; table `points`.

    Levels are those of what is allowed, and the colours of excluded values may saturate. What limits exclude is
    faded, and hatched limit by limit in the order of what each adds; the yellow line is the border of what all of
    them allow. Where there is no number, it is grey. Raises InvalidInput if there is none at all.
    """
    data = data.transpose(y, x)
    drawn = drawn_limits(data, limits)
    shown = by_what_they_add(drawn)[: len(LIMIT_STYLES)]
    plane = _Plane(data, (x, y), drawn, shown, verdicts(data, drawn))
    with house_style():
        figure = Figure(figsize=(7.4, 7.0))
        ax = figure.subplots()
        _set_axes(ax, plane)
        _draw_quantity(figure, ax, plane, quantity)
        handles = [
            handle for draw in (_draw_limits, _draw_flags, _draw_allowed, _draw_failed) for handle in draw(ax, plane)
        ]
        if handles:
            figure.legend(handles=handles, loc="outside upper left", fontsize=9, handlelength=2.6)
        small_print(figure, caption(data, plane.found, drawn, left_out_text(drawn, shown)))
    return Drawing(figure, {"points": points_table(data, (x, y, quantity), drawn, plane.found)})


def _set_axes(ax: Axes, plane: _Plane) -> None:
    """Scales and limits first: places of labels are measured on them."""
    for name, values, axis in zip(plane.names, (plane.x, plane.y), "xy", strict=True):
        scale = Scale.of_axis(plane.data, name)
        ends = {f"{axis}scale": scale.name, f"{axis}lim": (values[0], values[-1])}
        ax.set(**ends, **{f"{axis}label": label(plane.data, name)})
        scale.mark(ax.xaxis if axis == "x" else ax.yaxis)


def _draw_quantity(figure: Figure, ax: Axes, plane: _Plane, quantity: str) -> None:
    """Filled and labelled contours at round levels, and their colour bar. Raises InvalidInput if there is no number."""
    values = values_of(plane.data, quantity)
    scale = Scale.of(values)
    if not np.isfinite(scale.forward(values)).any():
        raise InvalidInput(f"{quantity} is no finite number at any point that would be drawn.")
    levels = scale.levels(served(values, plane.found))
    heights = scale.forward(levels)
    # Steps of equal visibility; the ends of the map are too faint and too dark for lines on top.
    colors = ListedColormap(colormaps["viridis_r"](np.linspace(0.02, 0.92, len(levels) + 1)))
    norm = BoundaryNorm(heights, colors.N, extend="both")
    fine = np.ma.masked_invalid(refined(scale.forward(values)))
    fill = ax.contourf(*plane.between, fine, heights, cmap=colors, norm=norm, extend="both")
    lines = ax.contour(*plane.between, fine, heights, colors=INK, linewidths=0.5, linestyles="-")
    written = {height: level_text(level) for height, level in zip(heights, levels, strict=True)}
    _label_contours(ax, lines, written)
    bar = figure.colorbar(fill, ax=ax, pad=0.02, aspect=35, ticks=heights)
    bar.ax.set_yticklabels(list(written.values()))
    bar.ax.minorticks_off()
    bar.set_label(label(plane.data, quantity))


def _label_contours(ax: Axes, lines: Any, written: Mapping[float, str]) -> None:
    """A level on each contour, except where it would cover one that is there already."""
    taken: list[np.ndarray] = []
    for text in ax.clabel(lines, fmt=dict(written), fontsize=9, inline=False):
        place = np.asarray(text.get_position())
        if apart(ax, place[None], taken)[0]:
            taken.append(place)
            text.set_path_effects(HALO)
            text.set_zorder(6)
        else:
            text.remove()


def _draw_limits(ax: Axes, plane: _Plane) -> list[Any]:
    """What any limit excludes faded, and each hatched and outlined in its colour."""
    handles: list[Any] = []
    if plane.shown:
        ax.contourf(*plane.between, np.ma.masked_invalid(plane.excluded), [-np.inf, 0.0], colors="white", alpha=0.6)
    for limit, (color, pattern) in zip(plane.shown, LIMIT_STYLES, strict=False):
        excluded = np.ma.masked_invalid(refined(edge(limit.field)))
        hatch(ax.contourf(*plane.between, excluded, [-np.inf, 0.0], colors="none", hatches=[pattern], zorder=3), color)
        # No line where the limit ends to apply: its place between two points is not known.
        ax.contour(*plane.between, np.ma.masked_invalid(refined(limit.field)), [0.0], colors=color, linewidths=2.0,
                   linestyles="-", zorder=4)  # fmt: skip
        handles.append(Patch(facecolor="white", edgecolor=color, linewidth=1.6, hatch=2 * pattern,
                             label=f"excluded: {limit.legend}"))  # fmt: skip
    return handles


def _draw_flags(ax: Axes, plane: _Plane) -> list[Any]:
    """Hatching where a flag is raised and no limit excludes: crosses where the flag voids the verdict, else dots."""
    found = plane.found
    raised = {name: where & found.allowed for name, where in flagged(plane.data).items()}
    raised = {name: where for name, where in raised.items() if where.any()}
    kinds = [(found.outside, "xx", "neither excluded nor allowed: outside the approximation")]
    if raised:
        kinds.append((np.any(list(raised.values()), axis=0), "...", flags_label(raised)))
    handles: list[Any] = []
    for where, pattern, words in kinds:
        if where.any():
            region = ax.contourf(*plane.between, refined(where.astype(float)), [0.5, 1.5], colors="none",
                                 hatches=[pattern], zorder=3)  # fmt: skip
            hatch(region, _FLAG_COLOR)
            handles.append(Patch(facecolor="white", edgecolor=_FLAG_COLOR, linewidth=0.0, label=words,
                                 hatch=f"{pattern}{pattern[0]}"))  # fmt: skip
    return handles


def _draw_allowed(ax: Axes, plane: _Plane) -> list[Any]:
    """The border of what every limit allows and no flag voids, and the word in it."""
    found = plane.found
    if not plane.drawn or not found.allowed.any():
        return []
    # Only the sign is known where a flag voids the verdict: the border lies midway to allowed points. Excluded points,
    # where limits are the border, have the sign of the nearest other point, as else a gap would be left before them.
    signs = np.where(found.outside, -1.0, np.where(found.allowed, 1.0, np.nan))
    signs = np.where(found.excluded, nearest(signs, found.outside | found.allowed), signs)
    field = np.minimum(plane.excluded, refined(signs))
    if np.any(field < 0):
        for color, width in ((INK, _BORDER + 1.6), (YELLOW, _BORDER)):
            ax.contour(*plane.between, np.ma.masked_invalid(field), [0.0], colors=color, linewidths=width,
                       linestyles="-", zorder=5)  # fmt: skip
    place = roomiest_point(ax, plane.x, plane.y, found.allowed)
    if np.all(np.abs(ax.transAxes.inverted().transform(ax.transData.transform(place)) - 0.5) < _INSIDE):
        on_line(ax, *place, "allowed", fontsize=13, weight="bold", zorder=7)
    by = "every limit" if plane.counts_all else "these limits"
    text = f"allowed by {by}: inside ({found.allowed.sum()} of {found.allowed.size} points)"
    return [Line2D([], [], color=YELLOW, linewidth=_BORDER, path_effects=DARK_RIM, label=text)]


def _draw_failed(ax: Axes, plane: _Plane) -> list[Any]:
    """Grey where there is no number, with a cross at each point that failed."""
    ax.set_facecolor(GREY)
    found, handles = plane.found, []
    for where, marker, words in ((found.failed, "x", "failed"), (found.not_done, ".", "not done yet")):
        if where.any():
            rows, columns = np.nonzero(where)
            ax.plot(plane.x[columns], plane.y[rows], marker, color=INK, markersize=4, zorder=6, clip_on=False)
            handles.append(Line2D([], [], color=INK, marker=marker, linestyle="", markersize=4,
                                  label=f"{words} ({where.sum()} points)"))  # fmt: skip
    return handles
