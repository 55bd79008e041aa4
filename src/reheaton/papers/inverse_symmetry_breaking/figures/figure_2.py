"""Fig. 2 of "Asymmetric Reheating via Inverse Symmetry Breaking": x_RH over T_max and T_*, and against lambda."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from jax import Array
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reheaton.backend.progress import Progress
from reheaton.citations import short
from reheaton.figures.annotations import HALO, INK, small_print
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
    PAPER_X_RH,
    PURPLE,
    RED,
    batched,
    benchmark,
    fixed,
    largest_x_RH,
    masses,
    worded,
)
from reheaton.papers.inverse_symmetry_breaking.freeze_in import yields_by_process
from reheaton.papers.inverse_symmetry_breaking.reheating import DELTA_N_EFF_LATE, delta_N_eff_eq17, delta_N_eff_late
from reheaton.papers.inverse_symmetry_breaking.yields import EQUILIBRIUM_YIELD, Yields, total
from reheaton.probes.limits.dark_radiation import strictest_bound
from reheaton.probes.limits.sets import CURRENT, PAPER

POINTS: Final = 100
"""Points along each axis of the plane."""
ALL_POINTS: Final = 13
"""Points along each axis at which all processes are computed."""
T_RANGE: Final = (0.1, 20.0)
"""T_max/M_N and T_*/M_N."""
LAMBDA_RANGE: Final = (1e-9, 1.0)
LAMBDAS: Final = 73
T_MAX_OF_LAMBDA: Final = 2.0
"""T_max/M_N against lambda, where T_* = M_N."""
LEVELS: Final = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Edges of the colours."""
LABELLED: Final = (0.1, 0.2, 0.6, 0.8, 0.9)
"""Levels drawn as labelled lines too; none is next to a limit."""
COLORS: Final = {"B1": RED, "B2": BLUE, "B3": GREEN}
_DASHED: Final = (0, (5, 2))
_DOTTED: Final = (0, (1, 1.3))
_DASH_DOT: Final = (0, (6, 2, 1.5, 2))
_LINES: Final = {
    "paper": (2.4, "-"),
    "present": (2.0, _DASHED),
    "projected": (2.0, _DOTTED),
    "today": (2.6, (0, (9, 3))),
}
"""Width and style of the contours of `limits`."""


@dataclass(frozen=True)
class Plane:
    """x_RH over the plane, rows T_*."""

    T_max: np.ndarray
    """T_max/M_N (points,)."""
    T_star: np.ndarray
    """T_*/M_N (points,)."""
    x_RH: np.ndarray
    """(T_star, T_max), from phi phi -> N N."""


@dataclass(frozen=True)
class Curve:
    """x_RH and Y_N against lambda for one set of couplings, (LAMBDAS,)."""

    lambda_portal: np.ndarray
    paper: Yields
    everything: Yields


def figure_2(progress: Progress) -> Drawing:
    """The plane from phi phi -> N N, and all processes against lambda; tables `plane`, `plane-all`, `lambda`."""
    progress("phi phi -> N N", 0.0)
    plane = solve_plane(POINTS)
    progress("all processes over the plane", 0.2)
    everything = solve_plane(ALL_POINTS, everything=True)
    progress("all processes against lambda", 0.5)
    curves = {name: solve_curve(name) for name in BENCHMARKS}
    progress("drawing", 0.9)
    return draw_x_RH(plane, everything, curves)


def _paper_x_RH(T_max: Array, T_star: Array) -> Array:
    # x_RH depends on neither M_N nor y_0.
    return exchange_yields(1.0, 1.0, T_star, T_max, masses().M_phi_over_T).x_RH


def _x_RH_of_all(T_max: Array, T_star: Array) -> Array:
    y_0 = VERTEX["majorana"] * LAMBDA
    return total(yields_by_process(M_N, y_0, T_star * M_N, T_max * M_N, benchmark("B2"))).x_RH


_SOLVERS: Final = {False: batched(_paper_x_RH), True: batched(_x_RH_of_all)}


def solve_plane(points: int, everything: bool = False) -> Plane:
    """x_RH on points x points; with `everything` from all processes, at the couplings B2 and LAMBDA."""
    T = np.geomspace(*T_RANGE, points)
    return Plane(T, T, _SOLVERS[everything](T, T[:, None]))


def solve_curve(name: str) -> Curve:
    """Yields against lambda at T_* = M_N and T_max = T_MAX_OF_LAMBDA M_N for one of BENCHMARKS."""
    lambdas, phase = np.geomspace(*LAMBDA_RANGE, LAMBDAS), benchmark(name)

    def both(value: Array) -> tuple[Yields, Yields]:
        found = yields_by_process(M_N, VERTEX["majorana"] * value, M_N, T_MAX_OF_LAMBDA * M_N, phase)
        return found["exchange"], total(found)

    return Curve(lambdas, *batched(both)(lambdas))


