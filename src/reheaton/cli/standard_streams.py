"""Standard output and error that are closed, on a full disk, or piped to a program that has stopped reading.

Results that get lost on standard output are a failure, told in one sentence. Messages that get lost on standard error
are not, since there is nowhere to tell it.
"""

import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, TextIO, cast

EXIT_PIPE_CLOSED: Final = 141
"""What a shell shows for a program that the signal SIGPIPE ends: 128 + 13."""


@contextmanager
def guarded_streams() -> Iterator[None]:
    """Replaces both, within a `with` block, by streams that fail as this module says.

    Raises OSError if standard output is closed.
    """
    _occupy_closed_descriptors()
    output, messages = sys.stdout, sys.stderr or io.StringIO()
    sys.stderr = cast(TextIO, _Stream(messages))
    try:
        if output is None:
            raise OSError("standard output is closed")
        sys.stdout = cast(TextIO, _Results(output))
        yield
    finally:
        sys.stdout, sys.stderr = output, messages


def _occupy_closed_descriptors() -> None:
    """A file that is opened later takes the lowest free number: at 1 or 2, libraries would write messages into it."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


class _Stream:
    """A stream that has failed once is not written to again."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.failure: OSError | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self.stream, name)

    def write(self, text: str) -> int:
        self.attempt(self.stream.write, text)
        return len(text)

    def flush(self) -> None:
        self.attempt(self.stream.flush)

    def attempt(self, action: Callable[..., Any], *arguments: str) -> None:
        if self.failure is None:
            try:
                action(*arguments)
            except OSError as error:
                self.failure = error
                # Python writes what is left in its buffer when it ends, and would complain about the same error again.
                os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())


class _Results(_Stream):
    """Standard output. Every write after a failure fails too, as a library may have caught the first."""

    def attempt(self, action: Callable[..., Any], *arguments: str) -> None:
        super().attempt(action, *arguments)
        if isinstance(self.failure, BrokenPipeError):
            # Whoever read has seen enough, as in `reheaton models | head -1`.
            raise SystemExit(EXIT_PIPE_CLOSED)
        if self.failure is not None:
            raise OSError(self.failure.errno, f"cannot write standard output: {self.failure.strerror}")
