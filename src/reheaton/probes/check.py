"""Checks: whether an answer lies within the approximation that it was computed in."""

import math
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from reheaton.backend.given_numbers import check_number
from reheaton.backend.given_objects import text_of
from reheaton.probes.at_point import at_point


@dataclass(frozen=True)
class Check:
    """A number that must stay on one side of a threshold, for one point or for many.

    Raised where `value` is above `above`, or below `below`, and where `applies`. `sentence` says what that means; names
    in braces are replaced by `value`, by the threshold, or by one of `numbers`: "{value:.2g} is above {above:g}".
    Numbers and arrays (points,) are accepted alike. A value of True is raised where it applies. A check that `voids` is
    one on which the verdict of limits hangs: where it is raised, no point is called allowed.

    >>> import reheaton as rh
    >>> check = rh.Check("cold_freeze_out", 3.0, above=1.0, sentence="m/T = {value:.2g} at freeze-out.")
    >>> bool(check.raised), check.message, float(check.margin)
    (True, 'm/T = 3 at freeze-out.', -2.0)
    """

    name: str
    value: Any
    sentence: str
    above: float | None = None
    below: float | None = None
    applies: Any = True
    numbers: Mapping[str, Any] = field(default_factory=dict)
    meaning: str = ""
    """What the value is, in one line."""
    voids: Any = False
    """Whether, or at which points, limits say nothing where it is raised: what they are compared with may be wrong."""

    def __post_init__(self) -> None:
        for name in ("name", "sentence", "meaning"):
            text_of(f"{name} of a check", getattr(self, name))
        for name in ("above", "below"):
            if (threshold := getattr(self, name)) is not None:
                check_number(f"{name} of the check {self.name}", threshold, "any finite number", minimum=-math.inf)

    @property
    def raised(self) -> Any:
        """Whether the check fails: the answer there is outside its approximation."""
        if self.above is not None:
            fails = np.asarray(self.value) > self.above
        elif self.below is not None:
            fails = np.asarray(self.value) < self.below
        else:
            fails = np.asarray(self.value, dtype=bool)
        return fails & np.asarray(self.applies)

    @property
    def voiding(self) -> Any:
        """Whether it is raised, and limits say nothing there."""
        return self.raised & np.asarray(self.voids, dtype=bool)

    @property
    def margin(self) -> Any:
        """(threshold - value)/|threshold| of a check with `above`, (value - threshold)/|threshold| of one with `below`.

        Negative is raised. Infinite where the check does not apply; not divided by a threshold of 0.
        """
        threshold = self.above if self.above is not None else self.below
        if threshold is None:
            return np.where(self.raised, -1.0, 1.0)[()]
        side = 1.0 if self.above is not None else -1.0
        distance = side * (threshold - np.asarray(self.value)) / (abs(threshold) or 1.0)
        return np.where(self.applies, distance, np.inf)[()]

    @property
    def message(self) -> str:
        """The sentence with its numbers, for one point."""
        numbers = {"value": self.value, "above": self.above, "below": self.below, **self.numbers}
        used = {name for _, name, _, _ in string.Formatter().parse(self.sentence) if name}
        return self.sentence.format(**{name: at_point(numbers[name], None) for name in used})

    def at(self, point: int) -> Self:
        """The check of one of many points."""
        return at_point(self, point)
