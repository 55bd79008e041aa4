"""How far the rates of a file are from what their neighbours say: what interpolation between its nodes may be wrong by.

Every second temperature is left out and interpolated from the others, then the rest; the same for p/T. The distance
|ln(C_interpolated/C)| is large where nodes are too far apart, where the rate jumps, and at a wrong number. It bounds
the true error between nodes, as the distance to the neighbours is twice that between nodes: rates of this package on 8
to 60 temperatures from 10 MeV to 10 GeV, or 6 to 40 momenta, have 0.009 to 0.30 against a true error of 0.001 to 0.19.
The public table of Venumadhav et al. has 0.04 or less from 70 to 140 MeV and from 300 MeV on, 0.17 at its jump from
150 to 250 MeV, and up to 0.68 below 60 MeV.
"""

from typing import Final, NamedTuple

import numpy as np

from reheaton.rates.opacity.monotone import monotone_in_log
from reheaton.rates.opacity.table_file import RateFile

_MOMENTA: Final = (0.3, 10.0)
"""p/T that matter: the rest is 1% of a thermal distribution."""
_WIDTH: Final = 2.0
"""Factor in temperature on both sides of the peak within which most of the production happens."""


class Distances(NamedTuple):
    """Largest |ln(C_interpolated/C)| over the momenta that matter, at each T [GeV]; both (temperatures,)."""

    T: np.ndarray
    distance: np.ndarray

    def near(self, T_peak: np.ndarray) -> np.ndarray:
        """The largest distance at the nodes around production that peaks at T_peak [GeV], any shape; of that shape."""
        T_peak = np.asarray(T_peak, dtype=float)[..., None]
        # With the nodes next to the range, as there may be none within it.
        below, above = (np.searchsorted(self.T, edge * T_peak) for edge in (1.0 / _WIDTH, _WIDTH))
        k = np.arange(len(self.T))
        return np.max(np.where((k >= below - 1) & (k <= above), self.distance, 0.0), axis=-1)


def distances(file: RateFile) -> Distances:
    """The distances of the rates of a file from their neighbours."""
    log_T, log_x, log_C = np.log(file.T), np.log(file.p_over_T), np.log(np.maximum(file.C, 1e-300))
    in_x = _along_first(log_x, log_C.T).T
    found = np.maximum(_along_first(log_T, log_C), in_x)
    matters = (file.p_over_T > _MOMENTA[0]) & (file.p_over_T < _MOMENTA[1])
    return Distances(file.T, found[:, matters].max(axis=1, initial=0.0))


def _along_first(nodes: np.ndarray, log_C: np.ndarray) -> np.ndarray:
    found = np.zeros_like(log_C)
    for kept in _halves(len(nodes)):
        between = monotone_in_log(nodes[kept], np.exp(log_C[kept]), nodes[~kept])
        found[~kept] = np.abs(np.log(np.maximum(between, 1e-300)) - log_C[~kept])
    return found


def _halves(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Which of `count` nodes are kept: the even ones, then the odd ones, with both ends."""
    k = np.arange(count)
    ends = (k == 0) | (k == count - 1)
    return (k % 2 == 0) | ends, (k % 2 == 1) | ends
