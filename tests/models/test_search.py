"""Crossings of functions that are known: the first, those that limits allow, jumps, and none."""

import numpy as np
import pytest

from reheaton.models.search import POINTS, Search


def searched(functions, low, high, target, rounds=1, margins=(), more=8):
    """A search after the first look and some rounds; functions and margins are of x."""
    search = Search(low, high, len(functions), "f", target)

    def found(trial):
        return {"f": np.stack([f(x) for f, x in zip(functions, trial, strict=True)]), "x": trial}

    trial = np.concatenate(list(search.first(rounds)), axis=1)
    search.learn(trial, found(trial), [margin(trial) for margin in margins])
    for _ in range(more):
        if search.settled(1e-10):
            break
        trial = search.trial()
        assert trial.shape == (len(functions), POINTS) and np.all(np.diff(trial) >= 0.0)
        search.learn(trial, found(trial))
    return search


def wave(x):
    """Crosses 1 rising at 0, 2, 4, falling at 1, 3."""
    return np.exp(np.sin(np.pi * x))


def test_smooth_functions_are_crossed_at_known_places():
    """1e-10 in the function is what the search was asked for."""
    search = searched([np.exp, lambda x: 3.0 * x**2, np.cosh], 0.1, 3.0, 2.0)
    np.testing.assert_allclose(search.best, [np.log(2.0), np.sqrt(2.0 / 3.0), np.arccosh(2.0)], rtol=1e-9)
    np.testing.assert_array_equal(search.crossings, 1)
    np.testing.assert_array_equal(search.kept["x"], search.best)


def test_of_several_the_first_is_followed():
    search = searched([wave], 0.5, 4.3, 1.0, rounds=3)
    assert search.crossings.tolist() == [4] and search.followed.tolist() == [0]
    assert search.best == pytest.approx([1.0], abs=1e-9)


def test_of_several_the_first_that_limits_allow_is_followed():
    search = searched([wave], 0.5, 4.3, 1.0, rounds=3, margins=[lambda x: x - 2.5, lambda x: np.full_like(x, np.inf)])
    assert search.crossings.tolist() == [4] and search.followed.tolist() == [2]
    assert search.best == pytest.approx([3.0], abs=1e-9)


def test_where_limits_allow_none_the_first_is_followed():
    search = searched([wave], 0.5, 4.3, 1.0, rounds=3, margins=[lambda x: -np.ones_like(x)])
    assert search.followed.tolist() == [0] and search.best == pytest.approx([1.0], abs=1e-9)


def test_the_limit_on_the_observable_itself_is_exact_between_points():
    """A limit of f < 1.001 f(answer) allows the answer, though it excludes one end of the interval."""
    search = searched([np.exp], 0.0, 7.0, 20.0, margins=[lambda x: np.log(20.02) - x])
    assert search.followed.tolist() == [0] and search.best == pytest.approx([np.log(20.0)], abs=1e-9)


def test_a_limit_that_applies_on_one_side_alone_counts_there():
    search = searched(
        [wave], 0.5, 4.3, 1.0, rounds=3, margins=[lambda x: np.where(x < 2.5, np.where(x < 1.05, -1.0, -0.5), np.inf)]
    )
    assert search.followed.tolist() == [2]


def test_no_crossing_and_what_was_seen():
    search = searched([np.exp, lambda x: np.full_like(x, np.nan)], 0.0, 1.0, 5.0)
    assert search.crossings.tolist() == [0, 0] and search.settled(1e-6)
    assert (search.lowest[0], search.highest[0]) == (1.0, np.e)
    assert np.isnan(search.lowest[1]) and np.isnan(search.highest[1])


def test_a_jump_is_found_and_its_error_is_told():
    search = searched([lambda x: np.where(x < 0.3, 1.0, 3.0)], 0.0, 1.0, 2.0)
    assert search.crossings.tolist() == [1] and search.best == pytest.approx([0.3], abs=1e-3)
    assert search.error[0] == pytest.approx(np.log(1.5))


def test_a_point_on_the_target_is_one_crossing():
    search = searched([lambda x: 1.0 + x], 0.0, 7.0, 4.0)
    assert search.crossings.tolist() == [1] and search.best.tolist() == [3.0]


def test_the_first_look_covers_the_range_evenly():
    first = Search(0.0, 15.0, 2, "f", 1.0).first(2)
    assert first.shape == (2, 2, POINTS)
    np.testing.assert_allclose(first[:, 1].ravel(), np.arange(16.0), atol=1e-12)
