"""Checks: when an answer is outside the approximation that it was computed in."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Flag:
    """A validity flag: a number that says how far the answer is from the edge of its approximation, in words too."""

    name: str
    value: float | bool
    message: str
