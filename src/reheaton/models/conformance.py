"""Whether a model does what the rest of the package expects of it: the findings of `reheaton check`."""

import functools
import inspect
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import jax
import numpy as np

from reheaton.citations import known_keys
from reheaton.errors import InvalidInput, NumericalFailure, quoted
from reheaton.models import reading
from reheaton.models.batch import solve_batch
from reheaton.models.model import Model
from reheaton.models.registry import line_of_author
from reheaton.models.result import Result
from reheaton.models.written import numbers_unknown, probes_of, undeclared
from reheaton.probes.number_text import is_unit
from reheaton.probes.parameter import REQUIRED

_UNITS_OF_COSMOLOGY: Final = ("h/Mpc", "Mpc/h", "Msun/h", "Msun", "GeV^2", "GeV^3", "GeV^4", "1/cm^2/s/sr")
"""Units that are in use and that the library of units does not read."""
_SAME: Final = 1e-8
"""Largest relative difference of a batch from single points: both are rounded differently, by 1e-12 or less each."""
_STEPS: Final = (1e-2, 3e-3)
"""Relative steps h of central differences, of which the better one counts. Their errors in a derivative by ln x are
1e-6/h, from the error of a solution, and h^2 times a third derivative of order 1 to 10."""
_DERIVATIVE: Final = 1e-3
"""Largest difference of d ln(observable)/d ln(parameter) from finite differences, over the largest such derivative of
the observable or 1."""
_LEFT_BY_DECAYS: Final = 1e-30
"""Below this an observable is what exponential decays left of it, whose logarithm is as uncertain as the exponent."""

_PACKAGE: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Finding:
    """One thing that was checked: its name, whether it is as it should be, and a sentence."""

    name: str
    passed: bool
    sentence: str


def conformance(model: type[Model], values: Mapping[str, Any]) -> list[Finding]:
    """Check a model at one point: the values given, else defaults, else the middle of the range.

    Declarations; the point solves; observables have known units; citations are known; energy is conserved; a batch
    equals a loop; derivatives equal finite differences. What fails in the model's code becomes a finding that names
    the line.
    """
    found = [_docstring(model), *_declarations(model)]
    point, finding = _attempt(
        "point", lambda: model(**(_defaults(model, values) | dict(values))), "all parameters fit."
    )
    found.append(finding)
    if point is None:
        return found
    result, finding = _attempt("solution", point.solve, f"{point!r} is solved.")
    if finding.passed and (lacking := _no_result(result)):
        result, finding = None, Finding("solution", False, lacking)
    found.append(finding)
    if result is None:
        return found
    found += [_observables(point, result), _checks(result), _units(result), _citations(result), _energy(result)]
    for name, check in (("batch", _batch), ("derivatives", _derivatives)):
        own, finding = _attempt(name, functools.partial(check, point, result), "")
        found.append(finding if own is None else own)
    return found


def _docstring(model: type[Model]) -> Finding:
    sentence = model.SUMMARY or "the class has no docstring: write one line."
    return Finding("docstring", bool(model.SUMMARY), sentence)


def _declarations(model: type[Model]) -> Iterator[Finding]:
    """Every parameter has a meaning and a unit that can be read; its default is allowed, or its range is bounded.

    No field is annotated without being declared: that is most often a parameter whose `rh.parameter` was forgotten.
    """
    if not model.PARAMETERS:
        yield Finding("parameters", False, "no parameter is declared: declare fields with rh.parameter.")
    wrong = []
    for item in model.PARAMETERS:
        if not item.meaning.strip():
            wrong.append(f"{item.name} has no meaning")
        if not is_unit(item.unit):
            wrong.append(f"the unit {item.unit!r} of {item.name} is not known")
        if item.required and not (math.isfinite(item.minimum) and math.isfinite(item.maximum)):
            wrong.append(f"the range of {item.name} is not bounded: give minimum and maximum")
        elif item.minimum > item.maximum:
            wrong.append(f"the range of {item.name} is empty")
        elif item.default is not REQUIRED and item.default is not None and not item.admits(np.array(item.default)):
            wrong.append(f"the default of {item.name} is outside its range")
    wrong += undeclared(model).values()
    wrong += [f"{item.name} has no meaning" for item in model.OPTIONS if not item.meaning.strip()]
    yield _finding("declarations", wrong, f"parameters: {len(model.PARAMETERS)}, options: {len(model.OPTIONS)}.")


def _defaults(model: type[Model], values: Mapping[str, Any]) -> dict[str, Any]:
    """A value for every required parameter that is not given."""
    needed = [item for item in model.PARAMETERS if item.required and item.name not in values]
    return {item.name: reading.middle(item) for item in needed}


def _observables(point: Model, result: Result) -> Finding:
    """Every observable that a probe of the model's own declares is observed."""
    if not result.observables:
        return Finding("observables", False, "nothing is observed: probes() names no probe that observes something.")
    own = [probe for probe in probes_of(point) if not _is_ours(type(probe))]
    missing = [name for probe in own for name in probe.OBSERVABLES if name not in result.observables]
    wrong = [f"{name} is declared and not observed" for name in missing]
    return _finding("observables", wrong, f"{len(result.observables)} observables.")


def _checks(result: Result) -> Finding:
    """The sentence of every check can be filled in, also of those that are not raised here."""
    wrong = []
    for check in result.checks:
        own, finding = _attempt(check.name, lambda check=check: check.message, "")
        if own is None:
            wrong.append(f"the sentence of {check.name} cannot be filled in: {finding.sentence}")
    return _finding("checks", wrong, f"{len(result.checks)} checks and {len(result.limits)} limits.")


