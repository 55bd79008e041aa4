"""Widths of the heavy neutral lepton against limits, independent formulae and adaptive quadrature."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from reheaton.constants import (
    CKM_ABS,
    G_FERMI,
    GAMMA_W,
    GAMMA_Z,
    M_HIGGS,
    M_MUON,
    M_TAU,
    M_W,
    M_Z,
    MESON_DECAY_CONSTANTS,
    MESON_MASSES,
)
from reheaton.errors import InvalidInput
from reheaton.particles import heavy_neutrino as widths
from reheaton.particles.fermions import CHARGED_LEPTONS, FLAVOURS
from reheaton.particles.heavy_neutrino.bosons import w_boson, z_boson
from reheaton.particles.heavy_neutrino.currents import Boson, Pair, pair_coefficient
from reheaton.particles.heavy_neutrino.interference import interference_coefficient
from reheaton.particles.heavy_neutrino.leptonic import leptonic_coefficients
from reheaton.particles.heavy_neutrino.mesonic import mesonic_coefficients
from reheaton.particles.heavy_neutrino.pairs import (
    CHARGED_LEPTON_PAIRS,
    CHARGED_QUARK_PAIRS,
    LEPTON_NEUTRINO_PAIRS,
    NEUTRAL_QUARK_PAIRS,
)
from reheaton.particles.heavy_neutrino.quarks import quark_coefficients
from reheaton.particles.strong_coupling import delta_qcd

ELECTRON = CHARGED_LEPTONS["e"]
COUPLINGS = (ELECTRON.g_left, ELECTRON.g_right)
CONTACT = Boson(1e9, 1e3)
"""A boson so heavy that every mass below 1e4 GeV sees a four-fermion contact."""


def two_body_width(m, mass_ratio_squared):
    """Width of N -> V + massless lepton of one charge [GeV], with theta = 1."""
    r = mass_ratio_squared
    return G_FERMI * m**3 / (8.0 * np.sqrt(2.0) * np.pi) * (1.0 - r) ** 2 * (1.0 + 2.0 * r)


def without_top(channels):
    return {name: width for name, width in channels.items() if " t " not in name}


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_massless_contact_limit(flavour):
    m = np.array([1e4])
    leptons = leptonic_coefficients(m, flavour, CONTACT, CONTACT)
    quarks = without_top(quark_coefficients(m, flavour, CONTACT, CONTACT))
    total = 2.0 * (sum(leptons.values()) + sum(quarks.values()) / (1.0 + delta_qcd(m)))
    # 24.73 is rounded to 2e-4 of its value; the b mass changes it by 1e-5 at 1e4 GeV, (M_N/M)^2 by 1e-10.
    assert total == pytest.approx(24.73, rel=2.5e-4)


@pytest.mark.parametrize(
    ("m", "published", "tolerance"),
    # Below 3 GeV hadrons are known to 15%; from 10 GeV on charm mass, alpha_s and boson widths allow 3%.
    [(1.0, 14.773, 0.15), (10.0, 23.252, 0.03), (100.0, 964.14, 0.03), (300.0, 583.37, 0.03)],
)
def test_reference_coefficients(m, published, tolerance):
    assert widths.width_coefficient(m, "mu") == pytest.approx(published, rel=tolerance)


@pytest.mark.parametrize("m", [200.0, 300.0, 1000.0, 1e4])
def test_high_mass_limit(m):
    two_body = 2.0 * two_body_width(m, (M_W / m) ** 2) + two_body_width(m, (M_Z / m) ** 2)
    if m > M_HIGGS:
        two_body += G_FERMI * m**3 / (8.0 * np.sqrt(2.0) * np.pi) * (1.0 - (M_HIGGS / m) ** 2) ** 2
    total = sum(without_top(widths.partial_widths(m)).values())
    # The Breit-Wigner tails cut off at s = 0 and s = m^2 take Gamma/(pi M) = 0.8% of W and Z, more near threshold: the
    # finite-width effect known from t -> b W. Top pairs are a three-body channel outside the two-body formula.
    assert total == pytest.approx(two_body, rel=0.02)
    assert total < two_body


def test_top_pairs_grow_logarithmically():
    m = np.array([1e3, 3e3, 9e3])
    channels = widths.partial_widths(m)
    share = sum(channels[name] for name in set(channels) - set(without_top(channels))) / sum(channels.values())
    # Longitudinal W, Z -> t bbar, t tbar adds y_t^2 ln(m^2/m_t^2)/(16 pi^2) per boson: percents, even per decade.
    assert np.all(share < 0.07)
    assert share[2] - share[1] == pytest.approx(share[1] - share[0], rel=0.2)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_on_shell_w_is_the_narrow_width_limit(flavour):
    m = 200.0
    # The square of W exchange is isolated by the flavours that Z cannot reach and, for l_a l_a, by its own integral.
    charged = sum(w for name, w in widths.partial_widths(m, flavour).items() if name.startswith(f"{flavour}-"))
    mass = {"e": 0.0, "mu": M_MUON, "tau": M_TAU}[flavour]
    same = 2.0 * pair_coefficient(np.array([m]), mass, LEPTON_NEUTRINO_PAIRS[flavour], w_boson())[0]
    charged += same * G_FERMI**2 * m**5 / (192.0 * np.pi**3)
    # Gamma_W/(pi M_W) = 0.8% is lost below s = 0, and 0.2% above the end point at 200 GeV; m_tau^2/m^2 is 8e-5.
    assert charged == pytest.approx(2.0 * two_body_width(m, (M_W / m) ** 2), rel=0.015)


def test_summed_boson_widths_are_near_the_measured_ones():
    # The QCD factor of tau decays exceeds that of a boson at rest by 0.8%; electroweak loops are 1%.
    assert w_boson().width == pytest.approx(GAMMA_W, rel=0.015)
    assert z_boson().width == pytest.approx(GAMMA_Z, rel=0.015)


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


@pytest.mark.parametrize("m", [40.0, 70.0, 95.0, 180.0])
def test_interference_quadrature(m):
    """Inner integral by partial fractions, outer adaptive, for massless leptons."""
    w, z = w_boson(), z_boson()
    pole = w.mass**2 - 1j * w.mass * w.width

    def integrand(s):
        # (m^2 - s_3) s_3 with s_3 = q - s_1, divided by s_1 - pole: quotient plus residue.
        q = m**2 - s
        residue = (m**2 - q + pole) * (q - pole)
        quotient = (2.0 * q - m**2 - pole) * q - 0.5 * q**2
        inner = w.mass**2 * (quotient + residue * (np.log(q - pole) - np.log(-pole)))
        return (inner * np.conj(z.mass**2 / (s - z.mass**2 + 1j * z.mass * z.width))).real

    points = [z.mass**2] if m > z.mass else None
    outer = quad(integrand, 0.0, m**2, epsabs=0.0, epsrel=1e-8, limit=500, points=points)[0]
    expected = 24.0 * COUPLINGS[0] * outer / m**8
    value = interference_coefficient(np.array([m]), 0.0, COUPLINGS, (w, z))[0]
    total = widths.width_coefficient(m) / 2.0
    # Stated as a share of the total width, because the interference itself may vanish.
    assert abs(value - expected) < 1e-5 * total


def test_massless_interference_is_the_fierz_value():
    value = interference_coefficient(np.array([100.0]), 0.0, COUPLINGS, (CONTACT, CONTACT))
    # Polynomial integrand: rounding, plus (m/M)^2 = 1e-14.
    assert value == pytest.approx(2.0 * COUPLINGS[0], rel=1e-9)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_continuous_at_thresholds_and_blend_edges(flavour):
    leptons = {"e": 0.000510999, "mu": M_MUON, "tau": M_TAU}
    edges = np.array([1.0, 1.5, M_W, M_Z, M_HIGGS, 2 * 1.273, 2 * 4.183, 172.57 + 4.183, 2 * 172.57])
    edges = np.append(edges, [MESON_MASSES[name] for name in ("pi0", "eta", "rho0", "omega", "phi")])
    edges = np.append(edges, [leptons[flavour] + MESON_MASSES[name] for name in ("pi+", "K+", "rho+", "K*+")])
    below, above = (
        widths.width_coefficient(edges * (1 - 1e-9), flavour),
        widths.width_coefficient(edges * (1 + 1e-9), flavour),
    )
    # Two-body channels open like the square root of the distance: sqrt(2e-9) = 4e-5, times at most 3 in strength.
    assert above == pytest.approx(below, rel=2e-4)


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


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_branching_ratios_sum_to_one(flavour):
    m = np.geomspace(0.1, 1e4, 60)
    ratios = widths.branching_ratios(m, flavour)
    # Rounding of 36 additions.
    assert sum(ratios.values()) == pytest.approx(np.ones_like(m), abs=1e-14)


@settings(max_examples=40, deadline=None)
@given(
    log_m=st.floats(np.log(0.1001), np.log(0.9999e4)),
    flavour=st.sampled_from(FLAVOURS),
    mixing=st.floats(1e-20, 1.0),
)
def test_widths_are_positive_and_add_up(log_m, flavour, mixing):
    m = np.exp(log_m)
    channels = widths.partial_widths(m, flavour, mixing)
    assert all(np.isfinite(width) and width >= 0.0 for width in channels.values())
    # Same numbers added in another order: rounding only.
    assert sum(channels.values()) == pytest.approx(widths.total_width(m, flavour, mixing), rel=1e-13)


def test_shapes_broadcast():
    m = np.array([[0.5], [5.0]])
    mixing = np.array([1e-8, 1e-10, 1e-12])
    total = widths.total_width(m, "e", mixing)
    assert total.shape == (2, 3)
    assert widths.width_coefficient(m, "e").shape == (2, 1)
    assert all(width.shape == (2, 3) for width in widths.partial_widths(m, "e", mixing).values())
    # Exactly linear in theta^2 up to rounding; batches must not change a point.
    assert total[:, 0] == pytest.approx(1e2 * total[:, 1], rel=1e-14)
    assert total[1, 2] == pytest.approx(float(widths.total_width(5.0, "e", 1e-12)), rel=1e-13)


@pytest.mark.parametrize("m", [0.0999, 1.0001e4, float("nan"), -1.0])
def test_mass_outside_range(m):
    with pytest.raises(InvalidInput, match=r"m_N = .* GeV is outside the allowed range 0\.1 to 10000 GeV"):
        widths.width_coefficient([1.0, m])


def test_unknown_flavour_and_mixing():
    with pytest.raises(InvalidInput, match="flavour = 'muon' is not known: did you mean 'mu'"):
        widths.branching_ratios(1.0, "muon")
    with pytest.raises(InvalidInput, match="mixing_squared = 2 is outside the allowed range 0 to 1"):
        widths.total_width(1.0, "mu", 2.0)
