"""JAX settings of the whole package: float64 and a compilation cache that survives the process."""

import contextlib
import functools
from collections.abc import Callable, Iterator
from typing import Any, Final

import jax
import jax.numpy as jnp
from jax.core import Tracer

from reheaton import own_code
from reheaton.backend.cache_folder import cache_directory
from reheaton.backend.code_key import source_at_start
from reheaton.backend.kept_kernels import keep_kernels_in
from reheaton.backend.kept_programs import KeptPrograms
from reheaton.backend.usable_jax import check_jax

_QUICK_TO_COMPILE: Final = {"xla_cpu_use_fusion_emitters": False}
"""XLA options that halve the compile time of our kernels and cost no speed (measured, benchmarks/)."""
_QUICKEST_TO_COMPILE: Final = _QUICK_TO_COMPILE | {"xla_backend_optimization_level": 0}
"""These take half of that, and a program runs two to five times as long; measured with a batch of twin points."""


def configure() -> None:
    """Switch on float64 and the persistent compilation cache; a cache the user configured is left alone."""
    jax.config.update("jax_enable_x64", True)
    if jax.config.values["jax_compilation_cache_dir"] is None:
        keep_kernels_in(cache_directory() / "jax")
    if own_code.all_is_ours():
        source_at_start()


def outer_jit(
    function: Callable[..., Any], *, static_argnums: int | tuple[int, ...] = (), kept: bool = False, brief: bool = False
) -> Callable[..., Any]:
    """`jax.jit` for a function that is never called from inside another transformation, quick to compile.

    `kept`: another process of the command may load the program instead of tracing it, see `kept_programs`. The
    function must then use nothing but its arguments and code of this package: no closure over numbers.

    `brief`: XLA does not optimise what runs for less time than that takes, as a program that runs once.
    """
    static = (static_argnums,) if isinstance(static_argnums, int) else static_argnums

    def jit(function: Callable[..., Any]) -> Callable[..., Any]:
        return jax.jit(function, static_argnums=static, compiler_options=_known_options(brief) or None)

    programs = KeptPrograms(function, jit, static, kept)

    @functools.wraps(function)
    def compiled(*args: Any) -> Any:
        check_jax()
        return programs(*args)

    return compiled


def on_cpu() -> bool:
    """Whether JAX computes on the CPU."""
    return jax.default_backend() == "cpu"


@contextlib.contextmanager
def computed_at_once() -> Iterator[None]:
    """Here numbers are computed at once, even inside `jax.jit` of the user: they can be kept, which tracers cannot."""
    staged = isinstance(jnp.zeros(()), Tracer)
    with jax.ensure_compile_time_eval() if staged else contextlib.nullcontext():
        yield


@functools.cache
def _known_options(brief: bool) -> dict[str, Any]:
    """The options above, if this version of XLA has them."""
    wanted = _QUICKEST_TO_COMPILE if brief else _QUICK_TO_COMPILE
    try:
        jax.jit(lambda x: x + 1.0, compiler_options=wanted)(0.0)
    except Exception:  # an unknown option is reported in a different way by every version
        return {}
    return wanted
