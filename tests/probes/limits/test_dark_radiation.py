"""Limits as signed margins: which bounds apply, on which side, and the same answer for numbers and for arrays."""

import functools

import numpy as np
import pytest
from scipy.stats import norm
from tests.probes.edges import assert_excludes

from reheaton import citations as references
from reheaton.errors import InvalidInput
from reheaton.probes.limits.dark_radiation import bounds_on, strictest_bound
from reheaton.probes.limits.limit import not_applied, of_one_point
from reheaton.probes.limits.sets import in_set
from reheaton.probes.limits.tables import Bound, bounds_table, present_limits, read_bounds, table_limits

HEADER = "name,observable,bound,sense,confidence,kind,citation,comment"
ALLOWED = {"delta_N_eff_bbn": 0.2, "delta_N_eff_cmb": 0.1, "T_RH": 0.02}
TODAY = {"delta_N_eff_bbn": 0.08, "delta_N_eff_cmb": 0.085, "T_RH": 0.02}


def _limits(observables, chosen="paper", void=None):
    return [limit for limit in table_limits("dark_radiation", observables, void) if in_set(limit.sets, chosen)]


def _margins(observables: dict[str, float]) -> dict[str, float]:
    return {limit.name: limit.margin for limit in _limits(observables)}


def _smallest_log_margin(limits):
    """ln of the distance to the nearest bound, numbers or arrays (points,)."""
    return functools.reduce(np.minimum, (limit.log_margin for limit in limits))


def test_margins_of_an_allowed_point():
    """(bound - value)/bound above, (value - bound)/bound below; rounding only."""
    assert _margins(ALLOWED) == pytest.approx(
        {"Delta N_eff (BBN)": 0.21 / 0.41, "Delta N_eff (CMB)": 0.18 / 0.28, "T_RH": 0.0146 / 0.0054}
    )


@pytest.mark.parametrize(
    ("observable", "value", "name"),
    [
        ("delta_N_eff_bbn", 0.5, "Delta N_eff (BBN)"),
        ("delta_N_eff_cmb", 0.3, "Delta N_eff (CMB)"),
        ("T_RH", 0.004, "T_RH"),
        ("T_RH", 0.0, "T_RH"),
    ],
)
def test_an_excluded_point_has_one_negative_margin(observable, value, name):
    observables = ALLOWED | {observable: value}
    assert [limit.name for limit in _limits(observables) if not limit.allowed] == [name]
    assert _margins(observables)[name] < 0.0


def test_projected_bounds_exclude_nothing():
    """0.1 is within reach of CMB-S4, and allowed today."""
    assert [bound.bound for bound in bounds_on("delta_N_eff_cmb", "projected", "paper")] == [0.06]
    assert not any("CMB-S4" in name for name in _margins(ALLOWED))
    assert all(limit.allowed for limit in _limits(ALLOWED))


def test_the_sum_supersedes_its_part():
    """Where N_eff of the Standard Model is known, recombination constrains N_eff_cmb, from both sides."""
    sums = ALLOWED | {"delta_N_eff_cmb": 0.4, "N_eff_cmb": 3.2}
    void = {name: {"the sum is limited": True} for name in ("delta_N_eff_bbn", "delta_N_eff_cmb")}
    assert {limit.name for limit in _limits(sums, "all", void) if not limit.applies} == {
        "Delta N_eff (BBN)", "Delta N_eff (CMB)", "Delta N_eff (BBN and CMB)",
        "Delta N_eff (CMB), Planck 2018 cut at zero",
    }  # fmt: skip
    margins = _margins(sums)
    assert margins["N_eff (CMB) from below"] == pytest.approx(0.55 / 2.65)
    assert margins["N_eff (CMB) from above"] == pytest.approx(0.13 / 3.33)
    assert _margins(sums | {"N_eff_cmb": 2.5})["N_eff (CMB) from below"] < 0.0
    assert _margins(sums | {"N_eff_cmb": 3.5})["N_eff (CMB) from above"] < 0.0


