"""Collisions of neutrinos with each other on the grid of momenta."""

import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.rates.weak.lattice import NeutrinoLattice

LATTICE = NeutrinoLattice(40)
N = np.arange(1, 41.0)


def _occupations(*temperatures: float) -> np.ndarray:
    return np.stack([1.0 / (np.exp(0.6 * N / T) + 1.0) for T in temperatures])


@pytest.mark.parametrize(("i", "j", "k"), [(3, 9, 5), (7, 7, 2), (12, 1, 6), (20, 15, 30)])
def test_kernels_equal_the_integrals_over_q(i, j, k):
    """1e-12: both are polynomials of degree 5."""
    l = i + j - k  # noqa: E741
    first = quad(lambda q: 0.25 * ((i + j) ** 2 - q**2) ** 2, max(abs(i - j), abs(k - l)), i + j)[0]
    low, high = max(abs(i - l), abs(j - k)), min(i + l, j + k)
    second = quad(lambda q: 0.25 * (q**2 - (i - l) ** 2) ** 2, low, high)[0]
    np.testing.assert_allclose(LATTICE.S[i + j - 2, i - 1, k - 1], first, rtol=1e-12)
    np.testing.assert_allclose(LATTICE.U[i + j - 2, i - 1, k - 1], second, rtol=1e-12)
    np.testing.assert_allclose(LATTICE.V[i + j - 2, i - 1, l - 1], second, rtol=1e-12)


def test_number_and_energy_are_conserved():
    """1e-13 of the sum of absolute values: rounding."""
    rates = LATTICE.collide(_occupations(1.0, 1.3, 0.6)).rates
    for power in (2, 3):
        assert abs(np.sum(rates * N**power)) < 1e-13 * np.sum(np.abs(rates) * N**power)


def test_nothing_happens_in_equilibrium():
    """1e-13 of what happens out of it: rounding."""
    scale = np.abs(LATTICE.collide(_occupations(1.0, 1.3, 0.6)).rates).max()
    assert np.abs(LATTICE.collide(_occupations(1.0, 1.0, 1.0)).rates).max() < 1e-13 * scale


def test_jacobian_equals_differences():
    """1e-8: central differences of a cubic function, with rounding of 1e-16 over the step of 1e-6."""
    f = _occupations(1.0, 1.3, 0.6)
    direction = f * np.random.default_rng(1).normal(size=f.shape)
    step = 1e-6
    change = LATTICE.collide(f + step * direction).rates - LATTICE.collide(f - step * direction).rates
    jacobian = LATTICE.collide(f, jacobian=True).jacobian
    assert jacobian is not None
    expected = np.einsum("aibj,bj->ai", jacobian, direction)
    np.testing.assert_allclose(change / (2.0 * step), expected, rtol=0, atol=1e-8 * np.abs(expected).max())


def test_exchange_between_flavours():
    """Escudero 2020 (arXiv:2001.04466): X_e with 0.8841 and 0.8287 for Fermi-Dirac f at nearly equal temperatures.

    1%: the error of the lattice is of second order in its spacing, 0.7% at 0.4 T.
    """
    lattice, h, T_e, T_x = NeutrinoLattice(60), 0.4, 1.0, 1.001
    p = h * np.arange(1, 61)
    f = np.stack([1.0 / (np.exp(p / T) + 1.0) for T in (T_e, T_x, T_x)])
    X_e = np.sum(lattice.collide(f).rates[0] * p**3) * h**6 / (4.0 * np.pi**5)
    annihilation, scattering = T_x**9 - T_e**9, T_e**4 * T_x**4 * (T_x - T_e)
    expected = 2.0 / np.pi**5 * (32.0 * 0.8841 * annihilation + 56.0 * 0.8287 * scattering)
    np.testing.assert_allclose(X_e, expected, rtol=0.01)
