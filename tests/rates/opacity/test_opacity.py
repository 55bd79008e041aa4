"""The opacity along a history: the same numbers as at points, as the integrals, and as the file it came from."""

import equinox as eqx
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.matter.qcd_gas import qcd_gas
from reheaton.particles.fermions import N_COLOURS
from reheaton.rates.opacity.colours import colours_by_entropy
from reheaton.rates.opacity.opacity import MOMENTUM_SPACING, opacity_from_file, opacity_from_table
from reheaton.rates.opacity.table_file import RateFile
from reheaton.rates.opacity.tabulate import LOG_T, LOG_X, opacity_table

from .direct import direct, summed_by_part

_POINTS = 10_000


@eqx.filter_jit
def _compiled(opacity, *arguments):
    return opacity.coefficient(*arguments)


def coefficient(opacity, x, T, N=N_COLOURS):
    """`opacity.coefficient`, compiled once for all shapes of up to _POINTS numbers."""
    x, T, N = np.broadcast_arrays(*(np.asarray(a, dtype=float) for a in (x, T, N)))
    padded = [jnp.asarray(np.pad(a.ravel(), (0, _POINTS - a.size), constant_values=1.0)) for a in (x, T, N)]
    return np.asarray(_compiled(opacity, *padded))[: x.size].reshape(x.shape)


@pytest.fixture(scope="module")
def table():
    return opacity_table("mu")


@pytest.fixture(scope="module")
def loss(table):
    return opacity_from_table(table)


def test_points_against_integrals(loss):
    """5e-4: twice interpolated, with a kink at the end of the table, p/T = 60; 2e-4 below p/T = 30."""
    random = np.random.default_rng(5)
    log_T, log_x = (random.uniform(grid[0], grid[-1], 100) for grid in (LOG_T, LOG_X))
    x, T = np.exp(log_x), np.exp(log_T)
    leptons, quarks = summed_by_part("mu", x, T)
    for N in (0.0, 1.7, N_COLOURS):
        exact = leptons + N / N_COLOURS * quarks
        error = np.abs(coefficient(loss, x, T, N) / exact - 1.0)
        assert np.max(error) < 5e-4
        assert np.max(error[x < 30.0]) < 2e-4


def test_along_a_history_as_at_points(loss):
    """1e-13: the same sums in another order."""
    count, log_T, N = 60, np.log(0.117), 1.3
    for log_x in (np.log(4.1e-3), -3.21, 0.5, 3.8):
        x = np.exp(log_x + MOMENTUM_SPACING * np.arange(count))
        rows = loss.along(jnp.asarray(log_T), jnp.asarray(log_x), count, N / N_COLOURS)
        assert rows.shape == (count,)
        np.testing.assert_allclose(rows, coefficient(loss, x, np.exp(log_T), N), rtol=1e-13)
        leptons, quarks = loss.parts_along(jnp.asarray(log_T), jnp.asarray(log_x), count)
        np.testing.assert_allclose(leptons + N / N_COLOURS * quarks, rows, rtol=1e-13)


def test_cold_plasma_has_only_neutrinos(loss):
    """Constant to the last digit below the table; 2e-4 is its error against the integral of massless neutrinos."""
    x = np.array([0.01, 0.5, 3.0, 20.0])
    values = [coefficient(loss, x, T) for T in (1e-5, 1e-6, 1e-12)]
    np.testing.assert_array_equal(values[1], values[2])
    np.testing.assert_allclose(values[0], values[1], rtol=1e-12)
    expected = direct(x, np.zeros((4, 3)), np.tile([1.0, 2.0, 0.0, 0.0, 0.0], (4, 1)))
    np.testing.assert_allclose(values[2], expected, rtol=2e-4)


def test_outside_is_nan(loss):
    C = coefficient(loss, [1.0, 1.0, 3.9e-3, 1.0, 100.0], [59.0, 61.0, 0.1, -1.0, 0.1])
    assert np.isnan(C).tolist() == [False, True, True, True, False]
    # Constant above the end of the table; 5e-4 for the kink there.
    np.testing.assert_allclose(C[4], coefficient(loss, 60.0, 0.1), rtol=5e-4)


def test_covers(table, loss):
    assert loss.T_range == pytest.approx((0.0, 60.0), rel=1e-12)
    T = np.array([1e-9, 1.0, 60.0, 60.0 * (1.0 + 1e-12), 60.001])
    assert np.asarray(loss.covers(T)).tolist() == [True, True, True, True, False]
    assert bool(loss.covers(3.0))
    assert loss.error == table.error


def made_up(x, T):
    """A smooth C with a step in T as at a transition, x (momenta,) and T (temperatures,): (temperatures, momenta)."""
    step = 1.0 / (1.0 + (0.15 / T[:, None]) ** 3)
    return 0.9 + 2.0 * step + (0.3 + 0.2 * step) * np.tanh(np.log(x))


@pytest.mark.parametrize(
    ("p_over_T", "T"),
    [
        (np.geomspace(1e-4, 20.0, 101), np.geomspace(0.01, 10.0, 45)),
        (np.linspace(0.1, 20.0, 200), np.append(np.linspace(0.01, 0.3, 30), np.geomspace(0.35, 10.0, 12))),
    ],
)
def test_file_is_reproduced(p_over_T, T):
    """1e-3 at the nodes, down to the lowest of the file, and between them where they are 20% apart or less."""
    opacity = opacity_from_file(RateFile(p_over_T, T, made_up(p_over_T, T)))
    x = p_over_T[p_over_T >= 4e-3]
    np.testing.assert_allclose(coefficient(opacity, x[None, :], T[:, None]), made_up(x, T), rtol=1e-3)
    x, T = (np.sqrt(nodes[1:] * nodes[:-1])[nodes[1:] < 1.2 * nodes[:-1]] for nodes in (x, T))
    np.testing.assert_allclose(coefficient(opacity, x[None, :], T[:, None]), made_up(x, T), rtol=1e-3)


