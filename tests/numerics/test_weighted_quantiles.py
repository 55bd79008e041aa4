"""Quantiles of weighted samples against NumPy's, SciPy's, and samples that are repeated."""

import numpy as np
import pytest
from scipy import stats

from reheaton.numerics.weighted_quantiles import weighted_quantiles

SHARES = (0.025, 0.16, 0.5, 0.84, 0.975)


def test_equal_weights_are_hazens_definition():
    values = np.random.default_rng(1).normal(size=101)
    expected = np.quantile(values, SHARES, method="hazen")
    assert weighted_quantiles(values, np.full(101, 0.3), SHARES) == pytest.approx(expected, rel=1e-12)


def test_weights_make_another_distribution():
    """Even samples with weights of a normal distribution, 1.0 +- 0.5. 1e-3: the spacing of samples."""
    x = np.linspace(-4.0, 6.0, 20_001)[::-1]
    found = weighted_quantiles(x, stats.norm.pdf(x, 1.0, 0.5), SHARES)
    assert found == pytest.approx(stats.norm.ppf(SHARES, 1.0, 0.5), abs=1e-3)


def test_weights_count_like_samples_that_occur_more_often():
    """0.03: both are steps, which differ by a step of 1/500 of the weight at most."""
    values = np.random.default_rng(2).normal(size=500)
    weights = np.random.default_rng(3).integers(1, 5, 500)
    found = weighted_quantiles(values, weights.astype(float), SHARES[1:-1])
    assert found == pytest.approx(np.quantile(np.repeat(values, weights), SHARES[1:-1]), abs=0.03)


def test_samples_without_weight_change_nothing():
    values, weights = np.array([1.0, 2.0, 9.0, 3.0]), np.array([0.2, 0.6, 0.0, 0.2])
    expected = weighted_quantiles(values[weights > 0], weights[weights > 0], SHARES)
    assert weighted_quantiles(values, weights, SHARES) == pytest.approx(expected, rel=1e-12)
