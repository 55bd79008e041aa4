"""What a user says about how something is computed, not what: progress, threads, tolerance."""

import os
from typing import Any, Final

import numpy as np

from reheaton.errors import InvalidInput, quoted

_MOST_THREADS: Final = 1000
"""More are a slip of the pen: no machine has so many cores to itself."""


def check_progress(progress: Any) -> None:
    """Raises InvalidInput unless `progress` can be called, or is None."""
    if progress is not None and not callable(progress):
        raise InvalidInput(f"progress = {quoted(progress)} must be a function, or None.")


def thread_count(threads: Any) -> int:
    """How many threads are meant; None is the number of cores. Raises InvalidInput."""
    if threads is None:
        return _cores()
    whole = isinstance(threads, int | np.integer) and not isinstance(threads, bool)
    if not (whole and 0 < threads <= _MOST_THREADS):
        raise InvalidInput(f"threads = {quoted(threads)} must be a whole number from 1 to {_MOST_THREADS}, or None.")
    return int(threads)


def check_tolerance(name: str, value: Any, largest: float) -> None:
    """Raises InvalidInput unless a relative tolerance is a number above 0, up to the largest that makes sense."""
    real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if not (real and 0.0 < value <= largest):
        raise InvalidInput(f"{name} = {quoted(value)} must be a number above 0, up to {largest:g}.")


def _cores() -> int:
    """Cores this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
