"""The collision integral against four-vectors in the centre of mass, its convergence and its limits."""

import numpy as np
import pytest
from scipy.special import kn
from scipy.stats import qmc

from reheaton.rates.opacity.collision_integral import FORMS

from .direct import BATCH, COARSE, FINE, direct

_SCRAMBLES = 12
_DEPTH = 1.5
"""Mean of the exponential from which E2 is drawn, above the least energy that can react."""
UNITS = np.eye(len(FORMS))


def minkowski(a, b):
    """a . b of four-vectors (E, x, y, z), (4, ...)."""
    return a[0] * b[0] - np.sum(a[1:] * b[1:], axis=0)


def boosted(p, total):
    """Four-vectors of the rest frame of `total`, (4, ...), as seen where it has that momentum."""
    rest = np.sqrt(minkowski(total, total))
    along = np.sum(p[1:] * total[1:], axis=0)
    energy = (total[0] * p[0] + along) / rest
    return np.stack([energy, *(p[1:] + total[1:] * (p[0] + energy) / (total[0] + rest))])


def by_four_vectors(x, masses, blocking=True, log2_points=15):
    """C of each of the FORMS and its standard error, by quasi-random points.

    Target: E2 and its angle to the neutrino. Products: isotropic in the centre of mass, boosted to the plasma, where
    they are blocked. dPi_3 dPi_4 (2 pi)^4 delta^4 = p*/(16 pi^2 sqrt s) dOmega*.
    """
    estimates = []
    for seed in range(_SCRAMBLES):
        points = qmc.Sobol(4, rng=np.random.default_rng(seed)).random_base2(log2_points).T
        estimates.append(_sample(x, masses, points, blocking).sum(axis=1) / points.shape[1])
    return np.mean(estimates, axis=0), np.std(estimates, axis=0, ddof=1) / np.sqrt(_SCRAMBLES)


def _sample(x, masses, points, blocking):
    """Integrands over the density of points (4, n) of the unit cube, (forms, n or fewer: closed channels are zero)."""
    m2, m3, m4 = masses
    # s < 4 x E2 + m2^2, as the target moves at most with the velocity of light.
    lowest = max(m2, ((m3 + m4) ** 2 - m2**2) / (4.0 * x))
    E2, cos2 = lowest - _DEPTH * np.log1p(-points[0]), 2.0 * points[1] - 1.0
    p2 = np.sqrt(E2**2 - m2**2)
    zero = np.zeros_like(E2)
    first = np.stack([zero + x, zero, zero, zero + x])
    second = np.stack([E2, p2 * np.sqrt(1.0 - cos2**2), zero, p2 * cos2])
    is_open = minkowski(first + second, first + second) > (m3 + m4) ** 2
    first, second, p2 = first[:, is_open], second[:, is_open], p2[is_open]
    cos3, phi3 = 2.0 * points[2, is_open] - 1.0, 2.0 * np.pi * points[3, is_open]
    total = first + second
    s = minkowski(total, total)
    momentum = np.sqrt((s - (m3 + m4) ** 2) * (s - (m3 - m4) ** 2)) / (2.0 * np.sqrt(s))
    sin3 = np.sqrt(1.0 - cos3**2)
    direction = np.stack([sin3 * np.cos(phi3), sin3 * np.sin(phi3), cos3])
    third = boosted(np.stack([np.sqrt(momentum**2 + m3**2), *(momentum * direction)]), total)
    fourth = total - third
    # Gamma = 1/(2 E1) ... with |M|^2 = 128 G_F^2 K, over G_F^2 p T^4; d^3 p2/(2 E2 (2 pi)^3) = p2 dE2 dcos/(8 pi^2).
    weight = 128.0 / (2.0 * x**2) * 2.0 * p2 / (8.0 * np.pi**2) / (np.exp(second[0]) + 1.0)
    weight *= _DEPTH * np.exp((second[0] - lowest) / _DEPTH) * 4.0 * np.pi * momentum / (16.0 * np.pi**2 * np.sqrt(s))
    if blocking:
        weight /= (1.0 + np.exp(-third[0])) * (1.0 + np.exp(-fourth[0]))
    products = {
        "S": minkowski(first, second) * minkowski(third, fourth),
        "U": minkowski(first, fourth) * minkowski(second, third),
        "V": minkowski(first, third) * minkowski(second, fourth),
        "X": minkowski(first, third) * m2 * m4,
        "W": minkowski(first, second) * m3 * m4,
    }
    return np.stack([weight * products[form] for form in FORMS])


