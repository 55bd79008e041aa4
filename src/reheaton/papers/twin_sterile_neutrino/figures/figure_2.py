"""Fig. 2 of "Twin Sterile Neutrino Dark Matter": Delta N_eff at nucleosynthesis and recombination over m_N and m_nu."""

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
from reheaton.figures.annotations import HALO, INK, on_line, roomiest_point, small_print
from reheaton.figures.drawing import OKABE_ITO, Drawing, Table, house_style
from reheaton.figures.settings import settings_text
from reheaton.models.batch import solve_batch
from reheaton.models.result import Result
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino
from reheaton.probes.limits.dark_radiation import bounds_on
from reheaton.probes.limits.tables import Bound
from reheaton.rates.mixing_in_matter import OPACITY_ALL_FERMIONS, OPACITY_LEPTONIC
from reheaton.rates.thermalisation import G_STAR_BELOW_W, G_STAR_MEV, HEAVIEST, minimum_m_nu_for_thermalisation

POINTS: Final = 100
"""Points along each axis."""
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
"""Names of the observables with limits in the caption."""
LABEL_COLUMNS: Final = {"delta_N_eff_bbn": (13.0, 600.0), "delta_N_eff_cmb": (2.4, 600.0)}
"""Masses [GeV] at which contours are labelled: away from the other lines."""
RED, BLUE, PURPLE = OKABE_ITO[1], OKABE_ITO[0], OKABE_ITO[3]
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
    """All points, row after row."""

    def grid(self, values: np.ndarray) -> np.ndarray:
        """Values of all points as (rows, columns)."""
        return np.reshape(values, (len(self.m_nu), len(self.m_N)))

    def observable(self, name: str) -> np.ndarray:
        """An observable, (rows, columns)."""
        return self.grid(self.result.observables[name])


def figure_2(progress: Progress) -> Drawing:
    """Both panels on POINTS x POINTS points at vev_ratio = 4 and default options; table `plane`."""
    return draw_twin_plane(solve_plane(POINTS, progress))


def solve_plane(points: int, progress: Progress) -> Plane:
    """Solve the twin model on a grid, logarithmic along both axes, points x points."""
    m_N, m_nu = np.geomspace(*M_N_RANGE, points), np.geomspace(*M_NU_RANGE, points)
    grid_nu, grid_N = np.meshgrid(m_nu, m_N, indexing="ij")
    progress("compiling", 0.0)
    batch = solve_batch(
        TwinSterileNeutrino, m_N=grid_N.ravel(), m_nu=grid_nu.ravel(), vev_ratio=VEV_RATIO,
        progress=lambda done: progress(f"{points * points} points", 0.9 * done),
    )  # fmt: skip
    progress("drawing", 0.95)
    return Plane(m_N, m_nu, batch)


def draw_twin_plane(plane: Plane) -> Drawing:
    """Delta N_eff at BBN and CMB over the plane, with limits and lines; table `plane` with one row per point."""
    with house_style():
        figure = Figure(figsize=(11.0, 6.6))
        panels = figure.subplots(1, 2, sharex=True, sharey=True)
        fills = []
        for ax, (observable, title) in zip(panels, PANELS.items(), strict=True):
            fills.append(_draw_observable(ax, plane, observable))
            _draw_lines(ax, plane)
            ax.set_title(rf"{title}: limit $\Delta N_{{\rm eff}} < {present_limit(observable).bound:g}$")
            ax.set_xlabel(r"heavy-neutrino mass $m_N$ [GeV]")
        panels[0].set_ylabel(r"light-neutrino mass $m_\nu$ [eV]")
        bar = figure.colorbar(fills[0], ax=panels, pad=0.012, aspect=35, ticks=np.log(contour_levels()))
        bar.ax.set_yticklabels([f"{level:g}" for level in contour_levels()])
        bar.ax.minorticks_off()
        bar.set_label(r"$\Delta N_{\rm eff}$")
        figure.legend(handles=_legend_handles(), loc="outside upper center", ncols=3, columnspacing=2.0)
        small_print(figure, caption(plane))
    return Drawing(figure, {"plane": plane_table(plane)})


def present_limit(observable: str) -> Bound:
    """The strictest present limit on an observable."""
    return bounds_on(observable)[0]


