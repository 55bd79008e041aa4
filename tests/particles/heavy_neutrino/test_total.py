"""Total widths of the heavy neutral lepton: limits, published coefficients, branching ratios and bad input."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reheaton.constants import G_FERMI, M_HIGGS, M_MUON, M_TAU, M_W, M_Z, MESON_MASSES
from reheaton.errors import InvalidInput
from reheaton.particles import heavy_neutrino as widths
from reheaton.particles.heavy_neutrino.currents import Boson
from reheaton.particles.heavy_neutrino.leptonic import leptonic_coefficients
from reheaton.particles.heavy_neutrino.quarks import quark_coefficients
from reheaton.particles.strong_coupling import delta_qcd

FLAVOURS = ("e", "mu", "tau")
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


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_branching_ratios_sum_to_one(flavour):
    m = np.geomspace(0.1, 1e4, 60)
    ratios = widths.branching_ratios(m, flavour)
    # Rounding of 36 additions.
    assert sum(ratios.values()) == pytest.approx(np.ones_like(m), abs=1e-14)


@settings(max_examples=40)
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
