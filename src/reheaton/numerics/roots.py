"""Root finding on a bracket: in JAX with derivatives, and in NumPy for functions that take arrays."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array


def root_in_interval(
    function: Callable[[Array], Array], low: Array, high: Array, at_low: Array, at_high: Array, iterations: int = 10
) -> Array:
    """Root of a smooth function between low and high, given its values of opposite sign there.

    Illinois iterations (a bracketed secant, order 1.44) find it; one more secant step with the slope held fixed gives
    it the derivatives of the implicit function. Where the end values have the same sign the result is meaningless
    but finite.
    """

    def shrink(_: int, bracket: tuple[Array, ...]) -> tuple[Array, ...]:
        low, high, f_low, f_high, moved = bracket
        middle = jnp.clip(low - f_low * _divide(high - low, f_high - f_low), low, high)
        f_middle = function(middle)
        left = f_middle * f_low > 0.0
        # Halving the value at an end that stays twice in a row keeps the bracket shrinking from both sides.
        return (
            jnp.where(left, middle, low),
            jnp.where(left, high, middle),
            jnp.where(left, f_middle, jnp.where(moved > 0, 0.5, 1.0) * f_low),
            jnp.where(left, jnp.where(moved < 0, 0.5, 1.0) * f_high, f_middle),
            jnp.where(left, -1, 1),
        )

    start = (*jax.tree.map(jax.lax.stop_gradient, (low, high, at_low, at_high)), jnp.asarray(0))
    near, far, f_near, f_far, _ = jax.lax.stop_gradient(jax.lax.fori_loop(0, iterations, shrink, start))
    root = jnp.where(jnp.abs(f_near) < jnp.abs(f_far), near, far)
    step = 1e-4 * (high - low)
    near, far = jnp.clip(root - step, low, high), jnp.clip(root + step, low, high)
    at_root, at_near, at_far = jax.vmap(function)(jnp.stack([root, near, far]))
    slope = jax.lax.stop_gradient(_divide(at_far - at_near, far - near))
    return root - _divide(at_root, slope)


def rising_root(
    function: Callable[[np.ndarray], np.ndarray], low: float, high: float, at_low: float, at_high: float
) -> float:
    """Root between low and high of a function that is negative at low and positive at high, to 1e-10 of x.

    Four points around the secant are tried at once, as one call with several points costs little more than one with
    one. `function` maps (points,) to (points,); `at_low` and `at_high` are its values at the ends.
    """
    for _ in range(20):
        width = high - low
        secant = low - at_low * width / (at_high - at_low)
        trial = np.clip(secant + width * np.array([-0.02, -0.0005, 0.0005, 0.02]), low, high)
        points = np.concatenate([[low], trial, [high]])
        values = np.concatenate([[at_low], function(trial), [at_high]])
        i = int(np.flatnonzero(values >= 0)[0])
        low, high, at_low, at_high = points[i - 1], points[i], values[i - 1], values[i]
        if high - low < 1e-10:
            break
    return float(low - at_low * (high - low) / (at_high - at_low))


def _divide(a: Array, b: Array) -> Array:
    """a/b, and 0 where b is 0."""
    return jnp.where(b == 0.0, 0.0, a / jnp.where(b == 0.0, 1.0, b))
