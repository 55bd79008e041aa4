"""Cards: YAML files that name a model, its parameters and its options."""

from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from reheaton.backend.user_file import user_text
from reheaton.errors import InvalidInput, did_you_mean
from reheaton.models.registry import find_model, is_model_file

CardValue = str | int | float | bool | None
"""A number in the declared unit, text with a unit, a choice, or nothing."""


class ScanAxis(BaseModel):
    """One scanned parameter: both ends included."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    start: float | str = Field(alias="from")
    stop: float | str = Field(alias="to")
    points: int = Field(ge=2)
    spacing: Literal["log", "linear"] = "linear"


class Card(BaseModel):
    """What a card may hold."""

    model_config = ConfigDict(extra="forbid")

    model: str
    parameters: dict[str, CardValue] = Field(default_factory=dict)
    options: dict[str, CardValue] = Field(default_factory=dict)
    scan: dict[str, ScanAxis] = Field(default_factory=dict)

    @property
    def values(self) -> dict[str, CardValue]:
        """Parameters and options together, as a model takes them."""
        return {**self.parameters, **self.options}


def read_card(path: Path) -> Card:
    """The card in a file. A model file it names is looked for beside it. Raises InvalidInput."""
    text = user_text(path, "the card")
    try:
        content = yaml.load(text, Loader=_StrictLoader)
    except yaml.YAMLError as error:
        raise InvalidInput(f"{path}{_line_of(error)} is not valid YAML: {_problem_of(error)}.") from None
    if not isinstance(content, dict):
        raise InvalidInput(f"{path} is not a card: it must hold `model:` and may hold `parameters:` and `options:`.")
    try:
        card = Card.model_validate(content)
    except ValidationError as error:
        raise InvalidInput(f"{path}: {_first_problem(error, _declared(content, path))}") from None
    return card.model_copy(update={"model": _beside(path, card.model)})


def _beside(path: Path, model: str) -> str:
    """The model as a card names it; a file is looked for beside the card."""
    return str(path.parent / model) if is_model_file(model) else model


def _declared(content: dict[Any, Any], path: Path) -> dict[str, str]:
    """Parameters and options of the card's model, if it can be found, with the key each belongs under."""
    try:
        model = find_model(_beside(path, str(content.get("model"))))
    except InvalidInput:
        return {}
    places = {"parameters": model.PARAMETERS, "options": model.OPTIONS}
    return {item.name: place for place, items in places.items() for item in items}


class _StrictLoader(yaml.SafeLoader):
    """Refuses a key given twice, which YAML would settle silently in favour of the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys: set[Any] = set()
        for key_node, _ in node.value:
            if key_node.value in keys:
                raise yaml.MarkedYAMLError(
                    problem=f"{key_node.value!r} is given twice", problem_mark=key_node.start_mark
                )
            keys.add(key_node.value)
        return super().construct_mapping(node, deep)


def _line_of(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    return f" (line {mark.line + 1})" if mark else ""


def _problem_of(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None)
    return str(problem or error).rstrip(".")


def _first_problem(error: ValidationError, declared: dict[str, str]) -> str:
    first = error.errors()[0]
    # Pydantic ends the place with the kind of value it tried, which says nothing to a user.
    keys = [str(part) for part in first["loc"] if part not in {"str", "int", "float", "bool"}]
    place = ".".join(keys)
    if first["type"] == "extra_forbidden":
        if place in declared:
            where = declared[place]
            return f"{place!r} is not a key of a card ({where} go under `{where}:`)."
        fields = ScanAxis if len(keys) > 1 else Card
        known = [field.alias or name for name, field in fields.model_fields.items()]
        return f"{place!r} is not a key of a card: {did_you_mean(keys[-1], known)}"
    if first["type"] == "missing":
        return f"`{place}:` is missing."
    if isinstance(first["input"], dict | list) and first["type"] != "dict_type":
        return f"{place} must be one number, text, true, false or none."
    return f"{place} = {first['input']!r}: {first['msg']}."
