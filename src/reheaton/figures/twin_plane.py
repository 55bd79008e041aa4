"""Fig. 2 of "Twin Sterile Neutrino Dark Matter": Delta N_eff at nucleosynthesis and recombination over m_N and m_nu."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reheaton.figures.annotations import HALO, INK, on_line, roomiest_point, small_print
from reheaton.figures.catalogue import Report
from reheaton.figures.drawing import OKABE_ITO, Drawing, Table, house_style
from reheaton.limits.dark_radiation import Bound, dark_radiation_bounds
from reheaton.models.batch import solve_batch
from reheaton.models.twin_sterile_neutrino import TwinSterileNeutrino
from reheaton.rates.active_sterile import OPACITY_ALL_FERMIONS, OPACITY_LEPTONIC, minimum_m_nu_for_thermalisation
from reheaton.references import short

POINTS: Final = 100
"""Points along each axis."""
M_N_RANGE: Final = (1.0, 1000.0)
"""Heavy-neutrino masses [GeV]."""
M_NU_RANGE: Final = (1e-11, 1e-2)
"""Light neutrino masses [eV]."""
VEV_RATIO: Final = 4.0
LEVELS: Final = (0.01, 0.03, 0.06, 0.1, 0.28, 0.41, 1.0, 3.0, 5.0, 10.0)
"""Contours of Delta N_eff; limits and sensitivity are among them, so that the colour bar shows them too."""
FERMI_THEORY: Final = 10.0
"""Heavy-neutrino mass [GeV] up to which momenta at the peak of the oscillation rate are below m_W."""
PANELS: Final = {"delta_N_eff_bbn": "nucleosynthesis ($T$ = 1 MeV)", "delta_N_eff_cmb": "recombination ($T$ = 0.26 eV)"}
LABEL_COLUMNS: Final = {"delta_N_eff_bbn": (13.0, 600.0), "delta_N_eff_cmb": (2.4, 600.0)}
"""Masses [GeV] at which contours are labelled: away from the other lines."""
RED, BLUE, PURPLE = OKABE_ITO[1], OKABE_ITO[0], OKABE_ITO[3]
_SENSITIVITY: Final[dict[str, Any]] = {"linestyles": [(0, (5, 2))], "linewidths": 1.8}
_EARLY_DECAY: Final[dict[str, Any]] = {"linestyles": [(0, (1, 1.2))], "linewidths": 2.2}


@dataclass(frozen=True)
class Plane:
    """A solved grid: axes m_N [GeV] (points,) and m_nu [eV] (points,), observables (m_nu points, m_N points)."""

    m_N: np.ndarray
    m_nu: np.ndarray
    observables: Mapping[str, np.ndarray]
    fixed: Mapping[str, Any]
    """Parameters and options common to all points."""
    failures: Mapping[str, int]


def figure_2(progress: Report) -> Drawing:
    """Both panels on POINTS x POINTS points at vev_ratio = 4 and default options; table `plane`."""
    return draw_twin_plane(solve_plane(POINTS, progress))


def solve_plane(points: int, progress: Report) -> Plane:
    """Solve the twin model on a grid, logarithmic along both axes, points x points."""
    m_N, m_nu = np.geomspace(*M_N_RANGE, points), np.geomspace(*M_NU_RANGE, points)
    grid_nu, grid_N = np.meshgrid(m_nu, m_N, indexing="ij")
    progress("compiling", 0.0)
    batch = solve_batch(
        TwinSterileNeutrino, m_N=grid_N.ravel(), m_nu=grid_nu.ravel(), vev_ratio=VEV_RATIO,
        progress=lambda done: progress(f"{points * points} points", 0.9 * done),
    )  # fmt: skip
    progress("drawing", 0.95)
    observables = {name: values.reshape(points, points) for name, values in batch.observables.items()}
    model = TwinSterileNeutrino(m_N=None, vev_ratio=VEV_RATIO)
    fixed = {name: f"{model.parameters[name]:g}{unit}" for name, unit in
             (("vev_ratio", ""), ("T_f", " GeV"), ("T_dec", " GeV"))}  # fmt: skip
    return Plane(m_N, m_nu, observables, fixed | model.options, batch.failures)


def draw_twin_plane(plane: Plane) -> Drawing:
    """Delta N_eff at BBN and CMB over the plane, with limits and lines; table `plane` with one row per point."""
    with house_style():
        figure = Figure(figsize=(11.0, 6.6))
        panels = figure.subplots(1, 2, sharex=True, sharey=True)
        fills = []
        for ax, (observable, title) in zip(panels, PANELS.items(), strict=True):
            fills.append(_draw_observable(ax, plane, observable))
            _draw_lines(ax, plane)
            limit, _ = bounds_on(observable)
            ax.set_title(rf"{title}: limit $\Delta N_{{\rm eff}} < {limit.bound:g}$")
            ax.set_xlabel(r"heavy-neutrino mass $m_N$ [GeV]")
        panels[0].set_ylabel(r"light-neutrino mass $m_\nu$ [eV]")
        bar = figure.colorbar(fills[0], ax=panels, pad=0.012, aspect=35, ticks=np.log(LEVELS))
        bar.ax.set_yticklabels([f"{level:g}" for level in LEVELS])
        bar.ax.minorticks_off()
        bar.set_label(r"$\Delta N_{\rm eff}$")
        figure.legend(handles=_legend_handles(), loc="outside upper center", ncols=3, columnspacing=2.0)
        small_print(figure, caption(plane))
    return Drawing(figure, {"plane": plane_table(plane)})


def bounds_on(observable: str) -> tuple[Bound, Bound | None]:
    """The present limit on an observable, and the projected one if there is one."""
    of_kind = {bound.kind: bound for bound in dark_radiation_bounds() if bound.observable == observable}
    return of_kind["present"], of_kind.get("projected")


def allowed_margin(observables: Mapping[str, np.ndarray]) -> np.ndarray:
    """Smallest |ln(value/bound)| of the present limits, negative where one is violated; shape of the grid."""
    margins = []
    for bound in dark_radiation_bounds():
        if bound.kind == "present":
            excess = _log(observables[bound.observable]) - np.log(bound.bound)
            margins.append(-excess if bound.upper else excess)
    return np.min(margins, axis=0)


def plane_table(plane: Plane) -> Table:
    """One row per point: m_N, m_nu, every observable, whether all limits are respected, and the bounds of Eq. 11."""
    grid_nu, grid_N = np.meshgrid(plane.m_nu, plane.m_N, indexing="ij")
    columns = {"m_N [GeV]": grid_N, "m_nu [eV]": grid_nu}
    for name, values in plane.observables.items():
        unit = TwinSterileNeutrino.OBSERVABLES[name][0]
        columns[f"{name} [{unit}]" if unit else name] = values
    columns["allowed"] = allowed_margin(plane.observables) > 0.0
    for name, line in _thermalisation(plane.m_N).items():
        columns[f"m_nu_thermalisation_{name} [eV]"] = np.broadcast_to(line, grid_N.shape)
    rows = list(zip(*(values.ravel() for values in columns.values()), strict=True))
    return Table(tuple(columns), rows, caption(plane))


def caption(plane: Plane) -> str:
    """Where limits and lines come from, what was held fixed, and how many points failed."""
    used = [bound for name in (*PANELS, "T_RH") for bound in bounds_on(name) if bound is not None]
    sources = "; ".join(f"{bound.name}: {short(bound.citation)}" for bound in used)
    fixed = ", ".join(f"{name} = {value}" for name, value in plane.fixed.items())
    failed = "".join(f" {number} points failed: {reason}." for reason, number in plane.failures.items())
    return (
        f"{sources}. Limits at 95%; T_RH is the SM temperature at Gamma_N = H; faded: excluded by any of them."
        " N that has not decayed counts in Delta N_eff."
        " Above the band oscillations with Gamma_nu = C G_F^2 p T^4 bring N into equilibrium:"
        f" lower edge C = {OPACITY_ALL_FERMIONS:g} (all leptons and five quarks),"
        f" upper edge C = {OPACITY_LEPTONIC:g} (electrons and neutrinos);"
        f" dashed above {FERMI_THEORY:g} GeV, where Fermi theory gives the order of magnitude.\n"
        f"{fixed}.{failed}"
    )


def _draw_observable(ax: Axes, plane: Plane, observable: str) -> Any:
    """Filled and labelled contours, what is excluded faded, hatched and outlined; returns the fill."""
    x, y, z = plane.m_N, plane.m_nu, _log(plane.observables[observable])
    # Steps of equal visibility; the ends of the map are too faint and too dark for lines on top.
    colors = ListedColormap(colormaps["viridis_r"](np.linspace(0.02, 0.92, len(LEVELS) + 1)))
    levels = np.log(LEVELS)
    norm = BoundaryNorm(levels, colors.N, extend="both")
    filled = ax.contourf(x, y, z, levels, cmap=colors, norm=norm, extend="both")
    margin = allowed_margin(plane.observables)
    ax.contourf(x, y, margin, [-np.inf, 0.0], colors="white", alpha=0.65)
    limit, sensitivity = bounds_on(observable)
    _hatch(ax, ax.contourf(x, y, z, [np.log(limit.bound), np.inf], colors="none", hatches=["//"]), "0.6")
    shown = np.log(labelled_levels(observable))
    lines = ax.contour(x, y, z, shown, colors=INK, linewidths=0.5, linestyles="-")
    ax.contour(x, y, z, [np.log(limit.bound)], colors=INK, linewidths=2.4, linestyles="-")
    if sensitivity is not None:
        ax.contour(x, y, z, [np.log(sensitivity.bound)], colors=INK, **_SENSITIVITY)
    ax.set(xscale="log", yscale="log", xlim=x[[0, -1]], ylim=y[[0, -1]])
    places = [place for m_N in LABEL_COLUMNS[observable] for place in _rises(x, y, z, m_N, shown)]
    for text in ax.clabel(lines, fmt=lambda level: f"{np.exp(level):.2g}", fontsize=9, inline=False, manual=places):
        text.set_path_effects(HALO)
    on_line(ax, *roomiest_point(ax, x, y, margin > 0.0), "allowed", fontsize=13, weight="bold")
    return filled


def labelled_levels(observable: str) -> list[float]:
    """Levels drawn as lines: all but the limits that belong to the other panel."""
    others = [bounds_on(name)[0].bound for name in PANELS if name != observable]
    return [level for level in LEVELS if level not in others]


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
    T_RH, lowest = _log(plane.observables["T_RH"]), np.log(bounds_on("T_RH")[0].bound)
    _hatch(ax, ax.contourf(x, y, T_RH, [-np.inf, lowest], colors="none", hatches=[r"\\"]), "#E9A070")
    ax.contour(x, y, T_RH, [lowest], colors=RED, linewidths=2.4, linestyles="-")
    ax.contour(x, y, _log(plane.observables["decay_over_hubble_at_T_dec"]), [0.0], colors=BLUE, **_EARLY_DECAY)
    low, high = _thermalisation(x).values()
    ax.fill_between(x, low, high, color=PURPLE, alpha=0.35, linewidth=0)
    for line in (low, high):
        for part, style in ((x <= FERMI_THEORY, "-"), (x >= FERMI_THEORY, "--")):
            ax.plot(x[part], line[part], color=PURPLE, linewidth=1.6, linestyle=style)


def _thermalisation(m_N: np.ndarray) -> dict[str, np.ndarray]:
    """Smallest m_nu [eV] of Eq. 11 at each m_N, with the opacity of the plasma that is there and of electrons alone."""
    opacities = {"all_fermions": OPACITY_ALL_FERMIONS, "leptonic": OPACITY_LEPTONIC}
    return {name: np.asarray(minimum_m_nu_for_thermalisation(m_N, C)) for name, C in opacities.items()}


def _hatch(ax: Axes, region: Any, color: str) -> None:
    region.set(edgecolor=color, linewidth=0.0)


def _log(values: np.ndarray) -> np.ndarray:
    """Natural logarithm; T_RH is 0 where N never decays."""
    return np.log(np.maximum(values, 1e-100))


def _legend_handles() -> list[Any]:
    sensitivity = bounds_on("delta_N_eff_cmb")[1]
    reach = f"{sensitivity.bound:g}" if sensitivity else ""
    T_RH = bounds_on("T_RH")[0].bound * 1e3
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
