"""Fig. 2 of "Twin Sterile Neutrino Dark Matter": Delta N_eff at nucleosynthesis and recombination over m_N and m_nu.

Drawn with the limits of the paper; a second line is the border of what the limits of today allow.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reheaton.backend.progress import Progress
from reheaton.citations import short
from reheaton.cosmology import T_RH_EQUILIBRIUM
from reheaton.figures.annotations import DARK_RIM, HALO, INK, hatch, on_line, roomiest_point, small_print
from reheaton.figures.drawing import OKABE_ITO, Drawing, Table, house_style
from reheaton.figures.refined import refined, refined_axis
from reheaton.figures.scanned import edge
from reheaton.figures.settings import settings_text
from reheaton.models.batch import solve_batch
from reheaton.models.result import Result
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino
from reheaton.probes.limits.dark_radiation import bounds_on, strictest_bound
from reheaton.probes.limits.sets import ALL, CURRENT, PAPER
from reheaton.probes.limits.tables import Bound
from reheaton.rates.mixing_in_matter import OPACITY_ALL_FERMIONS, OPACITY_LEPTONIC
from reheaton.rates.thermalisation import G_STAR_BELOW_W, G_STAR_MEV, HEAVIEST, minimum_m_nu_for_thermalisation

POINTS: Final = 100
"""Points along each axis."""
POINTS_BY_COLLISIONS: Final = 60
"""The same where neutrinos decouple by collisions, of which one line is drawn."""
M_N_RANGE: Final = (1.0, 1000.0)
"""Heavy-neutrino masses [GeV]."""
M_NU_RANGE: Final = (1e-11, 1e-2)
"""Light neutrino masses [eV]."""
VEV_RATIO: Final = 4.0
ROUND_LEVELS: Final = (0.01, 0.03, 0.1, 1.0, 3.0, 5.0, 10.0)
"""Contours of Delta N_eff besides limits and sensitivities; see `contour_levels`."""
PANELS: Final = {"delta_N_eff_bbn": "nucleosynthesis ($T$ = 1 MeV)", "delta_N_eff_cmb": "recombination ($T$ = 0.26 eV)"}
SHORT: Final = {
    "delta_N_eff_bbn": r"$\Delta N_{\rm eff}$ (BBN)",
    "delta_N_eff_cmb": r"$\Delta N_{\rm eff}$ (CMB)",
    "T_RH": r"$T_{\rm RH}$",
}
"""Names of the observables with limits in the header of the table."""
LABEL_COLUMNS: Final = {"delta_N_eff_bbn": (13.0, 600.0), "delta_N_eff_cmb": (2.4, 600.0)}
"""Masses [GeV] at which contours are labelled: away from the other lines."""
RED, BLUE, PURPLE, YELLOW = OKABE_ITO[1], OKABE_ITO[0], OKABE_ITO[3], OKABE_ITO[7]
_SENSITIVITY: Final[dict[str, Any]] = {"linestyles": [(0, (5, 2))], "linewidths": 1.8}
_EARLY_DECAY: Final[dict[str, Any]] = {"linestyles": [(0, (1, 1.2))], "linewidths": 2.2}


@dataclass(frozen=True)
class Plane:
    """A solved grid over m_N and m_nu."""

    m_N: np.ndarray
    """Heavy-neutrino masses [GeV], (columns,)."""
    m_nu: np.ndarray
    """Light-neutrino masses [eV], (rows,)."""
    result: Result
    """All points, row after row, with all limits: (rows, columns), or (points,)."""

    @property
    def between(self) -> tuple[np.ndarray, np.ndarray]:
        """m_N and m_nu of the points and between them."""
        return np.exp(refined_axis(np.log(self.m_N))), np.exp(refined_axis(np.log(self.m_nu)))

    def margin(self, limits: str) -> np.ndarray:
        """The smallest log_margin of a set of limits at the places of `between`, each interpolated by itself."""
        compared = self.result.compared_with(limits).limits
        return np.min([refined(edge(self.grid(limit.log_margin))) for limit in compared], axis=0)

    def allowed(self, limits: str) -> np.ndarray:
        """Which points a set of limits allows, (rows, columns)."""
        return self.grid(self.result.compared_with(limits).allowed)

    def grid(self, values: np.ndarray) -> np.ndarray:
        """Values of all points as (rows, columns)."""
        return np.reshape(values, (len(self.m_nu), len(self.m_N)))

    def observable(self, name: str) -> np.ndarray:
        """An observable, (rows, columns)."""
        return self.grid(self.result.observables[name])


def figure_2(progress: Progress) -> Drawing:
    """Both panels on POINTS x POINTS points at vev_ratio = 4, with neutrinos as in the paper; table `plane`.

    One more line is the interval of N_eff that is measured today, for neutrinos that decouple by collisions; table
    `collisions`.
    """
    plane = solve_plane(POINTS, lambda message, done: progress(message, 0.6 * done))
    collisions = solve_plane(
        POINTS_BY_COLLISIONS, lambda message, done: progress(message, 0.6 + 0.4 * done), "decoupling"
    )
    return draw_twin_plane(plane, collisions)


def solve_plane(points: int, progress: Progress, sm_neutrinos: str = "equilibrium") -> Plane:
    """Solve the twin model on a grid, logarithmic along both axes, points x points."""
    m_N, m_nu = np.geomspace(*M_N_RANGE, points), np.geomspace(*M_NU_RANGE, points)
    grid_nu, grid_N = np.meshgrid(m_nu, m_N, indexing="ij")
    progress("compiling", 0.0)
    batch = solve_batch(
        TwinSterileNeutrino, m_N=grid_N.ravel(), m_nu=grid_nu.ravel(), vev_ratio=VEV_RATIO, limits=ALL,
        sm_neutrinos=sm_neutrinos, progress=lambda done: progress(f"{points * points} points", 0.9 * done),
    )  # fmt: skip
    progress("drawing", 0.95)
    return Plane(m_N, m_nu, batch)


def draw_twin_plane(plane: Plane, collisions: Plane | None = None) -> Drawing:
    """Delta N_eff at BBN and CMB over the plane, with limits and lines; table `plane` with one row per point.

    `collisions` is the same plane with neutrinos that decouple by collisions.
    """
    with house_style():
        figure = Figure(figsize=(11.0, 6.6))
        panels = figure.subplots(1, 2, sharex=True, sharey=True)
        fills = []
        for ax, (observable, title) in zip(panels, PANELS.items(), strict=True):
            fills.append(_draw_observable(ax, plane, observable))
            _draw_lines(ax, plane)
            if collisions is not None:
                _draw_N_eff(ax, collisions)
            ax.set_title(title)
            ax.set_xlabel(r"heavy-neutrino mass $m_N$ [GeV]")
        panels[0].set_ylabel(r"light-neutrino mass $m_\nu$ [eV]")
        bar = figure.colorbar(fills[0], ax=panels, pad=0.012, aspect=35, ticks=np.log(contour_levels()))
        bar.ax.set_yticklabels([f"{level:g}" for level in contour_levels()])
        bar.ax.minorticks_off()
        bar.set_label(r"$\Delta N_{\rm eff}$")
        figure.legend(
            handles=_legend_handles(plane, collisions), loc="outside upper center", ncols=3, columnspacing=2.0
        )
        small_print(figure, caption(plane, collisions is not None))
    tables = {"plane": plane_table(plane)}
    return Drawing(figure, tables if collisions is None else tables | {"collisions": plane_table(collisions)})


def present_limit(observable: str) -> Bound:
    """The strictest present limit of the paper on an observable."""
    return strictest_bound(observable, limits=PAPER)


def contour_levels() -> list[float]:
    """All contours of Delta N_eff; limits and sensitivities are among them, so that the colour bar shows them too."""
    kinds = ("present", "projected")
    bounds = [bound for name in PANELS for kind in kinds for bound in bounds_on(name, kind, PAPER)]
    return sorted({*ROUND_LEVELS, *(bound.bound for bound in bounds)})


def plane_table(plane: Plane) -> Table:
    """One row per point: m_N, m_nu, every observable, whether all limits are respected, and the bounds of Eq. 11."""
    grid_nu, grid_N = np.meshgrid(plane.m_nu, plane.m_N, indexing="ij")
    columns = {"m_N [GeV]": grid_N, "m_nu [eV]": grid_nu}
    for name in sorted(plane.result.observables):
        unit = plane.result.units[name]
        columns[f"{name} [{unit}]" if unit else name] = plane.observable(name)
    for limits in (PAPER, CURRENT):
        columns[f"allowed_{limits}"] = plane.allowed(limits)
    for name, line in _thermalisation(plane.m_N).items():
        columns[f"m_nu_thermalisation_{name} [eV]"] = np.broadcast_to(line, grid_N.shape)
    rows = list(zip(*(values.ravel() for values in columns.values()), strict=True))
    return Table(tuple(columns), rows, table_comment(plane))


def table_comment(plane: Plane) -> str:
    """What the columns mean, the sources of limits and lines, and the settings, as plain text."""
    kinds = [(kind, limits) for limits in (PAPER, CURRENT) for kind in ("present", "projected")]
    used = [(limits, b) for name in SHORT for kind, limits in kinds for b in bounds_on(name, kind, limits)]
    sources = "\n".join(
        f"limits of the set {limits}: {b.name} {'<' if b.upper else '>'} {b.bound:g} ({b.confidence:g}, {b.sides},"
        f" {b.kind}), {short(b.citation)}"
        for limits, b in dict.fromkeys(used)
    )
    return (
        "allowed_paper, allowed_current: every present limit of the set on Delta N_eff and T_RH is respected, T_RH at"
        " Gamma_N = H. Delta N_eff includes N that has not decayed.\n"
        f"{sources}\n"
        "m_nu_thermalisation: smallest m_nu at which oscillations with Gamma = C G_F^2 p T^4 bring N into equilibrium"
        f" (Eq. 11), all_fermions with C = {OPACITY_ALL_FERMIONS:g} and g_* = {G_STAR_BELOW_W:g} (all leptons and five"
        f" quarks), leptonic with C = {OPACITY_LEPTONIC:g} and g_* = {G_STAR_MEV:g} (T near 1 MeV); nan for m_N >"
        f" {HEAVIEST:g} GeV. Fermi theory gives only the order of magnitude: with real W and Z the line lies lower for"
        " m_N < 80 GeV, by up to about 15, and may lie higher above.\n"
        "T_RH below 9 MeV: neutrinos decouple while N decays, and Delta N_eff and the limit on T_RH are uncertain.\n"
        + _fixed(plane, latex=False)
    )


def N_eff_measured() -> tuple[Bound, Bound]:
    """Both ends of the interval of today, of N_eff at recombination."""
    low, high = sorted(bounds_on("N_eff_cmb"), key=lambda bound: bound.upper)
    return low, high


def caption(plane: Plane, collisions: bool = False) -> str:
    """What the picture shows and does not say itself, in LaTeX."""
    failed = "".join(f" {number} points failed: {reason}." for reason, number in plane.result.failures.items())
    if collisions:
        failed += (
            r" Yellow dashes: $N_{\rm eff}$ at recombination if SM neutrinos decouple by collisions; at their left edge"
            r" dark radiation makes up for missing neutrinos, which light elements do not allow."
        )
    least = {limits: _least_m_N(plane, limits) for limits in (PAPER, CURRENT)}
    return (
        rf"Faded: excluded by a limit of the paper (95%). Least $m_N$ that is allowed: {least[PAPER]:.3g} GeV with the"
        rf" limits of the paper, {least[CURRENT]:.3g} GeV with those of today ({_words(CURRENT)}). Dashed band: order"
        f" of magnitude. Sources: table.\n{_fixed(plane, latex=True)}.{failed}"
    )


def _least_m_N(plane: Plane, limits: str) -> float:
    """The smallest m_N [GeV] that a set of limits allows on the grid; NaN if there is none."""
    columns = np.flatnonzero(np.any(plane.allowed(limits), axis=0))
    return float(plane.m_N[columns[0]]) if columns.size else np.nan


def _words(limits: str) -> str:
    """The present limits of a set in short, in LaTeX."""
    words = []
    for observable, epoch in (("delta_N_eff_bbn", "BBN"), ("delta_N_eff_cmb", "CMB")):
        alone = [bound for bound in bounds_on(observable, limits=limits) if "&" not in bound.observable]
        words += [f"{bound.bound:g} ({epoch})" for bound in alone[:1]]
    joint = [bound for bound in bounds_on("delta_N_eff_bbn", limits=limits) if "&" in bound.observable]
    words += [f"{bound.bound:g} (both)" for bound in joint[:1]]
    T_RH = strictest_bound("T_RH", limits=limits).bound * 1e3
    return rf"$\Delta N_{{\rm eff}}$ < {', '.join(words)}; $T_{{\rm RH}}$ > {T_RH:g} MeV"


def _fixed(plane: Plane, *, latex: bool) -> str:
    """The settings that all points have in common."""
    point = plane.result[np.unravel_index(0, plane.result.shape)]
    return settings_text(point, latex=latex, without=("m_N", "m_nu", "limits"))


def _draw_observable(ax: Axes, plane: Plane, observable: str) -> Any:
    """Filled and labelled contours, what is excluded faded, hatched and outlined; returns the fill."""
    x, y, z = plane.m_N, plane.m_nu, _log(plane.observable(observable))
    # Steps of equal visibility; the ends of the map are too faint and too dark for lines on top.
    colors = ListedColormap(colormaps["viridis_r"](np.linspace(0.02, 0.92, len(contour_levels()) + 1)))
    levels = np.log(contour_levels())
    norm = BoundaryNorm(levels, colors.N, extend="both")
    filled = ax.contourf(x, y, z, levels, cmap=colors, norm=norm, extend="both")
    ax.contourf(*plane.between, np.ma.masked_invalid(plane.margin(PAPER)), [-np.inf, 0.0], colors="white", alpha=0.65)
    limit = np.log(present_limit(observable).bound)
    hatch(ax.contourf(x, y, z, [limit, np.inf], colors="none", hatches=["//"]), "0.6")
    shown = np.log(labelled_levels(observable))
    lines = ax.contour(x, y, z, shown, colors=INK, linewidths=0.5, linestyles="-")
    ax.contour(x, y, z, [limit], colors=INK, linewidths=2.4, linestyles="-")
    for other in PANELS:
        if other != observable:
            bound = np.log(present_limit(other).bound)
            ax.contour(x, y, _log(plane.observable(other)), [bound], colors=INK, linewidths=1.1, linestyles="-")
    for sensitivity in bounds_on("delta_N_eff_cmb", "projected", PAPER):
        ax.contour(x, y, _log(plane.observable("delta_N_eff_cmb")), [np.log(sensitivity.bound)], colors=INK,
                   **_SENSITIVITY)  # fmt: skip
    ax.set(xscale="log", yscale="log", xlim=x[[0, -1]], ylim=y[[0, -1]])
    places = [place for m_N in LABEL_COLUMNS[observable] for place in _rises(x, y, z, m_N, shown)]
    for text in ax.clabel(lines, fmt=lambda level: f"{np.exp(level):.2g}", fontsize=9, inline=False, manual=places):
        text.set_path_effects(HALO)
    on_line(ax, *roomiest_point(ax, x, y, plane.allowed(PAPER)), "allowed", fontsize=13, weight="bold")
    return filled


def labelled_levels(observable: str) -> list[float]:
    """Levels drawn as lines: all but the limits that belong to the other panel."""
    others = [bound.bound for name in PANELS if name != observable for bound in bounds_on(name, limits=PAPER)]
    return [level for level in contour_levels() if level not in others]


def _rises(x: np.ndarray, y: np.ndarray, z: np.ndarray, at: float, levels: np.ndarray) -> list[tuple[float, float]]:
    """Where values rise through the levels along the column of the grid nearest to x = at."""
    column = int(np.argmin(np.abs(np.log(x / at))))
    places = []
    for level in levels:
        above = z[:, column] > level
        rises = np.flatnonzero(~above[:-1] & above[1:])
        if rises.size:
            i = rises[-1]
            share = (level - z[i, column]) / (z[i + 1, column] - z[i, column])
            places.append((float(x[column]), float(y[i] * (y[i + 1] / y[i]) ** share)))
    return places


def _draw_lines(ax: Axes, plane: Plane) -> None:
    """T_RH at its limit, decays at T_dec, and thermalisation by oscillations."""
    x, y = plane.m_N, plane.m_nu
    T_RH, lowest = _log(plane.observable("T_RH")), np.log(present_limit("T_RH").bound)
    hatch(ax.contourf(x, y, T_RH, [-np.inf, lowest], colors="none", hatches=[r"\\"]), "#E9A070")
    ax.contour(x, y, T_RH, [lowest], colors=RED, linewidths=2.4, linestyles="-")
    uncertain = [lowest, np.log(T_RH_EQUILIBRIUM)]
    hatch(ax.contourf(x, y, T_RH, uncertain, colors="none", hatches=["..."]), RED)
    margin = plane.margin(CURRENT)
    # The border of what is allowed today has a dark rim, so that it is seen on any colour.
    for color, width in ((INK, 4.2), (YELLOW, 2.6)):
        ax.contour(*plane.between, np.ma.masked_invalid(margin), [0.0], colors=color, linewidths=width, linestyles="-")
    ax.contour(x, y, _log(plane.observable("decay_over_hubble_at_T_dec")), [0.0], colors=BLUE, **_EARLY_DECAY)
    low, high = _thermalisation(x).values()
    ax.fill_between(x, low, high, color=PURPLE, alpha=0.35, linewidth=0)
    for line in (low, high):
        ax.plot(x, line, color=PURPLE, linewidth=1.6, linestyle="--")


def _draw_N_eff(ax: Axes, plane: Plane) -> None:
    """Both ends of the interval of N_eff that is measured today, with a dark rim."""
    N_eff = plane.observable("N_eff_cmb")
    levels = [bound.bound for bound in N_eff_measured()]
    for color, width, style in ((INK, 3.4, "-"), (YELLOW, 2.0, (0, (2.5, 1.5)))):
        ax.contour(plane.m_N, plane.m_nu, N_eff, levels, colors=color, linewidths=width, linestyles=[style])


def _thermalisation(m_N: np.ndarray) -> dict[str, np.ndarray]:
    """Smallest m_nu [eV] of Eq. 11 at each m_N, with the fermions that are there and with the plasma of T ~ MeV."""
    plasmas = {"all_fermions": (OPACITY_ALL_FERMIONS, G_STAR_BELOW_W), "leptonic": (OPACITY_LEPTONIC, G_STAR_MEV)}
    return {
        name: np.asarray(minimum_m_nu_for_thermalisation(m_N, C, g_star=g_star))
        for name, (C, g_star) in plasmas.items()
    }


def _log(values: np.ndarray) -> np.ndarray:
    """Natural logarithm; T_RH is 0 where N never decays."""
    return np.log(np.maximum(values, 1e-100))


def _legend_handles(plane: Plane, collisions: Plane | None) -> list[Any]:
    T_RH, equilibrium = present_limit("T_RH").bound * 1e3, T_RH_EQUILIBRIUM * 1e3
    bbn, cmb = (present_limit(name).bound for name in PANELS)
    low, high = N_eff_measured()
    reach = ", ".join(f"{bound.bound:g}" for bound in bounds_on("delta_N_eff_cmb", "projected", PAPER))
    return [
        Patch(facecolor="white", edgecolor=INK, linewidth=2.0, hatch="///",
              label=rf"paper: excluded, $\Delta N_{{\rm eff}}$ > {bbn:g} (BBN) or {cmb:g} (CMB)"),
        Patch(facecolor="white", edgecolor=RED, linewidth=2.0, hatch=r"\\\\\\",
              label=rf"paper: excluded, $T_{{\rm RH}} <$ {T_RH:g} MeV"),
        Line2D([], [], color=YELLOW, linewidth=2.6, path_effects=DARK_RIM,
               label=f"allowed today: inside ({int(np.sum(plane.allowed(CURRENT)))} points; paper:"
                     f" {int(np.sum(plane.allowed(PAPER)))})"),
        *([] if collisions is None else [
            Line2D([], [], color=YELLOW, linewidth=2.6, linestyle=(0, (2.5, 1.5)), path_effects=DARK_RIM,
                   label=rf"{low.bound:g} < $N_{{\rm eff}}$ < {high.bound:g}, neutrinos by collisions"),
        ]),
        Line2D([], [], color=INK, linewidth=1.1, label="limit of the other panel"),
        Patch(facecolor="white", edgecolor=RED, linewidth=0.0, hatch="....",
              label=rf"uncertain: {T_RH:g} < $T_{{\rm RH}}$ < {equilibrium:g} MeV"),
        Line2D([], [], color=INK, linestyle=(0, (5, 2)), linewidth=1.8, label=f"reach of CMB-S4, {reach} (CMB)"),
        Patch(facecolor=PURPLE, alpha=0.5, label="above: thermalised by oscillations (Eq. 11)"),
        Line2D([], [], color=BLUE, linestyle=(0, (1, 1.2)), linewidth=2.2,
               label=r"decays at $T_{\rm dec}$ ($\Gamma_N = H$); earlier above"),
    ]  # fmt: skip
