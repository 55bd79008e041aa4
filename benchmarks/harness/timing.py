"""Clocks."""

import resource
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

Job = Callable[[], Any]


def clocked(job: Job, clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds one call takes."""
    start = clock()
    job()
    return clock() - start


def median_seconds(job: Job, repeats: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """Median of several calls [s]; compile before."""
    return median(clocked(job, clock) for _ in range(repeats))


def in_turn(jobs: Mapping[str, Job], repeats: int) -> dict[str, float]:
    """Median CPU seconds of each job, which take turns, so that what slows the machine down slows all of them."""
    rounds = [{name: clocked(job, time.process_time) for name, job in jobs.items()} for _ in range(repeats)]
    return {name: median(each[name] for each in rounds) for name in jobs}


def peak_memory() -> tuple[float, float]:
    """Largest resident memory [MB] of this process, and of any process it has started and waited for."""
    own, children = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return own / 1024.0, children / 1024.0  # Linux counts in KiB
