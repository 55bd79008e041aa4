"""N -> h nu: the Yukawa amplitude, the threshold, and the equivalence theorem."""

import numpy as np
import pytest

from reheaton.constants import G_FERMI, M_HIGGS, M_W, V_HIGGS
from reheaton.particles.heavy_neutrino.higgs import higgs_coefficient


@pytest.mark.parametrize("m", [130.0, 200.0, 3000.0])
def test_width_of_the_yukawa_coupling(m):
    """Gamma = |p|/(8 pi m^2) <|M|^2> with M = (m/v) h nubar P_R N, hence <|M|^2> = (m/v)^2 p_nu . p_N.

    1e-5: V_HIGGS has five digits.
    """
    momentum = (m**2 - M_HIGGS**2) / (2.0 * m)
    squared = (m / V_HIGGS) ** 2 * momentum * m
    width = momentum / (8.0 * np.pi * m**2) * squared
    unit = G_FERMI**2 * m**5 / (192.0 * np.pi**3)
    assert higgs_coefficient(np.array([m]))[0] * unit == pytest.approx(width, rel=1e-5)


def test_threshold():
    """Zero below m_h, and an opening with the square of the distance: 4 for twice as far; 1e-3 of the next order."""
    assert higgs_coefficient(np.array([50.0, M_HIGGS]))[0] == 0.0
    near, far = higgs_coefficient(M_HIGGS * (1.0 + np.array([1e-4, 2e-4])))
    assert far / near == pytest.approx(4.0, rel=1e-3)


def test_far_above_all_bosons_half_as_often_as_the_w():
    """Goldstone bosons and h are one doublet: W l : Z nu : h nu = 2 : 1 : 1; (M/m)^2 = 1.6e-4 is left at 1e4 GeV."""
    m, r = np.array([1e4]), (M_W / 1e4) ** 2
    w_boson = 24.0 * np.pi**2 / (np.sqrt(2.0) * G_FERMI * m**2) * (1.0 - r) ** 2 * (1.0 + 2.0 * r)
    assert higgs_coefficient(m) / w_boson == pytest.approx(0.5, rel=5e-4)
