"""K_1 and K_2 against SciPy."""

import jax
import numpy as np
from scipy.special import kve

from reheaton.numerics.bessel import scaled_bessel_k, scaled_bessel_k1


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
