"""Fig. 2 of "Asymmetric Reheating via Inverse Symmetry Breaking", and beside it the map of all processes."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from jax import Array
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reheaton.backend.progress import Progress
from reheaton.citations import short
from reheaton.cosmology import hubble_radiation
from reheaton.figures.annotations import HALO, INK, small_print
from reheaton.figures.drawing import Drawing, house_style
from reheaton.papers.inverse_symmetry_breaking.amplitudes import VERTEX
from reheaton.papers.inverse_symmetry_breaking.exchange import exchange_yields
from reheaton.papers.inverse_symmetry_breaking.figures.points import (
    BENCHMARKS,
    C_PHI,
    LAMBDA,
    M_N,
    ORANGE,
    PAPER_X_RH,
    PURPLE,
    RED,
    batched,
    benchmark,
    fill_between_levels,
    fixed,
    grid_table,
    largest_x_RH,
    masses,
    weakly_coupled,
    worded,
)
from reheaton.papers.inverse_symmetry_breaking.freeze_in import yields_by_process
from reheaton.papers.inverse_symmetry_breaking.phases import broken_phase
from reheaton.papers.inverse_symmetry_breaking.reheating import (
    DELTA_N_EFF_LATE,
    delta_N_eff_eq17,
    delta_N_eff_late,
    reheating,
)
from reheaton.papers.inverse_symmetry_breaking.scalar_gas import G_SCALARS
from reheaton.papers.inverse_symmetry_breaking.yields import RARE_YIELD, Yields, total
from reheaton.probes.limits.dark_radiation import strictest_bound
from reheaton.probes.limits.sets import CURRENT, PAPER

POINTS: Final = 100
"""Points along each axis of the plane."""
ALL_POINTS: Final = 13
"""Points along each axis at which all processes are computed."""
T_RANGE: Final = (0.1, 20.0)
"""T_max/M_N and T_*/M_N."""
LAMBDA_RANGE: Final = (1e-7, 1.0)
NU_RANGE: Final = (0.3, 3e3)
"""v/T = Lambda_eff/T_*."""
MAP_POINTS: Final = (64, 48)
"""Points in lambda and in v/T."""
LAMBDA_PHI: Final = 0.2
"""lambda_phi of the map."""
T_MAX_OF_MAP: Final = 2.0
"""T_max/M_N of the map, where T_* = M_N."""
T_RH_LINES: Final = (1e-2, 1e2, 1e6, 1e10)
"""T_RH [GeV] of the lines in the map."""
LEVELS: Final = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Edges of the colours."""
LABELLED: Final = (0.1, 0.2, 0.6, 0.8, 0.9)
"""Levels drawn as labelled lines too; none is next to a limit."""
_DASHED: Final = (0, (5, 2))
_DOTTED: Final = (0, (1, 1.3))
_DASH_DOT: Final = (0, (6, 2, 1.5, 2))
_SHIFT: Final = {"B1": -9, "B2": -3, "B3": 3}
"""Height of the names of benchmarks over their marks, which lie close together."""
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
class Map:
    """All processes over lambda and v/T, rows v/T."""

    lambda_portal: np.ndarray
    """(columns,)."""
    nu: np.ndarray
    """v/T (rows,)."""
    made: Yields
    """(rows, columns)."""
    T_RH: np.ndarray
    """[GeV] (rows, columns)."""


def figure_2(progress: Progress) -> Drawing:
    """The plane from phi phi -> N N, and all processes over lambda and v/T; tables `plane`, `plane-all`, `map`."""
    progress("phi phi -> N N", 0.0)
    plane = solve_plane(POINTS)
    progress("all processes over the plane", 0.2)
    everything = solve_plane(ALL_POINTS, everything=True)
    progress("all processes over lambda and v/T", 0.4)
    found = solve_map(*MAP_POINTS)
    progress("drawing", 0.9)
    return draw_x_RH(plane, everything, found)


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


def _of_map(value: Array, nu: Array) -> tuple[Yields, Array]:
    T_max = T_MAX_OF_MAP * M_N
    phase = broken_phase(weakly_coupled(LAMBDA_PHI, nu), T_max)
    made = total(yields_by_process(M_N, VERTEX["majorana"] * value, M_N, T_max, phase))
    return made, reheating(M_N, made).T_RH


