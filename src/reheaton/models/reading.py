"""From solved numbers to a result: limits, checks and units, for one point or for many alike."""

import dataclasses
import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from reheaton.errors import NumericalFailure
from reheaton.models.compiled import Solved
from reheaton.models.named import Named
from reheaton.models.result import Result
from reheaton.models.written import listed, probes_of
from reheaton.probes.at_point import at_point, reshaped
from reheaton.probes.check import Check
from reheaton.probes.limits.limit import Limit, of_one_point
from reheaton.probes.limits.sets import in_set
from reheaton.probes.limits.tables import table_limits
from reheaton.probes.parameter import REQUIRED, Parameter
from reheaton.probes.probe import Probe
from reheaton.universe.outcome import Outcome

Model = Any
"""A `models.model.Model`, which stands above this file."""
Probes = Sequence[Probe]
_VOID: Final = "bounds on it do not hold in this model"
"""Why a bound does not apply where a probe does not say it."""
FIRST_LAW: Final = 1e-3
"""First-law residual above which an answer is flagged. The integration itself stays below 3e-4."""


def result(model: Model, solved: Solved) -> Result:
    """The result of one point, or of a point that JAX traces, which has observables alone.

    Raises NumericalFailure where an observable is not defined.
    """
    probes = probes_of(model)
    if solved.residual is None:
        return _result(model, probes, ordered(probes, solved.observables), codes=solved.code)
    if any(math.isnan(value) for value in solved.observables.values()):
        reasons = (probe.undefined(solved.observables) for probe in probes)
        why = next((reason for reason in reasons if reason), Outcome.UNDEFINED.message)
        raise NumericalFailure(f"{model.NAME} did not solve: {why}.")
    diagnostics = {"first_law_residual": solved.residual, "steps": solved.steps, **model.diagnostics()}
    prepared = solved.prepared
    for probe, tables in zip(probes, prepared.tables if prepared else (), strict=True):
        diagnostics |= probe.diagnostics(tables)
    found = ordered(probes, solved.observables)
    limits = at_point(limits_of(model, probes, found), None)
    return _result(
        model,
        probes,
        found,
        limits=of_one_point(limits),
        alternatives=limits,
        checks=at_point(checks_of(model, probes, found, solved.residual), None),
        diagnostics=diagnostics,
        codes=solved.code,
        source=(model, solved),
    )


def result_of_many(
    model: Model, found: Mapping[str, Any], codes: np.ndarray, residual: np.ndarray, shape: tuple[int, ...]
) -> Result:
    """The result of many points; the fields of the model are arrays (points,) where the points differ.

    Everything is computed for a flat list of points; `shape` is that of the arrays in the result.
    """
    probes = probes_of(model)
    observables = ordered(probes, found)
    with np.errstate(invalid="ignore", divide="ignore"):
        limits, checks = limits_of(model, probes, observables), checks_of(model, probes, observables, residual)
    parameters = {
        name: value if value is None else np.broadcast_to(np.asarray(value, dtype=float), codes.shape)
        for name, value in model.parameters.items()
    }
    many = {
        "parameters": parameters,
        "limits": [_everywhere(limit, codes.shape) for limit in limits],
        "checks": [_everywhere(check, codes.shape) for check in checks],
        "diagnostics": {"first_law_residual": residual},
        "codes": codes,
    }
    return _result(model, probes, reshaped(observables, shape), **reshaped(many, shape))


def _everywhere(item: Any, points: tuple[int, ...]) -> Any:
    """A limit or check whose value is an array, also where it is the same at all points."""
    return dataclasses.replace(item, value=np.broadcast_to(np.asarray(item.value), points))


def _result(model: Model, probes: Probes, found: Mapping[str, Any], **more: Any) -> Result:
    declared = {name: item for probe in probes for name, item in probe.OBSERVABLES.items()}
    items = {name: declared[name] for name in found} | {item.name: item for item in model.PARAMETERS}
    given = {"parameters": model.parameters, "options": model.options} | more
    values = given["parameters"] | given["options"]
    return Result(
        model=model.NAME,
        observables=found,
        units={name: item.unit for name, item in items.items()},
        symbols={name: item.symbol for name, item in items.items() if item.symbol},
        meanings={name: item.meaning for name, item in items.items()},
        headlines=tuple(name for name in found if declared[name].headline),
        settings={name: values[name] for name in model.in_use()},
        citations=model.citations(probes),
        **given,
    )


def ordered(probes: Probes, found: Mapping[str, Any]) -> dict[str, Any]:
    """The observables with the headline ones first, otherwise as the probes declare them."""
    declared = {name: item for probe in probes for name, item in probe.OBSERVABLES.items()}
    names = sorted(declared, key=lambda name: not declared[name].headline)
    return {name: found[name] for name in names if name in found}


def limits_of(model: Model, probes: Probes, found: Mapping[str, Any]) -> list[Limit]:
    """Experimental limits of the model's set on the observables of all probes, numbers or arrays (points,)."""
    sums = dict(found)
    for probe in probes:
        for name, item in probe.OBSERVABLES.items():
            for number, total in enumerate(item.adds_to if name in found else ()):
                # The first sum may consist of this observable alone; the others are made by other probes or not at all.
                if number == 0 or total in sums:
                    sums[total] = sums.get(total, 0.0) + np.asarray(found[name])
    found = Named(found)  # authors look names up
    tables = dict.fromkeys(name for probe in probes for name in probe.LIMITS)
    void: dict[str, dict[str, Any]] = {}
    for probe in probes:
        for name, told in probe.void(found).items():
            clauses = void.setdefault(name, {})
            for clause, where in (told if isinstance(told, Mapping) else {_VOID: told}).items():
                clauses[clause] = np.asarray(where) | clauses.get(clause, False)
    limits = [limit for name in tables for limit in table_limits(name, sums, void)]
    limits += [limit for probe in probes for limit in listed(probe, "limits", Limit, probe.limits(found))]
    return [limit for limit in limits if in_set(limit.sets, model.limits)]


def checks_of(model: Model, probes: Probes, found: Mapping[str, Any], residual: Any) -> list[Check]:
    """All checks of the approximation, raised or not, numbers or arrays (points,)."""
    found = Named(found)
    first_law = Check(
        "first_law",
        residual,
        "energy is conserved only to {value:.3g}, not to {above:g}: a bath takes up heat at another temperature than"
        " assumed.",
        above=FIRST_LAW,
    )
    own = [check for probe in probes for check in listed(probe, "checks", Check, probe.checks(found))]
    return [*listed(model, "checks", Check, model.checks(found)), *own, first_law]


def example(cls: type[Model], options: Mapping[str, Any]) -> Model:
    """A model of a class with every parameter given; values are not checked against each other."""
    values = {name: middle(item) for name, item in cls.declarations().items() if isinstance(item, Parameter)}
    values |= {item.name: item.parse(options.get(item.name, item.default)) for item in cls.OPTIONS}
    return cls.unchecked(values)


def middle(item: Parameter) -> float:
    """The default of a parameter, or a value in the middle of its range, geometric where that is positive."""
    if item.default is not REQUIRED and item.default is not None:
        return item.default
    low, high = max(item.minimum, -1e30), min(item.maximum, 1e30)
    return math.sqrt(low * high) if low > 0 else 0.5 * (low + high)
