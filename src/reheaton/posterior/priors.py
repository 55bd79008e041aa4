"""Priors of parameters, by their quantiles: from the unit cube, in which nested sampling draws, to parameters."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.stats import truncnorm

from reheaton.scan.sample_section import PriorNumbers


@dataclass(frozen=True)
class Priors:
    """Independent priors of some parameters, by name, each in the declared unit."""

    of: Mapping[str, PriorNumbers]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.of)

    def at(self, unit: np.ndarray) -> dict[str, np.ndarray]:
        """Parameters (points,) by name at places in the unit cube (points, names): each the quantile of its prior."""
        return {name: quantile(prior, unit[:, i]) for i, (name, prior) in enumerate(self.of.items())}


def quantile(prior: PriorNumbers, u: np.ndarray) -> np.ndarray:
    """The value below which a fraction u of the prior lies; arrays of any shape, in the unit of the prior.

        flat:      x = low + u (high - low)
        flat in ln x: x = low (high/low)^u
        Gaussian:  x = mean + sd Phi^-1(Phi(a) + u [Phi(b) - Phi(a)]),  a, b = (low - mean)/sd, (high - mean)/sd

    by inversion of the cumulative distribution; Phi is that of the standard normal distribution. Valid for u in [0, 1].

    >>> from reheaton.posterior.priors import quantile
    >>> from reheaton.scan.sample_section import PriorNumbers
    >>> float(quantile(PriorNumbers(1.0, 100.0, log=True), 0.5))
    10.0
    """
    if prior.mean is not None and prior.sd is not None:
        ends = (np.array([prior.low, prior.high]) - prior.mean) / prior.sd
        x = truncnorm.ppf(u, *ends, loc=prior.mean, scale=prior.sd)
    elif prior.log:
        x = prior.low * (prior.high / prior.low) ** np.asarray(u)
    else:
        x = prior.low + np.asarray(u) * (prior.high - prior.low)
    # Rounding must not put a value outside the range that is allowed.
    return np.clip(x, prior.low, prior.high)[()]


def in_words(prior: PriorNumbers) -> str:
    """The prior as a line of text, in the declared unit."""
    between = f"from {prior.low:g} to {prior.high:g}"
    if prior.mean is not None:
        return f"Gaussian, mean {prior.mean:g}, sd {prior.sd:g}, {between}"
    return f"flat in ln, {between}" if prior.log else f"flat, {between}"
