"""Chunks of a scan solved side by side on this machine, by threads of one process.

JAX computes outside Python's lock, so that threads share the cores and one compiled kernel; a process that is forked
after a first solution would hang.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from typing import TYPE_CHECKING, NamedTuple

from reheaton.scan.chunk import solve_chunk
from reheaton.scan.plan import Plan

if TYPE_CHECKING:
    import xarray


class Solved(NamedTuple):
    """A chunk that has been solved, and who did it."""

    chunk: int
    data: "xarray.Dataset"
    worker: str


Execution = Callable[[Plan, Iterable[int]], Iterator[Solved]]
"""Solves chunks of a plan and yields them in the order in which they are done."""


def on_threads(workers: int) -> Execution:
    """Solve on this machine with so many threads; as many chunks are in memory, and one more."""

    def execute(plan: Plan, chunks: Iterable[int]) -> Iterator[Solved]:
        left, running = iter(chunks), set[Future[Solved]]()
        with ThreadPoolExecutor(workers) as pool:
            try:
                while True:
                    while len(running) < workers + 1 and (chunk := next(left, None)) is not None:
                        running.add(pool.submit(_one, plan, chunk))
                    if not running:
                        return
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        yield future.result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    return execute


def _one(plan: Plan, chunk: int) -> Solved:
    return Solved(chunk, solve_chunk(plan, chunk), "this process")
