"""Fig. 3 of "Asymmetric Reheating via Inverse Symmetry Breaking": highest T_RH of the Standard Model at T_* = M_N."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from jax import Array
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reheaton.backend.progress import Progress
from reheaton.figures.annotations import INK, on_line, small_print
from reheaton.figures.drawing import Drawing, Table, house_style
from reheaton.papers.inverse_symmetry_breaking.amplitudes import VERTEX
from reheaton.papers.inverse_symmetry_breaking.exchange import exchange_yields
from reheaton.papers.inverse_symmetry_breaking.figures.points import (
    BENCHMARKS,
    BLUE,
    C_PHI,
    GREEN,
    LAMBDA,
    M_N,
    ORANGE,
    PAPER_X_RH,
    PURPLE,
    RED,
    batched,
    benchmark,
    largest_x_RH,
    masses,
    worded,
)
from reheaton.papers.inverse_symmetry_breaking.freeze_in import yields_by_process
from reheaton.papers.inverse_symmetry_breaking.reheating import G_EQ18, T_RH_estimate, reheating
from reheaton.papers.inverse_symmetry_breaking.yields import Yields, total

POINTS: Final = 160
T_RANGE: Final = (0.1, 20.0)
"""T_max/M_N."""
T_RH_RANGE: Final = (1e-4, 1e10)
"""[GeV]."""
T_RH_LOWEST: Final = 1e-2
"""T_RH [GeV] that nucleosynthesis needs according to the paper."""
LAMBDAS: Final = {1e-5: GREEN, LAMBDA: BLUE, 2e-4: PURPLE, 1e-3: RED}
"""Couplings lambda of the lines, and their colours."""
BENCHMARK: Final = "B2"
"""Couplings with which all processes are computed, at LAMBDA."""
_LABELS_AT: Final = 2.4
"""T_max/M_N at which lines are labelled: x_RH is allowed there."""
_ROOM: Final = 5.0
"""Least T_RH of a label, in units of the lower end of the axis."""
_ALL: Final = (0, (6, 2, 1.5, 2))
_ESTIMATE: Final = (0, (1, 1.5))


@dataclass(frozen=True)
class Version:
    """T_RH with one reading of the vertex."""

    eq18: np.ndarray
    """T_RH [GeV] of Eq. 18 as printed, g_* = 106.75, (couplings, points)."""
    own: np.ndarray
    """The same with g_*(T_RH)."""


@dataclass(frozen=True)
class Temperatures:
    """Everything drawn; (points,) unless said."""

    T_max: np.ndarray
    """T_max/M_N."""
    x_RH: np.ndarray
    versions: Mapping[str, Version]
    """By name of the vertex."""
    everything: tuple[np.ndarray, np.ndarray]
    """T_RH [GeV] with g_*(T_RH) and x_RH of all processes at LAMBDA, Majorana vertex."""


def figure_3(progress: Progress) -> Drawing:
    """Eq. 18 as the paper has it, and with Majorana vertex and g_*(T_RH); table `T_RH`."""
    return draw_temperatures(solve_temperatures(POINTS, progress))


def solve_temperatures(points: int, progress: Progress) -> Temperatures:
    """T_RH on a logarithmic grid of T_max."""
    progress("phi phi -> N N", 0.0)
    T_max = np.geomspace(*T_RANGE, points)
    lambdas = np.array([*LAMBDAS])[:, None]
    versions = {}
    x_RH = np.empty(points)
    for name in ("literal", "majorana"):
        eq18, own, x = _PAPER(T_max, VERTEX[name] * lambdas)
        versions[name], x_RH = Version(eq18, own), x[0]
    progress("all processes", 0.4)
    _, own, x_all = _ALL_PROCESSES(T_max, VERTEX["majorana"] * LAMBDA)
    progress("drawing", 0.9)
    return Temperatures(T_max, x_RH, versions, (own, x_all))


def _from_paper(T_max: Array, y_0: Array) -> tuple[Array, Array, Array]:
    return _reheated(exchange_yields(M_N, y_0, M_N, T_max * M_N, masses().M_phi_over_T))


def _from_all(T_max: Array, y_0: Array) -> tuple[Array, Array, Array]:
    return _reheated(total(yields_by_process(M_N, y_0, M_N, T_max * M_N, benchmark(BENCHMARK))))


def _reheated(yields: Yields) -> tuple[Array, Array, Array]:
    """T_RH [GeV] of Eq. 18 as printed, the same with g_*(T_RH), and x_RH."""
    found = reheating(M_N, yields)
    return found.T_RH_eq18, found.T_RH, yields.x_RH


_PAPER: Final = batched(_from_paper)
_ALL_PROCESSES: Final = batched(_from_all)


def draw_temperatures(found: Temperatures) -> Drawing:
    """The literal vertex with the printed g_* on the left, Majorana neutrinos with their own g_* on the right."""
    with house_style():
        figure = Figure(figsize=(11.0, 6.8))
        left, right = figure.subplots(1, 2, sharex=True, sharey=True)
        left.set(xscale="log", yscale="log", xlim=T_RANGE, ylim=T_RH_RANGE)
        left.set_ylabel(r"$T_{\rm RH}$ of the Standard Model [GeV]")
        left.set_title(rf"Eq. 18 as printed, $g_*={G_EQ18:g}$, vertex read literally")
        right.set_title(r"$g_*(T_{\rm RH})$, vertex of Majorana neutrinos")
        literal, majorana = found.versions["literal"], found.versions["majorana"]
        for ax, lines, limit in ((left, literal.eq18, PAPER_X_RH), (right, majorana.own, largest_x_RH())):
            ax.set_xlabel(r"$T_{\rm max}/M_N$")
            _shade(ax, found, limit)
            _draw_lines(ax, found.T_max, lines)
        right.plot(found.T_max, majorana.eq18[list(LAMBDAS).index(LAMBDA)], color=BLUE, linewidth=0.9, linestyle="--")
        right.plot(found.T_max, found.everything[0], color="black", linewidth=2.0, linestyle=_ALL)
        figure.legend(handles=_legend_handles(), loc="outside upper center", ncols=3, columnspacing=2.0)
        small_print(figure, caption(found, latex=True))
    return Drawing(figure, {"T_RH": _table(found)})


def excluded(found: Temperatures, limit: float) -> list[tuple[float, float]]:
    """Ranges of T_max/M_N in which x_RH of the paper's process exceeds a limit."""
    log_T, above = np.log(found.T_max), found.x_RH - limit
    change = np.flatnonzero(above[:-1] * above[1:] < 0.0)
    edges = np.exp(log_T[change] - above[change] * (log_T[change + 1] - log_T[change]) / np.diff(above)[change])
    ends = [found.T_max[0], *edges, found.T_max[-1]]
    pairs = zip(ends[:-1], ends[1:], strict=True)
    return [(low, high) for low, high in pairs if np.interp(np.log(low * high) / 2.0, log_T, above) > 0.0]


