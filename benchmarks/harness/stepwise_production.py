"""Production of sterile neutrinos as one would write it in JAX: the printed rate, momentum by momentum, in equal steps.

    f -> f_eq + (f - f_eq) e^(-R h),   R = Gamma_osc/H and f_eq in the middle of a step h of ln a

Second order; opacities, bath and potential are the library's.
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.cosmology import hubble
from reheaton.matter.bath import Baths
from reheaton.production.local_rates import ActiveNeutrino
from reheaton.rates.mixing_in_matter import oscillation_rate
from reheaton.rates.opacity.colours import colours_by_entropy


def stepwise(active: ActiveNeutrino, log_y: np.ndarray) -> Callable[..., Array]:
    """Spectra of a batch, from m_s, sin^2 2theta and what `middles` gives."""

    def one(m_s: Array, sin2: Array, T: Array, H: Array, growth: Array, h: Array) -> Array:
        def step(f: Array, here: tuple[Array, Array, Array]) -> tuple[Array, None]:
            T, H, growth = here
            x, everywhere = jnp.exp(log_y + growth), jnp.full(len(log_y), T)
            C = active.opacity.coefficient(x, everywhere, colours_by_entropy(T, active.strong)) * (1.0 + jnp.exp(-x))
            R = oscillation_rate(m_s, sin2, x * T, everywhere, C) / H
            f_eq = 1.0 / (jnp.exp(x) + 1.0)
            return f_eq + (f - f_eq) * jnp.exp(-R * h), None

        return jax.lax.scan(step, jnp.zeros(len(log_y)), (T, H, growth))[0]

    return jax.jit(jax.vmap(one))


def middles(baths: Baths, T_start: np.ndarray, T_end: np.ndarray, steps: int) -> tuple[Array, Array, Array, Array]:
    """T, H and ln(a T) yet to come, in the middle of each step, (points, steps), and the length of steps, (points,)."""
    start, end = (-np.asarray(baths.log_s(0, jnp.asarray(T))) / 3.0 for T in (T_start, T_end))
    h = (end - start) / steps
    log_a = jnp.asarray(start[:, None] + h[:, None] * (np.arange(steps) + 0.5))
    state = baths.state(0, -3.0 * log_a)
    growth = (end + np.log(T_end))[:, None] - (log_a + jnp.log(state.T))
    return state.T, hubble(state.rho), growth, jnp.asarray(h)
