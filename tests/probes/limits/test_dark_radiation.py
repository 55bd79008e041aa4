"""Limits as signed margins: which bounds apply, on which side, and the same answer for numbers and for arrays."""

import functools

import numpy as np
import pytest

from reheaton import citations as references
from reheaton.probes.limits.dark_radiation import bounds_on
from reheaton.probes.limits.tables import Bound, bounds_table, present_limits, read_bounds, table_limits

HEADER = "name,observable,bound,sense,confidence,kind,citation,comment"
ALLOWED = {"delta_N_eff_bbn": 0.2, "delta_N_eff_cmb": 0.1, "T_RH": 0.02}


def _limits(observables):
    return table_limits("dark_radiation", observables)


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
    assert [bound.bound for bound in bounds_on("delta_N_eff_cmb", "projected")] == [0.06]
    assert not any("CMB-S4" in name for name in _margins(ALLOWED))
    assert all(limit.allowed for limit in _limits(ALLOWED))


def test_the_sum_supersedes_its_part():
    """Where N_eff of the Standard Model is known, recombination constrains N_eff_cmb, from both sides."""
    sums = ALLOWED | {"delta_N_eff_cmb": 0.4, "N_eff_cmb": 3.2}
    margins = _margins(sums)
    assert "Delta N_eff (CMB)" not in margins
    assert margins["N_eff (CMB) from below"] == pytest.approx(0.55 / 2.65)
    assert margins["N_eff (CMB) from above"] == pytest.approx(0.13 / 3.33)
    assert _margins(sums | {"N_eff_cmb": 2.5})["N_eff (CMB) from below"] < 0.0
    assert _margins(sums | {"N_eff_cmb": 3.5})["N_eff (CMB) from above"] < 0.0


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
    assert _smallest_log_margin(_limits(last)) == pytest.approx(np.log(3.33 / 3.2))
    assert np.isnan(_smallest_log_margin(_limits({"T_RH": np.array([np.nan])})))