def _shade(ax: Axes, found: Temperatures, limit: float) -> None:
    """Regions excluded by x_RH and by nucleosynthesis, and the line of M_phi = 2 M_N."""
    (bottom, top), heavy = T_RH_RANGE, float(masses().T_phi_decay(1.0))
    for low, high in excluded(found, limit):
        ax.axvspan(low, high, color="0.88", linewidth=0, zorder=0)
        middle = np.sqrt(low * min(high, heavy))
        ax.text(middle, 0.3 * top, rf"$x_{{\rm RH}}>{limit:.2f}$", ha="center", va="center", color=INK, fontsize=10)
    ax.axhspan(bottom, T_RH_LOWEST, color=ORANGE, alpha=0.3, linewidth=0, zorder=0)
    ax.axhline(T_RH_LOWEST, color=ORANGE, linewidth=2.0)
    ax.axvline(heavy, color=INK, linewidth=1.2, linestyle=(0, (5, 2)))


def _draw_lines(ax: Axes, T_max: np.ndarray, lines: np.ndarray) -> None:
    for (value, color), line in zip(LAMBDAS.items(), lines, strict=True):
        ax.plot(T_max, line, color=color, linewidth=2.0)
        ax.axhline(float(T_RH_estimate(value)), color=color, linewidth=1.6, linestyle=_ESTIMATE)
        # A line that enters the panel further right is labelled there.
        start = float(np.exp(np.interp(np.log(_ROOM * T_RH_RANGE[0]), np.log(line), np.log(T_max))))
        place = max(_LABELS_AT, start)
        at = float(np.exp(np.interp(np.log(place), np.log(T_max), np.log(line))))
        on_line(ax, place, at, _power(value), color=color, fontsize=10.5)


