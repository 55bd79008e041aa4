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


# --- where a round looks ---------------------------------------------------------------------------------


def test_a_round_looks_inside_its_interval_around_the_estimated_root_and_in_its_middle():
    """Two points of a straight line in the logarithm give the root exactly; the ends of an interval are not passed."""
    search = Search(0.0, 7.0, 2, "f", 1.0)
    first = search.first(1)[0]
    search.learn(first, {"f": np.exp(np.array([first[0] - 3.4, first[1] - 3.001]))})
    assert search.ends.tolist() == [[3.0, 4.0], [3.0, 4.0]]
    trial = search.trial()
    assert np.all((trial >= 3.0) & (trial <= 4.0))
    for row, root in zip(trial, (3.4, 3.001), strict=True):
        assert np.min(np.abs(row - root)) < 1e-12 and np.min(np.abs(row - 3.5)) < 1e-12
        # Points on both sides of the root, near it.
        assert np.any((row < root) & (row > root - 0.01)) and np.any((row > root) & (row < root + 0.01))


def test_a_root_beside_the_upper_end_is_looked_for_inside():
    search = Search(0.0, 7.0, 1, "f", 1.0)
    search.learn(search.first(1)[0], {"f": np.exp(search.first(1)[0] - 3.999)})
    assert np.all((search.trial() >= 3.0) & (search.trial() <= 4.0))


def test_where_nothing_crosses_a_round_looks_evenly():
    search = Search(2.0, 9.0, 1, "f", 1.0)
    search.learn(search.first(1)[0], {"f": np.full((1, POINTS), 5.0)})
    np.testing.assert_allclose(search.trial(), [np.arange(2.0, 10.0)], rtol=1e-12)


def test_a_function_without_an_answer_does_not_change_what_is_known_of_others():
    """The crossings are those of the first look, also where the first of many functions has none."""
    search = searched([lambda x: np.full_like(x, 5.0), wave], 0.5, 4.3, 1.0, rounds=3, more=3)
    assert search.crossings.tolist() == [0, 4] and search.followed.tolist() == [0, 0]
    assert search.best[1] == pytest.approx(1.0, abs=1e-6)


def test_crossings_between_all_neighbouring_points_are_all_counted():
    """e^(cos pi x) is above and below 1 in turn at 0, 1, ... 7."""
    search = searched([lambda x: np.exp(np.cos(np.pi * x))], 0.0, 7.0, 1.0, more=0)
    assert search.crossings.tolist() == [7]


def test_an_answer_on_a_point_counts_once_before_the_one_that_is_followed():
    """Exactly 1 at x = 3, which the limits exclude, and again at 5.5."""

    def twice(x):
        return np.interp(x, [0.0, 3.0, 4.5, 5.5, 7.0], [0.5, 1.0, 2.0, 1.0, 0.5])

    search = searched([twice], 0.0, 7.0, 1.0, margins=[lambda x: x - 4.5])
    assert search.crossings.tolist() == [2] and search.followed.tolist() == [1]
    assert search.best == pytest.approx([5.5], rel=1e-9)


def at_points(*values):
    """A function of x that has these values at 0, 1, ... and straight lines between."""
    return lambda x: np.interp(x, np.arange(float(len(values))), values)


def test_the_best_point_lies_in_the_interval_that_is_followed():
    """The first crossing is between 0 and 1; the point at 4 is nearer to the target, and beside another answer."""
    excess = at_points(-0.4, 0.5, 0.6, 0.5, 0.001, -0.5, -0.6, -0.7)
    search = searched([lambda x: np.exp(excess(x))], 0.0, 7.0, 1.0, more=0)
    assert search.crossings.tolist() == [2] and search.ends.tolist() == [[0.0, 1.0]]
    assert search.best.tolist() == [0.0] and search.error == pytest.approx([0.4], rel=1e-12)


@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(("low", "followed"), [(0.3, 0), (0.2, 1)])
def test_limits_are_judged_at_the_crossing_between_the_points(sign, low, followed):
    """A quarter of the way from 2 to 3 a margin from 0.3 to -0.7 is 0.05, and one from 0.2 to -0.7 is -0.025."""
    excess = at_points(-0.6, -0.6, -0.5, 1.5, 1.5, 1.5, -0.5, -0.5)
    margin = at_points(1.0, 1.0, low, -0.7, 1.0, 1.0, 1.0, 1.0)
    search = searched([lambda x: np.exp(sign * excess(x))], 0.0, 7.0, 1.0, margins=[margin], more=0)
    assert search.crossings.tolist() == [2] and search.followed.tolist() == [followed]


def test_a_margin_of_nothing_is_allowed():
    excess = at_points(-0.5, -0.5, -0.5, 1.5, 1.5, 1.5, -0.5, -0.5)
    margin = at_points(-1.0, -1.0, -1.0, -1.0, -1.0, 0.0, 0.0, 0.0)
    search = searched([lambda x: np.exp(excess(x))], 0.0, 7.0, 1.0, margins=[margin], more=0)
    assert search.followed.tolist() == [1]
