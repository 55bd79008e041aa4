"""Linear or logarithmic: which scale shows numbers best, and round levels on it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Self

import numpy as np
from matplotlib.axis import Axis
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from reheaton.figures.settings import number_in_latex

if TYPE_CHECKING:
    import xarray

_DECADES: Final = 2.0
"""Positive numbers that span more decades than this are shown on a logarithmic scale."""
_LEVELS: Final = 10
"""Most round levels."""


@dataclass(frozen=True)
class Scale:
    """How numbers are shown. On a logarithmic scale, zero and negative numbers have no place and are not shown."""

    log: bool

    @classmethod
    def of(cls, values: np.ndarray) -> Self:
        """Logarithmic for values that are not negative and whose positive ones span more than two decades."""
        finite = values[np.isfinite(values)]
        positive = finite[finite > 0]
        return cls(bool(positive.size > 1 and np.all(finite >= 0) and np.ptp(np.log10(positive)) > _DECADES))

    @classmethod
    def of_axis(cls, data: "xarray.Dataset", name: str) -> Self:
        """The scale of an axis: that of the spacing of its values, else the one on which they are spread more evenly.

        More evenly spread are values whose median is nearer to the middle of their range.
        """
        spacing = data[name].attrs.get("spacing")
        if spacing in ("log", "linear"):
            return cls(spacing == "log")
        values = np.asarray(data[name].values, dtype=float)
        values = values[np.isfinite(values)]
        if values.size < 2 or np.min(values) <= 0 or np.max(values) < 10.0 * np.min(values):
            return cls(log=False)
        return cls(_unevenness(np.log(values)) < _unevenness(values))

    @property
    def name(self) -> Any:
        """The name that matplotlib gives to the scale of an axis."""
        return "log" if self.log else "linear"

    def mark(self, axis: Axis) -> None:
        """Ticks with numbers at powers of ten, or at 1, 2 and 5 times these where there are fewer than two of them.

        Called when the limits of the axis are final. A linear axis stays as it is.
        """
        if not self.log:
            return
        low, high = sorted(np.log10(axis.get_view_interval()))
        if np.floor(high + 1e-9) - np.ceil(low - 1e-9) >= 1:
            axis.set_major_locator(LogLocator(numticks=8))
        else:
            axis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
            axis.set_major_formatter(FuncFormatter(lambda value, _: level_text(value)))
        axis.set_minor_formatter(NullFormatter())

    def shown(self, values: np.ndarray) -> np.ndarray:
        """Values, NaN where they have no place on the scale."""
        return np.where(np.isfinite(values) & ((values > 0) | (not self.log)), values, np.nan)

    def forward(self, values: np.ndarray) -> np.ndarray:
        """Positions on the scale: log10 of the values or the values themselves; NaN where they have no place."""
        values = self.shown(values)
        return np.log10(values) if self.log else values

    def backward(self, places: np.ndarray) -> np.ndarray:
        """The values at positions on the scale."""
        return 10.0**places if self.log else places

    def levels(self, values: np.ndarray) -> np.ndarray:
        """From two to _LEVELS round values among those given, or around them where they are all alike.

        On a logarithmic scale 1 and 3 times powers of ten, or 1, 2 and 5 times, or evenly spaced values: the first of
        which there are enough.
        """
        place = self.forward(np.asarray(values, dtype=float))
        low, high = float(np.nanmin(place)), float(np.nanmax(place))
        if low == high and self.log:
            low, high = low - 1.0, high + 1.0
        if self.log:
            decades = np.arange(np.floor(low), np.ceil(high) + 1)
            decades = decades[:: int(np.ceil(len(decades) / _LEVELS))]
            if 2 * len(decades) > _LEVELS:
                return 10.0 ** decades[(decades > low) & (decades < high)]
            for factors, enough in (([1.0, 3.0], 5), ([1.0, 2.0, 5.0], 4)):
                steps = np.add.outer(decades, np.log10(factors)).ravel()
                inside = steps[(steps > low) & (steps < high)]
                if inside.size >= enough:
                    return 10.0**inside
            low, high = 10.0**low, 10.0**high
        ticks = np.asarray(MaxNLocator(_LEVELS - 1, steps=[1, 2, 5, 10]).tick_values(low, high))
        inside = ticks[(ticks > low) & (ticks < high)]
        return inside if inside.size > 1 else ticks[:_LEVELS]


def _unevenness(values: np.ndarray) -> float:
    """Distance of the median from the middle of the inner 95%, over their range."""
    low, median, high = np.quantile(values, (0.025, 0.5, 0.975))
    return float(abs(median - 0.5 * (low + high)) / (high - low)) if high > low else 0.0


def level_text(value: float) -> str:
    """A level as its contour and the colour bar show it."""
    rounded = float(f"{value:.3g}")
    return number_in_latex(rounded) if rounded == 0 or 1e-3 <= abs(rounded) < 1e4 else _power(rounded)


def _power(value: float) -> str:
    digits, _, exponent = f"{value:.2e}".partition("e")
    mantissa = f"{float(digits):g}"
    power = f"10^{{{int(exponent)}}}"
    return f"${power}$" if mantissa == "1" else f"${mantissa}\\times{power}$"
