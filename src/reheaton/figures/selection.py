"""What of a data set is drawn: two of its axes, a quantity, limits, and the values of all other axes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reheaton.errors import InvalidInput
from reheaton.figures.scanned import ONE_OF, find_name, headlines, quantities
from reheaton.probes.quantity import in_unit

if TYPE_CHECKING:
    import xarray

POINT: Final = "point"
"""The axis of points that were drawn at random, along which several parameters vary."""
SAMPLE: Final = "sample"
"""The axis of a posterior."""


@dataclass(frozen=True)
class Selection:
    """What the user asks for; what is left open is chosen by the shape of the data set."""

    x: str | None = None
    y: str | None = None
    quantity: str | None = None
    limits: tuple[str, ...] = ()
    """Names of the limits that count; all if there are none."""
    at: Mapping[str, Any] = field(default_factory=dict)
    """Values of axes that are not drawn, as numbers in their unit or as text with a unit."""


def axes_of(data: "xarray.Dataset") -> list[str]:
    """The axes with more than one point, and with values along them or with points drawn at random."""
    return [str(name) for name, size in data.sizes.items() if size > 1 and (name in data.coords or name == POINT)]


def drawn_axes(data: "xarray.Dataset", selection: Selection) -> list[str]:
    """One or two axes of a grid, x first: those that are asked for, else the longest, in the order of the data set.

    Raises InvalidInput for a name that is no axis.
    """
    axes = [name for name in axes_of(data) if name not in selection.at]
    asked = [name for name in (selection.x, selection.y) if name is not None]
    for name in asked:
        find_name(name, axes, "an axis")
    if len(set(asked)) < len(asked):
        raise InvalidInput(f"--x and --y are both {selection.x}: a plane needs two axes.")
    longest = sorted((name for name in axes if name not in asked), key=lambda name: -data.sizes[name])
    others = sorted(longest[: 2 - len(asked)], key=axes.index)
    if selection.x is None and selection.y is not None:
        return [*others, selection.y]
    return [*asked, *others]


def at_values(data: "xarray.Dataset", keep: Sequence[str], at: Mapping[str, Any]) -> "xarray.Dataset":
    """The data set with the axes `keep` alone, in ascending order of their values.

    Every other axis is at the value in it nearest to the one given in `at`, or at its middle. Raises InvalidInput for a
    name that is no axis, and for a value outside the axis.
    """
    for name in at:
        find_name(name, [str(axis) for axis in data.sizes if axis in data.coords], "an axis")
    places = {}
    for axis in (str(name) for name in data.sizes if name not in keep):
        places[axis] = _place(data, axis, at[axis]) if axis in at else data.sizes[axis] // 2
    cut = data.isel(places)
    for axis in places:
        if axis in cut.coords:
            cut[axis].attrs = {**cut[axis].attrs, ONE_OF: data.sizes[axis]}
    for axis in keep:
        if axis in cut.coords and np.any(np.diff(cut[axis].values) < 0):
            cut = cut.sortby(axis)
    return cut.transpose(*keep)


def _place(data: "xarray.Dataset", axis: str, wanted: Any) -> int:
    """The place along an axis whose value is nearest to the one wanted, by ratio where the axis is logarithmic."""
    values = np.asarray(data[axis].values, dtype=float)
    unit = str(data[axis].attrs.get("units", ""))
    low, high = float(np.min(values)), float(np.max(values))
    allowed = f"from {low:g} to {high:g}{f' {unit}' if unit else ''}"
    value = in_unit(axis, wanted, unit, allowed)
    if value is None or not low * (1 - 1e-9) <= value <= high * (1 + 1e-9):
        raise InvalidInput(f"{axis} = {wanted} is outside the axis of the store: allowed is {allowed}.")
    if data[axis].attrs.get("spacing") == "log":
        return int(np.argmin(np.abs(np.log(values / value))))
    return int(np.argmin(np.abs(values - value)))


def drawn_quantity(data: "xarray.Dataset", name: str | None) -> str:
    """The quantity asked for, else the most important one. Raises InvalidInput if there is none of that name."""
    if name is not None:
        return find_name(name, quantities(data), "a quantity")
    if not headlines(data):
        raise InvalidInput("this store holds no observable: name what to draw with --quantity.")
    return headlines(data)[0]
