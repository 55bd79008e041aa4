"""JAX settings of the whole package: float64 and a compilation cache that survives the process."""

import functools
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import jax

from reheaton.backend.usable_jax import check_jax

_QUICK_TO_COMPILE: Final = {"xla_cpu_use_fusion_emitters": False}
"""XLA options that halve the compile time of our kernels and cost no speed (measured, benchmarks/)."""


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


def outer_jit(function: Callable[..., Any], **options: Any) -> Callable[..., Any]:
    """`jax.jit` for a function that is never called from inside another transformation, quick to compile."""

    lock = threading.Lock()
    kernels: list[Callable[..., Any]] = []

    @functools.wraps(function)
    def compiled(*args: Any) -> Any:
        check_jax()
        with lock:  # threads that arrive together must share one kernel, not compile one each
            if not kernels:
                kernels.append(jax.jit(function, compiler_options=_known_options() or None, **options))
        return kernels[0](*args)

    return compiled


@functools.cache
def _known_options() -> dict[str, Any]:
    """The options above, if this version of XLA has them."""
    try:
        jax.jit(lambda x: x + 1.0, compiler_options=_QUICK_TO_COMPILE)(0.0)
    except Exception:  # an unknown option is reported in a different way by every version
        return {}
    return _QUICK_TO_COMPILE
