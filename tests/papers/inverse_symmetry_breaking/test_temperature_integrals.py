"""Integrals over temperature against SciPy, thermal and with h frozen in."""

import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.papers.inverse_symmetry_breaking.temperature_integrals import frozen_in_integrals, temperature_integrals


def by_quadrature(x1, j, occupation=lambda x: 1.0):
    def integrand(log_x):
        x = np.exp(log_x)
        return x ** (1 - j) * (1.0 - x**2) ** 1.5 * occupation(x)

    return quad(integrand, np.log(x1), 0.0, epsabs=0.0, epsrel=1e-11, limit=400)[0]


@pytest.mark.parametrize("x1", [1e-3, 0.1, 0.7])
def test_thermal_integrals(x1):
    """1e-9: the reference, and rounding of small differences."""
    found = temperature_integrals(np.asarray(x1))
    for value, j in zip(found, (0, 1, 2, 4), strict=True):
        assert float(value) == pytest.approx(by_quadrature(x1, j), rel=1e-9)


@pytest.mark.parametrize("power", [1, 2])
@pytest.mark.parametrize(("x1", "kappa"), [(1e-3, 0.1), (0.05, 3.0), (0.4, 40.0), (0.9, 1e-6)])
def test_frozen_in_integrals(x1, kappa, power):
    """1e-5: 32 nodes in ln x; the end is a power of 3/2 there."""
    found = frozen_in_integrals(np.asarray(x1), np.asarray(kappa), power)
    for value, j in zip(found, (0, 1, 2, 4), strict=True):
        expected = by_quadrature(x1, j, lambda x: np.tanh(kappa * (x - x1)) ** power)
        assert float(value) == pytest.approx(expected, rel=1e-5)


def test_h_that_comes_to_equilibrium_at_once_is_thermal():
    """1e-3: r rises within 1/kappa of x1, a thousandth of x1, and the rule does not resolve that."""
    thermal, frozen_in = (np.array(f) for f in (temperature_integrals(np.asarray(0.1)),
                          frozen_in_integrals(np.asarray(0.1), np.asarray(1e5))))  # fmt: skip
    np.testing.assert_allclose(frozen_in, thermal, rtol=1e-3)


def test_nothing_is_made_above_threshold():
    assert not np.any(temperature_integrals(np.array([1.0, 1.5])))
    assert not np.any(frozen_in_integrals(np.array([1.0, 1.5]), np.array([1.0, 1.0])))
