"""Fig. 3 of "Twin Sterile Neutrino Dark Matter": which masses and mixings give dark matter, and what excludes them.

Drawn with the limits of the paper; a second line is the border of what the limits of today allow.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from reheaton.backend.progress import Progress
from reheaton.citations import short
from reheaton.cosmology import OMEGA_DM_h2
from reheaton.figures.annotations import DARK_RIM, INK, apart, on_line, roomiest_point, small_print
from reheaton.figures.drawing import OKABE_ITO, Drawing, Table, house_style
from reheaton.papers.twin_sterile_neutrino.dark_matter_region import (
    Region,
    allowed_mixings,
    largest_theta_AB,
    least_lifetime,
    lifetime,
    longest_lifetime_mixing,
    survey,
)
from reheaton.papers.twin_sterile_neutrino.figures.figure_2 import M_N_RANGE, M_NU_RANGE, VEV_RATIO, YELLOW
from reheaton.papers.twin_sterile_neutrino.viable_dark_matter import Scan, scan_dark_matter, viable_backgrounds
from reheaton.probes.limits.photon_lines import envelope, photon_line_curves
from reheaton.probes.limits.sets import CURRENT, PAPER, in_set
from reheaton.probes.limits.tables import bounds_table
from reheaton.probes.limits.warm_dark_matter import least_half_mode, warm_limit_rows

COLUMNS, ROWS, MASSES = 16, 7, 16
"""Backgrounds along m_N and m_nu, and masses m_s: what is computed with the limits of the paper.

