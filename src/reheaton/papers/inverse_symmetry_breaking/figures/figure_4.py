"""Where the mechanism works beyond the figures of the paper: after resummation, and where phi decays into N N."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from jax import Array
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reheaton.backend.progress import Progress
from reheaton.figures.annotations import HALO, INK, small_print
from reheaton.figures.drawing import Drawing, house_style
from reheaton.papers.inverse_symmetry_breaking.couplings import portal_for_breaking
from reheaton.papers.inverse_symmetry_breaking.figures.points import (
    BENCHMARKS,
    BLUE,
    GREEN,
    M_N,
    RED,
    batched,
    fill_between_levels,
    grid_table,
    largest_x_RH,
    weakly_coupled,
    worded,
)
from reheaton.papers.inverse_symmetry_breaking.freeze_in import REACTIONS, yields_by_process
from reheaton.papers.inverse_symmetry_breaking.phases import broken_phase, inverse_breaking_survives
from reheaton.papers.inverse_symmetry_breaking.yields import ProductionBath, total
from reheaton.probes.limits.sets import CURRENT

LAMBDA_ETA: Final = 1e-4
"""lambda_eta of the panel of resummation."""
LAMBDA_PHI_RANGE: Final = (1e-3, 3.0)
PORTAL_RANGE: Final = (6.0, 100.0)
"""|lambda_eta_phi|/lambda_eta."""
RESUMMATIONS: Final = {"parwani": BLUE, "arnold-espinosa": RED}
SURVIVAL_POINTS: Final = (80, 240)
NU: Final = 30.0
"""v/T of the maps with open decays."""
LAMBDA_PHI: Final = 0.2
OPEN_POINTS: Final = (40, 36)
"""Points in T_*/T_d and in T_max/T_*."""
STAR_RANGE: Final = (0.8, 5.0)
"""T_*/T_d, T_d being the temperature above which phi decays into N N."""
MAX_RANGE: Final = (0.8, 3.0)
"""T_max/T_*."""
LEVELS: Final = (0.36, 0.38, 0.4, 0.42, 0.44, 0.46, 0.48, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9)
ETAS: Final = ("thermal", "absent")
Y_0: Final = 1e-9
"""So small a vertex that processes of order lambda^4 do not matter; otherwise it drops out of x_RH."""


@dataclass(frozen=True)
class Survival:
    """Whether the origin is unstable at high temperature, rows |lambda_eta_phi|/lambda_eta."""

    lambda_phi: np.ndarray
    portal: np.ndarray
    survives: dict[str, np.ndarray]
    """By resummation, (rows, columns)."""

    def lowest_portal(self, resummation: str) -> np.ndarray:
        """Least |lambda_eta_phi|/lambda_eta at which it survives, NaN where none does; (columns,)."""
        survives = self.survives[resummation]
        return np.where(survives.any(axis=0), self.portal[np.argmax(survives, axis=0)], np.nan)


@dataclass(frozen=True)
class OpenDecays:
    """x_RH of order lambda^2, rows T_max/T_*."""

    T_star: np.ndarray
    """T_*/T_d (columns,)."""
    T_max: np.ndarray
    """T_max/T_* (rows,)."""
    x_RH: dict[str, np.ndarray]
    """By eta, (rows, columns)."""


def figure_4(progress: Progress) -> Drawing:
    """Resummation, and open decays with thermal and with absent h; tables `resummation` and `open-decays`."""
    progress("resummation", 0.0)
    survival = solve_survival(*SURVIVAL_POINTS)
    progress("open decays", 0.3)
    found = solve_open_decays(*OPEN_POINTS)
    progress("drawing", 0.9)
    return draw_regions(survival, found)


def solve_survival(columns: int, rows: int) -> Survival:
    """Signs of d^2V/d eta^2 at the origin far above all masses."""
    lambda_phi, portal = np.geomspace(*LAMBDA_PHI_RANGE, columns), np.geomspace(*PORTAL_RANGE, rows)
    found = {
        name: np.asarray(
            inverse_breaking_survives(LAMBDA_ETA, lambda_phi, -LAMBDA_ETA * portal[:, None], name)  # type: ignore[arg-type]
        )
        for name in RESUMMATIONS
    }
    return Survival(lambda_phi, portal, found)


def solve_open_decays(columns: int, rows: int) -> OpenDecays:
    """x_RH of order lambda^2 over T_*/T_d and T_max/T_*."""
    T_star, T_max = np.geomspace(*STAR_RANGE, columns), np.geomspace(*MAX_RANGE, rows)
    return OpenDecays(T_star, T_max, {eta: _X_RH[eta](T_star, T_max[:, None]) for eta in ETAS})


def _x_RH(eta: str, T_star: Array, T_max: Array) -> Array:
    phase = broken_phase(weakly_coupled(LAMBDA_PHI, NU), M_N, phi_mass="vacuum")
    scale = phase.T_phi_decay(M_N) * T_star
    made = yields_by_process(M_N, Y_0, scale, scale * T_max, phase, ProductionBath(eta=eta))
    return total({name: made[name] for name in REACTIONS}).x_RH


_X_RH: Final = {eta: batched(lambda T_star, T_max, eta=eta: _x_RH(eta, T_star, T_max)) for eta in ETAS}


def draw_regions(survival: Survival, found: OpenDecays) -> Drawing:
    """Three panels."""
    with house_style():
        figure = Figure(figsize=(13.0, 5.2))
        axes = figure.subplots(1, 3)
        _draw_survival(axes[0], survival)
        fills = [_draw_open_decays(ax, found, eta) for ax, eta in zip(axes[1:], ETAS, strict=True)]
        bar = figure.colorbar(fills[0], ax=list(axes[1:]), pad=0.02, aspect=32, ticks=LEVELS[::2])
        bar.ax.minorticks_off()
        bar.set_label(r"$x_{\rm RH}=(Y_{N'}/Y_N)^{1/4}$")
        small_print(figure, caption(found, latex=True))
    comment = caption(found)
    tables = {"resummation": _survival_columns(survival), "open-decays": _open_columns(found)}
    return Drawing(figure, {name: grid_table(columns, comment) for name, columns in tables.items()})


def _draw_survival(ax: Axes, found: Survival) -> None:
    ax.set(xscale="log", yscale="log", xlim=LAMBDA_PHI_RANGE, ylim=PORTAL_RANGE)
    ax.set(
        xlabel=r"$\lambda_\phi$",
        ylabel=r"$|\lambda_{\eta\phi}|/\lambda_\eta$",
        title="inverse breaking survives above the lines",
    )
    for (name, color), width in zip(RESUMMATIONS.items(), (4.5, 1.8), strict=True):
        ax.plot(found.lambda_phi, found.lowest_portal(name), color=color, linewidth=width)
    bounded = 2.0 * np.sqrt(found.lambda_phi / LAMBDA_ETA)
    ax.fill_between(found.lambda_phi, bounded, PORTAL_RANGE[1], color="0.88", linewidth=0)
    estimate = portal_for_breaking(1.0, found.lambda_phi / 4.0)
    ax.plot(found.lambda_phi, np.asarray(estimate), color=INK, linewidth=1.4, linestyle=(0, (5, 2)))
    ax.text(1.4e-3, 60.0, "unbounded\nfrom below", color=INK, fontsize=9.5, va="center")
    for name, values in BENCHMARKS.items():
        lambda_eta, lambda_phi, portal = (float(np.asarray(value)) for value in values[:3])
        point = (lambda_phi, -portal / lambda_eta)
        ax.plot(*point, marker="o", color=GREEN, markeredgecolor="black", markersize=6)
        ax.annotate(name, point, (-20, -3), textcoords="offset points", color=INK, path_effects=HALO)
    handles = [Line2D([], [], color=color, linewidth=2.0, label=name) for name, color in RESUMMATIONS.items()]
    handles.append(Line2D([], [], color=INK, linestyle=(0, (5, 2)), label=r"$6/(1-3\sqrt{c_\phi}/\pi)$"))
    ax.legend(handles=handles, loc="upper right")


def _draw_open_decays(ax: Axes, found: OpenDecays, eta: str) -> Any:
    x, y, z = found.T_star, found.T_max, found.x_RH[eta]
    fill = fill_between_levels(ax, x, y, z, LEVELS)
    ax.contour(x, y, z, [largest_x_RH()], colors="black", linewidths=2.0, linestyles=[(0, (5, 2))])
    today = largest_x_RH(limits=CURRENT)
    if np.min(z) < today:
        ax.contour(x, y, z, [today], colors="black", linewidths=2.6)
    row, column = np.unravel_index(np.argmin(z), z.shape)
    ax.plot(x[column], y[row], marker="*", color="white", markeredgecolor="black", markersize=13)
    ax.text(0.97, 0.96, f"least: {z[row, column]:.3f}", transform=ax.transAxes, ha="right", va="top", color=INK,
            path_effects=HALO)  # fmt: skip
    ax.set(xlim=STAR_RANGE, ylim=MAX_RANGE, xlabel=r"$T_*/T_{\rm d}$", ylabel=r"$T_{\rm max}/T_*$")
    ax.set_title(rf"$\phi\to NN$ open, $v/T={NU:g}$, {eta} $h$")
    return fill


def _survival_columns(found: Survival) -> dict[str, Any]:
    return {
        "lambda_phi": found.lambda_phi,
        "|lambda_eta_phi|/lambda_eta": found.portal[:, None],
        **{f"survives {name}": values.astype(int) for name, values in found.survives.items()},
    }


def _open_columns(found: OpenDecays) -> dict[str, Any]:
    return {
        "T_star/T_d": found.T_star,
        "T_max/T_star": found.T_max[:, None],
        **{f"x_RH {eta} h": values for eta, values in found.x_RH.items()},
    }


def caption(found: OpenDecays, latex: bool = False) -> str:
    """What was assumed, for the picture or for a table."""
    least = min(float(np.min(values)) for values in found.x_RH.values())
    reached = "a full line" if least < largest_x_RH(limits=CURRENT) else "not reached"
    text = (
        f"Left: {{lambda_eta}} = {LAMBDA_ETA:g}, far above all masses, Q = 4 pi exp(-gamma) T; below 6 there is no"
        " inverse breaking at leading order. B1 to B3 have couplings {lambda_eta} of their own. Middle and right: order"
        f" {{lam2}} alone, so that {{lam}} and {{M_N}} drop out; {{T_d}} is the temperature above which {{M_phi}} > 2"
        f" {{M_N}}. Maxwell-Boltzmann statistics, {{M_phi}} with the vev of eta, {{lambda_phi}} = {LAMBDA_PHI:g},"
        " {lambda_eta} half of the largest for which the potential is bounded. Decays of {phi} on the mass shell are"
        f" counted once. Dashed line: {{x_RH}} = {largest_x_RH():.2f}, the limit of the paper's time; that of today,"
        f" {largest_x_RH(limits=CURRENT):.2f}, is {reached}. Stars: the least {{x_RH}}."
    )
    return worded(text, latex)
