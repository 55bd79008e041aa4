"""Whether what a user gives is a number in its allowed range. What JAX traces has no number, and passes."""

from typing import Any

import numpy as np
from jax.core import Tracer

from reheaton.errors import InvalidInput, quoted


def is_known(*values: Any) -> bool:
    """Whether none of the values is traced by JAX."""
    return not any(isinstance(value, Tracer) for value in values)


def check_number(what: str, value: Any, allowed: str, *, minimum: float = 0.0, exclusive: bool = False) -> None:
    """Raises InvalidInput unless a value is a finite number from `minimum` up, or above it if `exclusive`.

    Of an array every element must be one. The sentence names `what` the value is, and what is `allowed` ("from 0 GeV").
    """
    if not is_known(value):
        return
    found = _real_numbers(value)
    if found is None:
        raise InvalidInput(f"{what} = {quoted(value)} is not a number: allowed is {allowed}.")
    wrong = ~(np.isfinite(found) & ((found > minimum) if exclusive else (found >= minimum)))
    if np.any(wrong):
        raise InvalidInput(f"{what} = {found[wrong].flat[0]:g} is out of range: allowed is {allowed}.")


def _real_numbers(value: Any) -> np.ndarray | None:
    """The value as an array; None for text, booleans, complex numbers, quantities with units, and what is no number."""
    try:
        if hasattr(value, "unit") or hasattr(value, "units"):
            return None
        array = np.asarray(value)
        return array.astype(float) if array.dtype.kind in "iuf" else None
    except Exception:  # an object of the user may raise anything
        return None


def plain_float(text: str) -> float:
    """The number that a text is. Raises ValueError for others, and for "1_0", which Python takes for 10."""
    if "_" in text:
        raise ValueError(f"{text!r} is not a number")
    return float(text)
