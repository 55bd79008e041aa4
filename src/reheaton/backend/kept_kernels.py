"""Compiled kernels on disk, for JAX, in files that are whole and checked.

JAX's own cache writes under the final name, warns at every damaged entry, and never replaces one: a process that was
killed at the wrong moment left a warning and a compilation in every later run.
"""

import contextlib
import functools
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jax

from reheaton.backend.cache_folder import keep, kept
from reheaton.errors import Note

_here = threading.local()
"""Of each thread: whether it compiles anew."""


@contextlib.contextmanager
def compiled_anew() -> Iterator[None]:
    """Here this thread compiles what may have been kept, and does not keep it."""
    _here.anew = True
    try:
        yield
    finally:
        _here.anew = False


@functools.cache
def note_useless(folder: Path) -> None:
    warnings.warn(
        f"compiled kernels in {folder} cannot be used on this machine: every start compiles anew, which takes seconds"
        " (jax-ml/jax#38445).",
        Note,
        stacklevel=2,
    )


class KeptKernels:
    """What JAX asks of a cache: bytes by key."""

    def __init__(self, folder: Path) -> None:
        self._path = folder
        self._given: set[str] = set()
        """Keys of the kernels that JAX was given."""

    def get(self, key: str) -> bytes | None:
        if getattr(_here, "anew", False):
            return None
        found = kept(self._file(key))
        if found is not None:
            self._given.add(key)
        return found

    def put(self, key: str, value: bytes) -> None:
        if getattr(_here, "anew", False):
            return
        if key in self._given:
            # JAX compiled a kernel that it had been given: it could not use it. On some processors it never can.
            note_useless(self._path)
        keep(self._file(key), value)

    def _file(self, key: str) -> Path:
        return self._path / f"{key}.kernel"


def keep_kernels_in(folder: Path) -> None:
    """Have JAX keep its kernels in a folder, in files of this package.

    JAX has no public way to say so. If a later version has lost the private one, its own cache does the work. So it
    does if the user sets another folder, or a size that the cache must not exceed.
    """
    jax.config.update("jax_compilation_cache_dir", str(folder))
    # Both thresholds keep small kernels out of the cache by default, and all of ours are small.
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    try:
        from jax._src import compilation_cache

        of_jax = compilation_cache.get_file_cache
    except (ImportError, AttributeError):
        return

    def file_cache(path: str) -> Any:
        return (KeptKernels(folder), path) if path == str(folder) and _unlimited() else of_jax(path)

    compilation_cache.get_file_cache = file_cache
    _kept_in.append(folder)


_kept_in: list[Path] = []


def folder_of_kernels() -> Path | None:
    """The folder in which JAX keeps its kernels in files of this package; None where its own cache does the work."""
    values = jax.config.values
    ours = bool(_kept_in) and values["jax_compilation_cache_dir"] == str(_kept_in[-1]) and _unlimited()
    return _kept_in[-1] if ours and values.get("jax_enable_compilation_cache", True) else None


def _unlimited() -> bool:
    return jax.config.values.get("jax_compilation_cache_max_size", -1) == -1
