"""Constructors of the models of this package."""

import difflib
from random import Random
from typing import Any

import reheaton as rh
from fuzzing.case import Case
from fuzzing.given import Given, evaluated
from fuzzing.number_makers import damaged_text, number, right
from fuzzing.surfaces.reading import asked, choice, compare_all, verdict
from reheaton.models.model import Model
from reheaton.probes.parameter import Option, Parameter

MODELS: tuple[type[Model], ...] = (rh.TwinSterileNeutrino, rh.DodelsonWidrow, rh.InverseSymmetryBreaking)
TOGETHER = {
    rh.TwinSterileNeutrino: ("m_N", "m_nu", "vev_ratio"),
    rh.DodelsonWidrow: ("m_s", "sin2_2theta"),
    rh.InverseSymmetryBreaking: ("M_N", "lambda_portal", "T_max", "T_star", "c_phi"),
}
"""Parameters that make a point, each of any value in its range."""
_LOOK_ALIKE = str.maketrans({"m": "ｍ", "s": "ѕ", "_": "‿", "T": "Т", "a": "а", "N": "Ｎ"})


def values_of(random: Random, model: type[Model], wrong: float = 0.3) -> dict[str, Given]:
    """Values by name: those that make a point, and others, right or, in a share `wrong`, anything."""
    items = model.declarations()
    names = list(TOGETHER[model])
    if random.random() < 0.15:
        names.remove(random.choice(names))
    names += random.sample(list(items), random.choice((0, 0, 1, 1, 2, 4)))
    values: dict[str, Given] = {}
    for name in dict.fromkeys(names):
        item = items[name]
        if isinstance(item, Option):
            values[name] = choice(random, item)
        else:
            values[name] = (number if random.random() < wrong else right)(random, asked(item))
    if random.random() < 0.1:
        values[strange_name(random, list(items))] = Given(random.choice(("1.0", "None", "'x'", "Hostile()")))
    return values


def strange_name(random: Random, names: list[str]) -> str:
    """A name that is none, and may look like one."""
    name = random.choice(names)
    return random.choice(
        (
            lambda: name.translate(_LOOK_ALIKE) if name.translate(_LOOK_ALIKE) != name else f"{name}_",
            lambda: f" {name}",
            lambda: name.swapcase() if name.swapcase() not in names else f"{name}x",
            lambda: damaged_text(random, name) + "?",
            lambda: random.choice(
                ("", "self", "values", "fixed", "check", "universe", "dark_matter", "PARAMETERS", "_flat")
            ),
            lambda: name * 500 + "!",
            lambda: "__init__",
        )
    )()


def must(values: dict[str, Given], items: dict[str, Parameter | Option]) -> bool | None:
    """False if one of the values must be refused; None otherwise, as values may not fit together."""
    for name, given in values.items():
        item = items.get(name)
        if item is None or (isinstance(item, Parameter) and verdict(given, asked(item)) is False):
            return False
    return None


def shown(values: dict[str, Given]) -> str:
    """The values as arguments of a call."""
    return f"**{{{', '.join(f'{name!r}: {given.source}' for name, given in values.items())}}}"


def texts(values: dict[str, Given]) -> tuple[str, ...]:
    """Texts that a sentence must not repeat in full."""
    plain = [g.value for g in values.values() if g.source[:1] in "'\""]
    return (*values, *(g.source for g in values.values()), *(text for text in plain if isinstance(text, str)))


def make(random: Random) -> Case:
    """A model and values for it."""
    model = random.choice(MODELS)
    items: dict[str, Any] = dict(model.declarations())
    values = values_of(random, model)
    if random.random() < 0.01:
        source = random.choice(("1.0", "'x'", "None", "rh", "{}"))
        return Case(f"rh.{model.__name__}({source})", lambda: model(evaluated(source)), accepted=False)
    known = [name for name in values if name in items]
    near = [match for name in values for match in difflib.get_close_matches(name.lower(), items, n=1)]
    return Case(
        f"rh.{model.__name__}({shown(values)})",
        lambda: model(**{name: given.value for name, given in values.items()}),
        lambda made: compare_all(values, {**made.parameters, **made.options}, items),
        names=(*known, *near, *items),
        accepted=must(values, items),
        texts=texts(values),
    )
