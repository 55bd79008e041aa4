"""NumPy for numbers, JAX for what belongs to JAX."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.backend.namespace import namespace


@pytest.mark.parametrize("arrays", [(), (1.0,), (1, np.float64(2.0)), (np.ones(2), [1.0, 2.0])])
def test_numbers_are_for_numpy(arrays):
    assert namespace(*arrays) is np


@pytest.mark.parametrize("arrays", [(jnp.ones(2),), (1.0, jnp.asarray(2.0)), (np.ones(2), jnp.ones(2))])
def test_one_array_of_jax_is_enough(arrays):
    assert namespace(*arrays) is jnp


def test_traced_values_are_for_jax():
    seen = []

    def remember(x):
        seen.append(namespace(1.0, x))
        return x

    jax.jit(remember)(1.0)
    jax.grad(remember)(1.0)
    jax.vmap(remember)(np.ones(2))
    assert seen == [jnp, jnp, jnp]
