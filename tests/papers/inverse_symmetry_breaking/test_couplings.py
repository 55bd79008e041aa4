"""Couplings of the two scalars: potential and masses at leading order, stability, bad input."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.errors import InvalidInput
from reheaton.papers.inverse_symmetry_breaking.couplings import (
    Couplings,
    TwoScalarTree,
    bounded_below,
    c_eta,
    c_phi,
    check_couplings,
    leading_masses2,
    leading_T_c,
    leading_vev,
    lowest_portal,
    portal_for_breaking,
    two_scalar_potential,
)

B2 = Couplings(1e-3, 0.2, -0.02, 1.0, 1.0)


def test_tree_potential():
    """Eq. 1 written out; 1e-14: rounding."""
    k, eta, phi = Couplings(0.3, 0.7, -0.2, 1.1, 1.3), 1.7, 0.6
    expected = (
        k.mu_eta**2 / 2 * eta**2
        + k.mu_phi**2 / 2 * phi**2
        + k.lambda_eta / 4 * eta**4
        + k.lambda_phi / 4 * phi**4
        + k.lambda_eta_phi / 4 * eta**2 * phi**2
    )
    assert float(TwoScalarTree(k)(jnp.array([eta, phi]))) == pytest.approx(expected, rel=1e-14)


def test_boundedness():
    """Eq. 2: along lambda_eta eta^4 = lambda_phi phi^4 the quartic terms cancel at the bound; 1e-15: rounding."""
    portal = float(lowest_portal(B2.lambda_eta, B2.lambda_phi))
    eta, phi = B2.lambda_eta**-0.25, B2.lambda_phi**-0.25
    quartic = (B2.lambda_eta * eta**4 + B2.lambda_phi * phi**4 + portal * eta**2 * phi**2) / 4.0
    assert quartic == pytest.approx(0.0, abs=1e-15)
    assert bool(bounded_below(B2)) and bool(bounded_below(B2._replace(lambda_eta_phi=0.99 * portal)))
    assert not bool(bounded_below(B2._replace(lambda_eta_phi=1.01 * portal)))
    assert not bool(bounded_below(B2._replace(lambda_phi=-0.2)))


def test_coefficients():
    """Eq. 5 by hand."""
    assert float(c_eta(B2)) == pytest.approx(-0.014 / 24.0, rel=1e-14)
    assert float(c_phi(B2)) == pytest.approx(1.18 / 24.0, rel=1e-14)


def test_thermal_terms_of_the_potential():
    """Eqs. 3, 4, 6: curvatures of V at the origin are mu^2 + c T^2; rounding."""
    k, T = B2._replace(mu_eta=2.0, mu_phi=3.0), 70.0
    curvatures = np.diag(jax.hessian(two_scalar_potential(k))(jnp.zeros(2), T))
    expected = [float(m) for m in leading_masses2(k, T)]
    np.testing.assert_allclose(curvatures, expected, rtol=1e-12)
    assert expected == pytest.approx([4.0 - 0.014 / 24.0 * T**2, 9.0 + 1.18 / 24.0 * T**2], rel=1e-12)


def test_full_potential_has_the_leading_terms_at_high_temperature():
    """Eqs. 3 and 4 of the loops without daisies, T = 1e3 mu. 2%: cubic and logarithmic terms, lambda T M and less."""
    k, T = Couplings(1e-3, 2e-3, -1e-3, 1.0, 1.0), 1e3
    curvatures = np.diag(jax.hessian(two_scalar_potential(k, "none"))(jnp.zeros(2), T))
    np.testing.assert_allclose(curvatures, [float(m) for m in leading_masses2(k, T)], rtol=0.02)


def test_critical_temperature_and_vev():
    """Eqs. 7 and 8: M_eta^2 vanishes at T_c, v vanishes below it and goes to sqrt(|c_eta|/lambda_eta) T."""
    T_c = float(leading_T_c(B2))
    assert T_c == pytest.approx(41.4039, rel=1e-5)
    assert float(leading_masses2(B2, T_c)[0]) == pytest.approx(0.0, abs=1e-14)
    assert float(leading_vev(B2, 0.99 * T_c)) == 0.0 and float(leading_vev(B2, 1.01 * T_c)) > 0.0
    slope = jax.grad(lambda eta, T: two_scalar_potential(B2)(jnp.array([eta, 0.0]), T))
    v = float(leading_vev(B2, 100.0))
    # The terms of the slope are of order 0.1 GeV^2 v.
    assert float(slope(v, 100.0)) == pytest.approx(0.0, abs=1e-12 * v)
    assert float(leading_vev(B2, 1e8)) / 1e8 == pytest.approx((0.014 / 24.0 / 1e-3) ** 0.5, rel=1e-12)
    assert np.isinf(float(leading_T_c(B2._replace(lambda_eta_phi=0.0))))


def test_portal_that_ring_terms_demand():
    """6 lambda_eta without phi in the plasma; infinite where 3 sqrt(c_phi) = pi and beyond."""
    assert float(portal_for_breaking(1e-3, 0.0)) == pytest.approx(6e-3, rel=1e-15)
    assert float(portal_for_breaking(1e-3, 0.25)) == pytest.approx(6e-3 / (1.0 - 1.5 / np.pi), rel=1e-14)
    assert np.isinf(float(portal_for_breaking(1e-3, 1.2)))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"lambda_eta_phi": -0.03}, r"lambda_eta_phi = -0.03 must be above .* = -0.0282843: .* unbounded"),
        ({"lambda_eta_phi": -0.005}, "no inverse symmetry breaking"),
        ({"lambda_eta_phi": 0.02}, "no inverse symmetry breaking"),
        ({"lambda_phi": -0.2}, "lambda_phi = -0.2 must be positive"),
        ({"mu_phi": -1.0}, "mu_phi = -1 must not be negative"),
        ({"mu_eta": 0.0}, "mu_eta = 0 must be positive"),
    ],
)
def test_bad_couplings(changed, sentence):
    with pytest.raises(InvalidInput, match=sentence):
        check_couplings(B2._replace(**changed))


def test_couplings_are_checked_while_something_else_is_traced():
    """Numbers stay numbers inside jit; couplings that are traced themselves are not checked."""

    @jax.jit
    def checked(T):
        check_couplings(B2)
        return T

    @jax.jit
    def unchecked(portal):
        check_couplings(B2._replace(lambda_eta_phi=portal))
        return portal

    assert float(checked(1.0)) == 1.0 and float(unchecked(-1.0)) == -1.0


def test_unknown_resummation():
    with pytest.raises(InvalidInput, match="did you mean 'parwani'"):
        two_scalar_potential(B2, "parwani-")  # pyright: ignore[reportArgumentType]
