"""Whether results can be written to a folder: asked before the calculation, which may take minutes."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from reheaton.errors import InvalidInput


def check_output_folder(directory: Path, names: Iterable[str]) -> None:
    """Raises InvalidInput if a folder cannot be made or written to, or is in the way of one of these files.

    Nothing is left behind: the folder is made when there is something to write.
    """
    try:
        existing = _nearest_that_exists(directory)
        # Permissions say too little: of a full or read-only disk, or of a folder of the system.
        with tempfile.TemporaryDirectory(dir=existing, prefix=".reheaton-"):
            pass
        in_the_way = [name for name in names if (directory / name).is_dir()]
    except (OSError, ValueError) as error:  # a ValueError for a zero byte in the name
        shown = str(directory).replace("\0", "\\0")
        reason = getattr(error, "strerror", None) or error
        raise InvalidInput(f"-o: {shown} cannot be written to: {reason}.") from None
    if in_the_way:
        raise InvalidInput(f"-o: {directory / in_the_way[0]} cannot be written: it is a folder.")


def _nearest_that_exists(directory: Path) -> Path:
    """The folder itself, or the one in which it will be made. Raises OSError for names that no folder can have."""
    for folder in (directory, *directory.parents):
        try:
            os.stat(folder)
        except (FileNotFoundError, NotADirectoryError):
            continue
        if not folder.is_dir():
            raise NotADirectoryError(None, f"{folder} is a file, not a folder")
        return folder
    return Path()
