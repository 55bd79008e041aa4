"""Limits on dark radiation and on late reheating; the numbers are in data/limits/dark_radiation.csv."""

from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from reheaton.probes.limits.limit import Limit
from reheaton.probes.limits.tables import Bound, bounds_table, present_limits
from reheaton.probes.limits.tables import read_bounds as read_bounds


def dark_radiation_bounds() -> tuple[Bound, ...]:
    """The table shipped with the library, or the one that replaces it."""
    return bounds_table("dark_radiation")


def bounds_on(observable: str, kind: str = "present") -> tuple[Bound, ...]:
    """Every bound of one kind on an observable in the table, the strictest first."""
    found = [bound for bound in dark_radiation_bounds() if bound.observable == observable and bound.kind == kind]
    return tuple(sorted(found, key=lambda bound: bound.bound if bound.upper else -bound.bound))


def compare(observables: Mapping[str, Any], bounds: tuple[Bound, ...]) -> list[Limit]:
    """The limits of every present bound whose observable was computed.

    Where N_eff of the Standard Model was computed too, recombination measures the sum, N_eff_cmb, and the bound on
    delta_N_eff_cmb alone, which takes 3.046 for granted, does not apply.
    """
    return present_limits(observables, tuple(_applicable(observables, bounds)))


def allowed_margin(observables: Mapping[str, np.ndarray]) -> np.ndarray:
    """Smallest |ln(value/bound)| over the limits of `compare` on the table, negative where one is violated.

    Arrays of one shape, which is that of the result. NaN where a value is NaN, infinite where no bound applies.
    """
    margins = [np.full(np.shape(next(iter(observables.values()))), np.inf)]
    for bound in _applicable(observables, dark_radiation_bounds()):
        excess = np.log(np.maximum(observables[bound.observable], _ZERO) / bound.bound)
        margins.append(-excess if bound.upper else excess)
    return np.min(margins, axis=0)


_ZERO: Final = 1e-100
"""Stands for 0 in logarithms: T_RH is 0 where N never decays."""


def _applicable(observables: Mapping[str, Any], bounds: tuple[Bound, ...]) -> list[Bound]:
    """The present bounds that these observables are to be compared with."""
    superseded = {"delta_N_eff_cmb"} if "N_eff_cmb" in observables else set()
    return [b for b in bounds if b.kind == "present" and b.observable in observables.keys() - superseded]
