"""The picture that suits the shape of a data set: a line, a plane, scattered points, or a corner plot."""

from typing import TYPE_CHECKING, Final

from reheaton.errors import InvalidInput
from reheaton.figures.corner import draw_corner
from reheaton.figures.drawing import Drawing
from reheaton.figures.scan_line import MOST_PANELS, draw_line
from reheaton.figures.scan_plane import draw_plane
from reheaton.figures.scan_scatter import draw_scatter
from reheaton.figures.scanned import find_name, headlines, quantities
from reheaton.figures.selection import POINT, SAMPLE, Selection, at_values, axes_of, drawn_axes, drawn_quantity
from reheaton.universe.outcome import Outcome

if TYPE_CHECKING:
    import xarray

_MOST_PARAMETERS: Final = 6
"""Parameters of a posterior that are drawn unless some are asked for."""


def draw_points(data: "xarray.Dataset", selection: Selection) -> Drawing:
    """Draw what is asked for, or what matters most, in the way that the axes of the data set suggest.

    A posterior (axis `sample`) gives a corner plot; points drawn at random (axis `point`) are scattered; one axis of a
    grid gives lines, two or more give a plane at one value of all others. Raises InvalidInput for names that the data
    set does not have, and if there is nothing to draw.
    """
    if SAMPLE in data.sizes:
        return draw_corner(data, _sampled(data, selection))
    if "code" not in data or not axes_of(data):
        raise InvalidInput("this store has no axis with more than one value: there is nothing to draw along.")
    if not bool((data["code"] == Outcome.SOLVED).any()):
        raise InvalidInput("this store holds no point that was solved: there is nothing to draw.")
    if POINT in data.sizes:
        return _scattered(data, selection)
    axes = drawn_axes(data, selection)
    if not axes:
        raise InvalidInput("--at gives a value for every axis: there is nothing left to draw along.")
    cut = at_values(data, axes, selection.at)
    if len(axes) == 2:
        x, y = axes
        return draw_plane(cut, x, y, drawn_quantity(data, selection.quantity), selection.limits)
    names = [drawn_quantity(data, selection.quantity)] if selection.quantity else headlines(data)[:MOST_PANELS]
    return draw_line(cut, axes[0], names or [drawn_quantity(data, None)], selection.limits)


def _scattered(data: "xarray.Dataset", selection: Selection) -> Drawing:
    """Two quantities asked for, or the first two parameters that were drawn, or the only one and a quantity."""
    cut = at_values(data, [POINT], selection.at)
    known = quantities(data)
    drawn = [str(name) for name, variable in cut.coords.items() if variable.dims == (POINT,) and name != POINT]
    asked = [find_name(name, known, "a quantity") for name in (selection.x, selection.y) if name is not None]
    drawn = [name for name in drawn if name not in asked]
    x = selection.x or (drawn.pop(0) if drawn else None)
    y = selection.y or (drawn.pop(0) if drawn else None)
    quantity = drawn_quantity(data, selection.quantity)
    if x is None:
        raise InvalidInput("no parameter varies from point to point: name what to draw with --x and --y.")
    if y is None:
        return draw_scatter(cut, x, quantity, None, selection.limits)
    return draw_scatter(cut, x, y, quantity, selection.limits)


def _sampled(data: "xarray.Dataset", selection: Selection) -> list[str]:
    """The quantities of a posterior that are drawn: those asked for, or else the parameters that vary."""
    for asked in ("at", "limits"):
        if getattr(selection, asked):
            option = {"at": "--at", "limits": "--limit"}[asked]
            raise InvalidInput(f"{option} has no meaning for a posterior: limits are part of its likelihood.")
    known = [name for name in quantities(data) if name not in ("weight", SAMPLE)]
    asked = [find_name(name, known, "a quantity") for name in (selection.x, selection.y) if name is not None]
    if not asked:
        varying = [str(name) for name, v in data.coords.items() if v.dims == (SAMPLE,) and name != SAMPLE]
        asked = [name for name in varying if float(data[name].max()) > float(data[name].min())][:_MOST_PARAMETERS]
    if selection.quantity is not None:
        asked.append(find_name(selection.quantity, known, "a quantity"))
    if not asked:
        raise InvalidInput("no parameter of this posterior varies: there is nothing to draw.")
    return list(dict.fromkeys(asked))
