"""Which masses and mixings are dark matter in some viable background, and the limits on them."""

from typing import NamedTuple

import numpy as np

from reheaton.constants import KEV
from reheaton.cosmology import OMEGA_DM_h2
from reheaton.errors import InvalidInput
from reheaton.papers.twin_sterile_neutrino.viable_dark_matter import Scan
from reheaton.probes.limits.photon_lines import envelope
from reheaton.probes.limits.sets import PAPER, in_set
from reheaton.probes.limits.tables import bounds_table
from reheaton.probes.limits.warm_dark_matter import least_half_mode
from reheaton.probes.warmth_and_decay import lifetime_Gyr


class Region(NamedTuple):
    """Points of the plane of mass and mixing, arrays (masses, mixings).

    "These backgrounds" are those that give Omega h^2 = 0.12 at the point; where there are none, values are NaN.
    """

    m_s: np.ndarray
    """Mass [keV]."""
    mixing: np.ndarray
    """sin^2 2theta."""
    reached: np.ndarray
    """Whether some background gives Omega h^2 = 0.12."""
    underproduced: np.ndarray
    overproduced: np.ndarray
    """Whether all backgrounds give less, or more."""
    k_min: np.ndarray
    k_max: np.ndarray
    """Half mode [h/Mpc], smallest and largest of these backgrounds."""
    rate_min: np.ndarray
    rate_max: np.ndarray
    """Largest mean of (Gamma/4) sin^2 2theta_m/H, smallest and largest of these backgrounds."""
    line: np.ndarray
    """Smallest sin^2 2theta_x/theta_AB^2 = 4 m_nu m_N/m_s^2 of these backgrounds; sin^2 2theta_x is the mixing with
    neutrinos of the Standard Model."""
    m_nu_max: np.ndarray
    """Largest m_nu [eV] of these backgrounds."""


def survey(scan: Scan, log_mixing: np.ndarray) -> Region:
    """The region of each mass of a scan and each ln(sin^2 2theta), (masses, mixings).

    The backgrounds that give 0.12 are a line through their grid. Where it crosses the edge between two neighbours,
    logarithms are interpolated linearly along the edge.
    """
    grid = scan.backgrounds
    log_nu, log_N = np.log(grid.m_nu)[..., None], np.log(grid.m_N)[:, None] + np.zeros_like(grid.m_nu)[..., None]
    rows = []
    for mass, (m_s, x) in enumerate(zip(scan.m_s, log_mixing, strict=True)):
        made = scan.at(mass, x)
        excess = made.Omega - np.log(OMEGA_DM_h2)
        everything = (made.half_mode, made.rate, log_nu + log_N, log_nu)
        low, high = np.exp(_ends_on_line(excess, np.stack(np.broadcast_arrays(*everything))))
        least, most = np.nanmin(excess, axis=(0, 1)), np.nanmax(excess, axis=(0, 1))
        # 4 m_nu m_N/m_s^2 with m_nu in eV, m_N in GeV, m_s in keV: 1 eV GeV = 1e3 keV^2.
        line = 4e3 * low[2] / m_s**2
        rows.append(Region(
            np.full_like(x, m_s), np.exp(x), (least <= 0.0) & (most >= 0.0), most < 0.0, least > 0.0,
            low[0], high[0], low[1], high[1], line, high[3],
        ))  # fmt: skip
    return Region(*map(np.array, zip(*rows, strict=True)))


def _ends_on_line(level: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Smallest and largest values (kinds, mixings) where level (rows, columns, mixings) passes through zero.

    `values` (kinds, rows, columns, mixings). NaN where it does not; edges to a NaN are left out.
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


def lifetime(region: Region, scan: Scan) -> np.ndarray:
    """Lifetime [Gyr] at every point of a region, with the generations of the scan."""
    generations = scan.options["dm_generations"]
    return np.asarray(lifetime_Gyr(region.m_s * KEV, region.mixing, scan.backgrounds.vev_ratio, generations))


def longest_lifetime_mixing(m_s: np.ndarray, scan: Scan, limits: str = PAPER) -> np.ndarray:
    """Mixing sin^2 2theta above which a mass m_s [keV] decays faster than a set of limits allows; for small mixing."""
    # The lifetime is inverse to sin^2 theta, which is sin^2 2theta/4 for small mixing.
    weak, generations = 1e-12, scan.options["dm_generations"]
    weakly_mixed = lifetime_Gyr(m_s * KEV, weak, scan.backgrounds.vev_ratio, generations)
    return weak * np.asarray(weakly_mixed) / least_lifetime(limits)


def largest_theta_AB(region: Region, limits: str = PAPER) -> np.ndarray:
    """Mixing between the sectors above which the photon line excludes every background that gives 0.12."""
    return np.sqrt(envelope(region.m_s, limits) / region.line)


def least_lifetime(limits: str = PAPER) -> float:
    """The strictest lower bound [Gyr] of a set on the lifetime of dark matter."""
    bounds = [
        bound.bound
        for bound in bounds_table("dark_matter")
        if bound.observable == "lifetime" and bound.kind == "present" and in_set(bound.sets, limits)
    ]
    if not bounds:
        raise InvalidInput(f"the table dark_matter.csv has no limit on the lifetime in the set {limits}.")
    return max(bounds)


def allowed_mixings(region: Region, scan: Scan, limits: str) -> tuple[np.ndarray, np.ndarray]:
    """Least and largest sin^2 2theta at each mass, (masses,), that some background allows; NaN where there is none.

    Allowed: it gives 0.12, is not too warm, and lives long enough; without photon lines, which need theta_AB.
    """
    cold = region.k_max >= least_half_mode(limits).k_half_mode
    good = region.reached & cold & (lifetime(region, scan) >= least_lifetime(limits))
    some = np.any(good, axis=1)
    low = np.min(np.where(good, region.mixing, np.inf), axis=1)
    high = np.max(np.where(good, region.mixing, -np.inf), axis=1)
    return np.where(some, low, np.nan), np.where(some, high, np.nan)