@pytest.mark.parametrize(
    ("change", "excluding"),
    [
        ({}, []),
        ({"delta_N_eff_cmb": 0.11}, []),  # differs from that at nucleosynthesis by more than 0.02
        ({"delta_N_eff_bbn": 0.095, "delta_N_eff_cmb": 0.11}, ["Delta N_eff (BBN and CMB)"]),
        ({"delta_N_eff_bbn": 0.11, "delta_N_eff_cmb": 0.1}, ["Delta N_eff (BBN and CMB)"]),
        ({"delta_N_eff_bbn": 0.13}, ["Delta N_eff (BBN)"]),
        ({"delta_N_eff_cmb": 0.17}, ["Delta N_eff (CMB)"]),
        ({"T_RH": 0.0077}, ["T_RH"]),
        ({"delta_N_eff_cmb": np.nan}, ["Delta N_eff (BBN and CMB)", "Delta N_eff (CMB)"]),
    ],
)
def test_limits_of_today(change, excluding):
    """A bound on one value at both epochs holds where they agree to 0.02; NaN is never allowed."""
    assert [limit.name for limit in _limits(TODAY | change, "current") if not limit.allowed] == excluding


def test_intervals_and_one_sided_bounds_are_told_apart():
    """Two-sided: 1.96 standard deviations about the centre. One-sided: a Gaussian that is cut at zero."""
    sums = {"N_eff_cmb": 3.0, "N_nu_bbn": 2.9, "delta_N_eff_cmb": 0.1}
    found = {(limit.name, limit.upper): limit for limit in _limits(sums, "current")}
    sided = {name: limit.sides for (name, _), limit in found.items()}
    assert sided["N_eff (CMB) from below"] == sided["N_nu (BBN) from above"] == "two-sided"
    assert sided["Delta N_eff (CMB)"] == "one-sided"
    for name, centre, sigma in (("N_eff (CMB)", 2.990, 0.070), ("N_nu (BBN)", 2.925, 0.082)):
        ends = [found[f"{name} from {side}", side == "above"].bound for side in ("below", "above")]
        assert ends == pytest.approx([centre - 1.96 * sigma, centre + 1.96 * sigma], abs=6e-4)  # printed digits
    one_sided = ((0.107, 2.990, 0.070, 3.044), (0.125, 2.925, 0.082, 3.0), (0.16, 2.86, 0.13, 3.044))
    for bound, centre, sigma, start in one_sided:
        inside = norm.cdf(start + bound, centre, sigma) - norm.cdf(start, centre, sigma)
        # The published bounds are those of full posteriors: a Gaussian gives 0.106, 0.119 and 0.16.
        assert inside / norm.sf(start, centre, sigma) == pytest.approx(0.95, abs=0.012)


def test_what_was_not_computed_is_not_limited():
    assert _limits({"T_ratio_bbn": 0.3}) == []


def test_bounds_from_your_own_text():
    text = f'# mine\n{HEADER}\nmine,T_RH,0.003,lower,0.9,present,Planck:2018vyg,"a, b"\n# the end\n'
    assert read_bounds(text) == (Bound("mine", "T_RH", 0.003, False, 0.9, "present", "Planck:2018vyg", "a, b"),)
    (limit,) = present_limits(ALLOWED, read_bounds(text))
    assert limit.margin == pytest.approx(0.017 / 0.003)
    assert limit.citation == references.short("Planck:2018vyg")
    assert limit.to_dict()["sense"] == "lower"
    assert limit.to_dict()["allowed"] is True


def test_every_bound_of_the_table_is_complete():
    for bound in bounds_table("dark_radiation"):
        assert bound.kind in ("present", "projected")
        assert 0.9 <= bound.confidence < 1.0
        assert bound.bound > 0.0
        assert bound.citation in references.known_keys()


def test_strictest_bound_comes_first(monkeypatch):
    """Several bounds of one kind are all kept, from above and from below."""
    lines = [f"{name},x,{value},upper,0.95,present,Planck:2018vyg," for name, value in (("a", 3.0), ("b", 2.0))]
    lines += [f"{name},y,{value},lower,0.95,present,Planck:2018vyg," for name, value in (("c", 3.0), ("d", 4.0))]
    table = read_bounds("\n".join([HEADER, *lines]))
    monkeypatch.setattr("reheaton.probes.limits.dark_radiation.bounds_table", lambda name: table)
    assert [bound.name for bound in bounds_on("x")] == ["b", "a"]
    assert [bound.name for bound in bounds_on("y")] == ["d", "c"]
    margin = _smallest_log_margin(present_limits({"x": np.array([1.0, 2.5]), "y": np.array([5.0, 5.0])}, table))
    assert (margin > 0.0).tolist() == [True, False]


