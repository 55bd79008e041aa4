"""Fig. 1 of "Asymmetric Reheating via Inverse Symmetry Breaking": when N and N' are made, and by which process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reheaton.backend.progress import Progress
from reheaton.figures.annotations import INK, on_line, small_print
from reheaton.figures.drawing import Drawing, Table, house_style
from reheaton.papers.inverse_symmetry_breaking.amplitudes import VERTEX
from reheaton.papers.inverse_symmetry_breaking.couplings import c_phi
from reheaton.papers.inverse_symmetry_breaking.exchange import exchange_growth
from reheaton.papers.inverse_symmetry_breaking.figures.points import (
    BENCHMARKS,
    BLUE,
    C_PHI,
    GREEN,
    LAMBDA,
    M_N,
    ORANGE,
    PURPLE,
    RED,
    batched,
    benchmark,
    fixed,
    masses,
    worded,
)
from reheaton.papers.inverse_symmetry_breaking.freeze_in import growth_by_process, yields_by_process
from reheaton.papers.inverse_symmetry_breaking.phases import ThermalMasses
from reheaton.papers.inverse_symmetry_breaking.yields import Yields, total

T_RANGE: Final = (0.07, 20.0)
"""T/M_N."""
POINTS: Final = 400
T_STAR: Final = {0.3: RED, 1.0: BLUE, 3.0: GREEN}
"""T_*/M_N of the curves, and their colours."""
BENCHMARK: Final = "B2"
"""Couplings of the panel of all processes, where T_* = M_N."""
T_MAX_SHOWN: Final = 2.0
"""T_max/M_N for which x_RH is written in the title."""
STYLES: Final = {
    "exchange": (BLUE, r"$\phi\phi\to NN$ (the paper's)"),
    "h_phi": (RED, r"$h\phi\to NN$"),
    "virtual_phi": (ORANGE, r"$\phi\phi\phi\to NN$, $\phi\phi\to\phi NN$, $\phi\to NN$"),
    "gravitons": (PURPLE, r"$\phi\phi$, $hh\to$ graviton $\to NN$"),
}
VIRTUAL_PHI: Final = ("three_phi", "emission", "decay")
"""Processes that one curve shows: N N from one virtual or real phi."""
_ARROW: Final = 0.5
"""T/M_N at which two processes are compared."""
_RANGES: Final = {"paper": (1e-20, 1e-8), "all": (1e-24, 1e-3)}


@dataclass(frozen=True)
class Growth:
    """|dY/dlnT| of N and N'."""

    T: np.ndarray
    """T/M_N (points,)."""
    paper: Mapping[float, Yields]
    """By T_*/M_N, (points,)."""
    processes: Mapping[str, Yields]
    """By process, (points,)."""
    x_RH: tuple[float, float]
    """From the process of the paper and from all, for T_max = T_MAX_SHOWN M_N."""


def figure_1(progress: Progress) -> Drawing:
    """The paper's curves, and beside them those of all processes; tables `paper` and `all`."""
    return draw_growth(solve_growth(POINTS, progress))


def solve_growth(points: int, progress: Progress) -> Growth:
    """All curves on a logarithmic grid of temperatures, to which a few points close to each T_* are added."""
    near = 1.0 + 0.5 * np.geomspace(1e-3, 0.1, 12)
    T = np.unique(np.concatenate([np.geomspace(*T_RANGE, points), *(t * s for t in T_STAR for s in (near, 1 / near))]))
    y_0 = VERTEX["majorana"] * LAMBDA
    progress("phi phi -> N N", 0.0)
    stars = np.array([*T_STAR])[:, None] * M_N
    found = batched(lambda T, star: exchange_growth(T, M_N, y_0, star, masses().M_phi_over_T))(T * M_N, stars)
    paper = {star: Yields(found.N[i], found.N_mirror[i]) for i, star in enumerate(T_STAR)}
    progress("all processes", 0.2)
    phase = benchmark(BENCHMARK)
    rates = batched(lambda T: growth_by_process(T, M_N, y_0, M_N, phase))(T * M_N)
    made = batched(lambda T_max: yields_by_process(M_N, y_0, M_N, T_max, phase))(T_MAX_SHOWN * M_N)
    progress("drawing", 0.9)
    # Together, as emission less decays on the mass shell is a difference, and can be negative.
    rates["virtual_phi"] = total({name: rates[name] for name in VIRTUAL_PHI})
    # In the order of the legend: JAX sorts the keys of a dict.
    processes = {name: rates[name] for name in STYLES}
    return Growth(T, paper, processes, (float(made["exchange"].x_RH), float(total(made).x_RH)))


def draw_growth(found: Growth) -> Drawing:
    """Both panels on the same axis of T/M_N."""
    with house_style():
        figure = Figure(figsize=(11.0, 6.0))
        axes = figure.subplots(1, 2, sharex=True)
        for ax, name in zip(axes, _RANGES, strict=True):
            ax.set(xscale="log", yscale="log", xlim=T_RANGE, ylim=_RANGES[name])
            ax.set_xlabel(r"temperature of the scalars $T/M_N$")
        _draw_paper(axes[0], found)
        _draw_processes(axes[1], found)
        small_print(figure, caption(found, latex=True))
    paper = {f"T_*={star:g}M_N": pair for star, pair in found.paper.items()}
    return Drawing(figure, {"paper": _table(found, paper), "all": _table(found, found.processes)})