def _units(result: Result) -> Finding:
    unknown = {
        name: unit for name, unit in result.units.items() if not is_unit(unit) and unit not in _UNITS_OF_COSMOLOGY
    }
    wrong = [f"the unit {unit!r} of {name} is not known" for name, unit in unknown.items()]
    return _finding("units", wrong, "all units are known.")


def _citations(result: Result) -> Finding:
    wrong = [f"{key!r} is not in the bibliography" for key in result.citations if key not in known_keys()]
    if not result.citations:
        wrong.append("no citations: name the papers in CITATIONS")
    return _finding("citations", wrong, f"{len(result.citations)} references.")


def _no_result(result: Any) -> str:
    """What the answer of a `solve` that the model has of its own lacks; "" if it is a result as of `Model.solve`."""
    if not isinstance(result, Result) or result.shape:
        return f"`solve` must give the Result of one point, as `Model.solve` does, not {quoted(result)}."
    if "first_law_residual" not in result.diagnostics:
        return "the result of `solve` has no first_law_residual among its diagnostics: make it by `Model.solve`."
    return ""


def _energy(result: Result) -> Finding:
    residual = result.diagnostics["first_law_residual"]
    sentence = f"the first law holds to {residual:.1e}."
    return Finding("energy", residual < reading.FIRST_LAW, sentence)


def _batch(point: Model, result: Result) -> Finding:
    """Three points, solved together and one by one."""
    given = {name: value for name, value in point.parameters.items() if value is not None}
    items = {item.name: item for item in point.PARAMETERS}
    factors = np.array([0.97, 1.0, 1.02])
    arrays = {n: np.clip(factors * v, items[n].minimum, items[n].maximum) for n, v in given.items()}
    fixed = _settled_names(point)
    arrays = {name: array for name, array in arrays.items() if name not in fixed}
    batch = solve_batch(type(point), **arrays, **point.options)
    wrong = []
    for i in range(len(factors)):
        single = type(point)(**{n: float(a[i]) for n, a in arrays.items()}, **point.options).solve()
        for name, value in single.observables.items():
            if abs(batch.observables[name][i] - value) > _SAME * abs(value):
                wrong.append(f"{name} is {batch.observables[name][i]:.9g} in a batch and {value:.9g} alone")
    return _finding("batch", wrong[:1], "three points solved together equal the same points one by one.")


def _settled_names(point: Model) -> set[str]:
    """Parameters that follow from others, which may not be given."""
    return set(point.settle(frozenset()))


def _derivatives(point: Model, result: Result) -> Finding:
    """Logarithmic derivatives by every parameter, against central differences."""

    def numbers(model: Model) -> dict[str, jax.Array]:
        found = model.solve().observables
        return {name: found[name] for name, value in result.observables.items() if not isinstance(value, bool)}

    jacobian = jax.jacfwd(numbers)(jax.tree.map(float, point))
    values = {name: value for name, value in point.parameters.items() if value}
    differences = {name: [_differences(point, result, name, step) for step in _STEPS] for name in values}
    wrong, compared = [], 0
    for observable, row in jacobian.items():
        at = result.observables[observable]
        if abs(at) < _LEFT_BY_DECAYS:
            continue
        traced = {name: float(row.parameters[name]) * value / at for name, value in values.items()}
        # The error of a solution changes an observable by as much as a change of the most important parameter does.
        scale = max((1.0, *(abs(slope) for slope in traced.values())))
        for name, slope in traced.items():
            measured = [found[observable] for found in differences[name] if math.isfinite(found[observable])]
            best = min(measured, key=lambda other, slope=slope: abs(other - slope), default=None)
            if best is None:
                continue
            compared += 1
            if not abs(slope - best) <= _DERIVATIVE * scale:
                wrong.append(f"d ln {observable}/d ln {name} is {slope:.4g}, by finite differences {best:.4g}")
    return _finding("derivatives", wrong[:1], f"{compared} derivatives equal finite differences.")


def _differences(point: Model, result: Result, name: str, step: float) -> dict[str, float]:
    """d ln(observable)/d ln(parameter) by central differences; NaN where an observable is 0 or changes sign."""
    value = point.parameters[name]
    low, high = (point.changed({name: value * factor}).solve().observables for factor in (1 - step, 1 + step))
    ratios = {key: high[key] / low[key] if low[key] else math.nan for key in result.observables}
    # Logarithms, as what is left of a relic falls exponentially with its width.
    width = math.log((1 + step) / (1 - step))
    return {key: math.log(ratio) / width if ratio > 0 else math.nan for key, ratio in ratios.items()}


def _finding(name: str, wrong: list[str], good: str) -> Finding:
    return Finding(name, not wrong, "; ".join(wrong) + "." if wrong else good)


def _attempt(name: str, action: Callable[[], Any], good: str) -> tuple[Any, Finding]:
    """What an action gives, and a finding; None and the reason if it fails in the model's code."""
    try:
        with numbers_unknown():
            return action(), Finding(name, True, good)
    except (InvalidInput, NumericalFailure) as error:
        return None, Finding(name, False, str(error))
    except Exception as error:
        where = line_of_author(error)
        return None, Finding(name, False, (f"{where}: " if where else "") + _reason(error))


def _reason(error: Exception) -> str:
    """An error in one sentence."""
    return f"{type(error).__name__}: {error}".splitlines()[0]


def _is_ours(probe: type) -> bool:
    return _PACKAGE in Path(inspect.getfile(probe)).resolve().parents
