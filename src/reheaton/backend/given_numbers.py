"""Whether what a user gives is a number in its allowed range. What JAX traces has no number, and passes."""

from typing import Any

import numpy as np
from jax.core import Tracer

from reheaton.errors import InvalidInput


def is_known(*values: Any) -> bool:
    """Whether none of the values is traced by JAX."""
    return not any(isinstance(value, Tracer) for value in values)


def check_number(what: str, value: Any, allowed: str, *, minimum: float = 0.0, exclusive: bool = False) -> None:
    """Raises InvalidInput unless a value is a finite number from `minimum` up, or above it if `exclusive`.

    Of an array every element must be one. The sentence names `what` the value is, and what is `allowed` ("from 0 GeV").
    """
    if not is_known(value):
        return
    try:
        numbers = np.asarray(float(value) if np.ndim(value) == 0 else value, dtype=float)
    except (TypeError, ValueError):
        raise InvalidInput(f"{what} = {value!r} is not a number: allowed is {allowed}.") from None
    wrong = ~(np.isfinite(numbers) & ((numbers > minimum) if exclusive else (numbers >= minimum)))
    if np.any(wrong):
        raise InvalidInput(f"{what} = {numbers[wrong].flat[0]:g} is out of range: allowed is {allowed}.")


def plain_float(text: str) -> float:
    """The number that a text is. Raises ValueError for others, and for "1_0", which Python takes for 10."""
    if "_" in text:
        raise ValueError(f"{text!r} is not a number")
    return float(text)
