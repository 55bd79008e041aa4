"""What several look at in one tracing is traced once.

Tracing the same calculation twice doubles the compilation: XLA does not see that two loops are one.
"""

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

Method = TypeVar("Method", bound=Callable[..., Any])
_here = threading.local()
"""Of each thread: what has been made, by the identity of the arguments, which are kept so that it stays theirs."""


@contextmanager
def shared() -> Iterator[None]:
    """In here a method that is `made_once` is called once for each object and arguments that are the same objects."""
    before = getattr(_here, "made", None)
    _here.made = {}
    try:
        yield
    finally:
        _here.made = before


def made_once(method: Method) -> Method:
    """A method whose result is the same whenever its arguments are: inside `shared` it is called once for them."""

    @functools.wraps(method)
    def once(*args: Any) -> Any:
        made = getattr(_here, "made", None)
        if made is None:
            return method(*args)
        key = (method, *map(id, args))
        if key not in made:
            made[key] = method(*args), args
        return made[key][0]

    return once  # pyright: ignore[reportReturnType]
