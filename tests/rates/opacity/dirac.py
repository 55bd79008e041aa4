"""Spin sums by explicit Dirac matrices in the chiral representation."""

import numpy as np

_PAULI = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
GAMMA = np.array([np.kron([[0, 1], [1, 0]], np.eye(2)), *(np.kron([[0, 1], [-1, 0]], sigma) for sigma in _PAULI)])
GAMMA5 = 1j * GAMMA[0] @ GAMMA[1] @ GAMMA[2] @ GAMMA[3]
METRIC = np.array([1.0, -1.0, -1.0, -1.0])


def slash(p):
    """p_mu gamma^mu of a four-vector with upper index."""
    return np.einsum("m,m,mij->ij", METRIC, p, GAMMA)


def line(out, into, left, right):
    """Spin sum J^mu J^nu* of one fermion line, (4, 4); an end is (four-momentum, mass), antiparticles with -mass.

    The vertex is gamma^mu (gV - gA gamma5) with gV = left + right, gA = left - right.
    """
    vertex = GAMMA @ ((left + right) * np.eye(4) - (left - right) * GAMMA5)
    first, second = (slash(p) + m * np.eye(4) for p, m in (out, into))
    return np.einsum("ab,mbc,cd,nda->mn", first, vertex, second, vertex)


def contracted(first, second):
    """A^mu nu B_mu nu."""
    return np.einsum("mn,mn,m,n->", first, second, METRIC, METRIC).real
