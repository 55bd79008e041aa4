"""What accepted values must be: the oracle of the surfaces that read numbers and options."""

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any, Final

import numpy as np
import pint

from fuzzing.case import Nonsense
from fuzzing.given import REFUSE, UNSURE, Given
from fuzzing.number_makers import Asked
from reheaton.probes.parameter import Option, Parameter

_registry: Final = pint.UnitRegistry()
_BEGIN: Final = re.compile(r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)(.*)", re.DOTALL)


def asked(parameter: Parameter) -> Asked:
    """What a parameter asks for."""
    p = parameter
    return Asked(p.unit, p.minimum, p.maximum, p.exclusive_minimum, p.optional)


def verdict(given: Given, what: Asked) -> bool | None:
    """Whether one value must be accepted or refused; None if that is not known."""
    if given.meaning is UNSURE:
        return None
    if given.meaning is REFUSE:
        return False
    admitted = what.admits(given.meaning)
    if given.exact or given.meaning is None:
        return admitted
    # The rounding of a unit may carry a value over an end.
    near = [end for end in (what.low, what.high) if math.isclose(given.meaning, end, rel_tol=1e-12)]
    return None if near else admitted


def compare(name: str, found: Any, given: Given, what: Asked) -> None:
    """Raises Nonsense unless what was read is what was given."""
    meaning = second_reading(given, what.unit) if given.meaning is UNSURE else given.meaning
    if meaning is UNSURE:
        if found is not None and not what.admits(float(found)):
            raise Nonsense(f"{name} = {found!r} is out of range")
        return
    if meaning is REFUSE:
        raise Nonsense(f"{name} = {given.source[:200]} is accepted as {found!r}")
    if meaning is None or found is None:
        if meaning is not found:
            raise Nonsense(f"{name} is read as {found!r} and means {meaning!r}")
        return
    tolerance = 2.3e-16 if given.exact and given.meaning is not UNSURE else 1e-14
    if not (type(found) is float and math.isclose(found, meaning, rel_tol=tolerance, abs_tol=1e-323)):
        raise Nonsense(f"{name} is read as {found!r} and means {meaning!r}")


def second_reading(given: Given, unit: str) -> Any:
    """Meaning of a text that was damaged: its beginning as a decimal number, times a unit as pint has it in floats."""
    if not given.source.startswith(("'", '"')):
        return UNSURE
    text = given.value.replace("\N{MINUS SIGN}", "-")
    if text.strip().lower() == "none":
        return None
    parts = _BEGIN.fullmatch(text)
    if parts is None:
        return REFUSE
    own = parts[2].strip()
    if not own:
        return float(Fraction(parts[1])) if abs(Fraction(parts[1])) < 1e308 else REFUSE
    try:
        power = _registry.Quantity(1.0, own)
        powers = dict(power.unit_items()).get("speed_of_light", 0)
        power = power * _registry.Quantity(1.0, "speed_of_light") ** -powers
        return float(parts[1]) * power.to(unit or "dimensionless").magnitude
    except Exception:  # pint raises many types
        return REFUSE


def choice(random: Random, option: Option) -> Given:
    """A value of an option, right or wrong."""
    right = random.choice(option.choices)
    kind = random.random()
    if kind < 0.5:
        return Given(repr(right), right)
    if kind < 0.75:
        text = str(right).lower() if isinstance(right, bool) else str(right)
        forms = ["{!r}", "np.str_({!r})", "' ' + {!r} + '\\n'"]
        return Given(random.choice(forms).format(text), right)
    if isinstance(right, bool):
        return Given(f"np.bool_({right})", right)
    texts = [
        "",
        "x",
        "MU",
        "currentt",
        "table:",
        "first-principle",
        "none",
        "1.0",
        "\0",
        "ｍu",
        "mu\u0301",
        "t" * 3000,
        "all,paper",
    ]
    wrong = [repr(text) for text in texts] + [
        "None", "1.5", "3.0", "np.float64(3.0)", "np.float32(1)", "1 + 0j", "2", "0", "-1", "nan", "b'mu'", "['mu']",
        "('mu',)",
        "np.array('mu')", "np.array(['mu'])", "{}", "{'mu'}", "Hostile()", "object()", "jnp.asarray(3)",
        "np.datetime64('2020')",
        "pd.NA", "str", "Ellipsis", "10**5000", "slice(3)", "u.GeV", "ureg.GeV", "Decimal(3)", "Fraction(3)",
        "np.array(3)",
    ]  # fmt: skip
    return Given(random.choice([*wrong, "Whole.THREE", "HostileText('mu')", "True", "1", "np.True_", "'true'"]), UNSURE)


def compare_choice(name: str, found: Any, given: Given, option: Option) -> None:
    """Raises Nonsense unless a choice is one of the option, and the one given."""
    free = option.prefix is not None and isinstance(found, str) and found.startswith(option.prefix)
    if not free and not any(found is c or (type(found) is type(c) and found == c) for c in option.choices):
        raise Nonsense(f"{name} = {found!r} is none of {option.choices}")
    if given.meaning is not UNSURE:
        if type(found) is not type(given.meaning) or found != given.meaning:
            raise Nonsense(f"{name} is read as {found!r} and means {given.meaning!r}")
    elif given.source in ("True", "1", "np.True_", "Whole.THREE") or isinstance(given.value, str):
        # A choice and the same in another type: 1 is not true.
        if str(found).lower() != str(given.value).strip().lower() and given.source != "Whole.THREE" and not free:
            raise Nonsense(f"{name} is read as {found!r} from {given.source}")
    else:
        raise Nonsense(f"{name} = {given.source[:200]} is accepted as {found!r}")


def compare_all(values: Mapping[str, Given], found: Mapping[str, Any], items: Mapping[str, Parameter | Option]) -> None:
    """Raises Nonsense unless all values are what was given."""
    for name, given in values.items():
        if name not in items:
            raise Nonsense(f"{name!r} is accepted, and is no name")
        item = items[name]
        if isinstance(item, Parameter):
            compare(name, found[name], given, asked(item))
        else:
            compare_choice(name, found[name], given, item)


def compare_array(name: str, found: Any, given: Given) -> None:
    """Raises Nonsense unless an array is what was given."""
    if given.meaning is REFUSE:
        raise Nonsense(f"{name} = {given.source[:200]} is accepted as {found!r}")
    if given.meaning is UNSURE:
        return
    if not (np.shape(found) == np.shape(given.meaning) and np.allclose(found, given.meaning, rtol=1e-14, atol=0.0)):
        raise Nonsense(f"{name} is read as {found!r} and means {given.meaning!r}")