def _power(value: float) -> str:
    mantissa, exponent = f"{value:.0e}".split("e")
    return ("$" if mantissa == "1" else rf"${mantissa}\times") + rf"10^{{{int(exponent)}}}$"


def _legend_handles() -> list[Any]:
    return [
        Line2D([], [], color=INK, linewidth=2.0, label=r"$T_{\rm RH}$ for the $\lambda$ written on the line"),
        Line2D([], [], color=INK, linewidth=1.6, linestyle=_ESTIMATE, label=r"$\lambda^4M_{\rm Pl}$, in its colour"),
        Line2D([], [], color=INK, linewidth=1.2, linestyle=(0, (5, 2)), label=r"$M_\phi>2M_N$ to the right"),
        Line2D([], [], color="black", linewidth=2.0, linestyle=_ALL,
               label=rf"all processes, $\lambda=\,${_power(LAMBDA)}: $x_{{\rm RH}}=1.00$"),
        Line2D([], [], color=BLUE, linewidth=0.9, linestyle="--", label=rf"right, with $g_*={G_EQ18:g}$"),
        Patch(facecolor=ORANGE, alpha=0.3, label=r"$T_{\rm RH}<10$ MeV"),
    ]  # fmt: skip


def _table(found: Temperatures) -> Table:
    columns = {"T_max/M_N": found.T_max, "x_RH": found.x_RH}
    for i, value in enumerate(LAMBDAS):
        columns[f"lambda^4 M_Pl lambda={value:g} [GeV]"] = np.full(found.T_max.shape, float(T_RH_estimate(value)))
        for name, version in found.versions.items():
            columns[f"T_RH_eq18 lambda={value:g} {name} [GeV]"] = version.eq18[i]
            columns[f"T_RH lambda={value:g} {name} [GeV]"] = version.own[i]
    columns[f"T_RH_all lambda={LAMBDA:g} majorana [GeV]"], columns[f"x_RH_all lambda={LAMBDA:g}"] = found.everything
    return Table(tuple(columns), list(zip(*columns.values(), strict=True)), caption(found))


def caption(found: Temperatures, latex: bool = False) -> str:
    """What was assumed, and where the estimate holds, for the picture or for a table."""
    couplings = ", ".join(f"{value:g}" for value in BENCHMARKS[BENCHMARK][:3])
    meets = {name: crossing(found, name) for name in found.versions}
    where = {name: f"{value:.1f} {{M_N}}" if np.isfinite(value) else "none drawn" for name, value in meets.items()}
    text = (
        f"{{T_star}} = {{M_N}}, {{c_phi}} = {C_PHI:g}, which the paper does not give; N and N' decay as soon as"
        f" they are"
        " as dense as the scalars (longer lives lower {T_RH}). {M_N}, far above {T_RH}, does not matter to {exchange}."
        f" Majorana vertex: {{y_0}} = 2 {{lam}}. {{T_max}} at which Eq. 18 with {{g_star}} = {G_EQ18:g} equals"
        f" {{lam4_M_Pl}}: {where['majorana']} (Majorana), {where['literal']} (literal); {{x_RH}} is too large there."
        " Grey: {x_RH} of {exchange} too large for {Delta_N_eff} = 0.5 in Eq. 17 (left), for the present limit if both"
        " sectors are reheated at the same {g_star} (right)."
        f" All processes: couplings {BENCHMARK} ({{lambda_eta}}, {{lambda_phi}}, {{lambda_eta_phi}} = {couplings}) and"
        f" {{M_N}} = 1e{np.log10(M_N):.0f} GeV."
    )
    return worded(text, latex)


def crossing(found: Temperatures, vertex: str) -> float:
    """T_max/M_N at which Eq. 18 as printed equals lambda^4 M_Pl, the same for every lambda; NaN outside the range."""
    ratio = np.log(found.versions[vertex].eq18[0] / float(T_RH_estimate(next(iter(LAMBDAS)))))
    return float(np.exp(np.interp(0.0, ratio, np.log(found.T_max), left=np.nan, right=np.nan)))
