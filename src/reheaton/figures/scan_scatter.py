"""Points that were drawn at random: two parameters against each other, coloured by a quantity."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LogNorm, Normalize
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reheaton.errors import InvalidInput
from reheaton.figures.annotations import INK, small_print
from reheaton.figures.drawing import OKABE_ITO, Drawing, house_style
from reheaton.figures.scale import Scale
from reheaton.figures.scan_text import caption, points_table
from reheaton.figures.scanned import Verdicts, drawn_limits, label, served, values_of, verdicts

if TYPE_CHECKING:
    import xarray

_FAINT: Final = 0.22
"""Opacity of excluded points."""
_LEGEND: Final = OKABE_ITO[2]
"""Colour of points in the legend, from the middle of the colour map."""
_MANY: Final = 3000
"""Points from which they are drawn smaller."""
_AS_PIXELS: Final = 5000
"""Points from which they are pixels in a PDF, which would be slow to show otherwise."""


def draw_scatter(data: "xarray.Dataset", x: str, y: str, quantity: str | None, limits: Sequence[str] = ()) -> Drawing:
    """Two quantities of each point against each other, coloured by a third one if there is one; table `points`.

    The colours are made for allowed points, and those of excluded ones may saturate.
    Excluded points are faint, allowed ones have a dark rim, those outside the approximation are hollow, and failed
    ones, if their place is known, are crosses. Raises InvalidInput if no point has numbers.
    """
    drawn = drawn_limits(data, limits)
    found = verdicts(data, drawn)
    across, up = values_of(data, x), values_of(data, y)
    scales = [Scale.of_axis(data, name) for name in (x, y)]
    place = np.isfinite(scales[0].shown(across)) & np.isfinite(scales[1].shown(up))
    if not place.any():
        raise InvalidInput(f"no point has finite numbers for {x} and {y}.")
    with house_style():
        figure = Figure(figsize=(7.2, 5.9))
        ax = figure.subplots()
        ax.set(xscale=scales[0].name, yscale=scales[1].name, xlabel=label(data, x), ylabel=label(data, y))
        paint = _paint(figure, ax, data, quantity, found)
        handles = _draw_points(ax, np.where(place, across, np.nan), up, paint, found)
        for scale, axis in zip(scales, (ax.xaxis, ax.yaxis), strict=True):
            scale.mark(axis)
        figure.legend(handles=handles, loc="outside upper left", ncols=3, fontsize=9)
        nowhere = int(np.sum(~place & ~found.failed & ~found.not_done))
        more = f"{nowhere} solved points have no place on these axes." if nowhere else ""
        small_print(figure, caption(data, found, drawn, more))
    names = [name for name in (x, y, quantity) if name]
    return Drawing(figure, {"points": points_table(data, names, drawn, found)})


def _paint(figure: Figure, ax: Axes, data: "xarray.Dataset", quantity: str | None, found: Verdicts) -> Any:
    """What gives the points a mask their colours, with a colour bar; one colour if there is no quantity."""
    if quantity is None:
        return lambda where: {"color": OKABE_ITO[0]}
    colour = values_of(data, quantity)
    scale = Scale.of(colour)
    shown = scale.shown(colour)
    if not np.isfinite(shown).any():
        raise InvalidInput(f"{quantity} is no finite number at any point that would be drawn.")
    aims = served(shown, found)
    ends = float(np.nanmin(aims)), float(np.nanmax(aims))
    norm = LogNorm(*ends) if scale.log else Normalize(*ends)
    empty = ax.scatter([], [], c=[], cmap="viridis_r", norm=norm)
    beyond = {(False, False): "neither", (True, False): "min", (False, True): "max", (True, True): "both"}
    extend = beyond[bool(np.nanmin(shown) < ends[0]), bool(np.nanmax(shown) > ends[1])]
    figure.colorbar(empty, ax=ax, pad=0.02, aspect=35, extend=extend).set_label(label(data, quantity))
    return lambda where: {"c": shown[where], "cmap": "viridis_r", "norm": norm, "plotnonfinite": False}


def _draw_points(ax: Axes, x: np.ndarray, y: np.ndarray, paint: Any, found: Verdicts) -> list[Any]:
    """All points by what became of them, the allowed ones on top; returns the legend."""
    many = x.size > _MANY
    size, pixels = (8.0 if many else 22.0), x.size > _AS_PIXELS
    handles: list[Any] = []
    styles = (
        (found.excluded, "excluded", {"s": size * 0.6, "alpha": _FAINT, "linewidths": 0}),
        (found.allowed, "allowed", {"s": size, "edgecolors": INK, "linewidths": 0.3 if many else 0.6}),
    )
    for where, words, style in styles:
        if where.any():
            ax.scatter(x[where], y[where], **paint(where), **style, rasterized=pixels, zorder=2)
            look = {"alpha": style.get("alpha", 1.0), "markeredgecolor": style.get("edgecolors", "none")}
            words = f"{words} ({where.sum()})"
            handles.append(Line2D([], [], marker="o", markersize=6, linestyle="", color=_LEGEND, label=words, **look))
    others = (
        (found.outside, "neither: outside the approximation", {"marker": "o", "markerfacecolor": "none"}),
        (found.failed, "failed", {"marker": "x"}),
        (found.not_done, "not done yet", {"marker": "."}),
    )
    for where, words, marks in others:
        if where.any():
            style = {"color": "0.45", "linestyle": "", "markersize": 4, **marks}
            ax.plot(x[where], y[where], **style, rasterized=pixels, zorder=1)
            handles.append(Line2D([], [], **style, label=f"{words} ({where.sum()})"))
    return handles