def contour_levels() -> list[float]:
    """All contours of Delta N_eff; limits and sensitivities are among them, so that the colour bar shows them too."""
    bounds = [bound for name in PANELS for kind in ("present", "projected") for bound in bounds_on(name, kind)]
    return sorted({*ROUND_LEVELS, *(bound.bound for bound in bounds)})


def plane_table(plane: Plane) -> Table:
    """One row per point: m_N, m_nu, every observable, whether all limits are respected, and the bounds of Eq. 11."""
    grid_nu, grid_N = np.meshgrid(plane.m_nu, plane.m_N, indexing="ij")
    columns = {"m_N [GeV]": grid_N, "m_nu [eV]": grid_nu}
    for name in sorted(plane.result.observables):
        unit = plane.result.units[name]
        columns[f"{name} [{unit}]" if unit else name] = plane.observable(name)
    columns["allowed"] = plane.grid(plane.result.allowed)
    for name, line in _thermalisation(plane.m_N).items():
        columns[f"m_nu_thermalisation_{name} [eV]"] = np.broadcast_to(line, grid_N.shape)
    rows = list(zip(*(values.ravel() for values in columns.values()), strict=True))
    comment = (
        "allowed: every present limit on Delta N_eff and T_RH is respected. m_nu_thermalisation: smallest m_nu at which"
        f" oscillations bring N into equilibrium (Eq. 11), all_fermions with C = {OPACITY_ALL_FERMIONS:g} and g_* ="
        f" {G_STAR_BELOW_W:g}, leptonic with C = {OPACITY_LEPTONIC:g} and g_* = {G_STAR_MEV:g}; nan for m_N >"
        f" {HEAVIEST:g} GeV.\n"
    )
    return Table(tuple(columns), rows, comment + _fixed(plane, latex=False))


def caption(plane: Plane) -> str:
    """Sources of limits and lines, what all points have in common, and how many points failed, in LaTeX."""
    used = [bound for name in SHORT for kind in ("present", "projected") for bound in bounds_on(name, kind)]
    sources = "; ".join(f"{_named(bound)}: {short(bound.citation)}" for bound in used)
    failed = "".join(f" {number} points failed: {reason}." for reason, number in plane.result.failures.items())
    lowest, equilibrium = present_limit("T_RH").bound * 1e3, T_RH_EQUILIBRIUM * 1e3
    return (
        rf"{sources}. Limits at 95%; $T_{{\rm RH}}$ is the SM temperature at $\Gamma_N = H$. Faded: excluded by any of"
        rf" these limits. {lowest:g} MeV $< T_{{\rm RH}} <$ {equilibrium:g} MeV lies outside the approximation of"
        r" neutrinos in equilibrium. $\Delta N_{\rm eff}$ includes $N$ that has not decayed. Above the band"
        r" oscillations with $\Gamma_\nu = C\,G_F^2\,p\,T^4$ bring $N$ into equilibrium: lower edge"
        rf" $C$ = {OPACITY_ALL_FERMIONS:g}, $g_*$ = {G_STAR_BELOW_W:g} (all leptons and five quarks), upper edge"
        rf" $C$ = {OPACITY_LEPTONIC:g}, $g_*$ = {G_STAR_MEV:g} ($T$ near 1 MeV). The band is dashed because Fermi"
        " theory gives only the order of magnitude: with real $W$ and $Z$ the line lies lower for $m_N$ < 80 GeV, by up"
        f" to about 15, and may lie higher above; not drawn for $m_N$ > {HEAVIEST:g} GeV.\n"
        f"{_fixed(plane, latex=True)}.{failed}"
    )


def _fixed(plane: Plane, *, latex: bool) -> str:
    """The settings that all points have in common."""
    return settings_text(plane.result[0], latex=latex, without=("m_N", "m_nu"))


def _named(bound: Bound) -> str:
    return SHORT[bound.observable] + (" (reach of CMB-S4)" if bound.kind == "projected" else "")


