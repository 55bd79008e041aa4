"""Twin sterile-neutrino dark matter in all viable backgrounds: Omega h^2, warmth and rate against mass and mixing.

A background is one (m_N, m_nu) that respects the limits on dark radiation and reheating. Every mass m_s is solved for a
ladder of mixings. Between its rungs ln(Omega h^2), ln(k_half_mode) and ln(max_rate_over_H) are cubics in
ln(sin^2 2theta). Below the lowest rung production is linear in the mixing.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from reheaton.backend.progress import Progress
from reheaton.cosmology import OMEGA_DM_h2
from reheaton.figures.refined import parts_of, refined, refined_axis
from reheaton.figures.scanned import edge
from reheaton.models.batch import solve_batch
from reheaton.numerics.interpolation import cubic_spline
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino
from reheaton.probes.limits.sets import PAPER
from reheaton.probes.warmth_and_decay import HALF_MODE_SLOPE

M_NU_RANGE: Final = (1e-17, 1e-5)
"""Light-neutrino masses [eV] among which viable backgrounds are searched. Outside of them none is viable."""
LARGEST_MIXING: Final = 0.9
"""Highest rung of the ladder: oscillations are described for theta < pi/4."""
_LOWEST_RUNG: Final = 6e-7
"""Mixing times m_s/keV up to which production is linear to 0.3%; it bends at a fixed value of sin^2 2theta m_s."""
_RUNGS: Final = 10.0 ** np.array([0.0, 1.0, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 5.0])
"""Rungs over the lowest one, close together where production bends. LARGEST_MIXING is one more."""
_BORDER_POINTS: Final = (160, 80)
"""Masses m_N and m_nu solved to find the border of what is viable."""


@dataclass(frozen=True)
class Backgrounds:
    """Viable backgrounds on a grid that fits their border: each column runs from its lowest to its highest m_nu."""

    m_N: np.ndarray
    """Heavy-neutrino mass [GeV] of each column, (columns,)."""
    m_nu: np.ndarray
    """Light-neutrino mass [eV], (rows, columns)."""
    vev_ratio: float


class Quantities(NamedTuple):
    """Dark matter in one background, natural logarithms; last axis: mixings."""

    Omega: np.ndarray
    """Omega h^2."""
    half_mode: np.ndarray
    """Wave number [h/Mpc] at which the transfer function is 1/2."""
    rate: np.ndarray
    """Largest mean of (Gamma/4) sin^2 2theta_m/H."""


_OBSERVABLES: Final = ("Omega_h2", "k_half_mode", "max_rate_over_H")
_WEAK_SLOPES: Final = (1.0, HALF_MODE_SLOPE, 1.0)
"""Slopes of Quantities in ln(sin^2 2theta) where the mixing is small and Omega h^2 is proportional to it."""


@dataclass(frozen=True)
class Scan:
    """Dark matter in all backgrounds, at all masses, on the ladder of mixings."""

    backgrounds: Backgrounds
    m_s: np.ndarray
    """Masses [keV], (masses,)."""
    log_mixing: np.ndarray
    """ln(sin^2 2theta) of the rungs, (masses, rungs)."""
    made: Quantities
    """Each (rows, columns, masses, rungs); NaN where a point did not solve."""
    options: Mapping[str, Any]

    def at(self, mass: int, log_mixing: np.ndarray) -> Quantities:
        """Quantities of the mass of that number, at any ln(sin^2 2theta) (mixings,): (rows, columns, mixings).

        Below the ladder they have the slopes of small mixing; above it they are constant.
        """
        nodes, made = self.log_mixing[mass], (q[:, :, mass] for q in self.made)
        splines = (cubic_spline(nodes, q, log_mixing, slope) for q, slope in zip(made, _WEAK_SLOPES, strict=True))
        return Quantities(*splines)

    def refined(self, m_s: np.ndarray) -> "Scan":
        """The scan at other masses [keV] within its range, by cubic splines in ln m_s."""
        before, after = np.log(self.m_s), np.log(m_s)
        made = (np.moveaxis(cubic_spline(before, np.moveaxis(q, 2, -1), after), -1, 2) for q in self.made)
        return dataclasses.replace(self, m_s=m_s, log_mixing=np.log(_ladders(m_s)), made=Quantities(*made))

    def needed_mixing(self) -> np.ndarray:
        """sin^2 2theta at which Omega h^2 is that of dark matter, (rows, columns, masses); infinite if it never is."""
        found = []
        for mass, nodes in enumerate(self.log_mixing):
            fine = np.linspace(nodes[0], nodes[-1], 400)
            # Running maximum: in equilibrium the density does not depend on the mixing, up to the error of the cubics.
            excess = np.maximum.accumulate(self.at(mass, fine).Omega, axis=-1) - np.log(OMEGA_DM_h2)
            k = np.clip(np.argmax(excess >= 0.0, axis=-1), 1, None)[..., None]
            before, after = (np.take_along_axis(excess, j, axis=-1)[..., 0] for j in (k - 1, k))
            steps = k[..., 0] - 1.0 - before / np.where(after > before, after - before, np.inf)
            linear = nodes[0] - excess[..., 0]
            crossing = np.where(excess[..., 0] >= 0.0, linear, nodes[0] + steps * (fine[1] - fine[0]))
            found.append(np.where(excess[..., -1] >= 0.0, np.exp(crossing), np.inf))
        return np.stack(found, axis=-1)

    @property
    def unsolved(self) -> int:
        """How many backgrounds have a point that did not solve."""
        return int(np.sum(np.any(np.isnan(self.made.Omega), axis=(2, 3))))


def viable_backgrounds(
    m_N_range: tuple[float, float], vev_ratio: float, columns: int, rows: int, progress: Progress, limits: str = PAPER
) -> Backgrounds:
    """Backgrounds in which every limit of a set is respected, without dark matter and with neutrinos as in the paper.

    m_N_range in GeV; `columns` masses m_N at even intervals; the first and the last are the ends of what is viable.
    """
    m_N, m_nu = np.geomspace(*m_N_range, _BORDER_POINTS[0]), np.geomspace(*M_NU_RANGE, _BORDER_POINTS[1])
    grid_nu, grid_N = np.meshgrid(m_nu, m_N, indexing="ij")
    progress("compiling", 0.0)
    batch = solve_batch(
        TwinSterileNeutrino, m_N=grid_N.ravel(), m_nu=grid_nu.ravel(), vev_ratio=vev_ratio, limits=limits,
        sm_neutrinos="equilibrium",
        progress=lambda done: progress("viable backgrounds", done),
    )  # fmt: skip
    margins = [limit.log_margin.reshape(grid_N.shape) for limit in batch.limits]
    # Where one limit takes over from another the smaller margin bends, so that each is interpolated by itself.
    margin = np.min([refined(edge(np.where(np.isnan(each), -1.0, each))) for each in margins], axis=0)
    margin = margin[:, :: parts_of(len(m_N))]
    viable = np.flatnonzero(np.any(margin[:: parts_of(len(m_nu))] >= 0.0, axis=0))
    low, high = _borders(refined_axis(np.log(m_nu)), margin[:, viable])
    chosen = np.linspace(0, len(viable) - 1, columns).round().astype(int)
    share = np.linspace(0.0, 1.0, rows)[:, None]
    return Backgrounds(m_N[viable[chosen]], np.exp(low[chosen] + share * (high - low)[chosen]), vev_ratio)


def _borders(log_nu: np.ndarray, margin: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """ln m_nu at which each column of (m_nu points, columns) becomes and ceases to be viable, interpolated."""
    low, high = [], []
    for column in margin.T:
        inside = np.flatnonzero(column >= 0.0)
        for ends, i, j in ((low, inside[0], inside[0] - 1), (high, inside[-1], inside[-1] + 1)):
            share = column[i] / (column[i] - column[j])
            ends.append(log_nu[i] + share * (log_nu[j] - log_nu[i]))
    return np.array(low), np.array(high)


def scan_dark_matter(backgrounds: Backgrounds, m_s: np.ndarray, progress: Progress, **options: Any) -> Scan:
    """Dark matter of every mass m_s [keV] in every background, with these options of the model."""
    mixing = _ladders(m_s)
    shape = (*backgrounds.m_nu.shape, *mixing.shape)
    columns = (backgrounds.m_N[:, None, None], backgrounds.m_nu[..., None, None], m_s[:, None], mixing)
    m_N, m_nu, mass, rung = (np.broadcast_to(values, shape).ravel() for values in columns)
    progress("compiling", 0.0)
    batch = solve_batch(
        TwinSterileNeutrino, m_N=m_N, m_nu=m_nu, m_s=mass, sin2_2theta=rung, vev_ratio=backgrounds.vev_ratio,
        sm_neutrinos="equilibrium", progress=lambda done: progress("dark matter", done), **options,
    )  # fmt: skip
    made = Quantities(*(np.log(batch.observables[name].reshape(shape)) for name in _OBSERVABLES))
    return Scan(backgrounds, m_s, np.log(mixing), made, batch.options)


def _ladders(m_s: np.ndarray) -> np.ndarray:
    """Mixings that are solved at each mass [keV], (masses, rungs)."""
    lower = _LOWEST_RUNG / m_s[:, None] * _RUNGS
    return np.column_stack([lower, np.full(len(m_s), LARGEST_MIXING)])
