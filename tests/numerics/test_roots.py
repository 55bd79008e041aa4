"""Roots on a bracket: accuracy, derivatives of the root, and what happens without a sign change."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array

from reheaton.numerics.roots import rising_root, root_in_interval

# Smooth functions on [0, 1] that fall or rise through zero, with their roots.
FUNCTIONS: dict[str, tuple[Callable[[Array], Array], float]] = {
    "line": (lambda x: 0.3 - x, 0.3),
    "exponential": (lambda x: jnp.exp(x) - 2.0, np.log(2.0)),
    "cosine": (lambda x: jnp.cos(2.0 * x), np.pi / 4.0),
    "cubic": (lambda x: (x - 0.2) * (1.0 + x**2), 0.2),
    "at an end": (lambda x: x - 1.0, 1.0),
}


def root(function: Callable[[Array], Array]) -> Array:
    """Root on [0, 1]."""
    low, high = jnp.zeros(()), jnp.ones(())
    return root_in_interval(function, low, high, function(low), function(high))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_roots_are_found(name):
    """1e-12: superlinear convergence to rounding within the fixed number of iterations."""
    function, expected = FUNCTIONS[name]
    assert float(root(function)) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("parameter", [0.1, 0.5, 0.9])
def test_derivatives_are_those_of_the_implicit_function(parameter):
    """3e-3: the slope is a difference over 1e-3 of the interval, whose relative error is 1e-3 f''/(2 f')."""
    derivative = jax.jacfwd(lambda c: root(lambda x: x**3 + x - c * (1.0 + x)))(parameter)
    x = float(root(lambda x: x**3 + x - parameter * (1.0 + x)))
    exact = (1.0 + x) / (3.0 * x**2 + 1.0 - parameter)
    assert float(derivative) == pytest.approx(exact, rel=3e-3)


def test_same_signs_give_something_finite():
    for function in (lambda x: x + 1.0, lambda x: 1.0 + 0.0 * x):
        assert np.isfinite(float(root(function)))
        assert np.isfinite(float(jax.jacfwd(lambda c, f=function: root(lambda x: f(x) + c))(0.0)))


@pytest.mark.parametrize("name", FUNCTIONS)
def test_rising_roots_in_numpy(name):
    """1e-10, as stated; functions of JAX take NumPy arrays too. A falling one is turned over."""
    function, expected = FUNCTIONS[name]
    sign = 1.0 if float(function(1.0)) > float(function(0.0)) else -1.0
    rising = lambda x: sign * np.asarray(function(x))  # noqa: E731
    assert rising_root(rising, 0.0, 1.0, float(rising(0.0)), float(rising(1.0))) == pytest.approx(expected, abs=1e-10)
