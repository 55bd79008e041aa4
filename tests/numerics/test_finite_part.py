"""Finite parts of integrals over a double pole: closed forms, mpmath, and the limit of a narrow resonance."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from mpmath import ei, exp, mpf
from scipy.integrate import quad

from reheaton.numerics.finite_part import integral_over_double_pole


def closed_form(low, pole):
    """f = e^-x: by parts, e^-low/(low - pole) + e^-pole Ei(pole - low), the principal value of the rest."""
    low, pole = mpf(low), mpf(pole)
    return float(exp(-low) / (low - pole) + exp(-pole) * ei(pole - low))


@pytest.mark.parametrize(("low", "pole"), [(0.2, 1.0), (0.99, 1.0), (0.01, 3.0), (1.5, 1.0), (1.01, 1.0), (4.0, 0.2)])
def test_exponential(low, pole):
    """1e-7, as stated."""
    found = integral_over_double_pole(lambda x: jnp.exp(-x), low, pole)
    assert float(found) == pytest.approx(closed_form(low, pole), rel=1e-7)


def test_it_is_a_narrow_resonance_less_its_peak():
    """(x - p)^2 + w^2 in place of (x - p)^2, less pi f(p)/w: the difference is pi w f''(p)/2, below 1e-5 here."""
    low, pole, width = 0.3, 1.0, 1e-5

    def f(x):
        return np.exp(-x) * np.sqrt(x - low)

    steps = np.geomspace(1e-6, pole - low, 8)
    edges = [*(pole - steps[::-1]), *(pole + steps), 40.0]
    resonance = sum(
        quad(lambda x: f(x) / ((x - pole) ** 2 + width**2), a, b, epsrel=1e-12, limit=400)[0]
        for a, b in zip(edges[:-1], edges[1:], strict=True)
    )
    found = float(integral_over_double_pole(lambda x: jnp.exp(-x) * jnp.sqrt(x - low), low, pole))
    assert found == pytest.approx(resonance - np.pi * f(pole) / width, rel=2e-5)


def test_a_logarithm_at_the_pole():
    """f = t^2 ln|t| e^-x, as where two thresholds meet at the pole; an ordinary integral. 1e-6: the rule."""
    low, pole = 0.3, 1.0

    def f(x):
        t = jnp.abs(x - pole)
        return jnp.exp(-x) * t**2 * jnp.log(t + 1e-300)

    expected = quad(lambda x: np.exp(-x) * np.log(abs(x - pole)), low, 40.0, points=[pole], epsrel=1e-12, limit=400)[0]
    assert float(integral_over_double_pole(f, low, pole)) == pytest.approx(expected, rel=1e-6)


def test_derivatives_on_both_sides_of_the_pole():
    """1e-5: differences over 1e-4."""
    for low in (0.5, 1.5):
        slope = jax.grad(lambda x: integral_over_double_pole(lambda y: jnp.exp(-y), x, 1.0))(low)
        expected = (closed_form(low + 1e-4, 1.0) - closed_form(low - 1e-4, 1.0)) / 2e-4
        assert float(slope) == pytest.approx(expected, rel=1e-5)