def test_margins_of_arrays_agree_with_single_points():
    """The same verdict at every point, and the logarithm of the distance to the nearest bound (rounding)."""
    points = [ALLOWED, ALLOWED | {"delta_N_eff_bbn": 0.4}, ALLOWED | {"delta_N_eff_bbn": 0.42}, ALLOWED | {"T_RH": 0.0}]
    points += [ALLOWED | {"delta_N_eff_cmb": 0.29}]
    arrays = {name: np.array([point[name] for point in points]) for name in ALLOWED}
    margin = _smallest_log_margin(_limits(arrays))
    single = [all(limit.allowed for limit in _limits(point)) for point in points]
    assert (margin >= 0.0).tolist() == single == [True, True, False, False, False]
    assert margin[1] == pytest.approx(np.log(0.41 / 0.4))
    last = {name: values[-1:] for name, values in arrays.items()} | {"N_eff_cmb": np.array([3.2])}
    sums_alone = {name: {"the sum is limited": True} for name in ("delta_N_eff_bbn", "delta_N_eff_cmb")}
    assert _smallest_log_margin(_limits(last, void=sums_alone)) == pytest.approx(np.log(3.33 / 3.2))
    assert np.isnan(_smallest_log_margin(_limits({"T_RH": np.array([np.nan])})))


@pytest.mark.parametrize(
    ("bbn", "cmb", "applies"), [(0.08, 0.0998, True), (0.08, 0.1002, False), (0.1002, 0.08, False)]
)
def test_a_bound_on_one_value_at_both_epochs_says_why_it_does_not_apply(bbn, cmb, applies):
    """0.02 is a fifth of the tightest such bound."""
    found = {"delta_N_eff_bbn": bbn, "delta_N_eff_cmb": cmb}
    limits = _limits(found, "current")
    assert ("Delta N_eff (BBN and CMB)" in [limit.name for limit in of_one_point(limits)]) is applies
    told = {limit.name: limit.why_not for limit in not_applied(limits)}
    why = "delta_N_eff_bbn and delta_N_eff_cmb differ by more than 0.02"
    assert told == ({} if applies else {"Delta N_eff (BBN and CMB)": why})
    many = _limits({name: np.array([0.0, value]) for name, value in found.items()}, "current")
    (both,) = (limit for limit in many if "and CMB" in limit.name)
    assert [both.at(0).why_not, both.at(1).why_not] == ["", "" if applies else why]


def test_a_lower_bound_on_two_observables_holds_for_the_smaller():
    table = read_bounds(f"{HEADER}\nmine,a & b,1.0,lower,0.95,present,Me:2030,\n")
    (limit,) = present_limits({"a": 1.005, "b": 0.995}, table)
    assert not limit.allowed and limit.value == 0.995


def test_a_table_without_a_bound_says_so(monkeypatch):
    monkeypatch.setattr("reheaton.probes.limits.dark_radiation.bounds_table", lambda name: ())
    with pytest.raises(InvalidInput, match="has no present limit on T_RH in the set current"):
        strictest_bound("T_RH")


# --- each row of the table, from the published numbers, and on both sides -------------------------------

