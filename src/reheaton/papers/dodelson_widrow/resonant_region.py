"""Which lepton asymmetry makes the dark matter at a mass and a mixing, and what it is like there.

Points are solved on a grid of masses, mixings and asymmetries. The mixings of each mass end at the one that gives
Omega h^2 = 0.12 without asymmetry. Between points, logarithms are cubics; the asymmetry is where Omega h^2 rises
through 0.12 for the last time. Close to the mixing that is needed without it, a small asymmetry lowers Omega h^2: it
suppresses oscillations away from resonance before it makes more at resonance (down to 0.4 of it in the twin sector, by
less than 1% in the Standard Model above 3 keV).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np

from reheaton.backend.progress import Progress
from reheaton.cosmology import OMEGA_DM_h2
from reheaton.models.batch import solve_batch, solve_one_by_one
from reheaton.models.model import Model
from reheaton.numerics.interpolation import cubic_spline

FLAVOUR: Final = "mu"
"""The flavour that mixes, and whose asymmetry is varied; those of the others are 0."""
LOWEST_SHARE: Final = 3e-6
"""Smallest mixing over that which is needed without asymmetry."""
_FINE_ASYMMETRIES: Final = 57
"""Asymmetries among which the one that is needed is interpolated: four steps between two of 15 that are solved."""
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
    """Parameters that all points share."""
    m_s: np.ndarray
    """Masses [keV], (masses,)."""
    without: np.ndarray
    """sin^2 2theta that gives 0.12 without asymmetry, (masses,)."""
    k_without: np.ndarray
    """Half mode [h/Mpc] there, (masses,)."""
    log_share: np.ndarray
    """ln of mixings over `without`, rising to 0, (mixings,)."""
    asymmetry: np.ndarray
    """L_mu, (asymmetries,)."""
    found: Mapping[str, np.ndarray]
    """Observables by name, (masses, mixings, asymmetries); NaN where a point did not solve."""
    options: Mapping[str, Any]

    @property
    def unsolved(self) -> int:
        """How many points did not solve."""
        return int(np.sum(np.isnan(self.found["Omega_h2"])))

    def needed(self, masses: int, mixings: int) -> Needed:
        """The asymmetry that makes the dark matter, on a finer grid of the plane."""
        m_s = np.geomspace(self.m_s[0], self.m_s[-1], masses)
        log_share = np.linspace(self.log_share[0], 0.0, mixings)
        log_L = np.linspace(np.log(self.asymmetry[0]), np.log(self.asymmetry[-1]), _FINE_ASYMMETRIES)
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
        """ln of an observable, cubic in ln m_s, ln sin^2 2theta and ln L_mu."""
        least = _LEAST_SHARE if name == "resonant_share" else 0.0
        found = np.maximum(self.found[name], least)
        values = _filled(np.log(np.where(found > 0.0, found, np.nan)))
        axes = ((np.log(self.m_s), np.log(m_s)), (self.log_share, log_share), (np.log(self.asymmetry), log_L))
        for axis, (nodes, x) in enumerate(axes):
            values = np.moveaxis(cubic_spline(nodes, np.moveaxis(values, axis, -1), x), -1, axis)
        return values


def _filled(values: np.ndarray) -> np.ndarray:
    """Values (masses, mixings, asymmetries) without gaps, which cubics would spread.

    Between asymmetries that solved by straight lines; beyond them by the next smaller mixing: where the asymmetry
    limits the number, the mixing does not matter.
    """
    filled = np.array(values)
    number = np.arange(filled.shape[-1])
    for at_mass in filled:
        for k, row in enumerate(at_mass):
            known = np.isfinite(row)
            if known.any():
                inside = (number > number[known][0]) & (number < number[known][-1]) & ~known
                row[inside] = np.interp(number[inside], number[known], row[known])
            beyond = ~np.isfinite(row)
            if k > 0:
                row[beyond] = at_mass[k - 1][beyond]
            elif known.any():
                row[beyond] = np.interp(number[beyond], number[known], row[known])
    return filled


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
    mixings: int,
    asymmetry: np.ndarray,
    progress: Progress,
) -> Grid:
    """Solve a model at masses m_s [keV], that many mixings of each, and asymmetries L_mu."""
    common: dict[str, Any] = {**fixed, "dm_flavour": FLAVOUR}
    progress("without asymmetry", 0.0)
    without, k_without = _without(model, common, m_s)
    log_share = np.linspace(np.log(LOWEST_SHARE), 0.0, mixings)
    batch = solve_batch(
        model, m_s=m_s[:, None, None], sin2_2theta=without[:, None, None] * np.exp(log_share)[:, None],
        asymmetry_mu=asymmetry, progress=lambda done: progress("with asymmetry", min(0.05 + 0.95 * done, 0.999)),
        **common,
    )  # fmt: skip
    found = {name: np.asarray(batch.observables[name]) for name in OBSERVABLES}
    return Grid(model, fixed, m_s, without, k_without, log_share, asymmetry, found, batch.options)


def _without(model: type[Model], common: Mapping[str, Any], m_s: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """sin^2 2theta that gives 0.12 without asymmetry, and the half mode there, each (masses,).

    Omega h^2 is nearly linear in the mixing; secants in logarithms find the rest.
    """
    first = np.full(m_s.shape, 1e-12)
    log_x, log_Omega = [], []
    x, k = first, first
    for _ in range(4):
        batch = solve_one_by_one(model, m_s=m_s, sin2_2theta=x, **common)
        k = np.asarray(batch.observables["k_half_mode"])
        log_x.append(np.log(x))
        log_Omega.append(np.log(np.asarray(batch.observables["Omega_h2"]) / OMEGA_DM_h2))
        step = log_x[-1] - log_x[-2] if len(log_x) > 1 else np.ones_like(x)
        slope = (log_Omega[-1] - log_Omega[-2]) / step if len(log_x) > 1 else np.ones_like(x)
        x = np.exp(log_x[-1] - log_Omega[-1] / np.where(np.abs(step) < 1e-9, 1.0, slope))
    return x, k
