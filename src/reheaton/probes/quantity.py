"""What a user may give for a number: a number, text, a quantity of pint or astropy, or an array of these.

All become numbers in one declared unit here, whether one point is solved or many. Quantities are known by what they
can do, so that neither package has to be there.
"""

import numbers
from decimal import Decimal
from typing import Any, Final

import numpy as np

from reheaton.backend.given_numbers import NO_NUMBERS
from reheaton.errors import InvalidInput, quoted
from reheaton.probes.number_text import converted, number_of_text, wrong_unit

_MOST_AXES: Final = 32
"""Most axes of an array, those that every version of NumPy has."""


def in_unit(name: str, value: Any, unit: str, allowed: str) -> float | np.ndarray | None:
    """The number, or the array of numbers, that a value means, in `unit`; None for None and for "none".

    A number without a unit is one in `unit`. `name` and `allowed` are for the sentence of an error. Raises
    InvalidInput for what is no real number and for a unit of something else; whether a number is finite is not asked.
    """
    if value is None:
        return None
    try:
        if isinstance(value, str):
            return number_of_text(name, value, unit, allowed)
        return _read(name, value, unit, allowed)
    except InvalidInput:
        raise
    except OverflowError:
        raise InvalidInput(f"{name} = {quoted(value)} is too large for a number: allowed is {allowed}.") from None
    except Exception:  # an object of the user is asked what it is, and may raise anything
        raise _no_number(name, value, allowed) from None


def _read(name: str, value: Any, unit: str, allowed: str) -> float | np.ndarray:
    """`in_unit` of anything but text. Raises whatever the value raises."""
    if isinstance(value, list | tuple):
        return _array(name, value, unit, allowed)
    if isinstance(value, NO_NUMBERS) or np.ma.is_masked(value):
        raise _no_number(name, value, allowed)
    if isinstance(value, numbers.Real | Decimal):
        return float(value)
    given = value
    if (own := _unit_of(value)) is not None:
        value = _converted(name, value, own, unit)
    array = np.asarray(value)
    if array.dtype.kind in "OUT" and array.ndim:
        return _array(name, array.tolist(), unit, allowed)
    if array.dtype.kind not in "iuf":
        raise _no_number(name, given, allowed)
    return array.astype(float) if array.ndim else float(array)


def _no_number(name: str, value: Any, allowed: str) -> InvalidInput:
    return InvalidInput(f"{name} = {quoted(value)} is not a number: allowed is {allowed}.")


def _array(name: str, values: list[Any] | tuple[Any, ...], unit: str, allowed: str) -> np.ndarray:
    """Many values as an array, each read as one alone would be."""
    if name.count("[") == _MOST_AXES:
        raise InvalidInput(f"{name.partition('[')[0]} must be an array of numbers with at most {_MOST_AXES} axes.")
    found = [in_unit(f"{name}[{i}]", value, unit, allowed) for i, value in enumerate(values)]
    for i, value in enumerate(found):
        if value is None:
            raise InvalidInput(f"{name}[{i}] must be a number, as every element of an array.")
    try:
        return np.array(found, dtype=float)
    except ValueError:
        raise InvalidInput(f"{name} must be an array of numbers, and its rows have unequal lengths.") from None


def _unit_of(value: Any) -> Any:
    """The unit that a value carries: `unit` of astropy, `units` of pint and of others; None without one."""
    return getattr(value, "unit", getattr(value, "units", None))


def _converted(name: str, value: Any, own: Any, unit: str) -> Any:
    """The numbers of a value with a unit of its own, in `unit`."""
    if hasattr(value, "magnitude"):
        plain, found = value.magnitude, _of_pint(value, unit)
    elif hasattr(value, "to_value"):
        plain, found = value.value, _of_astropy(value, unit)
    else:  # a table's column, or an array with the name of its unit
        return _scaled(value, in_unit(name, f"1 {own}", unit, ""))
    if found is not None:
        return found
    first = np.ravel(plain)[0].item() if np.size(plain) else 1.0
    raise wrong_unit(name, f"{first:g} {own}".rstrip(), first, str(own), unit)


def _of_pint(value: Any, unit: str) -> Any:
    """The numbers of a quantity of pint, of any registry; None if it measures something else."""
    one, zero = (converted(type(value)(x, value.units), unit) for x in (1, 0))
    if one is None:
        return None
    # Degrees Celsius and the like have no factor.
    return _scaled(value.magnitude, float(one)) if zero == 0 else converted(value, unit)


def _of_astropy(value: Any, unit: str) -> Any:
    """The numbers of a quantity of astropy; None if it measures something else, or in what astropy does not know."""
    try:
        return _scaled(value.value, value.unit.to(unit))
    except (ValueError, TypeError):
        return None


def _scaled(values: Any, factor: Any) -> np.ndarray:
    """Numbers times the factor of a unit, rounded as if it were a power of ten, where it is one.

    Factors come with the rounding of their registry: 1 TeV, the end of a range, must not be 1000.0000000000001 GeV.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "iuf":
        return array
    return array / float(f"{1.0 / factor:.15g}") if factor < 1.0 else array * float(f"{factor:.15g}")
