"""What a command acts on: a model class, from its name, a card or a file, and the values given for it."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reheaton.cli.named_values import named_values
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.models.registry import find_model, is_model_file, model_names

if TYPE_CHECKING:
    from reheaton.models.model import Model
    from reheaton.scan.plan import Plan

_CARD_SUFFIXES = (".yaml", ".yml")


@dataclass(frozen=True)
class Target:
    """A model class and the values of its parameters and options.

    `scanned` names what a card scans, as its `plan` says, `sampled` what has a prior there, and `settings` what was
    given with -s, not by a card. What -s gives is neither scanned nor sampled.
    """

    model: "type[Model]"
    values: dict[str, Any]
    scanned: tuple[str, ...] = ()
    settings: frozenset[str] = frozenset()
    plan: "Plan | None" = None
    sampled: tuple[str, ...] = ()


def find_target(text: str, settings: Iterable[str] = ()) -> Target:
    """The target of `MODEL|CARD|FILE.py:Class` with `NAME=VALUE` settings on top. Raises InvalidInput."""
    if not _is_card(text):
        model = find_model(text)
        overrides = _overrides(settings, model)
        return Target(model, dict(overrides), settings=frozenset(overrides))
    from reheaton.scan.card import read_card

    card = read_card(Path(text))
    model = find_model(card.model)
    card.refuse_for(model)
    overrides = _overrides(settings, model)
    scanned = tuple(name for name in card.scan.names() if name not in overrides)
    plan = None
    if scanned:
        from reheaton.scan.planning import plan_of

        plan = plan_of(card, model, overrides)
    sampled = tuple(name for name in (card.sample.priors if card.sample else ()) if name not in overrides)
    return Target(model, {**card.values, **overrides}, scanned, frozenset(overrides), plan, sampled)


def _is_card(text: str) -> bool:
    if not text or is_model_file(text) or text in model_names():
        return False
    path = Path(text)
    return path.suffix in _CARD_SUFFIXES or os.path.exists(text) or path.name != text


def _overrides(settings: Iterable[str], model: "type[Model]") -> dict[str, str]:
    """Names and values of settings, each of which the model knows and is given once."""
    known = [declared.name for declared in (*model.PARAMETERS, *model.OPTIONS)]

    def refuse_unknown(name: str) -> None:
        from reheaton.models.written import undeclared

        if name in (fixed := undeclared(model)):
            raise InvalidInput(f"{fixed[name]}.")
        if name not in known:
            raise InvalidInput(
                f"{quoted(name)} is not a parameter or option of {model.NAME}: {did_you_mean(name, known)}"
            )

    return named_values("-s", settings, example=_example(model), refuse=refuse_unknown)


def _example(model: "type[Model]") -> str:
    """An allowed setting of the model's first parameter, if it has one."""
    if not model.PARAMETERS:
        return ""
    first = model.PARAMETERS[0]
    return f"{first.name}={min(max(10.0, first.minimum), first.maximum):g}"
