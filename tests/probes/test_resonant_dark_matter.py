"""Sterile neutrinos made with a lepton asymmetry, as models find them."""

from functools import cache

import numpy as np
import pytest

import reheaton as rh
from reheaton.constants import KEV
from reheaton.errors import InvalidInput
from reheaton.probes.lepton_asymmetry import LeptonAsymmetry
from reheaton.probes.resonant_dark_matter import ResonantDarkMatter, made_in
from reheaton.probes.sterile_dark_matter import Source, SterileDarkMatter
from reheaton.probes.warmth_and_decay import Omega_h2

PUBLISHED = {"m_s": 7.115, "sin2_2theta": 4e-11}
"""A published point of sterile-dm, with L_mu = 8.02714e-5."""
L_MU = 8.02714e-5


@cache
def published(**more):
    return rh.DodelsonWidrow(**PUBLISHED, **more).solve()


def test_published_point():
    """Omega h^2 0.1288 and <p>/T 0.910 to 2%, L_mu left 1.483e-5 to 1% of the initial."""
    found = published(asymmetry_mu=L_MU).observables
    assert found["Omega_h2"] == pytest.approx(0.1288, rel=0.02)
    assert found["mean_p_over_T"] == pytest.approx(0.910, rel=0.02)
    assert found["asymmetry_left_mu"] == pytest.approx(1.483e-5, abs=0.01 * L_MU)
    assert found["asymmetry_left_e"] == found["asymmetry_left_tau"] == 0.0
    assert found["T_peak"] == found["T_resonance"] == pytest.approx(0.173, rel=0.05)
    assert found["Omega_h2_low"] <= found["Omega_h2"] <= found["Omega_h2_high"] < 1.02 * found["Omega_h2"]


def test_particles_and_antiparticles_make_up_the_density():
    """1e-10: both distributions, one helicity each, weigh Omega h^2; their difference is what L_mu lost."""
    result = published(asymmetry_mu=L_MU)
    n = {name: float(made.number_density) for name, made in result.distributions.items()}
    assert set(n) == {"nu_s", "antinu_s"}
    assert float(Omega_h2(7.115 * KEV, sum(n.values()))) == pytest.approx(result.observables["Omega_h2"], rel=1e-10)
    assert result.observables["antinu_s_share"] == pytest.approx(n["antinu_s"] / sum(n.values()), rel=1e-10)
    moment = result.background.when({"cmb": rh.cooled_to("sm", 2.6e-10)})
    entropy = float(moment["start"].S["sm"] / np.exp(3.0 * moment["cmb"].log_a) / moment["cmb"].T["sm"] ** 3)
    lost = (L_MU - result.observables["asymmetry_left_mu"]) * entropy * 2.3486e-13**3
    assert n["nu_s"] - n["antinu_s"] == pytest.approx(lost, rel=1e-3)


ALIKE = ("Omega_h2", "Omega_h2_low", "Omega_h2_high", "mean_p_over_T", "T_peak", "k_half_mode", "dm_outside")


def test_without_asymmetry_it_is_what_it_was():
    """1e-12: without an asymmetry the production is that without."""
    usual, zero = rh.DodelsonWidrow(**PUBLISHED).solve().observables, published(asymmetry_mu=0.0).observables
    np.testing.assert_allclose([zero[name] for name in ALIKE], [usual[name] for name in ALIKE], rtol=1e-12)
    assert zero["resonant_share"] == zero["T_resonance"] == zero["mu_over_T"] == 0.0
    assert zero["antinu_s_share"] == pytest.approx(0.5, rel=1e-12)


@pytest.mark.slow
def test_lanes_with_and_without_asymmetry():
    usual = rh.DodelsonWidrow(**PUBLISHED).solve().observables
    batch = rh.solve_batch(rh.DodelsonWidrow, **PUBLISHED, asymmetry_mu=[0.0, L_MU, -L_MU])
    for name in ALIKE:
        assert batch.observables[name][0] == pytest.approx(usual[name], rel=1e-12)
    assert batch.observables["resonant_share"][0] == batch.observables["T_resonance"][0] == 0.0
    assert batch.observables["antinu_s_share"][0] == 0.5
    assert batch.observables["Omega_h2"][1] == pytest.approx(published(asymmetry_mu=L_MU).observables["Omega_h2"])
    assert batch.observables["Omega_h2"][2] == pytest.approx(batch.observables["Omega_h2"][1], rel=1e-9)
    assert batch.observables["antinu_s_share"].sum() == pytest.approx(1.5, rel=1e-9)


