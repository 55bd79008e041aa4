"""One chunk of a scan, solved: a data set of all that is known at its points.

Points that cannot be used are left out before anything is solved; they, and points that fail, have NaN, their code and
a message.
"""

from typing import Any, Final

import numpy as np
import xarray

from reheaton.errors import shortened
from reheaton.models.batch import CHUNK, solve_batch
from reheaton.models.checked_points import invalid_points
from reheaton.models.inverse import search_range, solve_for
from reheaton.models.inversion import Inversion
from reheaton.models.points import InvalidPoint, read_points
from reheaton.models.result import Result
from reheaton.models.tables import columns_of, description_of
from reheaton.scan.plan import POINT, Plan
from reheaton.universe.outcome import Outcome

MESSAGE: Final = "message"
CODE: Final = "code"
LONGEST_MESSAGE: Final = 200


def solve_chunk(plan: Plan, chunk: int) -> xarray.Dataset:
    """Solve one chunk of a plan, on one thread. Raises InvalidInput for what is wrong at every point alike."""
    inputs = plan.inputs(chunk)
    count = len(next(iter(inputs.values())))
    reasons = _reasons(plan, inputs)
    good = np.array([number for number in range(count) if number not in reasons], dtype=int)
    codes = np.full(count, Outcome.INVALID, dtype=np.int8)
    messages = np.full(count, "", dtype=f"S{LONGEST_MESSAGE}")
    for number, reason in reasons.items():
        messages[number] = _text(reason)
    columns, descriptions = {}, {}
    if len(good):
        result, answers = _solved(plan, inputs, good)
        codes[good] = np.asarray(result.codes)[: len(good)]
        for place, number in enumerate(good):
            if codes[number] != Outcome.SOLVED:
                said = answers.explain(place) if answers and codes[number] == Outcome.NO_ANSWER else None
                messages[number] = _text(said or Outcome(int(codes[number])).message)
        columns = {name: _spread(value, good, count) for name, value in columns_of(result).items() if name != CODE}
        descriptions = {name: description_of(result, name) for name in columns}
    return _dataset(plan, chunk, inputs, columns | {CODE: codes, MESSAGE: messages}, descriptions)


def _text(message: str) -> bytes:
    return shortened(message, LONGEST_MESSAGE).encode("utf-8", "replace")[:LONGEST_MESSAGE]


def _spread(value: Any, good: np.ndarray, count: int) -> np.ndarray:
    """Values of the good points among all, which are NaN or false elsewhere."""
    own = np.asarray(value)
    whole = np.full(count, False if own.dtype == bool else np.nan, dtype=bool if own.dtype == bool else float)
    whole[good] = own[: len(good)] if own.ndim else own
    return whole


def _reasons(plan: Plan, inputs: dict[str, np.ndarray]) -> dict[int, str]:
    """Why points of a chunk cannot be used, by their number."""
    tries: list[dict[str, Any]] = [{}]
    if plan.question:
        ends = search_range(plan.model, plan.question.unknown, plan.question.between)
        tries = [{plan.question.unknown: end} for end in ends]
    found: dict[int, str] = {}
    for more in tries:
        points = read_points(plan.model, {**plan.fixed, **inputs, **more})
        found = {**invalid_points(plan.model, points), **found}
    return found


def _solved(plan: Plan, inputs: dict[str, np.ndarray], good: np.ndarray) -> tuple[Result, Inversion | None]:
    """The result at the good points, perhaps with some of them repeated, so that one kernel serves all chunks."""
    size = max(len(good), min(CHUNK, int(np.prod(plan.chunk_shape))))
    chosen = good[np.minimum(np.arange(size), len(good) - 1)]
    values = {**plan.fixed, **{name: array[chosen] for name, array in inputs.items()}}
    if plan.question is None:
        return solve_batch(plan.model, threads=1, **values), None
    question = plan.question
    answers = solve_for(
        plan.model, question.unknown, question.between, observable=question.observable, target=question.target,
        threads=1, **values,
    )  # fmt: skip
    return answers.result_or_reason, answers


def _dataset(
    plan: Plan,
    chunk: int,
    inputs: dict[str, np.ndarray],
    columns: dict[str, np.ndarray],
    descriptions: dict[str, dict[str, Any]],
) -> xarray.Dataset:
    """Columns of a flat list of points as variables over the axes of the plan."""
    block = plan.block(chunk)
    shape = tuple(part.stop - part.start for part in block)
    coordinates, variables = {}, {}
    for number, axis in enumerate(plan.axes):
        attributes = descriptions.get(axis.name, {}) | {"spacing": axis.spacing}
        coordinates[axis.name] = ((axis.name,), axis.values[block[number]], attributes)
    drawn = plan.draws.names if plan.draws else ()
    for name in drawn:
        own = inputs[name].reshape(shape)[(0,) * len(plan.axes)]
        logarithmic = plan.draws.logarithmic[drawn.index(name)] if plan.draws else False
        spacing = "log" if logarithmic else "linear"
        coordinates[name] = ((POINT,), own, descriptions.get(name, {}) | {"spacing": spacing})
    parameters = {parameter.name for parameter in plan.model.PARAMETERS}
    ...
    return xarray.Dataset(variables, coordinates)
