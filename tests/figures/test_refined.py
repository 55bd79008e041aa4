"""Fields between the points of a grid: against bilinear functions, and beside points without a number."""

import numpy as np
import pytest

from reheaton.figures.refined import FINE, parts_of, refined, refined_axis

X, Y = np.array([0.0, 1.0, 2.0, 4.0]), np.array([-1.0, 0.0, 3.0])


def bilinear(y, x):
    return 2.0 + x - 3.0 * y + 0.5 * x * y


FIELD = bilinear(Y[:, None], X)
BETWEEN = bilinear(refined_axis(Y)[:, None], refined_axis(X))


@pytest.mark.parametrize(("points", "parts"), [(2, FINE), (4, FINE // 3), (FINE, 2), (FINE + 1, 1), (3 * FINE, 1)])
def test_an_axis_keeps_its_points_and_has_enough_between_them(points, parts):
    places = np.geomspace(1.0, 7.0, points)
    assert parts_of(points) == parts
    np.testing.assert_array_equal(refined_axis(places)[::parts], places)
    assert len(refined_axis(places)) == (points - 1) * parts + 1 > FINE


def test_what_is_bilinear_stays():
    np.testing.assert_allclose(refined(FIELD), BETWEEN, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("lost", [np.nan, np.inf])
@pytest.mark.parametrize("corner", [(0, 0), (0, -1), (-1, 0), (-1, -1)])
def test_beside_a_lost_corner_half_a_cell_is_a_plane(corner, lost):
    """The half beyond the line between its neighbours has no numbers, all other cells keep theirs."""
    field = FIELD.copy()
    field[corner] = lost
    fine = refined(field)
    down, across = parts_of(len(Y)), parts_of(len(X))
    # Seen from the lost corner, its cell is the first.
    seen, whole, points = (
        x[:: 1 if corner[0] == 0 else -1, :: 1 if corner[1] == 0 else -1] for x in (fine, BETWEEN, FIELD)
    )
    np.testing.assert_allclose(seen[down:], whole[down:], rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(seen[:, across:], whole[:, across:], rtol=1e-12, atol=1e-12)
    y, x = np.arange(down + 1)[:, None] / down, np.arange(across + 1) / across
    a, b, c = points[0, 1], points[1, 0], points[1, 1]
    plane = c + (1 - y) * (a - c) + (1 - x) * (b - c)
    # On the line itself rounding decides, but its points and the ends belong to what is known.
    near, far = y + x < 1 - 1e-6, y + x > 1 - 1e-12
    cell = seen[: down + 1, : across + 1]
    assert np.isnan(cell[near]).all()
    np.testing.assert_allclose(cell[far], plane[far], rtol=1e-12, atol=1e-12)


def test_a_cell_that_lacks_two_corners_has_nothing_inside():
    field = FIELD.copy()
    field[0, 0] = field[1, 1] = np.nan
    fine = refined(field)
    down, across = parts_of(len(Y)), parts_of(len(X))
    assert np.isnan(fine[1:down, 1:across]).all()
    assert fine[0, across] == FIELD[0, 1] and np.isnan(fine[down, across])
