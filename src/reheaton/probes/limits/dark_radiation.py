"""Bounds on dark radiation and on late reheating, as data/limits/dark_radiation.csv has them."""

from reheaton.errors import InvalidInput
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


def strictest_bound(observable: str, kind: str = "present", limits: str = CURRENT) -> Bound:
    """The first of `bounds_on`. Raises InvalidInput if the user's table has none."""
    bounds = bounds_on(observable, kind, limits)
    if not bounds:
        raise InvalidInput(f"the table dark_radiation.csv has no {kind} limit on {observable} in the set {limits}.")
    return bounds[0]
