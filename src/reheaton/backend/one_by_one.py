"""Points of a batch one after the other, so that what one of them needs stays in the cache of the processor."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import jax
import jax.numpy as jnp
from jax import Array
from jax.custom_batching import custom_vmap
from jax.custom_derivatives import SymbolicZero

from reheaton.backend.jax_setup import on_cpu

Numbers = Sequence[Array]


def one_by_one(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` of pytrees, which `jax.vmap` maps in a loop over the points and not in one operation on all of them.

    It is faster where one point fills vector units and the arrays of many do not fit into the cache. Elsewhere than on
    a CPU it changes nothing. All numbers that JAX may trace are arguments. Differentiable once, in forward mode.
    """
    if not on_cpu():
        return function

    @functools.wraps(function)
    def mapped(*args: Any) -> Any:
        leaves, structure = jax.tree.flatten(args)

        def of_leaves(leaves: Numbers, _: Numbers) -> Any:
            return function(*jax.tree.unflatten(structure, leaves))

        point = jax.custom_jvp(lambda *leaves: _in_a_loop(of_leaves)(leaves, ()))
        point.defjvp(functools.partial(_derivative, of_leaves), symbolic_zeros=True)
        return point(*(jnp.asarray(leaf) for leaf in leaves))

    return mapped


def _derivative(function: Callable[..., Any], leaves: Numbers, directions: Sequence[Any]) -> Any:
    """The function and its derivative in a direction. Leaves that stand still are constants."""
    moving = [i for i, direction in enumerate(directions) if not isinstance(direction, SymbolicZero)]

    def along(leaves: Numbers, directions: Numbers) -> Any:
        def of_moving(*chosen: Array) -> Any:
            everything = dict(enumerate(leaves)) | dict(zip(moving, chosen, strict=True))
            return function(list(everything.values()), ())

        return jax.jvp(of_moving, tuple(leaves[i] for i in moving), tuple(directions))

    return _in_a_loop(along)(leaves, tuple(directions[i] for i in moving))


def _in_a_loop(function: Callable[[Numbers, Numbers], Any]) -> Callable[[Numbers, Numbers], Any]:
    """A function of leaves and directions, mapped in a loop over leaves; many directions at one point go together."""
    point = custom_vmap(lambda leaves, directions: function(tuple(leaves), tuple(directions)))

    @point.def_vmap
    def rule(_: int, batched: tuple[Any, Any], leaves: Numbers, directions: Numbers) -> tuple[Any, Any]:
        at, along = batched
        if any(at):
            found = jax.lax.map(
                lambda own: point(_joined(leaves, at, own[0]), _joined(directions, along, own[1])),
                (_chosen(leaves, at), _chosen(directions, along)),
            )
            return found, jax.tree.map(lambda _: True, found)
        # Values at the point are the same for all directions.
        axes = (None, tuple(0 if each else None for each in along))
        together = jax.vmap(function, in_axes=axes, out_axes=(None, 0))
        value, derivative = _in_a_loop(together)(leaves, directions)
        return (value, derivative), (jax.tree.map(lambda _: False, value), jax.tree.map(lambda _: True, derivative))

    return lambda leaves, directions: point(tuple(leaves), tuple(directions))


def _chosen(values: Numbers, which: Sequence[bool]) -> tuple[Array, ...]:
    return tuple(value for value, chosen in zip(values, which, strict=True) if chosen)


def _joined(values: Numbers, which: Sequence[bool], instead: Numbers) -> tuple[Array, ...]:
    """`values`, with others instead of the chosen ones."""
    others = iter(instead)
    return tuple(next(others) if chosen else value for value, chosen in zip(values, which, strict=True))