PUBLISHED_MEV = np.array(
    [10, 15, *range(20, 151, 10), *range(250, 651, 50), 750, 1000, *range(1500, 10001, 500)], dtype=float
)
"""Temperatures of the table of Venumadhav et al.: a gap from 150 to 250 MeV, where theirs jumps."""


def test_jump_between_two_columns_does_not_overshoot():
    """C stays between the columns of every gap; 2e-3 for the even grid it is put on, 5e-3 in the corner of the jump."""
    p_over_T, T = np.geomspace(1e-3, 20.0, 60), 1e-3 * PUBLISHED_MEV
    C = np.where(T < 0.2, 1.5 * (T / 0.1) ** 0.1, 5.0 * (T / 0.25) ** 0.3)[:, None] * np.ones_like(p_over_T)
    opacity = opacity_from_file(RateFile(p_over_T, T, C))
    fine = np.exp(np.linspace(np.log(0.02), np.log(5.0), 400))
    k = np.searchsorted(T, fine, side="right") - 1
    found = coefficient(opacity, 2.0, fine)
    assert np.all(found > C[k, 0] * (1.0 - 5e-3)) and np.all(found < C[k + 1, 0] * (1.0 + 5e-3))
    # Half way in ln T through the jump: between the geometric mean and 10% beside it.
    middle = coefficient(opacity, 2.0, np.sqrt(0.15 * 0.25))
    assert middle == pytest.approx(np.sqrt(C[15, 0] * C[16, 0]), rel=0.1)


def test_our_own_rates_come_back_from_the_columns_of_the_published_table(loss):
    """1% but in the gap from 150 to 250 MeV, where it is 8%: leptons and quarks counted by entropy."""
    p_over_T, T, gas = np.geomspace(5e-3, 20.0, 101), 1e-3 * PUBLISHED_MEV, qcd_gas()
    C = coefficient(loss, p_over_T[None, :], T[:, None], colours_by_entropy(T, gas)[:, None])
    opacity = opacity_from_file(RateFile(p_over_T, T, C))
    x, fine = np.array([0.3, 1.0, 3.0, 8.0]), np.geomspace(0.02, 8.0, 200)
    N = np.asarray(colours_by_entropy(fine, gas))
    ratio = coefficient(opacity, x[None, :], fine[:, None]) / coefficient(loss, x[None, :], fine[:, None], N[:, None])
    gap = (fine > 0.15) & (fine < 0.25)
    assert np.max(np.abs(ratio[~gap] - 1.0)) < 0.01
    assert np.max(np.abs(ratio[gap] - 1.0)) < 0.08


def test_rates_of_zero_are_read():
    """A process that is closed below 50 MeV: zero there, straight to the next column, never NaN or negative."""
    p_over_T, T = np.geomspace(1e-3, 20.0, 60), np.geomspace(0.01, 10.0, 25)
    open_ones = np.flatnonzero(T > 0.05)
    C = np.zeros((25, 60))
    C[open_ones] = 1.0
    opacity = opacity_from_file(RateFile(p_over_T, T, C))
    at_nodes = coefficient(opacity, 2.0, T)
    np.testing.assert_allclose(at_nodes[open_ones[2:]], 1.0, atol=1e-3)
    np.testing.assert_allclose(at_nodes[: open_ones[0] - 2], 0.0, atol=1e-3)
    edge = open_ones[0]
    between = coefficient(opacity, 2.0, np.sqrt(T[edge - 1] * T[edge]))
    # 0.05: the grid is four times finer than the columns, and a spline rounds the corners.
    assert between == pytest.approx(0.5, abs=0.05)


def test_file_is_known_between_its_temperatures_only():
    p_over_T, T = np.geomspace(1e-3, 20.0, 40), np.geomspace(0.01, 10.0, 20)
    opacity = opacity_from_file(RateFile(p_over_T, T, made_up(p_over_T, T)))
    assert opacity.T_range == pytest.approx((0.01, 10.0), rel=1e-12)
    ends = np.array([0.0099, 0.01, 10.0, 10.1])
    assert np.asarray(opacity.covers(ends)).tolist() == [False, True, True, False]
    C = coefficient(opacity, 1.0, ends)
    assert np.isnan(C).tolist() == [True, False, False, True]
    assert np.isnan(opacity.error)
    # One part: colours have no effect.
    np.testing.assert_array_equal(C, coefficient(opacity, 1.0, ends, 0.0))
    np.testing.assert_allclose(C[1:3], made_up(np.ones(1), T[[0, -1]])[:, 0], rtol=1e-3)


def test_shortest_file_that_is_accepted():
    """Four momenta, two of them below all that are followed: still a cubic through all four."""
    p_over_T, T = np.array([1e-4, 1e-3, 1.0, 20.0]), np.array([0.01, 0.1, 1.0, 10.0])
    opacity = opacity_from_file(RateFile(p_over_T, T, np.full((4, 4), 2.0)))
    C = coefficient(opacity, [0.01, 1.0, 20.0], [0.02, 0.5, 10.0])
    # Interpolation of a constant: rounding.
    np.testing.assert_allclose(C, 2.0, rtol=1e-12)
