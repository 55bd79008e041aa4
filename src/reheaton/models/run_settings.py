"""What a user says about how something is computed, not what: progress, threads, tolerance."""

import os
from typing import Any, Final

import numpy as np

from reheaton.errors import InvalidInput, quoted

_MOST_THREADS: Final = 1000
"""More are a slip of the pen: no machine has so many cores to itself."""

_MOST_TOGETHER: Final = 1_000_000
"""A point takes some kilobytes while it is solved."""


def check_progress(progress: Any) -> None:
    """Raises InvalidInput unless `progress` can be called, or is None."""
    if progress is not None and not callable(progress):
        raise InvalidInput(f"progress = {quoted(progress)} must be a function, or None.")


def thread_count(threads: Any, name: str = "threads") -> int:
    """How many threads are meant; None is the number of cores. Raises InvalidInput, with the name of the argument."""
    if threads is None:
        return _cores()
    number = _plain_number(threads) if isinstance(threads, int | np.integer) else None
    if number is None or not 0 < number <= _MOST_THREADS:
        raise InvalidInput(f"{name} = {quoted(threads)} must be a whole number from 1 to {_MOST_THREADS}, or None.")
    return int(number)


def chunk_size(chunk: Any) -> int | None:
    """How many points are to be solved together; None leaves it to the model. Raises InvalidInput."""
    if chunk is None:
        return None
    number = _plain_number(chunk) if isinstance(chunk, int | np.integer) else None
    if number is None or not 0 < number <= _MOST_TOGETHER:
        raise InvalidInput(f"chunk = {quoted(chunk)} must be a whole number from 1 to {_MOST_TOGETHER}, or None.")
    return int(number)


def tolerance(name: str, value: Any, largest: float) -> float:
    """A relative tolerance. Raises InvalidInput unless it is a number above 0, up to the largest that makes sense."""
    number = _plain_number(value)
    if number is None or not 0.0 < number <= largest:
        raise InvalidInput(f"{name} = {quoted(value)} must be a number above 0, up to {largest:g}.")
    return number


def _plain_number(value: Any) -> float | None:
    """A number of Python or NumPy; None for others, and for what only derives from one: truth values and durations."""
    if not isinstance(value, int | float | np.integer | np.floating) or isinstance(value, bool | np.timedelta64):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _cores() -> int:
    """Cores this process may use, which in a container are fewer than the machine has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
