"""One chunk of a scan, solved: a data set of all that is known at its points.

Points that cannot be used are left out before anything is solved; they, points whose universe cannot be, and points
that fail have NaN, their code and a message.
"""

import dataclasses
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reheaton.backend.optional import optional_package
from reheaton.errors import shortened
from reheaton.models.batch import CHUNK, solve_usable
from reheaton.models.checked_points import invalid_points
from reheaton.models.inverse import search_range, solve_for_usable
from reheaton.models.points import read_points
from reheaton.models.result import Result
from reheaton.models.tables import about_columns, attributes_of, columns_of
from reheaton.scan.plan import POINT, Plan
from reheaton.universe.outcome import Outcome

if TYPE_CHECKING:
    import xarray

CODE: Final = "code"
MESSAGE: Final = "message"
LONGEST_MESSAGE: Final = 200
"""Bytes kept of a message."""


def solve_chunk(plan: Plan, chunk: int) -> "xarray.Dataset":
    """Solve one chunk of a plan, on one thread. Raises InvalidInput for what is wrong with the plan itself.

    The variables are those of `Result.to_xarray`, and `message`. Where no point of the chunk can be used there are
    `code` and `message` alone.
    """
    inputs = plan.inputs(chunk)
    codes, messages = _nothing_solved(plan, inputs)
    good = np.flatnonzero(codes != Outcome.INVALID)
    columns: dict[str, np.ndarray] = {}
    about: dict[str, dict[str, Any]] = {}
    attributes: dict[str, Any] = {}
    if len(good):
        result, explained = _solved(plan, inputs, good)
        codes[good] = result.codes
        for place, number in enumerate(good):
            if codes[number] != Outcome.SOLVED:
                messages[number] = _text(explained.get(place, Outcome(int(codes[number])).message))
        # What was put in is known at points that failed as well, and is kept whatever `outputs` names.
        columns = _kept(plan, result, good, codes) | inputs | _constants(plan, inputs, int(good[0]))
        about = about_columns(result)
        attributes = attributes_of(result) | {"in_use": ", ".join(result.settings), "kind": "scan"}
    about[CODE] = {
        "long_name": "how the solution ended",
        "flag_values": [int(outcome) for outcome in Outcome],
        "flag_meanings": "; ".join(f"{int(outcome)}: {outcome.message}" for outcome in Outcome),
    }
    about[MESSAGE] = {"long_name": "why a point failed", "_Encoding": "utf-8"}
    return _dataset(plan, chunk, inputs, columns | {CODE: codes, MESSAGE: messages}, about, attributes)


