"""The bath of scalars: each flag on both sides of its threshold, and numbers at points whose answer is known."""

from types import SimpleNamespace

import numpy as np
import pytest
from tests.probes.edges import assert_flips

import reheaton as rh
from reheaton.constants import M_PLANCK
from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings
from reheaton.papers.inverse_symmetry_breaking.phases import broken_phase
from reheaton.papers.inverse_symmetry_breaking.scalar_bath import T_INFLATION, ScalarBath
from reheaton.papers.inverse_symmetry_breaking.yields import ProductionBath

B2 = Couplings(1e-3, 0.2, -0.02, 1.0, 1.0)
POINT = {**B2._asdict(), "M_N": 1e14, "lambda_portal": 4e-5, "T_max": 1e14, "Lambda_eff": 1e14}
WEAK = Couplings(6.944e-12, 0.2, -1.66663e-6, 1e-10, 1e-10)
"""v/T = 100."""
DIRECT = {"M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14, "c_phi": 0.05, "T_star": 1e14}
CLEAN = {
    "v_over_T": 0.7, "v_over_T_resummed": 0.69, "v_over_T_spread": 0.04, "phi_scattering_over_H": 8.0,
    "h_production_over_H": 2.0, "M_h_over_H": 1e3,
}  # fmt: skip


def in_phase(phase):
    """A background of which nothing but the phase of the scalars is looked at."""
    return SimpleNamespace(universe=SimpleNamespace(origin=SimpleNamespace(phase=phase, bath=ProductionBath())))


def bath(T_max=1e14, couplings: Couplings | None = B2, resummation="high-temperature", eta="thermal"):
    return ScalarBath(M_N=1e14, T_max=T_max, couplings=couplings, resummation=resummation, eta=eta)


@pytest.mark.parametrize(
    ("name", "of", "threshold", "raised"),
    [
        # Rates over H, and M_h over 3 H.
        ("phi_not_thermal", "phi_scattering_over_H", 1.0, "below"),
        ("h_not_thermal", "h_production_over_H", 1.0, "below"),
        ("vev_does_not_follow", "M_h_over_H", 3.0, "below"),
        # 10% of T_*.
        ("resummation_spread", "v_over_T_spread", 0.1, "above"),
        ("daisies_left_out", "v_over_T", 0.69 * 1.1, "above"),
        ("daisies_left_out", "v_over_T_resummed", 0.7 / 1.1, "below"),
    ],
)
def test_each_flag_flips_at_its_threshold(name, of, threshold, raised):
    assert_flips(lambda value: bath().checks(CLEAN | {of: value}), name, threshold, raised)


def test_no_scalars_are_hotter_than_inflation():
    """V^(1/4) < 1.6e16 GeV follows from r < 0.056 and A_s = 2.1e-9 by V = (3 pi^2/2) A_s r Mbar^4; (pi^2/30) 2 T^4 = V.

    2%: the bound is given with two digits.
    """
    V = 1.5 * np.pi**2 * 2.1e-9 * 0.056 * (M_PLANCK**2 / (8.0 * np.pi)) ** 2
    assert pytest.approx((30.0 * V / (2.0 * np.pi**2)) ** 0.25, rel=0.02) == T_INFLATION
    assert pytest.approx(1.777e16, rel=1e-3) == T_INFLATION
    for couplings in (B2, None):
        assert_flips(lambda T: bath(T, couplings).checks(CLEAN), "above_inflation", T_INFLATION, "above")  # noqa: B023


def test_a_clean_bath_raises_nothing():
    assert [check.name for check in bath().checks(CLEAN) if check.raised] == []
    assert all(check.message.endswith(".") and "{" not in check.message for check in bath().checks(CLEAN))


def test_h_that_is_not_taken_as_thermal_need_not_be():
    (check,) = (c for c in bath(eta="absent").checks(CLEAN | {"h_production_over_H": 0.1}) if c.name == "h_not_thermal")
    assert not check.raised


def test_h_that_is_frozen_in_must_stay_rare():
    """Rate over H at M_N, where T_max is above it; 0.3."""
    for T_max, factor in ((1e14, 1.0), (4e14, 4.0), (1e13, 1.0)):
        assert_flips(
            lambda value, T=T_max: bath(T, eta="frozen-in").checks(CLEAN | {"h_production_over_H": value}),
            "h_becomes_thermal", 0.3 / factor, "above",
        )  # fmt: skip
    for eta in ("thermal", "absent"):
        (check,) = (c for c in bath(eta=eta).checks(CLEAN) if c.name == "h_becomes_thermal")
        assert not check.raised


def test_what_voids_the_verdict():
    """x_RH is that of another model where phi or v is not what production takes; if daisies undo the breaking, too."""
    checks = {check.name: check for check in bath().checks(CLEAN | {"M_h_over_H": 1.0, "phi_scattering_over_H": 0.1})}
    assert {name for name, check in checks.items() if check.voiding} == {"vev_does_not_follow", "phi_not_thermal"}
    restored = bath().checks(CLEAN | {"v_over_T_resummed": 0.0, "v_over_T_spread": 1.0})
    assert {check.name for check in restored if check.voiding} == {"resummation_spread", "daisies_left_out"}


def test_daisies_are_left_out_only_where_they_are():
    for resummation, raised in (("none", True), ("parwani", False), ("arnold-espinosa", False)):
        checks = bath(resummation=resummation).checks(CLEAN | {"v_over_T": 1.0})
        (check,) = (check for check in checks if check.name == "daisies_left_out")
        assert bool(check.raised) is raised
    lost = {"v_over_T_resummed": np.array([0.0, 0.69]), "v_over_T_spread": np.array([1.0, 0.04])}
    raised = {check.name: np.broadcast_to(check.raised, 2).tolist() for check in bath().checks(CLEAN | lost)}
    assert raised["daisies_left_out"] == raised["resummation_spread"] == [True, False]


def test_numbers_of_the_benchmark():
    """v/T of Eq. 8 and M_h of it; rates of `test_scalar_scattering`; H of two scalars."""
    found = rh.InverseSymmetryBreaking(**POINT).solve().observables
    assert found["v_over_T"] == pytest.approx((0.014 / 24.0 / 1e-3) ** 0.5, rel=1e-12)
    H_over_T = (8.0 * np.pi**3 / 45.0) ** 0.5 * 1e14 / M_PLANCK
    assert found["M_h_over_H"] == pytest.approx((2e-3) ** 0.5 * found["v_over_T"] / H_over_T, rel=1e-12)
    assert found["phi_scattering_over_H"] == pytest.approx(8.13, rel=1e-3)
    assert found["h_production_over_H"] == pytest.approx(2.53e-3, rel=2e-3)
    assert found["v_over_T_spread"] == pytest.approx(0.040, rel=0.01)
    assert found["g_star_scalars"] == pytest.approx(2.0 - 15.0 / (8.0 * np.pi**2) * (1.18 / 24.0), rel=2e-3)


@pytest.mark.parametrize(
    ("T_max", "expected"),
    [
        (2e14, {"h_not_thermal", "daisies_left_out"}),
        (6.4e14, {"h_not_thermal", "daisies_left_out"}),
        (6.6e14, {"h_not_thermal", "daisies_left_out", "vev_does_not_follow"}),
        (9e14, {"h_not_thermal", "daisies_left_out", "vev_does_not_follow", "phi_not_thermal"}),
    ],
)
def test_flags_of_weakly_coupled_eta(T_max, expected):
    """v/T = 100: h is not thermal, and above 6.5e14 GeV M_h < 3 H, above 8.1e14 GeV phi is not thermal either."""
    probe = bath(T_max, WEAK)
    found = probe.observe(in_phase(broken_phase(WEAK, T_max)), {}, None)
    assert {check.name for check in probe.checks(found) if check.raised} == expected


@pytest.mark.parametrize("nu", [30.0, 100.0, 300.0, 1000.0])
def test_every_number_is_found_however_weakly_eta_couples(nu):
    """The strongest lambda_eta at given v/T is 4 lambda_phi/(24 nu^2 + 6)^2: half of it, and 1e-16; all are finite."""
    for lambda_eta in (0.4 / (24.0 * nu**2 + 6.0) ** 2, 1e-16):
        couplings = Couplings(lambda_eta, 0.2, -(24.0 * nu**2 + 6.0) * lambda_eta, 1e-10, 1e-10)
        found = bath(1e14, couplings).observe(in_phase(broken_phase(couplings, 1e14)), {}, None)
        assert float(found["v_over_T"]) == pytest.approx(nu, rel=1e-6)
        assert all(np.isfinite(float(value)) and value > 0.0 for value in found.values())
        assert 0.0 < float(found["v_over_T_spread"]) < 0.03


def test_without_couplings_only_T_max_is_checked():
    found = rh.InverseSymmetryBreaking(**DIRECT).solve()
    assert "v_over_T" not in found.observables and "h_not_thermal" not in {flag.name for flag in found.flags}
    hot = rh.InverseSymmetryBreaking(**DIRECT | {"M_N": 1e16, "T_max": 2e16, "T_star": 1e16}).solve()
    assert "above_inflation" in {flag.name for flag in hot.flags}
