"""Tables that took time to compute, kept in files whose names are fingerprints of everything that entered them."""

import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from reheaton.backend.cache_folder import cache_directory, keep, kept
from reheaton.errors import NumericalFailure

SHIPPED: Final = Path(__file__).parents[1] / "data"
"""Folder of the tables that come with the package."""


def kept_table(
    name: str,
    inputs: Sequence[Any],
    make: Callable[[], Mapping[str, Any]],
    *,
    version: int,
    shapes: Mapping[str, tuple[int, ...]],
    within: tuple[float, float],
) -> dict[str, np.ndarray]:
    """Arrays of a table by name: shipped with the package, or kept in the cache folder, or else made now and kept.

    name: folder and begin of the file name, as in "opacity/mu"; inputs: everything that enters the numbers, as nested
    lists, dicts, strings and numbers; version: raised whenever the same inputs give other numbers; shapes: those of the
    arrays that `make` returns; within: where all of their numbers must be, ends included.

    A file that is damaged, or has other arrays or impossible numbers, is made again. Raises NumericalFailure for a
    table that is made with such numbers, which is not kept.
    """
    file = f"{name}-{fingerprint([version, *inputs])}.npz"
    for path in (SHIPPED / file, cache_directory() / file):
        stored = load_arrays(path)
        if stored is not None and not _wrong(stored, shapes, within):
            return stored
    made = {array: np.asarray(value) for array, value in make().items()}
    if wrong := _wrong(made, shapes, within):
        raise NumericalFailure(f"the table {name} cannot be made: {wrong}; its input is outside what it is for.")
    store_arrays(cache_directory() / file, made)
    return made


def _wrong(table: Mapping[str, np.ndarray], shapes: Mapping[str, tuple[int, ...]], within: tuple[float, float]) -> str:
    """What is wrong with a table; "" for one that is as it should be."""
    if set(table) != set(shapes):
        return f"it has {', '.join(table)} instead of {', '.join(shapes)}"
    for name, array in table.items():
        if array.shape != shapes[name] or array.dtype.kind != "f":
            return f"{name} is of type {array.dtype} and shape {array.shape}, not floating and {shapes[name]}"
        outside = ~((array >= within[0]) & (array <= within[1]))
        if np.any(outside):
            return f"{name} has {array[outside].flat[0]:g}, outside {within[0]:g} to {within[1]:g}"
    return ""


def fingerprint(entering: Any) -> str:
    """Hash of nested lists, dicts, strings and numbers; numbers count to 12 digits, the same on every machine."""
    return hashlib.sha256(json.dumps(_rounded(entering)).encode()).hexdigest()[:16]


def load_arrays(path: Path) -> dict[str, np.ndarray] | None:
    """The arrays in a file; None if there is none, or it is not as it was written."""
    contents = kept(path)
    if contents is None:
        return None
    try:
        with np.load(io.BytesIO(contents), allow_pickle=False) as stored:
            return {name: stored[name] for name in stored.files}
    except Exception:  # what is no archive of arrays is reported in many ways: by NumPy, zipfile and the tokenizer
        return None


def store_arrays(path: Path, arrays: Mapping[str, Any]) -> None:
    """Write arrays completely or not at all. A folder that cannot be written to costs a Note."""
    contents = io.BytesIO()
    np.savez(contents, **arrays)
    keep(path, contents.getvalue())


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return f"{value:.12e}"
    if isinstance(value, Mapping):
        return {name: _rounded(item) for name, item in value.items()}
    return [_rounded(item) for item in value] if isinstance(value, list | tuple) else value
