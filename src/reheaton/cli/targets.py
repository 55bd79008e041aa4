"""What a command acts on: a model class, from its name, a card or a file, and the values given for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reheaton.errors import InvalidInput, did_you_mean
from reheaton.models.registry import find_model, is_model_file, model_names

if TYPE_CHECKING:
    from reheaton.models.model import Model

_CARD_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Target:
    """A model class and the values of its parameters and options.

    `scanned` names what a card scans, and `settings` what was given with -s, not by a card.
    """

    model: "type[Model]"
    values: dict[str, Any]
    scanned: tuple[str, ...] = ()
    settings: frozenset[str] = frozenset()


def find_target(text: str, settings: Iterable[str] = ()) -> Target:
    """The target of `MODEL|CARD|FILE.py:Class` with `NAME=VALUE` settings on top. Raises InvalidInput."""
    values: dict[str, Any] = {}
    scanned: tuple[str, ...] = ()
    if _is_card(text):
        from reheaton.scan.card import read_card

        card = read_card(Path(text))
        model, values, scanned = find_model(card.model), card.values, tuple(card.scan)
    else:
        model = find_model(text)
    overrides = dict(_name_and_value(setting, model) for setting in settings)
    target = Target(model, {**values, **overrides}, scanned, frozenset(overrides))
    _refuse_unknown(target)
    return target


def _is_card(text: str) -> bool:
    if not text or is_model_file(text) or text in model_names():
        return False
    path = Path(text)
    return path.suffix in _CARD_SUFFIXES or path.exists() or path.name != text


def _name_and_value(setting: str, model: "type[Model]") -> tuple[str, str]:
    name, separator, value = setting.partition("=")
    name, value = name.strip(), value.strip()
    if not separator or not name or not value:
        raise InvalidInput(f"-s {setting!r} is not of the form NAME=VALUE{_example(model)}.")
    return name, value


def _example(model: "type[Model]") -> str:
    """An allowed setting of the model's first parameter, if it has one."""
    if not model.PARAMETERS:
        return ""
    first = model.PARAMETERS[0]
    return f", as in -s {first.name}={min(max(10.0, first.minimum), first.maximum):g}"


def _refuse_unknown(target: Target) -> None:
    known = [declared.name for declared in (*target.model.PARAMETERS, *target.model.OPTIONS)]
    for name in (*target.values, *target.scanned):
        if name not in known:
            raise InvalidInput(
                f"{name!r} is not a parameter or option of {target.model.NAME}: {did_you_mean(name, known)}"
            )
