"""Cards: YAML files that name a model, its parameters and its options."""

import dataclasses
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, StrictFloat, ValidationError

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.models.registry import is_model_file
from reheaton.scan.sample_section import SampleSection, sample_problem
from reheaton.scan.strict_yaml import Document, Place, read_yaml

if TYPE_CHECKING:
    from reheaton.models.model import Model
    from reheaton.probes.parameter import Parameter

CardValue = str | int | float | bool | None
"""A number in the declared unit, text with a unit, a choice, or nothing."""

_SECTIONS: Final = ("parameters", "options", "scan")
_LONG_NAME: Final = 60


class ScanAxis(BaseModel):
    """One scanned parameter: both ends included."""

    model_config = ConfigDict(extra="forbid")

    start: StrictFloat | str = Field(alias="from")
    stop: StrictFloat | str = Field(alias="to")
    points: int = Field(ge=2)
    spacing: Literal["log", "linear"] = "linear"


class Card(BaseModel):
    """What a card may hold."""

    model_config = ConfigDict(extra="forbid")

    model: str
    parameters: dict[str, CardValue] = Field(default_factory=dict)
    options: dict[str, CardValue] = Field(default_factory=dict)
    scan: dict[str, ScanAxis] = Field(default_factory=dict)
    sample: SampleSection | None = None

    _document: Document = PrivateAttr()

    @property
    def values(self) -> dict[str, CardValue]:
        """Parameters and options together, as a model takes them."""
        return {**self.parameters, **self.options}

    def refuse_for(self, model: "type[Model]") -> None:
        """Raises InvalidInput, with the line, for what the model does not have, or has in another place of a card."""
        parameters = {parameter.name: parameter for parameter in model.PARAMETERS}
        belongs = dict.fromkeys(parameters, "parameters") | {option.name: "options" for option in model.OPTIONS}
        for section in _SECTIONS:
            for name in getattr(self, section):
                where = self._document.where((section, name))
                if name not in belongs:
                    hint = did_you_mean(name, belongs)
                    raise InvalidInput(f"{where}: {quoted(name)} is not a parameter or option of {model.NAME}: {hint}")
                right = belongs[name]
                if right != section and (section, right) != ("scan", "parameters"):
                    kind = "a parameter" if right == "parameters" else "an option"
                    raise InvalidInput(f"{where}: {name} is {kind} of {model.NAME}: move it to `{right}:`.")
        if self.sample is not None:
            self.sample.refuse_for(model, self._document, (*self.parameters, *self.options))
        for name, axis in self.scan.items():
            _refuse_axis(f"{self._document.where(('scan', name))}: scan.{name}", axis, parameters[name])


def read_card(path: Path) -> Card:
    """The card in a file. A model file it names is looked for beside it, and is not run. Raises InvalidInput."""
    document = read_yaml(path)
    if not isinstance(document.content, dict):
        raise InvalidInput(
            f"{document.where()} is not a card: it must hold `model:` and may hold `parameters:` and `options:`."
        )
    try:
        card = Card.model_validate(document.content)
    except ValidationError as error:
        raise InvalidInput(_first_problem(error, document)) from None
    _refuse_repeated(document)
    if is_model_file(card.model):
        card.model = str(path.parent / card.model)
    card._document = document
    return card


def _refuse_repeated(document: Document) -> None:
    """A name in two sections would silently have the value of the last."""
    sections: dict[str, str] = {}
    for section in _SECTIONS:
        for name in document.content.get(section, ()):
            if name in sections:
                place, first = (section, name), sections[name]
                line = document.lines[first, name]
                raise InvalidInput(
                    f"{document.where(place)}: {quoted(name)} is given under `{section}:` and, in line {line},"
                    f" under `{first}:`: keep one of them."
                )
            sections[name] = section


def _refuse_axis(name: str, axis: ScanAxis, parameter: "Parameter") -> None:
    """Both ends must be allowed values, that differ."""
    ends = []
    for key, value in (("from", axis.start), ("to", axis.stop)):
        end = dataclasses.replace(parameter, name=f"{name}.{key}", optional=False).parse(value)
        if axis.spacing == "log" and end <= 0.0:
            raise InvalidInput(f"{name}.{key} = {end:g} must be above 0 if the spacing is log.")
        ends.append(end)
    if math.isclose(*ends, rel_tol=1e-15):
        raise InvalidInput(f"{name} goes from {ends[0]:g} to the same value: the ends must differ.")


def _first_problem(error: ValidationError, document: Document) -> str:
    """What pydantic found, as a sentence with its line; a misspelt key first, as the right one is missing then."""
    first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    if first["loc"][0] == "sample":
        inside: Place = tuple(str(part) for part in first["loc"][:4])
        return f"{document.where(inside)}: {sample_problem(inside, first['type'], first['input'])}"
    # After the keys of a card pydantic names the type that it tried, which says nothing to a user.
    place: Place = tuple(str(part) for part in first["loc"][: 3 if first["loc"][0] == "scan" else 2])
    where, name = document.where(place), ".".join(place)
    if len(name) > _LONG_NAME or not name.isprintable():
        name = quoted(name)
    if first["type"] == "extra_forbidden":
        return f"{where}: {_unknown_key(place, first['input'])}"
    if first["type"] == "missing":
        return f"{where}: `{name}:` is missing."
    value = "" if isinstance(first["input"], dict | list) else f" = {quoted(first['input'])}"
    return f"{where}: {name}{value} must be {_must_be(place)}."


def _must_be(place: Place) -> str:
    """What may stand at a place of a card."""
    section = place[0]
    if section == "model":
        return "text, the name of a model or FILE.py:Class"
    if len(place) == 1:
        return "lines of the form `name: value`"
    if section != "scan":
        return "one number, text, true, false or none"
    if len(place) == 2:
        return "lines `from:`, `to:`, `points:` and, if wanted, `spacing:`"
    if place[2] == "points":
        return "a whole number from 2 up"
    return "log or linear" if place[2] == "spacing" else "a number or text with a unit"


def _unknown_key(place: Place, value: Any) -> str:
    """What is said of a key that nothing reads."""
    *outer, key = place
    if outer:
        known = [field.alias or name for name, field in ScanAxis.model_fields.items()]
        return f"{quoted(key)} is not a key of a scan: {did_you_mean(key, known)}"
    # Where a mapping stands, `model` cannot be meant, and where a value stands only `model` can.
    hint = did_you_mean(key, (*_SECTIONS, "sample") if isinstance(value, dict) else ("model",))
    if not hint.endswith("?"):
        others = "`model:`, `scan:` and `sample:`"
        hint = f"parameters go under `parameters:`, options under `options:`, and the others are {others}."
    return f"{quoted(key)} is not a key of a card: {hint}"
