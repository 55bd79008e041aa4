"""The inverse question: which value of a parameter gives an observable its wanted value?

Most often: which mixing, or which mass, gives the dark matter its density, Omega h^2 = 0.12? Asked for many points at
once. Every round solves a handful of points per question, all questions together, see `search`.
"""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reheaton.cosmology import OMEGA_DM_h2
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.models.batch import (
    names_of_observables,
    result_of_solved,
    solve_batch,
    solve_one_by_one,
    solve_usable,
)
from reheaton.models.inversion import TOLERANCE, Inversion
from reheaton.models.model import Model
from reheaton.models.points import InvalidPoint, Points, read_points, refuse_no_model, refuse_no_observable
from reheaton.models.result import Result
from reheaton.models.run_settings import check_progress, tolerance
from reheaton.models.search import POINTS, Search
from reheaton.probes.parameter import Parameter
from reheaton.probes.quantity import in_unit
from reheaton.universe.outcome import Outcome

_RTOL: Final = 1e-6
_ROUNDS: Final = 8
"""Rounds after the first look at the whole range."""
_PER_DECADE: Final = 2
"""Points per factor of 10 in that look. Delta N_eff at nucleosynthesis falls below 0.15 and rises again within a decade
of m_nu: 2 see both answers."""
_WIDEST: Final = 1e-23
"""Lowest value tried for a parameter that may be anything from 0 up, as a fraction of its maximum. The light mass m_nu
of a heavy neutrino, at most 1e6 eV, is viable down to 2e-16 eV."""
_CODE: Final = "outcome code"
_RESIDUAL: Final = "first-law residual"
"""Under these names the search keeps what is no observable."""


@dataclass(frozen=True)
class _Goal:
    """What is to be reached: a positive observable, and its value in its unit."""

    observable: str
    target: float
    unit: str

    def __str__(self) -> str:
        return f"{self.observable} = {self.target:.6g} {self.unit}".rstrip()


@dataclass(frozen=True)
class _Question:
    """What is asked: the goal, the unknown parameter, the ends of the search, and what is given, at all points."""

    model: type[Model]
    parameter: Parameter
    goal: _Goal
    low: float
    high: float
    given: Points

    def coordinate(self, value: Any) -> Any:
        """Where a value of the unknown lies in the search, which goes by equal ratios if it can."""
        return np.log(value) if self.low > 0 else value

    def value(self, coordinate: Any) -> Any:
        """The value of the unknown at a coordinate. Rounding must not carry the ends out of the allowed range."""
        return np.clip(np.exp(coordinate) if self.low > 0 else coordinate, self.low, self.high)

    @property
    def first_rounds(self) -> int:
        """Rounds of the first look, from the number of decades."""
        decades = math.log10(self.high / self.low) if self.low > 0 else 0.0
        return max(1, math.ceil(_PER_DECADE * decades / POINTS))

    def points(self, trial: np.ndarray) -> dict[str, Any]:
        """Parameters and options where the unknown has the trial coordinates, (count, points)."""
        arrays = {name: array[:, None] for name, array in self.given.arrays.items()}
        return {**self.given.fixed, **arrays, self.parameter.name: self.value(trial)}


