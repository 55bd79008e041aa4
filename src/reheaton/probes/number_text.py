"""Numbers written as text, with or without a unit, and what is said of text that cannot be read.

Conversions are made with fractions, in which 3 TeV are 3000 GeV exactly.
"""

import functools
import math
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from reheaton.errors import InvalidInput, quoted

_LONGEST: Final = 200
"""Most characters of a number with its unit."""
_SHORT: Final = 40
"""Most characters of a text that an error message writes in a better way."""
_DIGITS = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)"
_NUMBER = rf"{_DIGITS}(?:[eE][+-]?[0-9]+)?"
_PLAIN = re.compile(rf"{_NUMBER}|[+-]?(?:inf|infinity|nan)", re.IGNORECASE)
_NUMBER_AND_UNIT = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<unit>(?:1?\s*/\s*)?[^\W\d_].*)")
_FORTRAN = re.compile(rf"(?P<number>{_DIGITS})[dD](?P<exponent>[+-]?[0-9]+)(?P<rest>.*)")
_POWER_OF_TEN = re.compile(
    rf"(?:(?P<number>{_DIGITS})\s*[*x×·]\s*)?10\s*(?:\^|\*\*)\s*[({{]?(?P<exponent>[+-]?[0-9]+)[)}}]?(?P<rest>.*)"
)
_WILD_POWERS = re.compile(
    r"[\d⁰¹²³⁴-⁹]{3}|\d_|\)\s*(?:\*\*|\^)"
    r"|(?:\*\*|\^)\s*\((?!\s*[+-]?\d+(?:[./]\d+)?\s*\))"
    r"|(?:\*\*|\^)[\s()+\-\d.]*(?:\*\*|\^)"
)
"""Numbers of three digits, powers of powers, and exponents to be worked out: pint would compute GeV**9**9**9."""
_UNIT = re.compile(r"[\w\s*/^().+\-·×%°'\u207a\u207b]*")
"""Characters of units. Pint reads text as Python does, and passes over comments and semicolons."""
_ENERGIES: Final = ("eV", "meV", "keV", "MeV", "GeV", "TeV", "PeV")
_TO_ENERGY: Final = (
    ("hbar", "a rate", "hbar"),
    ("boltzmann_constant", "a temperature", "Boltzmann's constant"),
    ("speed_of_light**2", "a mass", "c^2"),
)
"""What times a constant is an energy: the constant, what it multiplies, and how it is called."""


def number_of_text(name: str, text: str, unit: str, allowed: str) -> float | None:
    """The number that a text means, in `unit`; None for "none". `name` and `allowed` are for the sentence of an error.

    Raises InvalidInput.
    """
    if len(text) > _LONGEST:
        raise InvalidInput(f"{name} = {quoted(text)} is not a number, as it has {len(text)} characters.")
    # The minus sign of printed papers is another character than that of a keyboard.
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    if plain.lower() == "none":
        return None
    if _PLAIN.fullmatch(plain):
        _refuse_rounding_to_zero(name, text, plain)
        return float(plain)
    # Pint alone would read "2,5 GeV" as 25 GeV; only one plain number and a unit pass.
    parts = _NUMBER_AND_UNIT.fullmatch(plain)
    if (better := _written_as_usual(plain)) is not None:
        raise InvalidInput(f"{name} = {quoted(text)} is not a number that can be read: write {better}.")
    if parts is None:
        raise InvalidInput(f"{name} = {quoted(text)} is not a number: allowed is {allowed}.")
    _refuse_rounding_to_zero(name, text, parts["number"])
    number, own = float(parts["number"]), parts["unit"].strip()
    if own == unit:
        return number
    if not math.isfinite(number):
        raise InvalidInput(f"{name} = {quoted(text)} is not a finite number: allowed is {allowed}.")
    # The decimals of the text and not the float nearest to them; 0 may have an exponent of any size.
    quantity = _quantity(Fraction(parts["number"]) if number else 0, own)
    found = None if quantity is None else converted(quantity, unit)
    if found is not None:
        return float(found)
    if meant := [quoted(f"{parts['number']} {right}") for right in _spellings(own, unit)]:
        raise InvalidInput(
            f"{name} = {quoted(text)} has an unknown unit {quoted(own)}: did you mean {' or '.join(meant)}?"
        )
    if quantity is None:
        raise InvalidInput(f"{name} = {quoted(text)} has an unknown unit {quoted(own)}: allowed is {allowed}.")
    raise wrong_unit(name, quoted(text), number, own, unit)


