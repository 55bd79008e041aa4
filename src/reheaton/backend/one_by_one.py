"""Points of a batch one after the other, so that what one of them needs stays in the cache of the processor."""

from collections.abc import Callable
from typing import Any

import jax
from jax.custom_batching import sequential_vmap


def one_by_one(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` of arrays, which `jax.vmap` maps in a loop over the points and not in one operation on all of them.

    It is faster where one point fills vector units and the arrays of many do not fit into the cache. Elsewhere than on
    a CPU it changes nothing.
    """
    return sequential_vmap(function) if jax.default_backend() == "cpu" else function
