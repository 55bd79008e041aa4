"""The width that is observed is that of the relic, and c_Gamma follows from it by the unit of Eq. 8."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.constants import G_FERMI


def test_c_gamma_is_the_width_over_its_unit():
    m_N, m_nu = 30.0, 1.5e-7
    found = rh.TwinSterileNeutrino(m_N=m_N, m_nu=m_nu, vev_ratio=4).solve().observables
    # theta^2 = m_nu/m_N with m_nu in eV and m_N in GeV.
    unit = G_FERMI**2 * m_N**5 * (m_nu * 1e-9 / m_N) / (192.0 * np.pi**3)
    assert found["c_Gamma"] == pytest.approx(found["Gamma_N"] / unit, rel=1e-12)
    assert 20.0 < found["c_Gamma"] < 30.0


def test_given_width_is_observed_as_it_is_and_gives_no_c_gamma_without_m_nu():
    found = rh.TwinSterileNeutrino(m_N=30, Gamma_N=1e-22, vev_ratio=4).solve().observables
    assert found["Gamma_N"] == 1e-22
    assert "c_Gamma" not in found
