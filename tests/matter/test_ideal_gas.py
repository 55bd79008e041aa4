"""The pressure integral of an ideal gas: quadrature, Bessel sums, its interpolant and limits."""

import itertools

import jax
import jax.numpy as jnp
import mpmath
import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.matter.gas import MASSLESS
from reheaton.matter.ideal_gas import exact_derivatives, exact_energy_density, exact_pressure, scaled_pressure
from reheaton.particles.species import STATISTICS

each_statistics = pytest.mark.parametrize("statistics", STATISTICS)


@each_statistics
@pytest.mark.parametrize("x", [0.0, 1e-3, 0.1, 1.0, 3.0, 10.0, 40.0, 100.0])
def test_pressure_equals_adaptive_quadrature(statistics, x):
    """1e-10: the tolerance of the adaptive quadrature, in pieces so that it sees the thermal momenta."""
    sign = 1.0 if statistics == "fermion" else -1.0

    def integrand(y: float) -> float:
        E = np.hypot(x, y)
        # e^-x is taken out so that relative errors mean something.
        return y**4 / E * np.exp(x - E) / (1.0 + sign * np.exp(-E)) / (6.0 * np.pi**2) if E > 0.0 else 0.0

    edges = np.array([0.0, 0.3, 1.0, 3.0, 8.0, 20.0, 60.0]) * (1.0 + np.sqrt(x))
    pieces = [quad(integrand, *piece, epsabs=0.0, epsrel=1e-12, limit=200)[0] for piece in itertools.pairwise(edges)]
    np.testing.assert_allclose(exact_pressure(x, statistics), np.exp(-x) * sum(pieces), rtol=1e-10)


@each_statistics
@pytest.mark.parametrize("x", [0.5, 1.0, 5.0, 20.0, 100.0])
def test_pressure_equals_bessel_sum(statistics, x):
    """2e-12: the documented error is 1e-12; the sum of (+-1)^(n+1) x^2 K_2(n x)/(2 pi^2 n^2) is cut off at e^-45."""
    sign = -1 if statistics == "fermion" else 1
    with mpmath.workdps(20):
        terms = int(45.0 / x) + 2
        total = mpmath.fsum(
            sign ** (n + 1) * mpmath.mpf(x) ** 2 * mpmath.besselk(2, n * mpmath.mpf(x)) / (2 * mpmath.pi**2 * n**2)
            for n in range(1, terms)
        )
    np.testing.assert_allclose(exact_pressure(x, statistics), float(total), rtol=2e-12)


@each_statistics
@pytest.mark.parametrize("x", [0.5, 1.0, 5.0, 20.0, 100.0])
def test_energy_density_equals_bessel_sum(statistics, x):
    """2e-12 as for the pressure; the sum of (+-1)^(n+1) x^2 (3 K_2(n x) + n x K_1(n x))/(2 pi^2 n^2)."""
    sign = -1 if statistics == "fermion" else 1
    with mpmath.workdps(20):
        total = mpmath.fsum(
            sign ** (n + 1)
            * mpmath.mpf(x) ** 2
            * (3 * mpmath.besselk(2, n * mpmath.mpf(x)) + n * mpmath.mpf(x) * mpmath.besselk(1, n * mpmath.mpf(x)))
            / (2 * mpmath.pi**2 * n**2)
            for n in range(1, int(45.0 / x) + 2)
        )
    np.testing.assert_allclose(exact_energy_density(x, statistics), float(total), rtol=2e-12)


@each_statistics
def test_massless_gas(statistics):
    """1e-12: the documented error of the quadrature; p = pi^2/90 and 7/8 of it, rho = 3 p."""
    np.testing.assert_allclose(exact_pressure(0.0, statistics), MASSLESS[statistics], rtol=1e-12)
    np.testing.assert_allclose(exact_energy_density(0.0, statistics), 3.0 * MASSLESS[statistics], rtol=1e-12)


