"""Decays into three leptons: the massless limits, thresholds, and what three flavours have in common."""

import numpy as np
import pytest

from reheaton.constants import M_ELECTRON, M_MUON, M_TAU, SIN2_THETA_W
from reheaton.particles.heavy_neutrino.bosons import w_boson
from reheaton.particles.heavy_neutrino.currents import Boson
from reheaton.particles.heavy_neutrino.leptonic import leptonic_coefficients

FLAVOURS = ("e", "mu", "tau")
MASSES = {"e": M_ELECTRON, "mu": M_MUON, "tau": M_TAU}
CONTACT = Boson(1e9, 1e3)
"""A boson so heavy that every mass below 1e4 GeV sees a four-fermion contact."""


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_massless_limits(flavour):
    """Bondarenko et al., section 3.1, with s2 = sin^2 theta_W; 1e-6: 8 (m_tau/m)^2 = 3e-7 at 1e4 GeV, times three."""
    found = leptonic_coefficients(np.array([1e4]), flavour, CONTACT, CONTACT)
    s2 = SIN2_THETA_W
    assert found["nu nu nu"][0] == pytest.approx(1.0, rel=1e-6)
    for other in FLAVOURS:
        sign = 1.0 if other == flavour else -1.0
        expected = (1.0 + sign * 4.0 * s2 + 8.0 * s2**2) / 4.0
        assert found[f"nu {other}- {other}+"][0] == pytest.approx(expected, rel=1e-6)
        if other != flavour:
            assert found[f"{flavour}- {other}+ nu"][0] == pytest.approx(1.0, rel=1e-6)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_channels_open_at_the_sum_of_their_masses(flavour):
    for other in FLAVOURS:
        channels = {f"nu {other}- {other}+": 2.0 * MASSES[other]}
        if other != flavour:
            channels[f"{flavour}- {other}+ nu"] = MASSES[flavour] + MASSES[other]
        for name, threshold in channels.items():
            below, above = leptonic_coefficients(threshold * np.array([0.999, 1.05]), flavour)[name]
            assert below == 0.0 and above > 0.0


def test_exchange_of_two_leptons_leaves_the_contact_alone():
    """I(x, y, z) is symmetric: N_mu -> mu e nu equals N_e -> e mu nu far below the W; 1e-5 is the quadrature error."""
    m = np.array([0.2, 0.5, 2.0])
    one = leptonic_coefficients(m, "mu", CONTACT, CONTACT)["mu- e+ nu"]
    two = leptonic_coefficients(m, "e", CONTACT, CONTACT)["e- mu+ nu"]
    np.testing.assert_allclose(one, two, rtol=1e-5)


def test_propagators_raise_the_width_towards_the_w():
    """|P|^2 = 1 + 2 s/M_W^2 - (Gamma/M)^2 + ...: <s> = 3/10 m^2 of the pair, hence a growth of (3/5) (m/M_W)^2.

    2%: the next order (m/M_W)^2 = 0.4%, times a few; 8 m_mu^2/m^2 = 0.4% shifts <s>.
    """
    w = w_boson()
    m = np.array([5.0])
    found = leptonic_coefficients(m, "e")["e- mu+ nu"] / leptonic_coefficients(m, "e", CONTACT)["e- mu+ nu"]
    assert found[0] - 1.0 == pytest.approx(0.6 * (5.0 / w.mass) ** 2 - (w.width / w.mass) ** 2, rel=0.02)
