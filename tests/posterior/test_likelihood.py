"""Limits as likelihoods: against distributions of SciPy, on both sides; what counts once, and what not at all."""

import dataclasses

import numpy as np
import pytest
from scipy import integrate, stats
from tests.posterior.known_posterior import solved

from reheaton.errors import InvalidInput
from reheaton.posterior.likelihood import Likelihood, families, log_likelihood
from reheaton.probes.limits.limit import Limit
from reheaton.probes.limits.tables import bounds_table, present_limits


def limit(value, bound, upper=True, **more) -> Limit:
    return Limit("it", value, bound, upper, more.pop("confidence", 0.95), "nobody", **more)


def share_below(of: Limit, largest: float, top: float) -> float:
    """The fraction of the posterior below a value, with a flat prior from 0 to `top`."""

    def density(x: float) -> float:
        return float(np.exp(log_likelihood(dataclasses.replace(of, value=x))))

    return integrate.quad(density, 0.0, largest)[0] / integrate.quad(density, 0.0, top, points=[largest])[0]


@pytest.mark.parametrize("confidence", [0.68, 0.9, 0.95, 0.9973])
def test_an_upper_bound_alone_holds_its_confidence(confidence):
    found = limit(0.0, 0.3, confidence=confidence)
    assert share_below(found, 0.3, 6.0) == pytest.approx(confidence, rel=1e-7)


@pytest.mark.parametrize("confidence", [0.68, 0.95])
def test_a_lower_bound_alone_holds_its_confidence_in_the_inverse(confidence):
    """With u = 1/x flat, the fraction below 1/bound is the confidence, by the same integral."""
    inverse = np.array([0.5, 1.0, 2.0])
    lower = log_likelihood(limit(1.0 / inverse, 1.0 / 0.3, upper=False, confidence=confidence))
    assert lower == pytest.approx(log_likelihood(limit(inverse, 0.3, confidence=confidence)), rel=1e-12)


