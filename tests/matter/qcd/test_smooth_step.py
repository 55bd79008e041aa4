"""The smooth step: the incomplete beta function, its derivatives, and the blend of hadrons and quarks."""

import numpy as np
import pytest
from scipy.special import betainc

from reheaton.matter.qcd import blend_weight
from reheaton.matter.qcd.smooth_step import smooth_step
from reheaton.matter.qcd.tables import T_HADRON, T_QUARK


def test_step_is_the_incomplete_beta_function():
    """S(u) = I_u(5, 5): its slope is proportional to u^4 (1 - u)^4. 1e-12: rounding of terms up to 540."""
    u = np.linspace(-0.2, 1.2, 141)
    x = np.log(2.0) + u * np.log(3.5)
    np.testing.assert_allclose(smooth_step(x, 2.0, 7.0), betainc(5.0, 5.0, np.clip(u, 0.0, 1.0)), atol=1e-12)


@pytest.mark.parametrize("derivative", [1, 2, 3, 4])
def test_derivatives_in_the_logarithm_of_the_temperature(derivative):
    """Central differences of the derivative before: h^2/6 times the third one further, 1e-5 of the largest value."""
    x, h = np.log(np.linspace(1.3, 3.7, 60)), 1e-4
    difference = (smooth_step(x + h, 1.2, 4.0, derivative - 1) - smooth_step(x - h, 1.2, 4.0, derivative - 1)) / (2 * h)
    found = smooth_step(x, 1.2, 4.0, derivative)
    np.testing.assert_allclose(found, difference, atol=1e-5 * np.abs(found).max())


def test_blend_has_four_continuous_derivatives():
    """1e-3 of the peak: S'''' starts linearly from zero at the ends, measured 1e-5 inside."""
    ends = np.log(np.array([T_HADRON, T_QUARK])) + np.array([1e-5, -1e-5])
    middle = np.linspace(np.log(T_HADRON), np.log(T_QUARK), 101)
    np.testing.assert_allclose(blend_weight(ends), [0.0, 1.0], atol=1e-12)
    for k in (1, 2, 3, 4):
        assert np.max(np.abs(blend_weight(ends, k))) < 1e-3 * np.max(np.abs(blend_weight(middle, k)))
