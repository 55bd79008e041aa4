"""Smooth densities of weighted samples, of one quantity or of two, on the scale on which they are shown."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.signal import fftconvolve

from reheaton.figures.scale import Scale
from reheaton.numerics.weighted_quantiles import weighted_quantiles

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
    share: np.ndarray
    """Share of all weight in each bin, not smoothed; the same shape."""

    @property
    def values(self) -> np.ndarray:
        """The values of the first quantity."""
        return self.places[0]


def density(values: np.ndarray, weights: np.ndarray, scale: Scale) -> Density:
    """The density of one quantity: a histogram smoothed by a Gaussian of Scott's width.

    Width: sigma n^(-1/5), with the standard deviation sigma and the effective number n = (sum w)^2/sum w^2 of samples
    (Scott, Multivariate Density Estimation, 1992, Eq. 6.44). The ends reflect, so that the density does not fall
    towards the end of a prior.
    """
    return _smoothed([values], weights, [scale])


def density_of_pair(x: np.ndarray, y: np.ndarray, weights: np.ndarray, scales: tuple[Scale, Scale]) -> Density:
    """The density of two quantities, as `density`, smoothed along their correlation: the covariance times n^(-1/3)."""
    return _smoothed([x, y], weights, scales)


def _smoothed(values: Sequence[np.ndarray], weights: np.ndarray, scales: Sequence[Scale]) -> Density:
    samples = np.array([scale.forward(each) for each, scale in zip(values, scales, strict=True)])
    effective = np.sum(weights) ** 2 / np.sum(weights**2)
    spread = np.atleast_2d(np.cov(samples, aweights=weights, ddof=0)) * effective ** (-2.0 / (len(samples) + 4))
    ends = [_ends(*each, weights) for each in zip(samples, np.sqrt(np.diag(spread)), strict=True)]
    counts, edges = np.histogramdd(samples.T, _BINS, ends, weights=weights)
    steps = np.array([edge[1] - edge[0] for edge in edges])
    share = counts / np.sum(weights)
    kernel = _gaussian(spread / np.outer(steps, steps))
    around = np.pad(share, [(size // 2,) * 2 for size in kernel.shape], mode="symmetric")
    height = np.maximum(fftconvolve(around, kernel, mode="valid"), 0.0)
    middles = [0.5 * (edge[1:] + edge[:-1]) for edge in edges]
    places = tuple(10.0**m if scale.log else m for m, scale in zip(middles, scales, strict=True))
    return Density(places, height / (np.sum(height) * np.prod(steps)), share)


def _ends(values: np.ndarray, width: float, weights: np.ndarray) -> tuple[float, float]:
    """The range that is shown: all but _TAIL and what the smoothing moves there, no further than there are samples."""
    low, high = weighted_quantiles(values, weights, (_TAIL, 1.0 - _TAIL))
    return max(float(np.min(values)), low - 2.0 * width), min(float(np.max(values)), high + 2.0 * width)


def _gaussian(covariance: np.ndarray) -> np.ndarray:
    """A Gaussian of sum 1 on bins, out to four standard deviations; covariance in bins, (axes, axes)."""
    # Quantities that determine each other have no width across: half a bin keeps it from vanishing between bins.
    covariance = covariance + 0.25 * np.eye(len(covariance))
    reach = np.ceil(4.0 * np.sqrt(np.diag(covariance))).astype(int)
    steps = np.stack(np.meshgrid(*(np.arange(-r, r + 1) for r in reach), indexing="ij"), axis=-1)
    height = np.exp(-0.5 * np.einsum("...i,ij,...j", steps, np.linalg.inv(covariance), steps))
    return height / np.sum(height)


def level_of_mass(found: Density, mass: float) -> float:
    """The level of a density above which lies this share of all weight.

    The weight is that of the samples, not of the smoothed density: smoothing widens it, and a contour around 68% of
    what it makes would hold up to 86% of the samples where two quantities are strongly correlated.
    """
    order = np.argsort(found.height, axis=None)[::-1]
    return float(np.interp(mass, np.cumsum(found.share.ravel()[order]), found.height.ravel()[order]))
