"""Densities of weighted samples against distributions that are known."""

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from reheaton.figures.densities import density, density_of_pair, level_of_mass
from reheaton.figures.scale import Scale

LINEAR, LOG = Scale(log=False), Scale(log=True)
MANY = 200_000


@pytest.fixture(scope="module")
def gaussian():
    return np.random.default_rng(1).normal(2.0, 0.5, (2, MANY))


def test_density_of_a_gaussian(gaussian):
    """3% of the height: 60 bins with 200 000 samples, smoothed by 0.09 sigma, which lowers the top by 0.4%."""
    found = density(gaussian[0], np.ones(MANY), LINEAR)
    expected = np.exp(-0.5 * ((found.values - 2.0) / 0.5) ** 2) / (0.5 * np.sqrt(2 * np.pi))
    assert found.height == pytest.approx(expected, abs=0.03 * expected.max())


def test_a_flat_density_does_not_fall_at_its_ends():
    """5%: Poisson noise of 200 000/60 samples in a bin is 1.7%, and smoothing lowers it."""
    found = density(np.random.default_rng(4).uniform(3.0, 5.0, MANY), np.ones(MANY), LINEAR)
    assert found.height == pytest.approx(np.full(60, 0.5), rel=0.05)


def test_a_logarithmic_scale_gives_the_density_of_the_logarithm(gaussian):
    found = density(10.0 ** gaussian[0], np.ones(MANY), LOG)
    assert found.height == pytest.approx(density(gaussian[0], np.ones(MANY), LINEAR).height, rel=1e-6)
    assert np.log10(found.values) == pytest.approx(density(gaussian[0], np.ones(MANY), LINEAR).values)


@pytest.mark.parametrize("mass", [0.68, 0.95])
def test_contours_of_two_gaussians_are_ellipses_of_known_size(gaussian, mass):
    """Inside radius r of two standard normal numbers lies 1 - exp(-r^2/2). 3%: bins and smoothing by 0.13 sigma."""
    found = density_of_pair(*gaussian, np.ones(MANY), (LINEAR, LINEAR))
    level = level_of_mass(found, mass)
    cell = np.prod([place[1] - place[0] for place in found.places])
    area = np.sum(found.height > level) * cell
    radius2 = -2.0 * np.log(1.0 - mass)
    assert area == pytest.approx(np.pi * radius2 * 0.25, rel=0.05)
    assert np.sum(found.height[found.height > level]) * cell == pytest.approx(mass, rel=0.03)


@pytest.mark.parametrize("correlation", [0.0, 0.9, 0.99])
def test_contours_hold_their_share_of_the_distribution(correlation):
    """Of few samples, smoothed by 0.27 sigma. 0.03: the share inside a given contour is known to 0.01 of 2500 samples,
    and a contour drawn around them holds somewhat less of the distribution."""
    generator = np.random.default_rng(6)
    covariance = [[1.0, correlation], [correlation, 1.0]]
    found = density_of_pair(*generator.multivariate_normal([0, 0], covariance, 2500).T, np.ones(2500), (LINEAR, LINEAR))
    height = RegularGridInterpolator(found.places, found.height, bounds_error=False, fill_value=0.0)
    others = generator.multivariate_normal([0, 0], covariance, 100_000)
    for mass in (0.68, 0.95):
        assert np.mean(height(others) > level_of_mass(found, mass)) == pytest.approx(mass, abs=0.03)


def test_a_quantity_and_its_double_make_a_line(gaussian):
    found = density_of_pair(gaussian[0], 2.0 * gaussian[0], np.ones(MANY), (LINEAR, LINEAR))
    assert np.all(np.isfinite(found.height)) and np.argmax(found.height, axis=1) == pytest.approx(np.arange(60), abs=1)


def test_the_first_quantity_lies_along_the_first_axis(gaussian):
    found = density_of_pair(gaussian[0], 10 * gaussian[1], np.ones(MANY), (LINEAR, LINEAR))
    i, j = np.unravel_index(np.argmax(found.height), found.height.shape)
    # The top of a smoothed Gaussian is flat: within half a standard deviation.
    assert (found.places[0][i], found.places[1][j]) == (pytest.approx(2.0, abs=0.25), pytest.approx(20.0, abs=2.5))
