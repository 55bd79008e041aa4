"""Whether JAX can compute here: not in a process forked after it has started, not with 32-bit numbers."""

import os
from dataclasses import dataclass

import numpy as np
from jax import dtypes


@dataclass
class _Process:
    """What became of this process."""

    started: bool = False
    """Whether JAX has been used."""
    forked: bool = False
    """Whether it is the copy of a process in which JAX had been used. JAX's threads are not copied."""


_process = _Process()


def _remember_fork() -> None:
    _process.forked = _process.forked or _process.started


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_remember_fork)


def check_jax() -> None:
    """Raises RuntimeError where JAX would wait forever, or would compute with 32 bits. Called before JAX is used."""
    if _process.forked:
        raise RuntimeError(
            "this process was forked after JAX had started, in which JAX hangs: start processes with"
            " multiprocessing.get_context('spawn')."
        )
    if dtypes.canonicalize_dtype(np.float64) != np.float64:
        raise RuntimeError(
            "JAX is set to 32-bit numbers, and reheaton needs 64: call jax.config.update('jax_enable_x64', True)."
        )
    _process.started = True
