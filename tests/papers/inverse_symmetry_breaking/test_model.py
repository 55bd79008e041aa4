"""Asymmetric reheating from couplings to Delta N_eff: independent numbers, invariances, bad input, flags."""

import functools
import subprocess
import sys

import numpy as np
import pytest

import reheaton as rh
from reheaton.constants import M_PLANCK
from reheaton.matter.bath import make_bath
from reheaton.papers.inverse_symmetry_breaking.reheating import mirror_gases

M = 1e14
BENCHMARK = {"M_N": M, "lambda_portal": 4e-5, "T_max": 2 * M, "c_phi": 0.05, "T_star": M}
B2 = {"lambda_eta": 1e-3, "lambda_phi": 0.2, "lambda_eta_phi": -0.02, "mu_eta": 1.0, "mu_phi": 1.0}
C_ETA = (6e-3 - 0.02) / 24.0
B2_POINT = {**B2, "M_N": M, "lambda_portal": 4e-5, "T_max": 2 * M, "Lambda_eff": M * (abs(C_ETA) / 1e-3) ** 0.5}


@functools.cache
def solve(**values):
    return rh.InverseSymmetryBreaking(**values).solve()


# c_phi, T_star/M_N, T_max/M_N, x_RH, Y_N and Y_N_mirror over P y_0^4 M_PLANCK/M_N: an independent calculation, 1e-7.
ROWS = [
    (0.05, 1.0, 1.0, 0.2409252457, 35.59704357, 0.1199342358),
    (0.05, 1.0, 2.0, 0.251769426, 243.7710619, 0.9794766977),
    (0.05, 1.0, 5.0, 0.5740028148, 2538.179259, 275.5360189),
    (0.05, 0.3, 1.0, 0.4701855174, 594.0263701, 29.03238512),
]


@pytest.mark.parametrize(("c", "T_star", "T_max", "x", "Y", "Y_mirror"), ROWS)
def test_yields(c, T_star, T_max, x, Y, Y_mirror):
    found = solve(**BENCHMARK | {"c_phi": c, "T_star": T_star * M, "T_max": T_max * M}).observables
    unit = 3.098631e-6 * (2 * 4e-5) ** 4 * M_PLANCK / M
    assert found["x_RH"] == pytest.approx(x, rel=1e-6)
    assert found["Y_N"] == pytest.approx(Y * unit, rel=1e-6)
    assert found["Y_N_mirror"] == pytest.approx(Y_mirror * unit, rel=1e-6)


def test_reheating_temperature():
    found = solve(**BENCHMARK).observables
    assert found["T_RH_eq18"] == pytest.approx(0.1868955, rel=1e-4)
    assert solve(**BENCHMARK, vertex="literal").observables["T_RH_eq18"] == pytest.approx(0.011681, rel=1e-4)
    # With g_*(T_RH) = 45.6 of the Standard Model instead of 106.75.
    assert found["T_RH"] == pytest.approx(0.231, rel=5e-3)


@pytest.mark.parametrize(
    "change", [{"lambda_portal": 1e-6}, {"vertex": "literal"}, {"M_N": 1e9, "T_max": 2e9, "T_star": 1e9}]
)
def test_ratio_does_not_depend_on_the_scale(change):
    assert solve(**BENCHMARK | change).observables["x_RH"] == pytest.approx(0.251769426, rel=1e-8)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("resummation", "T_c"),
    [("high-temperature", 41.4044), ("none", 41.8845), ("parwani", 49.6203), ("arnold-espinosa", 49.6205)],
)
def test_critical_temperature(resummation, T_c):
    assert solve(**B2_POINT, resummation=resummation).observables["T_c"] == pytest.approx(T_c, rel=1e-3)


@pytest.mark.slow
def test_resummation_lowers_the_expectation_value():
    # v/T = 0.763 at leading order and 0.648 with daisies: T_star = Lambda_eff T/v.
    leading, daisies = (solve(**B2_POINT, resummation=r).observables["T_star"] for r in ("high-temperature", "parwani"))
    assert leading / daisies == pytest.approx(0.648 / 0.763, rel=0.01)


@pytest.mark.slow
def test_c_phi_and_the_mass_of_production_are_two_quantities():
    """Eq. 5 does not know the vev, which lowers M_phi^2 by a tenth; without couplings they are the same."""
    vacuum, paper = (solve(**B2_POINT, phi_mass=name).observables for name in ("vacuum", "paper"))
    assert vacuum["c_phi"] == paper["c_phi"] == pytest.approx(1.18 / 24.0, rel=1e-14)
    assert paper["M_phi_over_T"] ** 2 == pytest.approx(1.18 / 24.0, rel=1e-12)
    assert vacuum["M_phi_over_T"] ** 2 == pytest.approx(1.04 / 24.0, rel=1e-12)
    direct = solve(**BENCHMARK).observables
    assert direct["M_phi_over_T"] ** 2 == pytest.approx(direct["c_phi"], rel=1e-14)


