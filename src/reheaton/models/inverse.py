"""The inverse question: which value of a parameter gives an observable its wanted value?

Most often: which mixing, or which mass, gives the dark matter its density, Omega h^2 = 0.12? Asked for many points at
once. Every round solves a handful of points per question, all questions together, see `search`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reheaton.cosmology import OMEGA_DM_h2
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.models.batch import names_of_observables, solve_batch
from reheaton.models.model import Model
from reheaton.models.named import Named
from reheaton.models.points import Index, InvalidPoint, Points, read_points, refuse_no_model
from reheaton.models.result import Result
from reheaton.models.run_settings import check_progress, check_tolerance
from reheaton.models.search import POINTS, Search
from reheaton.probes.parameter import Parameter
from reheaton.probes.quantity import in_unit

_ROUNDS: Final = 8
"""Rounds after the first look at the whole range."""
_PER_DECADE: Final = 2
"""Points per factor of 10 in that look. Delta N_eff at nucleosynthesis falls below 0.15 and rises again within a decade
of m_nu: 2 see both answers."""
_WIDEST: Final = 1e-23
"""Lowest value tried for a parameter that may be anything from 0 up, as a fraction of its maximum. The light mass m_nu
of a heavy neutrino, at most 1e6 eV, is viable down to 2e-16 eV."""
_TOLERANCE: Final = 1e-3
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
    observables: Mapping[str, np.ndarray]
    """The observables at the answers."""
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
    def answered(self) -> np.ndarray:
        """Whether there is an answer that is good enough, to 1e-3 of the observable."""
        return (self.crossings > 0) & (self.error < _TOLERANCE)

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


@dataclass(frozen=True)
class _Goal:
    """What is to be reached: a positive observable, and its value in its unit."""

    observable: str
    target: float
    unit: str

    def __str__(self) -> str:
        return f"{self.observable} = {self.target:.6g} {self.unit}".rstrip()


def solve_for(
    model: type[Model],
    unknown: str,
    between: tuple[Any, Any] | None = None,
    *,
    observable: str = "Omega_h2",
    target: Any = OMEGA_DM_h2,
    rtol: float = 1e-6,
    progress: Callable[[float], None] | None = None,
    threads: int | None = None,
    **values: Any,
) -> Inversion:
    """Find the value of a parameter, all others given, at which a positive observable has its target value.

    `between` (low, high) are the ends of the search; by default those of the allowed range, or 1e-23 of its upper end
    if it starts at 0. The search goes by equal ratios if low > 0. `values` are numbers or arrays, as for `solve_batch`.
    All numbers, and `target` in the unit of the observable, may be text with a unit, or quantities of pint or astropy.
    Raises InvalidInput.

    >>> import reheaton as rh
    >>> found = rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", m_s=7.0)
    >>> f"{found.values[0]:.2g}"
    '1.9e-09'
    >>> found = rh.solve_for(rh.TwinSterileNeutrino, "m_nu", observable="T_RH", target="10 MeV", m_N=30, vev_ratio=4)
    >>> f"{found.values[0]:.1e} {found.unit}", found.goal
    ('1.5e-07 eV', 'T_RH = 0.01 GeV')
    """
    check_progress(progress)
    check_tolerance("rtol", rtol, _TOLERANCE)
    goal = _goal(model, observable, target)
    parameter = _unknown(model, unknown, values)
    low, high = _ends(parameter, between)
    questions = read_points(model, values)
    to, back, rounds = (_log, _exp, _first_rounds(low, high)) if low > 0 else (_same, _same, 1)
    search = Search(to(low), to(high), questions.count, observable, goal.target)
    repeated = {name: array[:, None] for name, array in questions.arrays.items()}

    def points(trial: np.ndarray) -> dict[str, Any]:
        # Rounding must not carry the ends out of the allowed range.
        return {**questions.fixed, **repeated, unknown: np.clip(back(trial), low, high)}

    def solved(trial: np.ndarray, number: int) -> Result:
        batch = solve_batch(model, threads=threads, **points(trial))
        if progress is not None:
            progress((number + 1) / (rounds + _ROUNDS))
        return batch

    try:
        first = search.first(rounds)
        _refuse_unobserved(model, observable, points(first[0]))
        _look_everywhere(search, first, [solved(trial, number) for number, trial in enumerate(first)])
        for number in range(_ROUNDS):
            if search.settled(rtol):
                break
            trial = search.trial()
            search.learn(trial, dict(solved(trial, rounds + number).observables))
    except InvalidPoint as error:
        raise _at_question(error, questions) from None
    return _inversion(search, back, goal, parameter, (low, high), questions.shape or (1,))


def _look_everywhere(search: Search, first: np.ndarray, batches: list[Result]) -> None:
    """Tell the search what was seen in all rounds of its first look, and what the limits say there."""

    def joined(columns: list[Any]) -> np.ndarray:
        return np.concatenate([np.broadcast_to(x, first[0].shape) for x in columns], axis=1)

    observables = {name: joined([batch.observables[name] for batch in batches]) for name in batches[0].observables}
    limits = [batch.limits for batch in batches]
    margins = [joined([limit.log_margin for limit in same]) for same in zip(*limits, strict=True)]
    search.learn(joined(list(first)), observables, margins)


def _inversion(
    search: Search,
    back: Callable[[Any], Any],
    goal: _Goal,
    parameter: Parameter,
    between: tuple[float, float],
    shape: tuple[int, ...],
) -> Inversion:
    """The answers as they stand."""
    none = search.crossings < 1
    observables = {name: np.where(none, np.nan, column) for name, column in search.observables.items()}
    error = np.abs(observables[goal.observable] / goal.target - 1.0)
    return Inversion(
        values=np.where(none, np.nan, back(search.best)).reshape(shape),
        crossings=search.crossings.reshape(shape),
        followed=search.followed.reshape(shape),
        observables=Named({name: column.reshape(shape) for name, column in observables.items()}),
        error=error.reshape(shape),
        lowest=search.lowest.reshape(shape),
        highest=search.highest.reshape(shape),
        between=between,
        unknown=parameter.name,
        unit=parameter.unit,
        goal=str(goal),
    )


def _at_question(error: InvalidPoint, questions: Points) -> InvalidInput:
    """The error at the user's point: a question, which is tried at several values of the unknown."""
    if not questions.arrays:
        return InvalidInput(error.reason)
    number = error.point[0] if isinstance(error.point, tuple) else error.point
    return InvalidPoint(questions.index(number), error.reason)


