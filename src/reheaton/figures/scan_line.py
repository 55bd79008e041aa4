"""A grid over one parameter: quantities as lines, and below them where each limit excludes and each flag is raised."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import NullLocator

from reheaton.errors import InvalidInput
from reheaton.figures.annotations import HALO, INK, small_print
from reheaton.figures.drawing import OKABE_ITO, Drawing, Table, house_style
from reheaton.figures.scale import Scale
from reheaton.figures.scan_text import caption, left_out_text, points_table
from reheaton.figures.scanned import (
    DrawnLimit,
    Verdicts,
    by_what_they_add,
    drawn_limits,
    edge,
    flagged,
    label,
    plain,
    values_along,
    values_of,
    verdicts,
)
from reheaton.models.tables import column_name

if TYPE_CHECKING:
    import xarray

MOST_PANELS: Final = 4
"""Quantities drawn at once."""
_MOST_BARS: Final = 6
"""Limits, and flags, that get a bar."""
_PANEL, _BAR, _REST = 1.75, 0.27, 2.2
"""Heights [inches] of a panel, of a bar, and of all that stands around them."""
_EXCLUDED: Final = "0.9"
_DOTTED: Final = (0, (1, 1.2))

Spans = list[tuple[float, float]]


@dataclass(frozen=True, eq=False)
class _Line:
    """What is drawn along the axis; arrays are (points,)."""

    data: "xarray.Dataset"
    axis: str
    scale: Scale
    drawn: list[DrawnLimit]
    found: Verdicts

    @property
    def x(self) -> np.ndarray:
        return values_along(self.data, self.axis)

    @property
    def flags(self) -> dict[str, np.ndarray]:
        """The flags that are raised somewhere, but not everywhere: the small print names the others."""
        return {name: where for name, where in flagged(self.data).items() if not where.all()}

    def where_negative(self, field: np.ndarray) -> Spans:
        """Intervals of the axis in which a field is negative; between points it is a line on the scale of the axis."""
        place = self.scale.forward(self.x)
        ends: Spans = []
        for i in range(len(field) - 1):
            left, right = float(field[i]), float(field[i + 1])
            if np.isnan(left) or np.isnan(right) or (left >= 0 and right >= 0):
                continue
            cross = place[i] + (place[i + 1] - place[i]) * (left / (left - right) if (left < 0) != (right < 0) else 0.0)
            start, end = (place[i] if left < 0 else cross), (place[i + 1] if right < 0 else cross)
            if ends and ends[-1][1] == start:
                start = ends.pop()[0]
            ends.append((start, end))
        return [(float(start), float(end)) for start, end in self.scale.backward(np.reshape(ends, (-1, 2)))]

    def where_excluded(self) -> Spans:
        """Intervals in which any limit excludes, from those of each."""
        joined: Spans = []
        for start, end in sorted(span for limit in self.drawn for span in self.where_negative(edge(limit.field))):
            if joined and start <= joined[-1][1]:
                start, end = joined[-1][0], max(end, joined.pop()[1])
            joined.append((start, end))
        return joined

    def where_true(self, condition: np.ndarray, *, up_to_others: bool = False) -> Spans:
        """Intervals around the points of which something is true, up to midway to the others, or up to these."""
        return self.where_negative(np.where(condition, -1.0, 1e-12 if up_to_others else 1.0))


def draw_line(data: "xarray.Dataset", axis: str, names: Sequence[str], limits: Sequence[str] = ()) -> Drawing:
    """The named quantities along the one axis of a data set; tables `points` and `edges`.

    What a limit excludes is grey; bars below say which limit does, and where flags are raised. A line is dotted where a
    flag is raised. Raises InvalidInput if a quantity has no finite number.
    """
    drawn = drawn_limits(data, limits)
    scale = Scale.of_axis(data, axis)
    line = _Line(data, axis, scale, drawn, verdicts(data, drawn))
    bars = _barred(drawn)
    flags = dict(list(line.flags.items())[:_MOST_BARS])
    rows = len(bars) + len(flags)
    heights = [_PANEL] * len(names) + [_BAR * rows] * bool(rows)
    with house_style():
        figure = Figure(figsize=(7.2, sum(heights) + _REST))
        panels = np.ravel(figure.subplots(len(heights), 1, sharex=True, height_ratios=heights, squeeze=False))
        for number, (ax, name) in enumerate(zip(panels, names, strict=False)):
            _draw_quantity(ax, line, name, OKABE_ITO[number])
        if rows:
            _draw_bars(panels[-1], line, bars, flags)
        panels[0].set(xscale=scale.name, xlim=(line.x[0], line.x[-1]))
        panels[-1].set_xlabel(label(data, axis))
        scale.mark(panels[-1].xaxis)
        handles = _handles(line)
        if handles:
            figure.legend(handles=handles, loc="outside upper left", ncols=2, fontsize=9)
        small_print(figure, caption(data, line.found, drawn, left_out_text(drawn, bars)))
    tables = {"points": points_table(data, (axis, *names), drawn, line.found), "edges": _edges(line)}
    return Drawing(figure, tables)


def _barred(drawn: Sequence[DrawnLimit]) -> list[DrawnLimit]:
    """The limits that get a bar: those that add something, then others by how much they exclude."""
    first = by_what_they_add(drawn)
    others = [limit for limit in drawn if limit not in first and limit.excluded.any()]
    return [*first, *sorted(others, key=lambda limit: -int(limit.excluded.sum()))][:_MOST_BARS]


def _draw_quantity(ax: Axes, line: _Line, name: str, color: str) -> None:
    """One quantity, dotted where a flag is raised, on grey where a limit excludes."""
    values = values_of(line.data, name)
    scale = Scale.of(values)
    shown = scale.shown(values)
    if not np.any(np.isfinite(shown)):
        raise InvalidInput(f"{name} is no finite number at any point that would be drawn.")
    flags = np.any(list(line.flags.values()), axis=0) if line.flags else np.zeros(shown.shape, dtype=bool)
    beside = flags | np.append(flags[1:], False) | np.append(False, flags[:-1])
    ax.plot(line.x, np.where(flags, np.nan, shown), color=color)
    ax.plot(line.x, np.where(beside, shown, np.nan), color=color, linestyle=_DOTTED)
    here = np.pad(np.isfinite(shown), 1)
    alone = here[1:-1] & ~here[2:] & ~here[:-2]
    ax.plot(line.x[alone], shown[alone], ".", color=color)
    ax.set(yscale=scale.name, ylabel=label(line.data, name, brief=True))
    scale.mark(ax.yaxis)
    for start, end in line.where_excluded():
        ax.axvspan(start, end, color=_EXCLUDED, linewidth=0, zorder=0)
    for start, end in line.where_true(line.found.outside):
        ax.axvspan(start, end, facecolor="none", edgecolor="0.6", hatch="xx", linewidth=0, zorder=0)
    for start, end in line.where_true(line.found.failed | line.found.not_done, up_to_others=True):
        ax.axvspan(start, end, facecolor="none", edgecolor="0.5", hatch="...", linewidth=0, zorder=0)


def _draw_bars(ax: Axes, line: _Line, bars: Sequence[DrawnLimit], flags: dict[str, np.ndarray]) -> None:
    """A bar for each limit and each flag, with its name on it."""
    rows: list[tuple[str, Spans, dict[str, Any]]] = []
    for number, limit in enumerate(bars):
        style = {"facecolor": OKABE_ITO[number % len(OKABE_ITO)], "alpha": 0.45, "linewidth": 0}
        rows.append((f"excluded: {limit.legend}", line.where_negative(edge(limit.field)), style))
    for name, where in flags.items():
        style = {"facecolor": "none", "edgecolor": "0.6", "hatch": "////", "linewidth": 0}
        rows.append((f"flag: {plain(name)}", line.where_true(where), style))
    for row, (words, spans, style) in enumerate(rows):
        for start, end in spans:
            ax.fill_between([start, end], row + 0.1, row + 0.9, **style)
        ax.text(0.008, row + 0.52, words, transform=ax.get_yaxis_transform(), fontsize=8.5, color=INK, va="center",
                path_effects=HALO)  # fmt: skip
    ax.set_ylim(len(rows), 0)
    ax.yaxis.set_major_locator(NullLocator())
    ax.yaxis.set_minor_locator(NullLocator())


def _handles(line: _Line) -> list[Any]:
    """The legend: of all that is drawn, what is there."""
    found, handles = line.found, []
    if found.excluded.any():
        handles.append(Patch(facecolor=_EXCLUDED, label="excluded by a limit"))
    if line.flags:
        handles.append(Line2D([], [], color=INK, linestyle=_DOTTED, label="a flag is raised"))
    if found.outside.any():
        handles.append(Patch(facecolor="white", edgecolor="0.6", hatch="xxx", linewidth=0,
                             label="neither excluded nor allowed: outside the approximation"))  # fmt: skip
    if (found.failed | found.not_done).any():
        handles.append(Patch(facecolor="white", edgecolor="0.5", hatch="....", linewidth=0, label="no number"))
    return handles


def _edges(line: _Line) -> Table:
    """Where each limit begins and ends to exclude, and all of them together."""
    unit = str(line.data[line.axis].attrs.get("units", ""))
    columns = ("limit", column_name(f"{line.axis} from", unit), column_name(f"{line.axis} to", unit))
    rows = [(limit.name, *span) for limit in line.drawn for span in line.where_negative(edge(limit.field))]
    comment = "Intervals in which a limit excludes, up to where its margin is 0 between two points."
    return Table(columns, rows + [("any limit", *span) for span in line.where_excluded()], comment)
