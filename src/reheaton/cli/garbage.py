"""How often Python looks for garbage that only refers to itself."""

import gc
from typing import Final

_YOUNG: Final = 100_000
"""Objects after which it looks among the youngest; Python's own number is 700, or 2000."""


def collect_garbage_seldom() -> None:
    """Makes the search rare, for processes that are our own.

    What JAX makes when it traces mostly stays, and Python would go through it a thousand times for one program, which
    is 7% of the time of a first run.
    """
    gc.set_threshold(_YOUNG, 20, 20)
