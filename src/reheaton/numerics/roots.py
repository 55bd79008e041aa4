"""Root finding on a bracket, with derivatives."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array


def root_in_interval(function: Callable[[Array], Array], at_zero: Array, at_one: Array, iterations: int = 8) -> Array:
    """Root of a smooth function between 0 and 1, given its values of opposite sign at both ends.

    Illinois iterations bracket it, and a last Newton step gives the root its exact derivatives with respect to
    everything the function depends on. Where the end values have the same sign the result is meaningless but finite.
    """

    def shrink(_: int, bracket: tuple[Array, ...]) -> tuple[Array, ...]:
        low, high, f_low, f_high = bracket
        difference = f_high - f_low
        middle = low - f_low * (high - low) / jnp.where(difference == 0.0, 1.0, difference)
        middle = jnp.clip(middle, low, high)
        f_middle = function(middle)
        left = f_middle * f_low > 0.0
        # Halving the value at the end that stays keeps the bracket shrinking from both sides.
        return (
            jnp.where(left, middle, low),
            jnp.where(left, high, middle),
            jnp.where(left, f_middle, 0.5 * f_low),
            jnp.where(left, 0.5 * f_high, f_middle),
        )

    start = (jnp.zeros(()), jnp.ones(()), at_zero, at_one)
    low, high, f_low, f_high = jax.lax.fori_loop(0, iterations, shrink, start)
    root = jax.lax.stop_gradient(jnp.where(jnp.abs(f_low) < jnp.abs(f_high), low, high))
    value, slope = jax.jvp(function, (root,), (jnp.ones(()),))
    step = jnp.where(slope == 0.0, 0.0, value / jnp.where(slope == 0.0, 1.0, slope))
    return root - step
