"""Priors: quantiles against SciPy's distributions, ends, and what they are in words."""

import numpy as np
import pytest
from scipy import stats

from reheaton.posterior.priors import Priors, in_words, quantile
from reheaton.scan.sample_section import PriorNumbers

U = np.linspace(0.0, 1.0, 11)
CASES = {
    "flat": (PriorNumbers(-2.0, 3.0), stats.uniform(-2.0, 5.0)),
    "log": (PriorNumbers(1e-12, 1e-6, log=True), stats.loguniform(1e-12, 1e-6)),
    "gaussian": (PriorNumbers(-1e9, 1e9, mean=4.0, sd=0.5), stats.norm(4.0, 0.5)),
    "gaussian, cut": (PriorNumbers(3.0, 4.5, mean=4.0, sd=0.5), stats.truncnorm(-2.0, 1.0, 4.0, 0.5)),
    "gaussian, far tail": (PriorNumbers(9.0, 9.5, mean=4.0, sd=0.5), stats.truncnorm(10.0, 11.0, 4.0, 0.5)),
}


@pytest.mark.parametrize("name", CASES)
def test_quantile_inverts_the_distribution(name):
    """1e-9: in the far tail the distribution function loses six digits to rounding."""
    prior, expected = CASES[name]
    inside = U[1:-1]
    assert expected.cdf(quantile(prior, inside)) == pytest.approx(inside, rel=1e-9)


@pytest.mark.parametrize("name", CASES)
def test_samples_have_the_moments_of_the_distribution(name):
    """The mean over 1e4 even quantiles is the mean: the midpoint rule is good to 1e-3 of the width here."""
    prior, expected = CASES[name]
    found = quantile(prior, (np.arange(10_000) + 0.5) / 10_000)
    assert found.mean() == pytest.approx(expected.mean(), abs=1e-3 * expected.std())
    assert found.std() == pytest.approx(expected.std(), rel=5e-3)


@pytest.mark.parametrize("name", [name for name in CASES if name != "gaussian"])
def test_ends_are_reached_and_never_passed(name):
    prior, _ = CASES[name]
    found = quantile(prior, U)
    assert found[0] == prior.low and found[-1] == prior.high
    assert ((found >= prior.low) & (found <= prior.high)).all()


def test_parameters_by_name():
    priors = Priors({"a": PriorNumbers(0.0, 2.0), "b": PriorNumbers(1.0, 100.0, log=True)})
    found = priors.at(np.array([[0.5, 0.5], [0.25, 1.0]]))
    assert priors.names == ("a", "b")
    assert found["a"].tolist() == [1.0, 0.5] and found["b"].tolist() == [10.0, 100.0]


def test_in_words():
    assert in_words(PriorNumbers(1.0, 300.0, log=True)) == "flat in ln, from 1 to 300"
    assert in_words(PriorNumbers(1.0, 3.0)) == "flat, from 1 to 3"
    assert in_words(PriorNumbers(1.0, 100.0, mean=4.0, sd=0.5)) == "Gaussian, mean 4, sd 0.5, from 1 to 100"
