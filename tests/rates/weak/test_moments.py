"""Moments of collision integrals for neutrinos of Fermi-Dirac form."""

import numpy as np
import pytest

from reheaton.rates.weak.couplings import electron_couplings
from reheaton.rates.weak.moments import from_flavours, from_plasma

ELSEWHERE = (
    # m/T, A_1, A_2/A_1, S_1, S_2/S_1: effect of the electron mass on annihilation and on scattering
    (0.333, 0.9932, 0.0147, 0.9842, -0.0068),
    (0.705, 0.9693, 0.0651, 0.9324, -0.0284),
    (1.493, 0.8586, 0.2676, 0.7416, -0.1047),
    (3.161, 0.4331, 0.7920, 0.3152, -0.2952),
)


@pytest.mark.parametrize("flavour", ["e", "mu"])
@pytest.mark.parametrize("row", ELSEWHERE)
def test_heat_equals_that_of_another_calculation(flavour, row):
    """The form of Escudero 2020 (arXiv:2001.04466), with factors of the electron mass that were fitted elsewhere.

    They hold at T_a = 0.978 T, by which their four digits agree; at T_a = T the last is 2% higher. 2e-3: four digits
    of 0.8287 and of factors that vary by 8e-4 for each 0.001 of T_a/T.
    """
    m, A_1, A_ratio, S_1, S_ratio = row
    c_1, c_2 = electron_couplings(flavour)
    t = 0.978
    found = from_plasma(flavour, m * 2.0 / (1.0 + t), (t - 1.0) / (t + 1.0), np.array([1.0])).energy[0]
    annihilation = 128.0 * 0.8841 * (1.0 - t**9) * A_1 * (c_1 + c_2 * A_ratio)
    scattering = 224.0 * 0.8287 * t**4 * (1.0 - t) * S_1 * (c_1 + c_2 * S_ratio)
    expected = (annihilation + scattering) / np.pi**5
    np.testing.assert_allclose(found * (0.5 * (1.0 + t)) ** 9, expected, rtol=2e-3)


@pytest.mark.parametrize(("m", "tau"), [(0.01, 0.4), (1.0, -0.5), (4.0, 0.2), (8.0, 0.0)])
def test_rules_have_converged(m, tau):
    """1e-6, the documented error, against twice as many points; parts cancel near equilibrium, not here."""
    z = np.array([0.01, 0.4, 2.5])
    few, many = from_plasma("e", m, tau, z), from_plasma("e", m, tau, z, points=88)
    np.testing.assert_allclose(few.energy, many.energy, rtol=1e-6)
    np.testing.assert_allclose(few.number, many.number, rtol=1e-6)


def test_plasma_and_neutrinos_in_equilibrium():
    """1e-13 of the gain: rounding."""
    gain = from_plasma("e", 1.0, 0.0, np.array([1e-12]))
    found = from_plasma("e", 1.0, 0.0, np.array([1.0]))
    assert abs(found.energy[0]) < 1e-13 * gain.energy[0]
    assert abs(found.number[0]) < 1e-13 * gain.number[0]


def test_few_neutrinos_are_made_hot():
    """Pairs of an empty start have more energy each than those of equilibrium, 3.15 T: their cross section grows."""
    made = from_plasma("e", 0.1, 0.0, np.array([1e-12]))
    assert 3.6 < made.energy[0] / made.number[0] < 4.4


def test_flavours_in_equilibrium_with_each_other():
    """1e-12 of what is exchanged out of it: rounding."""
    scale = from_flavours(0.1, 1.0, 1.0)
    same = from_flavours(0.0, 0.7, 0.7)
    assert abs(same.energy) < 1e-12 * abs(scale.energy)
    assert abs(same.number) < 1e-12 * abs(scale.number)


def test_exchange_between_flavours_near_equilibrium():
    """X_e of Escudero 2020 with 0.8841 and 0.8287; 5e-5: their last digit, and the extrapolated lattice."""
    T_e, T_x = 0.999, 1.001
    annihilation, scattering = T_x**9 - T_e**9, T_e**4 * T_x**4 * (T_x - T_e)
    expected = 2.0 / np.pi**5 * (32.0 * 0.8841 * annihilation + 56.0 * 0.8287 * scattering)
    np.testing.assert_allclose(from_flavours(0.001, 1.0, 1.0).energy, expected, rtol=5e-5)
