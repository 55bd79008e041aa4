"""Files that are there whole or not at all, whatever stops the program while it writes them."""

import errno
import functools
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_PARTIAL: Final = ".partial-"
"""What the name of an unfinished file contains; it begins with a dot, which hides it."""
_STALE: Final = 86400.0
"""Age [s] from which an unfinished file is taken for what a killed process left. None takes a day to write."""


@contextmanager
def whole_file(path: str | Path, *, durable: bool = True) -> Iterator[Path]:
    """Yields a path to write to, which takes the name `path` when the block ends, and vanishes if it fails.

    It is in the same folder, since only within one file system a file takes another's place at once, and has the same
    suffix. Folders that are missing are made. What was under that name before stays until then. A killed process may
    leave a hidden file `.NAME.partial-...`; one that is older than a day is removed by the next file in that folder.

    `durable`: wait until the contents are on the disk. Without that a failure of power can leave an empty file under
    the final name, since the name may reach the disk before the contents.

    A link is followed, and a device or a pipe is written to directly, as by `open`. Raises OSError that says "cannot
    write PATH" and why.
    """
    path = Path(path)
    try:
        path = Path(os.path.realpath(path))
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if path.exists() and not path.is_file():
            yield path
            return
        _remove_stale(path.parent)
        partial = path.with_name(f".{path.stem[:50]}{_PARTIAL}{secrets.token_hex(4)}{path.suffix}")
        try:
            partial.touch(exist_ok=False)
            if path.exists():
                shutil.copymode(path, partial)
            yield partial
            if durable:
                _wait_for_disk(partial)
            os.replace(partial, path)
        except BaseException:
            with suppress(OSError):
                partial.unlink()
            raise
    except OSError as error:
        raise OSError(error.errno, f"cannot write {path}: {error.strerror or error}") from error


def write_whole(path: str | Path, text: str) -> None:
    """Write a text to a file in UTF-8, see `whole_file`."""
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8")


def _wait_for_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@functools.cache
def _remove_stale(folder: Path) -> None:
    """Once in each process: remove what killed processes left in a folder."""
    for left in folder.glob(f".*{_PARTIAL}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE:
                left.unlink()
