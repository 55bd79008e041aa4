"""The history of one solved point: energy densities and temperatures of all sectors and relics, by name.

Drawn are rho a^4 over its sum at the start, and T a over its value at the start. rho a^4 is constant for radiation that
is not heated; T a changes only when states annihilate or relics decay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import jax
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, FormatStrFormatter, LogLocator, NullFormatter

from reheaton.backend.jax_setup import outer_jit
from reheaton.constants import SECOND
from reheaton.figures.annotations import Mark, draw_marks, small_print
from reheaton.figures.drawing import OKABE_ITO, Drawing, Table, house_style
from reheaton.figures.settings import settings_text
from reheaton.models.result import Result
from reheaton.universe.background import Background, Snapshot
from reheaton.universe.universe import Universe

FLOOR: Final = 1e-3
"""Lowest rho a^4, relative to the start, that is drawn."""
PRODUCTS_FLOOR: Final = 1e-6
"""The same where products are drawn, which are light while they are made."""
COLDEST: Final = 1e-4
"""Lowest T a, relative to the hottest sector at the start, that is drawn."""
_LINE_STYLES: Final = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)))


@dataclass(frozen=True)
class Curves:
    """Everything on the grid of a background, shape (points,), as NumPy arrays."""

    at: Snapshot
    sectors: tuple[str, ...]
    relics: tuple[str, ...]
    contact_ends: tuple[int, ...]
    """Grid points at which a contact between sectors has just ended."""
    products: Mapping[str, np.ndarray] = field(default_factory=dict)
    """Energy density [GeV^4] of what is produced on the way and not part of the background, by name."""

    @classmethod
    def of(cls, background: Background) -> "Curves":
        at, stage = jax.tree.map(np.asarray, _on_grid(background))
        relics = tuple(relic.name for relic in background.universe.relics)
        return cls(at, background.sectors, relics, tuple(int(i) for i in np.flatnonzero(np.diff(stage)) + 1))

    @property
    def scale_factor(self) -> np.ndarray:
        """a/a_start."""
        return np.exp(self.at.log_a)

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.sectors, *self.relics)

    def log_a_at(self, sector: str, T: float) -> float:
        """ln a at which a sector has cooled to T [GeV]."""
        return float(np.interp(-np.log(T), -np.log(self.at.T[sector]), self.at.log_a))

    def temperature_at(self, sector: str, log_a: float) -> float:
        """Temperature [GeV] of a sector at ln a."""
        # A sector that starts empty has T = 0.
        return float(np.exp(np.interp(log_a, self.at.log_a, np.log(np.maximum(self.at.T[sector], 1e-100)))))

    def domination(self) -> list[float]:
        """ln a at which the energy in relics passes that in radiation, upwards and downwards in turn."""
        if not self.relics:
            return []
        relic = sum(self.at.rho[name] for name in self.relics)
        radiation = sum(self.at.rho[name] for name in self.sectors)
        # A relic that has decayed has an energy density of zero.
        excess = np.log(np.maximum(relic, 1e-300)) - np.log(np.maximum(radiation, 1e-300))
        crossings = np.flatnonzero(np.diff(np.sign(excess)) != 0)
        share = excess[crossings] / (excess[crossings] - excess[crossings + 1])
        return list(self.at.log_a[crossings] + share * np.diff(self.at.log_a)[crossings])


_on_grid: Final = outer_jit(lambda background: (background.grid, background.age.grid.stage), brief=True)


def draw_history(result: Result) -> Drawing:
    """The history of any solved model, with the moments at which contacts end and relics dominate.

    Needs `result.background`. Units: GeV, s; the table holds every quantity on the grid of the solution.
    """
    curves = Curves.of(result.background)
    marks = [
        Mark(f"contact_{n + 1}_ends", end_of_contact(result.background.universe, n), float(curves.at.log_a[i]))
        for n, i in enumerate(curves.contact_ends)
    ]
    words = ("relics\ndominate", "radiation\ndominates")
    for n, log_a in enumerate(curves.domination(), start=int(_starts_dominated(curves))):
        marks.append(Mark("domination_" + ("starts", "ends")[n % 2], words[n % 2], log_a))
    caption, comment = (f"{result.model}: {settings_text(result, latex=latex)}" for latex in (True, False))
    return history_drawing(curves, marks, {}, caption, comment)


def end_of_contact(universe: Universe, number: int) -> str:
    """The label of the end of a contact; where there are several, with who parts: the contact's own name, or sectors.

    Those that part are the sectors of the contact that do not stay with its first one.
    """
    contact = universe.contacts[number]
    if len(universe.contacts) == 1:
        return "contact\nends"
    staying = next(group for group in universe.groups(number + 1) if contact.sectors[0] in group)
    parting = [name for name in contact.sectors if name not in staying]
    return f"contact of\n{', '.join(parting) if contact.named_by_sectors else contact.name}\nends"


def history_drawing(
    curves: Curves, marks: Sequence[Mark], labels: Mapping[str, str], caption: str, comment: str
) -> Drawing:
    """Two panels over the scale factor, rho a^4 and T a, with marks; tables `history` and `marks`.

    `labels` replace the names of sectors and relics. `caption`, in LaTeX, stands under the figure, and
    `comment` in the tables.
    """
    with house_style():
        figure = Figure(figsize=(7.2, 7.0))
        energy, temperature = figure.subplots(2, 1, sharex=True, height_ratios=(1.25, 1.0))
        _draw_energy(energy, curves, labels)
        _draw_temperature(temperature, curves, labels)
        temperature.set_xlabel("scale factor $a/a_{\\rm start}$")
        temperature.set_xlim(curves.scale_factor[0], curves.scale_factor[-1])
        temperature.xaxis.set_major_locator(LogLocator(numticks=12))
        temperature.xaxis.set_minor_locator(LogLocator(subs="auto", numticks=100))
        temperature.xaxis.set_minor_formatter(NullFormatter())
        _shade_domination((energy, temperature), curves)
        _label_temperatures(temperature, curves, labels)
        draw_marks((energy, temperature), marks, [float(np.exp(mark.log_a)) for mark in marks])
        small_print(figure, caption)
    return Drawing(figure, {"history": history_table(curves, comment), "marks": marks_table(curves, marks, comment)})


def _draw_energy(ax: Axes, curves: Curves, labels: Mapping[str, str]) -> None:
    a4 = np.exp(4.0 * curves.at.log_a)
    start = sum(rho[0] for rho in curves.at.rho.values())
    lowest, highest = 1.0, 1.0
    for name, color, style in zip(curves.names, _colors(curves), _styles(curves), strict=True):
        y = curves.at.rho[name] * a4 / start
        highest = max(highest, float(np.max(y)))
        lowest = min(lowest, float(np.min(y)))
        ax.loglog(curves.scale_factor, np.where(y > 0, y, np.nan), color=color, linestyle=style,
                  label=labels.get(name, name))  # fmt: skip
    for number, (name, rho) in enumerate(curves.products.items(), start=len(curves.names)):
        y = rho * a4 / start
        highest = max(highest, float(np.max(y)))
        ax.loglog(curves.scale_factor, np.where(y > 0, y, np.nan), color=OKABE_ITO[number % len(OKABE_ITO)],
                  linestyle=_LINE_STYLES[number % len(_LINE_STYLES)], label=labels.get(name, name))  # fmt: skip
    ax.set_ylim(PRODUCTS_FLOOR if curves.products else max(FLOOR, lowest / 10.0), highest * 3.0)
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.set_ylabel(r"energy density $\rho\,a^4/(\rho_{\rm tot}\,a^4)_{\rm start}$")
    ax.legend(loc="lower right" if curves.products else "upper left")


def _draw_temperature(ax: Axes, curves: Curves, labels: Mapping[str, str]) -> None:
    hottest = max(T[0] for T in curves.at.T.values())
    for name, color, style in zip(curves.sectors, _colors(curves), _styles(curves), strict=False):
        y = curves.at.T[name] * curves.scale_factor / hottest
        # A sector that starts empty is drawn from where decays have filled it.
        ax.loglog(curves.scale_factor, np.where(y > COLDEST, y, np.nan), color=color, linestyle=style,
                  label=labels.get(name, name))  # fmt: skip
    low, high = ax.get_ylim()
    # Headroom for the legend above the lines, which rise to the right.
    ax.set_ylim(low, high * 1.05)
    ax.yaxis.set_major_locator(LogLocator(subs=(1.0, 2.0, 5.0)))
    ax.yaxis.set_major_formatter(FormatStrFormatter("%g"))
    ax.yaxis.set_minor_formatter(NullFormatter())
    ax.set_ylabel(r"temperature $T\,a/(T\,a)_{\rm start}$")
    ax.legend(loc="upper left")


def _shade_domination(axes: Sequence[Axes], curves: Curves) -> None:
    """Grey where relics hold most of the energy."""
    edges = np.log(curves.scale_factor[[0, -1]])
    crossings = curves.domination()
    bounds = [edges[0], *crossings, edges[1]] if _starts_dominated(curves) else [*crossings, edges[1]]
    for start, end in zip(bounds[::2], bounds[1::2], strict=False):
        for ax in axes:
            ax.axvspan(np.exp(start), np.exp(end), color="0.93", linewidth=0, zorder=0)


def _label_temperatures(bottom: Axes, curves: Curves, labels: Mapping[str, str]) -> None:
    """A second axis below, with the temperature of the first sector, if that falls all the time."""
    sector = curves.sectors[0]
    T = curves.at.T[sector]
    # The end of a stage and the start of the next are one instant, up to rounding.
    if np.any(T <= 0) or np.any(T[1:] > T[:-1] * (1.0 + 1e-9)):
        return
    # The first temperature may miss its decade by rounding.
    first, last = int(np.floor(np.log10(T[0]) + 1e-9)), int(np.ceil(np.log10(T[-1]) - 1e-9))
    decades = range(first, last - 1, -max(1, round((first - last) / 7)))
    axis = bottom.secondary_xaxis(-0.30)
    axis.xaxis.set_major_locator(FixedLocator([np.exp(curves.log_a_at(sector, 10.0**n)) for n in decades]))
    axis.xaxis.set_minor_locator(FixedLocator([]))
    axis.set_xticklabels([f"$10^{{{n}}}$" for n in decades])
    axis.set_xlabel(f"temperature of {labels.get(sector, sector)} [GeV]")


def history_table(curves: Curves, comment: str) -> Table:
    """Every quantity on the grid of the solution."""
    columns = {"a/a_start": curves.scale_factor, "t [s]": curves.at.t / SECOND, "H [GeV]": curves.at.H}
    columns |= {f"T_{name} [GeV]": curves.at.T[name] for name in curves.sectors}
    columns |= {f"rho_{name} [GeV^4]": curves.at.rho[name] for name in curves.names}
    columns |= {f"rho_{name} [GeV^4]": rho for name, rho in curves.products.items()}
    columns |= {f"S_{name} [GeV^3]": curves.at.S[name] for name in curves.sectors}
    meaning = "S is the comoving entropy s a^3 with a = 1 at the start."
    return Table(tuple(columns), list(zip(*columns.values(), strict=True)), f"{comment}\n{meaning}")


def marks_table(curves: Curves, marks: Sequence[Mark], comment: str) -> Table:
    """The marked moments: scale factor, and the temperature of every sector, interpolated on the grid to 1%."""
    columns = ("mark", "a/a_start", *(f"T_{name} [GeV]" for name in curves.sectors))
    rows = [
        (mark.name, np.exp(mark.log_a), *(curves.temperature_at(name, mark.log_a) for name in curves.sectors))
        for mark in marks
    ]
    return Table(columns, rows, comment)


def _starts_dominated(curves: Curves) -> bool:
    relic = sum(float(curves.at.rho[name][0]) for name in curves.relics)
    return relic > 0.5 * sum(float(rho[0]) for rho in curves.at.rho.values())


def _colors(curves: Curves) -> list[str]:
    return [OKABE_ITO[i % len(OKABE_ITO)] for i in range(len(curves.names))]


def _styles(curves: Curves) -> list[Any]:
    return [_LINE_STYLES[i % len(_LINE_STYLES)] for i in range(len(curves.names))]
