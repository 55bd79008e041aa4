"""Which parameters a universe depends on, and which of them its matter: found by tracing, without computing anything.

Points that differ only in parameters that `universe()` does not read share one background. Points that differ only in
parameters that the gases do not depend on share the tables of the baths.
"""

import functools
from typing import Any

import jax
import jax.numpy as jnp

from reheaton.backend.kept_by_code import kept_by_code
from reheaton.models.written import universe_of
from reheaton.probes.parameter import is_traced

Structure = Any
"""A `jax.tree_util.PyTreeDef` of a model: its class, which parameters are given, and its options."""


@functools.lru_cache(maxsize=256)
def of_matter(structure: Structure) -> frozenset[int]:
    """Numbers of the leaves on which the gases of any sector depend."""
    return _dependence(structure)[0]


@functools.lru_cache(maxsize=256)
def of_universe(structure: Structure) -> frozenset[int]:
    """Numbers of the leaves on which the universe depends."""
    return _dependence(structure)[1]


@functools.lru_cache(maxsize=256)
def _dependence(structure: Structure) -> tuple[frozenset[int], frozenset[int]]:
    return kept_by_code("dependence", structure, lambda: _traced_dependence(structure))


def _traced_dependence(structure: Structure) -> tuple[frozenset[int], frozenset[int]]:
    def build(*leaves: Any) -> tuple[list[Any], list[Any]]:
        universe = universe_of(jax.tree.unflatten(structure, list(leaves)))
        matter = [leaf for sector in universe.sectors for leaf in jax.tree.leaves(sector.gases)]
        return [x for x in matter if is_traced(x)], [x for x in jax.tree.leaves(universe) if is_traced(x)]

    numbers = [jnp.zeros(())] * structure.num_leaves
    closed, shape = jax.make_jaxpr(build, return_shape=True)(*numbers)
    reads = _reads(closed.jaxpr)
    count = len(shape[0])
    return frozenset().union(*reads[:count]), frozenset().union(*reads[count:])


def _reads(jaxpr: Any) -> list[frozenset[int]]:
    """For every output of a jaxpr the numbers of the inputs that it depends on."""
    depends = {var: frozenset({number}) for number, var in enumerate(jaxpr.invars)}

    def of(var: Any) -> frozenset[int]:
        return frozenset() if hasattr(var, "val") else depends.get(var, frozenset())

    for equation in jaxpr.eqns:
        inputs = frozenset().union(*(of(var) for var in equation.invars))
        depends |= dict.fromkeys(equation.outvars, inputs)
    return [of(var) for var in jaxpr.outvars]
