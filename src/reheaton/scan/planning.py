"""From a card to a plan: every value of it is checked here, before anything is solved."""

import dataclasses
import math
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import numpy as np

from reheaton.errors import InvalidInput, Note, did_you_mean, quoted
from reheaton.models.inverse import search_range
from reheaton.models.model import Model
from reheaton.models.points import refuse_no_observable
from reheaton.probes.parameter import Parameter
from reheaton.scan.card import Card
from reheaton.scan.draws import Draws
from reheaton.scan.expression import Expression, in_order
from reheaton.scan.plan import Axis, Plan, Question
from reheaton.scan.scan_section import MOST_POINTS, ScanAxis, ScanSection

_SAME: Final = 1e-15
"""Relative difference below which two numbers of a card are one."""


def plan_of(card: Card, model: type[Model], overrides: Mapping[str, Any] | None = None) -> Plan:
    """The plan of a card for its model; `overrides` are parameters and options that replace what the card says.

    Raises InvalidInput, with the line.
    """
    card.refuse_for(model)
    overrides = overrides or {}
    section = _without(card.scan, overrides)
    declared = {parameter.name: parameter for parameter in model.PARAMETERS}
    scanned = section.names()
    if not scanned:
        raise InvalidInput(f"{card.where(('scan',))}: the card scans nothing: it needs `scan:` with a parameter.")
    fixed = _fixed(model, {name: value for name, value in {**card.values, **overrides}.items() if name not in scanned})
    on_grid = {name: axis for name, axis in section.axes.items() if axis.points or axis.values}
    drawn = {name: axis for name, axis in section.axes.items() if name not in on_grid}
    plan = Plan(
        model,
        fixed,
        tuple(_axis(card, declared[name], axis) for name, axis in on_grid.items()),
        _draws(card, section, {name: (declared[name], axis) for name, axis in drawn.items()}),
        _derived(card, section, fixed),
        _question(card, section, model),
        tuple(section.outputs) if section.outputs else None,
    )
    if not plan.shape:
        raise InvalidInput(f"{card.where(('scan',))}: the card scans nothing: give a parameter a range or a list.")
    if plan.count > MOST_POINTS:
        raise InvalidInput(f"{card.where(('scan',))}: {plan.count:.3g} points are more than {MOST_POINTS:.0e}.")
    _refuse_outputs(card, plan)
    for parameter in model.PARAMETERS:
        if parameter.required and parameter.name not in {*fixed, *scanned}:
            where = card.where(("parameters",))
            raise InvalidInput(f"{where}: {parameter.name} must be given: {parameter.meaning}, {parameter.allowed}.")
    return plan


def _without(section: ScanSection, overrides: Mapping[str, Any]) -> ScanSection:
    """The section without what is overridden."""
    kept = {key: {n: x for n, x in getattr(section, key).items() if n not in overrides} for key in ("axes", "derived")}
    solve = {name: item for name, item in section.solve.items() if name not in overrides}
    draw = section.draw if _is_drawn(kept["axes"]) or not _is_drawn(section.axes) else None
    return section.model_copy(update={**kept, "solve": solve, "draw": draw})


def _is_drawn(axes: Mapping[str, ScanAxis]) -> bool:
    return any(axis.points is None and axis.values is None for axis in axes.values())


