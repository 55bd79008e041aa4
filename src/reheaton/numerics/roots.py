"""Root finding on a bracket, with derivatives."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array


def root_in_interval(
    function: Callable[[Array], Array], low: Array, high: Array, at_low: Array, at_high: Array, iterations: int = 6
) -> Array:
    """Root of a smooth monotonic function between low and high, given its values of opposite sign there.

    Newton's method from the secant, kept inside the interval; its last step also gives the root its exact
    derivatives. Where the end values have the same sign the result is meaningless but finite.
    """

    def newton(_: int, x: Array) -> Array:
        value, slope = jax.jvp(function, (x,), (jnp.ones_like(x),))
        step = jnp.where(slope == 0.0, 0.0, value / jnp.where(slope == 0.0, 1.0, slope))
        return jnp.clip(x - step, low, high)

    difference = at_low - at_high
    fraction = jnp.where(difference == 0.0, 0.5, at_low / jnp.where(difference == 0.0, 1.0, difference))
    start = low + jnp.clip(fraction, 0.0, 1.0) * (high - low)
    return jax.lax.fori_loop(0, iterations, newton, jax.lax.stop_gradient(start))
