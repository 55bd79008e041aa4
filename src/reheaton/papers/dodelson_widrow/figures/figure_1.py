"""Dark matter made with a lepton asymmetry: which mass, mixing and L_mu give it, and what excludes them.

Standard Model and twin sector side by side, both with muon neutrinos that mix and an asymmetry of muon flavour alone.
Without asymmetry dark matter needs one mixing for each mass, in Fig. 3 of "Twin Sterile Neutrino Dark Matter" as here;
the paper calls what lies below under-produced. With an asymmetry all of it makes the dark matter, down to where
neutrinos reach mu = 0.5 T, beyond which sharing of asymmetries is no longer linear. Photon lines limit the mixing with
neutrinos of the Standard Model, which the twin sector does not need; there this region is open.

Nucleosynthesis is no stricter: it allows |xi| < 0.07 if all flavours have it (Serpico & Raffelt 2005), 7.4e-3 for what
is left of L_mu, and hardly limits flavours that differ (Froustey & Pitrou 2024). It does not limit twin neutrinos.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reheaton.backend.progress import Progress
from reheaton.citations import short
from reheaton.constants import KEV
from reheaton.cosmology import OMEGA_DM_h2
from reheaton.figures.annotations import DARK_RIM, INK, apart, on_line, roomiest_point, small_print
from reheaton.figures.drawing import OKABE_ITO, Drawing, Table, house_style
from reheaton.models.model import Model
from reheaton.papers.dodelson_widrow.model import DodelsonWidrow
from reheaton.papers.dodelson_widrow.resonant_region import FLAVOUR, Grid, Needed, solve_grid
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino
from reheaton.probes.limits.photon_lines import envelope, photon_line_curves
from reheaton.probes.limits.sets import CURRENT, in_set
from reheaton.probes.limits.tables import bounds_table
from reheaton.probes.limits.warm_dark_matter import least_half_mode
from reheaton.probes.warmth_and_decay import lifetime_Gyr

M_S_RANGE: Final = (3.0, 300.0)
"""Masses [keV]."""
MIXING_RANGE: Final = (1e-15, 1e-4)
ASYMMETRY_RANGE: Final = (3e-6, 2e-2)
"""L_mu of the grid: from less than makes all dark matter to beyond what may be drawn."""
SHARES: Final = np.array([*np.geomspace(1e-5, 0.5, 9), 0.8, 1.0, 1.25])
"""Mixings that are solved, over about that which is needed without asymmetry: down to where |mu|/T is above
LARGEST_MU."""
MASSES, ASYMMETRIES = 10, 17
"""Masses and asymmetries that are solved. Of 500 points of each panel, solved with the asymmetry that the panel says,
nine in ten have 0.12 within 1.4%, all within 10%, and its half mode within 2.6% and 10%; in the twin sector 0.4%, 4%,
0.3% and 6%."""
DRAWN: Final = (121, 121)
"""Masses and mixings between them."""
TABLE: Final = (31, 41)
LEVELS: Final = (1e-5, 2e-5, 5e-5, 1e-4, 3e-4, 1e-3, 3e-3)
"""L_mu of the lines."""
LARGEST_MU: Final = 0.5
"""|mu|/T beyond which asymmetries are no longer shared linearly."""
LOWEST_T: Final = 0.015
"""Temperature [GeV] below which active flavours mix among themselves."""


class Sector(NamedTuple):
    """What one panel is about."""

    title: str
    model: type[Model]
    fixed: Mapping[str, Any]
    """Parameters and options that all points share."""
    usual_mixing: Callable[[np.ndarray], np.ndarray]
    """sin^2 2theta that gives 0.12 without asymmetry, of m_s [keV], to 10%: around it points are solved."""


SECTORS: Final[Mapping[str, Sector]] = {
    "standard-model": Sector(
        "Standard Model",
        DodelsonWidrow,
        {},
        lambda m_s: 1.31e-10 * (m_s / 30.0) ** -1.86,
    ),
    "twin": Sector(
        r"twin sector, diluted by $N$: $m_N=80$ GeV, $m_\nu=1.5\times10^{-9}$ eV, $v_B/v_A=4$",
        TwinSterileNeutrino,
        {"m_N": 80.0, "m_nu": 1.5e-9, "vev_ratio": 4.0, "sm_neutrinos": "equilibrium"},
        lambda m_s: 1.74e-7 * (m_s / 30.0) ** -2.07,
    ),
}
"""The twin point is that of Fig. 1 of the paper, which is allowed today. Its neutrinos are those of the figures of the
paper, which this one is compared with."""
BLUE, GREEN, ORANGE, YELLOW = OKABE_ITO[5], OKABE_ITO[2], OKABE_ITO[4], OKABE_ITO[7]
GREY: Final = "#CFCFCF"
PALE: Final = "#ECECEC"


@dataclass(frozen=True)
class Panel:
    """What one panel shows."""

    name: str
    grid: Grid

    @cached_property
    def points(self) -> Needed:
        """What makes the dark matter, at the points of the plane from which it is drawn."""
        return self.grid.needed(*DRAWN)

    def photon_lines(self, m_s: np.ndarray) -> np.ndarray:
        """Largest sin^2 2theta that photon lines allow; NaN where they say nothing, as in the twin sector."""
        return envelope(m_s) if self.name == "standard-model" else np.full(np.shape(m_s), np.nan)

    def lifetime(self, m_s: np.ndarray, mixing: np.ndarray) -> np.ndarray:
        """Lifetime [Gyr]."""
        f = self.grid.fixed.get("vev_ratio", 1.0)
        return np.asarray(lifetime_Gyr(m_s * KEV, mixing, f, self.grid.options["dm_generations"]))

    def margin(self, points: Needed) -> np.ndarray:
        """Smallest logarithm of a value over its limit: above 0 where all limits of today allow it."""
        lines = np.log(self.photon_lines(points.m_s) / points.mixing)
        margins = [
            np.log(points.k_half_mode / least_half_mode().k_half_mode),
            np.log(LARGEST_MU / points.mu_over_T),
            np.log(np.where(points.T_resonance > 0.0, points.T_resonance, np.inf) / LOWEST_T),
            np.where(np.isnan(lines), np.inf, lines),
            np.log(self.lifetime(points.m_s, points.mixing) / _least_lifetime()),
        ]
        return np.min(np.stack(margins), axis=0)


def _least_lifetime() -> float:
    return max(
        bound.bound
        for bound in bounds_table("dark_matter")
        if bound.observable == "lifetime" and bound.kind == "present" and in_set(bound.sets, CURRENT)
    )


def figure_1(progress: Progress) -> Drawing:
    """Both sectors; tables `standard-model` and `twin`."""
    return draw_plane(solve_panels(MASSES, SHARES, ASYMMETRIES, progress))


def solve_panels(masses: int, share: np.ndarray, asymmetries: int, progress: Progress) -> list[Panel]:
    """The panels from so many masses and asymmetries, and mixings over about that which needs no asymmetry."""
    m_s = np.geomspace(*M_S_RANGE, masses)
    asymmetry = np.array([0.0, *np.geomspace(*ASYMMETRY_RANGE, asymmetries)])
    panels = []
    for number, (name, sector) in enumerate(SECTORS.items()):

        def part(message: str, done: float, number: int = number) -> None:
            progress(message, (number + done) / len(SECTORS))

        mixing = sector.usual_mixing(m_s)[:, None] * share
        panels.append(Panel(name, solve_grid(sector.model, sector.fixed, m_s, mixing, asymmetry, part)))
    return panels


def draw_plane(panels: Sequence[Panel]) -> Drawing:
    """One panel for each sector on the same axes, and a table of each with one row per point of the plane."""
    with house_style():
        figure = Figure(figsize=(11.0, 6.8))
        axes = figure.subplots(1, len(panels), sharex=True, sharey=True)
        for ax, panel in zip(axes, panels, strict=True):
            ax.set(xscale="log", yscale="log", xlim=M_S_RANGE, ylim=MIXING_RANGE)
            ax.set_title(SECTORS[panel.name].title, fontsize=11)
            ax.set_xlabel(r"mass of the sterile neutrino $m_s$ [keV]")
            _draw_panel(ax, panel)
        axes[0].set_ylabel(r"mixing with the neutrino of its sector $\sin^2 2\theta$")
        figure.legend(handles=_legend_handles(), loc="outside upper center", ncols=4, columnspacing=1.6)
        small_print(figure, caption(panels))
    return Drawing(figure, {panel.name: plane_table(panel) for panel in panels})


def _draw_panel(ax: Axes, panel: Panel) -> None:
    """Regions first, lines of constant asymmetry above them, names last."""
    points, (bottom, top) = panel.points, MIXING_RANGE
    m_s, x, y = points.m_s[:, 0], points.m_s, points.mixing
    without = panel.grid.mixing_without(m_s)
    lowest = _lowest(points)
    ax.fill_between(m_s, without, top, facecolor=GREY, linewidth=0)
    ax.fill_between(m_s, bottom, lowest, facecolor=PALE, edgecolor="#B5B5B5", hatch="..", linewidth=0)
    warm = np.log(points.k_half_mode / least_half_mode().k_half_mode)
    ax.contourf(
        x, y, np.where(points.mu_over_T < LARGEST_MU, warm, np.nan), [-np.inf, 0.0], colors=[ORANGE], alpha=0.45
    )
    fine = np.geomspace(*M_S_RANGE, 1000)
    ends = [np.exp(np.interp(np.log(fine), np.log(m_s), np.log(edge))) for edge in (lowest, without)]
    lines = panel.photon_lines(fine)
    ax.fill_between(fine, np.clip(lines, *ends), ends[1], facecolor=BLUE, alpha=0.45, linewidth=0)
    ax.plot(fine, lines, color=OKABE_ITO[0], linewidth=1.2)
    decays = np.log(panel.lifetime(x, y) / _least_lifetime())
    if np.any(decays < 0.0):
        ax.contourf(x, y, decays, [-np.inf, 0.0], colors=[GREEN], alpha=0.4)
    ax.plot(m_s, without, color="black", linewidth=2.2)
    ax.plot(m_s, lowest, color=INK, linewidth=1.2)
    ax.contour(x, y, panel.margin(points), [0.0], colors=[YELLOW], linewidths=2.2).set(path_effects=DARK_RIM, zorder=3)
    inside = np.where(points.mu_over_T < LARGEST_MU, np.log(points.asymmetry), np.nan)
    drawn = ax.contour(x, y, inside, np.log(LEVELS), colors=OKABE_ITO[1], linewidths=1.3, linestyles="-")
    taken = _label_lines(ax, drawn, without, m_s)
    _write_words(ax, panel, points, taken)


def _lowest(points: Needed) -> np.ndarray:
    """sin^2 2theta at which neutrinos reach LARGEST_MU, (masses,): the asymmetry falls with the mixing."""
    found = []
    for mixing, mu in zip(points.mixing, points.mu_over_T, strict=True):
        known = np.isfinite(mu)
        rising = np.log(mu[known][::-1])
        found.append(np.exp(np.interp(np.log(LARGEST_MU), rising, np.log(mixing[known][::-1]))))
    return np.array(found)


def _label_lines(ax: Axes, drawn: Any, without: np.ndarray, m_s: np.ndarray) -> list[np.ndarray]:
    """The asymmetry of each line, on it where the others are farthest; returns where, each (2,)."""
    to_fraction = ax.transData + ax.transAxes.inverted()
    lines = [np.asarray(path.vertices) for path in drawn.get_paths()]
    apart_from = [to_fraction.transform(line) for line in (*lines, np.column_stack([m_s, without])) if len(line)]
    taken: list[np.ndarray] = []
    for level, line in zip(drawn.levels, lines, strict=True):
        if len(line) < 2:
            continue
        own = to_fraction.transform(line)
        others = [other for other in apart_from if other.shape != own.shape or not np.array_equal(other, own)]
        gap = np.min([np.min(np.hypot(*(own[:, None] - other[None]).T), axis=0) for other in others], axis=0)
        inside = np.all((own > _FROM_FRAME) & (own < 1.0 - _FROM_FRAME), axis=1) & apart(ax, line, taken)
        if np.any(inside):
            place = line[np.argmax(np.where(inside, np.minimum(gap, np.min(1.0 - own, axis=1)), -1.0))]
            on_line(ax, float(place[0]), float(place[1]), _power(float(np.exp(level))), color="#8A3A00", fontsize=9.5)
            taken.append(place)
    return taken


_FROM_FRAME: Final = np.array([0.09, 0.04])
"""Least distance of a label from the frame, as fractions of the panel."""


def _power(value: float) -> str:
    """A number as 3 times 10^-4, in LaTeX."""
    exponent = int(np.floor(np.log10(value) + 1e-9))
    factor = value / 10.0**exponent
    return f"$10^{{{exponent}}}$" if abs(factor - 1.0) < 1e-6 else rf"${factor:.2g}\times10^{{{exponent}}}$"


def _write_words(ax: Axes, panel: Panel, points: Needed, taken: Sequence[np.ndarray]) -> None:
    """The names of the regions inside them, beside the labels of lines."""
    m_s = points.m_s[:, 0]
    mixing = np.geomspace(*MIXING_RANGE, DRAWN[1])
    field = lambda values: _on_axes(points, values, mixing)  # noqa: E731
    x, y = np.meshgrid(m_s, mixing, indexing="ij")
    without, lowest = panel.grid.mixing_without(m_s)[:, None], _lowest(points)[:, None]
    between = (y < without) & (y > lowest)
    lines = panel.photon_lines(m_s)[:, None]
    bright = between & (y > np.where(np.isnan(lines), np.inf, lines))
    warm = between & ~bright & (field(points.k_half_mode) < least_half_mode().k_half_mode)
    open_here = between & (field(panel.margin(points)) > 0.0)
    words = (
        (y > without, "over-produced\nwithout asymmetry", INK),
        (y < lowest, r"$|\mu|/T > 0.5$", INK),
        (bright & (field(points.k_half_mode) > least_half_mode().k_half_mode), "X-ray lines", "#004C7A"),
        (warm, "too warm", "#6B4700"),
        (open_here, "open", INK),
        (between & (panel.lifetime(x, y) < _least_lifetime()), "decays\ntoo fast", "#00553E"),
    )
    places = np.column_stack([x.ravel(), y.ravel()])
    free = apart(ax, places, taken).reshape(x.shape)
    for named, word, color in words:
        where = named & free
        if np.sum(where) > _ROOM * where.size:
            on_line(ax, *roomiest_point(ax, m_s, mixing, where.T), word, fontsize=12, color=color, linespacing=1.0)


_ROOM: Final = 0.004
"""Part of the panel that a region must have to be named in it."""


def _on_axes(points: Needed, values: np.ndarray, mixing: np.ndarray) -> np.ndarray:
    """Values of the points at each mass and these mixings, (masses, mixings); NaN outside."""
    rows = [
        np.interp(np.log(mixing), np.log(x), v, left=np.nan, right=np.nan)
        for x, v in zip(points.mixing, values, strict=True)
    ]
    return np.array(rows)


def _legend_handles() -> list[Any]:
    return [
        Line2D([], [], color="black", linewidth=2.2, label=r"$\Omega h^2=0.12$ without asymmetry"),
        Line2D([], [], color=OKABE_ITO[1], linewidth=1.3, label=r"$\Omega h^2=0.12$ with this $L_\mu$"),
        Line2D([], [], color=YELLOW, linewidth=2.2, path_effects=DARK_RIM, label="open: allowed by all limits"),
        Patch(facecolor=ORANGE, alpha=0.45, label="too warm"),
        Patch(facecolor=BLUE, alpha=0.45, label="X-ray lines"),
        Patch(facecolor=GREEN, alpha=0.4, label="decays too fast"),
        Patch(facecolor=PALE, edgecolor="#B5B5B5", hatch="..", label=r"$|\mu|/T>0.5$: not calculated"),
        Patch(facecolor=GREY, label="over-produced without asymmetry"),
    ]


def open_region(panel: Panel) -> dict[str, float]:
    """Least and largest mass [keV] and mixing that all limits allow, and the asymmetries there."""
    points = panel.points
    good = panel.margin(points) > 0.0
    if not np.any(good):
        return {}
    columns = {"m_s": points.m_s, "mixing": points.mixing, "L": points.asymmetry}
    return {f"{name}_{end}": float(pick(values[good])) for name, values in columns.items()
            for end, pick in (("min", np.min), ("max", np.max))}  # fmt: skip


def caption(panels: Sequence[Panel]) -> str:
    """What the picture shows and does not say itself, in LaTeX."""
    warm, unsolved = least_half_mode(), sum(panel.grid.unsolved for panel in panels)
    options = panels[-1].grid.options
    found = [f"{SECTORS[panel.name].title.split(',')[0]}: {_in_words(open_region(panel))}" for panel in panels]
    return (
        rf"$L_\mu$ = $n/s$ of muon flavour, over the entropy of the Standard Model at the start; other flavours have"
        rf" none. Open, {'; '.join(found)}. Too warm: half mode below {warm.k_half_mode:g} $h$/Mpc (thermal relic of"
        rf" {warm.m_thermal_keV:g} keV). Below the black line Fig. 3 of the twin paper has under-production."
        + (
            f" {unsolved} of {sum(panel.grid.found['Omega_h2'].size for panel in panels)} points failed, close to"
            " the black line, and are bridged."
            if unsolved
            else ""
        )
        + f"\ndm_flavour = {FLAVOUR}, eos = {options['eos']}; in the twin sector sm_neutrinos ="
        rf" {options['sm_neutrinos']} and sin2_2theta_x = 0, where photon lines say nothing; $\Omega h^2$ ="
        rf" {OMEGA_DM_h2:g}. Sources: tables."
    )


def _in_words(region: Mapping[str, float]) -> str:
    if not region:
        return "nothing"
    low, high = _power(float(f"{region['mixing_min']:.1e}")), _power(float(f"{region['mixing_max']:.1e}"))
    return rf"$m_s$ from {region['m_s_min']:.3g} keV, $\sin^22\theta$ from {low} to {high}"


def plane_table(panel: Panel) -> Table:
    """One row per mass and mixing."""
    points = panel.grid.needed(*TABLE)
    columns = {
        "m_s [keV]": points.m_s,
        "sin2_2theta": points.mixing,
        "asymmetry_mu": points.asymmetry,
        "asymmetry_left_mu": points.asymmetry_left,
        "k_half_mode [h/Mpc]": points.k_half_mode,
        "mu_over_T": points.mu_over_T,
        "T_resonance [GeV]": points.T_resonance,
        "resonant_share": points.resonant_share,
        "sin2_2theta of photon lines": panel.photon_lines(points.m_s),
        "lifetime [Gyr]": panel.lifetime(points.m_s, points.mixing),
        "log_margin": panel.margin(points),
    }
    rows = list(zip(*(values.ravel() for values in columns.values()), strict=True))
    return Table(tuple(columns), rows, table_comment(panel))


def table_comment(panel: Panel) -> str:
    """What the columns mean, the limits with their sources and the options, as plain text."""
    warm = least_half_mode()
    curves = sorted({short(curve.citation) for curve in photon_line_curves() if in_set(curve.sets, CURRENT)})
    lines = (
        f"photon lines: {'; '.join(curves)}" if panel.name == "standard-model" else "no photon lines, sin2_2theta_x = 0"
    )
    options = panel.grid.options
    fixed = ", ".join(f"{name} = {value:g}" for name, value in panel.grid.fixed.items() if name not in options)
    return (
        "asymmetry_mu: L_mu that makes Omega h^2 = 0.12 at this mass and mixing, NaN where it is below"
        f" {ASYMMETRY_RANGE[0]:g} or above {ASYMMETRY_RANGE[1]:g}; the last mixing of each mass needs none."
        " log_margin: ln of the worst ratio to a limit, allowed above 0.\n"
        f"limits of the set {CURRENT}: k_half_mode > {warm.k_half_mode:g} h/Mpc ({short(warm.citation)}); lifetime >"
        f" {_least_lifetime():g} Gyr; {lines}; mu_over_T < {LARGEST_MU:g} and T_resonance > {LOWEST_T:g} GeV, beyond"
        " which the calculation does not hold\n"
        f"model = {panel.grid.model.NAME}{', ' if fixed else ''}{fixed}, "
        + ", ".join(f"{name} = {value}" for name, value in options.items())
    )
