"""Twin sterile-neutrino dark matter over all viable backgrounds of Fig. 2, masses and mixings: the numbers of Fig. 3.

Each background, one (m_N, m_nu), is evolved once, and the production of every mass along it is followed for a ladder
of mixings together: they share the history and the opacity. Between the rungs ln(Omega h^2), ln(<p>/T) and
ln(max Gamma/H) are cubics in ln(sin^2 2theta); below the lowest rung production is linear in the mixing.
"""

import dataclasses
import functools
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.jax_setup import outer_jit
from reheaton.backend.progress import Progress
from reheaton.constants import KEV
from reheaton.cosmology import T_CMB, OMEGA_DM_h2
from reheaton.models.batch import solve_batch
from reheaton.models.model import Known, what_is_known
from reheaton.papers.twin_sterile_neutrino.figures.figure_2 import M_N_RANGE, VEV_RATIO
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino
from reheaton.probes import warmth_and_decay as dm
from reheaton.probes.limits.dark_radiation import allowed_margin
from reheaton.probes.sterile_dark_matter import active_neutrino, photon_log_aT
from reheaton.production.oscillation import produce, production_range
from reheaton.production.path import follow_background
from reheaton.universe.background import SOLVED, Background
from reheaton.universe.evolve import evolve

M_NU_RANGE: Final = (1e-17, 1e-5)
"""Light-neutrino masses [eV]. They hold all that is viable, which Fig. 2 does not: it ends at 1e-11 eV."""
LARGEST_MIXING: Final = 0.9
"""Highest rung of the ladder: oscillations are described for theta < pi/4."""
_LOWEST_RUNG: Final = 6e-7
"""Mixing times m_s/keV up to which production is linear to 0.3%; the knee lies at fixed sin^2 2theta m_s."""
_RUNGS: Final = 10.0 ** np.array([0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0])
"""Rungs above it, close together around the knee; LARGEST_MIXING is one more."""
_TOGETHER: Final = 24
"""Backgrounds solved together."""
_BORDER_POINTS: Final = (160, 80)
"""Masses m_N and m_nu solved to find the border of what is viable."""


@dataclass(frozen=True)
class Backgrounds:
    """Viable backgrounds, on a grid that fits their border: each column runs from its lowest to its highest m_nu."""

    m_N: np.ndarray
    """Heavy-neutrino mass [GeV] of each column, (columns,)."""
    m_nu: np.ndarray
    """Light-neutrino mass [eV], (rows, columns)."""


class Quantities(NamedTuple):
    """What is known of dark matter in one background, natural logarithms; last axis: mixings."""

    Omega: np.ndarray
    """Omega h^2."""
    warmth: np.ndarray
    """<p>/T_gamma0 today."""
    rate: np.ndarray
    """Largest mean of (Gamma/4) sin^2 2theta_m/H."""


@dataclass(frozen=True)
class Scan:
    """Production in all backgrounds, at all masses, on the ladder of mixings."""

    backgrounds: Backgrounds
    m_s: np.ndarray
    """Masses [keV], (masses,)."""
    log_mixing: np.ndarray
    """ln(sin^2 2theta) of the rungs, (masses, rungs)."""
    made: Quantities
    """Each (rows, columns, masses, rungs); NaN where a background did not solve."""
    reference: float
    """<p>/T_gamma0 of standard Dodelson-Widrow dark matter with the same opacities."""
    options: Mapping[str, Any]

    def at(self, mass: int, log_mixing: np.ndarray) -> Quantities:
        """Quantities of the mass of that number, at any ln(sin^2 2theta) (mixings,): (rows, columns, mixings).

        Constant or linear below the ladder, as there the mixing is small; constant above it.
        """
        nodes, made = self.log_mixing[mass], (q[:, :, mass] for q in self.made)
        return Quantities(*(_spline(nodes, q, log_mixing, slope) for q, slope in zip(made, _WEAK_SLOPES, strict=True)))

    def refined(self, m_s: np.ndarray) -> "Scan":
        """The scan at other masses [keV] within its range, by cubic splines in ln m_s."""
        before, after = np.log(self.m_s), np.log(m_s)
        made = (np.moveaxis(_spline(before, np.moveaxis(q, 2, -1), after), -1, 2) for q in self.made)
        log_mixing = np.log([_ladder(m) for m in m_s])
        return dataclasses.replace(self, m_s=m_s, log_mixing=log_mixing, made=Quantities(*made))

    def needed_mixing(self) -> np.ndarray:
        """sin^2 2theta at which Omega h^2 is that of dark matter, (rows, columns, masses); infinite if it never is."""
        found = []
        for mass, nodes in enumerate(self.log_mixing):
            fine = np.linspace(nodes[0], nodes[-1], 400)
            # Running maximum: where everything is in equilibrium the density is flat to the accuracy of the cubics.
            excess = np.maximum.accumulate(self.at(mass, fine).Omega, axis=-1) - np.log(OMEGA_DM_h2)
            k = np.clip(np.argmax(excess >= 0.0, axis=-1), 1, None)[..., None]
            before, after = (np.take_along_axis(excess, j, axis=-1)[..., 0] for j in (k - 1, k))
            steps = k[..., 0] - 1.0 - before / np.where(after > before, after - before, np.inf)
            linear = nodes[0] - excess[..., 0]
            crossing = np.where(excess[..., 0] >= 0.0, linear, nodes[0] + steps * (fine[1] - fine[0]))
            found.append(np.where(excess[..., -1] >= 0.0, np.exp(crossing), np.inf))
        return np.stack(found, axis=-1)


