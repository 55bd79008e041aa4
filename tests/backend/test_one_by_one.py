"""A loop over the points of a batch: the values and derivatives of one operation on all of them."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.backend.one_by_one import one_by_one

X, Y = np.linspace(0.1, 1.0, 5), np.linspace(1.0, 2.0, 5)


def _plain(given, y):
    """A pytree with None and a whole number in it, and one that comes back."""
    x, nothing, count = given
    assert nothing is None
    return {"f": jnp.sin(x) * y**2, "g": count + x}


def _f(x, y):
    return one_by_one(_plain)((x, None, 3), y)


@pytest.mark.parametrize("axes", [(0, 0), (0, None), (None, 0)])
def test_a_batch_is_the_loop(axes):
    """1e-15: rounding."""
    arguments = tuple(values if axis == 0 else values[2] for values, axis in zip((X, Y), axes, strict=True))
    found = jax.jit(jax.vmap(_f, in_axes=axes))(*arguments)
    x, y = np.broadcast_arrays(*arguments)
    np.testing.assert_allclose(found["f"], np.sin(x) * y**2, rtol=1e-15)
    np.testing.assert_allclose(found["g"], 3 + x, rtol=1e-15)


def test_nested_batches():
    found = jax.vmap(lambda x: jax.vmap(lambda y: _f(x, y)["f"])(Y))(X)
    np.testing.assert_allclose(found, np.sin(X)[:, None] * Y[None] ** 2, rtol=1e-15)


def test_points_are_taken_one_after_the_other():
    """One operation on all points would not be a loop."""
    if jax.default_backend() != "cpu":
        pytest.skip("only on a CPU")
    assert "scan" in str(jax.make_jaxpr(jax.vmap(_f))(X, Y))
    assert "scan" not in str(jax.make_jaxpr(_f)(X[0], Y[0]))


def test_derivatives_at_a_point_and_in_a_batch():
    """1e-15: rounding. By both arguments together, and by one."""
    both = jax.jacfwd(lambda v: _f(v[0], v[1])["f"])
    expected = np.stack([np.cos(X) * Y**2, 2.0 * np.sin(X) * Y], axis=1)
    np.testing.assert_allclose(both(jnp.array([X[1], Y[1]])), expected[1], rtol=1e-15)
    np.testing.assert_allclose(jax.jit(jax.vmap(both))(jnp.stack([X, Y], axis=1)), expected, rtol=1e-15)
    by_x = jax.vmap(lambda x, y: jax.jvp(lambda x: _f(x, y)["f"], (x,), (1.0,)))(X, Y)
    np.testing.assert_allclose(by_x[1], expected[:, 0], rtol=1e-15)
    assert "scan" in str(jax.make_jaxpr(jax.vmap(both))(jnp.stack([X, Y], axis=1))) or jax.default_backend() != "cpu"