BOTH = "delta_N_eff_bbn & delta_N_eff_cmb"
PUBLISHED = [
    # Cyburt et al. 2016: N_nu = 2.85 +- 0.28 from light elements; two standard deviations, above 3 neutrinos.
    ("paper", "Delta N_eff (BBN)", "delta_N_eff_bbn", 2.85 + 2 * 0.28 - 3.0, True),
    ("paper", "N_nu (BBN) from below", "N_nu_bbn", 2.85 - 2 * 0.28, False),
    ("paper", "N_nu (BBN) from above", "N_nu_bbn", 2.85 + 2 * 0.28, True),
    # Planck 2018 VI: N_eff = 2.99 +0.34 -0.33 (95%), above the 3.046 that it takes for three neutrinos.
    ("paper", "Delta N_eff (CMB)", "delta_N_eff_cmb", 2.99 + 0.34 - 3.046, True),
    ("paper", "N_eff (CMB) from below", "N_eff_cmb", 2.99 - 0.34, False),
    ("paper", "N_eff (CMB) from above", "N_eff_cmb", 2.99 + 0.34, True),
    # de Salas et al. 2015: 4.1 MeV for Gamma = 3 H; T goes as the root of Gamma/H, and g_* = 10.75 makes that 3^(1/4).
    ("paper", "T_RH", "T_RH", 4.1e-3 * 3**0.25, False),
    # Goldstein et al. 2026: 95% bound on Delta N_eff >= 0 of the joint analysis, and 2.990 +- 0.070.
    ("current", "Delta N_eff (BBN and CMB)", BOTH, 0.107, True),
    ("current", "N_eff (CMB) from below", "N_eff_cmb", 2.990 - 1.96 * 0.070, False),
    ("current", "N_eff (CMB) from above", "N_eff_cmb", 2.990 + 1.96 * 0.070, True),
    # LBT project 2026: N_nu >= 3 at 95%, and 2.925 +- 0.082.
    ("current", "Delta N_eff (BBN)", "delta_N_eff_bbn", 0.125, True),
    ("current", "N_nu (BBN) from below", "N_nu_bbn", 2.925 - 1.96 * 0.082, False),
    ("current", "N_nu (BBN) from above", "N_nu_bbn", 2.925 + 1.96 * 0.082, True),
    # ACT DR6 2025: 2.86 +- 0.13, a Gaussian cut at 3.044, see `test_intervals_and_one_sided_bounds_are_told_apart`.
    ("current", "Delta N_eff (CMB)", "delta_N_eff_cmb", 0.16, True),
    # Barbieri et al. 2025: 5.96 MeV for Gamma = 3 H.
    ("current", "T_RH", "T_RH", 5.96e-3 * 3**0.25, False),
    # Planck 2018 VI: 2.99 +- 0.17 cut at 3.044.
    ("all", "Delta N_eff (CMB), Planck 2018 cut at zero", "delta_N_eff_cmb", 0.30, True),
]  # fmt: skip


@pytest.mark.parametrize(("chosen", "name", "observable", "published", "upper"), PUBLISHED)
def test_each_bound_is_the_published_number_and_excludes_one_side(chosen, name, observable, published, upper):
    """2%: the digits that the table keeps of a number, 0.28 of 0.284."""
    (bound,) = (b for b in bounds_on(observable.split(" & ")[0], "present", chosen)
                if (b.name, b.observable) == (name, observable))  # fmt: skip
    assert bound.bound == pytest.approx(published, rel=0.02)
    names = observable.split(" & ")
    assert_excludes(lambda x: _limits(dict.fromkeys(names, x), chosen), name, bound.bound, upper)


def test_every_present_bound_is_among_the_published():
    table = [(b.name, b.observable) for b in bounds_table("dark_radiation") if b.kind == "present"]
    assert sorted(table) == sorted((name, observable) for _, name, observable, _, _ in PUBLISHED)


def test_a_bound_on_one_value_at_both_epochs_ends_at_a_fifth_of_it():
    """0.107/5 = 0.02; the difference counts in either direction, in each lane."""
    apart, larger = 0.02 * np.array([0.99, 1.01, -0.99, -1.01]), 0.11
    low = {"delta_N_eff_bbn": np.full(4, larger), "delta_N_eff_cmb": larger - apart}
    (limit,) = (limit for limit in _limits(low, "current") if limit.name == "Delta N_eff (BBN and CMB)")
    assert limit.allowed.tolist() == [False, True, False, True]
    for lane, allowed in enumerate(limit.allowed):
        alone = _limits({name: float(column[lane]) for name, column in low.items()}, "current")
        assert [bool(each.allowed) for each in alone if each.name == limit.name] == [allowed]


def test_a_void_lane_is_the_only_one_that_escapes():
    void = {"delta_N_eff_bbn": {"it was cold": np.array([False, True, False])}}
    found = {"delta_N_eff_bbn": np.full(3, 0.5), "delta_N_eff_cmb": np.full(3, 0.5)}
    allowed = {limit.name: limit.allowed.tolist() for limit in _limits(found, "current", void)}
    assert allowed == {
        "Delta N_eff (BBN)": [False, True, False],
        "Delta N_eff (BBN and CMB)": [False, True, False],
        "Delta N_eff (CMB)": [False, False, False],
    }


def test_the_strictest_bound_of_each_set():
    """Of the table as it is shipped."""
    found = [strictest_bound("delta_N_eff_cmb", "present", chosen).bound for chosen in ("paper", "current", "all")]
    assert found == [0.28, 0.107, 0.107]
    assert strictest_bound("T_RH").bound == 0.0078 and strictest_bound("T_RH", "present", "paper").bound == 0.0054
    assert strictest_bound("delta_N_eff_cmb", "projected").bound == 0.10