def _draw_paper(ax: Axes, found: Growth) -> None:
    for star, color in T_STAR.items():
        _draw_pair(ax, found.T, found.paper[star], color)
    _mark_heavy_phi(ax, masses(), r"$M_\phi > 2M_N$", 0.2)
    ax.set_title(r"the paper's: $\phi\phi\to NN$ alone")
    ax.set_ylabel(r"$|dY/d\ln T|$")
    handles = [Line2D([], [], color=color, label=_star_label(star)) for star, color in T_STAR.items()]
    ax.legend(handles=[*handles, *_kinds()], loc="upper left")


def _draw_processes(ax: Axes, found: Growth) -> None:
    for name, pair in found.processes.items():
        _draw_pair(ax, found.T, pair, STYLES[name][0])
    _mark_heavy_phi(ax, benchmark(BENCHMARK), r"$\phi\to NN$", 0.39)
    ax.axvline(T_MAX_SHOWN, color=INK, linewidth=1.0, linestyle=(0, (1, 1.5)))
    ax.text(T_MAX_SHOWN * 1.05, 0.96, r"$T_{\rm max}$", transform=ax.get_xaxis_transform(), color=INK, va="top")
    ax.set_title(rf"all processes, $T_*=M_N$: $x_{{\rm RH}}$ = {found.x_RH[1]:.4f} instead of {found.x_RH[0]:.2f}")
    pair = found.processes["h_phi"]
    low, high = (float(np.interp(_ARROW, found.T, found.processes[name].N)) for name in ("exchange", "h_phi"))
    ax.annotate(
        "", (_ARROW, low), (_ARROW, high), arrowprops={"arrowstyle": "<->", "color": INK, "shrinkA": 1, "shrinkB": 1}
    )
    exponent = round(float(np.log10(high / low)))
    on_line(ax, _ARROW, np.sqrt(low * high) * 30.0, f"$\\times\\,10^{exponent}$", fontsize=11, color=INK)
    apart = 100.0 * float(np.max(np.abs(pair.N_mirror / pair.N - 1.0)))
    ax.text(_ARROW * 1.1, high * 30.0, f"$N$ and $N'$: at most {apart:.1g}% apart", color=RED, ha="center", fontsize=10)
    handles = [Line2D([], [], color=color, label=label) for color, label in STYLES.values()]
    ax.legend(handles=[*handles, *_kinds()], loc="lower right", fontsize=9.5)


def _draw_pair(ax: Axes, T: np.ndarray, pair: Yields, color: str) -> None:
    ax.plot(T, pair.N, color=color)
    ax.plot(T, pair.N_mirror, color=color, linestyle=(0, (4, 2)))


def _star_label(star: float) -> str:
    return "$T_*=M_N$" if star == 1.0 else f"$T_*={star:g}\\,M_N$"


def _kinds() -> list[Line2D]:
    return [
        Line2D([], [], color=INK, label="$N$"),
        Line2D([], [], color=INK, linestyle=(0, (4, 2)), label="$N'$"),
    ]


def _mark_heavy_phi(ax: Axes, phase: ThermalMasses, words: str, height: float) -> None:
    edge = float(phase.T_phi_decay(1.0))
    ax.axvspan(edge, T_RANGE[1], color="0.88", linewidth=0, zorder=0)
    middle = float(np.sqrt(edge * T_RANGE[1]))
    ax.text(middle, height, words, transform=ax.get_xaxis_transform(), rotation=90, color=INK,
            ha="center", va="center", fontsize=10)  # fmt: skip


def _table(found: Growth, curves: Mapping[str, Yields]) -> Table:
    """Both yields of every curve, by its name."""
    columns: dict[str, Any] = {"T/M_N": found.T}
    for name, pair in curves.items():
        columns[f"dY_N/dlnT {name}"] = pair.N
        columns[f"dY_N_mirror/dlnT {name}"] = pair.N_mirror
    return Table(tuple(columns), list(zip(*columns.values(), strict=True)), caption(found))


def caption(found: Growth, latex: bool = False) -> str:
    """What was assumed, for the picture or for a table."""
    couplings = list(BENCHMARKS[BENCHMARK]._asdict().items())[:3]
    text = (
        f"{fixed()}, vertex of Majorana neutrinos ({{y_0}} = 2 {{lam}}; read literally, the curves of {{exchange}} are"
        " 16 times lower, those of order {lam2} 4 times). Left: {c_phi} ="
        f" {C_PHI:g}, which the paper does not give; {{lam}} and, on this axis, {{M_N}} only move all curves up or"
        " down. Y is per entropy of the scalars; Maxwell-Boltzmann statistics. N' is not made at {T_star}, where its"
        f" coupling is 0. Right: couplings {BENCHMARK}, "
        + ", ".join(f"{{{name}}} = {value:g}" for name, value in couplings)
        + f", {{c_phi}} = {float(c_phi(BENCHMARKS[BENCHMARK])):.4f}. The operator that tells N from N' makes both at"
        f" order {{lam2}}, alike, by {{h_phi}} with {{h_is}}: {{x_RH}} is that of {{T_max}} = {T_MAX_SHOWN:g} {{M_N}}."
        " Gravitons: {phi} and h alone. Grey: {phi} decays into N N, which the left panel leaves out."
    )
    return worded(text, latex)
