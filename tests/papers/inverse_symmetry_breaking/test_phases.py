"""Phases of the two scalars: T_c, v(T), masses, the broken phase of production, and where breaking survives."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import brentq

from reheaton.errors import InvalidInput
from reheaton.matter.potential.effective_potential import SCALE_OVER_T
from reheaton.papers.inverse_symmetry_breaking.couplings import (
    Couplings,
    c_phi,
    leading_T_c,
    portal_for_breaking,
    two_scalar_potential,
)
from reheaton.papers.inverse_symmetry_breaking.phases import (
    _degenerate,
    _depth,
    broken_phase,
    critical_temperature,
    inverse_breaking_survives,
    masses_without_couplings,
    thermal_minimum,
)

B1 = Couplings(0.01, 1.0, -0.15, 1.0, 1.0)
B2 = Couplings(1e-3, 0.2, -0.02, 1.0, 1.0)
B3 = Couplings(1e-4, 0.04, -0.003, 1.0, 1.0)


@pytest.mark.parametrize(
    ("resummation", "expected"),
    [("high-temperature", 41.4044), ("none", 41.8845), ("parwani", 49.6203), ("arnold-espinosa", 49.6205)],
)
def test_critical_temperature_of_B2(resummation, expected):
    """Brute-force numbers, said to be good to 1e-4; second order."""
    found = critical_temperature(B2, resummation)
    assert float(found.T) == pytest.approx(expected, abs=1e-3)
    assert not bool(found.first_order)


def test_critical_temperature_by_quadrature():
    """Without daisies, d^2 V/d eta^2(0) from int x^2/(E (e^E - 1)) and the Coleman-Weinberg logarithm; 1e-8."""

    def curvature(T):
        # mu = 1 for both, so that both loops are of the mass 1.
        thermal = quad(lambda x: x**2 / np.hypot(x, 1 / T) / np.expm1(np.hypot(x, 1 / T)), 0, 60, epsabs=1e-13)[0]
        logarithm = (2.0 * np.log(1.0 / (SCALE_OVER_T * T)) - 1.0) / (32.0 * np.pi**2)
        return 1.0 + (6.0 * 1e-3 - 0.02) * (T**2 * thermal / (4.0 * np.pi**2) + logarithm)

    assert float(critical_temperature(B2, "none").T) == pytest.approx(brentq(curvature, 30.0, 60.0), rel=1e-8)


def test_minimum_at_leading_order():
    """Eq. 8: v of B2 by hand, M_h^2 = 2 lambda_eta v^2, M_phi^2 of the module far above T_c; 0 below T_c."""
    T = 30.0 * float(leading_T_c(B2))
    found = thermal_minimum(B2, T)
    assert float(found.v) / T == pytest.approx(0.763, rel=0.01)
    assert float(found.M_h2) == pytest.approx(2e-3 * float(found.v) ** 2, rel=1e-12)
    far = thermal_minimum(B2, 1e8).M_phi2
    assert float(far) / 1e16 == pytest.approx((1.2 + 0.04 - 0.02**2 / 2e-3) / 24.0, rel=1e-12)
    assert float(thermal_minimum(B2, 20.0).v) == 0.0


def test_broken_phase_at_leading_order():
    """1e-12: the closed form of M_phi^2 with k = lambda_eta_phi, and Eqs. 5 to 8, whatever mu is."""
    lambda_eta, lambda_phi, k = B2[:3]
    vacuum, paper = broken_phase(B2, 1e14, phi_mass="vacuum"), broken_phase(B2, 1e3)
    assert float(vacuum.M_phi_over_T) ** 2 == pytest.approx(
        (6 * lambda_phi - 2 * k - k**2 / (2 * lambda_eta)) / 24, rel=1e-12
    )
    assert float(paper.M_phi_over_T) ** 2 == pytest.approx(float(c_phi(B2)), rel=1e-12)
    for found in (vacuum, paper):
        assert float(found.v_over_T) ** 2 == pytest.approx((0.02 - 0.006) / 24 / lambda_eta, rel=1e-12)
        assert float(found.M_h_over_T) ** 2 == pytest.approx((0.02 - 0.006) / 12, rel=1e-12)
        assert (found.lambda_phi, found.lambda_eta_phi) == (lambda_phi, k)


@pytest.mark.slow
@pytest.mark.parametrize("resummation", ["none", "parwani", "arnold-espinosa"])
def test_broken_phase_is_that_of_the_minimum(resummation):
    """1e-14: the same numbers over T."""
    T = 3e3
    found, expected = broken_phase(B2, T, resummation), thermal_minimum(B2, T, resummation)
    assert float(found.v_over_T) == pytest.approx(float(expected.v) / T, rel=1e-14)
    assert float(found.M_h_over_T) == pytest.approx(float(expected.M_h2) ** 0.5 / T, rel=1e-14)
    assert float(found.M_phi_over_T) == pytest.approx(float(expected.M_phi2) ** 0.5 / T, rel=1e-14)


def test_no_broken_phase_below_T_c_or_without_breaking():
    """NaN for numbers below T_c, for couplings of which resummation removes the breaking, and for traced ones."""
    assert np.isnan(float(broken_phase(B2, 20.0).v_over_T))
    assert np.isnan(float(broken_phase(B1._replace(lambda_eta_phi=-0.065), 1e3, "parwani").v_over_T))
    v = jax.vmap(lambda portal: broken_phase(B2._replace(lambda_eta_phi=portal), 1e4).v_over_T)
    # Bounded and broken; c_eta > 0; unbounded.
    assert np.isnan(np.asarray(v(jnp.array([-0.02, -0.005, -0.03])))).tolist() == [False, True, True]


def test_T_star():
    """Eq. 14: sqrt(lambda_eta/|c_eta|) Lambda_eff; rounding."""
    expected = (1e-3 / (0.014 / 24.0)) ** 0.5 * 3e13
    assert float(broken_phase(B2, 1e14).T_star(3e13)) == pytest.approx(expected, rel=1e-12)


def test_masses_without_couplings():
    """Eq. 6 without mu, M_phi = 2 M_N at 2 M_N/sqrt(c_phi); rounding."""
    masses = masses_without_couplings(0.05)
    assert float(masses.M_phi_over_T) == pytest.approx(0.05**0.5, rel=1e-15) and masses.M_h_over_T == 0.0
    assert float(masses.T_phi_decay(1e14)) == pytest.approx(8.94427191e14, rel=1e-9)


def test_daisies_lower_v_and_M_phi():
    """v/T at 30 T_c is a brute-force number, 1%; below T_c the origin is the minimum and M_h^2 > 0."""
    T = 30.0 * float(leading_T_c(B2))
    found = thermal_minimum(B2, T, "parwani")
    assert float(found.v) / T == pytest.approx(0.648, rel=0.01)
    assert 0.0 < float(found.M_phi2) < float(thermal_minimum(B2, T).M_phi2)
    V = two_scalar_potential(B2, "parwani")
    v = float(found.v)
    around = [float(V(jnp.array([v * f, 0.0]), T)) for f in (0.99, 1.0, 1.01)]
    assert around[1] < around[0] and around[1] < around[2] and around[1] < float(V(jnp.zeros(2), T))
    symmetric = thermal_minimum(B2, 45.0, "parwani")
    assert float(symmetric.v) == 0.0 and float(symmetric.M_h2) > 0.0


def test_benchmarks_of_daisies():
    """B1: daisies double T_c. B3: 7%."""
    ratios = [float(critical_temperature(k, "parwani").T / leading_T_c(k)) for k in (B1, B3)]
    assert ratios[0] > 2.0 and ratios[1] == pytest.approx(1.065, abs=0.005)


def test_T_c_without_breaking_after_resummation():
    """6 lambda_eta = 0.06 < 0.08 < 0.11, the estimate for c_phi of B1."""
    assert np.isinf(float(critical_temperature(B1._replace(lambda_eta_phi=-0.08), "parwani").T))


def test_batch_and_derivatives():
    """A batch is the loop; derivatives by a coupling against differences, 1e-6; T_c is proportional to the masses."""
    portals = jnp.array([-0.025, -0.02])

    def of_portal(portal):
        return critical_temperature(B2._replace(lambda_eta_phi=portal), "parwani").T

    batch, slopes = jax.jvp(jax.vmap(of_portal), (portals,), (jnp.ones(2),))
    for portal, T_c, slope in zip(portals.tolist(), batch.tolist(), slopes.tolist(), strict=True):
        assert T_c == pytest.approx(float(of_portal(portal)), rel=1e-10)
        difference = (float(of_portal(portal + 1e-6)) - float(of_portal(portal - 1e-6))) / 2e-6
        assert slope == pytest.approx(difference, rel=1e-6)
    tripled = critical_temperature(B2._replace(mu_eta=3.0, mu_phi=3.0), "parwani").T
    assert float(tripled) == pytest.approx(3.0 * float(batch[1]), rel=1e-9)


def test_temperature_of_degenerate_minima():
    """On a x^2 - x^3 + x^4/4, whose minima are degenerate at a = 1; 1e-4, what the parabola allows."""

    def barrier(fields, T):
        x = fields[0] / T
        return T**4 * ((50.0 / T) ** 2 * x**2 - x**3 + x**4 / 4.0)

    found = _degenerate(lambda log_T: _depth(barrier, jnp.asarray(10.0), log_T), jnp.log(80.0))
    assert float(jnp.exp(found)) == pytest.approx(50.0, rel=1e-4)


@pytest.mark.parametrize("resummation", ["parwani", "arnold-espinosa"])
def test_map_of_breaking(resummation):
    """Where |lambda_eta_phi| passes the estimate; 2% for Parwani, whose loops have c_phi^2 terms, exact otherwise."""
    lambda_eta, lambda_phi = (a.ravel() for a in np.meshgrid([1e-4, 1e-3, 3e-3], [0.05, 0.2, 0.5]))
    for factor, broken in ((0.97, False), (1.03, True)):
        portal = np.full(9, -0.01)
        for _ in range(40):
            portal = -factor * np.asarray(portal_for_breaking(lambda_eta, (6.0 * lambda_phi + portal) / 24.0))
        inside = np.abs(portal) < 2.0 * np.sqrt(lambda_eta * lambda_phi)
        found = np.asarray(inverse_breaking_survives(lambda_eta, lambda_phi, portal, resummation))
        assert inside.sum() >= 6
        assert np.all(found[inside] == broken) and not found[~inside].any()


def test_map_without_resummation():
    """At 6 lambda_eta exactly; unbounded potentials do not count."""
    portals = np.array([-0.0059, -0.0061, -0.029])
    for resummation in ("high-temperature", "none"):
        found = inverse_breaking_survives(np.full(3, 1e-3), np.full(3, 0.2), portals, resummation)
        assert found.tolist() == [False, True, False]


def test_bad_input():
    with pytest.raises(InvalidInput, match="no inverse symmetry breaking"):
        critical_temperature(B2._replace(lambda_eta_phi=-0.005))
    with pytest.raises(InvalidInput, match="unbounded from below"):
        broken_phase(B2._replace(lambda_eta_phi=-0.03), 1e4)
    with pytest.raises(InvalidInput, match="did you mean 'parwani'"):
        thermal_minimum(B2, 100.0, "parwani-")  # pyright: ignore[reportArgumentType]
    with pytest.raises(InvalidInput, match="phi_mass = 'vacum'"):
        broken_phase(B2, 1e4, phi_mass="vacum")  # pyright: ignore[reportArgumentType]
