"""N -> lepton + meson: the textbook two-body amplitude, and duality with quarks."""

import numpy as np
import pytest

from reheaton.constants import CKM_ABS, G_FERMI, M_MUON, MESON_DECAY_CONSTANTS, MESON_MASSES
from reheaton.particles import heavy_neutrino as widths
from reheaton.particles.heavy_neutrino.mesonic import mesonic_coefficients
from reheaton.particles.heavy_neutrino.quarks import quark_coefficients


@pytest.mark.parametrize("m", [0.3, 0.9])
def test_charged_pion_width(m):
    """The textbook two-body amplitude: Gamma = p/(8 pi m^2) <|M|^2> with M from <0|A_mu|pi> = i f_pi p_mu."""
    m_pi, f_pi = MESON_MASSES["pi+"], MESON_DECAY_CONSTANTS["pi+"]
    energy_pi, energy_mu = (m**2 + m_pi**2 - M_MUON**2) / (2 * m), (m**2 + M_MUON**2 - m_pi**2) / (2 * m)
    momentum = np.sqrt(energy_pi**2 - m_pi**2)
    pi_mu = energy_pi * energy_mu + momentum**2
    # Half of Tr[(p_mu + ..) pslash (1 - g5)(P + ..) pslash (1 - g5)] = 4 [2 (p.P)(p.p_mu) - p^2 (P.p_mu)].
    trace = 4.0 * (2.0 * m * energy_pi * pi_mu - m_pi**2 * m * energy_mu)
    amplitude = 0.5 * G_FERMI**2 * f_pi**2 * CKM_ABS["ud"] ** 2 * trace
    expected = 2.0 * momentum / (8.0 * np.pi * m**2) * amplitude
    # The same closed form in other variables: rounding only.
    assert widths.partial_widths(m)["mu- pi+"] == pytest.approx(expected, rel=1e-10)


def test_mesons_and_quarks_agree_where_they_are_blended():
    m = np.array([1.0, 1.2, 1.5])
    mesons, quarks = sum(mesonic_coefficients(m, "mu").values()), sum(quark_coefficients(m, "mu").values())
    # Quark-hadron duality, with several-meson states missing at the upper end: the 15% class of the total is
    # 0.6 of this difference, weighted by the blend.
    assert np.all(np.abs(mesons / quarks - 1.0) < 0.3)
