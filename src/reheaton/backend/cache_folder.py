"""Files that took time to make, each with a checksum: one that is not as it was written counts as not there.

The checksum finds damage, and files of other programs. It does not find a forgery: whoever may write to the folder can
write checksums too, and compiled kernels are programs. The folder is to be trusted as the program itself.
"""

import contextlib
import functools
import hashlib
import os
import time
import warnings
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from reheaton.backend.whole_file import whole_file
from reheaton.errors import Note

_DIGEST: Final = 32
"""Bytes of the checksum, at the end of the file: what reads zip archives passes it over."""
_DAY: Final = 86400.0
_UNUSED: Final = 90 * _DAY
"""A file that nothing has asked for in so many seconds is removed: a new version of the package asks for others."""
_noted: set[Path] = set()


def cache_directory() -> Path:
    """Where compiled kernels and computed tables are kept: $REHEATON_CACHE_DIR, else the user's cache folder.

    The latter is ~/.cache/reheaton or $XDG_CACHE_HOME/reheaton on Linux, ~/Library/Caches/reheaton on macOS and
    %LOCALAPPDATA%/reheaton/Cache on Windows.
    """
    chosen = os.environ.get("REHEATON_CACHE_DIR")
    return Path(chosen) if chosen else user_cache_path("reheaton", appauthor=False)


def keep(path: Path, contents: bytes) -> None:
    """Write a file with its checksum, whole or not at all. A folder that cannot be written to costs one Note.

    Files of the same kind beside it that were not used for 90 days are removed.
    """
    try:
        # Contents that a failure of power loses are found by their checksum: no need to wait for the disk.
        with whole_file(path, durable=False) as partial:
            partial.write_bytes(contents + _checksum(path, contents))
    except OSError as error:
        folder = cache_directory()
        if folder not in _noted:
            _noted.add(folder)
            reason = os.strerror(error.errno) if error.errno else error
            warnings.warn(f"results are not kept: {folder} cannot be written ({reason}).", Note, stacklevel=2)
        return
    _remove_unused(path.parent, path.suffix)


def kept(path: Path) -> bytes | None:
    """The contents of a file that `keep` has written; None if there is none, or it has changed, or another name."""
    try:
        stored = path.read_bytes()
    except (OSError, ValueError):
        return None
    contents, checksum = stored[:-_DIGEST], stored[-_DIGEST:]
    if checksum != _checksum(path, contents):
        return None
    _mark_used(path)
    return contents


def _mark_used(path: Path) -> None:
    """Gives a file the time of today, unless it has it."""
    with contextlib.suppress(OSError):  # of a folder that others share and may not write to
        if time.time() - path.stat().st_mtime > _DAY:
            os.utime(path)


@functools.cache
def _remove_unused(folder: Path, suffix: str) -> None:
    """Once in a process."""
    with contextlib.suppress(OSError):
        for path in folder.glob(f"*{suffix}"):
            with contextlib.suppress(OSError):  # another process removes it too
                if time.time() - path.stat().st_mtime > _UNUSED:
                    path.unlink()


def _checksum(path: Path, contents: bytes) -> bytes:
    """Of contents and name, as the name says from what the contents were made."""
    return hashlib.sha256(path.name.encode() + b"\0" + contents).digest()
