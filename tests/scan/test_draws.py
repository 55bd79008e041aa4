"""Drawn points fill their box as they should, and any part of them is the same as in the whole."""

import numpy as np
import pytest
from scipy.stats import kstest

from reheaton.scan.draws import METHODS, Draws


def draws(method, count=4096, seed=5):
    return Draws(("m", "x"), (1e-3, -2.0), (1e3, 2.0), (True, False), method, count, seed)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("count", [1, 100, 9000])
def test_parts_are_parts_of_the_whole(method, count):
    """Also across the blocks of 4096 in which random points are drawn."""
    one = draws(method, count)
    whole, edges = one.part(0, count), [*range(0, count, 777), count]
    for name in ("m", "x"):
        parts = [one.part(i, j)[name] for i, j in zip(edges[:-1], edges[1:], strict=True)]
        np.testing.assert_array_equal(np.concatenate(parts), whole[name])


@pytest.mark.parametrize("method", METHODS)
def test_points_are_flat_in_the_parameter_or_its_logarithm(method):
    """Kolmogorov-Smirnov: 0.03 is exceeded by 4096 random points once in 1000 times; the seed is fixed."""
    drawn = draws(method).part(0, 4096)
    assert kstest(np.log(drawn["m"]) / np.log(1e6) + 0.5, "uniform").statistic < 0.03
    assert kstest(drawn["x"] / 4 + 0.5, "uniform").statistic < 0.03
    assert abs(np.corrcoef(np.log(drawn["m"]), drawn["x"])[0, 1]) < 0.05


@pytest.mark.parametrize("method", ["latin-hypercube", "sobol"])
def test_each_of_as_many_slices_has_one_point(method):
    share = (draws(method, 256).part(0, 256)["x"] + 2) / 4
    assert sorted(np.floor(256 * share).astype(int)) == list(range(256))


@pytest.mark.parametrize("method", METHODS)
def test_seeds(method):
    one, same, other = (draws(method, 64, seed).part(0, 64)["x"] for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert not np.any(one == other)
