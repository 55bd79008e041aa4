"""Compiled kernels on disk, for JAX, in files that are whole and checked.

JAX's own cache writes under the final name, warns at every damaged entry, and never replaces one: a process that was
killed at the wrong moment left a warning and a compilation in every later run.
"""

from pathlib import Path
from typing import Any

import jax

from reheaton.backend.cache_folder import keep, kept


class KeptKernels:
    """What JAX asks of a cache: bytes by key."""

    def __init__(self, folder: Path) -> None:
        self._path = folder

    def get(self, key: str) -> bytes | None:
        return kept(self._file(key))

    def put(self, key: str, value: bytes) -> None:
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
        unlimited = jax.config.values.get("jax_compilation_cache_max_size", -1) == -1
        return (KeptKernels(folder), path) if path == str(folder) and unlimited else of_jax(path)

    compilation_cache.get_file_cache = file_cache
