"""Many points checked: the model with arrays in its fields, or why points cannot be used, each in a sentence."""

from typing import Any

import numpy as np

from reheaton.errors import InvalidInput
from reheaton.models.model import Model
from reheaton.models.points import InvalidPoint, Points


def checked_model(model: type[Model], points: Points) -> Model:
    """The model with arrays in its fields, checked at every point. Raises InvalidPoint for the first that is wrong."""
    declared = {parameter.name: parameter for parameter in model.PARAMETERS}
    given = frozenset((*points.fixed, *points.arrays))
    i = 0
    try:
        for name, array in points.arrays.items():
            if name in declared and not np.all(admitted := declared[name].admits(array)):
                i = int(np.argmin(admitted))
                declared[name].parse(float(array[i]))
        i = 0
        at_first: dict[str, Any] = {**points.fixed, **points.at(0)}
        first = model(**at_first)
        whole = first.changed(points.arrays)
        settled = _settled(whole, given)
        if settled is not None:
            return settled
        columns: dict[str, list[Any]] = {}
        for i in range(points.count):
            point = first.changed(points.at(i))
            follows = point.settle(given)
            for name, value in follows.items():
                columns.setdefault(name, []).append(value)
            (point.changed(follows) if follows else point).check()
    except InvalidInput as error:
        raise InvalidPoint(points.index(i), str(error)) from None
    return whole.changed({name: np.asarray(column, dtype=float) for name, column in columns.items()})


def _settled(whole: Model, given: frozenset[str]) -> Model | None:
    """The model with arrays in its fields, checked at all points at once; None if that has to be done point by point.

    A check that is written for one point raises when it meets an array, as the truth value of an array is not defined.
    """
    try:
        follows = whole.settle(given)
        settled = whole.changed(follows) if follows else whole
        settled.check()
    except (ValueError, TypeError):
        return None
    return settled


def invalid_points(model: type[Model], points: Points) -> dict[int, str]:
    """Why points cannot be used, by their numbers; of points that can be used nothing is said.

    >>> import reheaton as rh
    >>> from reheaton.models.points import read_points
    >>> points = read_points(rh.DodelsonWidrow, {"m_s": [7.0, 1e9], "sin2_2theta": 1e-9})
    >>> invalid_points(rh.DodelsonWidrow, points)
    {1: 'm_s = 1e+09 is out of range: allowed is from 0.1 to 1000 keV.'}
    """
    reasons: dict[int, str] = {}
    for parameter in model.PARAMETERS:
        array = points.arrays.get(parameter.name)
        for number in np.flatnonzero(~parameter.admits(array)) if array is not None else ():
            try:
                parameter.parse(float(points.arrays[parameter.name][number]))
            except InvalidInput as error:
                reasons.setdefault(int(number), str(error))
    left = [number for number in range(points.count) if number not in reasons]
    # Most often all of these are good, and one look at all of them together says so.
    if left and _reason(model, points.some(left)) is not None:
        for number in left:
            if (reason := _reason(model, points.some([number]))) is not None:
                reasons[number] = reason
    return dict(sorted(reasons.items()))


def _reason(model: type[Model], points: Points) -> str | None:
    """Why the first of some points that is wrong cannot be used."""
    try:
        checked_model(model, points)
    except InvalidPoint as error:
        return error.reason
    return None
