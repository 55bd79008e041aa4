"""Collisions of three flavours with electrons and each other, on the grid of momenta."""

import numpy as np
import pytest

from reheaton.constants import G_FERMI
from reheaton.rates.weak import collision_integral
from reheaton.rates.weak.collision_integral import CollisionIntegral
from reheaton.rates.weak.moments import from_plasma

T = 2e-3
SPACING = 0.4 * T
MOMENTA = SPACING * np.arange(1, 61)
COLLISIONS = CollisionIntegral(60)


def _occupations(*temperatures: float) -> np.ndarray:
    return np.stack([1.0 / (np.exp(MOMENTA / (t * T)) + 1.0) for t in temperatures])


def _moment(rates: np.ndarray, power: int) -> np.ndarray:
    return rates @ MOMENTA**power * SPACING / np.pi**2


def test_heat_of_massless_electrons(monkeypatch):
    """Escudero 2020 (arXiv:2001.04466), Fermi-Dirac: 0.8841 for annihilation, 0.8285 to 0.829 for scattering.

    0.0005 of each: the spread of published values.
    """
    monkeypatch.setattr(collision_integral, "M_ELECTRON", 1e-6 * T)
    t = 1.001
    terms = COLLISIONS.terms(_occupations(t, t, t), SPACING, T)
    unit = G_FERMI**2 * T**9 / np.pi**5 * COLLISIONS.couplings[:, 0]
    # Scattering leaves the number alone, annihilation makes 2/E of it for the energy E.
    expected = 128.0 * 0.8841 * (1.0 - t**9) + 224.0 * 0.8287 * t**4 * (1.0 - t)
    np.testing.assert_allclose(_moment(terms.electrons, 3) / unit, expected, rtol=5e-4)


def test_scattering_leaves_the_number_alone(monkeypatch):
    """1e-12 of the flow: rounding."""
    kernels = CollisionIntegral._kernels

    def without_annihilation(self, E, m):
        scattering, annihilation = kernels(self, E, m)
        return scattering, 0.0 * annihilation

    f = _occupations(1.2, 0.9, 1.0)
    energy = _moment(COLLISIONS.terms(f, SPACING, T).electrons, 3)
    monkeypatch.setattr(CollisionIntegral, "_kernels", without_annihilation)
    terms = COLLISIONS.terms(f, SPACING, T)
    flow = np.abs(terms.electrons) @ MOMENTA**2 * SPACING / np.pi**2
    assert np.all(np.abs(_moment(terms.electrons, 2)) < 1e-12 * np.maximum(flow, flow[0]))
    assert np.all(np.abs(_moment(terms.electrons, 3)[:2]) > 0.01 * np.abs(energy[:2]))


def test_nothing_happens_in_equilibrium():
    """1e-12 of what happens 20% away: rounding."""
    scale = np.abs(COLLISIONS.terms(_occupations(1.2, 1.2, 1.2), SPACING, T).electrons).max()
    terms = COLLISIONS.terms(_occupations(1.0, 1.0, 1.0), SPACING, T)
    assert np.abs(terms.electrons).max() < 1e-12 * scale
    assert np.abs(terms.neutrinos).max() < 1e-12 * scale


def test_jacobian_equals_differences():
    """1e-7: central differences, with rounding of 1e-16 over the step of 1e-6."""
    f = _occupations(1.2, 0.9, 1.0)
    direction = f * np.random.default_rng(1).normal(size=f.shape)
    step = 1e-6
    above, below = (COLLISIONS.terms(f + sign * step * direction, SPACING, T) for sign in (1.0, -1.0))
    change = above.electrons + above.neutrinos - below.electrons - below.neutrinos
    jacobian = COLLISIONS.terms(f, SPACING, T, jacobian=True).jacobian
    assert jacobian is not None
    expected = np.einsum("aibj,bj->ai", jacobian, direction)
    np.testing.assert_allclose(change / (2.0 * step), expected, rtol=0, atol=1e-7 * np.abs(expected).max())


@pytest.mark.parametrize("t", [0.8, 1.05])
def test_moments_equal_those_of_fermi_dirac(t):
    """3e-4: the grid, h = 0.4, against double-exponential rules."""
    f = _occupations(t, t, t)
    terms = COLLISIONS.terms(f, SPACING, T)
    mean, tau = 0.5 * (1.0 + t), (t - 1.0) / (t + 1.0)
    for row, flavour in enumerate(("e", "mu")):
        expected = from_plasma(flavour, 0.51099895069e-3 / (mean * T), tau, np.array([1.0]))
        unit = G_FERMI**2 * (mean * T) ** 8
        np.testing.assert_allclose(_moment(terms.electrons, 2)[row] / unit, expected.number[0], rtol=3e-4)
        np.testing.assert_allclose(_moment(terms.electrons, 3)[row] / (unit * mean * T), expected.energy[0], rtol=3e-4)
