"""Decays into quarks: the four-fermion contact, QCD up to the boson's mass, and the hadronic width of the tau."""

import numpy as np
import pytest

from reheaton.constants import CKM_ABS, M_TAU, M_TOP, M_W, M_Z
from reheaton.particles.heavy_neutrino.bosons import w_boson, z_boson
from reheaton.particles.heavy_neutrino.currents import Boson, pair_coefficient
from reheaton.particles.heavy_neutrino.pairs import CHARGED_QUARK_PAIRS, NEUTRAL_QUARK_PAIRS
from reheaton.particles.heavy_neutrino.quarks import quark_coefficients
from reheaton.particles.strong_coupling import delta_qcd

CONTACT = Boson(1e9, 1e3)
"""A boson so heavy that every mass below 1e4 GeV sees a four-fermion contact."""


def one_massive_fermion(y: float) -> float:
    """Phase space of the decay into one massive fermion of mass sqrt(y) m."""
    return 1.0 - 8.0 * y + 8.0 * y**3 - y**4 - 12.0 * y**2 * np.log(y)


def test_contact_limits():
    """3 |V|^2 f(y) and 3 (g_L^2 + g_R^2), times 1 + delta; 1e-5: quadrature, and 8 (m_b/m)^2 = 1.4e-6."""
    m = 1e4
    found = quark_coefficients(np.array([m]), "e", CONTACT, CONTACT)
    factor = 1.0 + float(delta_qcd(m))
    for (up, down), element in ((tuple(name), V) for name, V in CKM_ABS.items()):
        phase_space = one_massive_fermion((M_TOP / m) ** 2) if up == "t" else 1.0
        assert found[f"e- {up} {down}bar"][0] == pytest.approx(3.0 * element**2 * phase_space * factor, rel=1e-5)
    for quark in ("u", "d", "s", "c", "b"):
        pair = NEUTRAL_QUARK_PAIRS[quark]
        expected = 3.0 * (pair.g_left**2 + pair.g_right**2) * factor
        assert found[f"nu {quark} {quark}bar"][0] == pytest.approx(expected, rel=1e-5)


def test_qcd_stops_at_the_mass_of_the_boson():
    """1e-14: the same integrals, and the factor at min(m, M_V)."""
    m = np.array([50.0, 500.0])
    found = quark_coefficients(m, "tau")
    charged = pair_coefficient(m, M_TAU, CHARGED_QUARK_PAIRS["u", "d"], w_boson())
    neutral = pair_coefficient(m, 0.0, NEUTRAL_QUARK_PAIRS["d"], z_boson())
    np.testing.assert_allclose(found["tau- u dbar"] / charged, 1.0 + delta_qcd([50.0, M_W]), rtol=1e-14)
    np.testing.assert_allclose(found["nu d dbar"] / neutral, 1.0 + delta_qcd([50.0, M_Z]), rtol=1e-14)


def test_hadronic_width_of_the_tau():
    """A heavy neutrino of the mass of the tau decays into e + hadrons as the tau into nu + hadrons.

    R_tau = 3.637 (PDG), over the electroweak correction 1.02. 4%: running of alpha_s and the truncation of delta_QCD.
    """
    found = quark_coefficients(np.array([M_TAU]), "e")
    assert found["e- u dbar"][0] + found["e- u sbar"][0] == pytest.approx(3.637 / 1.02, rel=0.04)
