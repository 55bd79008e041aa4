"""Yields of phi phi -> N N against published numbers, direct integration and limits."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reheaton.constants import M_PLANCK
from reheaton.errors import InvalidInput
from reheaton.papers.inverse_symmetry_breaking.exchange import exchange_growth, exchange_yields
from reheaton.papers.inverse_symmetry_breaking.yields import ProductionBath, prefactor

M_N, LAMBDA = 1e14, 4e-5
M_PHI = 0.05**0.5
"""M_phi/T for c_phi = 0.05."""
BOSE = ProductionBath("bose-einstein")

both = jax.jit(exchange_yields)
many = jax.jit(jax.vmap(exchange_yields, (None, None, 0, 0, 0)))
grown = jax.jit(lambda T, T_star, m, bath: jax.vmap(lambda t: exchange_growth(t, M_N, 1.0, T_star, m, bath))(T))


def integrated(rate, edges, points=48):
    """Sums over ln T of a function of T (any,) that gives Yields, between edges in ln T; N and N'."""
    nodes, weights = np.polynomial.legendre.leggauss(points)
    T, w = [], []
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        T.append(np.exp(0.5 * (low + high) + 0.5 * (high - low) * nodes))
        w.append(0.5 * (high - low) * weights)
    found = rate(jnp.asarray(np.concatenate(T)))
    return tuple(float(np.sum(np.concatenate(w) * part)) for part in (found.N, found.N_mirror))


@pytest.mark.parametrize(
    ("c_phi", "T_star", "T_max", "x_RH", "Y_N", "Y_mirror"),
    [
        (0.05, 1.0, 1.0, 0.2409252457, 35.59704357, 0.1199342358),
        (0.05, 1.0, 2.0, 0.251769426, 243.7710619, 0.9794766977),
        (0.05, 1.0, 5.0, 0.5740028148, 2538.179259, 275.5360189),
        (0.05, 0.3, 1.0, 0.4701855174, 594.0263701, 29.03238512),
    ],
)
def test_published_yields(c_phi, T_star, T_max, x_RH, Y_N, Y_mirror):
    """1e-7, as stated by the independent calculation; the third row starts below the kink at M_N = M_phi."""
    found = both(M_N, 1.0, T_star * M_N, T_max * M_N, c_phi**0.5)
    unit = float(prefactor()) * M_PLANCK / M_N
    assert float(found.x_RH) == pytest.approx(x_RH, rel=1e-7)
    assert float(found.N) / unit == pytest.approx(Y_N, rel=1e-7)
    assert float(found.N_mirror) / unit == pytest.approx(Y_mirror, rel=1e-7)


def test_published_benchmark():
    """3e-7: seven digits are given. Majorana vertex, y_0 = 2 lambda; the literal vertex has 1/16 of it."""
    found = both(M_N, 2.0 * LAMBDA, M_N, 2.0 * M_N, M_PHI)
    assert float(found.N) == pytest.approx(3.777361e-15, rel=3e-7)
    assert float(found.N_mirror) == pytest.approx(1.517751e-17, rel=3e-7)
    assert float(both(M_N, LAMBDA, M_N, 2.0 * M_N, M_PHI).N) == pytest.approx(3.777361e-15 / 16.0, rel=3e-7)


@pytest.mark.parametrize(("statistics", "tolerance"), [("maxwell-boltzmann", 1e-7), ("bose-einstein", 1e-6)])
@pytest.mark.parametrize(
    ("c_phi", "T_star", "T_max"),
    [(0.01, 1.0, 1.0), (0.05, 0.5, 3.0), (0.3, 1.0, 1.1), (1e-5, 20.0, 30.0), (0.1, 0.02, 0.03), (0.05, 0.1, 1.9)],
)
def test_yields_are_integrals_of_the_growth(c_phi, T_star, T_max, statistics, tolerance):
    """As stated for the table; Gauss' rule with 48 points in each of the pieces is exact to 1e-9."""
    low, high = np.log(M_N / 60.0), np.log(T_max * M_N)
    middle = np.linspace(low, min(high, np.log(M_N)), 6)
    edges = np.unique([*middle, *(e for e in np.log([M_N / np.sqrt(c_phi), 10.0 * M_N]) if low < e < high), high])
    expected = integrated(lambda T: grown(T, T_star * M_N, c_phi**0.5, ProductionBath(statistics)), edges)
    found = both(M_N, 1.0, T_star * M_N, T_max * M_N, c_phi**0.5, ProductionBath(statistics))
    assert (float(found.N), float(found.N_mirror)) == pytest.approx(expected, rel=tolerance)


