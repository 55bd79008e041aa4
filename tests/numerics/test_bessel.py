"""K_1 and K_2 against SciPy, and the quadrature rules on which they stand."""

import jax
import numpy as np
import pytest
from scipy.special import gamma, kve

from reheaton.numerics.bessel import scaled_bessel_k, scaled_bessel_k1
from reheaton.numerics.double_exponential import half_line_rule, interval_rule


def test_bessel_functions_from_tiny_to_huge_arguments():
    """2e-13: sums of 64 positive terms; 1e-11 where K_1 probes nodes at 1e-8."""
    x = np.geomspace(1e-3, 1e5, 400)
    for found, order in zip(scaled_bessel_k(x), (1, 2), strict=True):
        np.testing.assert_allclose(found, kve(order, x), rtol=2e-13)
    tiny = np.geomspace(1e-9, 1e-3, 50)
    for found, order in zip(scaled_bessel_k(tiny), (1, 2), strict=True):
        np.testing.assert_allclose(found, kve(order, tiny), rtol=1e-11)


def test_k1_alone_is_the_same_and_keeps_any_shape():
    x = np.geomspace(0.1, 10.0, 6).reshape(2, 3)
    np.testing.assert_allclose(scaled_bessel_k1(x), scaled_bessel_k(x)[0], rtol=1e-15)  # the same sum
    assert scaled_bessel_k1(1.5).shape == () and scaled_bessel_k1(x).shape == (2, 3)


def test_derivatives_are_those_of_the_recurrence():
    """(e^x K_1)' = e^x (K_1 - K_2 + K_1/x); 1e-12: differences of numbers of order 1."""
    x = np.geomspace(0.01, 100.0, 20)
    slope = jax.vmap(jax.grad(scaled_bessel_k1))(x)
    expected = kve(1, x) - kve(2, x) + kve(1, x) / x
    np.testing.assert_allclose(slope, expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("power", [0.5, 1.0, 3.0, 5.5])
def test_half_line_rule_with_roots_at_the_end(power):
    """1e-12, as stated."""
    x, weights = half_line_rule()
    assert np.sum(weights * x**power * np.exp(-x)) == pytest.approx(gamma(power + 1.0), rel=1e-12)


def test_interval_rule():
    """1e-12 for polynomials and square roots at the ends, 1e-9 for poles 1e-3 beyond an end, as stated."""
    x, weights = interval_rule()
    for degree in (0, 2, 10):
        assert np.sum(weights * x**degree) == pytest.approx(2.0 / (degree + 1.0), rel=1e-11)
    assert np.sum(weights * np.sqrt((1.0 - x) * (1.0 + x))) == pytest.approx(np.pi / 2.0, rel=1e-12)
    assert np.sum(weights / (1.001 - x)) == pytest.approx(np.log(2.001 / 0.001), rel=1e-9)
