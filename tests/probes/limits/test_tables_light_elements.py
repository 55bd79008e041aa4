"""The table of primordial light elements: measured, predicted, and both in quadrature."""

import csv
import importlib.resources

import numpy as np
import pytest
from tests.probes.edges import assert_excludes

from reheaton import citations as references
from reheaton.posterior.likelihood import families, log_likelihood
from reheaton.probes.limits.sets import in_set
from reheaton.probes.limits.tables import bounds_table, table_limits

MEASURED = [
    # Aver et al. 2026 (LBT Y_p IV), Cooke et al. 2018, Aver et al. 2021, Yanagisawa et al. 2025: abstracts, 68%.
    ("Y_p", "", 0.2458, 0.0013, 0.00014, ("current",)),
    ("D_over_H", "", 2.527e-5, 0.030e-5, 0.040e-5, ("current",)),
    ("Y_p", ", 2021", 0.2453, 0.0034, 0.00014, ()),
    ("Y_p", ", EMPRESS", 0.2402, 0.0040, 0.00014, ()),
]
SHOWN = {"Y_p": "Y_p", "D_over_H": "D/H"}
STANDARD = {"Y_p": 0.2472, "D_over_H": 2.439e-5}
"""Standard nucleosynthesis, PRIMAT; Pitrou et al. 2021."""


@pytest.fixture(autouse=True)
def _shipped(monkeypatch):
    monkeypatch.delenv("REHEATON_LIMITS_DIR", raising=False)


def rows():
    text = (importlib.resources.files("reheaton") / "data/limits/light_elements.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))


def test_shipped_table_is_complete():
    """Every name is there once, both ends of each measurement, nothing was in the papers of the built-in models."""
    bounds = bounds_table("light_elements")
    names = [f"{SHOWN[what]} from {side}{more}" for what, more, *_ in MEASURED for side in ("below", "above")]
    assert [bound.name for bound in bounds] == names
    assert all(bound.sides == "two-sided" and bound.confidence == 0.95 for bound in bounds)
    assert not any(in_set(bound.sets, "paper") for bound in bounds)
    for row in rows():
        assert {row["citation"], row["citation_theory"]} <= set(references.known_keys())


@pytest.mark.parametrize(("what", "more", "best", "measured", "theory", "sets"), MEASURED)
def test_both_ends_of_each_measurement(what, more, best, measured, theory, sets):
    """best -+ 1.96 sd, sd of measurement and prediction in quadrature; 0.1% of sd for the digits of the bounds."""
    sd = np.hypot(measured, theory)
    for side, sign in (("below", -1.0), ("above", 1.0)):
        name = f"{SHOWN[what]} from {side}{more}"
        (bound,) = (bound for bound in bounds_table("light_elements") if bound.name == name)
        assert (bound.observable, bound.best, bound.sets) == (what, best, sets)
        assert bound.sd == pytest.approx(sd, rel=2e-3)  # three digits
        assert (bound.bound - best) / sd == pytest.approx(sign * 1.96, abs=0.04)  # four digits of Y_p, sd 0.0013
        (row,) = (row for row in rows() if row["name"] == name)
        assert (float(row["sd_measured"]), float(row["sd_theory"])) == (measured, theory)
        # The bounds are 1% to 3% from the best value: what is tried is 1e-4 of them beyond.
        for value, allowed in ((bound.bound * (1.0 - 1e-4 * sign), True), (bound.bound * (1.0 + 1e-4 * sign), False)):
            for values in (value, np.array([best, value, best])):
                (limit,) = (x for x in table_limits("light_elements", {what: values}) if x.name == name)
                assert np.asarray(limit.allowed).tolist() == ([True, allowed, True] if np.ndim(values) else allowed)
        assert_excludes(
            lambda x: table_limits("light_elements", {what: x}),
            name,
            bound.bound,
            upper=side == "above",
        )


def test_standard_nucleosynthesis_is_allowed_today():
    limits = [x for x in table_limits("light_elements", STANDARD) if in_set(x.sets, "current")]
    assert len(limits) == 4 and all(limit.allowed for limit in limits)


def test_theory_error_of_the_authors_table():
    """PRIMAT 2021 at omega_b = 0.0224: Monte Carlo of rates and tau_n, and 0.00014 of omega_b by its slopes.

    D/H goes as omega_b^-1.66 (22.7549 to 22.4226 from 0.0224 to 0.0226), Y_p by 0.418 omega_b. 2%: digits of the table.
    """
    D_over_H = np.hypot(0.305426e-6, 1.66 * 0.00014 / 0.0224 * 2.44288e-5)
    assert D_over_H == pytest.approx(0.040e-5, rel=0.02)
    assert np.hypot(0.000122839, 0.418 * 0.00014) == pytest.approx(0.00014, rel=0.03)


@pytest.mark.parametrize(("what", "best", "sd"), [("Y_p", 0.2458, 0.00131), ("D_over_H", 2.527e-5, 0.050e-5)])
def test_both_ends_are_one_gaussian_in_a_posterior(what, best, sd):
    """ln L = -(x - best)^2/(2 sd^2) on both sides, and the two ends are one family."""
    x = best + sd * np.array([-3.0, -1.0, 0.0, 1.0, 3.0])
    limits = [limit for limit in table_limits("light_elements", {what: x}) if in_set(limit.sets, "current")]
    (family,) = families(limits)
    found = np.minimum.reduce([log_likelihood(limit) for limit in family])
    assert found == pytest.approx([-4.5, -0.5, 0.0, -0.5, -4.5], abs=1e-9)  # rounding


def test_what_was_not_computed_is_not_limited():
    assert table_limits("light_elements", {"delta_N_eff_cmb": 3.0}) == []