def solve_for(
    model: type[Model],
    unknown: str,
    between: tuple[Any, Any] | None = None,
    *,
    observable: str = "Omega_h2",
    target: Any = OMEGA_DM_h2,
    rtol: float = _RTOL,
    progress: Callable[[float], None] | None = None,
    threads: int | None = None,
    **values: Any,
) -> Inversion:
    """Find the value of a parameter, all others given, at which a positive observable has its target value.

    `between` (low, high) are the ends of the search; by default those that the parameter declares (lepton asymmetries:
    1e-8 to 0.1), or those of the allowed range, or 1e-23 of its upper end if it starts at 0. The search goes by equal
    ratios if low > 0. `values` are numbers or arrays, as for `solve_batch`.
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
    rtol = tolerance("rtol", rtol, TOLERANCE)
    question = _asked(model, unknown, between, observable, target, values)
    solved = _telling(progress, question, lambda **points: solve_batch(model, threads=threads, **points))
    return _answered(question, rtol, solved)


def solve_once_for(
    model: type[Model],
    unknown: str,
    between: tuple[Any, Any] | None = None,
    *,
    observable: str = "Omega_h2",
    target: Any = OMEGA_DM_h2,
    progress: Callable[[float], None] | None = None,
    **values: Any,
) -> Inversion:
    """As `solve_for`, of one question in a process that asks no other: by the program that solves the answer as well.

    A question takes ten times as long by it, half a second, but the program for many points takes seconds to compile.
    """
    question = _asked(model, unknown, between, observable, target, values)
    solved = _telling(progress, question, lambda **points: solve_one_by_one(model, **points))
    return _answered(question, _RTOL, solved)


def _telling(
    progress: Callable[[float], None] | None, question: _Question, solve: Callable[..., Result]
) -> Callable[[dict[str, Any]], Result]:
    """What solves points and tells how many rounds are done."""
    tried = 0

    def solved(points: dict[str, Any]) -> Result:
        nonlocal tried
        batch, tried = solve(**points), tried + 1
        if progress is not None:
            progress(tried / (question.first_rounds + _ROUNDS))
        return batch

    return solved


def solve_for_usable(
    model: type[Model], unknown: str, between: Any, *, observable: str, target: Any, threads: int, **values: Any
) -> tuple[Inversion, dict[int, str]]:
    """As `solve_for`; of questions at which a universe that is tried cannot be, their numbers say why."""
    question = _asked(model, unknown, between, observable, target, values)
    reasons: dict[int, str] = {}

    def solved(points: dict[str, Any]) -> Result:
        batch, refused = solve_usable(model, threads=threads, **points)
        for error in refused.values():
            reasons.setdefault(_number_of_question(error), error.reason)
        return batch

    return _answered(question, _RTOL, solved), reasons


def _asked(
    model: type[Model], unknown: str, between: Any, observable: str, target: Any, values: Mapping[str, Any]
) -> _Question:
    goal = _goal(model, observable, target)
    parameter = _unknown(model, unknown, values)
    low, high = search_range(parameter, between)
    return _Question(model, parameter, goal, low, high, read_points(model, values))


def _answered(question: _Question, rtol: float, solved: Callable[[dict[str, Any]], Result]) -> Inversion:
    """The answers to a question, with what solves points; see `solve_for`."""
    goal = question.goal
    ends = question.coordinate(question.low), question.coordinate(question.high)
    search = Search(*ends, question.given.count, goal.observable, goal.target)
    try:
        first = search.first(question.first_rounds)
        names = names_of_observables(question.model, **question.points(first[0]))
        _refuse_unobserved(question.model, goal.observable, names, question.points(first[0]))
        begin = solved(question.points(first[0]))
        _refuse_unobserved(question.model, goal.observable, begin.observables, question.points(first[0]))
        _look_everywhere(search, first, [begin, *(solved(question.points(trial)) for trial in first[1:])])
        for _ in range(_ROUNDS):
            if search.settled(rtol):
                break
            trial = search.trial()
            search.learn(trial, _everything(solved(question.points(trial))))
        return _inversion(question, search)
    except InvalidPoint as error:
        raise _at_question(error, question.given) from None


def _everything(batch: Result) -> dict[str, Any]:
    """What was found at the points of a batch: observables, outcome and residual."""
    return {**batch.observables, _CODE: batch.codes, _RESIDUAL: batch.diagnostics["first_law_residual"]}


def _look_everywhere(search: Search, first: np.ndarray, batches: list[Result]) -> None:
    """Tell the search what was seen in all rounds of its first look, and what the limits say there."""

    def joined(columns: list[Any]) -> np.ndarray:
        return np.concatenate([np.broadcast_to(x, first[0].shape) for x in columns], axis=1)

    seen = [_everything(batch) for batch in batches]
    limits = [batch.limits for batch in batches]
    margins = [joined([limit.log_margin for limit in same]) for same in zip(*limits, strict=True)]
    search.learn(joined(list(first)), {name: joined([x[name] for x in seen]) for name in seen[0]}, margins)


def _inversion(question: _Question, search: Search) -> Inversion:
    """The answers as they stand."""
    none, shape, name = search.crossings < 1, question.given.shape or (1,), question.parameter.name
    values = np.where(none, np.nan, question.value(search.best))
    found = {key: np.where(none, np.nan, column) for key, column in search.kept.items()}
    codes = np.where(none, Outcome.NO_ANSWER, found.pop(_CODE)).astype(int)
    # Where there is no answer, the other values are checked next to one of the unknown that is allowed.
    points = {**question.given.fixed, **question.given.arrays, name: np.where(none, question.low, values)}
    result = result_of_solved(question.model, points, {name: values}, found, codes, found.pop(_RESIDUAL), shape)
    return Inversion(
        values=values.reshape(shape),
        crossings=search.crossings.reshape(shape),
        followed=search.followed.reshape(shape),
        result=result,
        error=np.abs(result.observables[question.goal.observable] / question.goal.target - 1.0),
        lowest=search.lowest.reshape(shape),
        highest=search.highest.reshape(shape),
        between=(question.low, question.high),
        unknown=name,
        unit=question.parameter.unit,
        goal=str(question.goal),
    )


def _at_question(error: InvalidPoint, questions: Points) -> InvalidInput:
    """The error at the user's point: a question, which is tried at several values of the unknown."""
    if not questions.arrays:
        return InvalidInput(error.reason)
    return InvalidPoint(questions.index(_number_of_question(error)), error.reason)


def _number_of_question(error: InvalidPoint) -> int:
    return error.point[0] if isinstance(error.point, tuple) else error.point


def _goal(model: type[Model], observable: str, target: Any) -> _Goal:
    refuse_no_model(model)
    refuse_no_observable(model, observable)
    unit = model.observables()[observable].unit
    number = in_unit("target", target, unit, "a positive number")
    if number is None or np.ndim(number) or not (number > 0 and math.isfinite(number)):
        raise InvalidInput(f"target = {quoted(target)} must be a positive number.")
    return _Goal(observable, float(number), unit)


def _refuse_unobserved(model: type[Model], observable: str, observed: Collection[str], points: dict[str, Any]) -> None:
    """Raises InvalidInput if the observable is not among those that are observed at these points."""
    if observable in observed:
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


def search_range(parameter: Parameter, between: Any) -> tuple[float, float]:
    """Ends of the search, by default of the allowed range, checked against it. Raises InvalidInput."""
    if between is None:
        low, high = parameter.search or (parameter.minimum, parameter.maximum)
        if not (math.isfinite(low) and math.isfinite(high)):
            raise InvalidInput(f"{parameter.name} has no bounded range: say between which values to look.")
        return (_WIDEST * high if low == 0 else low), high
    given = between.tolist() if isinstance(between, np.ndarray) else between
    pair = given if isinstance(given, list | tuple) and len(given) == 2 else (None, None)
    low, high = (None if end is None else parameter.parse(end) for end in pair)
    if low is None or high is None or not low < high:
        raise InvalidInput(f"{parameter.name} must be looked for between two values, the lower one first.")
    return low, high
