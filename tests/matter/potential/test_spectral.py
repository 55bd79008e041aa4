"""Sums over eigenvalues and their derivatives, where eigenvalues coincide too."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.matter.potential.spectral import eigenvalues, spectral_sum


def test_eigenvalue_sums_where_eigenvalues_coincide():
    """Tr M^3 and its first two derivatives are polynomials in M: 1e-9 for the nearby ones, rounding otherwise."""
    for diagonal in ([2.0, 2.0, 2.0], [2.0, 2.0 + 1e-5, 5.0], [1.0, 3.0, 3.0]):
        direction = jnp.array([[0.3, 1.0, 0.2], [1.0, -0.5, 0.7], [0.2, 0.7, 0.1]])
        M = jnp.diag(jnp.array(diagonal))

        def exact(t, M=M, direction=direction):
            m = M + t * direction
            return jnp.trace(m @ m @ m)

        def summed(t, M=M, direction=direction):
            return spectral_sum(lambda x: x**3, M + t * direction)

        for function in (lambda f: f, jax.grad, lambda f: jax.grad(jax.grad(f))):
            assert float(function(summed)(0.0)) == pytest.approx(float(function(exact)(0.0)), rel=1e-9)
    assert np.asarray(eigenvalues(jnp.array([[0.0, 1.0], [1.0, 0.0]]))) == pytest.approx([-1.0, 1.0])
