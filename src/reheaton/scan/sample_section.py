"""The section `sample:` of a card: priors of parameters, and what a posterior is to be drawn from.

sample:
  priors:
    m_N: {from: 1 GeV, to: 300 GeV, spacing: log}   # flat in ln m_N; without `spacing: log` flat in m_N
    vev_ratio: {mean: 4, sd: 0.5}                   # Gaussian, cut at the allowed range or at `from:` and `to:`
  measured:
    Omega_h2: {mean: 0.12, sd: 0.0012}              # a Gaussian, instead of limits on this observable
  limits: [T_RH]                                    # only these; without it all of the set that `limits` chooses
  points: 2000                                      # effective samples
  seed: 1
"""

import dataclasses
import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.probes.quantity import in_unit
from reheaton.scan.strict_yaml import Document, Place

if TYPE_CHECKING:
    from reheaton.models.model import Model
    from reheaton.probes.parameter import Parameter

Number = StrictInt | StrictFloat | str
_MOST_POINTS: Final = 1_000_000


class PriorSection(BaseModel):
    """The prior of one parameter: `from`, `to` and perhaps `spacing`, or `mean`, `sd` and perhaps ends."""

    model_config = ConfigDict(extra="forbid")

    start: Number | None = Field(None, alias="from")
    stop: Number | None = Field(None, alias="to")
    spacing: Literal["log", "linear"] | None = None
    mean: Number | None = None
    sd: Number | None = None

    @property
    def gaussian(self) -> bool:
        return self.mean is not None or self.sd is not None


class MeasuredSection(BaseModel):
    """A measured observable: mean and standard deviation, in its unit or with one."""

    model_config = ConfigDict(extra="forbid")

    mean: Number
    sd: Number


class SampleSection(BaseModel):
    """What `sample:` may hold."""

    model_config = ConfigDict(extra="forbid")

    priors: dict[str, PriorSection] = Field(min_length=1)
    measured: dict[str, MeasuredSection] = Field(default_factory=dict)
    limits: list[str] | None = None
    points: StrictInt = Field(2000, ge=1, le=_MOST_POINTS)
    seed: StrictInt = Field(1, ge=0, lt=2**63)

    def refuse_for(self, model: "type[Model]", document: Document, given: Iterable[str]) -> None:
        """Raises InvalidInput, with the line, for what the model does not have, and for values that cannot be.

        `given` are the names of those parameters and options that have one value.
        """
        parameters = {parameter.name: parameter for parameter in model.PARAMETERS}
        for name, prior in self.priors.items():
            where = document.where(("sample", "priors", name))
            if name in given:
                raise InvalidInput(f"{where}: {name} has a value and a prior: keep one of them.")
            if name in (option.name for option in model.OPTIONS):
                raise InvalidInput(f"{where}: {name} is an option of {model.NAME}: only parameters have priors.")
            if name not in parameters:
                hint = did_you_mean(name, parameters)
                raise InvalidInput(f"{where}: {quoted(name)} is not a parameter of {model.NAME}: {hint}")
            prior_numbers(prior, parameters[name], f"{where}: sample.priors.{name}")
        for name in self.measured:
            self._measured_numbers(name, model, document.where(("sample", "measured", name)))

    def measured_numbers(self, model: "type[Model]") -> dict[str, tuple[float, float]]:
        """Mean and standard deviation of what is measured, in the units of the observables."""
        return {name: self._measured_numbers(name, model, "sample") for name in self.measured}

    def _measured_numbers(self, name: str, model: "type[Model]", where: str) -> tuple[float, float]:
        known = model.observables()
        if name not in known:
            raise InvalidInput(
                f"{where}: {quoted(name)} is not an observable of {model.NAME}: {did_you_mean(name, known)}"
            )
        unit, section = known[name].unit, self.measured[name]
        mean = finite_number(f"{where}: sample.measured.{name}.mean", section.mean, unit)
        return mean, positive_number(f"{where}: sample.measured.{name}.sd", section.sd, unit)


@dataclasses.dataclass(frozen=True)
class PriorNumbers:
    """A prior in the declared unit of its parameter: between two ends, and a Gaussian if it has a mean."""

    low: float
    high: float
    log: bool = False
    mean: float | None = None
    sd: float | None = None


