"""Results: one point in plain JSON, many points as arrays, and one of many equal to the single solve."""

import dataclasses
import json

import jax
import numpy as np
import pytest

import reheaton as rh
from reheaton.models.result import Result
from reheaton.probes.at_point import reshaped
from reheaton.universe.outcome import Outcome

POINT = {"m_N": 80.0, "m_nu": 1.5e-9, "vev_ratio": 4.0, "sm_neutrinos": "equilibrium"}
DARK = {"m_s": 30.0, "sin2_2theta": 3e-11, "sin2_2theta_x": 1e-12}
ARRAYS = ("parameters", "observables", "settings", "limits", "checks", "diagnostics", "codes")
KEYS = {
    "model", "parameters", "options", "observables", "units", "limits", "limits_not_applied", "flags", "verdict",
    "voided_by", "diagnostics", "version",
}  # fmt: skip
LIMIT_KEYS = {"name", "margin", "allowed", "citation", "value", "bound", "sense", "confidence", "sides"}


@pytest.fixture(scope="module")
def single():
    return rh.TwinSterileNeutrino(**POINT).solve()


def test_result_is_plain_json(single):
    again = json.loads(json.dumps(single.to_dict(), allow_nan=False))
    assert again["observables"]["delta_N_eff_cmb"] == single.observables["delta_N_eff_cmb"]
    assert set(again) == KEYS
    assert set(again["observables"]) <= set(again["units"])


def test_json_of_limits_and_flags():
    result = rh.TwinSterileNeutrino(m_N=10.0, m_nu=1e-6, vev_ratio=4.0, sm_neutrinos="equilibrium").solve()
    again = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert all(set(limit) == LIMIT_KEYS for limit in again["limits"])
    assert all(set(flag) == {"name", "value", "message"} for flag in again["flags"])
    assert {flag["name"] for flag in again["flags"]} == {"neutrinos_not_in_equilibrium", "relic_outlives_bbn"}
    reheating = next(limit for limit in again["limits"] if limit["name"] == "T_RH")
    assert (reheating["allowed"], reheating["sense"], reheating["bound"]) == (False, "lower", 0.0078)
    assert reheating["margin"] == pytest.approx(reheating["value"] / 0.0078 - 1.0)
    assert again["parameters"]["Gamma_N"] is None


def test_margin_is_the_smallest_and_decides(single):
    assert single.margin == min(limit.margin for limit in single.limits)
    assert single.allowed is True
    assert len(single) == 1


def test_a_result_is_shown_in_a_few_lines():
    point = rh.TwinSterileNeutrino(m_N=10.0, m_nu=1e-6, vev_ratio=4.0, sm_neutrinos="equilibrium")
    shown = repr(point.solve()).splitlines()
    assert shown[0].startswith("Result of twin-sterile-neutrino(m_N=10, m_nu=1e-06, vev_ratio=4")
    assert any(line.startswith("  T_RH = 0.00265") and line.endswith("GeV") for line in shown)
    assert any(line.startswith("  excluded by T_RH: margin -0.66") for line in shown)
    assert any(line.startswith("  flag relic_outlives_bbn: 19.32%") for line in shown)


def test_a_result_without_limits_is_allowed_with_infinite_margin():
    empty = Result("m", {}, {}, {"x": 1.0}, {"x": ""})
    assert empty.margin == np.inf and empty.allowed is True and empty.flags == [] and empty.failures == {}


def test_a_limit_that_is_not_a_number_is_not_allowed():
    limit = rh.Limit("l", float("nan"), 1.0, upper=True, confidence=0.95, citation="somebody")
    assert Result("m", {}, {}, {}, {}, limits=[limit]).allowed is False


# --- many points -------------------------------------------------------------------------------------

MASSES = np.array([30.0, 10.0, 30.0])
WIDTHS = np.array([1.5e-7, 1e-6, 1e-8])


@pytest.fixture(scope="module")
def many():
    return rh.solve_batch(rh.TwinSterileNeutrino, m_N=MASSES, m_nu=WIDTHS, vev_ratio=4.0, **DARK)


@pytest.mark.parametrize("point", [0, 1, 2])
def test_one_of_many_is_the_single_solve(many, point):
    """1e-10: the same steps, sums in another order; limits and flags are the same ones."""
    values = {"m_N": float(MASSES[point]), "m_nu": float(WIDTHS[point]), "vev_ratio": 4.0, **DARK}
    found, expected = many[point], rh.TwinSterileNeutrino(**values).solve()
    # Arrays hold numbers: yes and no of a single point are 1 and 0 there.
    numbers = {name: float(value) for name, value in expected.observables.items()}
    assert found.observables == pytest.approx(numbers, rel=1e-10, abs=1e-30)
    assert list(found.observables) == list(expected.observables)
    assert found.parameters == expected.parameters and found.options == expected.options
    assert found.units == expected.units and found.citations == expected.citations
    assert [limit.name for limit in found.limits] == [limit.name for limit in expected.limits]
    for a, b in zip(found.limits, expected.limits, strict=True):
        assert (a.bound, a.upper, a.citation, a.confidence) == (b.bound, b.upper, b.citation, b.confidence)
        assert a.margin == pytest.approx(b.margin, rel=1e-10)
    assert [flag.name for flag in found.flags] == [flag.name for flag in expected.flags]
    assert [flag.message for flag in found.flags] == [flag.message for flag in expected.flags]
    assert found.allowed == expected.allowed and found.margin == pytest.approx(expected.margin, rel=1e-10)