@settings(max_examples=30)
@given(st.floats(1e8, 1e18), st.floats(1e-9, 1.0), st.floats(1.0, 200.0), st.floats(0.1, 10.0), st.floats(0.1, 4.0))
def test_the_temperature_ratio_depends_on_ratios_of_scales_alone(mass, y_0, g_star, T_star, T_max):
    """1e-12: the same look-up, but for the rounding of T_max/M_N where production is exponential in it."""
    reference = both(M_N, 1e-4, T_star * M_N, T_max * M_N, M_PHI)
    found = both(mass, y_0, T_star * mass, T_max * mass, M_PHI, ProductionBath(g_star=g_star))
    assert float(found.x_RH) == pytest.approx(float(reference.x_RH), rel=1e-12)
    expected = (y_0 / 1e-4) ** 4 * M_N / mass * (2.0 / g_star) ** 1.5
    assert float(found.N / reference.N) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("T_max", [0.3, 2.0, 1.0 / np.sqrt(0.05), 8.0])
@pytest.mark.parametrize("T_star", [0.9, 2.0])
def test_derivatives_by_all_parameters(T_star, T_max):
    """2e-5 of x_RH: splines have derivatives good to 1e-5, and so at the kink; there 1e-4 of dlnY/dlnT."""

    def x_RH(point):
        c_phi, T_star, T_max = jnp.exp(point)
        return exchange_yields(M_N, 1e-4, T_star * M_N, T_max * M_N, c_phi**0.5).x_RH

    point, step = np.log([0.05, T_star, T_max]), 3e-3
    slopes = jax.jit(jax.grad(x_RH))(point)
    ends = jax.jit(jax.vmap(x_RH))(point + step * np.concatenate([np.eye(3), -np.eye(3)]))
    expected = (ends[:3] - ends[3:]) / (2.0 * step)
    np.testing.assert_allclose(slopes, expected, rtol=1e-4, atol=2e-5)
    log_slope = jax.jit(jax.grad(lambda x: jnp.log(exchange_yields(M_N, 1e-4, M_N, jnp.exp(x) * M_N, M_PHI).N)))
    rate = exchange_growth(T_max * M_N, M_N, 1e-4, M_N, M_PHI).N / exchange_yields(M_N, 1e-4, M_N, T_max * M_N, M_PHI).N
    assert float(log_slope(np.log(T_max))) == pytest.approx(float(rate), rel=1e-4)


def test_high_and_low_starts():
    """1%: Y ~ T_max^3 for both when T_max >> T_*, and independent of T_max when T_* is out of reach."""
    T_max = np.array([500.0, 1000.0]) * M_N
    same = np.full(2, M_PHI)
    found = many(M_N, 1.0, np.full(2, M_N), T_max, same)
    assert float(found.N[1] / found.N[0]) == pytest.approx(8.0, rel=0.01)
    assert float(found.x_RH[1]) == pytest.approx(1.0, abs=0.01)
    constant = many(M_N, 1.0, np.full(2, 1e9 * M_N), T_max, same)
    assert float(constant.N[1] / constant.N[0]) == pytest.approx(1.0, rel=0.01)
    assert float(constant.x_RH[1]) == pytest.approx(1.0, abs=1e-5)
    # Far below M_N each unit of z costs e^2, and N' at T_max = T_* is made with a coupling of z - z1 = 1/2 or so.
    cold = many(M_N, 1.0, M_N / np.array([40.0, 41.0]), M_N / np.array([40.0, 41.0]), same)
    assert float(cold.N[1] / cold.N[0]) == pytest.approx(np.exp(-2.0), rel=0.15)
    assert 0.0 < float(cold.x_RH[0]) < 0.02


def test_bose_enhancement():
    """An independent calculation found +26 to 83% for Y_N, +10 to 89% for Y_N', -3 to +1% for x_RH; as many digits."""
    ratios = []
    for T_star, T_max in ((1.0, 1.0), (1.0, 2.0), (1.0, 5.0), (0.3, 1.0)):
        classical = both(M_N, 1.0, T_star * M_N, T_max * M_N, M_PHI)
        bose = both(M_N, 1.0, T_star * M_N, T_max * M_N, M_PHI, BOSE)
        pairs = (bose.N, classical.N), (bose.N_mirror, classical.N_mirror), (bose.x_RH, classical.x_RH)
        ratios.append([float(a / b) for a, b in pairs])
    assert np.min(ratios, axis=0) == pytest.approx([1.26, 1.10, 0.97], abs=0.006)
    assert np.max(ratios, axis=0) == pytest.approx([1.83, 1.89, 1.01], abs=0.006)


def test_batch_equals_loop():
    """1e-13: the same look-ups in another order."""
    T_max, M_phi_over_T = np.array([0.5, 2.0, 7.0]) * M_N, np.array([0.1, 0.2, 0.5])
    batch = many(M_N, 1.0, np.full(3, M_N), T_max, M_phi_over_T)
    single = [both(M_N, 1.0, M_N, T, m) for T, m in zip(T_max, M_phi_over_T, strict=True)]
    np.testing.assert_allclose(batch.N, [float(y.N) for y in single], rtol=1e-13)
    np.testing.assert_allclose(batch.N_mirror, [float(y.N_mirror) for y in single], rtol=1e-13)


def test_unknown_statistics_is_refused():
    with pytest.raises(InvalidInput, match="did you mean 'bose-einstein'"):
        exchange_yields(M_N, 1.0, M_N, M_N, M_PHI, ProductionBath("bose-einstien"))  # pyright: ignore[reportArgumentType]
