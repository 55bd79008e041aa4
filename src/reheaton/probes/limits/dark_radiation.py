"""Bounds on dark radiation and on late reheating, as data/limits/dark_radiation.csv has them."""

from reheaton.probes.limits.tables import Bound, bounds_table


def bounds_on(observable: str, kind: str = "present") -> tuple[Bound, ...]:
    """Every bound of one kind on an observable, the strictest first."""
    found = [bound for bound in bounds_table("dark_radiation") if bound.observable == observable and bound.kind == kind]
    return tuple(sorted(found, key=lambda bound: bound.bound if bound.upper else -bound.bound))