def test_one_of_many_is_plain_json(many):
    again = json.loads(json.dumps(many[1].to_dict(), allow_nan=False))
    assert set(again) == KEYS
    assert all(set(limit) == LIMIT_KEYS for limit in again["limits"])
    assert set(again["diagnostics"]) == {"first_law_residual"}


def test_arrays_of_many(many):
    assert len(many) == 3
    assert all(np.shape(column) == (3,) for column in many.observables.values())
    assert np.shape(many.margin) == np.shape(many.allowed) == np.shape(many.codes) == (3,)
    assert np.shape(many.diagnostics["first_law_residual"]) == (3,)
    assert many.parameters["m_N"].tolist() == MASSES.tolist() and many.parameters["vev_ratio"].tolist() == [4.0] * 3
    assert many.parameters["Gamma_N"] is None
    assert many.allowed.tolist() == [many[point].allowed for point in range(3)]
    assert {flag.name for flag in many.flags} == {flag.name for point in range(3) for flag in many[point].flags}
    assert repr(many).startswith("Result of twin-sterile-neutrino at 3 points: ")
    assert many.background is None and many.distributions == {}


def test_points_are_counted_from_both_ends(many):
    assert many[-1].observables == many[2].observables
    for point in (3, -4):
        with pytest.raises(rh.InvalidInput, match=f"there is no point {point} among 3"):
            many[point]


def test_some_of_many_points(many):
    for index in (slice(1, 3), [1, 2], np.array([False, True, True])):
        part = many[index]
        assert part.shape == (2,) and len(part) == part.size == 2
        assert part.parameters["m_N"].tolist() == MASSES[1:].tolist()
        assert part[0].to_dict() == many[1].to_dict()
        assert [limit.margin.tolist() for limit in part.limits] == [limit.margin[1:].tolist() for limit in many.limits]
    assert [point.parameters["m_nu"] for point in many] == WIDTHS.tolist()


@pytest.mark.parametrize(
    "index", ["m_s", 1.5, slice("a"), slice(None, None, 0), {}, (0, {}), "x" * 3000, [[0], [0, 1]]]
)
def test_what_is_no_index_is_no_point(many, index):
    with pytest.raises(rh.InvalidInput, match=r"^there is no point .* among 3\.$") as raised:
        many[index]
    assert len(str(raised.value)) < 120


def test_points_of_a_grid(many):
    grid = dataclasses.replace(many, **reshaped({name: getattr(many, name) for name in ARRAYS}, (3, 1)))
    assert grid.shape == (3, 1) and len(grid) == 3 and grid.size == 3
    assert grid[1, 0].to_dict() == grid[-2][0].to_dict() == many[1].to_dict()
    assert grid[1].shape == (1,)
    assert repr(grid).startswith("Result of twin-sterile-neutrino at 3 x 1 points: ")
    for index in ((3, 0), (0, 1), 5):
        with pytest.raises(rh.InvalidInput, match=r"there is no point .* among 3 x 1"):
            grid[index]
    with pytest.raises(rh.InvalidInput, match=r"holds 3 points: take one of them, result\[i, j\]"):
        grid.to_dict()


@pytest.mark.parametrize(
    ("mapping", "name", "meant"),
    [("observables", "delta_N_ef_cmb", "delta_N_eff_cmb"), ("parameters", "m_n", "m_N"), ("units", "T_rh", "T_RH")],
)
def test_a_wrong_name_is_answered_with_the_right_one(single, many, mapping, name, meant):
    for result in (single, many, many[0], many[1:]):
        with pytest.raises(KeyError, match=f"did you mean '{meant}'"):
            getattr(result, mapping)[name]


def test_observables_are_a_tree_for_jax(single):
    twice = jax.tree.map(lambda x: 2.0 * x, single.observables)
    assert twice["T_RH"] == 2.0 * single.observables["T_RH"]
    m_nu = jax.numpy.asarray([1e-8, 1.5e-9])
    both = jax.vmap(lambda x: rh.TwinSterileNeutrino(**POINT | {"m_nu": x}).solve().observables)(m_nu)
    # The same steps as alone; only the order of sums differs.
    assert float(both["T_RH"][1]) == pytest.approx(single.observables["T_RH"], rel=1e-9)


def test_many_points_are_no_json(many):
    with pytest.raises(rh.InvalidInput, match=r"holds 3 points: take one of them, result\[i\]"):
        many.to_dict()


def test_one_point_has_no_points(single):
    with pytest.raises(rh.InvalidInput, match="there is no point 0 among 1"):
        single[0]


