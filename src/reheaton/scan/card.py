"""Cards: YAML files that name a model, its parameters and its options."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, ValidationError

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.models.registry import is_model_file
from reheaton.scan.sample_section import SampleSection, sample_problem
from reheaton.scan.scan_section import WORDS, Draw, ScanAxis, ScanSection, Solve, sorted_out
from reheaton.scan.strict_yaml import Document, Place, read_yaml

if TYPE_CHECKING:
    from reheaton.models.model import Model

CardValue = str | int | float | bool | None
"""A number in the declared unit, text with a unit, a choice, or nothing."""

_SECTIONS: Final = ("parameters", "options", "scan")
_LONG_NAME: Final = 60


class Card(BaseModel):
    """What a card may hold."""

    model_config = ConfigDict(extra="forbid")

    model: str
    parameters: dict[str, CardValue] = Field(default_factory=dict)
    options: dict[str, CardValue] = Field(default_factory=dict)
    scan: ScanSection = Field(default_factory=ScanSection)
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
            for name, place in _names(section, self._document.content.get(section, {})):
                where = self.where(place)
                if name not in belongs:
                    hint = did_you_mean(name, [*belongs, *WORDS] if section == "scan" else belongs)
                    raise InvalidInput(f"{where}: {quoted(name)} is not a parameter or option of {model.NAME}: {hint}")
                right = belongs[name]
                if right != section and (section, right) != ("scan", "parameters"):
                    kind = "a parameter" if right == "parameters" else "an option"
                    raise InvalidInput(f"{where}: {name} is {kind} of {model.NAME}: move it to `{right}:`.")
        if self.sample is not None:
            self.sample.refuse_for(model, self._document, (*self.parameters, *self.options))

    def to_sample(self) -> SampleSection:
        """The section `sample:`. Raises InvalidInput if there is none, or a scan beside it."""
        if self.sample is None:
            add = "add `sample: {priors: {PARAMETER: {from: .., to: ..}}}`"
            raise InvalidInput(
                f"{self.where(())}: the card has no section `sample:`, in which the priors stand: {add}."
            )
        if self.scan.names():
            raise InvalidInput(
                f"{self.where(('scan',))}: the card has `scan:`, which a posterior does not read: take it out."
            )
        return self.sample

    def where(self, place: Place) -> str:
        """The card's name and the line of a key, for messages."""
        return self._document.where(place)


def _names(section: str, content: Any) -> Iterator[tuple[str, Place]]:
    """Names of parameters and options that stand in a section, with their places."""
    if not isinstance(content, dict):
        return
    for name, value in content.items():
        if section != "scan" or name not in WORDS:
            yield name, (section, name)
        elif name in ("derived", "solve") and isinstance(value, dict):
            yield from ((inner, (section, name, inner)) for inner in value)


def read_card(path: Path) -> Card:
    """The card in a file. A model file it names is looked for beside it, and is not run. Raises InvalidInput."""
    document = read_yaml(path)
    if not isinstance(document.content, dict):
        raise InvalidInput(
            f"{document.where()} is not a card: it must hold `model:` and may hold `parameters:` and `options:`."
        )
    content = document.content
    if "scan" in content:
        content = {**content, "scan": sorted_out(content["scan"])}
    try:
        card = Card.model_validate(content)
    except ValidationError as error:
        raise InvalidInput(_first_problem(error, document)) from None
    _refuse_repeated(document)
    if is_model_file(card.model):
        card.model = str(path.parent / card.model)
    card._document = document
    _refuse_incomplete(card)
    return card


def _refuse_incomplete(card: Card) -> None:
    """A range needs both ends, and a number of points unless these are drawn."""
    for name, axis in card.scan.axes.items():
        where = card.where(("scan", name))
        if axis.values is not None:
            if (axis.start, axis.stop, axis.points) != (None, None, None):
                raise InvalidInput(f"{where}: scan.{name} has values and a range: keep one of them.")
            continue
        for key, value in (("from", axis.start), ("to", axis.stop)):
            if value is None:
                raise InvalidInput(f"{where}: `scan.{name}.{key}:` is missing.")
        if axis.points is None and card.scan.draw is None:
            raise InvalidInput(f"{where}: `scan.{name}.points:` is missing: a grid needs it, or give `draw:` as well.")


