"""Neutrinos that decouple by collisions, as they are observed, limited and flagged."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.decoupling.sectors import FLAVOURS_OF
from reheaton.probes.limits.dark_radiation import bounds_on
from reheaton.probes.neutrino_decoupling import NeutrinoDecoupling

MODEL = {"vev_ratio": 4.0, "relic": "fluid"}


@pytest.fixture(scope="module")
def points() -> rh.Result:
    """No reheating that matters, one at 5 MeV, one at 3 MeV, one at 0.1 MeV."""
    Gamma = np.array([1e-21, 1.1e-23, 4.1e-24, 4.5e-27])
    return rh.solve_batch(rh.TwinSterileNeutrino, m_N=300.0, m_nu=1e-6, Gamma_N=Gamma, **MODEL)


def test_flavours_add_up(points):
    """N_e + N_mu + N_tau = N_eff_sm, and the sum with Delta N_eff; to rounding."""
    found = points.observables
    total = found["N_e"] + found["N_mu"] + found["N_tau"]
    np.testing.assert_allclose(total, found["N_eff_sm"], rtol=1e-12)
    np.testing.assert_allclose(total + found["delta_N_eff_cmb"], found["N_eff_cmb"], rtol=1e-12)
    assert not points.failures


def test_standard_neutrinos_beside_a_cold_sector(points):
    """3.0434; 1e-3: expansion with the rest of the twin sector, and e^-20 of N. 3/11 per photon, 1.2% more by heating.

    T_gamma/T_nu: 1.39797 (Mangano et al. 2005) is that of neutrinos without heating, which adds 0.0044/3 per flavour
    in energy and number.
    """
    found = {name: values[0] for name, values in points.observables.items()}
    np.testing.assert_allclose(found["N_eff_sm"], 3.0434, rtol=0, atol=1e-3)
    np.testing.assert_allclose(found["n_e_over_n_gamma"], 3.0 / 11.0 * 1.012, rtol=3e-3)
    np.testing.assert_allclose(found["T_gamma_over_T_nu"], 1.394, rtol=1e-3)


def test_electron_neutrinos_are_made_first(points):
    found = points.observables
    assert np.all(found["N_e"] >= found["N_mu"])
    assert np.all(np.diff(found["N_eff_sm"]) < 0.0)


def test_which_limits_hold(points):
    """Bounds on Delta N_eff where neutrinos are standard; two ends of the sum where they are not; T_RH never."""
    acts = {limit.name: np.isfinite(limit.margin).tolist() for limit in points.limits}
    assert acts["Delta N_eff (CMB)"] == [True, False, False, False]
    assert acts["N_eff (CMB) from below"] == [False, True, True, True]
    assert not any(acts["N_nu (BBN) from below"])
    assert not any(acts["T_RH"])
    assert points.allowed.tolist() == [True, False, False, False]


def test_checks_of_late_decays(points):
    raised = {check.name: np.asarray(check.raised).tolist() for check in points.checks}
    assert raised["cascades_left_out"] == [False, True, True, True]
    T_RH = points.observables["T_RH"]
    assert raised["published_T_RH"] == (T_RH < bounds_on("T_RH")[0].bound).tolist()
    assert "neutrinos_not_in_equilibrium" not in raised


@pytest.mark.parametrize(("T", "raised"), [(5.9e-3, True), (6.1e-3, False)])
def test_hot_neutrinos_are_flagged_where_they_come_late(T, raised):
    (check,) = NeutrinoDecoupling("N").checks({"T_neutrino_source": T})
    assert check.name == "hot_neutrinos_come_late"
    assert bool(check.raised) is raised
    assert f"at {1e3 * T:.2g} MeV" in check.message


@pytest.mark.parametrize("limits", ["current", "paper"])
def test_published_limits_on_T_RH_are_those_of_the_set(limits):
    """Raised just below the bound of the set, not just above."""
    bound = bounds_on("T_RH", limits=limits)[0]
    probe = rh.Reheating("N", neutrinos=tuple(FLAVOURS_OF), limits=limits)
    for T_RH, raised in ((0.999 * bound.bound, True), (1.001 * bound.bound, False)):
        found = {"T_RH": T_RH, "inverse_decay": 0.0}
        (check,) = (check for check in probe.checks(found) if check.name == "published_T_RH")
        assert bool(check.raised) is raised and check.voids
    with pytest.raises(rh.InvalidInput, match="is no set"):
        rh.Reheating("N", limits="mine")


def test_no_source_no_check():
    assert NeutrinoDecoupling("N").checks({}) == []


def _with_source(fraction: float) -> rh.Universe:
    neutrinos = rh.decoupling_neutrinos()
    names = ("sm", *FLAVOURS_OF)
    widths = dict(zip(names, (1.0 - fraction, fraction / 3.0, 2.0 * fraction / 3.0), strict=True))
    relic = rh.cold_relic(
        "X", 1.0, {name: 2e-23 * part for name, part in widths.items()}, 1e-9,
        product_energies=dict.fromkeys(FLAVOURS_OF, 0.03),
    )  # fmt: skip
    sectors = [rh.standard_model(neutrinos=False, qed=True), *neutrinos.sectors]
    return rh.Universe(sectors, [relic], start=0.02, contacts=[neutrinos.contact], exchanges=[neutrinos.exchange])


@pytest.mark.slow
def test_a_source_is_seen():
    """T at Gamma = H of a relic that decays into neutrinos."""
    probe, universe = rh.NeutrinoDecoupling("X"), _with_source(0.3)
    background = rh.evolve(universe, until=("sm", 0.2e-9))
    found = probe.observe(background, background.when(probe.events(universe)), None)
    decay = background.when({"decay": rh.rate_equals_hubble(2e-23)})["decay"]
    assert found["T_neutrino_source"] == decay.T["sm"]