In the right panel, 40 x 17 backgrounds and 31 masses change the mixings that give dark matter by up to 0.1%, half modes
by 0.2%, rates by 1%, and photon lines by 1% at half of the points and by up to 20% at few."""
COLUMNS_TODAY, ROWS_TODAY = 10, 4
"""Backgrounds with the limits of today, of which only the border of what they allow is drawn."""
DRAWN_MASSES: Final = 121
TABLE_MASSES: Final = 31
TABLE_MIXINGS: Final = 81
DRAWN_M_S_RANGE: Final = (1.0, 1000.0)
"""Masses m_s [keV] along the axis."""
MIXING_RANGE: Final = (1e-11, 1e-1)
"""sin^2 2theta, with the twin neutrinos."""
THETA_AB: Final = (1e-3, 1e-4, 1e-5)
"""Mixings between the sectors whose photon lines are drawn."""
VERSIONS: Final[Mapping[str, Mapping[str, Any]]] = {
    "shortcuts": {
        "opacity_masses": "standard-model",
        "opacity_gain": False,
        "opacity_mesons": False,
        "dm_generations": 1,
    },
    "full": {"opacity_mesons": True},
}
"""Options of each panel besides the defaults."""
TITLES: Final = {
    "shortcuts": "the paper's shortcuts: rates without gain, masses\nof the Standard Model; decay into one generation",
    "full": "full calculation: rates with gain and mesons, masses\nof the twin sector; decay into three generations",
}
PURPLE, ORANGE, GREEN, BLUE = OKABE_ITO[3], OKABE_ITO[4], OKABE_ITO[2], OKABE_ITO[0]
GREY: Final = "#CFCFCF"
_SOME: Final = 0.4
"""Opacity of a region that others may cover."""
_WELL_THERMALISED: Final = 20.0
"""Rate over H beyond which there is room for words above the boundary of freeze-in and freeze-out."""
_ROOM_FOR_A_LABEL: Final = 0.6
"""Distance from the lower edge, in ln(sin^2 2theta), that a photon line needs to be labelled above it."""
_DOTTED: Final = (0, (1, 1.2))
_BOUNDARY: Final = (0, (6, 2, 1.5, 2))
_ACROSS: Final = 91
"""Mixings drawn between the lowest and the highest that give dark matter."""


@dataclass(frozen=True)
class Panel:
    """What one panel shows."""

    name: str
    scan: Scan
    lowest: np.ndarray
    """Smallest sin^2 2theta that gives dark matter in some background, (DRAWN_MASSES,)."""
    highest: np.ndarray
    """The largest; infinite where some background never makes enough."""
    inside: Region
    """(DRAWN_MASSES, _ACROSS), from `lowest` to `highest` or the end of the axis."""
    everywhere: Region
    """(TABLE_MASSES, TABLE_MIXINGS) of the table."""
    today: tuple[np.ndarray, np.ndarray]
    """Least and largest sin^2 2theta that the limits of today allow, each (DRAWN_MASSES,); NaN where there is none."""
    lowest_of_table: np.ndarray | None = None
    """The same as `lowest` with the rates of a file, if one is given."""


def figure_3(progress: Progress, opacity_table: Path | None = None) -> Drawing:
    """Both panels at vev_ratio = 4, for all viable backgrounds; tables `shortcuts` and `full`.

    With a file of opacities, the left panel shows where its lower edge would lie with the rates of that file.
    """
    panels = solve_panels((COLUMNS, ROWS), (COLUMNS_TODAY, ROWS_TODAY), MASSES, progress, opacity_table)
    return draw_dark_matter_plane(panels)


def solve_panels(
    backgrounds: tuple[int, int],
    backgrounds_today: tuple[int, int],
    masses: int,
    progress: Progress,
    opacity_table: Path | None = None,
) -> list[Panel]:
    """The panels of VERSIONS from grids of backgrounds (columns, rows), with both sets of limits, and masses."""
    grids = {PAPER: backgrounds, CURRENT: backgrounds_today}
    viable = {
        limits: viable_backgrounds(M_N_RANGE, VEV_RATIO, *size, _part(progress, 0.05 * number, 0.05), limits)
        for number, (limits, size) in enumerate(grids.items())
    }
    m_s = np.geomspace(*DRAWN_M_S_RANGE, masses)
    panels = []
    for number, (name, options) in enumerate(VERSIONS.items()):
        start, share = 0.1 + 0.8 * number / len(VERSIONS), 0.8 / len(VERSIONS)
        scan = scan_dark_matter(viable[PAPER], m_s, _part(progress, start, 0.75 * share), **options)
        today = scan_dark_matter(viable[CURRENT], m_s, _part(progress, start + 0.75 * share, 0.25 * share), **options)
        panels.append(_panel(name, scan, today))
    if opacity_table is not None:
        options = dict(VERSIONS["shortcuts"]) | {"opacity": f"table:{opacity_table}"}
        scan = scan_dark_matter(viable[PAPER], m_s, _part(progress, 0.9, 0.0), **options)
        panels[0] = dataclasses.replace(panels[0], lowest_of_table=_drawn(scan)[0])
    progress("drawing", 0.9)
    return panels


def _part(progress: Progress, start: float, share: float) -> Progress:
    """Progress of one task, as its share of that of the figure."""
    return lambda message, done: progress(message, start + share * done)


def _panel(name: str, scan: Scan, scan_today: Scan) -> Panel:
    lowest, highest, inside = _drawn(scan)
    today = allowed_mixings(_drawn(scan_today)[2], scan_today, CURRENT)
    coarse = scan.refined(np.geomspace(*DRAWN_M_S_RANGE, TABLE_MASSES))
    mixings = np.broadcast_to(np.log(np.geomspace(*MIXING_RANGE, TABLE_MIXINGS)), (TABLE_MASSES, TABLE_MIXINGS))
    return Panel(name, scan, lowest, highest, inside, survey(coarse, mixings), today)


def _drawn(scan: Scan) -> tuple[np.ndarray, np.ndarray, Region]:
    """Smallest and largest mixing that give dark matter at the masses that are drawn, and the region between them."""
    drawn = scan.refined(np.geomspace(*DRAWN_M_S_RANGE, DRAWN_MASSES))
    needed = drawn.needed_mixing()
    lowest, highest = np.min(needed, axis=(0, 1)), np.max(needed, axis=(0, 1))
    # A little inside, where the line of backgrounds that give 0.12 has a length.
    share = np.linspace(1e-3, 1.0 - 1e-3, _ACROSS)
    low, high = np.log(lowest)[:, None], np.log(np.minimum(highest, MIXING_RANGE[1]))[:, None]
    return lowest, highest, survey(drawn, low + share * (high - low))


def draw_dark_matter_plane(panels: Sequence[Panel]) -> Drawing:
    """One panel for each version on the same axes; a table of each with one row per point of the plane."""
    with house_style():
        figure = Figure(figsize=(11.0, 7.4))
        axes = figure.subplots(1, len(panels), sharex=True, sharey=True)
        for ax, panel in zip(axes, panels, strict=True):
            ax.set(xscale="log", yscale="log", xlim=DRAWN_M_S_RANGE, ylim=MIXING_RANGE)
            ax.set_title(TITLES[panel.name])
            ax.set_xlabel(r"mass of the sterile neutrino $m_s$ [keV]")
            _draw_regions(ax, panel)
            _draw_lines(ax, panel)
            _write_words(ax, panel)
        axes[0].set_ylabel(r"mixing with the twin neutrino $\sin^2 2\theta$")
        figure.legend(handles=_legend_handles(panels), loc="outside upper center", ncols=3, columnspacing=2.0)
        small_print(figure, caption(panels))
    return Drawing(figure, {panel.name: region_table(panel) for panel in panels})


def region_table(panel: Panel) -> Table:
    """One row per mass and mixing."""
    region = panel.everywhere
    columns = {
        "m_s [keV]": region.m_s,
        "sin2_2theta": region.mixing,
        "reached": region.reached,
        "underproduced": region.underproduced,
        "overproduced": region.overproduced,
        "k_half_mode_min [h/Mpc]": region.k_min,
        "k_half_mode_max [h/Mpc]": region.k_max,
        "lifetime [Gyr]": lifetime(region, panel.scan),
        "max_rate_over_H_min": region.rate_min,
        "max_rate_over_H_max": region.rate_max,
        "sin2_2theta_x/theta_AB^2_min": region.line,
        "sin2_2theta_x/theta_AB^2_min over limit": region.line / envelope(region.m_s),
        "m_nu_max [eV]": region.m_nu_max,
    }
    rows = list(zip(*(values.ravel() for values in columns.values()), strict=True))
    return Table(tuple(columns), rows, table_comment(panel))


def table_comment(panel: Panel) -> str:
    """What the columns mean, which backgrounds and limits were taken, and the options, as plain text."""
    rates = (
        " The table of rates that the paper used has more hadrons: see README for the size."
        if panel.name == "shortcuts"
        else ""
    )
    return (
        "reached: some viable background (m_N, m_nu) gives Omega h^2 = 0.12; underproduced, overproduced: all give"
        " less, more. _min and _max: over the backgrounds that give 0.12. k_half_mode: where the transfer function is"
        " 1/2. max_rate_over_H: largest mean of (Gamma/4) sin^2 2theta_m over H: freeze-out above 1. sin2_2theta_x:"
        " mixing with the neutrinos of the Standard Model, 4 theta_AB^2 m_nu m_N/m_s^2, leading order in theta_AB <"
        " (m_s/m_N)^(1/2).\n"
        f"Backgrounds: all (m_N, m_nu) that respect the limits of the paper in Fig. 2, with m_N from {M_N_RANGE[0]:g}"
        f" to {M_N_RANGE[1]:g} GeV and any m_nu; those drawn in Fig. 2 have m_nu > {M_NU_RANGE[0]:g} eV.{rates}\n"
        f"{_sources()}\n"
        f"vev_ratio = {VEV_RATIO:g}, no lepton asymmetry, "
        + ", ".join(f"{name} = {value}" for name, value in panel.scan.options.items())
    )


def _sources() -> str:
    """The limits of both sets, with their sources."""
    lines = []
    for limits in (PAPER, CURRENT):
        warm = [f"k_half_mode > {row.k_half_mode:g} h/Mpc ({short(row.citation)})" for row in warm_limit_rows()
                if in_set(row.sets, limits)]  # fmt: skip
        long = [f"lifetime > {b.bound:g} Gyr ({short(b.citation)})" for b in bounds_table("dark_matter")
                if b.observable == "lifetime" and in_set(b.sets, limits)]  # fmt: skip
        curves = sorted({short(curve.citation) for curve in photon_line_curves() if in_set(curve.sets, limits)})
        lines.append(f"limits of the set {limits}: {'; '.join([*warm, *long])}; photon lines: {'; '.join(curves)}")
    return "\n".join(lines)


def caption(panels: Sequence[Panel]) -> str:
    """What the picture shows and does not say itself, in LaTeX."""
    unsolved = max(panel.scan.unsolved for panel in panels)
    options = panels[-1].scan.options
    warm = {limits: least_half_mode(limits) for limits in (PAPER, CURRENT)}
    return (
        rf"Too warm: half mode below {warm[PAPER].k_half_mode:g} $h$/Mpc (thermal relic of"
        rf" {warm[PAPER].m_thermal_keV:g} keV); today {warm[CURRENT].k_half_mode:g} $h$/Mpc"
        rf" ({warm[CURRENT].m_thermal_keV:g} keV), lifetime > {least_lifetime(CURRENT):g} Gyr and the limits of Fig. 2."
        " Lines exclude if too bright in every background that gives 0.12."
        + (f" {unsolved} backgrounds failed." if unsolved else "")
        + f"\n$v_B/v_A$ = {VEV_RATIO:g}, dm_flavour = {options['dm_flavour']}, eos = {options['eos']}, sm_neutrinos ="
        rf" {options['sm_neutrinos']}, $\Omega h^2$ = {OMEGA_DM_h2:g}, no lepton asymmetry. Sources: tables."
    )


def _draw_regions(ax: Axes, panel: Panel) -> None:
    """Too little, too much, too warm, decaying: colours where they exclude first, a hatch where decays are too fast."""
    inside, (bottom, top) = panel.inside, MIXING_RANGE
    m_s, highest = inside.m_s[:, 0], np.minimum(panel.highest, top)
    ax.fill_between(m_s, bottom, panel.lowest, facecolor=PURPLE, alpha=_SOME, linewidth=0)
    ax.fill_between(m_s, highest, top, facecolor=GREY, linewidth=0)
    for edge in (panel.lowest, panel.highest):
        ax.plot(m_s, edge, color=INK, linewidth=1.2)
    if panel.lowest_of_table is not None:
        ax.plot(m_s, panel.lowest_of_table, color=INK, linewidth=1.2, linestyle="--")
    fast = longest_lifetime_mixing(m_s, panel.scan)
    ax.fill_between(m_s, np.clip(fast, panel.lowest, highest), highest, facecolor=GREEN, alpha=_SOME, linewidth=0)
    for half_mode, alpha in ((inside.k_min, 0.30), (inside.k_max, 0.55)):
        field = np.log(half_mode / least_half_mode(PAPER).k_half_mode)
        ax.contourf(inside.m_s, inside.mixing, field, [-np.inf, 0.0], colors=[ORANGE], alpha=alpha)
        ax.contour(inside.m_s, inside.mixing, field, [0.0], colors=[ORANGE], linewidths=1.4)
    ax.fill_between(m_s, np.minimum(fast, top), top, facecolor="none", edgecolor=GREEN, hatch="//", linewidth=0)
    ax.plot(m_s, fast, color=GREEN, linewidth=2.4)
    low, high = (mixings[~np.isnan(panel.today[0])] for mixings in panel.today)
    masses = m_s[~np.isnan(panel.today[0])]
    border = np.concatenate([low, high[::-1], low[:1]])
    ax.plot(np.concatenate([masses, masses[::-1], masses[:1]]), border, color=YELLOW, linewidth=2.0,
            path_effects=DARK_RIM, zorder=3)  # fmt: skip


def _draw_lines(ax: Axes, panel: Panel) -> None:
    """Freeze-in and freeze-out, the range of Fig. 2, and photon lines."""
    x, y, inside = panel.inside.m_s, panel.inside.mixing, panel.inside
    m_s = x[:, 0]
    for rate in (inside.rate_min, inside.rate_max):
        ax.contour(x, y, np.log(rate), [0.0], colors="black", linewidths=1.5, linestyles=[_BOUNDARY])
    # Below the range of Fig. 2 in every background that gives 0.12.
    ax.contour(x, y, np.log(inside.m_nu_max), [np.log(M_NU_RANGE[0])], colors=INK, linewidths=0.8, linestyles="-")
    allowed = np.log(largest_theta_AB(inside))
    taken: list[np.ndarray] = []
    for theta in THETA_AB:
        line = ax.contour(x, y, allowed, [np.log(theta)], colors=BLUE, linewidths=2.2, linestyles=[_DOTTED])
        points = np.asarray(line.get_paths()[0].vertices)
        edge = np.interp(points[:, 0], m_s, panel.lowest)
        for place in _place_of_label(ax, points, edge, taken, panel.scan):
            on_line(ax, float(place[0]), float(place[1]), f"$10^{{{np.log10(theta):.0f}}}$", fontsize=10, color=BLUE)
            taken.append(place)


def _place_of_label(
    ax: Axes, line: np.ndarray, edge: np.ndarray, taken: Sequence[np.ndarray], scan: Scan
) -> np.ndarray:
    """Where a photon line is labelled, (1, 2), or (0, 2) if there is no room; `line` (points, 2), lower `edge` there.

    Where nothing else is drawn: long-lived, far from the edge, along which the lines run together, and from the places
    that are `taken`. Above the line, or else below the edge.
    """
    room = np.log(line[:, 1] / edge)
    places = np.column_stack([line[:, 0], np.where(room > _ROOM_FOR_A_LABEL, 1.5 * line[:, 1], 0.5 * edge)])
    long_lived = line[:, 1] < 0.1 * longest_lifetime_mixing(line[:, 0], scan)
    free = np.flatnonzero((room > 0.0) & long_lived & apart(ax, places, taken))
    return places[free[np.argsort(-room[free])][:1]]


def _write_words(ax: Axes, panel: Panel) -> None:
    """The names of the regions, inside them, and of both sides of freeze-in and freeze-out."""
    region = panel.everywhere
    fast = region.mixing > longest_lifetime_mixing(region.m_s, panel.scan)
    warm_bound = least_half_mode(PAPER).k_half_mode
    warm, out = region.k_max < warm_bound, region.rate_min > _WELL_THERMALISED
    low, high = (np.interp(region.m_s, panel.inside.m_s[:, 0], mixings) for mixings in panel.today)
    good = (region.mixing > low) & (region.mixing < high)
    words = (
        (region.underproduced & ~fast, "under-produced", "#7A2F5C"),
        (region.overproduced & fast, "over-produced", INK),
        (warm & out, "too warm", "#6B4700"),
        (fast & region.reached, "decays\ntoo fast", "#00553E"),
        (good & out, r"$\Omega h^2 = 0.12$", INK),
    )
    for where, word, color in words:
        if where.any():
            place = roomiest_point(ax, region.m_s[:, 0], region.mixing[0], where.T)
            on_line(ax, *place, word, fontsize=12, color=color, linespacing=1.0)
    for rate, word, m_s, side in (
        (region.rate_min, "freeze-out", 13.0, 2.5),
        (region.rate_max, "freeze-in", 20.0, 0.35),
    ):
        near = int(np.argmin(np.abs(np.log(region.m_s[:, 0] / m_s))))
        above = np.flatnonzero(rate[near] > 1.0)
        if above.size:
            on_line(ax, m_s, side * float(region.mixing[near, above[0]]), word, fontsize=10, color="black")


def _rgb(color: str) -> tuple[float, float, float]:
    return int(color[1:3], 16) / 255.0, int(color[3:5], 16) / 255.0, int(color[5:7], 16) / 255.0


def _legend_handles(panels: Sequence[Panel]) -> list[Any]:
    too_fast = f"decays too fast: lifetime < {least_lifetime():g} Gyr"
    return [
        Patch(facecolor=PURPLE, alpha=_SOME, label="under-produced in all backgrounds"),
        Patch(facecolor=GREY, label="over-produced in all backgrounds"),
        Patch(facecolor=(*_rgb(GREEN), _SOME), edgecolor=GREEN, hatch="///", label=too_fast),
        Patch(facecolor=(*_rgb(ORANGE), 0.7), edgecolor=ORANGE, label="too warm in all that give 0.12"),
        Patch(facecolor=(*_rgb(ORANGE), 0.3), edgecolor=ORANGE, label="too warm in some of them"),
        Line2D([], [], color=YELLOW, linewidth=2.0, path_effects=DARK_RIM, label="allowed today: inside"),
        Line2D([], [], color="black", linestyle=_BOUNDARY, linewidth=1.5, label="freeze-in below, freeze-out above"),
        Line2D([], [], color=BLUE, linestyle=_DOTTED, linewidth=2.2,
               label=r"photon line excludes below, for $\theta_{AB}$"),
        Line2D([], [], color=INK, linewidth=0.8, label=r"above: only $m_\nu$ below the range of Fig. 2"),
        *([Line2D([], [], color=INK, linestyle="--", linewidth=1.2, label="lower edge with the rates of the file")]
          if any(panel.lowest_of_table is not None for panel in panels) else []),
    ]  # fmt: skip
