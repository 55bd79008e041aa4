"""JAX settings of the whole package: float64 and a compilation cache that survives the process."""

import os
from pathlib import Path

import jax


def cache_directory() -> Path:
    """Where compiled kernels and computed tables are kept: $REHEATON_CACHE_DIR, else the user's cache folder."""
    chosen = os.environ.get("REHEATON_CACHE_DIR")
    if chosen:
        return Path(chosen)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "reheaton"


def configure() -> None:
    """Switch on float64 and the persistent compilation cache; a cache the user configured is left alone."""
    jax.config.update("jax_enable_x64", True)
    if jax.config.values["jax_compilation_cache_dir"] is None:
        jax.config.update("jax_compilation_cache_dir", str(cache_directory() / "jax"))
        # Both thresholds keep small kernels out of the cache by default, and all of ours are small.
        jax.config.update("jax_persistent_cache_min_compile_time_secs", 0)
        jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
