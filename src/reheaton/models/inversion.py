"""The inverse question: which value of a parameter gives an observable its wanted value?

Most often: which mixing, or which mass, gives the dark matter its density, Omega h^2 = 0.12? Asked for many points at
once. Every round solves a handful of points per question, all questions together, and keeps the interval in which the
observable crosses the target; nothing is assumed but that it is continuous there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reheaton.errors import InvalidInput, did_you_mean
from reheaton.models.batch import solve_batch
from reheaton.models.model import Model
from reheaton.models.parameter import Parameter

_POINTS: Final = 8
"""Points per question and round. One size for all rounds, as a second one would be compiled anew."""
_ROUNDS: Final = 8
_AROUND: Final = np.array([-0.1, -3e-3, -1e-4, 0.0, 1e-4, 3e-3, 0.1])
"""Where the points of a round lie about the estimated root, as fractions of the interval; the eighth is its middle."""
_WIDEST: Final = 1e-18
"""Lowest value tried for a parameter that may be anything above 0, as a fraction of its maximum."""


@dataclass(frozen=True)
class Inversion:
    """Answers to an inverse question, arrays (points,); NaN where there is none between the given ends."""

    values: np.ndarray
    """Values of the unknown parameter, in its unit; the lowest if several were seen."""
    crossings: np.ndarray
    """How often the observable was seen to cross the target between the first points tried: 0 is no answer seen, 2 or
    more means that there are others."""
    observables: dict[str, np.ndarray]
    """The observables at the answers."""
    error: np.ndarray
    """|observable/target - 1| at the answers."""


def solve_for(
    model: type[Model],
    unknown: str,
    between: tuple[float, float] | None = None,
    *,
    observable: str = "Omega_h2",
    target: float = 0.12,
    rtol: float = 1e-6,
    progress: Callable[[float], None] | None = None,
    threads: int | None = None,
    **values: Any,
) -> Inversion:
    """Find the value of a parameter, all others given, at which a positive observable has its target value.

    `between` (low, high) are the ends of the search, by default those of the parameter; it goes by equal ratios if
    low > 0. `values` are numbers or arrays (points,), as for `solve_batch`. Raises InvalidInput.
    """
    low, high = _ends(model, unknown, between, values)
    if observable not in model.OBSERVABLES:
        raise InvalidInput(f"{observable!r} is not observed: {did_you_mean(observable, model.OBSERVABLES)}")
    if not target > 0:
        raise InvalidInput(f"target = {target:g} must be positive.")
    count = max([len(value) for value in values.values() if np.ndim(value) == 1], default=1)
    to, back = (np.log, np.exp) if low > 0 else (_same, _same)
    repeated: dict[str, Any] = {
        name: np.repeat(value, _POINTS) if np.ndim(value) == 1 else value for name, value in values.items()
    }
    search = _Search(to(low), to(high), count)
    for number in range(_ROUNDS):
        trial = search.trial()
        # Rounding must not carry the ends out of the allowed range.
        points: dict[str, Any] = {**repeated, unknown: np.clip(back(trial).ravel(), low, high)}
        batch = solve_batch(model, threads=threads, **points)
        found = {name: column.reshape(trial.shape) for name, column in batch.observables.items()}
        if observable not in found:
            raise InvalidInput(f"{observable} is not among the observables at these parameters and options.")
        search.learn(trial, np.log(np.maximum(found[observable], 1e-300) / target), found)
        if progress is not None:
            progress((number + 1) / _ROUNDS)
        if search.settled(rtol):
            break
    return search.answer(back)


class _Search:
    """The intervals that hold the answers, in the coordinate of the search."""

    def __init__(self, low: float, high: float, count: int) -> None:
        self.ends = np.tile([low, high], (count, 1))
        self.at_ends = np.full((count, 2), np.nan)
        self.crossings = np.full(count, -1)
        self.best = np.full(count, np.nan)
        self.error = np.full(count, np.inf)
        self.observables: dict[str, np.ndarray] = {}

    def trial(self) -> np.ndarray:
        """Where to look next, rising along the last axis, (count, _POINTS)."""
        low, high = self.ends[:, :1], self.ends[:, 1:]
        evenly = low + (high - low) * np.linspace(0.0, 1.0, _POINTS)
        if np.all(self.crossings < 1):
            return evenly
        rise = self.at_ends[:, 1:] - self.at_ends[:, :1]
        share = -self.at_ends[:, :1] / np.where(rise == 0.0, 1.0, rise)
        inside = np.clip(np.append(share + _AROUND, np.full_like(share, 0.5), axis=1), 0.0, 1.0)
        return np.where(self.crossings[:, None] > 0, np.sort(low + (high - low) * inside, axis=1), evenly)

    def learn(self, trial: np.ndarray, excess: np.ndarray, found: dict[str, np.ndarray]) -> None:
        """Narrow the intervals, and keep the best points, from ln(observable/target) at the trial points."""
        rows = np.arange(len(trial))
        nearest = np.argmin(np.where(np.isfinite(excess), np.abs(excess), np.inf), axis=1)
        error = np.abs(excess[rows, nearest])
        better = error < self.error
        for name, column in found.items():
            kept = self.observables.setdefault(name, np.full(len(trial), np.nan))
            kept[better] = column[rows, nearest][better]
        self.best[better], self.error[better] = trial[rows, nearest][better], error[better]
        known = self.crossings > 0
        trial = np.concatenate([self.ends[:, :1], trial, self.ends[:, 1:]], axis=1)
        excess = np.concatenate([self.at_ends[:, :1], excess, self.at_ends[:, 1:]], axis=1)
        with np.errstate(invalid="ignore"):
            crosses = excess[:, :-1] * excess[:, 1:] <= 0.0
        first = np.argmax(crosses, axis=1)
        any_ = crosses.any(axis=1)
        for side in (0, 1):
            self.ends[any_, side] = trial[rows, first + side][any_]
            self.at_ends[any_, side] = excess[rows, first + side][any_]
        self.crossings = np.where(known, self.crossings, crosses.sum(axis=1))

    def settled(self, rtol: float) -> bool:
        """Whether every question has its answer, or has none."""
        return bool(np.all((self.crossings == 0) | (self.error < rtol)))

    def answer(self, back: Callable[[np.ndarray], np.ndarray]) -> Inversion:
        """The answers as they stand."""
        none = self.crossings < 1
        observables = {name: np.where(none, np.nan, column) for name, column in self.observables.items()}
        return Inversion(
            np.where(none, np.nan, back(self.best)), self.crossings, observables, np.where(none, np.nan, self.error)
        )


def _ends(
    model: type[Model], unknown: str, between: tuple[float, float] | None, values: dict[str, Any]
) -> tuple[float, float]:
    """Ends of the search, checked against the allowed range of the parameter."""
    parameters: dict[str, Parameter] = {parameter.name: parameter for parameter in model.PARAMETERS}
    if unknown not in parameters:
        raise InvalidInput(f"{unknown!r} is not a parameter of {model.NAME}: {did_you_mean(unknown, parameters)}")
    if unknown in values:
        raise InvalidInput(f"{unknown} is what is looked for: it cannot be given as well.")
    parameter = parameters[unknown]
    if between is None:
        low, high = parameter.minimum, parameter.maximum
        if not (np.isfinite(low) and np.isfinite(high)):
            raise InvalidInput(f"{unknown} has no bounded range: say between which values to look.")
        return (low if low > 0 else _WIDEST * high), high
    low, high = (parameter.parse(end) for end in between)
    if low is None or high is None or not low < high:
        raise InvalidInput(f"{unknown} must be looked for between two values, the lower one first.")
    return low, high


def _same(x: Any) -> Any:
    return x
