"""The inverse question: which value of a parameter gives an observable its wanted value?

Most often: which mixing, or which mass, gives the dark matter its density, Omega h^2 = 0.12? Asked for many points at
once. Every round solves a handful of points per question, all questions together, and keeps the interval in which the
observable crosses the target; nothing is assumed but that it is continuous there.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reheaton.cosmology import OMEGA_DM_h2
from reheaton.errors import InvalidInput, did_you_mean
from reheaton.models.batch import (
    InvalidPoint,
    common_length,
    dimensions,
    names_of_observables,
    refuse_no_model,
    solve_batch,
)
from reheaton.models.model import Model
from reheaton.probes.parameter import Parameter

_POINTS: Final = 8
"""Points per question and round. One size for all rounds, as a second one would be compiled anew."""
_ROUNDS: Final = 8
_AROUND: Final = np.array([-0.1, -3e-3, -1e-4, 0.0, 1e-4, 3e-3, 0.1])
"""Where the points of a round lie about the estimated root, as fractions of the interval; the eighth is its middle."""
_WIDEST: Final = 1e-18
"""Lowest value tried for a parameter that may be anything from 0 up, as a fraction of its maximum."""


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
    lowest: np.ndarray
    """Least value of the observable that was seen, with or without an answer; NaN if it could not be computed."""
    highest: np.ndarray
    """Largest value of the observable that was seen."""
    between: tuple[float, float]
    """Ends of the search, in the unit of the parameter."""


def solve_for(
    model: type[Model],
    unknown: str,
    between: tuple[float | str, float | str] | None = None,
    *,
    observable: str = "Omega_h2",
    target: float = OMEGA_DM_h2,
    rtol: float = 1e-6,
    progress: Callable[[float], None] | None = None,
    threads: int | None = None,
    **values: Any,
) -> Inversion:
    """Find the value of a parameter, all others given, at which a positive observable has its target value.

    `between` (low, high) are the ends of the search, numbers or text with a unit; by default those of the allowed
    range, or 1e-18 of its upper end if it starts at 0. The search goes by equal ratios if low > 0. `values` are numbers
    or arrays (points,), as for `solve_batch`. Raises InvalidInput.

    >>> import reheaton as rh
    >>> found = rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", m_s=7.0)
    >>> f"{found.values[0]:.2g}"
    '1.6e-09'
    """
    _check_goal(model, observable, target)
    low, high = _ends(model, unknown, between, values)
    arrays = {name: value for name, value in values.items() if dimensions(name, value) == 1}
    count = common_length(arrays) if arrays else 1
    repeated = {name: np.repeat(value, _POINTS) for name, value in arrays.items()}
    to, back = (np.log, np.exp) if low > 0 else (_same, _same)
    search = _Search(to(low), to(high), count, observable, target)

    def points(trial: np.ndarray) -> dict[str, Any]:
        # Rounding must not carry the ends out of the allowed range.
        return {**values, **repeated, unknown: np.clip(back(trial).ravel(), low, high)}

    try:
        _refuse_unobserved(model, observable, points(search.trial()))
        for number in range(_ROUNDS):
            trial = search.trial()
            batch = solve_batch(model, threads=threads, **points(trial))
            search.learn(trial, {name: column.reshape(trial.shape) for name, column in batch.observables.items()})
            if progress is not None:
                progress((number + 1) / _ROUNDS)
            if search.settled(rtol):
                break
    except InvalidPoint as error:
        # The user's points are the questions, each of which is tried at several values.
        raise InvalidInput(error.reason if count == 1 else f"point {error.point // _POINTS}: {error.reason}") from None
    return search.answer(back, (low, high))


class _Search:
    """The intervals that hold the answers, in the coordinate of the search."""

    def __init__(self, low: float, high: float, count: int, observable: str, target: float) -> None:
        self.observable, self.target = observable, target
        self.ends = np.tile([low, high], (count, 1))
        self.at_ends = np.full((count, 2), np.nan)
        self.crossings = np.full(count, -1)
        self.best = np.full(count, np.nan)
        self.error = np.full(count, np.inf)
        self.lowest, self.highest = np.full((2, count), np.nan)
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

    def learn(self, trial: np.ndarray, found: dict[str, np.ndarray]) -> None:
        """Take in the observables at the trial points."""
        seen = found[self.observable]
        self.lowest = np.fmin(self.lowest, np.fmin.reduce(seen, axis=1))
        self.highest = np.fmax(self.highest, np.fmax.reduce(seen, axis=1))
        excess = np.log(np.maximum(seen, 1e-300) / self.target)
        self._narrow(trial, excess)
        self._keep_best(trial, excess, found)

    def _narrow(self, trial: np.ndarray, excess: np.ndarray) -> None:
        """Narrow the intervals to the first crossing, from ln(observable/target) at the trial points."""
        rows = np.arange(len(trial))
        trial = np.concatenate([self.ends[:, :1], trial, self.ends[:, 1:]], axis=1)
        excess = np.concatenate([self.at_ends[:, :1], excess, self.at_ends[:, 1:]], axis=1)
        with np.errstate(invalid="ignore"):
            crosses = excess[:, :-1] * excess[:, 1:] <= 0.0
        first = np.argmax(crosses, axis=1)
        any_ = crosses.any(axis=1)
        for side in (0, 1):
            self.ends[any_, side] = trial[rows, first + side][any_]
            self.at_ends[any_, side] = excess[rows, first + side][any_]
        # A point that is exactly on the target ends two intervals, and is one answer.
        twice = crosses[:, :-1] & crosses[:, 1:] & (excess[:, 1:-1] == 0.0)
        count = crosses.sum(axis=1) - twice.sum(axis=1)
        self.crossings = np.where(self.crossings > 0, self.crossings, count)

    def _keep_best(self, trial: np.ndarray, excess: np.ndarray, found: dict[str, np.ndarray]) -> None:
        """Keep the trial points nearest to the target; only those in the interval, as others are near other answers."""
        rows = np.arange(len(trial))
        inside = (trial >= self.ends[:, :1]) & (trial <= self.ends[:, 1:])
        distance = np.where(inside & np.isfinite(excess), np.abs(excess), np.inf)
        nearest = np.argmin(distance, axis=1)
        error = distance[rows, nearest]
        # If two points have equal error, keep the newer one: it comes from the narrower interval.
        better = np.isfinite(error) & (error <= self.error)
        for name, column in found.items():
            kept = self.observables.setdefault(name, np.full(len(trial), np.nan))
            kept[better] = column[rows, nearest][better]
        self.best[better], self.error[better] = trial[rows, nearest][better], error[better]

    def settled(self, rtol: float) -> bool:
        """Whether every question has its answer, or has none."""
        return bool(np.all((self.crossings == 0) | (self.error < rtol)))

    def answer(self, back: Callable[[np.ndarray], np.ndarray], between: tuple[float, float]) -> Inversion:
        """The answers as they stand."""
        none = self.crossings < 1
        observables = {name: np.where(none, np.nan, column) for name, column in self.observables.items()}
        values = np.where(none, np.nan, back(self.best))
        error = np.abs(observables[self.observable] / self.target - 1.0)
        return Inversion(values, self.crossings, observables, error, self.lowest, self.highest, between)


def _check_goal(model: type[Model], observable: str, target: float) -> None:
    refuse_no_model(model)
    if not isinstance(observable, str) or observable not in model.observables():
        known = did_you_mean(str(observable), model.observables())
        raise InvalidInput(f"{observable!r} is not an observable of {model.NAME}: {known}")
    if np.ndim(target) or isinstance(target, str) or target is None or not (target > 0 and math.isfinite(target)):
        raise InvalidInput(f"target = {target!r} must be a positive number.")


def _refuse_unobserved(model: type[Model], observable: str, points: dict[str, Any]) -> None:
    """Raises InvalidInput, before anything is solved, if the observable is not computed at these points."""
    if observable in names_of_observables(model, **points):
        return
    parts = [part for part in model.parts().values() if observable in getattr(part.kind, "OBSERVABLES", {})]
    wanted = [name for part in parts for name in part.needs]
    missing = [p.name for p in model.PARAMETERS if p.name in wanted and _absent(p, points)]
    if missing:
        raise InvalidInput(f"{observable} is not computed at this point: give {' and '.join(missing)}.")
    raise InvalidInput(f"{observable} is not among the observables at these parameters and options.")


def _absent(parameter: Parameter, points: dict[str, Any]) -> bool:
    value = points.get(parameter.name, parameter.default)
    return np.ndim(value) == 0 and parameter.parse(value) is None


def _ends(
    model: type[Model], unknown: str, between: tuple[float | str, float | str] | None, values: dict[str, Any]
) -> tuple[float, float]:
    """Ends of the search, checked against the allowed range of the parameter."""
    parameters: dict[str, Parameter] = {parameter.name: parameter for parameter in model.PARAMETERS}
    if any(option.name == unknown for option in model.OPTIONS):
        raise InvalidInput(f"{unknown} is an option of {model.NAME}: only parameters can be looked for.")
    if not isinstance(unknown, str) or unknown not in parameters:
        raise InvalidInput(f"{unknown!r} is not a parameter of {model.NAME}: {did_you_mean(str(unknown), parameters)}")
    if unknown in values:
        raise InvalidInput(f"{unknown} is what is looked for: it cannot be given as well.")
    parameter = parameters[unknown]
    if between is None:
        low, high = parameter.minimum, parameter.maximum
        if not (math.isfinite(low) and math.isfinite(high)):
            raise InvalidInput(f"{unknown} has no bounded range: say between which values to look.")
        return (_WIDEST * high if low == 0 else low), high
    pair = tuple(between) if isinstance(between, tuple | list | np.ndarray) else ()
    low, high = (parameter.parse(end) for end in pair) if len(pair) == 2 else (None, None)
    if low is None or high is None or not low < high:
        raise InvalidInput(f"{unknown} must be looked for between two values, the lower one first.")
    return low, high


def _same(x: Any) -> Any:
    return x
