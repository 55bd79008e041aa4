"""Consoles, and what the user is told while waiting; standard output is for results alone."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

COMPILING = "compiling, first run only"
SOLVING = "solving"


def output_console() -> Console:
    """Standard output. Units in square brackets are text, not markup."""
    return Console(markup=False, highlight=False)


def message_console() -> Console:
    """Standard error, with progress that is drawn again and again only if that is a terminal.

    Kernels of notebooks set FORCE_COLOR, and rich then takes their pipe for a terminal.
    """
    return Console(stderr=True, markup=False, highlight=False, force_terminal=None if sys.stderr.isatty() else False)


@contextmanager
def working(message: str) -> Iterator[Callable[[str], None]]:
    """A spinner on standard error while something runs, if that is a terminal; yields how to change the message."""
    console = message_console()
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(message) as status:
        yield status.update


def solving_message() -> str:
    """What a solution is waiting for: compilation, unless compiled kernels are stored already."""
    jax = sys.modules.get("jax")
    if jax is None:
        return SOLVING
    directory = jax.config.jax_compilation_cache_dir
    stored = directory is not None and Path(directory).is_dir() and any(Path(directory).iterdir())
    return SOLVING if stored else COMPILING
