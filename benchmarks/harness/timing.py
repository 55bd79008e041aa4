"""Clocks."""

import resource
import time
from collections.abc import Callable
from statistics import median
from typing import Any


def clocked(job: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds one call takes."""
    start = clock()
    job()
    return clock() - start


def median_seconds(job: Callable[[], Any], repeats: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Median of several calls [s]; compile before."""
    return median(clocked(job, clock) for _ in range(repeats))


def peak_memory() -> tuple[float, float]:
    """Largest resident memory [MB] of this process, and of any process it has started and waited for."""
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own / 1024.0, children / 1024.0  # Linux counts in KiB