_WEAK_SLOPES: Final = (1.0, 0.0, 1.0)
"""Slopes of Quantities in ln(sin^2 2theta) where the mixing is small."""


def viable_backgrounds(columns: int, rows: int, progress: Progress) -> Backgrounds:
    """Backgrounds in which every limit of `allowed_margin` is respected, at default options, for m_N of Fig. 2.

    `columns` masses m_N at even intervals, of which the first and the last are the ends of what is viable.
    """
    m_N, m_nu = np.geomspace(*M_N_RANGE, _BORDER_POINTS[0]), np.geomspace(*M_NU_RANGE, _BORDER_POINTS[1])
    grid_nu, grid_N = np.meshgrid(m_nu, m_N, indexing="ij")
    progress("compiling", 0.0)
    batch = solve_batch(
        TwinSterileNeutrino, m_N=grid_N.ravel(), m_nu=grid_nu.ravel(), vev_ratio=VEV_RATIO,
        progress=lambda done: progress("viable backgrounds", done),
    )  # fmt: skip
    margin = np.nan_to_num(allowed_margin(batch.observables).reshape(grid_N.shape), nan=-1.0)
    viable = np.flatnonzero(np.any(margin >= 0.0, axis=0))
    low, high = _borders(np.log(m_nu), margin[:, viable])
    chosen = np.linspace(0, len(viable) - 1, columns).round().astype(int)
    share = np.linspace(0.0, 1.0, rows)[:, None]
    return Backgrounds(m_N[viable[chosen]], np.exp(low[chosen] + share * (high - low)[chosen]))


