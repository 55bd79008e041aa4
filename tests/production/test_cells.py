"""The mean of the rate over cells of momentum and over a step, against quadrature."""

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import dblquad

from reheaton.production import cells as module
from reheaton.production.cells import Cells


def _cells(d_0, d_1, narrow, strength=1e-3, slope=0.0, height=0.0):
    """Cells with d given at their edges, and y = 1 everywhere."""
    d_0, d_1, A = (jnp.asarray(x, dtype=float) for x in (d_0, d_1, narrow))
    count = len(A)
    middle = 0.25 * (d_0[1:] + d_0[:-1] + d_1[1:] + d_1[:-1])
    return Cells(
        jnp.ones(count), jnp.ones(count + 1), d_0, d_1, module._mean_arctan(d_0, A), middle, A,
        jnp.full(count, strength), jnp.asarray(height), jnp.asarray(slope),
    )  # fmt: skip


def _mean(corners, A):
    """Mean of 1/(A^2 + d^2) for d that is linear in the cell and in time."""
    (a, b), (c, e) = corners

    def rate(u, t):
        d = (a + (b - a) * u) * (1 - t) + (c + (e - c) * u) * t
        return 1.0 / (A**2 + d**2)

    return dblquad(rate, 0.0, 1.0, 0.0, 1.0, epsabs=0.0, epsrel=1e-7)[0]


@pytest.mark.parametrize(
    ("d_0", "d_1", "A"),
    [
        ((-0.05, 0.01), (-0.01, 0.05), 0.02),  # passes within the cell
        ((0.02, 0.08), (-0.07, -0.01), 0.05),  # passes the whole cell
        ((0.11, 0.16), (0.13, 0.18), 0.1),  # comes near
        ((-0.02, 0.03), (0.01, 0.06), 0.2),  # broad
    ],
)
def test_mean_over_cell_and_step(d_0, d_1, A):
    """2e-3: edges may differ in how far they move, and the change of the mean d stands for both."""
    strength = 1e-4
    found = _cells(d_0, d_1, [A], strength).converted(jnp.zeros(()))
    assert -np.log1p(-float(found[0])) == pytest.approx(strength * _mean((d_0, d_1), A), rel=2e-3)


def test_a_whole_passage_is_pi_over_A_and_speed():
    """Cells that resonance sweeps, one after the other, get pi/(A |u|) each: 1e-4, A/d beyond the ends."""
    A, steps, edges = 1e-5, 40, np.linspace(-0.5, 0.5, 21)
    total = np.zeros(20)
    for k in range(steps):
        now, then = (edges + 2.0 * (k + j) / steps - 1.0 for j in (0, 1))
        total += -np.log1p(-np.asarray(_cells(now, then, np.full(20, A), 1e-9).converted(jnp.zeros(()))))
    np.testing.assert_allclose(total / 1e-9, np.pi / A * steps / 2.0, rtol=1e-3)


def test_far_from_resonance_the_middle_counts():
    found = _cells((0.9, 1.1), (1.0, 1.2), [1e-6], 1e-4).converted(jnp.zeros(()))
    assert -np.log1p(-float(found[0])) == pytest.approx(1e-4 / 1.05**2, rel=1e-9)


def test_a_cell_at_rest_has_the_rate_of_its_middle():
    found = _cells((0.01, 0.03), (0.01, 0.03), [0.1], 1e-4).converted(jnp.zeros(()))
    assert -np.log1p(-float(found[0])) == pytest.approx(1e-4 / (0.1**2 + 0.02**2), rel=1e-9)


def test_what_is_taken_lowers_the_potential_at_the_end_of_the_step():
    """d rises by slope y at the end, by half of it in the middle."""
    base, taken = _cells((-0.3, -0.2), (-0.25, -0.15), [0.01], slope=2.0), jnp.asarray(0.1)
    moved = _cells((-0.3, -0.2), (-0.05, 0.05), [0.01])
    np.testing.assert_allclose(base.converted(taken), moved.converted(jnp.zeros(())), rtol=1e-12)
    np.testing.assert_allclose(base.in_middle(taken) - base.in_middle(jnp.zeros(())), 0.1, rtol=1e-12)


def test_a_window_is_a_part():
    whole = _cells(np.linspace(-0.4, 0.4, 9), np.linspace(-0.3, 0.5, 9), np.full(8, 0.01))
    part = whole.window(jnp.asarray(2), 3).converted(jnp.zeros(()))
    np.testing.assert_allclose(part, np.asarray(whole.converted(jnp.zeros(())))[2:5], rtol=1e-14)


def test_arctan():
    """2e-8, and its distance from pi/2 to 2e-6 of itself."""
    d = np.geomspace(1e-9, 1e9, 400)
    found = np.asarray(module._arctan(jnp.asarray(d), jnp.ones(400)))
    np.testing.assert_allclose(found, np.arctan(d), atol=3e-8)
    large = d > 1.0
    np.testing.assert_allclose(
        (0.5 * np.pi - found)[large & (d < 1e5)], np.arctan(1.0 / d[large & (d < 1e5)]), rtol=3e-6
    )