@pytest.mark.parametrize(
    ("x", "masses"),
    [
        (3.0, (0.0, 0.0, 0.0)),
        (0.05, (0.0, 0.0, 0.0)),
        (3.0, (1.0, 0.0, 1.0)),
        (8.0, (10.0, 0.0, 10.0)),
        (3.0, (0.0, 2.0, 2.0)),
        (5.0, (0.05, 10.0, 0.0)),
        (2.0, (3.0, 1.0, 0.0)),
        (1.0, (0.0, 1.0, 3.0)),
        (0.3, (0.5, 1.5, 0.7)),
        (20.0, (2.0, 3.0, 1.0)),
    ],
)
def test_against_four_vectors(x, masses):
    """4 standard errors of the sampling, and 1e-5 for the rules of the tables."""
    expected, error = by_four_vectors(x, masses)
    # The sampling itself is good to 2e-4 of the strongest form, so that the comparison means something.
    assert np.all(error < 2e-4 * expected.max())
    found = direct(np.full(5, x), np.tile(masses, (5, 1)), UNITS)
    assert np.all(np.abs(found - expected) <= 4.0 * error + 1e-5 * expected)


def test_sampling_without_blocking_is_the_closed_form():
    """7 pi/45 for (12)(34), a third of it for the others, without masses: the reference itself is sound."""
    expected, error = by_four_vectors(3.0, (0.0, 0.0, 0.0), blocking=False)
    exact = 7.0 * np.pi / 45.0 * np.array([1.0, 1.0 / 3.0, 1.0 / 3.0, 0.0, 0.0])
    assert np.all(np.abs(expected - exact) <= 4.0 * error)


def random_cases(n, seed):
    """p/T (n,), masses over T (n, 3), a third of them zero, and coefficients (n, 5) of S, U and V."""
    random = np.random.default_rng(seed)
    x = np.exp(random.uniform(np.log(4e-3), np.log(60.0), n))
    masses = np.exp(random.uniform(np.log(0.01), np.log(30.0), (n, 3))) * (random.random((n, 3)) > 1.0 / 3.0)
    return x, masses, np.concatenate([random.random((n, 3)), np.zeros((n, 2))], axis=1)


def test_few_points_are_enough():
    x, masses, coefficients = random_cases(2 * BATCH, 1)
    fine, coarse = (direct(x, masses, coefficients, points) for points in (FINE, COARSE))
    # Without masses C is 0.1 to 1; a part below 1e-4 is never the whole of it.
    matters = fine > 1e-4
    assert matters.sum() > BATCH // 2
    assert np.max(np.abs(coarse[matters] / fine[matters] - 1.0)) < 1e-4
    assert np.max(np.abs(coarse - fine)) < 1e-4


def test_finite_and_positive_to_the_ends_of_the_tables():
    """C of (12)(34), (14)(23), (13)(24) is an integral of positive products; zero where the exponentials underflow."""
    _, masses, coefficients = random_cases(BATCH, 2)
    for x in (4e-3, 60.0):
        C = direct(np.full(BATCH, x), masses, coefficients)
        assert np.all(np.isfinite(C))
        assert np.all(C >= 0.0)


def test_products_of_the_scattering_change_places():
    """1e-11: rounding. 3 <-> 4 turns (14)(23) into (13)(24); for equal masses the two are then the same number."""
    x, masses, _ = random_cases(BATCH, 3)
    masses = np.minimum(masses, 5.0)
    swapped = masses[:, [0, 2, 1]]
    for ours, theirs in ((0, 0), (1, 2), (2, 1), (4, 4)):
        a, b = (direct(x, m, np.tile(UNITS[k], (BATCH, 1))) for m, k in ((masses, ours), (swapped, theirs)))
        np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-18)
    masses[:, 2] = masses[:, 1]
    U, V = (direct(x, masses, np.tile(UNITS[k], (BATCH, 1))) for k in (1, 2))
    np.testing.assert_allclose(U, V, rtol=1e-11, atol=1e-18)


def test_heavy_targets_at_rest():
    """A target at rest, of mass m: |M|^2 = 128 G_F^2 (x m)^2, sigma v = |M|^2/(16 pi m^2), density m^2 K2(m)/(2 pi^2).

    Its motion and recoil change this by a series in 1/m: -0.2 x + 4 over m or so, halved when m is doubled.
    """
    x = np.array([0.3, 1.0])
    found, excess = {}, {}
    for m in (40.0, 80.0):
        found[m] = direct(x, np.tile([m, 0.0, m], (2, 1)), np.tile(UNITS[0], (2, 1)))
        density = m**2 * kn(2, m) / (2.0 * np.pi**2)
        excess[m] = found[m] / (density * 8.0 / np.pi * x / (1.0 + np.exp(-x))) - 1.0
    assert np.all(np.abs(excess[40.0]) < 0.2)
    # The next order in 1/m is a tenth of the first.
    np.testing.assert_allclose(excess[80.0], 0.5 * excess[40.0], rtol=0.15)
    # Density alone: e^-40 2^(3/2).
    np.testing.assert_allclose(found[80.0] / found[40.0], np.exp(-40.0) * 2.0**1.5, rtol=0.1)