def _borders(log_nu: np.ndarray, margin: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """ln m_nu at which each column of (m_nu points, columns) becomes and ceases to be viable, interpolated."""
    low, high = [], []
    for column in margin.T:
        inside = np.flatnonzero(column >= 0.0)
        for ends, i, j in ((low, inside[0], inside[0] - 1), (high, inside[-1], inside[-1] + 1)):
            share = column[i] / (column[i] - column[j])
            ends.append(log_nu[i] + share * (log_nu[j] - log_nu[i]))
    return np.array(low), np.array(high)


def scan_versions(
    backgrounds: Backgrounds, m_s: np.ndarray, versions: Sequence[Mapping[str, Any]], progress: Progress
) -> list[Scan]:
    """The scan of each set of options, all at the same time, one thread each; masses m_s [keV]."""
    chunks = -(-backgrounds.m_nu.size // _TOGETHER) * len(versions)
    finished: list[None] = []

    def one_more() -> None:
        finished.append(None)
        progress("dark matter", len(finished) / chunks)

    progress("compiling", 0.0)
    with ThreadPoolExecutor(len(versions)) as pool:
        return list(pool.map(lambda options: _scan(backgrounds, m_s, options, one_more), versions))


def _scan(backgrounds: Backgrounds, m_s: np.ndarray, options: Mapping[str, Any], done: Callable[[], None]) -> Scan:
    point = {"m_N": 30.0, "m_nu": 1e-7, "m_s": 10.0, "sin2_2theta": 1e-9}
    model = TwinSterileNeutrino(vev_ratio=VEV_RATIO, **point, **options)
    known = what_is_known(model)
    mixing = np.array([_ladder(m) for m in m_s])
    solve = outer_jit(functools.partial(_solve, model))
    m_N, m_nu = (x.ravel() for x in np.broadcast_arrays(backgrounds.m_N, backgrounds.m_nu))
    parts = []
    for start in range(0, m_N.size, _TOGETHER):
        # The last ones are repeated, so that all chunks have one size.
        which = np.minimum(np.arange(start, start + min(_TOGETHER, m_N.size)), m_N.size - 1)
        parts.append(np.asarray(solve(m_N[which], m_nu[which], m_s * KEV, mixing, known)))
        done()
    made = np.concatenate(parts)[: m_N.size].reshape(*backgrounds.m_nu.shape, *mixing.shape, 3)
    logs = Quantities(*np.moveaxis(np.log(made), -1, 0))
    return Scan(backgrounds, m_s, np.log(mixing), logs, float(known.tables.reference), model.options)


def _ladder(m_s: float) -> np.ndarray:
    """Mixings that are solved at a mass [keV]."""
    return np.append(_LOWEST_RUNG / m_s * _RUNGS, LARGEST_MIXING)


def _solve(model: TwinSterileNeutrino, m_N: Array, m_nu: Array, m_s: Array, mixing: Array, known: Known) -> Array:
    """Omega h^2, <p>/T and largest rate: (backgrounds, masses, rungs, 3)."""
    source = model.source()
    active = active_neutrino(model.options, known.tables.opacity, source)

    def background(m_N: Array, m_nu: Array) -> Background:
        universe = model.at({"m_N": m_N, "m_nu": m_nu}).universe()
        return evolve(universe, until=model.UNTIL, baths=known.baths, unroll=True)

    def dark_matter(background: Background) -> Array:
        log_aT_photons = photon_log_aT(background, T_CMB)[0]

        def one_mass(m_s: Array, mixings: Array) -> Array:
            # The largest mixing lives longest: its range serves all, and what all share is computed once.
            history = follow_background(background, source.sector, *production_range(m_s, mixings[-1], active)[:2])
            ratio = jnp.exp(history.log_aT_end - log_aT_photons)

            def one_mixing(mixing: Array) -> Array:
                production = produce(m_s, mixing, active, history)
                today = production.today(ratio)
                density = dm.Omega_h2(m_s, today.number_density)
                return jnp.stack([density, today.mean_p_over_T, production.max_rate_over_H])

            return jax.vmap(one_mixing)(mixings)

        return jnp.where(background.code == SOLVED, jax.vmap(one_mass)(m_s, mixing), jnp.nan)

    # Masses and mixings of one background fill the vector units, and the numbers of more would not stay in cache.
    return jax.lax.map(dark_matter, jax.vmap(background)(m_N, m_nu))


class Region(NamedTuple):
    """What the backgrounds say about points of the plane, arrays (masses, mixings); NaN where none gives 0.12."""

    m_s: np.ndarray
    """Mass [keV]."""
    mixing: np.ndarray
    """sin^2 2theta."""
    reached: np.ndarray
    """Whether some background gives Omega h^2 = 0.12."""
    underproduced: np.ndarray
    overproduced: np.ndarray
    """Whether all backgrounds give less, or more."""
    m_dw_min: np.ndarray
    m_dw_max: np.ndarray
    """Masses [keV] of standard Dodelson-Widrow dark matter that is as warm: the warmest and the coldest background."""
    rate_min: np.ndarray
    rate_max: np.ndarray
    """Largest mean of (Gamma/4) sin^2 2theta_m/H, over the backgrounds."""
    line: np.ndarray
    """Smallest sin^2 2theta_x/theta_AB^2 = 4 m_nu m_N/m_s^2: mixing of dark matter with our neutrinos."""
    m_nu_max: np.ndarray
    """Largest m_nu [eV] among these backgrounds."""


def survey(scan: Scan, log_mixing: np.ndarray) -> Region:
    """The region of each mass of a scan and each ln(sin^2 2theta), (masses, mixings).

    The backgrounds that give 0.12 are a line through their grid: where it crosses the edges between neighbours
    everything is interpolated linearly, in logarithms.
    """
    grid = scan.backgrounds
    log_nu, log_N = np.log(grid.m_nu)[..., None], np.log(grid.m_N)[:, None] + np.zeros_like(grid.m_nu)[..., None]
    rows = []
    for mass, (m_s, x) in enumerate(zip(scan.m_s, log_mixing, strict=True)):
        made = scan.at(mass, x)
        excess = made.Omega - np.log(OMEGA_DM_h2)
        everything = (np.log(m_s * scan.reference) - made.warmth, made.rate, log_nu + log_N, log_nu)
        low, high = np.exp(_ends_on_line(excess, np.stack(np.broadcast_arrays(*everything))))
        least, most = np.nanmin(excess, axis=(0, 1)), np.nanmax(excess, axis=(0, 1))
        # 1e3: eV GeV in keV^2.
        line = 4e3 * low[2] / m_s**2
        rows.append(Region(
            np.full_like(x, m_s), np.exp(x), (least <= 0.0) & (most >= 0.0), most < 0.0, least > 0.0,
            low[0], high[0], low[1], high[1], line, high[3],
        ))  # fmt: skip
    return Region(*map(np.array, zip(*rows, strict=True)))


def _ends_on_line(level: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Smallest and largest values (kinds, mixings) where level (rows, columns, mixings) passes through zero.

    `values` (kinds, rows, columns, mixings). NaN where it does not, and edges to a NaN are left out.
    """
    low, high = (np.full((len(values), level.shape[-1]), end) for end in (np.inf, -np.inf))
    for axis in (0, 1):
        before, after = (np.take(level, range(*ends), axis=axis) for ends in _neighbours(level.shape[axis]))
        first, second = (np.take(values, range(*ends), axis=axis + 1) for ends in _neighbours(level.shape[axis]))
        passes = ((before >= 0.0) != (after >= 0.0)) & np.isfinite(before + after)
        share = before / np.where(passes, before - after, 1.0)
        there = first + share * (second - first)
        low = np.minimum(low, np.min(np.where(passes, there, np.inf), axis=(1, 2)))
        high = np.maximum(high, np.max(np.where(passes, there, -np.inf), axis=(1, 2)))
    none = np.isinf(low)
    return np.where(none, np.nan, low), np.where(none, np.nan, high)


def _neighbours(count: int) -> tuple[tuple[int, int], tuple[int, int]]:
    return (0, count - 1), (1, count)


def _spline(nodes: np.ndarray, values: np.ndarray, x: np.ndarray, first_slope: float | None = None) -> np.ndarray:
    """Cubic spline of (..., nodes) at x (points,), with a given slope or none in particular at the first node.

    Before the first node it is a line, after the last one constant.
    """
    h = np.diff(nodes)
    secants = np.diff(values, axis=-1) / h
    equations = np.diag(np.ones(len(nodes)))
    wanted = np.empty_like(values)
    wanted[..., 0] = secants[..., 0] if first_slope is None else first_slope
    wanted[..., -1] = secants[..., -1]
    for i in range(1, len(nodes) - 1):
        equations[i, i - 1 : i + 2] = h[i], 2.0 * (h[i - 1] + h[i]), h[i - 1]
        wanted[..., i] = 3.0 * (h[i] * secants[..., i - 1] + h[i - 1] * secants[..., i])
    slopes = wanted @ np.linalg.inv(equations).T
    within = np.clip(x, nodes[0], nodes[-1])
    k = np.clip(np.searchsorted(nodes, within) - 1, 0, len(nodes) - 2)
    u = (within - nodes[k]) / h[k]
    inner = values[..., k] * (1.0 + 2.0 * u) * (1.0 - u) ** 2 + values[..., k + 1] * u**2 * (3.0 - 2.0 * u)
    bends = h[k] * (slopes[..., k] * u * (1.0 - u) ** 2 - slopes[..., k + 1] * u**2 * (1.0 - u))
    return inner + bends + wanted[..., :1] * np.minimum(x - nodes[0], 0.0)