@each_statistics
def test_small_masses_lower_the_pressure_by_their_square(statistics):
    """1e-4 of the change at x = 1e-3: p_0 - x^2/24 + x^3/(12 pi) (bosons), p_0 - x^2/48 (fermions), next x^4 ln x."""
    x = 1e-3
    expected = -(x**2) / 48.0 if statistics == "fermion" else -(x**2) / 24.0 + x**3 / (12.0 * np.pi)
    change = exact_pressure(x, statistics) - exact_pressure(0.0, statistics)
    np.testing.assert_allclose(change, expected, rtol=1e-4)


@each_statistics
def test_heavy_gas_is_boltzmann(statistics):
    """1e-12: e^-60 corrections by statistics are nothing; the asymptotic series of K_2 to x^-7 is 1e-11 at x = 60."""
    x = 60.0
    boltzmann = x**2 * float(mpmath.besselk(2, x)) / (2.0 * np.pi**2)
    np.testing.assert_allclose(exact_pressure(x, statistics), boltzmann, rtol=1e-12)


def between_nodes() -> np.ndarray:
    """ln x at 3000 places of the table, at nodes of none."""
    return np.linspace(np.log(1.01e-5), np.log(149.0), 3001)


@pytest.mark.parametrize("fermion", [0, 1])
def test_interpolant_equals_integral(fermion):
    """1e-11 of the massless value, as documented."""
    log_x = between_nodes()
    value, _, _ = scaled_pressure(jnp.asarray(log_x), fermion)
    error = np.abs(np.asarray(value) - exact_pressure(np.exp(log_x), STATISTICS[fermion]))
    assert error.max() < 1e-11 * MASSLESS[STATISTICS[fermion]]


@pytest.mark.parametrize("fermion", [0, 1])
def test_derivatives_of_the_interpolant(fermion):
    """1e-8, 1e-6 of the massless value: the error of the value over h and h^2 (h = 0.015), times 6 and 30."""
    log_x = between_nodes()
    _, first, second = scaled_pressure(jnp.asarray(log_x), fermion)
    _, exact_first, exact_second = exact_derivatives(log_x, STATISTICS[fermion])
    scale = MASSLESS[STATISTICS[fermion]]
    assert np.abs(np.asarray(first) - exact_first).max() < 1e-8 * scale
    assert np.abs(np.asarray(second) - exact_second).max() < 1e-6 * scale


@pytest.mark.parametrize("fermion", [0, 1])
def test_returned_derivatives_are_those_of_the_value(fermion):
    """1e-12 of the massless value: the same polynomial, differentiated in two ways."""
    log_x = jnp.asarray(between_nodes()[::50])
    _, first, second = scaled_pressure(log_x, fermion)
    one = jax.vmap(jax.grad(lambda u: scaled_pressure(u, fermion)[0]))(log_x)
    two = jax.vmap(jax.grad(lambda u: scaled_pressure(u, fermion)[1]))(log_x)
    np.testing.assert_allclose(one, first, atol=1e-12 * MASSLESS["boson"])
    np.testing.assert_allclose(two, second, atol=1e-9 * MASSLESS["boson"])


@each_statistics
def test_exact_derivatives_equal_differences_of_the_pressure(statistics):
    """1e-8: h^2/6 times the third derivative, h = 1e-4, plus rounding 1e-16/h^2 for the second difference."""
    u, h = np.linspace(np.log(1e-2), np.log(30.0), 40), 1e-4
    low, middle, high = (exact_pressure(np.exp(u + k * h), statistics) for k in (-1, 0, 1))
    _, first, second = exact_derivatives(u, statistics)
    np.testing.assert_allclose((high - low) / (2.0 * h), first, atol=1e-9)
    np.testing.assert_allclose((high - 2.0 * middle + low) / h**2, second, atol=1e-7)


def test_beyond_the_table_gases_are_massless_or_absent():
    """1e-10 of the massless value where the table starts (x = 1e-5), e^-150 where it ends."""
    value, first, second = scaled_pressure(jnp.log(jnp.array([1e-9, 1e4])), jnp.array([0, 1]))
    np.testing.assert_allclose(value, [MASSLESS["boson"], 0.0], atol=1e-11)
    assert np.all(np.asarray(first) == 0.0) and np.all(np.asarray(second) == 0.0)
