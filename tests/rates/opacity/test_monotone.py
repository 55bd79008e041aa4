"""Interpolation of rates in ln C: powers are exact, nothing overshoots, zeros are met by straight lines."""

import numpy as np
import pytest

from reheaton.rates.opacity.monotone import monotone_in_log


def test_powers_are_exact():
    """1e-12: rounding of logarithms."""
    nodes, x = np.array([0.0, 0.3, 1.0, 1.1, 2.5]), np.linspace(0.0, 2.5, 33)
    C = np.exp(np.array([1.0, -2.0]) * nodes[:, None])
    np.testing.assert_allclose(monotone_in_log(nodes, C, x), np.exp(np.array([1.0, -2.0]) * x[:, None]), rtol=1e-12)


def test_values_stay_between_those_of_the_nodes_around():
    nodes, C = np.arange(6.0), np.array([1.0, 1.1, 9.0, 9.0, 0.5, 0.6])[:, None]
    x = np.linspace(0.0, 4.999, 200)
    k = x.astype(int)
    low, high = np.minimum(C[k], C[k + 1]), np.maximum(C[k], C[k + 1])
    found = monotone_in_log(nodes, C, x)
    assert np.all((found >= low * (1.0 - 1e-12)) & (found <= high * (1.0 + 1e-12)))


def test_straight_lines_next_to_a_zero():
    found = monotone_in_log(np.arange(4.0), np.array([0.0, 0.0, 2.0, 2.0])[:, None], np.array([0.5, 1.25, 2.5]))
    assert found[:, 0] == pytest.approx([0.0, 0.5, 2.0], rel=1e-12)