def limits() -> dict[str, float]:
    """Contours that mean a limit: what the paper prints, that of its time and a sensitivity, and that of today."""
    return {
        "paper": PAPER_X_RH,
        "present": largest_x_RH(),
        "projected": largest_x_RH("projected"),
        "today": largest_x_RH(limits=CURRENT),
    }


def draw_x_RH(plane: Plane, everything: Plane, curves: Mapping[str, Curve]) -> Drawing:
    """Both panels."""
    with house_style():
        figure = Figure(figsize=(11.0, 6.2))
        left, right = figure.subplots(1, 2, width_ratios=(1.15, 1.0))
        fill = _draw_plane(left, plane)
        bar = figure.colorbar(fill, ax=left, pad=0.02, aspect=32, ticks=LEVELS)
        bar.ax.minorticks_off()
        bar.set_label(r"$x_{\rm RH}=(Y_{N'}/Y_N)^{1/4}$")
        _draw_curves(right, curves)
        figure.legend(handles=_legend_handles(), loc="outside upper center", ncols=3, columnspacing=2.0)
        small_print(figure, caption(everything, latex=True))
    tables = {"plane": _plane_table(plane), "plane-all": _plane_table(everything), "lambda": _curve_table(curves)}
    comment = caption(everything)
    return Drawing(figure, {name: Table(*table, comment) for name, table in tables.items()})


def _draw_plane(ax: Axes, plane: Plane) -> Any:
    x, y, z = plane.T_max, plane.T_star, plane.x_RH
    colors = ListedColormap(colormaps["viridis"](np.linspace(0.15, 1.0, len(LEVELS) + 1)))
    fill = ax.contourf(x, y, z, LEVELS, cmap=colors, norm=BoundaryNorm(LEVELS, colors.N, extend="both"), extend="both")
    ax.set(xscale="log", yscale="log", xlim=T_RANGE, ylim=T_RANGE)
    ax.set(
        xlabel=r"$T_{\rm max}/M_N$", ylabel=r"$T_*/M_N$", title=r"the paper's: $\phi\phi\to NN$ alone, any $\lambda$"
    )
    lines = ax.contour(x, y, z, LABELLED, colors=INK, linewidths=0.5)
    for text in ax.clabel(lines, fmt="%g", fontsize=9, inline=False):
        text.set_path_effects(HALO)
    for name, level in limits().items():
        width, style = _LINES[name]
        ax.contour(x, y, z, [level], colors="black", linewidths=width, linestyles=[style])
    ax.plot(T_RANGE, T_RANGE, color=PURPLE, linewidth=1.6, linestyle=_DASH_DOT, path_effects=HALO)
    heavy = float(masses().T_phi_decay(1.0))
    ax.axvspan(heavy, T_RANGE[1], facecolor="none", edgecolor="0.35", hatch="//", linewidth=0)
    ax.axvline(heavy, color=RED, linewidth=2.0)
    return fill


def _draw_curves(ax: Axes, curves: Mapping[str, Curve]) -> None:
    for name, curve in curves.items():
        x, many = curve.everything.x_RH, curve.everything.N > EQUILIBRIUM_YIELD
        color, lambdas = COLORS[name], curve.lambda_portal
        # The solid and the dotted part share a point, so that there is no gap between them.
        last = int(np.argmax(many)) if many.any() else len(lambdas)
        ax.plot(lambdas, curve.paper.x_RH, color=color, linewidth=1.4, linestyle=_DASHED)
        ax.plot(lambdas[: last + 1], x[: last + 1], color=color, linewidth=2.2)
        ax.plot(lambdas[last:], x[last:], color=color, linewidth=2.2, linestyle=_DOTTED)
    for name in ("paper", "present", "today"):
        width, style = _LINES[name]
        ax.axhline(limits()[name], color="black", linewidth=width, linestyle=style)
    ax.axvline(LAMBDA, color=INK, linewidth=0.8)
    ax.set(xscale="log", xlim=LAMBDA_RANGE, ylim=(0.0, 1.1))
    ax.set(xlabel=r"coupling $\lambda$", ylabel=r"$x_{\rm RH}$")
    ax.set_title(rf"all processes, $T_*=M_N$, $T_{{\rm max}}={T_MAX_OF_LAMBDA:g}\,M_N$")
    left = 2.0 * LAMBDA_RANGE[0]
    # Words are written under the lowest of the curves.
    all_of = min(float(curve.everything.x_RH[0]) for curve in curves.values())
    ax.text(left, all_of - 0.04, "all processes:\n$h\\phi\\to NN$ dominates", color=INK, va="top", linespacing=1.3)
    paper = min(float(curve.paper.x_RH[0]) for curve in curves.values())
    ax.text(left, paper - 0.03, r"$\phi\phi\to NN$ alone", color=INK, va="top")
    ax.text(left, PAPER_X_RH - 0.015, "allowed", color=INK, va="top", weight="bold")
    ax.text(LAMBDA * 1.25, 0.05, r"$\lambda$ of Fig. 1", color=INK, rotation=90, fontsize=9.5)
    handles = [Line2D([], [], color=color, linewidth=2.2, label=name) for name, color in COLORS.items()]
    handles.append(Line2D([], [], color=BLUE, linewidth=2.2, linestyle=_DOTTED, label="more $N$ than\nin equilibrium"))
    ax.legend(handles=handles, loc=(0.55, 0.48))


