"""The checks of the mechanism: raised where an assumption fails, with numbers that follow from the point."""

from types import SimpleNamespace

import jax
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import k1
from tests.probes.edges import assert_flips

import reheaton as rh
from reheaton.constants import M_PLANCK
from reheaton.papers.inverse_symmetry_breaking.checks import assumptions, isb_checks
from reheaton.papers.inverse_symmetry_breaking.exchange import exchange_growth, exchange_yields
from reheaton.probes.audit import Audit

DIRECT = {"M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14, "c_phi": 0.05, "T_star": 1e14}
B2 = {
    "lambda_eta": 1e-3, "lambda_phi": 0.2, "lambda_eta_phi": -0.02, "mu_eta": 1.0, "mu_phi": 1.0, "Lambda_eff": 1e14,
    "M_N": 1e14, "lambda_portal": 4e-5, "T_max": 2e14,
}  # fmt: skip


def flags(**values):
    return {flag.name: flag for flag in rh.InverseSymmetryBreaking(**values).solve().flags}


@pytest.mark.slow
def test_order_lambda_squared_is_unknown_without_couplings_and_large_with_them():
    assert "order_lambda_squared_unknown" in flags(**DIRECT)
    raised = flags(**B2)["order_lambda_squared"]
    assert raised.value == pytest.approx(1.0, abs=0.02)
    assert "with all processes x_RH is 1.0" in raised.message
    assert "order_lambda_squared" not in flags(**B2, processes="all")


def test_phi_decays_where_it_is_heavier_than_two_N():
    """M_phi/(2 M_N) = sqrt(c_phi) T_max/(2 M_N), Eq. 6."""
    value = flags(**DIRECT | {"T_max": 1e15})["phi_decay"].value
    assert value == pytest.approx(np.sqrt(0.05) * 1e15 / 2e14, rel=1e-12)
    assert "phi_decay" not in flags(**DIRECT)
    # All processes count the decays, and gravitons are counted where they are asked for.
    heavy = rh.InverseSymmetryBreaking(**B2 | {"T_max": 1e15})
    for model, expected in ((heavy, True), (heavy.changed({"processes": "all"}), False)):
        (check,) = (check for check in assumptions(model) if check.name == "phi_decay")
        assert bool(np.all(check.applies)) == expected
    with_gravitons = isb_checks(rh.InverseSymmetryBreaking(**POINT, gravitons=True), CLEAN | {"Y_graviton": 1.0})
    assert "gravitons" not in {check.name for check in with_gravitons}


@pytest.mark.slow
def test_thermal_N_and_the_cutoff():
    raised = flags(**DIRECT | {"lambda_portal": 0.9})
    assert {"nearly_thermal", "production_over_H"} <= set(raised)
    # Lambda = Lambda_eff/lambda with C = 1.
    strong = flags(**B2 | {"lambda_portal": 0.9})
    assert strong["above_cutoff"].value == pytest.approx(2e14 * 0.9 / 1e14, rel=1e-12)


@pytest.mark.slow
def test_checks_of_many_points_are_those_of_each():
    T_max = np.array([1.5e14, 4e14, 1.2e15])
    batch = rh.solve_batch(rh.InverseSymmetryBreaking, **DIRECT | {"T_max": T_max})
    for i, T in enumerate(T_max):
        assert {flag.name for flag in batch[i].flags} == set(flags(**DIRECT | {"T_max": float(T)}))


# --- on findings made by hand: nothing is solved -------------------------------------------------------

CLEAN = {
    "Y_N": 1e-3, "Y_N_mirror": 1e-5, "Y_graviton": 1e-8, "T_RH": 1.0, "T_RH_mirror": 0.3, "T_SM_max": 1.0,
    "x_RH": 0.25, "x_RH_all": 0.25, "Y_N_all": 1e-3, "T_c": 10.0, "M_phi_over_T": 0.2,
}  # fmt: skip
CLEAN_DIRECT = {name: value for name, value in CLEAN.items() if name not in ("T_c", "x_RH_all", "Y_N_all")}
"""What is found without couplings."""
POINT = {**B2, "Lambda_eff": 1e14, "lambda_portal": 0.1}


def raised_by(found=None, point=None):
    model = rh.InverseSymmetryBreaking(**POINT | (point or {}))
    checks = [check for check in isb_checks(model, CLEAN | (found or {})) if check.raised]
    assert all(check.message.endswith(".") and "{" not in check.message for check in checks)
    return {check.name: float(check.value) for check in checks}


def test_a_clean_point_raises_nothing():
    assert raised_by() == {}


@pytest.mark.parametrize(
    ("found", "point", "expected"),
    [
        ({"Y_N": 0.03}, {"processes": "all"}, {"nearly_thermal": 0.03}),
        ({"Y_graviton": 2e-6}, {}, {"gravitons": 0.2}),
        ({}, {"lambda_portal": 1.0}, {"above_cutoff": 2.0}),
        ({"T_RH": 9e-3}, {}, {"low_T_RH": 9e-3}),
        ({"T_RH_mirror": 8e-3}, {}, {"low_T_RH_mirror": 8e-3}),
        ({"T_SM_max": 2e6}, {}, {"above_bath_table": 2e6}),
        ({"x_RH_all": 0.5}, {}, {"order_lambda_squared": 0.5}),
        ({"Y_N_all": 2e-3}, {}, {"order_lambda_squared": 0.25}),
        ({"T_c": 3e13}, {}, {"late_transition": 0.3}),
        ({}, {"mu_phi": 1e13}, {"heavy_phi": 0.5}),
    ],
)
def test_each_check_alone(found, point, expected):
    """1e-12: the value is the number that the check is about, but for rounding."""
    assert raised_by(found, point) == pytest.approx(expected, rel=1e-12)


def test_what_voids_the_verdict():
    """Where numbers that limits are compared with are wrong; small errors leave it standing."""
    void = {"nearly_thermal", "gravitons", "above_cutoff", "order_lambda_squared", "late_transition", "heavy_phi"}
    model = rh.InverseSymmetryBreaking(**POINT)
    assert {check.name for check in isb_checks(model, CLEAN) if check.voids} == void
    assert all(check.voids for check in assumptions(model))


def test_the_verdict_is_void_where_processes_of_order_lambda_squared_are_not_known():
    checks = isb_checks(rh.InverseSymmetryBreaking(**DIRECT), CLEAN_DIRECT)
    void = {check.name for check in checks if check.voids}
    assert void == {"nearly_thermal", "gravitons", "order_lambda_squared_unknown"}


@pytest.mark.parametrize("name", ["T_RH", "T_RH_mirror"])
def test_low_temperatures_are_told_in_MeV(name):
    checks = isb_checks(rh.InverseSymmetryBreaking(**POINT), CLEAN | {name: 8.5e-3})
    (check,) = (check for check in checks if check.raised)
    assert check.message.startswith(f"{name} = 8.5 MeV is below")


def test_with_all_processes_gravitons_and_order_lambda_squared_are_in_the_answer():
    assert raised_by({"Y_graviton": 1.0, "x_RH_all": 0.9}, {"processes": "all"}) == {}


# --- assumptions --------------------------------------------------------------------------------------


def assumed(**values):
    result = rh.InverseSymmetryBreaking(**values).solve()
    return result.observables


def hubble(T):
    """H of the scalars, g = 2, in a universe of radiation."""
    return np.sqrt(8.0 * np.pi / 3.0 * np.pi**2 / 15.0) * T**2 / M_PLANCK


def unsolved(name, **values):
    """The number of one assumption; the universe that is reheated afterwards is not needed."""
    model = rh.InverseSymmetryBreaking(**values)
    (check,) = (check for check in assumptions(model) if check.name == name)
    return float(check.value(SimpleNamespace(universe=SimpleNamespace(origin=model.freeze_in())), None))


@pytest.mark.parametrize(("T_max", "T_star"), [(2e14, 1e14), (1e16, 1e15), (3e13, 1e14)])
def test_scattering_is_the_largest_in_the_history(T_max, T_star):
    """n (y_N y_N')^2/[16 pi (T^2 + M_N^2)] over H, y = y_0 (1 +- T/T_*), with n of what is made from T_max down to T.

    At 400 temperatures, against 32. 3%.
    """
    y_0, T = 2.0 * 4e-5, T_max * np.geomspace(1.0, 3e13 / T_max / 4.0, 400)
    mass = np.sqrt(DIRECT["c_phi"])
    Y = np.asarray(jax.vmap(lambda one: exchange_yields(1e14, y_0, T_star, one, mass).N)(T))
    density = (Y[0] - Y) * 4.0 * np.pi**2 / 45.0 * T**3
    product = y_0**4 * (1.0 - (T / T_star) ** 2) ** 2
    largest = np.max(density * product / (16.0 * np.pi * (T**2 + 1e28)) / hubble(T))
    found = unsolved("scattering_over_H", **DIRECT | {"T_max": T_max, "T_star": T_star})
    assert found == pytest.approx(largest, rel=0.03)


def test_production_counts_all_processes_where_couplings_are_given():
    """Far above M_N contact production has dn_N/dt = (lambda/Lambda_eff)^2 T^6/(2 pi^5), and decays of phi have 2 Gamma
    K_1 m^2 T^3/(2 pi^2) with Gamma = y^2 m/(16 pi), m = M_phi/T; 2%: M_phi^2/T^2 = 0.05.
    """
    T, m = 1e16, np.sqrt(1.18 / 24.0)
    y = 8e-5 * (1.0 + T * np.sqrt(14.0 / 24.0) / 1e14)
    found = unsolved("production_over_H", **B2 | {"T_max": T})
    number = quad(lambda x: x**2 / np.expm1(x), 0.0, 60.0)[0] / (2.0 * np.pi**2) * T**3
    decays = y**2 * m**3 * float(k1(m)) * T**4 / (16.0 * np.pi**3)
    expected = ((4e-5 / 1e14) ** 2 * T**6 / (2.0 * np.pi**5) + decays) / number / hubble(T)
    assert found == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize(("T_max", "end"), [(2e14, 1e14 / 3.0), (2e13, 2e13)])
def test_decays_are_judged_where_production_ends(T_max, end):
    """Gamma_N/H at min(T_max, M_N/3); 1e-12: rounding."""
    found = assumed(**DIRECT | {"T_max": T_max}, Gamma_N=1e-3)
    assert found["decay_over_H"] == pytest.approx(1e-3 / hubble(end), rel=1e-12)


def test_production_grows_with_the_fourth_power_of_the_coupling():
    """1e-12: phi phi -> N N by exchange of N alone, Eq. 12."""
    weak, strong = (assumed(**DIRECT | {"lambda_portal": x})["production_over_H"] for x in (1e-5, 2e-5))
    assert strong / weak == pytest.approx(16.0, rel=1e-12)


# --- on both sides of each threshold ---------------------------------------------------------------------

FLIPS = [
    # A tenth of n_N/s = (3/4) 2 zeta(3)/pi^2/(2 pi^2/45 g), g = 2: 0.21 with two helicities.
    ("nearly_thermal", "Y_N", 0.02, "above", {"processes": "all"}),
    # Processes of 10% that are left out: of N', and of all.
    ("gravitons", "Y_graviton", 0.1 * 1e-5, "above", {}),
    ("gravitons", "Y_N_mirror", 1e-8 / 0.1, "below", {}),
    ("order_lambda_squared", "x_RH_all", 0.25 * 1.1**0.25, "above", {}),
    ("order_lambda_squared", "x_RH_all", 0.25 * 0.9**0.25, "below", {}),
    ("order_lambda_squared", "Y_N_all", 1.1e-3, "above", {}),
    # Neutrinos and nucleosynthesis from 10 MeV down, N_eff = 3.00 at 9 MeV; tables of the bath up to 1e6 GeV.
    ("low_T_RH", "T_RH", 1e-2, "below", {}),
    ("low_T_RH_mirror", "T_RH_mirror", 9e-3, "below", {}),
    ("above_bath_table", "T_SM_max", 1e6, "above", {}),
    # v^2 is 1 - (T_c/T)^2 of that at high temperature: v is 2% less at 0.2; T is min(T_max, M_N).
    ("late_transition", "T_c", 0.2 * 1e14, "above", {}),
    ("late_transition", "T_c", 0.2 * 5e13, "above", {"T_max": 5e13}),
    # M_phi^2 is 1 + 0.3^2 of that at high temperature: M_phi/T = 0.2, T = M_N.
    ("heavy_phi", "mu_phi", 0.3 * 0.2 * 1e14, "above", {}),
    ("heavy_phi", "M_phi_over_T", 1e13 / 1e14 / 0.3, "below", {"mu_phi": 1e13}),
    # Lambda = Lambda_eff/lambda = 1e15 GeV.
    ("above_cutoff", "T_max", 1e15, "above", {}),
    ("above_cutoff", "lambda_portal", 0.5, "above", {}),
]


def checks_as_function_of(name, **given):
    """All checks as a function of one parameter or observable, a number or an array (points,)."""

    def checks(value):
        if name in CLEAN:
            return isb_checks(rh.InverseSymmetryBreaking(**POINT | given), CLEAN | {name: value})
        first = rh.InverseSymmetryBreaking(**POINT | given | {name: float(np.ravel(value)[0])})
        return isb_checks(first.changed({name: value}), CLEAN)

    return checks


@pytest.mark.parametrize(("name", "of", "threshold", "raised", "given"), FLIPS)
def test_each_check_flips_at_its_threshold(name, of, threshold, raised, given):
    assert_flips(checks_as_function_of(of, **given), name, threshold, raised)


def test_with_all_processes_nothing_of_order_lambda_squared_is_missing_in_any_lane():
    made = checks_as_function_of("x_RH_all", processes="all")(np.array([0.25, 0.9]))
    (check,) = (check for check in made if check.name == "order_lambda_squared")
    assert check.raised.tolist() == [False, False]


def test_every_check_flips_in_one_of_these_tests():
    made = isb_checks(rh.InverseSymmetryBreaking(**POINT), CLEAN)
    assert {check.name for check in made} == {row[0] for row in FLIPS}
    without = isb_checks(rh.InverseSymmetryBreaking(**DIRECT), CLEAN_DIRECT)
    (unknown,) = (check for check in without if check.name == "order_lambda_squared_unknown")
    assert unknown.raised and unknown.margin < 0.0


@pytest.mark.parametrize("name", ["production_over_H", "scattering_over_H", "phi_decay", "decay_over_H"])
def test_each_assumption_flips_at_1(name):
    """Rates over H, and a mass over that of what it decays into."""
    audit = Audit(*assumptions(rh.InverseSymmetryBreaking(**DIRECT)))
    none = dict.fromkeys(audit.OBSERVABLES, 0.0)
    assert_flips(lambda value: audit.checks(none | {name: value}), name, 1.0, "above")


def test_phi_decays_at_its_mass_at_T_max_with_that_in_the_vacuum():
    """M_phi^2 = mu_phi^2 + c_phi T^2 with c_phi = 1.18/24, Eq. 5 and 6; 1e-12: rounding."""
    point = rh.InverseSymmetryBreaking(**B2 | {"mu_phi": 3e14})
    value = point.solve().observables["phi_decay"]
    assert value == pytest.approx(np.hypot(3e14, np.sqrt(1.18 / 24.0) * 2e14) / 2e14, rel=1e-12)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (DIRECT, 0.2),
        (B2 | {"mu_phi": 3e13}, 0.25),
        (B2 | {"mu_phi": 3e13, "resummation": "parwani"}, 0.2),
    ],
)
def test_mu_phi_counts_once_in_the_mass_of_phi(values, expected):
    """M_phi = 0.2 T_max = 4e13 GeV = 0.2 (2 M_N), to which only the leading order of M_phi/T adds mu_phi = 3e13 GeV."""
    (check,) = (check for check in assumptions(rh.InverseSymmetryBreaking(**values)) if check.name == "phi_decay")
    freeze_in = SimpleNamespace(phase=SimpleNamespace(M_phi_over_T=0.2))
    value = check.value(SimpleNamespace(universe=SimpleNamespace(origin=freeze_in)), None)
    assert float(value) == pytest.approx(expected, rel=1e-12)


