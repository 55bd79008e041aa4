"""The distance of rates from their neighbours bounds the error of interpolation, and finds wrong numbers."""

import numpy as np
import pytest

from reheaton.rates.opacity.opacity import opacity_from_file
from reheaton.rates.opacity.table_file import RateFile
from reheaton.rates.opacity.table_smoothness import distances

X = np.geomspace(5e-3, 20.0, 60)


def made_up(x, T):
    """A smooth C with a rise at 0.15 GeV, as at a transition: (temperatures, momenta)."""
    rise = 1.0 / (1.0 + (0.15 / T[:, None]) ** 6)
    return (1.0 + 2.0 * rise) * (1.0 + 0.2 * np.tanh(np.log(x)))


def table(T, x=X):
    return RateFile(x, T, made_up(x, T))


@pytest.mark.parametrize(("temperatures", "momenta"), [(60, 60), (30, 60), (15, 60), (8, 60), (45, 10), (45, 6)])
def test_it_bounds_the_error_between_nodes(temperatures, momenta):
    """The distance is taken over twice the spacing, hence at least the error, and not more than 20 times."""
    T, x = np.geomspace(1e-2, 10.0, temperatures), np.geomspace(5e-3, 20.0, momenta)
    fine, momentum = np.geomspace(1.01e-2, 9.9, 200), np.array([0.4, 1.0, 3.0, 9.0])
    opacity = opacity_from_file(table(T, x))
    C = opacity.coefficient(*np.broadcast_arrays(momentum[None, :], fine[:, None]))
    error = np.max(np.abs(np.log(np.asarray(C) / made_up(momentum, fine))))
    found = distances(table(T, x)).distance.max()
    assert error < found < max(20.0 * error, 0.02)


def test_power_laws_have_none():
    """Rates that are powers of T and p are straight lines in logarithms. 1e-9: rounding."""
    T = np.geomspace(1e-2, 10.0, 20)
    assert distances(RateFile(X, T, T[:, None] ** 2 * X**0.5)).distance.max() < 1e-9


@pytest.mark.parametrize("wrong", [0.1, 10.0])
def test_a_wrong_number_is_found_where_it_is(wrong):
    """ln 10 = 2.303 from its neighbours; 0.05 is what the table has without it."""
    smooth = table(np.geomspace(1e-2, 10.0, 45))
    C = smooth.C.copy()
    C[20, 40] *= wrong
    found = distances(smooth._replace(C=C))
    assert np.argmax(found.distance) == 20
    assert found.distance[20] == pytest.approx(np.log(10.0), abs=0.05)
    # A factor of two is 4.4 nodes.
    assert found.near(smooth.T[[20, 5]]) == pytest.approx([found.distance[20], found.distance[:11].max()])
    assert found.near(smooth.T[5]) < 0.05


def test_momenta_that_do_not_matter_are_left_out():
    smooth = table(np.geomspace(1e-2, 10.0, 45))
    C = smooth.C.copy()
    C[:, 0] = 0.0
    C[::2, X > 15.0] *= 2.0
    # 0.05: of the smooth table.
    assert distances(smooth._replace(C=C)).distance.max() < 0.05


def test_nodes_around_a_peak_count_even_if_they_are_far():
    coarse = table(np.array([1e-2, 0.1, 1.0, 10.0]))
    found = distances(coarse)
    assert found.near(np.asarray(0.3)) == pytest.approx(max(found.distance[1:3]))
    assert found.near(np.asarray(0.3)) > 0.1
