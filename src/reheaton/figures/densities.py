"""Smooth densities of weighted samples, of one quantity or of two, on the scale on which they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.ndimage import gaussian_filter

from reheaton.figures.scale import Scale

_BINS: Final = 60
"""Bins of a histogram along each axis, before smoothing."""
_TAIL: Final = 1e-3
"""Share of the samples on each side that lies outside the range that is shown."""


@dataclass(frozen=True, eq=False)
class Density:
    """A density at the middles of bins along one axis or two; it is one per unit of the scale of each axis."""

    places: tuple[np.ndarray, ...]
    """Values of each quantity, (_BINS,)."""
    height: np.ndarray
    """(_BINS,), or (_BINS, _BINS) with the first quantity along the first axis."""

    @property
    def values(self) -> np.ndarray:
        """The values of the first quantity."""
        return self.places[0]


def quantiles(values: np.ndarray, weights: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Values below which lie these shares of the weight; each sample counts as spread up to its neighbours."""
    order = np.argsort(values)
    below = np.cumsum(weights[order])
    return np.interp(np.asarray(shares) * below[-1], below - 0.5 * weights[order], values[order])


def density(values: np.ndarray, weights: np.ndarray, scale: Scale) -> Density:
    """The density of one quantity: a histogram smoothed by a Gaussian of Scott's width.

    Width: sigma n^(-1/5), with the standard deviation sigma and the effective number n = (sum w)^2/sum w^2 of samples
    (Scott, Multivariate Density Estimation, 1992, Eq. 6.44). The ends reflect, so that the density does not fall
    towards the end of a prior.
    """
    return _smoothed([values], weights, [scale])


def density_of_pair(x: np.ndarray, y: np.ndarray, weights: np.ndarray, scales: tuple[Scale, Scale]) -> Density:
    """The density of two quantities, as `density`, with the width sigma n^(-1/6) along each axis."""
    return _smoothed([x, y], weights, scales)


def _smoothed(values: Sequence[np.ndarray], weights: np.ndarray, scales: Sequence[Scale]) -> Density:
    samples = [scale.forward(each) for each, scale in zip(values, scales, strict=True)]
    tails = [quantiles(each, weights, (_TAIL, 1.0 - _TAIL)) for each in samples]
    ends = [(float(low), float(high)) for low, high in tails]
    counts, edges = np.histogramdd(np.column_stack(samples), _BINS, ends, density=True, weights=weights)
    effective = np.sum(weights) ** 2 / np.sum(weights**2)
    widths = [
        _deviation(each, weights) * effective ** (-1.0 / (len(samples) + 4)) / (edge[1] - edge[0])
        for each, edge in zip(samples, edges, strict=True)
    ]
    middles = [0.5 * (edge[1:] + edge[:-1]) for edge in edges]
    places = tuple(10.0**m if scale.log else m for m, scale in zip(middles, scales, strict=True))
    return Density(places, gaussian_filter(counts, widths, mode="reflect"))


def _deviation(values: np.ndarray, weights: np.ndarray) -> float:
    mean = np.average(values, weights=weights)
    return float(np.sqrt(np.average((values - mean) ** 2, weights=weights)))


def level_of_mass(height: np.ndarray, mass: float) -> float:
    """The level of a density on equal bins above which lies this share of all of it."""
    ordered = np.sort(height, axis=None)[::-1]
    share = np.cumsum(ordered) / np.sum(ordered)
    return float(np.interp(mass, share, ordered))
