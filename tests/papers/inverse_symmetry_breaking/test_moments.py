"""Moments of the rate of phi phi -> N N: Eq. 13 by quadrature, published values, the table against its integrals."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import k1

from reheaton.errors import InvalidInput
from reheaton.papers.inverse_symmetry_breaking.amplitudes import exchange_integral
from reheaton.papers.inverse_symmetry_breaking.moments import M_PHI_RANGE, Z_RANGE, moment_table, moments, reduced_rate

angular = jax.jit(exchange_integral)
rates = jax.jit(jax.vmap(reduced_rate, (0, None, None)), static_argnums=2)


@pytest.mark.parametrize(
    ("z", "F"),
    [(0.01, 42.6140786), (0.5477225575, 14.32663846), (4.053600464, 0.02418255421), (30.0, 9.321837294e-25)],
)
def test_published_values_of_the_rate(z, F):
    """2e-9: half a unit of the last of ten digits, where they are given; an independent calculation, c_phi = 0.05."""
    assert float(reduced_rate(z, 0.05**0.5)) == pytest.approx(F, rel=2e-9)


@pytest.mark.parametrize(("z", "m"), [(0.1, 0.3), (1.0, 0.2), (5.0, 1.5)])
def test_rate_is_the_printed_integral(z, m):
    """Eq. 13 with both thresholds; 1e-8: twice the error of the rate, and of the quadrature."""

    def integrand(E):
        s = (2.0 * max(z, m) + E) ** 2
        flux = np.sqrt(max(s - 4.0 * z**2, 0.0) * max(s - 4.0 * m**2, 0.0) / s) / 4.0
        return 2.0 * np.sqrt(s) * flux * k1(np.sqrt(s)) * float(angular(s, m, z))

    expected = sum(quad(integrand, *ends, epsabs=0.0, epsrel=1e-10, limit=200)[0] for ends in ((0, 1), (1, 8), (8, 60)))
    assert float(reduced_rate(z, m)) == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(
    ("statistics", "beyond", "below"), [("maxwell-boltzmann", 2e-7, 1e-6), ("bose-einstein", 1e-6, 5e-6)]
)
@pytest.mark.parametrize(("z1", "m"), [(0.5, 0.2), (3.0, 1.0), (20.0, 0.01), (0.05, 0.3), (1e-3, 1.5)])
def test_table_is_the_integral_of_the_rate(z1, m, statistics, beyond, below):
    """Each of the nine moments to the stated error, by Gauss' rule on each side of the kink at z = m."""
    M, Q = moments(z1, m, statistics)
    edges = np.log(np.unique([z1, *np.geomspace(z1, max(m, z1), 9), *np.geomspace(max(m, z1), max(m, z1) + 45.0, 25)]))
    nodes, weights = np.polynomial.legendre.leggauss(24)
    half = 0.5 * np.diff(edges)[:, None]
    z = np.exp(0.5 * (edges[:-1] + edges[1:])[:, None] + half * nodes).ravel()
    measure = (half * weights).ravel() * z * np.asarray(rates(jnp.asarray(z), m, statistics)) * np.exp(2.0 * z1)
    tolerance = beyond if z1 >= m else below
    np.testing.assert_allclose(M, [np.sum(measure * (z1 / z) ** k) for k in range(5)], rtol=tolerance)
    np.testing.assert_allclose(Q, [np.sum(measure * (1.0 - z1 / z) ** k) for k in range(5)], rtol=tolerance)


def test_moments_are_binomials_of_each_other():
    """sum_k binomial(4, k) (-1)^k M_k = Q_4; 1e-6: errors of terms of order 4 M_1, all below ten times Q_4."""
    M, Q = moments(2.0, 0.2)
    binomials = np.array([1.0, -4.0, 6.0, -4.0, 1.0])
    assert float(jnp.sum(binomials * M)) == pytest.approx(float(Q[4]), abs=4e-6 * float(M[0]))
    assert float(M[0]) == float(Q[0])


def test_outside_the_table_there_is_no_answer():
    """NaN just outside either range; numbers at the ends themselves."""
    inside, (low, high), (light, heavy) = 0.5, Z_RANGE, M_PHI_RANGE
    for z1, m in ((0.9 * low, inside), (1.1 * high, inside), (1.0, 0.9 * light), (1.0, 1.1 * heavy)):
        assert np.all(np.isnan(moments(z1, m)[0]))
    for z1, m in ((low, inside), (high, inside), (1.0, light), (1.0, heavy)):
        assert np.all(np.asarray(moments(z1, m)[0]) > 0.0)


def test_unknown_statistics_is_refused():
    with pytest.raises(InvalidInput, match="did you mean 'bose-einstein'"):
        moment_table("bose-einstien")  # pyright: ignore[reportArgumentType]