_MAP: Final = batched(_of_map)


def solve_map(columns: int, rows: int) -> Map:
    """Yields and T_RH at T_* = M_N and T_max = T_MAX_OF_MAP M_N, with couplings of `weakly_coupled`."""
    lambdas, nu = np.geomspace(*LAMBDA_RANGE, columns), np.geomspace(*NU_RANGE, rows)
    return Map(lambdas, nu, *_MAP(lambdas, nu[:, None]))


def limits() -> dict[str, float]:
    """Contours that mean a limit: what the paper prints, that of its time and a sensitivity, and that of today."""
    return {
        "paper": PAPER_X_RH,
        "present": largest_x_RH(),
        "projected": largest_x_RH("projected"),
        "today": largest_x_RH(limits=CURRENT),
    }


def draw_x_RH(plane: Plane, everything: Plane, found: Map) -> Drawing:
    """Both panels."""
    with house_style():
        figure = Figure(figsize=(11.0, 6.2))
        left, right = figure.subplots(1, 2)
        fill = _draw_plane(left, plane)
        _draw_map(right, found)
        bar = figure.colorbar(fill, ax=[left, right], pad=0.02, aspect=32, ticks=LEVELS)
        bar.ax.minorticks_off()
        bar.set_label(r"$x_{\rm RH}=(Y_{N'}/Y_N)^{1/4}$")
        figure.legend(handles=_legend_handles(), loc="outside upper center", ncols=3, columnspacing=2.0)
        small_print(figure, caption(everything, latex=True))
    tables = {"plane": _plane_columns(plane), "plane-all": _plane_columns(everything), "map": _map_columns(found)}
    return Drawing(figure, {name: grid_table(columns, caption(everything)) for name, columns in tables.items()})


def _draw_plane(ax: Axes, plane: Plane) -> Any:
    x, y, z = plane.T_max, plane.T_star, plane.x_RH
    fill = fill_between_levels(ax, x, y, z, LEVELS)
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


def _draw_map(ax: Axes, found: Map) -> None:
    x, y, z = found.lambda_portal, found.nu, np.asarray(found.made.x_RH)
    fill_between_levels(ax, x, y, z, LEVELS)
    for name in ("present", "today"):
        width, style = _LINES[name]
        ax.contour(x, y, z, [limits()[name]], colors="black", linewidths=width, linestyles=[style])
    ax.set(xscale="log", yscale="log", xlim=LAMBDA_RANGE, ylim=NU_RANGE)
    ax.set(xlabel=r"coupling $\lambda$", ylabel=r"$v/T=\Lambda_{\rm eff}/T_*$")
    ax.set_title(rf"all processes, $T_*=M_N$, $T_{{\rm max}}={T_MAX_OF_MAP:g}\,M_N$")
    ax.contourf(x, y, found.made.N, [RARE_YIELD, np.inf], colors="none", hatches=["//"])
    ax.contour(x, y, found.made.N, [RARE_YIELD], colors=[ORANGE], linewidths=2.0)
    lines = ax.contour(x, y, found.T_RH, T_RH_LINES, colors="white", linewidths=1.0, linestyles=[_DASHED])
    words = {T: rf"$T_{{\rm RH}}=10^{{{np.log10(T):.0f}}}$ GeV" for T in T_RH_LINES}
    for text in ax.clabel(lines, fmt=words, fontsize=8.5, inline=True):
        text.set_path_effects(HALO)
        text.set_color(INK)
    slow = highest_nu()
    ax.axhline(slow, color=PURPLE, linewidth=1.6, linestyle=_DASH_DOT, path_effects=HALO)
    ax.text(1.5 * LAMBDA_RANGE[0], 1.1 * slow, "$M_h<3H$", color=INK, va="bottom", path_effects=HALO, fontsize=10)
    for name in BENCHMARKS:
        nu = float(np.asarray(benchmark(name).v_over_T))
        ax.plot(LAMBDA, nu, marker="o", color="white", markeredgecolor="black", markersize=5, clip_on=False)
        ax.annotate(
            name,
            (LAMBDA, nu),
            (6, {"B1": -9, "B2": -3, "B3": 3}[name]),
            textcoords="offset points",
            color=INK,
            path_effects=HALO,
            fontsize=9.5,
        )


