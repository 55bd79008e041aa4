"""Quantiles of samples that have weights."""

from collections.abc import Sequence

import numpy as np


def weighted_quantiles(values: np.ndarray, weights: np.ndarray, shares: Sequence[float]) -> np.ndarray:
    """Values below which lie these shares of the weight, (shares,), in the unit of the values, (samples,).

    Each sample stands at the middle of its weight, and between samples the value is interpolated; samples of weight 0
    do not count. With equal weights this is definition 5 of Hyndman & Fan 1996, doi:10.2307/2684934. Valid for weights
    that are not negative, of which one is positive.

    >>> import numpy as np
    >>> from reheaton.numerics.weighted_quantiles import weighted_quantiles
    >>> weighted_quantiles(np.array([1.0, 3.0, 2.0]), np.array([0.2, 0.2, 0.6]), (0.3, 0.5)).tolist()
    [1.5, 2.0]
    """
    order = np.argsort(values)
    order = order[weights[order] > 0.0]
    below = np.cumsum(weights[order])
    return np.interp(np.asarray(shares) * below[-1], below - 0.5 * weights[order], values[order])