def test_an_upper_bound_alone_is_a_half_gaussian():
    x = np.array([0.0, 0.1, 0.3, 1.0])
    sigma = 0.3 / stats.norm.ppf(0.975)
    expected = stats.norm.logpdf(x, 0.0, sigma) - stats.norm.logpdf(0.0, 0.0, sigma)
    assert log_likelihood(limit(x, 0.3)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("upper", [True, False])
def test_a_published_gaussian_is_taken_on_the_side_of_the_bound(upper):
    x = np.array([2.5, 2.9, 3.0, 3.3])
    gaussian = stats.norm.logpdf(x, 2.9, 0.1) - stats.norm.logpdf(2.9, 2.9, 0.1)
    counts = x > 2.9 if upper else x < 2.9
    found = log_likelihood(limit(x, 3.1 if upper else 2.7, upper, best=2.9, sd=0.1))
    assert found == pytest.approx(np.where(counts, gaussian, 0.0), rel=1e-12)


def test_a_gaussian_below_zero_is_cut_at_zero():
    """Numbers by hand: 1.6439127 - 0.2975510 for x = 0.0729265 and -0.054 +- 0.070."""
    found = log_likelihood(limit(np.array([-0.1, 0.0, 0.0729265334886189]), 0.107, best=-0.054, sd=0.07))
    assert found == pytest.approx([0.0, 0.0, -1.3463617], abs=1e-7)


def test_the_family_of_bounds_on_dark_radiation_is_as_strict_as_its_strictest():
    """One value at both epochs: 0.106, to the step of 1e-4, from the combined bound, the strictest of the three."""
    x = np.arange(0.0, 1.0, 1e-4)
    values = {"delta_N_eff_bbn": x, "delta_N_eff_cmb": x}
    found = [one for one in present_limits(values, bounds_table("dark_radiation")) if "current" in one.sets]
    assert [len(family) for family in families(found)] == [3]
    share = np.cumsum(np.exp(np.minimum.reduce([log_likelihood(one) for one in found])))
    assert x[np.searchsorted(share, 0.95 * share[-1])] == pytest.approx(0.1063, abs=2e-4)


def test_both_ends_of_an_interval_are_the_gaussian_once():
    x = np.array([2.5, 2.9, 3.3])
    both = [limit(x, b, b > 2.9, observable="N", best=2.9, sd=0.1) for b in (2.7, 3.1)]
    assert families(both) == [both]
    found = np.minimum.reduce([log_likelihood(one) for one in both])
    assert found == pytest.approx(-0.5 * ((x - 2.9) / 0.1) ** 2, rel=1e-12)


@pytest.mark.parametrize(
    "bound",
    [b for b in bounds_table("dark_radiation") if b.best is not None and b.sides == "one-sided"],
    ids=lambda bound: bound.name,
)
def test_published_bounds_on_dark_radiation_follow_from_their_gaussians(bound):
    """The 95% bound of each row, with Delta N_eff >= 0 flat; 0.011: bounds are published with two or three digits."""
    found = Limit(bound.name, 0.0, bound.bound, True, bound.confidence, "", best=bound.best, sd=bound.sd)
    assert share_below(found, bound.bound, 10.0 * bound.bound) == pytest.approx(0.95, abs=0.011)


@pytest.mark.parametrize(
    "bound", [b for b in bounds_table("dark_radiation") if b.sides == "two-sided"], ids=lambda bound: bound.name
)
def test_ends_of_intervals_are_two_standard_deviations_from_the_best_value(bound):
    """1.96 or 2, as papers have it; 0.06: bounds are published with two or three digits."""
    assert abs(bound.bound - bound.best) / bound.sd == pytest.approx(1.98, abs=0.06)


def test_what_does_not_apply_says_nothing_and_what_is_no_number_has_no_likelihood():
    found = log_likelihood(limit(np.array([9.0, np.nan, np.nan]), 0.3, applies=np.array([False, True, False])))
    assert found.tolist() == [0.0, -np.inf, 0.0]


def test_numbers_at_the_edge():
    assert log_likelihood(limit(np.array([0.0, -1.0, np.inf]), 0.3)).tolist() == [0.0, 0.0, -np.inf]
    lower = log_likelihood(limit(np.array([0.0, -1.0, np.inf]), 0.3, upper=False))
    assert lower.tolist() == [-np.inf, -np.inf, 0.0]
    wall = log_likelihood(limit(np.array([0.1, 0.4]), 0.3, confidence=1.0))
    assert wall.tolist() == [0.0, -np.inf]


def test_families():
    bbn, cmb, both = (limit(0.1, 0.3, observable=o) for o in ("bbn", "cmb", "bbn & cmb"))
    line, other, alone = limit(0.1, 0.3, group="line"), limit(0.1, 0.2, group="line"), limit(0.1, 0.3)
    assert families([bbn, line, cmb, alone, both, other]) == [[bbn, cmb, both], [line, other], [alone]]
    assert families([alone, alone]) == [[alone], [alone]]


def test_the_strictest_of_a_family_counts_once():
    result = dataclasses.replace(
        solved(x=[0.2, 0.4], y=0.0),
        limits=[
            limit(np.array([0.1, 0.4]), 0.3, group="g"),
            limit(np.array([0.1, 0.4]), 0.2, group="g"),
            limit(np.array([0.5, 0.5]), 0.5, observable="o"),
        ],
    )
    z = stats.norm.ppf(0.975)
    expected = -0.5 * z**2 * (np.array([0.5, 2.0]) ** 2 + 1.0)
    assert Likelihood({})(result) == pytest.approx(expected, rel=1e-12)


def test_what_is_measured_takes_the_place_of_limits_on_it():
    result = dataclasses.replace(
        solved(x=[0.2, 0.4], y=0.0),
        limits=[limit(np.array([0.2, 0.4]), 0.3, observable="x_seen"), limit(np.array([0.1, 0.1]), 0.3)],
    )
    measured = Likelihood({"x_seen": (0.5, 0.1)})
    expected = stats.norm.logpdf([0.2, 0.4], 0.5, 0.1) - stats.norm.logpdf(0.5, 0.5, 0.1)
    terms = measured.terms(result)
    assert list(terms) == ["it", "measured x_seen"]
    assert terms["measured x_seen"] == pytest.approx(expected, rel=1e-9)


def test_failed_and_voided_points_have_no_likelihood():
    result = solved(x=[1.0, 1.0, 5.0], y=[0.0, 5.0, 0.0])
    assert result.codes.tolist() == [0, 3, 0] and result.voided.tolist() == [False, False, True]
    found = Likelihood({"x_seen": (1.0, 0.1)}, limits=())(result)
    assert found.tolist() == [0.0, -np.inf, -np.inf]


def test_named_limits_act_alone():
    result = solved(x=[0.1, 0.2], y=0.0)
    z = stats.norm.ppf(0.975)
    assert Likelihood({}, ("least of x",))(result) == pytest.approx(-0.5 * z**2 * np.array([1.0, 0.25]), rel=1e-12)


@pytest.mark.parametrize(
    ("likelihood", "expected"),
    [
        (Likelihood({}, ("least of X",)), "did you mean 'least of x'"),
        (Likelihood({"x_sen": (1.0, 0.1)}), "did you mean 'x_seen'"),
        (Likelihood({}, ()), "the posterior would be the prior"),
    ],
)
def test_what_cannot_act_is_refused(likelihood, expected):
    with pytest.raises(InvalidInput, match=expected):
        likelihood.refuse_for(solved(x=[0.1, 0.2], y=0.0))