def highest_nu() -> float:
    """v/T up to which M_h > 3 H at T_max of the map, so that v follows T."""
    nu = np.geomspace(*NU_RANGE, 400)
    M_h = np.sqrt(2.0) * np.sqrt(np.asarray(weakly_coupled(LAMBDA_PHI, nu).lambda_eta)) * nu
    H_over_T = hubble_radiation(G_SCALARS, 1.0) * T_MAX_OF_MAP * M_N
    return float(np.exp(np.interp(0.0, -np.log(M_h / (3.0 * H_over_T)), np.log(nu))))


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
        Line2D([], [], color=PURPLE, linewidth=1.6, linestyle=_DASH_DOT, label=r"left: $T_{\rm max}=T_*$"),
        Line2D([], [], color=ORANGE, linewidth=2.0, label=rf"right: $Y_N={RARE_YIELD:g}$"),
    ]


def _plane_columns(plane: Plane) -> dict[str, Any]:
    return {
        "T_max/M_N": plane.T_max,
        "T_star/M_N": plane.T_star[:, None],
        "x_RH": plane.x_RH,
        "delta_N_eff_eq17": delta_N_eff_eq17(plane.x_RH),
        "delta_N_eff_late": delta_N_eff_late(plane.x_RH),
    }


def _map_columns(found: Map) -> dict[str, Any]:
    return {
        "lambda_portal": found.lambda_portal,
        "v/T": found.nu[:, None],
        "x_RH_all": found.made.x_RH,
        "Y_N_all": found.made.N,
        "Y_N_mirror_all": found.made.N_mirror,
        "T_RH [GeV]": found.T_RH,
    }


def caption(everything: Plane, latex: bool = False) -> str:
    """What was assumed, and what all processes give over the plane, for the picture or for a table."""
    chosen = (("present", PAPER), ("projected", PAPER), ("present", CURRENT))
    bounds = [strictest_bound("delta_N_eff_cmb", kind, limits) for kind, limits in chosen]
    sources = "; ".join(f"{bound.name} < {bound.bound:g}: {short(bound.citation)}" for bound in bounds)
    names = "{lambda_eta}, {lambda_phi}, {lambda_eta_phi}"
    couplings = "; ".join(f"{name}: {', '.join(f'{v:g}' for v in values[:3])}" for name, values in BENCHMARKS.items())
    low, high = np.min(everything.x_RH), np.max(everything.x_RH)
    text = (
        f"Left: {{exchange}} alone, {{c_phi}} = {C_PHI:g}, which the paper does not give; {{x_RH}} depends on neither"
        f" {{M_N}}, {{lam}} nor the"
        " vertex. Equation 17 puts mirror neutrinos at the temperature of mirror photons; after {e_e} annihilation"
        f" {{Delta_N_eff}} is {DELTA_N_EFF_LATE:.2f} {{x_RH4}}, if both sectors are reheated at the same"
        f" {{g_star}}, and"
        f" less otherwise. {sources}. Hatched: {{phi}} decays into N N, which is not counted; the paper prints"
        f" 2/{{c_phi}}. With all processes, couplings B2 and {fixed()}, {{x_RH}} is {low:.4f} to {high:.4f} all"
        f" over the"
        " left plane.\n"
        f"Right: {fixed().partition(',')[0]}, Majorana vertex ({{y_0}} = 2 {{lam}}), Maxwell-Boltzmann statistics,"
        f" {{M_phi}} of Eq. 6, thermal h; {{lambda_phi}} = {LAMBDA_PHI:g}, {{lambda_eta}} half of the largest for which"
        f" the potential is bounded. Hatched: {{Y_N}} > {RARE_YIELD:g}, where inverse reactions, left out,"
        f" make N and N'"
        f" equal. Above the dash-dotted line v does not follow T. B1 to B3, at {{lam}} of the paper's Fig. 1: {names} ="
        f" {couplings}."
    )
    return worded(text, latex)