def _nothing_solved(plan: Plan, inputs: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Codes and messages before anything is solved: points that cannot be used say why."""
    count = len(next(iter(inputs.values())))
    codes = np.full(count, Outcome.NOT_DONE, dtype=np.int8)
    messages = np.full(count, b"", dtype=f"S{LONGEST_MESSAGE}")
    for more in _tries(plan):
        points = read_points(plan.model, {**plan.fixed, **inputs, **more})
        for number, reason in invalid_points(plan.model, points).items():
            codes[number], messages[number] = Outcome.INVALID, _text(reason)
    return codes, messages


def _tries(plan: Plan) -> list[dict[str, float]]:
    """The ends between which a parameter is looked for, that must both be allowed; of other plans one without any."""
    if plan.question is None:
        return [{}]
    unknown = next(item for item in plan.model.PARAMETERS if item.name == plan.question.unknown)
    return [{unknown.name: end} for end in search_range(unknown, plan.question.between)]


def _text(message: str) -> bytes:
    return shortened(message, LONGEST_MESSAGE).encode("ascii", "replace")


def _solved(plan: Plan, inputs: dict[str, np.ndarray], good: np.ndarray) -> tuple[Result, dict[int, str]]:
    """The result at the good points, and what else is to be said of some of them, by their place in it."""
    # Some points are repeated where there are few, so that chunks of all sizes use one kernel.
    size = max(len(good), min(CHUNK, int(np.prod(plan.chunk_shape))))
    chosen = good[np.minimum(np.arange(size), len(good) - 1)]
    values = {**plan.fixed, **{name: array[chosen] for name, array in inputs.items()}}
    question = plan.question
    if question is None:
        result, refused = solve_usable(plan.model, threads=1, **values)
        return result[: len(good)], {place: error.reason for place, error in refused.items()}
    answers, reasons = solve_for_usable(
        plan.model, question.unknown, question.between, observable=question.observable, target=question.target,
        threads=1, **values,
    )  # fmt: skip
    codes = np.where(answers.answered | (answers.result.codes > 0), answers.result.codes, Outcome.NO_ANSWER)
    codes[list(reasons)] = Outcome.INVALID
    missing = np.flatnonzero(codes[: len(good)] == Outcome.NO_ANSWER)
    result = dataclasses.replace(answers.result, codes=codes)
    return result[: len(good)], {int(place): answers.explain(int(place)) for place in missing} | reasons


def _kept(plan: Plan, result: Result, good: np.ndarray, codes: np.ndarray) -> dict[str, np.ndarray]:
    """What is kept of a result, at all points of the chunk: NaN, or false, where a point has no answer."""
    kept, solved = {}, codes == Outcome.SOLVED
    for name, value in columns_of(result).items():
        wanted = not plan.outputs or name in plan.outputs or name in plan.varying or name not in result.observables
        if name == CODE or not wanted:
            continue
        own = np.asarray(value)
        empty = False if own.dtype == bool else np.nan
        whole = np.full(len(codes), empty, dtype=bool if own.dtype == bool else float)
        whole[good] = own
        if name not in result.parameters or (plan.question and name == plan.question.unknown):
            whole[~solved] = empty
        kept[name] = whole
    return kept


def _constants(plan: Plan, inputs: dict[str, np.ndarray], point: int) -> dict[str, np.ndarray]:
    """Parameters that are the same at all points: those that the card fixes, and those that keep their default.

    Which ones these are follows from the plan, and from the model at a point that can be used, but not from the numbers
    of a chunk: all chunks have variables of the same shape.
    """
    given = {**plan.fixed, **{name: float(array[point]) for name, array in inputs.items()}, **_tries(plan)[0]}
    set_by_model = plan.model(**given).settle(frozenset(given))
    constants = {}
    for parameter in plan.model.PARAMETERS:
        name = parameter.name
        value = plan.fixed.get(name, parameter.default)
        if name in plan.varying or name in set_by_model or (value is None and name in plan.observables):
            continue
        constants[name] = np.asarray(np.nan if value is None else value, dtype=float)
    return constants


def _dataset(
    plan: Plan,
    chunk: int,
    inputs: dict[str, np.ndarray],
    columns: dict[str, np.ndarray],
    about: dict[str, dict[str, Any]],
    attributes: dict[str, Any],
) -> "xarray.Dataset":
    """Columns over a flat list of points as variables over the axes of the plan; single numbers have no axis."""
    xarray = optional_package("xarray", "scan", "a scan")
    block = plan.block(chunk)
    shape = tuple(part.stop - part.start for part in block)
    coordinates, variables = {}, {}
    for number, axis in enumerate(plan.axes):
        more = {"spacing": axis.spacing}
        coordinates[axis.name] = ((axis.name,), axis.values[block[number]], about.get(axis.name, {}) | more)
    for number, name in enumerate(plan.draws.names if plan.draws else ()):
        more = {"spacing": "log" if plan.draws and plan.draws.logarithmic[number] else "linear"}
        drawn = inputs[name].reshape(shape)[(0,) * len(plan.axes)]
        coordinates[name] = ((POINT,), drawn, about.get(name, {}) | more)
    parameters = {parameter.name for parameter in plan.model.PARAMETERS}
    for name, column in columns.items():
        if name in coordinates:
            continue
        if not column.ndim:
            coordinates[name] = ((), column, about.get(name, {}))
        else:
            into = coordinates if name in parameters and name not in plan.observables else variables
            into[name] = (plan.dims, column.reshape(shape), about.get(name, {}))
    return xarray.Dataset(variables, coordinates, attributes)
