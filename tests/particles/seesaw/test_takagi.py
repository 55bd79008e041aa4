"""The Takagi factorisation: unitarity, reconstruction, determinants, degenerate and massless states."""

import mpmath as mp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reheaton.errors import InvalidInput
from reheaton.particles.seesaw import takagi

# Each number of `takagi` is a correctly rounded float; products of a few of them lose a few units of 2e-16.
ROUNDING = 1e-14


def random_symmetric(seed: int, size: int, decades: float, phases: bool) -> np.ndarray:
    rng = np.random.default_rng(seed)
    matrix = 10.0 ** rng.uniform(-decades, 0.0, (size, size)) * rng.choice([-1.0, 1.0], (size, size))
    matrix = matrix * np.exp(1j * rng.uniform(0, 2 * np.pi, (size, size))) if phases else matrix + 0j
    return np.triu(matrix) + np.triu(matrix, 1).T


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(1, 4), st.floats(0, 12), st.booleans())
def test_takagi_is_unitary_and_rebuilds_the_matrix(seed: int, size: int, decades: float, phases: bool) -> None:
    matrix = random_symmetric(seed, size, decades, phases)
    masses, mixing = takagi(matrix)
    scale = np.abs(matrix).max()
    assert np.all(masses >= 0) and np.all(np.diff(masses) >= 0)
    assert np.abs(mixing.conj().T @ mixing - np.eye(size)).max() < ROUNDING
    assert np.abs(np.conj(mixing) * masses @ mixing.conj().T - matrix).max() < ROUNDING * size * scale


@settings(max_examples=10)
@given(st.integers(0, 10**6), st.floats(2, 14), st.booleans())
def test_takagi_masses_have_the_right_product_and_traces(seed: int, decades: float, phases: bool) -> None:
    """prod m = |det M| weighs the smallest mass as much as the largest; sum m^2 = tr M^dagger M."""
    matrix = random_symmetric(seed, 3, decades, phases)
    masses, _ = takagi(matrix)
    with mp.workdps(120):
        exact = mp.matrix([[mp.mpmathify(complex(x)) for x in row] for row in matrix])
        determinant = float(abs(mp.det(exact)))
    assert np.prod(masses) == pytest.approx(determinant, rel=ROUNDING)
    assert (masses**2).sum() == pytest.approx((np.abs(matrix) ** 2).sum(), rel=ROUNDING)


def test_takagi_agrees_with_the_singular_values_of_an_ordinary_matrix() -> None:
    matrix = random_symmetric(7, 12, 1.0, phases=True)
    masses, _ = takagi(matrix)
    # numpy's singular values carry 2e-16 of the largest (about 5), and the smallest here is above 0.01.
    assert masses == pytest.approx(np.linalg.svd(matrix, compute_uv=False)[::-1], rel=1e-12)


def test_takagi_of_degenerate_and_massless_states() -> None:
    masses, mixing = takagi([[0, 2.0], [2.0, 0]])  # a Dirac fermion: two equal Majorana masses
    assert masses == pytest.approx([2, 2], rel=ROUNDING)
    assert np.abs(mixing.T @ np.array([[0, 2], [2, 0]]) @ mixing - 2 * np.eye(2)).max() < ROUNDING
    rank_one = np.outer([1, 2j, 3], [1, 2j, 3])
    masses, mixing = takagi(rank_one)
    assert masses[:2].tolist() == [0, 0] and masses[2] == pytest.approx(14, rel=ROUNDING)
    assert np.abs(mixing.conj().T @ mixing - np.eye(3)).max() < ROUNDING
    assert takagi(np.zeros((2, 2)))[0].tolist() == [0, 0]


@pytest.mark.parametrize("matrix", [[[1, 2], [3, 4]], [[1, np.nan], [np.nan, 1]], [1.0, 2.0], np.zeros((2, 3))])
def test_takagi_refuses_what_is_no_majorana_mass(matrix: list) -> None:
    with pytest.raises(InvalidInput, match="matrix"):
        takagi(matrix)
