"""Both sides of a threshold, near it, for one point and in every lane of a batch."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from reheaton.probes.check import Check
from reheaton.probes.limits.limit import Limit

NEAR = 0.01
"""Relative distance from a threshold at which both sides are tried: a threshold that is moved by more is noticed."""


def assert_flips(make: Callable[[Any], Sequence[Check]], name: str, threshold: float, raised: str) -> None:
    """The check is raised on the side `raised` ("above" or "below") of its threshold and not on the other.

    `make` gives all checks of a number, or of an array (points,). No other check may change between the two sides.
    """
    low, high = threshold * (1.0 - NEAR), threshold * (1.0 + NEAR)
    good, bad = (low, high) if raised == "above" else (high, low)
    alone = {value: {check.name: check for check in make(value) if check.raised} for value in (good, bad)}
    assert set(alone[bad]) - set(alone[good]) == {name}
    assert set(alone[good]) <= set(alone[bad])
    assert alone[bad][name].margin < 0.0
    for lanes in ((good, bad), (bad, good), (good, good, good, bad)):
        (check,) = (check for check in make(np.array(lanes)) if check.name == name)
        assert np.broadcast_to(check.raised, len(lanes)).tolist() == [value == bad for value in lanes]
        assert check.at(lanes.index(bad)).message == alone[bad][name].message


def assert_excludes(make: Callable[[Any], Sequence[Limit]], name: str, bound: float, upper: bool) -> None:
    """The limits of that name exclude what is beyond the bound, and allow what is on its other side."""
    low, high = bound * (1.0 - NEAR), bound * (1.0 + NEAR)
    good, bad = (low, high) if upper else (high, low)
    for value in (good, bad):
        assert _excluding(make(value), name) is (value == bad)
    for lanes in ((good, bad), (bad, good), (good, good, good, bad)):
        assert _excluding(make(np.array(lanes)), name, len(lanes)) == [value == bad for value in lanes]


def _excluding(limits: Sequence[Limit], name: str, lanes: int | None = None) -> Any:
    named = [~np.asarray(limit.allowed) for limit in limits if limit.name == name]
    assert named, f"no limit is called {name}"
    excluded = np.any([np.broadcast_to(each, (lanes or 1,)) for each in named], axis=0)
    return bool(excluded[0]) if lanes is None else excluded.tolist()
