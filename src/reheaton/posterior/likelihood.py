"""Limits as likelihoods: what each says of a point, and what they say together.

Published limits are numbers with a confidence level; their likelihoods are mostly not published. What stands here is
the Gaussian that gives the published number, see `log_likelihood`. Approximate is

- the shape of the tail, where only the bound is published;
- that limits on different observables are taken for independent, though T_RH, N_nu and N_eff share data;
- that limits on one observable, or of one group, are taken for the same data: the strictest of them counts, once;
- that a limit ends abruptly where it stops applying.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.models.result import Result
from reheaton.probes.limits.limit import Limit


def log_likelihood(limit: Limit) -> np.ndarray:
    """ln L of a limit, (points,), 0 where it says nothing against the point.

    With x the value, b the bound, c the confidence and z = Phi^-1((1 + c)/2), which is 1.96 at 95%:

        upper bound, Gaussian published:  ln L = [(a - best)^2 - (x - best)^2]/(2 sd^2) for x > a = max(best, 0), else 0
        lower bound, Gaussian published:  ln L = -(x - best)^2/(2 sd^2) for x < best, else 0
        upper bound alone:                ln L = -(z x/b)^2/2
        lower bound alone:                ln L = -(z b/x)^2/2

    A Gaussian whose best value is below 0, as those of Delta N_eff, is cut at 0, the best that a quantity x >= 0 can
    be: -0.054 +- 0.070 gives the bound 0.106, published as 0.107 (Goldstein & Hill 2026, arXiv:2603.13226). Both ends
    of an interval together are the Gaussian. Beyond one end alone nothing is said of less, or more: the dark matter may
    have other parts, for example.

    For a quantity x >= 0 whose best value is not published, x = 0 is taken for it: with a flat prior the fraction
    erf(b/(2^(1/2) sigma)) of a half-Gaussian lies below b, which is c for sigma = b/z (PDG 2024, review of statistics,
    credible intervals with a physical boundary). Quantities that are bounded from below, T_RH, the lifetime and the
    half mode, are treated so in 1/x, the quantity that is 0 where standard cosmology holds. A confidence of 1 is a
    wall. A limit that does not apply at a point says nothing there; a value that is not a number has no likelihood.

    >>> import reheaton as rh
    >>> from reheaton.posterior.likelihood import log_likelihood
    >>> float(log_likelihood(rh.Limit("Delta N_eff", 0.3, 0.3, True, 0.95, "somebody"))).__round__(3)
    -1.921
    """
    x, bound = np.asarray(limit.value, dtype=float), np.asarray(limit.bound, dtype=float)
    z = ndtri(0.5 * (1.0 + limit.confidence))
    at_best = 0.0  # how far from its mean the Gaussian is cut
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        if limit.best is not None and limit.sd is not None:
            at_best = max(-limit.best / limit.sd, 0.0) if limit.upper else 0.0
            sigmas = (x - limit.best) / limit.sd * (1.0 if limit.upper else -1.0)
        elif np.isinf(z):
            sigmas = np.where(limit.margin >= 0.0, 0.0, np.inf)
        else:
            # What is not above 0 is as far from a lower bound as it can be.
            sigmas = z * (x / bound if limit.upper else np.where(x > 0.0, bound / x, np.inf))
        sigmas = np.where(np.isnan(x), np.inf, np.maximum(sigmas, at_best))
        ln_L = 0.5 * (at_best**2 - np.square(sigmas))
    return np.where(limit.applies, ln_L, 0.0)


@dataclass(frozen=True)
class Likelihood:
    """The product of all that acts: limits, and what is measured instead of them.

    `measured` has the mean and the standard deviation of observables, in their units; limits on these observables then
    do not act. `limits` names those limits that act; None: all of the result.
    """

    measured: Mapping[str, tuple[float, float]]
    limits: tuple[str, ...] | None = None

    def refuse_for(self, result: Result, place: str = "sample") -> None:
        """Raises InvalidInput if a result lacks what is to act, or nothing acts at all; `place` is where it stands."""
        for name in self.measured:
            if name not in result.observables:
                hint = did_you_mean(name, result.observables)
                raise InvalidInput(f"{place}.measured: {quoted(name)} is not observed at these parameters: {hint}")
        known = list(dict.fromkeys(limit.name for limit in result.limits))
        for name in self.limits or ():
            if name not in known:
                hint = did_you_mean(name, known) if known else "there are none."
                raise InvalidInput(f"{place}.limits: {quoted(name)} is not a limit of this model and set: {hint}")
        if not self.measured and not self.acting(result):
            raise InvalidInput("no limit and no measured observable acts: the posterior would be the prior.")

    def acting(self, result: Result) -> list[list[Limit]]:
        """The limits that act, in families of those that rest on the same data."""
        chosen = [limit for limit in result.limits if self.limits is None or limit.name in self.limits]
        return families([x for x in chosen if not set(_observables(x)) & set(self.measured)])

    def terms(self, result: Result) -> dict[str, np.ndarray]:
        """ln L of each family and of each measured observable, (points,), by name.

        Measured are Gaussians, ln L = -(x - mean)^2/(2 sd^2). Every term is 0 at its best value: evidences of the same
        terms can be compared.
        """
        found = {}
        for family in self.acting(result):
            name = family[0].group or " | ".join(dict.fromkeys(limit.name for limit in family))
            found[name] = np.minimum.reduce([log_likelihood(limit) for limit in family])
        for name, (mean, sd) in self.measured.items():
            found[f"measured {name}"] = -0.5 * ((np.asarray(result.observables[name], dtype=float) - mean) / sd) ** 2
        return found

    def __call__(self, result: Result) -> np.ndarray:
        """ln L of many points, (points,).

        It is -inf where a point failed, and where a raised check voids the verdict of limits: they say nothing there,
        so that the points are no part of the posterior, as they are not called allowed.
        """
        total = sum(self.terms(result).values(), np.zeros(result.shape))
        return np.where((np.asarray(result.codes) == 0) & ~np.asarray(result.voided) & ~np.isnan(total), total, -np.inf)


def families(limits: Sequence[Limit]) -> list[list[Limit]]:
    """Limits in families of those that have a group or an observable in common, in the order of their first members."""
    found: list[tuple[set[str], list[Limit]]] = []
    for number, limit in enumerate(limits):
        keys = {f"group {limit.group}"} if limit.group else set(_observables(limit)) or {f"limit {number}"}
        related = [family for family in found if family[0] & keys]
        merged = (keys.union(*(names for names, _ in related)), [x for _, members in related for x in members])
        place = found.index(related[0]) if related else len(found)
        found = [family for family in found if family not in related]
        found.insert(place, (merged[0], [*merged[1], limit]))
    return [members for _, members in found]


def _observables(limit: Limit) -> tuple[str, ...]:
    return tuple(limit.observable.split(" & ")) if limit.observable else ()
