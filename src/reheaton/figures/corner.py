"""A posterior: the density of each parameter with its interval, and of each pair with contours."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator, NullFormatter, NullLocator

from reheaton.errors import InvalidInput
from reheaton.figures.annotations import small_print
from reheaton.figures.densities import Density, density, density_of_pair, level_of_mass
from reheaton.figures.drawing import OKABE_ITO, Drawing, Table, house_style
from reheaton.figures.interval_text import interval_text
from reheaton.figures.scale import Scale
from reheaton.figures.scan_text import fixed_text
from reheaton.figures.scanned import label
from reheaton.models.tables import column_name
from reheaton.numerics.weighted_quantiles import weighted_quantiles

if TYPE_CHECKING:
    import xarray

MASSES: Final = (0.95, 0.68)
"""Shares of the posterior inside the contours of a pair."""
INTERVAL: Final = (0.16, 0.5, 0.84)
"""Quantiles of one parameter that are marked: an interval of 68% with equal tails, and the median."""
_TABLE_QUANTILES: Final = (0.025, *INTERVAL, 0.975)
_COLOR: Final = OKABE_ITO[0]
_PANEL: Final = 1.9
"""Width and height [inches] of a panel."""


@dataclass(frozen=True, eq=False)
class _Samples:
    """One quantity of a posterior: its values, (samples,), and how they are shown."""

    name: str
    values: np.ndarray
    weights: np.ndarray
    scale: Scale
    label: str
    symbol: str
    unit: str

    def quantiles(self, shares: Sequence[float]) -> np.ndarray:
        return weighted_quantiles(self.values, self.weights, shares)


def draw_corner(data: "xarray.Dataset", names: Sequence[str]) -> Drawing:
    """Densities of the named quantities of a posterior and of all pairs; tables `intervals`, `densities`, `pairs`.

    Densities are with respect to the scale of the axis, the logarithm of the quantity on a logarithmic one. Raises
    InvalidInput for a quantity that is not finite at a sample that has a weight, or is the same at all.
    """
    samples = [_samples(data, name) for name in names]
    number = len(samples)
    with house_style():
        figure = Figure(figsize=(max(_PANEL * number + 1.2, 4.6), max(_PANEL * number + 1.9, 4.2)))
        axes = figure.subplots(number, number, squeeze=False)
        densities = [_draw_one(axes[i, i], samples[i]) for i in range(number)]
        pairs = {}
        for column, row in itertools.combinations(range(number), 2):
            axes[column, row].set_axis_off()
            pairs[samples[column].name, samples[row].name] = _draw_pair(
                axes[row, column], samples[column], samples[row]
            )
        for row, column in itertools.product(range(number), repeat=2):
            if column <= row:
                _label(axes[row, column], samples[column], samples[row], row == number - 1, column == 0 != row)
        _legend(figure, number > 1)
        small_print(figure, _caption(data, samples[0].weights))
    tables = {
        "intervals": _intervals_table(data, samples),
        "densities": _densities_table(data, samples, densities),
        "pairs": _pairs_table(data, pairs),
    }
    return Drawing(figure, tables if pairs else {name: tables[name] for name in ("intervals", "densities")})


def _samples(data: "xarray.Dataset", name: str) -> _Samples:
    weights = np.asarray(data["weight"].values, dtype=float)
    values = np.asarray(data[name].values, dtype=float)
    if values.shape != weights.shape:
        raise InvalidInput(f"{name} is the same at all samples: it has no density to draw.")
    values, weights = values[weights > 0], weights[weights > 0]
    scale = Scale.of_axis(data, name)
    if not weights.size or not np.all(np.isfinite(scale.shown(values))):
        raise InvalidInput(f"{name} is not a finite number at every sample: it has no density to draw.")
    if np.ptp(values) == 0:
        raise InvalidInput(f"{name} is {values[0]:g} at all samples: it has no density to draw.")
    attrs = data[name].attrs
    symbol = f"${attrs['symbol']}$" if attrs.get("symbol") else name
    return _Samples(name, values, weights, scale, label(data, name, brief=True), symbol, attrs.get("units", ""))


def _draw_one(ax: Axes, samples: _Samples) -> Density:
    """The density of one quantity, its interval shaded, and the interval in numbers above, in the unit of the axis."""
    found = density(samples.values, samples.weights, samples.scale)
    low, median, high = samples.quantiles(INTERVAL)
    x = found.values
    ax.plot(x, found.height, color=_COLOR)
    ends_of_interval = samples.scale.forward(np.array([low, high]))
    inside = np.linspace(ends_of_interval[0], ends_of_interval[1], 60)
    height = np.interp(inside, samples.scale.forward(x), found.height)
    ax.fill_between(10.0**inside if samples.scale.log else inside, height, color=_COLOR, alpha=0.3, linewidth=0)
    ax.axvline(median, color=_COLOR, linewidth=1.0, linestyle="--")
    ax.set(xscale=samples.scale.name, xlim=(x[0], x[-1]), ylim=(0.0, 1.08 * float(found.height.max())))
    ax.yaxis.set_major_locator(NullLocator())
    ax.yaxis.set_minor_locator(NullLocator())
    ax.set_title(f"{samples.symbol} = {interval_text(median, low, high)}", fontsize=9.5, pad=7.0)
    return found


def _draw_pair(ax: Axes, across: _Samples, up: _Samples) -> Density:
    """The density of two quantities, with contours around 68% and 95% of the posterior."""
    found = density_of_pair(across.values, up.values, across.weights, (across.scale, up.scale))
    outer, inner = (level_of_mass(found, mass) for mass in MASSES)
    top = max(float(found.height.max()), inner) * 1.001
    ax.contourf(*found.places, found.height.T, [outer, inner, top], colors=[_COLOR, _COLOR], alpha=0.3)
    ax.contourf(*found.places, found.height.T, [inner, top], colors=[_COLOR], alpha=0.45)
    ax.contour(*found.places, found.height.T, [outer, inner], colors=_COLOR, linewidths=1.1)
    x, y = found.places
    ax.set(xscale=across.scale.name, yscale=up.scale.name, xlim=(x[0], x[-1]), ylim=(y[0], y[-1]))
    return found


def _label(ax: Axes, across: _Samples, up: _Samples, bottom: bool, left: bool) -> None:
    """Names of axes and numbers along them, at the bottom and on the left alone."""
    for axis, samples, shown in ((ax.xaxis, across, bottom), (ax.yaxis, up, left)):
        if isinstance(axis.get_major_locator(), NullLocator):
            continue
        if samples.scale.log:
            samples.scale.mark(axis)
        else:
            axis.set_major_locator(MaxNLocator(4, prune="both"))
        if shown:
            axis.set_label_text(samples.label, fontsize=11)
        else:
            axis.set_major_formatter(NullFormatter())
    ax.tick_params(labelsize=9)


def _legend(figure: Figure, pairs: bool) -> None:
    handles: list[Any] = [
        Line2D([], [], color=_COLOR, linewidth=1.0, linestyle="--", label="median"),
        Patch(facecolor=_COLOR, alpha=0.3, label="68%, equal tails"),
    ]
    if pairs:
        handles += [
            Patch(facecolor=_COLOR, alpha=0.6, label="68% of the posterior"),
            Patch(facecolor=_COLOR, alpha=0.3, label="95% of the posterior"),
        ]
    where = "upper right" if pairs else "outside upper left"
    figure.legend(handles=handles, loc=where, ncols=1 if pairs else 2, fontsize=9)


def _caption(data: "xarray.Dataset", weights: np.ndarray) -> str:
    """What is fixed, how many samples there are, and the evidence if it is known."""
    effective = float(data.attrs.get("effective_samples", np.sum(weights) ** 2 / np.sum(weights**2)))
    told = [f"{weights.size} samples, as good as {effective:.0f} of equal weight."]
    if "log_evidence" in data.attrs:
        error = data.attrs.get("log_evidence_error")
        spread = "" if error is None else rf"\pm{error:.2f}"
        told.append(f"ln(evidence) = ${data.attrs['log_evidence']:.2f}{spread}$.")
    return f"{fixed_text(data, latex=True)}.\n{' '.join(told)}"


def _intervals_table(data: "xarray.Dataset", samples: Sequence[_Samples]) -> Table:
    columns = ("quantity", *(f"quantile {share:g}" for share in _TABLE_QUANTILES))
    rows = [(column_name(s.name, s.unit), *s.quantiles(_TABLE_QUANTILES)) for s in samples]
    return Table(columns, rows, f"Quantiles of the posterior.\n{fixed_text(data, latex=False)}")


def _densities_table(data: "xarray.Dataset", samples: Sequence[_Samples], found: Sequence[Density]) -> Table:
    rows = [
        (column_name(one.name, one.unit), value, height)
        for one, curve in zip(samples, found, strict=True)
        for value, height in zip(curve.values, curve.height, strict=True)
    ]
    comment = "Density of each quantity, or of log10 of it where its axis is logarithmic, smoothed."
    return Table(("quantity", "value", "density"), rows, f"{comment}\n{fixed_text(data, latex=False)}")


def _pairs_table(data: "xarray.Dataset", pairs: Mapping[tuple[str, str], Density]) -> Table:
    rows = [
        (*names, x, y, found.height[i, j])
        for names, found in pairs.items()
        for i, x in enumerate(found.places[0])
        for j, y in enumerate(found.places[1])
    ]
    comment = "Density of each pair of quantities, or of their log10 where the axis is logarithmic, smoothed."
    return Table(("x name", "y name", "x", "y", "density"), rows, f"{comment}\n{fixed_text(data, latex=False)}")
