"""The answers to an inverse question: values of a parameter, what is computed there, and what is to be said of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from reheaton.models.points import Index
from reheaton.models.result import Result

TOLERANCE: Final = 1e-3
"""Relative error of the observable above which there is no answer; an observable that is continuous reaches 1e-6."""


@dataclass(frozen=True, repr=False)
class Inversion:
    """Answers to an inverse question: arrays of the common shape of the values that were given, (1,) for one question.

    Answers are NaN where there is none between the given ends; `message` says why.
    """

    values: np.ndarray
    """Values of the unknown parameter, in its unit; of several that were seen the lowest that all limits allow, or the
    lowest if they allow none."""
    crossings: np.ndarray
    """How often the observable was seen to cross the target between the first points tried: 0 is no answer seen, 2 or
    more means that there are others."""
    followed: np.ndarray
    """Which of these crossings is the answer, counted from the lowest, which is 0."""
    result: Result
    """The answers as solved points, with limits, flags and residuals; their code is NO_ANSWER where there is none."""
    error: np.ndarray
    """|observable/target - 1| at the answers."""
    lowest: np.ndarray
    """Least value of the observable that was seen, with or without an answer; NaN if it could not be computed."""
    highest: np.ndarray
    """Largest value of the observable that was seen."""
    between: tuple[float, float]
    """Ends of the search, in the unit of the parameter."""
    unknown: str
    """Name of the parameter."""
    unit: str
    """Its unit."""
    goal: str
    """What was to be reached, as "Omega_h2 = 0.12"."""

    @property
    def observables(self) -> Mapping[str, np.ndarray]:
        """The observables at the answers."""
        return self.result.observables

    @property
    def answered(self) -> np.ndarray:
        """Whether there is an answer that is good enough, to 1e-3 of the observable."""
        return (self.crossings > 0) & (self.error < TOLERANCE)

    @property
    def message(self) -> str:
        """What was found, in a sentence; of many questions, what is wrong with the first that has no answer."""
        count, wrong = self.values.size, np.argwhere(~self.answered)
        if count == 1:
            return self.explain((0,) * self.values.ndim)
        if not len(wrong):
            return f"{count} values of {self.unknown} give {self.goal}, one at each point."
        first = tuple(map(int, wrong[0]))
        place = first[0] if len(first) == 1 else first
        return f"{len(wrong)} of {count} points have no answer, the first of them point {place}: {self.explain(first)}"

    def explain(self, index: Index) -> str:
        """What was found at one point, in a sentence."""
        crossings, value, unit = int(self.crossings[index]), self.values[index], f" {self.unit}" if self.unit else ""
        span = f"from {self.between[0]:.3g} to {self.between[1]:.3g}{unit}"
        if crossings < 1:
            lowest, highest = self.lowest[index], self.highest[index]
            seen = f"it runs from {lowest:.3g} to {highest:.3g}" if lowest <= highest else "it could not be computed"
            return f"no {self.unknown} {span} gives {self.goal}: {seen} there."
        if not self.answered[index]:
            reached = f"{self.goal} was reached only to {self.error[index]:.2g} (relative)"
            return f"{reached} at {self.unknown} = {value:.6g}{unit}, where it may jump: look between other ends."
        if crossings > 1:
            which = "the lowest that all limits allow" if self.followed[index] else "the lowest"
            return f"{crossings} values of {self.unknown} {span} give {self.goal}; this is {which}."
        return f"{self.unknown} = {value:.6g}{unit} gives {self.goal}."

    def __repr__(self) -> str:
        return f"Inversion: {self.message}"
