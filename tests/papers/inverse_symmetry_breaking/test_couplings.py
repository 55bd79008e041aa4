"""Couplings of two scalars: leading-order formulae by hand, the bounded potential, and what is refused."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reheaton.errors import InvalidInput
from reheaton.papers.inverse_symmetry_breaking.couplings import (
    Couplings,
    T_c_leading,
    bounded_below,
    c_eta,
    c_phi,
    check_couplings,
    leading_masses2,
    lowest_portal,
    portal_for_breaking,
    two_scalar_potential,
)

B2 = Couplings(1e-3, 0.2, -0.02, 1.0, 1.0)


def test_coefficients_by_hand():
    """Eqs. 5 to 7: (6e-3 - 0.02)/24, (1.2 - 0.02)/24, and T_c = (24/0.014)^(1/2); 1e-14: rounding."""
    assert float(c_eta(B2)) == pytest.approx(-0.014 / 24.0, rel=1e-14)
    assert float(c_phi(B2)) == pytest.approx(1.18 / 24.0, rel=1e-14)
    assert float(T_c_leading(B2)) == pytest.approx((24.0 / 0.014) ** 0.5, rel=1e-14)
    assert np.isinf(float(T_c_leading(B2._replace(lambda_eta_phi=-0.005))))


def test_masses_are_curvatures_of_the_leading_potential():
    """1e-10: the Hessian of V at the origin, by JAX, of terms of T^2 alone; rounding of V/T^4."""
    V, T = two_scalar_potential(B2), 30.0
    curvature = jax.hessian(lambda fields: V(fields, T))(jnp.zeros(2))
    np.testing.assert_allclose(jnp.diag(curvature), jnp.stack(leading_masses2(B2, T)), rtol=1e-10)
    np.testing.assert_allclose(curvature[0, 1], 0.0, atol=1e-12)


def test_mass_of_eta_vanishes_at_the_critical_temperature():
    """1e-12: mu_eta^2 + c_eta T_c^2 is rounding of 1 GeV^2."""
    assert float(leading_masses2(B2, T_c_leading(B2))[0]) == pytest.approx(0.0, abs=1e-12)


@given(st.floats(1e-4, 1.0), st.floats(1e-4, 1.0), st.floats(-1.5, 1.5))
def test_bounded_below_is_a_positive_quartic_form(lambda_eta, lambda_phi, share):
    """lambda_eta x^2 + lambda_phi y^2 + lambda_eta_phi x y > 0 on x, y >= 0, x + y = 1, in 4001 directions."""
    portal = share * 2.0 * np.sqrt(lambda_eta * lambda_phi)
    if abs(share + 1.0) < 1e-3:
        return  # the minimum is narrower than the steps where it just touches zero
    log_ratio = np.linspace(-6.0, 6.0, 4001)
    x, y = 1.0 / (1.0 + 10.0**log_ratio), 1.0 / (1.0 + 10.0**-log_ratio)
    form = lambda_eta * x**2 + lambda_phi * y**2 + portal * x * y
    assert bool(bounded_below(Couplings(lambda_eta, lambda_phi, portal, 1.0, 1.0))) == bool(np.all(form > 0.0))


def test_bound_on_the_portal():
    assert float(lowest_portal(1e-3, 0.2)) == pytest.approx(-2.0 * np.sqrt(2e-4), rel=1e-14)
    assert bool(bounded_below(B2)) and not bool(bounded_below(B2._replace(lambda_eta_phi=-0.03)))
    assert not bool(bounded_below(B2._replace(lambda_phi=-0.2, lambda_eta_phi=1.0)))


def test_portal_for_breaking():
    """6 lambda_eta without daisies; the ring term of phi then adds |lambda_eta_phi| sqrt(c_phi)/(8 pi) to c_eta."""
    assert float(portal_for_breaking(1e-3, 0.0)) == pytest.approx(6e-3, rel=1e-14)
    c, lambda_eta = 0.05, 1e-3
    portal = float(portal_for_breaking(lambda_eta, c))
    # 1e-12: the condition itself, c_eta + ring term = 0, up to rounding.
    assert (6.0 * lambda_eta - portal) / 24.0 + portal * np.sqrt(c) / (8.0 * np.pi) == pytest.approx(0.0, abs=1e-12)
    assert np.isinf(float(portal_for_breaking(lambda_eta, 1.2)))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"lambda_eta": np.array([1e-3, 0.0])}, r"lambda_eta = \(from 0 to 0.001\) must be positive"),
        ({"mu_eta": np.inf}, "mu_eta = inf must be positive and finite"),
        ({"lambda_eta_phi": -0.03}, "unbounded from below"),
        ({"lambda_eta_phi": -0.006}, "c_eta >= 0, no inverse symmetry breaking"),
    ],
)
def test_couplings_that_make_no_sense(changed, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        check_couplings(B2._replace(**changed))


def test_traced_couplings_are_not_looked_at():
    def checked(portal):
        check_couplings(B2._replace(lambda_eta_phi=portal))
        return c_eta(B2._replace(lambda_eta_phi=portal))

    assert float(jax.jit(checked)(1.0)) == pytest.approx(1.006 / 24.0, rel=1e-14)
    with pytest.raises(InvalidInput):
        checked(1.0)


def test_unknown_resummation():
    with pytest.raises(InvalidInput, match="did you mean 'parwani'"):
        two_scalar_potential(B2, "parwany")  # pyright: ignore[reportArgumentType]