@pytest.mark.slow
def test_processes_of_order_lambda_squared_undo_the_asymmetry():
    paper = solve(**B2_POINT, phi_mass="vacuum")
    assert paper.observables["x_RH"] == pytest.approx(0.2517552, rel=1e-6)
    # 1.000516 without phi phi -> phi N N, which makes three times as many as phi phi phi -> N N.
    assert paper.observables["x_RH_all"] == pytest.approx(1.000466, rel=1e-5)
    assert "order_lambda_squared" in {flag.name for flag in paper.flags}
    everything = solve(**B2_POINT, phi_mass="vacuum", processes="all")
    assert everything.observables["x_RH"] == everything.observables["x_RH_all"]
    assert everything.observables["Y_N"] > 1e7 * paper.observables["Y_N"]
    assert not everything.allowed


def test_finite_width_through_the_model():
    instantaneous = solve(**BENCHMARK).observables
    late = solve(**BENCHMARK, Gamma_N=4.917e-21).observables
    # A tenth of H_1: T_SM at Gamma = H is 0.2243 of Eq. 18 for constant g_*, here 45 to 16 instead of 106.75.
    assert 0.22 < late["T_RH"] / late["T_RH_eq18"] < 0.40
    # Decays later than domination dilute the scalars.
    assert late["delta_N_eff_scalars"] < 0.4 * instantaneous["delta_N_eff_scalars"]


WEAK_ETA = {
    "M_N": M, "lambda_portal": 0.03, "T_max": 2 * M, "lambda_eta": 6.944e-12, "lambda_phi": 0.2,
    "lambda_eta_phi": -1.66663e-6, "Lambda_eff": 1e16, "mu_eta": 1e-10, "mu_phi": 1e-10,
    "processes": "all",
}  # fmt: skip
"""v/T = 100, where all processes keep the asymmetry."""


@pytest.mark.slow
def test_reheating_with_a_width_far_above_the_tables():
    """Gamma = 0.01 H_1: T_SM = 0.0745 T_RH_eq18 (g_* = 106.75, of which 105.1 are in the bath) at Gamma = H; 0.5%."""
    at_once = solve(**WEAK_ETA).observables
    x, rho = at_once["x_RH"], np.pi**2 / 15.0 * (4.0 / 3.0 * M * at_once["Y_N"] * (1.0 + at_once["x_RH"] ** 4)) ** 4
    width = 0.01 * np.sqrt(8.0 * np.pi * rho / 3.0) / M_PLANCK
    result = solve(**WEAK_ETA, Gamma_N=width)
    late = result.observables
    assert late["T_RH"] / late["T_RH_eq18"] == pytest.approx(0.0745 * (106.75 / 105.1) ** 0.25, rel=5e-3)
    assert late["T_RH_mirror"] / late["T_RH"] == pytest.approx(x, rel=1e-6)
    assert late["delta_N_eff_cmb"] == pytest.approx(7.4032 * x**4, rel=1e-4)
    # 0.083 and 0.120 by an independent calculation without phi phi -> phi N N, which raises x from .3253 to .3320.
    less = {name: late[f"Y_{name}_all"] - late[f"Y_{name}_emission"] for name in ("N", "N_mirror")}
    x4 = less["N_mirror"] / less["N"]
    assert x4**0.25 == pytest.approx(0.325, abs=6e-4)
    assert 7.4032 * x4 == pytest.approx(0.083, rel=0.01)
    assert late["delta_N_eff_scalars"] == pytest.approx(0.120, rel=0.05)
    assert result.diagnostics["first_law_residual"] < 1e-3
    # N heats the Standard Model from T = M_N/3 on: it has been hotter than at Gamma = H.
    flags = {flag.name: flag.value for flag in result.flags}
    assert flags["above_bath_table"] == late["T_SM_max"] > 5.0 * late["T_RH"]
    batch = rh.solve_batch(rh.InverseSymmetryBreaking, **WEAK_ETA, Gamma_N=width * np.array([1e-6, 1.0]))
    assert batch.observables["T_SM_max"][1] == pytest.approx(late["T_SM_max"], rel=1e-6)
    assert batch.observables["T_RH"][1] / batch.observables["T_RH"][0] == pytest.approx(1e3, rel=0.1)


def test_cold_mirror_neutrinos_are_flagged():
    flags = {flag.name: flag for flag in solve(**BENCHMARK, vertex="literal").flags}
    assert flags["low_T_RH_mirror"].message.startswith("T_RH_mirror = 5.22 MeV is below 9 MeV")


