"""Distances of values from what their neighbours say."""

import numpy as np

from reheaton.numerics.interpolation import cubic_hermite
from reheaton.numerics.neighbours import neighbour_distance


def test_a_parabola_is_known_by_its_neighbours():
    """1e-13: slopes of parabolas are exact, on uneven nodes too."""
    nodes = np.array([0.0, 0.1, 0.3, 0.35, 0.8, 1.0, 1.1])
    np.testing.assert_allclose(neighbour_distance(nodes, 1.0 + nodes - 3.0 * nodes**2), 0.0, atol=1e-13)


def test_a_wrong_number_is_found():
    values = np.linspace(0.0, 1.0, 21)
    values[7] += 0.03
    distance = neighbour_distance(np.arange(21.0), values)
    assert np.argmax(distance) == 7 and abs(distance[7] - 0.03) < 1e-12
    assert distance[0] == distance[-1] == 0.0


def test_it_bounds_the_error_between_nodes():
    """It is 5 to 20 times the true error, as cubics with estimated slopes are of third order."""
    fine = np.linspace(0.0, 6.0, 4001)
    for count in (25, 50, 100):
        nodes = np.linspace(0.0, 6.0, count)
        true = np.max(np.abs(cubic_hermite(nodes, np.sin(nodes), fine) - np.sin(fine)))
        assert 5.0 < np.max(neighbour_distance(nodes, np.sin(nodes))) / true < 20.0