def _draw_observable(ax: Axes, plane: Plane, observable: str) -> Any:
    """Filled and labelled contours, what is excluded faded, hatched and outlined; returns the fill."""
    x, y, z = plane.m_N, plane.m_nu, _log(plane.observable(observable))
    # Steps of equal visibility; the ends of the map are too faint and too dark for lines on top.
    colors = ListedColormap(colormaps["viridis_r"](np.linspace(0.02, 0.92, len(contour_levels()) + 1)))
    levels = np.log(contour_levels())
    norm = BoundaryNorm(levels, colors.N, extend="both")
    filled = ax.contourf(x, y, z, levels, cmap=colors, norm=norm, extend="both")
    margin = plane.grid(plane.result.log_margin)
    ax.contourf(x, y, margin, [-np.inf, 0.0], colors="white", alpha=0.65)
    limit = np.log(present_limit(observable).bound)
    _hatch(ax, ax.contourf(x, y, z, [limit, np.inf], colors="none", hatches=["//"]), "0.6")
    shown = np.log(labelled_levels(observable))
    lines = ax.contour(x, y, z, shown, colors=INK, linewidths=0.5, linestyles="-")
    ax.contour(x, y, z, [limit], colors=INK, linewidths=2.4, linestyles="-")
    for sensitivity in bounds_on(observable, "projected"):
        ax.contour(x, y, z, [np.log(sensitivity.bound)], colors=INK, **_SENSITIVITY)
    ax.set(xscale="log", yscale="log", xlim=x[[0, -1]], ylim=y[[0, -1]])
    places = [place for m_N in LABEL_COLUMNS[observable] for place in _rises(x, y, z, m_N, shown)]
    for text in ax.clabel(lines, fmt=lambda level: f"{np.exp(level):.2g}", fontsize=9, inline=False, manual=places):
        text.set_path_effects(HALO)
    on_line(ax, *roomiest_point(ax, x, y, margin >= 0.0), "allowed", fontsize=13, weight="bold")
    return filled


def labelled_levels(observable: str) -> list[float]:
    """Levels drawn as lines: all but the limits that belong to the other panel."""
    others = [bound.bound for name in PANELS if name != observable for bound in bounds_on(name)]
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
    _hatch(ax, ax.contourf(x, y, T_RH, [-np.inf, lowest], colors="none", hatches=[r"\\"]), "#E9A070")
    ax.contour(x, y, T_RH, [lowest], colors=RED, linewidths=2.4, linestyles="-")
    ax.contour(x, y, _log(plane.observable("decay_over_hubble_at_T_dec")), [0.0], colors=BLUE, **_EARLY_DECAY)
    low, high = _thermalisation(x).values()
    ax.fill_between(x, low, high, color=PURPLE, alpha=0.35, linewidth=0)
    for line in (low, high):
        ax.plot(x, line, color=PURPLE, linewidth=1.6, linestyle="--")


def _thermalisation(m_N: np.ndarray) -> dict[str, np.ndarray]:
    """Smallest m_nu [eV] of Eq. 11 at each m_N, with the fermions that are there and with the plasma of T ~ MeV."""
    plasmas = {"all_fermions": (OPACITY_ALL_FERMIONS, G_STAR_BELOW_W), "leptonic": (OPACITY_LEPTONIC, G_STAR_MEV)}
    return {
        name: np.asarray(minimum_m_nu_for_thermalisation(m_N, C, g_star=g_star))
        for name, (C, g_star) in plasmas.items()
    }


def _hatch(ax: Axes, region: Any, color: str) -> None:
    region.set(edgecolor=color, linewidth=0.0)


def _log(values: np.ndarray) -> np.ndarray:
    """Natural logarithm; T_RH is 0 where N never decays."""
    return np.log(np.maximum(values, 1e-100))


def _legend_handles() -> list[Any]:
    reach = ", ".join(f"{bound.bound:g}" for bound in bounds_on("delta_N_eff_cmb", "projected"))
    T_RH = present_limit("T_RH").bound * 1e3
    return [
        Patch(facecolor="white", edgecolor=INK, linewidth=2.0, label=r"excluded by $\Delta N_{\rm eff}$ (95%)",
              hatch="///"),
        Patch(facecolor="white", edgecolor=RED, linewidth=2.0, hatch=r"\\\\\\",
              label=rf"excluded: $T_{{\rm RH}} <$ {T_RH:g} MeV (95%)"),
        Patch(facecolor=PURPLE, alpha=0.5, label="above: thermalised by oscillations (Eq. 11)"),
        Line2D([], [], color=INK, linestyle=(0, (5, 2)), linewidth=1.8, label=f"reach of CMB-S4, {reach}"),
        Line2D([], [], color=BLUE, linestyle=(0, (1, 1.2)), linewidth=2.2,
               label=r"decays at $T_{\rm dec}$ ($\Gamma_N = H$); earlier above"),
    ]  # fmt: skip
