r"""Sums over the eigenvalues of a symmetric matrix, Tr f(M), with derivatives where eigenvalues coincide.

Derivatives of eigenvectors diverge there though Tr f does not. So M is rotated by its eigenvectors, held fixed, to
A = U^T M U, which is diagonal in value but not in its derivatives, and perturbation theory is done by hand:

    Tr f = sum_i f(A_ii) + sum_(i<j) A_ij^2 [f'(A_ii) - f'(A_jj)]/(A_ii - A_jj) + O(A_ij A_jk A_ki)

(Daleckii & Krein 1965). Exact in all first and second derivatives, and in the third ones of 2 x 2 matrices.
"""

from collections.abc import Callable
from typing import Final

import jax
import jax.numpy as jnp
from jax import Array

_CLOSE: Final = 1e-4
"""Relative distance of eigenvalues below which f'' takes the place of the difference of f': 1e-9 of it off at most."""


def spectral_sum(function: Callable[[Array], Array], matrix: Array, diagonal: bool = False) -> Array:
    """Sum of function over the eigenvalues of a symmetric matrix (n, n); a number, differentiable (see the module).

    `function` acts element by element on any shape and has two derivatives where eigenvalues are. `diagonal` promises
    that all other elements vanish together with the derivatives that are asked for.
    """
    if diagonal:
        return jnp.sum(function(jnp.diagonal(matrix)))
    size = matrix.shape[0]
    rotated = matrix if size == 1 else _nearly_diagonal(matrix)
    values = jnp.diagonal(rotated)
    total = jnp.sum(function(values))
    if size > 1:
        i, j = jnp.triu_indices(size, 1)
        total += jnp.sum(rotated[i, j] ** 2 * _divided_difference(function, values[i], values[j]))
    return total


def eigenvalues(matrix: Array) -> Array:
    """Eigenvalues of a symmetric matrix (n, n), ascending; shape (n,)."""
    if matrix.shape[0] == 1:
        return matrix[0]
    return jnp.linalg.eigvalsh(matrix)


def _nearly_diagonal(matrix: Array) -> Array:
    """U^T M U with the eigenvectors U of the matrix, held fixed under differentiation."""
    fixed = jax.lax.stop_gradient(matrix)
    if matrix.shape[0] == 2:
        # A rotation in closed form: far quicker than LAPACK, and the identity for multiples of the identity.
        angle = 0.5 * jnp.arctan2(2.0 * fixed[0, 1], fixed[0, 0] - fixed[1, 1])
        c, s = jnp.cos(angle), jnp.sin(angle)
        vectors = jnp.stack([jnp.stack([c, -s]), jnp.stack([s, c])])
    else:
        vectors = jnp.linalg.eigh(fixed)[1]
    return vectors.T @ matrix @ vectors


def _divided_difference(function: Callable[[Array], Array], a: Array, b: Array) -> Array:
    """[f'(a) - f'(b)]/(a - b), and f'' halfway where they are close."""
    slope = _derivative(function)
    close = jnp.abs(a - b) <= _CLOSE * (jnp.abs(a) + jnp.abs(b))
    distance = jnp.where(close, 1.0, a - b)
    return jnp.where(close, _derivative(slope)(0.5 * (a + b)), (slope(a) - slope(b)) / distance)


def _derivative(function: Callable[[Array], Array]) -> Callable[[Array], Array]:
    """Derivative of a function that acts element by element."""
    return lambda x: jax.jvp(function, (x,), (jnp.ones_like(x),))[1]