def test_points_that_failed_are_counted_and_not_allowed(monkeypatch):
    from reheaton.universe import evolve

    # Both need more steps than they have room for.
    monkeypatch.setattr(evolve, "_most_steps", lambda rtol, relics: 30)
    jax.clear_caches()
    try:
        batch = rh.solve_batch(rh.TwinSterileNeutrino, m_N=np.array([1.0, 30.0]), m_nu=1e-9, vev_ratio=4.0)
    finally:
        jax.clear_caches()
    failed = np.asarray(batch.codes) == Outcome.NOT_FINISHED
    assert np.all(failed)
    assert batch.failures == {Outcome.NOT_FINISHED.message: 2}
    assert np.isnan(batch.observables["delta_N_eff_cmb"]).all() and np.isnan(batch.margin).all()
    assert batch.allowed.tolist() == [False, False]
    assert batch[0].allowed is False


@pytest.mark.slow
def test_a_failed_point_stands_beside_solved_ones():
    """Dark matter of 1 MeV is not made in a universe that starts at 1.5 GeV."""
    T_f = np.array([1e4, 1.5, 1e3])
    batch = rh.solve_batch(
        rh.TwinSterileNeutrino, m_N=None, vev_ratio=4.0, T_f=T_f, T_dec=1.0, m_s=1000.0, sin2_2theta=1e-12
    )
    assert np.asarray(batch.codes).tolist() == [Outcome.SOLVED, Outcome.UNDEFINED, Outcome.SOLVED]
    assert batch.failures == {Outcome.UNDEFINED.message: 1}
    assert np.isnan(batch.observables["Omega_h2"]).tolist() == [False, True, False]
    assert not batch.allowed[1]


# --- another set of limits ---------------------------------------------------------------------------

LINE = {**POINT, "m_s": 4.353, "sin2_2theta": 1e-7, "sin2_2theta_x": 1e-7}
"""Where the strictest photon line of today, eROSITA, is none that the paper knew."""


@pytest.mark.parametrize("limits", ["paper", "current", "all"])
@pytest.mark.slow
def test_a_result_with_all_limits_can_be_compared_with_any_set(limits):
    everything = rh.TwinSterileNeutrino(**LINE, limits="all").solve()
    expected = rh.TwinSterileNeutrino(**LINE, limits=limits).solve()
    many = rh.solve_batch(rh.TwinSterileNeutrino, **LINE | {"m_N": [80.0, 90.0]}, limits="all")
    for found in (everything.compared_with(limits), many[0].compared_with(limits), many.compared_with(limits)[0]):
        assert [(a.name, a.citation) for a in found.limits] == [(b.name, b.citation) for b in expected.limits]
        assert found.allowed == expected.allowed and found.options["limits"] == limits


def test_a_set_must_be_known_and_there():
    everything = rh.TwinSterileNeutrino(**POINT, limits="all").solve()
    with pytest.raises(rh.InvalidInput, match="limits = 'papr' is no set of limits: did you mean 'paper'"):
        everything.compared_with("papr")
    with pytest.raises(rh.InvalidInput, match="solve with limits = all"):
        everything.compared_with("paper").compared_with("current")


# --- the verdict -------------------------------------------------------------------------------------------


def judged(margins, voids):
    """A result with one limit, of value 1 - margin over a bound of 1, and a raised check that voids or does not."""
    margins, voids = np.asarray(margins), np.asarray(voids)
    limit = rh.Limit("clock", 1.0 - margins, 1.0, True, 0.95, "somebody")
    checks = [rh.Check("rough", True, "rough.", voids=voids), rh.Check("fine", False, "fine.", voids=True)]
    codes = np.zeros(margins.shape, dtype=int)
    return Result("m", {}, {}, {}, {}, limits=[limit], alternatives=[limit], checks=checks, codes=codes)


@pytest.mark.parametrize(
    ("margin", "void", "verdict"),
    [(0.5, False, "allowed"), (0.5, True, "outside"), (-0.5, False, "excluded"), (-0.5, True, "excluded")],
)
def test_a_flag_that_voids_the_verdict_takes_allowed_away(margin, void, verdict):
    result = judged(margin, void)
    assert result.verdict == verdict
    assert result.allowed is (verdict == "allowed") and result.excluded is (verdict == "excluded")
    assert result.voided is void and [check.name for check in result.voiding] == (["rough"] if void else [])
    assert (result.to_dict()["verdict"], result.to_dict()["voided_by"]) == (verdict, ["rough"] if void else [])


def test_the_verdict_of_many_points_is_that_of_each():
    many = judged([0.5, 0.5, -0.5, -0.5], [False, True, False, True])
    assert many.allowed.tolist() == [True, False, False, False]
    assert many.excluded.tolist() == [False, False, True, True]
    assert many.voided.tolist() == [False, True, False, True]
    assert [one.verdict for one in many] == ["allowed", "outside", "excluded", "excluded"]
    assert "1 allowed, 1 within every limit but outside the approximation" in repr(many)


def test_a_point_that_failed_is_neither_allowed_nor_excluded():
    failed = judged(np.array([np.nan, 0.5]), False)
    assert failed.allowed.tolist() == [False, True] and failed.excluded.tolist() == [False, False]