def _legend_handles() -> list[Line2D]:
    found = limits()
    words = {
        "paper": rf"$x_{{\rm RH}}={PAPER_X_RH}$: $\Delta N_{{\rm eff}}=0.5$ by Eq. 17",
        "present": rf"$x_{{\rm RH}}={found['present']:.2f}$: "
        rf"$\Delta N_{{\rm eff}}={strictest_bound('delta_N_eff_cmb', limits=PAPER).bound:g}=7.40\,x_{{\rm RH}}^4$",
        "projected": rf"$x_{{\rm RH}}={found['projected']:.2f}$: CMB-S4",
        "today": rf"$x_{{\rm RH}}={found['today']:.2f}$: {strictest_bound('delta_N_eff_cmb').bound:g} today",
    }
    lines = [
        Line2D([], [], color="black", linewidth=_LINES[k][0], linestyle=_LINES[k][1], label=words[k]) for k in words
    ]
    return [
        *lines,
        Line2D([], [], color=RED, linewidth=2.0, label=r"$T_{\rm max}=2M_N/\sqrt{c_\phi}$: $M_\phi>2M_N$ to the right"),
        Line2D([], [], color=PURPLE, linewidth=1.6, linestyle=_DASH_DOT, label=r"$T_{\rm max}=T_*$"),
    ]


def _plane_table(plane: Plane) -> tuple[tuple[str, ...], list[Any]]:
    columns = {
        "T_max/M_N": np.broadcast_to(plane.T_max, plane.x_RH.shape),
        "T_star/M_N": np.broadcast_to(plane.T_star[:, None], plane.x_RH.shape),
        "x_RH": plane.x_RH,
        "delta_N_eff_eq17": np.asarray(delta_N_eff_eq17(plane.x_RH)),
        "delta_N_eff_late": np.asarray(delta_N_eff_late(plane.x_RH)),
    }
    return tuple(columns), list(zip(*(values.ravel() for values in columns.values()), strict=True))


def _curve_table(curves: Mapping[str, Curve]) -> tuple[tuple[str, ...], list[Any]]:
    columns: dict[str, Any] = {}
    for name, curve in curves.items():
        columns["lambda_portal"] = curve.lambda_portal
        columns |= {
            f"x_RH {name}": curve.paper.x_RH,
            f"x_RH_all {name}": curve.everything.x_RH,
            f"Y_N {name}": curve.paper.N,
            f"Y_N_all {name}": curve.everything.N,
            f"Y_N_mirror_all {name}": curve.everything.N_mirror,
        }
    return tuple(columns), list(zip(*columns.values(), strict=True))


def caption(everything: Plane, latex: bool = False) -> str:
    """What was assumed, and what all processes give over the plane, for the picture or for a table."""
    chosen = (("present", PAPER), ("projected", PAPER), ("present", CURRENT))
    bounds = [strictest_bound("delta_N_eff_cmb", kind, limits) for kind, limits in chosen]
    sources = "; ".join(f"{bound.name} < {bound.bound:g}: {short(bound.citation)}" for bound in bounds)
    names = "{lambda_eta}, {lambda_phi}, {lambda_eta_phi}"
    couplings = "; ".join(f"{name}: {', '.join(f'{v:g}' for v in values[:3])}" for name, values in BENCHMARKS.items())
    low, high = np.min(everything.x_RH), np.max(everything.x_RH)
    text = (
        f"Left: {{c_phi}} = {C_PHI:g}, which the paper does not give; {{x_RH}} depends on neither {{M_N}},"
        f" {{lam}} nor the"
        " vertex. Equation 17 puts mirror neutrinos at the temperature of mirror photons; after {e_e} annihilation"
        f" {{Delta_N_eff}} is {DELTA_N_EFF_LATE:.2f} {{x_RH4}}, if both sectors are reheated at the same"
        f" {{g_star}}, and"
        f" less otherwise. {sources}. Hatched: {{phi}} decays into N N, which is not counted; the paper prints"
        f" 2/{{c_phi}}. With all processes, couplings B2 and {fixed()}, {{x_RH}} is {low:.4f} to {high:.4f} all"
        f" over the"
        " left plane.\n"
        f"Right: {{M_N}} = 1e{np.log10(M_N):.0f} GeV, Majorana vertex ({{y_0}} = 2 {{lam}}). {names} ="
        f" {couplings}. Solid"
        " and dotted: {exchange}, {h_phi}, {three_phi} and gravitons; dashed: the first alone. Dotted where"
        f" {{Y_N}} > {EQUILIBRIUM_YIELD:.2f}, its value in equilibrium: there inverse reactions, left out, make"
        f" N and N'"
        " equal (heavier N reach it at larger {lam})."
    )
    return worded(text, latex)
