"""From solved numbers to a result: limits, checks and units, for one point or for many alike."""

import math
from collections.abc import Mapping
from typing import Any, Final

import numpy as np

from reheaton.errors import NumericalFailure
from reheaton.models.compiled import Solved
from reheaton.models.result import Result
from reheaton.probes.check import Check
from reheaton.probes.limits.limit import Limit, of_one_point
from reheaton.probes.limits.tables import table_limits
from reheaton.probes.parameter import REQUIRED, Parameter
from reheaton.universe.outcome import Outcome

Model = Any
"""A `models.model.Model`, which stands above this file."""
FIRST_LAW: Final = 1e-2
"""First-law residual above which an answer is flagged; converged solutions stay below 1e-3."""


def result(model: Model, solved: Solved) -> Result:
    """The result of one point, or of a point that JAX traces, which has observables alone.

    Raises NumericalFailure where an observable is not defined.
    """
    if solved.residual is None:
        return _result(model, solved.observables, [], [], {"result_code": solved.code}, solved.code)
    if any(math.isnan(value) for value in solved.observables.values()):
        reasons = (probe.undefined(solved.observables) for probe in model.probes())
        why = next((reason for reason in reasons if reason), Outcome.UNDEFINED.message)
        raise NumericalFailure(f"{model.NAME} did not solve: {why}.")
    diagnostics = {"first_law_residual": solved.residual, "steps": solved.steps, **model.diagnostics()}
    prepared = solved.prepared
    for probe, tables in zip(model.probes(), prepared.tables if prepared else (), strict=True):
        diagnostics |= probe.diagnostics(tables)
    found = ordered(model, solved.observables)
    limits, checks = of_one_point(limits_of(model, found)), checks_of(model, found, solved.residual)
    return _result(model, found, limits, checks, diagnostics, solved.code, (model, prepared))


def _result(
    model: Model, found: Any, limits: Any, checks: Any, diagnostics: Any, codes: Any, source: Any = None
) -> Result:
    return Result(
        model=model.NAME,
        parameters=model.parameters,
        options=model.options,
        observables=found,
        units=units_of(model, found),
        symbols=symbols_of(model, found),
        settings=model.in_use(),
        limits=limits,
        checks=checks,
        diagnostics=diagnostics,
        citations=model.citations(),
        codes=codes,
        source=source,
    )


def ordered(model: Model, found: Mapping[str, Any]) -> dict[str, Any]:
    """The observables with the headline ones first, otherwise as the probes declare them."""
    declared = {name: item for probe in model.probes() for name, item in probe.OBSERVABLES.items()}
    names = sorted(declared, key=lambda name: not declared[name].headline)
    return {name: found[name] for name in names if name in found}


def units_of(model: Model, found: Mapping[str, Any]) -> dict[str, str]:
    """The units of observables and parameters, by name."""
    declared = {name: item.unit for probe in model.probes() for name, item in probe.OBSERVABLES.items()}
    return {name: declared[name] for name in found} | {item.name: item.unit for item in model.PARAMETERS}


def symbols_of(model: Model, found: Mapping[str, Any]) -> dict[str, str]:
    """The symbols of observables and parameters that have one, by name."""
    declared = {name: item.symbol for probe in model.probes() for name, item in probe.OBSERVABLES.items()}
    named = {name: declared[name] for name in found} | {item.name: item.symbol for item in model.PARAMETERS}
    return {name: symbol for name, symbol in named.items() if symbol}


def limits_of(model: Model, found: Mapping[str, Any]) -> list[Limit]:
    """Experimental limits on the observables of all probes, numbers or arrays (points,)."""
    probes = model.probes()
    sums = dict(found)
    for probe in probes:
        for name, item in probe.OBSERVABLES.items():
            if item.adds_to and name in found:
                sums[item.adds_to] = sums.get(item.adds_to, 0.0) + np.asarray(found[name])
    tables = dict.fromkeys(name for probe in probes for name in probe.LIMITS)
    limits = [limit for name in tables for limit in table_limits(name, sums)]
    return limits + [limit for probe in probes for limit in probe.limits(sums)]


def checks_of(model: Model, found: Mapping[str, Any], residual: Any) -> list[Check]:
    """All checks of the approximation, raised or not, numbers or arrays (points,)."""
    first_law = Check(
        "first_law",
        residual,
        "energy is conserved only to {value:.2g}: a bath takes up heat at another temperature than assumed.",
        above=FIRST_LAW,
    )
    probes = [check for probe in model.probes() for check in probe.checks(found)]
    return [*model.checks(found), *probes, first_law]


def example(cls: type[Model], options: Mapping[str, Any]) -> Model:
    """A model of a class with every parameter given; values are not checked against each other."""
    values = {name: _sample(item) for name, item in cls.declarations().items() if isinstance(item, Parameter)}
    values |= {item.name: item.parse(options.get(item.name, item.default)) for item in cls.OPTIONS}
    return cls.unchecked(values)


def _sample(item: Parameter) -> float:
    """The default, or a value within the allowed range."""
    if item.default is not REQUIRED and item.default is not None:
        return item.default
    low, high = max(item.minimum, -1e30), min(item.maximum, 1e30)
    return math.sqrt(low * high) if low > 0 else 0.5 * (low + high)
