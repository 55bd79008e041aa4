"""Which lepton asymmetry makes the dark matter at a mass and a mixing, and what it is like there.

Points are solved on a grid of masses, mixings and asymmetries, the first of which is 0. Between points, logarithms are
cubics. Drawn mixings end at the one that gives Omega h^2 = 0.12 without asymmetry; below, the asymmetry that is needed
is where Omega h^2 rises through 0.12 for the last time. Close to the mixing that needs none, a small asymmetry lowers
Omega h^2: it suppresses oscillations away from resonance before it makes more at resonance (down to 0.4 of it in the
twin sector, by less than 1% in the Standard Model above 3 keV).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np

from reheaton.backend.progress import Progress
from reheaton.cosmology import OMEGA_DM_h2
from reheaton.errors import NumericalFailure
from reheaton.models.batch import solve_batch
from reheaton.models.model import Model
from reheaton.numerics.interpolation import cubic_spline

FLAVOUR: Final = "mu"
"""The flavour that mixes, and whose asymmetry is varied; those of the others are 0."""
_FINE: Final = 4
"""Steps between two asymmetries that are solved, among which the one that is needed is interpolated."""
OBSERVABLES: Final = ("Omega_h2", "k_half_mode", "mu_over_T", "T_resonance", "resonant_share", "asymmetry_left_mu")

_LEAST_SHARE: Final = 1e-3
"""Share made at resonance that counts as none, so that cubics in logarithms stay smooth."""


class Needed(NamedTuple):
    """What makes Omega h^2 = 0.12, arrays (masses, mixings); NaN where no asymmetry of the grid does."""

    m_s: np.ndarray
    """Mass [keV]."""
    mixing: np.ndarray
    """sin^2 2theta."""
    asymmetry: np.ndarray
    """L_mu before resonance."""
    k_half_mode: np.ndarray
    """Half mode [h/Mpc] of the spectrum."""
    mu_over_T: np.ndarray
    """Largest |mu|/T of a neutrino."""
    T_resonance: np.ndarray
    """Temperature [GeV] of the sector at which most is made."""
    resonant_share: np.ndarray
    """Share made at resonance."""
    asymmetry_left: np.ndarray
    """L_mu at the end."""


@dataclass(frozen=True)
class Grid:
    """Solved points of one model."""

    model: type[Model]
    fixed: Mapping[str, Any]
    """Parameters and options that all points share."""
    m_s: np.ndarray
    """Masses [keV], (masses,)."""
    mixing: np.ndarray
    """sin^2 2theta, rising to one that makes too much without asymmetry, (masses, mixings)."""
    asymmetry: np.ndarray
    """L_mu, rising from 0, (asymmetries,)."""
    found: Mapping[str, np.ndarray]
    """Observables by name, (masses, mixings, asymmetries); NaN where a point did not solve."""
    options: Mapping[str, Any]

    @property
    def unsolved(self) -> int:
        """How many points did not solve."""
        return int(np.sum(np.isnan(self.found["Omega_h2"])))

    @cached_property
    def without(self) -> np.ndarray:
        """sin^2 2theta that gives 0.12 without asymmetry, (masses,). Raises NumericalFailure if the grid has none."""
        usual, wanted = np.log(self.found["Omega_h2"][..., 0]), np.log(OMEGA_DM_h2)
        if not np.all((usual[:, 0] < wanted) & (usual[:, -1] > wanted)):
            raise NumericalFailure(
                "the mixings of the grid do not enclose the one that gives the dark matter without asymmetry."
            )
        pairs = zip(usual, np.log(self.mixing), strict=True)
        return np.exp([cubic_spline(Omega, mixing, np.array([wanted]))[0] for Omega, mixing in pairs])

    def needed(self, masses: int, mixings: int) -> Needed:
        """The asymmetry that makes the dark matter, on a finer grid of the plane."""
        m_s = np.geomspace(self.m_s[0], self.m_s[-1], masses)
        log_share = np.linspace(np.max(np.log(self.mixing[:, 0] / self.without)), 0.0, mixings)
        log_L = np.log(np.geomspace(self.asymmetry[1], self.asymmetry[-1], _FINE * (len(self.asymmetry) - 2) + 1))
        at = _rising(self._finer("Omega_h2", m_s, log_share, log_L) - np.log(OMEGA_DM_h2))
        values = {name: at.value(self._finer(name, m_s, log_share, log_L)) for name in OBSERVABLES[1:]}
        without = self.mixing_without(m_s)
        return Needed(
            np.broadcast_to(m_s[:, None], at.shape),
            without[:, None] * np.exp(log_share),
            np.exp(at.value(np.broadcast_to(log_L, (*at.shape, len(log_L))))),
            *(np.exp(values[name]) for name in OBSERVABLES[1:]),
        )

    def mixing_without(self, m_s: np.ndarray) -> np.ndarray:
        """sin^2 2theta that gives 0.12 without asymmetry at masses [keV]."""
        return np.exp(cubic_spline(np.log(self.m_s), np.log(self.without), np.log(m_s)))

    def _finer(self, name: str, m_s: np.ndarray, log_share: np.ndarray, log_L: np.ndarray) -> np.ndarray:
        """ln of an observable with asymmetry, cubic in ln m_s, ln sin^2 2theta and ln L_mu."""
        least = _LEAST_SHARE if name == "resonant_share" else 0.0
        found = np.maximum(self.found[name][..., 1:], least)
        values = _filled(np.log(np.where(found > 0.0, found, np.nan)))
        shares = np.log(self.mixing / self.without[:, None])
        pairs = zip(shares, values, strict=True)
        values = np.stack([cubic_spline(nodes, at_mass.T, log_share).T for nodes, at_mass in pairs])
        for axis, nodes, x in ((0, np.log(self.m_s), np.log(m_s)), (2, np.log(self.asymmetry[1:]), log_L)):
            values = np.moveaxis(cubic_spline(nodes, np.moveaxis(values, axis, -1), x), -1, axis)
        return values


def _filled(values: np.ndarray) -> np.ndarray:
    """Values (masses, mixings, asymmetries) without gaps, which cubics would spread.

    Filled in is the difference from the next smaller mixing, by straight lines between asymmetries that solved. Above
    them it is 0: where the asymmetry limits the number, the mixing hardly matters. NaN stays where the smallest mixing
    has no value.
    """
    filled = np.array(values)
    for at_mass in filled:
        below = _bridged(at_mass[0], np.nan)
        for row in at_mass:
            row[:] = below + _bridged(row - below, 0.0, above=0.0)
            below = row
    return filled


def _bridged(row: np.ndarray, if_none: float, above: float | None = None) -> np.ndarray:
    """Values whose gaps are filled by straight lines, and beyond the ends by the nearest value, or `above`."""
    known, place = np.isfinite(row), np.arange(len(row))
    return np.interp(place, place[known], row[known], right=above) if known.any() else np.full(len(row), if_none)


class _Place(NamedTuple):
    """Where functions of the last axis are read off: between `before` and the next point, (masses, mixings)."""

    before: np.ndarray
    part: np.ndarray

    @property
    def shape(self) -> tuple[int, ...]:
        return self.before.shape

    def value(self, values: np.ndarray) -> np.ndarray:
        """Values there, (masses, mixings), of values (masses, mixings, points)."""
        first, second = (np.take_along_axis(values, k[..., None], -1)[..., 0] for k in (self.before, self.before + 1))
        return first + self.part * (second - first)


def _rising(excess: np.ndarray) -> _Place:
    """Where it rises through 0 for the last time, NaN where it does not; `excess` (masses, mixings, points)."""
    crosses = (excess[..., :-1] < 0.0) & (excess[..., 1:] >= 0.0)
    before = crosses.shape[-1] - 1 - np.argmax(crosses[..., ::-1], axis=-1)
    low, high = (np.take_along_axis(excess, k[..., None], -1)[..., 0] for k in (before, before + 1))
    return _Place(before, np.where(crosses.any(axis=-1), low / np.where(low == high, np.nan, low - high), np.nan))


def solve_grid(
    model: type[Model],
    fixed: Mapping[str, Any],
    m_s: np.ndarray,
    mixing: np.ndarray,
    asymmetry: np.ndarray,
    progress: Progress,
) -> Grid:
    """Solve a model at masses m_s [keV], mixings sin^2 2theta (masses, mixings) and asymmetries L_mu, the first one 0.

    Without asymmetry a point has the numbers of a model without one, to rounding, so that one program makes all.
    """
    progress("compiling", 0.0)
    batch = solve_batch(
        model, m_s=m_s[:, None, None], sin2_2theta=mixing[..., None], asymmetry_mu=asymmetry, dm_flavour=FLAVOUR,
        progress=lambda done: progress("dark matter", min(done, 0.999)), **fixed,
    )  # fmt: skip
    found = {name: np.asarray(batch.observables[name]) for name in OBSERVABLES}
    return Grid(model, fixed, m_s, mixing, asymmetry, found, batch.options)
