"""The twin neutrino that mixes: its mass, its density by quadrature, the limits on what is hot, bad input."""

import functools

import numpy as np
import pytest
from scipy.integrate import quad
from tests.probes.edges import assert_flips

import reheaton as rh
from reheaton.constants import EV, T_GAMMA_0
from reheaton.cosmology import RHO_CRIT_OVER_h2
from reheaton.papers.twin_sterile_neutrino.twin_neutrino import TwinNeutrinoMass

POINT = {"m_N": 30.0, "m_nu": 1.5e-7, "vev_ratio": 4.0}


@functools.cache
def solve(m_s, sin2_2theta, **values):
    return rh.TwinSterileNeutrino(**(POINT | values), m_s=m_s, sin2_2theta=sin2_2theta).solve()


def test_mass_is_m_s_sin2_theta():
    # 8 keV (1 - sqrt(0.9))/2.
    assert solve(8.0, 0.1).observables["m_nu_twin"] == pytest.approx(8e3 * 0.5 * (1.0 - np.sqrt(0.9)), rel=1e-12)


def test_density_by_quadrature_and_from_94_eV():
    found = solve(8.0, 0.1).observables
    T = found["T_ratio_cmb"] * (4.0 / 11.0) ** (1.0 / 3.0) * T_GAMMA_0
    number = 2.0 / (2.0 * np.pi**2) * T**3 * quad(lambda y: y**2 / (np.exp(y) + 1.0), 0.0, 60.0)[0]
    # 1e-8: quad is asked for 1.5e-8, and electrons are gone.
    assert found["Omega_h2_hot"] == pytest.approx(found["m_nu_twin"] * EV * number / RHO_CRIT_OVER_h2, rel=1e-8)
    # A neutrino of 94.1 eV at T_nu has Omega h^2 = 1; three digits.
    assert found["Omega_h2_hot"] == pytest.approx(found["m_nu_twin"] / 94.1 * found["T_ratio_cmb"] ** 3, rel=1e-3)
    assert found["hot_fraction"] == pytest.approx(found["Omega_h2_hot"] / 0.12, rel=1e-12)
    assert found["m_hot_equivalent"] == pytest.approx(found["m_nu_twin"] / found["T_ratio_cmb"], rel=1e-9)


def test_hot_part_beside_all_of_dark_matter():
    """2.8% at m_s = 8 keV and sin^2 2theta = 0.1, an independent number, where T_twin/T is 0.115 and T_RH 7 MeV."""
    found = solve(8.0, 0.1, m_N=1000.0, m_nu=3.0e-14, sm_neutrinos="equilibrium").observables
    assert found["Omega_h2"] == pytest.approx(0.12, rel=0.05)
    assert found["T_ratio_cmb"] == pytest.approx(0.1155, rel=0.01)
    assert found["T_RH"] > 5.4e-3
    # Half a unit of the last digit.
    assert found["hot_fraction"] / (found["Omega_h2"] / 0.12) == pytest.approx(0.028, abs=0.0005)


def test_density_is_compared_together_with_that_of_the_sterile_neutrino():
    found = solve(8.0, 0.1)
    limit = next(limit for limit in found.limits if limit.name == "Dark-matter density")
    assert limit.value == pytest.approx(found.observables["Omega_h2"] + found.observables["Omega_h2_hot"], rel=1e-12)


@pytest.mark.parametrize(
    ("m_hot_equivalent", "bound"), [(1.0, 0.0205), (10.0, 0.08), (79.0, 0.25), (2000.0, 0.29), (1e4, None)]
)
def test_what_is_hotter_has_a_stricter_limit(m_hot_equivalent, bound):
    found = {"hot_fraction": 0.1, "m_hot_equivalent": m_hot_equivalent}
    applying = [limit for limit in TwinNeutrinoMass("twin", 8.0, 0.1).limits(found) if limit.applies]
    assert min((limit.bound for limit in applying), default=None) == bound
    # A batch tells the same.
    many = TwinNeutrinoMass("twin", 8.0, 0.1).limits({name: np.full(2, x) for name, x in found.items()})
    margins = np.array([limit.margin for limit in many])
    assert np.min(margins[:, 1]) == (np.inf if bound is None else (bound - 0.1) / bound)


def test_too_much_hot_dark_matter_is_excluded():
    limits = {limit.name: limit for limit in solve(8.0, 0.1).limits}
    assert not limits["Hot dark matter"].allowed
    assert limits["Hot dark matter"].bound == 0.29
    assert "Diamanti" in limits["Hot dark matter"].citation


def test_twin_neutrino_that_is_matter_at_recombination_is_flagged_with_its_share():
    flag = next(flag for flag in solve(8.0, 0.1).flags if flag.name == "twin_neutrino_is_matter")
    # One of three neutrinos: 0.68132/3/1.68132.
    assert "205 eV" in flag.message and "13.5%" in flag.message
    assert all(flag.name != "twin_neutrino_is_matter" for flag in solve(30.0, 1e-9).flags)


def test_a_sector_without_neutrinos_is_refused():
    universe = rh.Universe([rh.standard_model(neutrinos=False)], start=1.0)
    with pytest.raises(rh.InvalidInput, match="sector 'sm' has no neutrinos that left its plasma"):
        TwinNeutrinoMass("sm", 8.0, 0.1)._neutrinos(universe)


def test_it_is_matter_where_its_mass_exceeds_its_mean_momentum():
    """<p> = 3.1514 T_nu,twin, T_nu,twin = 0.4 (4/11)^(1/3) 0.26 eV = 0.07423 eV at recombination."""
    found = {"T_ratio_cmb": 0.4, "delta_N_eff_cmb": 0.2, "delta_N_eff_cmb_neutrinos": 0.081}
    probe = TwinNeutrinoMass("twin", 8.0, 0.1)
    assert_flips(lambda mass: probe.checks(found | {"m_nu_twin": mass}), "twin_neutrino_is_matter",
                 3.1514 * 0.07423, "above")  # fmt: skip