def test_mirror_radiation_is_that_of_the_temperatures():
    found = solve(**BENCHMARK).observables
    bath = make_bath(mirror_gases())
    # Entropy of each sector is conserved after the decays: T'/T goes as (s'/s)^(1/3).
    rho = float(bath.rho(found["T_RH"]))
    T_mirror = float(bath.temperature(rho * found["x_RH"] ** 4))
    expected = (float(bath.s(T_mirror)) / float(bath.s(found["T_RH"]))) ** (1.0 / 3.0)
    assert found["T_ratio_cmb"] == pytest.approx(expected, rel=1e-5)
    assert found["delta_N_eff_cmb"] == pytest.approx(7.40 * expected**4, rel=2e-3)
    assert found["T_RH_mirror"] == pytest.approx(T_mirror, rel=1e-5)
    assert found["delta_N_eff_eq17"] == pytest.approx(15.96 * found["x_RH"] ** 4, rel=1e-3)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"T_star": None}, "T_star must be given with c_phi"),
        ({"c_phi": None, "T_star": None}, "the scalars are not described"),
        (B2, "exclude each other"),
        ({"processes": "all"}, "processes = all needs the couplings"),
        ({"resummation": "parwani"}, "resummation = parwani needs the couplings"),
        ({"M_N": -1.0}, "M_N = -1 is out of range"),
        ({"T_max": -1.0}, "T_max = -1 is out of range"),
        ({"Gamma_N": 0.0}, "Gamma_N = 0 is out of range"),
    ],
)
def test_bad_input_is_one_sentence(change, expected):
    with pytest.raises(rh.InvalidInput, match=expected):
        rh.InverseSymmetryBreaking(**BENCHMARK | change)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"lambda_eta_phi": -0.1}, "unbounded from below"),
        ({"lambda_eta_phi": -0.001}, "no inverse symmetry breaking"),
        ({"lambda_eta": -1e-3}, "lambda_eta = -0.001 must be positive"),
        ({"mu_eta": -1.0}, "mu_eta = -1 must be positive"),
        ({"Lambda_eff": None}, "Lambda_eff must be given with lambda_eta"),
        ({"mu_eta": 1e14}, "the mirror symmetry is never broken"),
        ({"T_max": 10.0}, "allowed is M_N/100 to 1e4 M_N"),
        ({"phi_mass": "vacuum", "resummation": "none"}, "phi_mass goes with"),
    ],
)
def test_bad_couplings_are_one_sentence(change, expected):
    with pytest.raises(rh.InvalidInput, match=expected):
        rh.InverseSymmetryBreaking(**B2_POINT | change)


@pytest.mark.slow
def test_resummation_that_removes_the_breaking_is_said():
    changes = {"lambda_eta": 1e-2, "lambda_phi": 1.0, "lambda_eta_phi": -0.065}
    with pytest.raises(rh.NumericalFailure, match="resummation removes the expectation value"):
        rh.InverseSymmetryBreaking(**B2_POINT | changes, resummation="parwani").solve()


@pytest.mark.slow
def test_flags_carry_numbers():
    heavy = {flag.name: flag.value for flag in solve(**BENCHMARK | {"c_phi": 1.0, "T_max": 3 * M}).flags}
    assert heavy["phi_decay"] == pytest.approx(1.5)
    late = {flag.name: flag.value for flag in solve(**B2_POINT | {"mu_eta": 1e14 / 41.4, "mu_phi": 1e15}).flags}
    assert late["late_transition"] == pytest.approx(1.0, rel=1e-3) and late["phi_decay"] > 5.0
    assert late["heavy_phi"] > 40.0
    thermal = {flag.name for flag in solve(**B2_POINT | {"lambda_portal": 0.04}, processes="all").flags}
    assert "nearly_thermal" in thermal
    assert "gravitons" in {flag.name for flag in solve(**BENCHMARK).flags}
    cold = {flag.name: flag.value for flag in solve(**BENCHMARK | {"lambda_portal": 1e-5}).flags}
    assert cold["low_T_RH"] < 1e-2


def test_batch_is_the_loop():
    T_max = np.array([0.5, 2.0, 5.0]) * M
    batch = rh.solve_batch(rh.InverseSymmetryBreaking, **BENCHMARK | {"T_max": T_max})
    single = [solve(**BENCHMARK | {"T_max": float(T)}).observables["delta_N_eff_cmb"] for T in T_max]
    np.testing.assert_allclose(batch.observables["delta_N_eff_cmb"], single, rtol=1e-6)


ONE_PROGRAM = """
import jax, reheaton as rh
point = {}
def solve():
    return rh.InverseSymmetryBreaking(**point).solve()
solve()  # makes tables that are missing
jax.clear_caches()
compiled = []
jax.monitoring.register_event_duration_secs_listener(
    lambda event, *_, **__: compiled.append(event) if event.endswith("backend_compile_duration") else None
)
solve()
print(len(compiled))
"""


@pytest.mark.slow
def test_a_point_is_one_program():
    """In a process of its own, as others may have compiled small ones. One more makes the zeros that are traced."""
    point = {"M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14, "Lambda_eff": 7.6e13}
    couplings = {"lambda_eta": 1e-3, "lambda_phi": 0.2, "lambda_eta_phi": -0.02, "mu_eta": 1e-11, "mu_phi": 1e-11}
    script = ONE_PROGRAM.format(point | couplings)
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert 1 <= int(done.stdout) <= 2
