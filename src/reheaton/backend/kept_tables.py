"""Tables that took time to compute, kept in files whose names are fingerprints of everything that entered them."""

import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from reheaton.backend.jax_setup import cache_directory

SHIPPED: Final = Path(__file__).parents[1] / "data"
"""Folder of the tables that come with the package."""


def kept_table(
    name: str,
    inputs: Sequence[Any],
    make: Callable[[], Mapping[str, Any]],
    *,
    version: int,
    arrays: Sequence[str],
) -> dict[str, np.ndarray]:
    """Arrays of a table by name: shipped with the package, or kept in the cache folder, or else made now and kept.

    name: folder and begin of the file name, as in "opacity/mu"; inputs: everything that enters the numbers, as nested
    lists, dicts, strings and numbers; version: raised whenever the same inputs give other numbers; arrays: names of
    the arrays that `make` returns. A file that cannot be read, or has other arrays, is made again.
    """
    file = f"{name}-{fingerprint([version, *inputs])}.npz"
    for path in (SHIPPED / file, cache_directory() / file):
        stored = load_arrays(path)
        if stored is not None and set(stored) == set(arrays):
            return stored
    made = {array: np.asarray(value) for array, value in make().items()}
    store_arrays(cache_directory() / file, made)
    return made


def fingerprint(entering: Any) -> str:
    """Hash of nested lists, dicts, strings and numbers; numbers count to 12 digits, the same on every machine."""
    return hashlib.sha256(json.dumps(_rounded(entering)).encode()).hexdigest()[:16]


def load_arrays(path: Path) -> dict[str, np.ndarray] | None:
    """The arrays in a file; None if there is none that can be read."""
    try:
        with path.open("rb") as file, np.load(file) as stored:
            return {name: stored[name] for name in stored.files}
    except Exception:  # a damaged file is reported in many ways: by NumPy, zipfile and Python's tokenizer
        return None


def store_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays completely or not at all. If the folder cannot be written to, nothing happens."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            whole = Path(folder) / path.name
            np.savez(whole, **arrays)
            os.replace(whole, path)
    except OSError:
        return


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.12e}"
    if isinstance(value, Mapping):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value
