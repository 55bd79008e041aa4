"""Numbers by which a result can be differentiated once.

Solutions come from loops of adaptive steps between splines of matter. Their first derivatives are those of the
solution; of second ones JAX makes NaN, after minutes of compiling. Whoever asks for one is told so instead.
"""

from typing import Any, TypeVar

import jax
import jax.numpy as jnp
from jax.core import Tracer

Tree = TypeVar("Tree")


def differentiable_once(tree: Tree) -> Tree:
    """The same numbers; a second derivative by any of them raises NotImplementedError."""

    def once(leaf: Any) -> Any:
        return _once(leaf) if isinstance(leaf, Tracer) and jnp.issubdtype(leaf.dtype, jnp.inexact) else leaf

    return jax.tree.map(once, tree)


@jax.custom_jvp
def _once(x: Any) -> Any:
    return x


@_once.defjvp
def _once_jvp(primals: tuple[Any], tangents: tuple[Any]) -> tuple[Any, Any]:
    return _never(primals[0]), tangents[0]


@jax.custom_jvp
def _never(x: Any) -> Any:
    return x


@_never.defjvp
def _never_jvp(primals: tuple[Any], tangents: tuple[Any]) -> tuple[Any, Any]:
    raise NotImplementedError(
        "second derivatives of a solution are not available: take central differences of jax.grad or jax.jacfwd, with"
        " steps of 1% of the parameter."
    )