@pytest.mark.slow
def test_assumptions_of_many_points_are_those_of_each():
    """1e-9: sums in another order."""
    y, names = np.array([1e-5, 4e-5, 6e-5]), ("production_over_H", "scattering_over_H", "phi_decay", "decay_over_H")
    batch = rh.solve_batch(rh.InverseSymmetryBreaking, **DIRECT | {"lambda_portal": y}, Gamma_N=1e-3)
    for i, x in enumerate(y):
        alone = assumed(**DIRECT | {"lambda_portal": float(x)}, Gamma_N=1e-3)
        assert [batch.observables[n][i] for n in names] == pytest.approx([alone[n] for n in names], rel=1e-9)


@jax.jit
def growth(T, T_star):
    """dY/dln(1/T) of N for y_0 = 8e-5 and the masses of DIRECT, at temperatures (points,)."""
    mass = np.sqrt(DIRECT["c_phi"])
    return jax.vmap(lambda one: exchange_growth(one, 1e14, 8e-5, T_star, mass).N)(T)


S_OVER_N = 2.0 * np.pi**2 / 45.0 * 2.0 / (quad(lambda x: x**2 / np.expm1(x), 0.0, 60.0)[0] / (2.0 * np.pi**2))
"""Entropy of two scalars over the number of one: s = (2 pi^2/45) 2 T^3, n = (1/2 pi^2) int x^2 dx/(e^x - 1) T^3."""


@pytest.mark.parametrize(
    ("T_max", "T_star"), [(2e14, 1e14), (1e18, 1e24), (1e18, 1e19), (3e14, 1e24), (1e16, 1e16), (3e12, 1e14)]
)
def test_production_is_the_largest_rate_of_each_phi_wherever_it_is(T_max, T_star):
    """At 1.6 M_N if T_* is above T_max, else at T_max. 5%: means over steps, the first where T_max is M_N/33."""
    value = unsolved("production_over_H", **DIRECT | {"T_max": T_max, "T_star": T_star})
    largest = np.max(growth(T_max * np.geomspace(1.0, 1e-6, 1000), T_star))
    assert value == pytest.approx(float(largest) * S_OVER_N, rel=0.05)


def test_production_at_the_coldest_start_is_that_of_the_whole_history():
    """T_max = M_N/100: nothing is made below it that the tables know, and what is made at all is next to nothing."""
    value = unsolved("production_over_H", **DIRECT | {"T_max": 1e12})
    assert 0.0 < value < np.exp(-150.0)
