"""J_B and J_F against quadrature of their definitions, and against their expansion."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

from reheaton.matter.potential.thermal_integrals import J_B, J_F, J_B_expanded, J_F_expanded, square_times_log

INTEGRALS = {"boson": (J_B, -1), "fermion": (J_F, 1)}
VALUES = [-99.0, -50.0, -30.0, -5.0, -1e-3, 0.0, 1e-6, 0.3, 24.9, 25.1, 400.0]


def _by_quadrature(y2: float, sign: int) -> float:
    """The definition, real part; split at E = 0 and where the logarithm is singular, E^2 = -(frequency)^2."""
    frequencies = [(2 * n + (sign > 0)) * np.pi for n in range(5)]
    breaks = sorted(
        {0.0, float(np.sqrt(max(-y2, 0.0))), *(float(np.sqrt(-y2 - w**2)) for w in frequencies if -y2 > w**2)}
    )
    last = breaks[-1]
    points = [*breaks, last + 2.0, last + 10.0, last + 50.0]

    def integrand(x: float) -> float:
        return x**2 * mp.re(mp.log(1 + sign * mp.exp(-mp.sqrt(x**2 + y2))))

    return float(mp.quad(integrand, points))


@pytest.mark.parametrize("statistics", INTEGRALS)
def test_against_quadrature(statistics):
    """1e-11: what the quadrature reaches beside its logarithmic singularities; ours is 1e-12."""
    integral, sign = INTEGRALS[statistics]
    expected = [_by_quadrature(y2, sign) for y2 in VALUES]
    assert np.max(np.abs(integral(np.array(VALUES)) - np.array(expected))) < 1e-11


@pytest.mark.parametrize("statistics", INTEGRALS)
@pytest.mark.parametrize("y2", [0.01, 2.0, 24.0, 30.0])
def test_derivatives_against_quadrature(statistics, y2):
    """dJ/dy2 = -+ int x^2 f/(2 E), and d2J/dy2^2 = +- int f/(4 E) as in the pressure of a gas; rounding, 1e-10."""
    integral, sign = INTEGRALS[statistics]

    def moment(power: int) -> float:
        def integrand(x: float) -> float:
            energy = mp.sqrt(x**2 + y2)
            return x**power / energy / (mp.exp(energy) + sign)

        return float(mp.quad(integrand, [0.0, 0.1, 1.0, 5.0, 20.0, 60.0]))

    slope = jax.grad(integral)
    assert float(slope(y2)) == pytest.approx(-sign * moment(2) / 2.0, abs=1e-12, rel=1e-10)
    assert float(jax.grad(slope)(y2)) == pytest.approx(sign * moment(0) / 4.0, abs=1e-12, rel=1e-10)


@pytest.mark.parametrize("statistics", INTEGRALS)
@pytest.mark.parametrize("y2", [-60.0, -3.0])
def test_derivatives_of_imaginary_masses(statistics, y2):
    """Central differences, step^2 = 1e-8 relative; up to the third derivative."""
    derivative = INTEGRALS[statistics][0]
    for _ in range(3):
        following = jax.grad(derivative)
        h = 1e-4
        difference = (float(derivative(y2 + h)) - float(derivative(y2 - h))) / (2.0 * h)
        assert difference == pytest.approx(float(following(y2)), rel=1e-6, abs=1e-8)
        derivative = following


def test_published_values():
    """Brute-force numbers to the digits printed, and the massless limits."""
    expected = [-1.69647556914, -0.132858340481, -2.81844526728]
    assert np.asarray(J_B(np.array([1.0, 25.0, -1.0]))) == pytest.approx(expected, rel=4e-12)
    assert float(J_B(0.0)) == pytest.approx(-(np.pi**4) / 45.0, rel=1e-14)
    assert float(J_F(0.0)) == pytest.approx(7.0 * np.pi**4 / 360.0, rel=1e-14)


def test_heavy_particles():
    """-+ y^2 K_2(y), to a relative 1e-12 where Boltzmann statistics are exact to 1e-17 and beyond."""
    for y in (40.0, 100.0):
        expected = float(-(y**2) * mp.besselk(2, y))
        assert float(J_B(y**2)) == pytest.approx(expected, rel=3e-12)
        assert float(J_F(y**2)) == pytest.approx(-expected, rel=3e-12)


def test_expansion():
    """The remainder is the next term, 4e-4 and 2.2e-3 times y2^3, for both signs."""
    y2 = np.array([-0.3, -0.01, 0.01, 0.3])
    assert np.all(np.abs(J_B_expanded(y2) - J_B(y2)) < 4.5e-4 * np.abs(y2) ** 3 + 1e-14)
    assert np.all(np.abs(J_F_expanded(y2) - J_F(y2)) < 2.3e-3 * np.abs(y2) ** 3 + 1e-14)


def test_out_of_range():
    assert np.isnan(float(J_B(-100.1))) and np.isnan(float(J_F(jnp.nan)))


def test_massless_derivatives_are_finite():
    """Slopes pi^2/12 and -pi^2/24; second derivatives diverge in truth and are finite here."""
    assert float(jax.grad(J_B)(0.0)) == pytest.approx(np.pi**2 / 12.0, rel=1e-14)
    assert float(jax.grad(J_F)(0.0)) == pytest.approx(-(np.pi**2) / 24.0, rel=1e-14)
    for function in (J_B, J_F, square_times_log):
        assert np.isfinite(float(jax.grad(jax.grad(function))(jnp.asarray(0.0))))