def prior_numbers(prior: PriorSection, parameter: "Parameter", place: str) -> PriorNumbers:
    """The numbers of a prior. Raises InvalidInput, with `place` in front, for what is missing, or not allowed."""
    if prior.gaussian:
        if prior.spacing is not None:
            raise InvalidInput(f"{place}.spacing has no effect with mean and sd: take it out.")
        for key in ("mean", "sd"):
            if getattr(prior, key) is None:
                raise InvalidInput(f"{place}.{key} is missing: a Gaussian prior has mean and sd.")
        low, high = _end(prior.start, "from", parameter, place), _end(prior.stop, "to", parameter, place)
        mean = finite_number(f"{place}.mean", prior.mean, parameter.unit)
        sd = positive_number(f"{place}.sd", prior.sd, parameter.unit)
        _refuse_order(place, low, high)
        return PriorNumbers(low, high, mean=mean, sd=sd)
    for key, value in (("from", prior.start), ("to", prior.stop)):
        if value is None:
            raise InvalidInput(f"{place}.{key} is missing: a prior has from and to, or mean and sd.")
    low, high, log = (
        _end(prior.start, "from", parameter, place), _end(prior.stop, "to", parameter, place), prior.spacing == "log",
    )  # fmt: skip
    if log and low <= 0.0:
        raise InvalidInput(f"{place}.from = {low:g} must be above 0 if the spacing is log.")
    _refuse_order(place, low, high)
    return PriorNumbers(low, high, log)


def sample_problem(place: Place, kind: str, value: Any) -> str:
    """What is wrong at a place inside `sample:`, where pydantic found a problem of a kind, without the line."""
    name = ".".join(place)
    if kind == "extra_forbidden":
        return _unknown_key(place)
    if kind == "missing":
        return f"`{name}:` is missing."
    shown = "" if isinstance(value, dict | list) else f" = {quoted(value)}"
    return f"{name}{shown} must be {_must_be(place)}."


def _unknown_key(place: Place) -> str:
    *outer, key = place
    kind, what = SampleSection, "sample"
    if len(outer) > 1:
        kind, what = (PriorSection, "prior") if outer[1] == "priors" else (MeasuredSection, "measured observable")
    known = [field.alias or name for name, field in kind.model_fields.items()]
    return f"{quoted(key)} is not a key of a {what}: {did_you_mean(key, known)}"


def _must_be(place: Place) -> str:
    """What may stand at a place inside `sample:`."""
    last = place[-1]
    if len(place) == 1:
        return "lines `priors:` and, if wanted, `measured:`, `limits:`, `points:` and `seed:`"
    if len(place) == 2:
        return {
            "priors": "lines of the form `parameter: {from: .., to: ..}` or `parameter: {mean: .., sd: ..}`",
            "measured": "lines of the form `observable: {mean: .., sd: ..}`",
            "limits": "a list of names of limits, as [T_RH]",
            "points": f"a whole number from 1 to {_MOST_POINTS}",
        }.get(last, "a whole number from 0 up")
    if place[1] == "limits":
        return "text, the name of a limit"
    if len(place) == 3:
        ends = "`from:` and `to:`, or `mean:` and `sd:`"
        return f"lines {ends if place[1] == 'priors' else '`mean:` and `sd:`'}"
    return "log or linear" if last == "spacing" else "a number or text with a unit"


def _end(value: Any, key: str, parameter: "Parameter", place: str) -> float:
    """One end of a prior, by default that of the allowed range."""
    if value is None:
        return parameter.minimum if key == "from" else parameter.maximum
    return dataclasses.replace(parameter, name=f"{place}.{key}", optional=False).parse(value)


def _refuse_order(place: str, low: float, high: float) -> None:
    if not low < high or math.isclose(low, high, rel_tol=1e-15):
        raise InvalidInput(f"{place} goes from {low:g} to {high:g}: the first must be below the second.")


def finite_number(name: str, value: Any, unit: str) -> float:
    """A number in `unit`. Raises InvalidInput, with `name` in front."""
    number = in_unit(name, value, unit, "a finite number")
    if not isinstance(number, float) or not math.isfinite(number):
        raise InvalidInput(f"{name} = {quoted(value)} must be a finite number.")
    return number


def positive_number(name: str, value: Any, unit: str) -> float:
    """A number above 0 in `unit`. Raises InvalidInput, with `name` in front."""
    number = finite_number(name, value, unit)
    if number <= 0.0:
        raise InvalidInput(f"{name} = {number:g} must be above 0.")
    return number
