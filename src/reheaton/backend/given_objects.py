"""Whether what a user gives is text, a yes or no, or objects of the wanted kind."""

from collections.abc import Mapping
from typing import Any, TypeVar

import numpy as np

from reheaton.errors import InvalidInput, quoted

Kind = TypeVar("Kind")


def text_of(what: str, value: Any) -> str:
    """A text of Python, also from one of NumPy. Raises InvalidInput for anything else; `what` it is, for the sentence.

    >>> from reheaton.backend.given_objects import text_of
    >>> text_of("the name of a sector", "sm")
    'sm'
    """
    if not isinstance(value, str):
        raise InvalidInput(f"{what} must be text, not {quoted(value)}.")
    return str.__str__(value)


def names_of(what: str, value: Any) -> tuple[str, ...]:
    """One name, or several. Raises InvalidInput.

    >>> from reheaton.backend.given_objects import names_of
    >>> names_of("sectors", "sm"), names_of("sectors", ["sm", "twin"])
    (('sm',), ('sm', 'twin'))
    """
    if isinstance(value, str):
        return (text_of(what, value),)
    return tuple(text_of(f"each of {what}", name) for name in objects_of(object, what, value))


def truth_of(what: str, value: Any) -> bool:
    """A truth value of Python, also from one of NumPy. Raises InvalidInput for anything else, also for 0 and 1."""
    if not isinstance(value, bool | np.bool_):
        raise InvalidInput(f"{what} must be True or False, not {quoted(value)}.")
    return bool(value)


def objects_of(kind: type[Kind], what: str, values: Any) -> tuple[Kind, ...]:
    """Objects of a kind, from an iterable of them. Raises InvalidInput; `what` they are: "sectors of a universe".

    >>> from reheaton.backend.given_objects import objects_of
    >>> objects_of(int, "numbers", [1, 2])
    (1, 2)
    """
    try:
        found = tuple(values)
    except Exception:  # an object of the user may raise anything
        raise InvalidInput(f"{what} must be a list of {kind.__name__}, not {quoted(values)}.") from None
    for value in found:
        if not isinstance(value, kind):
            raise InvalidInput(f"{what} must each be a {kind.__name__}, and {quoted(value)} is none.")
    return found


def flat_objects_of(kind: type[Kind], what: str, given: tuple[Any, ...]) -> tuple[Kind, ...]:
    """Objects of a kind, from arguments that are such objects or lists of them. Raises InvalidInput as `objects_of`."""
    lists = ((item,) if isinstance(item, kind) else objects_of(kind, what, item) for item in given)
    return tuple(value for values in lists for value in values)


def by_name(what: str, values: Any) -> dict[str, Any]:
    """Values by name, from a mapping whose keys are text. Raises InvalidInput."""
    if not isinstance(values, Mapping):
        raise InvalidInput(f"{what} must be given by name, as in {{'sm': 1.0}}, not {quoted(values)}.")
    return {text_of(f"a name in {what}", name): value for name, value in values.items()}