def _refuse_repeated(document: Document) -> None:
    """A name in two sections would silently have the value of the last."""
    first: dict[str, Place] = {}
    for section in _SECTIONS:
        for name, place in _names(section, document.content.get(section, {})):
            if name in first:
                other = first[name]
                raise InvalidInput(
                    f"{document.where(place)}: {quoted(name)} is given under `{place[-2]}:` and, in line"
                    f" {document.lines[other]}, under `{other[-2]}:`: keep one of them."
                )
            first[name] = place


def _first_problem(error: ValidationError, document: Document) -> str:
    """What pydantic found, as a sentence with its line; a misspelt key first, as the right one is missing then."""
    first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    if first["loc"][0] == "sample":
        inside: Place = tuple(str(part) for part in first["loc"][:4])
        return f"{document.where(inside)}: {sample_problem(inside, first['type'], first['input'])}"
    place, value = _place(first["loc"], first["input"])
    where, name = document.where(place), ".".join(place)
    if len(name) > _LONG_NAME or not name.isprintable():
        name = quoted(name)
    if first["type"] == "extra_forbidden":
        return f"{where}: {_unknown_key(place, value)}"
    if first["type"] == "missing":
        return f"{where}: `{name}:` is missing."
    shown = "" if isinstance(value, dict | list) else f" = {quoted(value)}"
    return f"{where}: {name}{shown} must be {_must_be(place, first)}."


def _place(found: tuple[int | str, ...], value: Any) -> tuple[Place, Any]:
    """Where in the card a problem is, and the value there."""
    if found[0] != "scan":
        # After the keys of a card pydantic names the type that it tried, which says nothing to a user.
        return tuple(str(part) for part in found[:2]), value
    place = tuple(str(part) for part in found)
    if place[1:2] == ("axes",):
        place = ("scan", *place[2:])
        if place[2:3] == ("values",) and not isinstance(value, dict):
            return place[:2], value
        return place[:3], value
    return place[: 4 if place[1:2] == ("solve",) else 3], value


_SHAPES: Final = {
    "draw": "lines `method:`, `points:` and, if wanted, `seed:`",
    "derived": "lines of the form `parameter: expression`",
    "solve": "one line of the form `parameter: {for: observable, equals: value}`",
    "outputs": "a list of names of observables",
}
_VALUES: Final = {
    "points": "a whole number from 2 up",
    "spacing": "log or linear",
    "method": "random, latin-hypercube or sobol",
    "seed": "a whole number from 0 to 4294967295",
    "for": "the name of an observable",
}


def _must_be(place: Place, error: Any) -> str:
    """What may stand at a place of a card."""
    section, *inner = place
    if section == "model":
        return "text, the name of a model or FILE.py:Class"
    if not inner:
        return "lines of the form `name: value`"
    if section != "scan":
        return "one number, text, true, false or none"
    if len(inner) == 1:
        if "values" in error["loc"]:
            return "a list of numbers, or of text with units"
        return _SHAPES.get(inner[0], "lines `from:`, `to:`, `points:` and, if wanted, `spacing:`; or a list of values")
    if inner == ["draw", "points"]:
        return "a whole number from 1 to 100000000"
    if inner[0] == "solve" and len(inner) == 2:
        return "lines `for:`, `equals:` and, if wanted, `from:` and `to:`"
    if inner[0] == "derived":
        return "an expression, such as 1e3 * a / b"
    if inner[0] == "outputs":
        return "the name of an observable"
    return _VALUES.get(inner[-1], "a number or text with a unit")


_KEYS: Final = {"draw": Draw, "solve": Solve}


def _keys_of(kind: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in kind.model_fields.items()]


def _unknown_key(place: Place, value: Any) -> str:
    """What is said of a key that nothing reads."""
    *outer, key = place
    if outer:
        kind = _KEYS.get(outer[1], ScanAxis) if len(outer) > 1 else ScanAxis
        if kind is ScanAxis and any(key in _keys_of(other) for other in _KEYS.values()):
            # What stands in a section of its own was written under a name that is none of these.
            hint = did_you_mean(outer[-1], WORDS)
            return f"{quoted(key)} is not a key of a range, as {quoted(outer[-1])} is read: {hint}"
        return f"{quoted(key)} is not a key of a scan: {did_you_mean(key, _keys_of(kind))}"
    # Where a mapping stands, `model` cannot be meant, and where a value stands only `model` can.
    hint = did_you_mean(key, (*_SECTIONS, "sample") if isinstance(value, dict) else ("model",))
    if not hint.endswith("?"):
        others = "`model:`, `scan:` and `sample:`"
        hint = f"parameters go under `parameters:`, options under `options:`, and the others are {others}."
    return f"{quoted(key)} is not a key of a card: {hint}"
