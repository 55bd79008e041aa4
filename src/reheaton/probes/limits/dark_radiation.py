"""Bounds on dark radiation and on late reheating, as data/limits/dark_radiation.csv has them."""

from reheaton.probes.limits.sets import CURRENT, in_set
from reheaton.probes.limits.tables import Bound, bounds_table


def bounds_on(observable: str, kind: str = "present", limits: str = CURRENT) -> tuple[Bound, ...]:
    """Every bound of one kind and one set on an observable, the strictest first.

    Those on two observables together, `a & b`, are among them.
    """
    found = [
        bound
        for bound in bounds_table("dark_radiation")
        if observable in bound.observable.split(" & ") and bound.kind == kind and in_set(bound.sets, limits)
    ]
    return tuple(sorted(found, key=lambda bound: bound.bound if bound.upper else -bound.bound))
