"""Many points of a model with their likelihood, also where some of them cannot be computed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from reheaton.models.batch import solve_usable
from reheaton.models.checked_points import invalid_points
from reheaton.models.model import Model
from reheaton.models.points import InvalidPoint, read_points
from reheaton.models.result import Result
from reheaton.posterior.likelihood import Likelihood
from reheaton.posterior.priors import Priors
from reheaton.scan.card import Card
from reheaton.scan.identity import made_from
from reheaton.scan.sample_section import prior_numbers


@dataclass(frozen=True)
class Question:
    """Whose posterior is asked for: the model, what is fixed, the priors and the likelihood."""

    model: type[Model]
    fixed: Mapping[str, Any]
    priors: Priors
    likelihood: Likelihood

    def identity(self, points: int, seed: int) -> dict[str, str]:
        """What so many effective samples with that seed depend on, by name: see `made_from`."""
        declared = self.model.declarations()
        fixed = {name: declared[name].parse(value) for name, value in self.fixed.items()}
        parts: dict[str, Any] = {f"prior of {name}": asdict(prior) for name, prior in self.priors.of.items()}
        parts["order of the priors"] = self.priors.names
        parts |= {f"measured {name}": numbers for name, numbers in self.likelihood.measured.items()}
        parts["limits that act"] = "all" if self.likelihood.limits is None else self.likelihood.limits
        return made_from(self.model, fixed, {**parts, "points": points, "seed": seed})


def question_of(card: Card, model: type[Model]) -> Question:
    """Whose posterior a card asks for in its section `sample:`. Raises InvalidInput, see `Card.to_sample`.

    The card has been checked with `refuse_for`.
    """
    section = card.to_sample()
    parameters = {parameter.name: parameter for parameter in model.PARAMETERS}
    priors = {n: prior_numbers(prior, parameters[n], f"sample.priors.{n}") for n, prior in section.priors.items()}
    limits = None if section.limits is None else tuple(section.limits)
    return Question(model, card.values, Priors(priors), Likelihood(section.measured_numbers(model), limits))


@dataclass(frozen=True)
class Evaluated:
    """Points of a batch: their ln L, -inf where there is none, and everything that was computed of them."""

    log_likelihood: np.ndarray
    valid: np.ndarray
    """Where the input is allowed, (points,)."""
    result: Result
    """That of the points; where the input is not allowed it shows another point."""
    refusal: str
    """Why the first of those that are not allowed is not; "" if there is none."""

    def columns(self) -> dict[str, np.ndarray]:
        """Everything that has a number at each point, by its name in the data set of the result, (points,) each."""
        numbers = {str(name): x for name, x in self.result.to_xarray().variables.items() if x.dtype.kind in "bif"}
        return {name: np.broadcast_to(x.values, self.result.shape) for name, x in numbers.items()}


def evaluate(question: Question, unit: np.ndarray) -> Evaluated | None:
    """ln L and results at places in the unit cube (points, parameters); None if the input is allowed at none of them.

    The number of points that are solved does not depend on how many are allowed: another number would be compiled anew.
    """
    places: dict[str, Any] = {**question.priors.at(unit)}
    valid, refusal = np.ones(len(unit), dtype=bool), ""
    try:
        result, refused = solve_usable(question.model, **question.fixed, **places)
    except InvalidPoint:
        valid, refusal = _allowed(question, places)
        if not valid.any():
            return None
        instead = np.where(valid, np.arange(len(valid)), np.argmax(valid))
        places = {n: x[instead] for n, x in places.items()}
        result, refused = solve_usable(question.model, **question.fixed, **places)
    if refused:
        valid[list(refused)] = False
        refusal = refusal or next(iter(refused.values())).reason
        if not valid.any():
            return None
    ln_L = np.where(valid, question.likelihood(result), -np.inf)
    return Evaluated(ln_L, valid, result, refusal)


def first_refusal(question: Question, unit: np.ndarray) -> str:
    """Why the input is not allowed at the first of the points where it is not; "" if it is everywhere."""
    places: dict[str, Any] = {**question.priors.at(unit)}
    if refusal := _allowed(question, places)[1]:
        return refusal
    _, refused = solve_usable(question.model, **question.fixed, **places)
    return next((error.reason for error in refused.values()), "")


def _allowed(question: Question, places: Mapping[str, np.ndarray]) -> tuple[np.ndarray, str]:
    """Where the input is allowed, and why it is not at the first of the other points."""
    points = read_points(question.model, {**question.fixed, **places})
    reasons = invalid_points(question.model, points)
    valid = np.ones(points.count, dtype=bool)
    valid[list(reasons)] = False
    return valid, next(iter(reasons.values()), "")