def _fixed(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """What is the same at all points, as numbers and choices."""
    declared = {item.name: item for item in (*model.PARAMETERS, *model.OPTIONS)}
    return {name: declared[name].parse(value) for name, value in values.items()}


@contextmanager
def _at(card: Card, *place: str) -> Iterator[None]:
    """Puts the line of a key in front of what is wrong with its value."""
    try:
        yield
    except InvalidInput as error:
        raise InvalidInput(f"{card.where(('scan', *place))}: {error}") from None


def _end(name: str, key: str, parameter: Parameter, value: Any) -> float:
    return dataclasses.replace(parameter, name=f"scan.{name}.{key}", optional=False).parse(value)


def _ends(name: str, parameter: Parameter, axis: ScanAxis) -> tuple[float, float]:
    """Both ends, that must be allowed values and differ."""
    low, high = _end(name, "from", parameter, axis.start), _end(name, "to", parameter, axis.stop)
    for key, end in (("from", low), ("to", high)):
        if axis.spacing == "log" and end <= 0.0:
            raise InvalidInput(f"scan.{name}.{key} = {end:g} must be above 0 if the spacing is log.")
    if math.isclose(low, high, rel_tol=_SAME):
        raise InvalidInput(f"scan.{name} goes from {low:g} to the same value: the ends must differ.")
    return low, high


def _axis(card: Card, parameter: Parameter, axis: ScanAxis) -> Axis:
    name = parameter.name
    with _at(card, name):
        if axis.values is None:
            low, high = _ends(name, parameter, axis)
            count = axis.points or 2
            if count > MOST_POINTS:
                raise InvalidInput(f"scan.{name}.points = {count} is more than {MOST_POINTS:.0e}.")
            spaced = np.geomspace if axis.spacing == "log" else np.linspace
            return Axis(name, np.clip(spaced(low, high, count), min(low, high), max(low, high)), axis.spacing)
        values = np.array([_end(name, str(i), parameter, value) for i, value in enumerate(axis.values)])
        if len(np.unique(values)) < len(values):
            raise InvalidInput(f"scan.{name} has a value twice: each must differ from the others.")
        return Axis(name, values, "list")


def _draws(card: Card, section: ScanSection, drawn: Mapping[str, tuple[Parameter, ScanAxis]]) -> Draws | None:
    """The box in which points are drawn."""
    draw = section.draw
    if draw is None:
        return None
    if not drawn:
        with _at(card, "draw"):
            raise InvalidInput("nothing is drawn: every parameter of `scan:` has `points:` or a list; leave one out.")
    low, high = [], []
    for name, (parameter, axis) in drawn.items():
        with _at(card, name):
            ends = _ends(name, parameter, axis)
        low.append(min(ends))
        high.append(max(ends))
    if draw.method == "sobol" and draw.points & (draw.points - 1):
        below = 1 << (draw.points.bit_length() - 1)
        warnings.warn(
            f"a Sobol sequence covers a box evenly if it has a power of two of points, as {below} or {2 * below};"
            f" {draw.points} is none.",
            Note,
            stacklevel=2,
        )
    log = tuple(axis.spacing == "log" for _, axis in drawn.values())
    return Draws(tuple(drawn), tuple(low), tuple(high), log, draw.method, draw.points, draw.seed)


def _derived(card: Card, section: ScanSection, fixed: Mapping[str, Any]) -> dict[str, Expression]:
    """Expressions in what has a number before anything is solved."""
    numbers = [name for name, value in fixed.items() if isinstance(value, float)]
    known = [*section.axes, *section.derived, *numbers]
    found = {}
    for name, text in section.derived.items():
        with _at(card, "derived", name):
            found[name] = Expression.parse(text, name, [other for other in known if other != name])
    with _at(card, "derived"):
        in_order(found)
    return found


def _question(card: Card, section: ScanSection, model: type[Model]) -> Question | None:
    """What is looked for, that must be an observable of the model, between values that are allowed."""
    for name, item in section.solve.items():
        with _at(card, "solve", name):
            if (item.start is None) != (item.stop is None):
                raise InvalidInput(f"scan.solve.{name} needs `from:` and `to:`, or neither.")
            refuse_no_observable(model, item.observable)
            between = None if item.start is None else (item.start, item.stop)
            search_range(next(item for item in model.PARAMETERS if item.name == name), between)
        return Question(name, item.observable, item.equals, between)
    return None


def _refuse_outputs(card: Card, plan: Plan) -> None:
    """Raises InvalidInput for observables that the model does not have."""
    known = plan.model.observables()
    for number, name in enumerate(plan.outputs or ()):
        if name not in known:
            where = card.where(("scan", "outputs"))
            hint = did_you_mean(name, known)
            raise InvalidInput(
                f"{where}: output {number + 1}, {quoted(name)}, is no observable of {plan.model.NAME}: {hint}"
            )
