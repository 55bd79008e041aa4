"""Stores of many solved points, as data sets."""

from pathlib import Path
from typing import TYPE_CHECKING

from reheaton.backend.optional import optional_package
from reheaton.errors import InvalidInput

if TYPE_CHECKING:
    import xarray


def open_scan(path: str | Path) -> "xarray.Dataset":
    """The data set of a store; numbers are read from the disk where they are used.

    Raises InvalidInput if there is no such store, or if xarray or zarr is missing.
    """
    xarray = optional_package("xarray", "scan", "a store")
    optional_package("zarr", "scan", "a store")
    folder = Path(path)
    if not folder.is_dir():
        raise InvalidInput(f"the store {path} cannot be read: there is no such folder.")
    try:
        return xarray.open_zarr(folder, chunks=None)
    except (OSError, KeyError, ValueError):
        raise InvalidInput(f"the store {path} cannot be read: it is no folder that `reheaton scan` wrote.") from None
