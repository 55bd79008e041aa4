"""Yields: vertices, the scale of the expansion, and how many h there are."""

import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.constants import M_PLANCK
from reheaton.cosmology import entropy_density, hubble_radiation
from reheaton.papers.inverse_symmetry_breaking.yields import EQUILIBRIUM_YIELD, prefactor, vertices


def test_vertices():
    """Eqs. 10, 11, 14: lambda (1 +- v/Lambda_eff) with v/Lambda_eff = T/T_*; that of N' vanishes at T_*."""
    y_N, y_mirror = vertices(0.3, 2.0, 4.0)
    assert (float(y_N), float(y_mirror)) == pytest.approx((0.45, 0.15), rel=1e-15)
    assert float(vertices(0.3, 4.0, 4.0)[1]) == 0.0


def test_prefactor_is_the_expansion_and_the_entropy_of_the_scalars():
    """2/(4 pi)^5 T^5/(H S M_PLANCK) with H and S as printed below Eq. 13; 1e-14: rounding. Seven digits are given."""
    T, g = 3e7, 2.0
    H, S = np.sqrt(4.0 * np.pi**3 / 45.0 * g) * T**2 / M_PLANCK, 2.0 * np.pi**2 / 45.0 * g * T**3
    assert float(hubble_radiation(g, T)) == pytest.approx(H, rel=1e-14)
    assert float(entropy_density(g, T)) == pytest.approx(S, rel=1e-14)
    assert float(prefactor()) == pytest.approx(2.0 / (4.0 * np.pi) ** 5 * T**5 / (H * S * M_PLANCK), rel=1e-14)
    assert float(prefactor()) == pytest.approx(3.098631e-6, rel=3e-7)


def test_equilibrium_yield():
    """1e-6: the Fermi-Dirac integral of two states over s of two scalars."""
    n = quad(lambda p: p**2 / (np.exp(p) + 1.0), 0.0, 60.0)[0] / np.pi**2
    assert pytest.approx(n / float(entropy_density(2.0, 1.0)), rel=1e-6) == EQUILIBRIUM_YIELD
