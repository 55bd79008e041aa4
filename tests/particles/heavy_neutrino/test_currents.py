"""N -> lepton + pair: closed forms of the four-fermion contact and adaptive quadrature over s."""

import itertools

import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.constants import G_FERMI, M_MUON, M_TAU, SECOND
from reheaton.particles.heavy_neutrino.bosons import w_boson, z_boson
from reheaton.particles.heavy_neutrino.currents import Boson, Pair, pair_coefficient
from reheaton.particles.heavy_neutrino.pairs import (
    CHARGED_LEPTON_PAIRS,
    CHARGED_QUARK_PAIRS,
    LEPTON_NEUTRINO_PAIRS,
    NEUTRAL_QUARK_PAIRS,
)

CONTACT = Boson(1e9, 1e3)
"""A boson so heavy that every mass below 1e4 GeV sees a four-fermion contact."""


@pytest.mark.parametrize("ratio", [0.05, 0.3, 0.7, 0.95])
def test_muon_decay_function(ratio):
    """One massive fermion: f(y) = 1 - 8 y + 8 y^3 - y^4 - 12 y^2 ln y, wherever the mass sits."""
    y = ratio**2
    expected = 1.0 - 8.0 * y + 8.0 * y**3 - y**4 - 12.0 * y**2 * np.log(y)
    m = np.array([1.0])
    lepton = pair_coefficient(m, ratio, Pair(0.0, 0.0, 1.0), CONTACT)
    in_pair = pair_coefficient(m, 0.0, Pair(ratio, 0.0, 1.0), CONTACT)
    # Quadrature error, relative to f; f itself cancels to 1e-5 of its terms at ratio 0.95.
    assert lepton == pytest.approx(expected, rel=1e-5)
    assert in_pair == pytest.approx(expected, rel=1e-5)


def test_phase_space_is_symmetric_in_the_three_masses():
    values = [
        pair_coefficient(np.array([1.0]), a, Pair(b, c, 1.0), CONTACT)[0]
        for a, b, c in itertools.permutations((0.1, 0.25, 0.4))
    ]
    # I(x, y, z) is symmetric by Fierz rearrangement; only the quadrature error of 1e-5 may differ.
    assert values == pytest.approx([values[0]] * 6, rel=1e-5)


def pair_by_adaptive_quadrature(m, m_lepton, pair, boson):
    """The integral over s written anew with momenta in GeV, in the variable phi of s = M^2 + M Gamma tan phi."""
    m_1, m_2 = pair.mass_1, pair.mass_2
    sum_squares, product = pair.g_left**2 + pair.g_right**2, pair.g_left * pair.g_right

    def integrand(phi):
        s = boson.mass**2 + boson.mass * boson.width * np.tan(phi)
        pair_momentum = np.sqrt(max((s - (m_1 + m_2) ** 2) * (s - (m_1 - m_2) ** 2), 0.0)) / s
        momentum = np.sqrt(max(((m - m_lepton) ** 2 - s) * ((m + m_lepton) ** 2 - s), 0.0)) / m**2
        gap = (m_1**2 - m_2**2) ** 2 / s**2
        t = sum_squares * (2.0 - (m_1**2 + m_2**2) / s - gap) + 12.0 * product * m_1 * m_2 / s
        length = sum_squares * ((m_1**2 + m_2**2) / s - gap) - 4.0 * product * m_1 * m_2 / s
        t_n = (m**2 - m_lepton**2) ** 2 + s * (m**2 + m_lepton**2) - 2.0 * s**2
        l_n = (m**2 - m_lepton**2) ** 2 - s * (m**2 + m_lepton**2)
        off_shell = (s - boson.mass**2) ** 2 + (boson.mass * boson.width) ** 2
        density = t_n * t * boson.mass**4 / off_shell + 3.0 * l_n * length
        return pair_momentum * momentum * density / m**6 * off_shell / (boson.mass * boson.width)

    limits = np.arctan((np.array([(m_1 + m_2) ** 2, (m - m_lepton) ** 2]) - boson.mass**2) / (boson.mass * boson.width))
    return pair.colours * quad(integrand, *limits, epsabs=0.0, epsrel=1e-7, limit=500)[0]


@pytest.mark.parametrize("m", [4.0, 30.0, 82.0, 92.0, 250.0, 5000.0])
@pytest.mark.parametrize(
    ("m_lepton", "pair", "boson"),
    [
        (M_MUON, LEPTON_NEUTRINO_PAIRS["e"], w_boson()),
        (M_TAU, CHARGED_QUARK_PAIRS["c", "s"], w_boson()),
        (0.0, CHARGED_QUARK_PAIRS["t", "b"], w_boson()),
        (0.0, CHARGED_LEPTON_PAIRS["tau"], z_boson()),
        (0.0, NEUTRAL_QUARK_PAIRS["b"], z_boson()),
    ],
)
def test_pair_quadrature(m, m_lepton, pair, boson):
    value = pair_coefficient(np.array([m]), m_lepton, pair, boson)[0]
    if m < m_lepton + pair.threshold:
        assert value == 0.0
    else:
        # The stated error of the 48 nodes; the adaptive integral is good to 1e-7.
        assert value == pytest.approx(pair_by_adaptive_quadrature(m, m_lepton, pair, boson), rel=1e-5)


def test_lifetime_of_the_muon():
    """mu -> nu e nu is N -> massless lepton + (e nu) at m_N = m_mu; 2.1969811 us (PDG).

    0.5%: radiative corrections lengthen the lifetime by 0.42%.
    """
    coefficient = pair_coefficient(np.array([M_MUON]), 0.0, LEPTON_NEUTRINO_PAIRS["e"], w_boson())[0]
    lifetime = 192.0 * np.pi**3 / (coefficient * G_FERMI**2 * M_MUON**5)
    assert lifetime / SECOND == pytest.approx(2.1969811e-6, rel=5e-3)
