"""Whether what a user gives is a number in its allowed range. What JAX traces has no number, and passes."""

from typing import Any, Final

import numpy as np
from jax.core import Tracer

from reheaton.errors import InvalidInput, quoted

NO_NUMBERS: Final = (bool, np.bool_, np.timedelta64, bytes, bytearray, memoryview)
"""Types of which Python or NumPy makes numbers, alone or in a list, though they are none."""


def is_known(*values: Any) -> bool:
    """Whether none of the values is traced by JAX."""
    return not any(isinstance(value, Tracer) for value in values)


def check_number(
    what: str,
    value: Any,
    allowed: str,
    *,
    minimum: float = 0.0,
    maximum: float = np.inf,
    exclusive: bool = False,
    many: bool = False,
) -> None:
    """Raises InvalidInput unless a value is a finite number from `minimum`, or above it if `exclusive`, to `maximum`.

    With `many` it may be an array, of which every element must be one. The sentence names `what` the value is, and what
    is `allowed` ("from 0 GeV").
    """
    if not is_known(value):
        return
    found = real_numbers(value)
    if found is None:
        raise InvalidInput(f"{what} = {quoted(value)} is not a number: allowed is {allowed}.")
    if found.ndim and not many:
        raise InvalidInput(f"{what} = {quoted(value)} is not one number but an array: allowed is {allowed}.")
    wrong = ~(np.isfinite(found) & ((found > minimum) if exclusive else (found >= minimum)) & (found <= maximum))
    if np.any(wrong):
        raise InvalidInput(f"{what} = {found[wrong].flat[0]:g} is out of range: allowed is {allowed}.")


def real_numbers(value: Any) -> np.ndarray | None:
    """The value as an array; None for text, booleans, complex numbers, quantities with units, and what is no number."""
    try:
        if isinstance(value, NO_NUMBERS) or hasattr(value, "unit") or hasattr(value, "units") or np.ma.is_masked(value):
            return None
        if isinstance(value, list | tuple) and any(isinstance(x, NO_NUMBERS) for x in np.asarray(value, object).flat):
            return None
        array = np.asarray(value)
        return array.astype(float) if array.dtype.kind in "iuf" else None
    except Exception:  # an object of the user may raise anything
        return None


def plain_float(text: str) -> float:
    """The number that a text is. Raises ValueError, also for "1_0" and digits of other scripts, which Python reads."""
    if "_" in text or not text.isascii():
        raise ValueError(f"{text!r} is not a number")
    return float(text)
