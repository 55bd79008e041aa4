"""The collision integral at single points, and the sum over processes: what tables are compared with."""

import functools

import jax
import jax.numpy as jnp
import numpy as np

from reheaton.rates.opacity.collision_integral import collision_integral
from reheaton.rates.opacity.processes import FermionMasses, leptonic_processes, quark_processes

COARSE = (10, 10, 8)
"""Points of the rules in w, s and u that tables are made with."""
FINE = (32, 32, 24)
BATCH = 128


@functools.cache
def _kernel(points):
    def one(arguments):
        return collision_integral(*arguments, points)

    return jax.jit(lambda *arguments: jax.lax.map(one, arguments))


def direct(p_over_T, masses, coefficients, points=COARSE):
    """C at p/T (n,) for masses over T (n, 3) and coefficients of S, U, V, X, W (n, 5); one shape is ever compiled."""
    p_over_T, masses, coefficients = (np.asarray(a, dtype=float) for a in (p_over_T, masses, coefficients))
    missing = -len(p_over_T) % BATCH
    padded = [
        np.concatenate([a, np.ones((missing, *a.shape[1:]))]).reshape(-1, BATCH, *a.shape[1:])
        for a in (p_over_T, masses, coefficients)
    ]
    blocks = [_kernel(points)(*map(jnp.asarray, block)) for block in zip(*padded, strict=True)]
    return np.concatenate(blocks)[: len(p_over_T)]


def summed(processes, p_over_T, T, points=COARSE):
    """C of all processes together at the pairs of p/T (n,) and T [GeV] (n,)."""
    p_over_T, T = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in (p_over_T, T)))
    masses = np.array([process.masses for process in processes])[:, None, :] / T[:, None]
    coefficients = np.array([process.coefficients for process in processes])[:, None, :] * np.ones((len(T), 1))
    # Far above the range of any target exponentials underflow: left out, as tables leave it out.
    rates = np.zeros(masses.shape[:2])
    kept = np.maximum(masses[..., 0], masses[..., 1] + masses[..., 2]) < 130.0
    everywhere = np.broadcast_to(p_over_T, kept.shape)
    rates[kept] = direct(everywhere[kept], masses[kept], coefficients[kept], points)
    return rates.sum(axis=0)


def summed_by_part(flavour, p_over_T, T, points=COARSE, masses=None):
    """(leptons, quarks): C at the pairs of p/T (n,) and T [GeV] (n,)."""
    masses = masses or FermionMasses()
    return tuple(summed(f(flavour, masses), p_over_T, T, points) for f in (leptonic_processes, quark_processes))