def _refuse_rounding_to_zero(name: str, text: str, number: str) -> None:
    """Raises InvalidInput for a number that is smaller than any that a computer tells from 0."""
    if float(number) == 0.0 and re.search(r"[1-9]", re.split(r"[eE]", number)[0]):
        raise InvalidInput(f"{name} = {quoted(text)} is too small: it would be taken for 0.")


def converted(quantity: Any, unit: str) -> Any:
    """The magnitude of a quantity of pint, of any registry, in `unit`; None if it measures something else.

    Powers of c are left out of energies, so that masses in GeV/c^2 are masses. Angles, bits and counts are no pure
    numbers, though pint takes them for such.
    """
    import pint

    wanted = quantity._REGISTRY.Unit(unit or "dimensionless") if is_unit(unit) else None
    if wanted is None:
        return None
    power = dict(quantity.unit_items()).get("speed_of_light", 0) if unit else 0
    if power:
        quantity = quantity * quantity._REGISTRY.Quantity(1, "speed_of_light") ** -power
    try:
        if _root_units(quantity) != _root_units(1 * wanted):
            return None
        return quantity.to(wanted).magnitude
    except (pint.PintError, ValueError):  # the second where a factor has thousands of digits
        return None


def wrong_unit(name: str, shown: str, number: float, own: str, unit: str) -> InvalidInput:
    """The error for a value in units of something else; `own` is its unit, `unit` the one wanted."""
    quantity = _quantity(number, own)
    if not unit:
        angle = quantity is not None and set(_root_units(quantity)) == {"radian"}
        what = "is an angle" if angle else "has a unit"
        return InvalidInput(f"{name} = {shown} {what}, and {name} is a pure number without unit.")
    return InvalidInput(f"{name} = {shown} has the wrong unit: it is measured in {unit}{_hint(quantity, own, unit)}.")


def is_unit(text: str) -> bool:
    """Whether the text is a unit that can be read; "" is none."""
    if not text:
        return True
    if not _can_be_computed(text):
        return False
    try:
        units().Unit(text)
    except Exception:  # pint raises many types on text that is no unit
        return False
    return True


@functools.cache
def units() -> Any:
    """The registry of units; pint is imported only where a unit has to be read."""
    import pint

    # Its annotation admits floats alone, its documentation fractions too.
    return pint.UnitRegistry(non_int_type=Fraction)  # pyright: ignore[reportArgumentType]


def _quantity(number: Fraction | float, unit: str) -> Any:
    """A quantity of pint, None if the unit is not known; "/s" is 1/s."""
    if not _can_be_computed(unit):
        return None
    try:
        return units().Quantity(Fraction(number), f"1{unit}" if unit.startswith("/") else unit)
    except Exception:  # pint raises many types on text that is no unit
        return None


def _can_be_computed(unit: str) -> bool:
    """Whether pint can read a text in a short time, if it is a unit at all."""
    return len(unit) <= _LONGEST and bool(_UNIT.fullmatch(unit)) and not _WILD_POWERS.search(unit)


def _root_units(quantity: Any) -> dict[str, Any]:
    """Powers of the units that a quantity is made of, also of those that for pint have no dimension."""
    return dict(quantity.to_root_units().unit_items())


def _hint(quantity: Any, own: str, unit: str) -> str:
    """What a rate, a temperature or a mass is as an energy, if an energy is wanted."""
    import pint

    if quantity is None:
        return ""
    for constant, kind, called in _TO_ENERGY:
        try:
            energy = (quantity.to_root_units() * units().Quantity(1, constant)).to(unit)
        except (pint.PintError, ValueError, AttributeError):  # the wanted unit may be unknown too
            continue
        own = f"1{own}" if own.startswith("/") else own
        return f", and {own} is {kind} (times {called}: {float(energy.magnitude):.6g} {unit})"
    return ""


def _spellings(own: str, unit: str) -> Iterator[str]:
    """Units of energy, and the one wanted, from which `own` differs by capital letters alone."""
    known = _ENERGIES if unit in _ENERGIES or not unit else (*_ENERGIES, unit)
    return (right for right in known if right.lower() == own.lower() and own not in known)


def _written_as_usual(text: str) -> str | None:
    """The text with its power of ten as it can be read, from 7.1D-3 or 7.1*10^-3; None if it has none of these."""
    if len(text) > _SHORT or not text.isprintable():
        return None
    parts = _FORTRAN.fullmatch(text) or _POWER_OF_TEN.fullmatch(text)
    return f"{parts['number'] or '1'}e{parts['exponent']}{parts['rest']}".rstrip() if parts else None
