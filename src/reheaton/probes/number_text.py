"""Numbers written as text, with or without a unit, and what is said of text that cannot be read.

Conversions are made with fractions, in which 3 TeV are 3000 GeV exactly.
"""

import functools
import math
import re
from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Final

from reheaton.backend.given_numbers import plain_float
from reheaton.errors import InvalidInput

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)"
_NUMBER_AND_UNIT = re.compile(rf"(?P<number>{_NUMBER}(?:[eE][+-]?\d+)?)\s*(?P<unit>(?:1?\s*/\s*)?[^\W\d_].*)")
_FORTRAN = re.compile(rf"(?P<number>{_NUMBER})[dD](?P<exponent>[+-]?\d+)(?P<rest>.*)")
_POWER_OF_TEN = re.compile(
    rf"(?:(?P<number>{_NUMBER})\s*[*x×·]\s*)?10\s*(?:\^|\*\*)\s*[({{]?(?P<exponent>[+-]?\d+)[)}}]?(?P<rest>.*)"
)
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
    # The minus sign of printed papers is another character than that of a keyboard.
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    if plain.lower() == "none":
        return None
    try:
        return plain_float(plain)
    except ValueError:
        pass
    # Pint alone would read "2,5 GeV" as 25 GeV; only one plain number and a unit pass.
    parts = _NUMBER_AND_UNIT.fullmatch(plain)
    if (better := _written_as_usual(plain)) is not None:
        raise InvalidInput(f"{name} = {text!r} is not a number that can be read: write {better}.")
    if parts is None:
        raise InvalidInput(f"{name} = {text!r} is not a number: allowed is {allowed}.")
    number, own = float(parts["number"]), parts["unit"].strip()
    if own == unit:
        return number
    if not math.isfinite(number):
        raise InvalidInput(f"{name} = {text!r} is not a finite number: allowed is {allowed}.")
    # The decimals of the text and not the float nearest to them; 0 may have an exponent of any size.
    quantity = _quantity(Fraction(parts["number"]) if number else 0, own)
    found = None if quantity is None else converted(quantity, unit)
    if found is not None:
        return float(found)
    meant = [f"'{parts['number']} {right}'" for right in _spellings(own, unit)]
    if meant:
        raise InvalidInput(f"{name} = {text!r} has an unknown unit {own!r}: did you mean {' or '.join(meant)}?")
    if quantity is None:
        raise InvalidInput(f"{name} = {text!r} has an unknown unit {own!r}: allowed is {allowed}.")
    raise wrong_unit(name, repr(text), number, own, unit)


def converted(quantity: Any, unit: str) -> Any:
    """The magnitude of a quantity of pint, of any registry, in `unit`; None if it measures something else.

    Powers of c are left out, so that masses in GeV/c^2 are masses. Angles are no pure numbers, though pint takes them
    for such.
    """
    import pint

    wanted = quantity._REGISTRY.Unit(unit or "dimensionless") if is_unit(unit) else None
    if wanted is None:
        return None
    power = dict(quantity.unit_items()).get("speed_of_light", 0)
    if power:
        quantity = quantity * quantity._REGISTRY.Quantity(1, "speed_of_light") ** -power
    try:
        if _angles(quantity) != _angles(1 * wanted):
            return None
        return quantity.to(wanted).magnitude
    except pint.PintError:
        return None


def wrong_unit(name: str, shown: str, number: float, own: str, unit: str) -> InvalidInput:
    """The error for a value in units of something else; `own` is its unit, `unit` the one wanted."""
    quantity = _quantity(number, own)
    if not unit:
        angle = quantity is not None and quantity.dimensionless and _angles(quantity)
        what = "is an angle" if angle else "has a unit"
        return InvalidInput(f"{name} = {shown} {what}, and {name} is a pure number without unit.")
    return InvalidInput(f"{name} = {shown} has the wrong unit: it is measured in {unit}{_hint(quantity, own, unit)}.")


def is_unit(text: str) -> bool:
    """Whether the text is a unit that can be read; "" is none."""
    if not text:
        return True
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
    try:
        return units().Quantity(Fraction(number), f"1{unit}" if unit.startswith("/") else unit)
    except Exception:  # pint raises many types on text that is no unit
        return None


def _angles(quantity: Any) -> Any:
    """The power of radians in the unit of a quantity, which for pint is no dimension."""
    return dict(quantity.to_root_units().unit_items()).get("radian", 0)


def _hint(quantity: Any, own: str, unit: str) -> str:
    """What a rate, a temperature or a mass is as an energy, if an energy is wanted."""
    import pint

    if quantity is None:
        return ""
    for constant, kind, called in _TO_ENERGY:
        try:
            energy = (quantity.to_root_units() * units().Quantity(1, constant)).to(unit)
        except (pint.PintError, AttributeError):  # the wanted unit may be unknown too
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
    parts = _FORTRAN.fullmatch(text) or _POWER_OF_TEN.fullmatch(text)
    return f"{parts['number'] or '1'}e{parts['exponent']}{parts['rest']}".rstrip() if parts else None
