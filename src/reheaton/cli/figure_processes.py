"""Figures drawn side by side, each in a process of its own.

Nearly half of the time of figures that were never drawn goes into tracing and compiling, which one process does on one
core.
"""

import contextlib
import functools
import multiprocessing
import signal
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reheaton import own_code
from reheaton.cli.garbage import collect_garbage_seldom
from reheaton.cli.shown_warnings import show_warning
from reheaton.errors import NumericalFailure
from reheaton.models.run_settings import thread_count
from reheaton.papers.figure_catalogue import function_at

if TYPE_CHECKING:
    from multiprocessing.queues import SimpleQueue

_MOST: Final = 4
"""Processes at one time: each takes up to 1.5 GB."""

Report = Callable[[int, str, float], None]
"""Called with the place of a figure in the list, a message and the fraction done."""


@dataclass(frozen=True)
class Order:
    """A figure that is to be drawn, and where."""

    source: str
    """Module and function that draw it."""
    directory: Path
    stem: str
    settings: Mapping[str, Any]
    turn: int = 0
    """Where not all are begun at once, those of the lowest number are first."""


def draw_all(orders: Sequence[Order], report: Report) -> list[Path]:
    """Draw figures, several at one time where there are cores for it. Returns the paths of all files, in this order.

    Raises what a figure raises; then, as after Ctrl-C, those that are not finished are given up. Raises
    NumericalFailure if the system ends a process.
    """
    processes = min(len(orders), thread_count(None), _MOST)
    if processes <= 1:
        return [path for n, order in enumerate(orders) for path in _draw(order, functools.partial(report, n))]
    context = multiprocessing.get_context("spawn")
    told = context.SimpleQueue()
    # A process that is ended may leave the queue locked: nobody waits for this thread then.
    listener = threading.Thread(target=_listen, args=(told, report), daemon=True)
    listener.start()
    start = (told, own_code.all_is_ours())
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=start)
    try:
        with _deaf_to_interrupts():
            begun = sorted(range(len(orders)), key=lambda number: orders[number].turn)
            waiting = {number: pool.submit(_draw_elsewhere, number, orders[number]) for number in begun}
        paths = [path for number in range(len(orders)) for path in waiting[number].result()]
    except BaseException as error:
        pool.shutdown(wait=False, cancel_futures=True)
        for process in multiprocessing.active_children():
            process.terminate()
        if isinstance(error, BrokenProcessPool):
            raise NumericalFailure(
                "a process that drew figures was ended by the system, which may lack memory: draw them one by one, with"
                " --figure N."
            ) from None
        raise
    pool.shutdown()
    told.put(None)
    listener.join()
    return paths


def _draw(order: Order, report: Callable[[str, float], None]) -> list[Path]:
    report("loading", 0.0)
    drawing = function_at(order.source)(report, **order.settings)
    written = drawing.save(order.directory, order.stem)
    report("done", 1.0)
    return written


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Processes that are started here do not hear Ctrl-C, and leave it to this one to end them."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _listen(told: "SimpleQueue[tuple[int, str, float] | None]", report: Report) -> None:
    while (message := told.get()) is not None:
        report(*message)


_told: Any = None
"""In a process that draws: where it tells its progress."""


def _start(told: Any, is_command: bool) -> None:
    """Makes a process that draws like the one which started it."""
    global _told
    _told = told
    if is_command:
        own_code.this_is_the_command()
    collect_garbage_seldom()
    warnings.showwarning = functools.partial(show_warning, warnings.showwarning)


def _draw_elsewhere(number: int, order: Order) -> list[Path]:
    return _draw(order, lambda message, fraction: _told.put((number, message, fraction)))
