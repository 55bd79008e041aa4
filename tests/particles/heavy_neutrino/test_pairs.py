"""The fermion pairs of W and Z: measured asymmetries, sums over a generation and unitarity of the CKM matrix."""

import numpy as np
import pytest

from reheaton.constants import M_BOTTOM, M_TOP, SIN2_THETA_W
from reheaton.particles.fermions import DOWN_QUARKS, UP_QUARKS
from reheaton.particles.heavy_neutrino.currents import Pair
from reheaton.particles.heavy_neutrino.pairs import (
    CHARGED_LEPTON_PAIRS,
    CHARGED_QUARK_PAIRS,
    NEUTRAL_QUARK_PAIRS,
    NEUTRINO_PAIR,
)

GENERATION = (NEUTRINO_PAIR, CHARGED_LEPTON_PAIRS["e"], NEUTRAL_QUARK_PAIRS["u"], NEUTRAL_QUARK_PAIRS["d"])


def asymmetry(pair: Pair) -> float:
    """A_f = (g_L^2 - g_R^2)/(g_L^2 + g_R^2)."""
    return (pair.g_left**2 - pair.g_right**2) / (pair.g_left**2 + pair.g_right**2)


@pytest.mark.parametrize(
    ("pair", "published", "error"),
    # PDG, review of the electroweak model: A_e of all leptons, A_c and A_b measured at the Z; twice their errors.
    [
        (CHARGED_LEPTON_PAIRS["e"], 0.1499, 0.0036),
        (NEUTRAL_QUARK_PAIRS["c"], 0.670, 0.054),
        (NEUTRAL_QUARK_PAIRS["b"], 0.923, 0.040),
    ],
)
def test_asymmetries_at_the_z(pair, published, error):
    assert asymmetry(pair) == pytest.approx(published, abs=error)


def test_couplings_of_one_generation_have_no_anomaly():
    """Sum N_c T_3 = 0 and Sum N_c Q = 0, with T_3 = g_L - g_R and Q = -g_R/sin^2 theta_W; 1e-15: rounding."""
    isospin = [pair.colours * (pair.g_left - pair.g_right) for pair in GENERATION]
    charge = [-pair.colours * pair.g_right / SIN2_THETA_W for pair in GENERATION]
    assert sum(isospin) == pytest.approx(0.0, abs=1e-15)
    assert sum(charge) == pytest.approx(0.0, abs=1e-15)


def test_couplings_without_mixing_are_those_of_isospin():
    """A neutral fermion sees the Z through its isospin alone, and only left-handed."""
    assert (NEUTRINO_PAIR.g_left, NEUTRINO_PAIR.g_right) == (0.5, 0.0)


def test_rows_and_columns_of_the_ckm_matrix_have_unit_length():
    """2e-4: the elements of the global fit are rounded to five digits and their errors are 1e-4."""
    V = np.array([[CHARGED_QUARK_PAIRS[up, down].g_left for down in DOWN_QUARKS] for up in UP_QUARKS])
    np.testing.assert_allclose((V**2).sum(axis=0), 1.0, atol=2e-4)
    np.testing.assert_allclose((V**2).sum(axis=1), 1.0, atol=2e-4)


def test_thresholds():
    assert CHARGED_QUARK_PAIRS["t", "b"].threshold == M_TOP + M_BOTTOM
    assert NEUTRAL_QUARK_PAIRS["t"].threshold == 2.0 * M_TOP
    assert NEUTRINO_PAIR.threshold == 0.0