def _checks(**found):
    probe = made_in(Source("sm"), SterileDarkMatter(m_s=7, sin2_2theta=1e-10), LeptonAsymmetry(asymmetry_mu=1e-5))
    clean = {"T_resonance": 0.1, "mu_over_T": 0.1, "potential_reversed": False}
    everything = dict.fromkeys(ResonantDarkMatter.OBSERVABLES, 1.0) | clean | found
    return {check.name for check in probe.checks(everything) if check.raised}


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("large_asymmetry", {"mu_over_T": 0.499}, {"mu_over_T": 0.501}),
        ("resonance_late", {"T_resonance": 0.0151}, {"T_resonance": 0.0149}),
        ("asymmetry_reversed", {"potential_reversed": False}, {"potential_reversed": True}),
        ("resonance_late", {"T_resonance": 0.0}, {"T_resonance": 0.001}),
    ],
)
def test_thresholds(name, good, bad):
    assert name not in _checks(**good) and name in _checks(**bad)


def test_made_in_needs_an_asymmetry_for_resonance():
    dark_matter = SterileDarkMatter(m_s=7, sin2_2theta=1e-10, sin2_2theta_e=3e-10)
    plain = made_in(Source("sm"), dark_matter, LeptonAsymmetry())
    assert type(plain) is SterileDarkMatter and plain.source is not None
    resonant = made_in(Source("twin", 3.0), dark_matter, LeptonAsymmetry(asymmetry_e=1e-4))
    assert isinstance(resonant, ResonantDarkMatter) and resonant.made_where.sector == "twin"
    assert resonant.total_mixing == pytest.approx(4e-10)


def test_the_flavour_of_sin2_2theta_is_not_given_twice():
    with pytest.raises(InvalidInput, match="sin2_2theta_mu may not be given with dm_flavour = mu"):
        rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-10, sin2_2theta_mu=1e-10)


def test_a_point_that_is_not_solved_says_so():
    """An adiabatic passage with thermal rates: no number, and a sentence that names the cure."""
    probe = made_in(Source("sm"), SterileDarkMatter(m_s=7, sin2_2theta=1e-10), LeptonAsymmetry(asymmetry_mu=1e-5))
    sentence = probe.undefined({"Omega_h2": np.nan, "resonant_share": np.nan, "mu_over_T": 0.1, "dm_outside": 0.0})
    assert sentence is not None and "smaller asymmetry or mixing" in sentence


@pytest.mark.slow
def test_twin_with_dilution_conserves_comoving_numbers():
    """N dilutes the twin sector 27 times; what resonance takes is n_a a^3, by the entropy of the SM at the start."""
    point = {"m_N": 80, "m_nu": 1.5e-9, "vev_ratio": 4, "m_s": 30, "sin2_2theta": 1e-11}
    found = rh.TwinSterileNeutrino(**point, asymmetry_mu=1e-3).solve()
    assert 0.0 < found.observables["asymmetry_left_mu"] < 1e-3
    n = {name: float(made.number_density) for name, made in found.distributions.items()}
    moment = found.background.when({"cmb": rh.cooled_to("sm", 2.6e-10)})
    # Neutrinos are sectors of their own here.
    S = sum(float(moment["start"].S[name]) for name in ("sm", "nu_e", "nu_mu_tau"))
    entropy = S / np.exp(3.0 * float(moment["cmb"].log_a)) / float(moment["cmb"].T["sm"]) ** 3
    lost = (1e-3 - found.observables["asymmetry_left_mu"]) * entropy * 2.3486e-13**3
    assert n["nu_s"] - n["antinu_s"] == pytest.approx(lost, rel=1e-3)


@pytest.mark.slow
def test_rates_of_flavours_add():
    """Without asymmetry two flavours make the sum of both to 1e-3, as rates are slow."""
    both = rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-11, sin2_2theta_e=2e-11).solve().observables["Omega_h2"]
    alone = [
        rh.DodelsonWidrow(m_s=7, sin2_2theta=mixing, dm_flavour=flavour).solve().observables["Omega_h2"]
        for mixing, flavour in ((1e-11, "mu"), (2e-11, "e"))
    ]
    assert both == pytest.approx(sum(alone), rel=1e-3)
