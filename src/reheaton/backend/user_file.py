"""Files that a user names: regular files of a sensible size, so that nothing hangs and memory does not run out."""

import os
import stat
from pathlib import Path
from typing import Final

from reheaton.errors import InvalidInput, in_one_line

TABLE: Final = "table:"
"""What comes before the path of a table in the text of an option."""
LARGEST: Final = 64_000_000
"""Bytes of the largest file that is read. Today's tables have 0.1 MB; numbers take ten times their text in memory."""
_LONGEST: Final = 80
"""Most characters of a path in a message."""
_KINDS: Final = (
    (stat.S_ISDIR, "it is a folder"),
    (stat.S_ISFIFO, "it is a pipe"),
    (stat.S_ISSOCK, "it is a socket"),
    (lambda mode: stat.S_ISCHR(mode) or stat.S_ISBLK(mode), "it is a device"),
)


def user_text(path: str | Path, what: str) -> str:
    """Text of a file, in UTF-8; `what` says what the file is, for messages: "the card".

    Raises InvalidInput, "WHAT PATH cannot be read" and why, for what is no regular file, is larger than LARGEST, or is
    no text. A byte-order mark, which spreadsheets put in front, is left out.
    """
    try:
        text = user_bytes(path, what).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(path, what, f"it is not text in UTF-8 (byte {error.start})") from None
    if "\0" in text:
        raise _unreadable(path, what, "it is not text, as it holds a zero byte")
    return text


def user_bytes(path: str | Path, what: str, largest: int = LARGEST) -> bytes:
    """Contents of a file of at most `largest` bytes. Raises InvalidInput as `user_text`."""
    try:
        kind = _kind(os.stat(path).st_mode)
        contents = b"" if kind else _beginning(path, largest + 1)
    except (OSError, ValueError) as error:  # a ValueError for a zero byte in the name
        raise _unreadable(path, what, getattr(error, "strerror", None) or error) from None
    if kind:
        raise _unreadable(path, what, kind)
    if len(contents) > largest:
        raise _unreadable(path, what, f"it is larger than {largest // 10**6} MB")
    return contents


def _beginning(path: str | Path, size: int) -> bytes:
    """At most `size` bytes."""
    # Without O_NONBLOCK, opening waits for somebody to write if a pipe has taken the place of the file just now.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(path, flags), "rb") as file:
        return file.read(size)


def _unreadable(path: str | Path, what: str, reason: object) -> InvalidInput:
    name = in_one_line(str(path))
    # The end of a path says more than its beginning.
    shown = name if len(name) <= _LONGEST else f"...{name[3 - _LONGEST :]}"
    return InvalidInput(f"{what} {shown} cannot be read: {reason}.")


def _kind(mode: int) -> str:
    """What a file is that is not a regular one; "" for a regular one."""
    return next((words for test, words in _KINDS if test(mode)), "")