def _first_rounds(low: float, high: float) -> int:
    """Rounds of the first look, from the number of decades."""
    return max(1, math.ceil(_PER_DECADE * math.log10(high / low) / POINTS))


def _goal(model: type[Model], observable: str, target: Any) -> _Goal:
    refuse_no_model(model)
    known = model.observables()
    if not isinstance(observable, str) or observable not in known:
        raise InvalidInput(
            f"{quoted(observable)} is not an observable of {model.NAME}: {did_you_mean(observable, known)}"
        )
    unit = known[observable].unit
    number = in_unit("target", target, unit, "a positive number")
    if number is None or np.ndim(number) or not (number > 0 and math.isfinite(number)):
        raise InvalidInput(f"target = {quoted(target)} must be a positive number.")
    return _Goal(observable, float(number), unit)


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


def _unknown(model: type[Model], unknown: str, values: Mapping[str, Any]) -> Parameter:
    """The parameter that is looked for."""
    parameters: dict[str, Parameter] = {parameter.name: parameter for parameter in model.PARAMETERS}
    if not isinstance(unknown, str) or unknown not in model.declarations():
        raise InvalidInput(f"{quoted(unknown)} is not a parameter of {model.NAME}: {did_you_mean(unknown, parameters)}")
    if unknown not in parameters:
        raise InvalidInput(f"{unknown} is an option of {model.NAME}: only parameters can be looked for.")
    if unknown in values:
        raise InvalidInput(f"{unknown} is what is looked for: it cannot be given as well.")
    return parameters[unknown]


def _ends(parameter: Parameter, between: Any) -> tuple[float, float]:
    """Ends of the search, checked against the allowed range of the parameter."""
    if between is None:
        low, high = parameter.minimum, parameter.maximum
        if not (math.isfinite(low) and math.isfinite(high)):
            raise InvalidInput(f"{parameter.name} has no bounded range: say between which values to look.")
        return (_WIDEST * high if low == 0 else low), high
    pair = between if isinstance(between, Sequence | np.ndarray) and np.shape(between)[:1] == (2,) else (None, None)
    low, high = (None if end is None else parameter.parse(end) for end in pair)
    if low is None or high is None or not low < high:
        raise InvalidInput(f"{parameter.name} must be looked for between two values, the lower one first.")
    return low, high


def _log(x: Any) -> Any:
    return np.log(x)


def _exp(x: Any) -> Any:
    return np.exp(x)


def _same(x: Any) -> Any:
    return x
