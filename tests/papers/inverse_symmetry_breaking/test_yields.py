"""Yields of N and N' against published numbers, direct integration, generic reaction densities and limits."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad

from reheaton.constants import M_PLANCK
from reheaton.cosmology import entropy_density, hubble_radiation
from reheaton.errors import InvalidInput
from reheaton.papers.inverse_symmetry_breaking.amplitudes import contact_squared, graviton_squared, three_phi_squared
from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings
from reheaton.papers.inverse_symmetry_breaking.phases import broken_phase, masses_without_couplings
from reheaton.papers.inverse_symmetry_breaking.yields import (
    EQUILIBRIUM_YIELD,
    exchange_growth,
    exchange_yields,
    graviton_yield,
    growth,
    growth_by_process,
    h_phi_yields,
    prefactor,
    three_phi_yields,
    total,
    vertices,
    yields_by_process,
)
from reheaton.rates.reaction_density import TwoToTwo, reaction_density, three_to_two_density

M_N, LAMBDA = 1e14, 4e-5
COUPLINGS = Couplings(1e-3, 0.2, -0.02, 1.0, 1.0)
PHASE = broken_phase(COUPLINGS, 2e14, phi_mass="vacuum")
RATE = 0.5 * (4.0 * np.pi) ** 5 * float(prefactor()) * M_PLANCK
"""T^5/(H s)."""

M_PHI = 0.05**0.5
"""M_phi/T for c_phi = 0.05."""

both = jax.jit(exchange_yields, static_argnames="statistics")
many = jax.jit(jax.vmap(exchange_yields, (None, None, 0, 0, 0)))
grown = jax.jit(
    lambda T, T_star, m, statistics: jax.vmap(lambda t: exchange_growth(t, M_N, 1.0, T_star, m, statistics))(T),
    static_argnames="statistics",
)


def integrated(rate, edges, points=48):
    """Sums over ln T of a function of T (any,) that gives Yields, between edges in ln T; N and N'."""
    nodes, weights = np.polynomial.legendre.leggauss(points)
    T, w = [], []
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        T.append(np.exp(0.5 * (low + high) + 0.5 * (high - low) * nodes))
        w.append(0.5 * (high - low) * weights)
    found = rate(jnp.asarray(np.concatenate(T)))
    return tuple(float(np.sum(np.concatenate(w) * part)) for part in (found.N, found.N_mirror))


def test_vertices():
    """Eqs. 10, 11, 14: lambda (1 +- v/Lambda_eff) with v/Lambda_eff = T/T_*; that of N' vanishes at T_*."""
    y_N, y_mirror = vertices(0.3, 2.0, 4.0)
    assert (float(y_N), float(y_mirror)) == pytest.approx((0.45, 0.15), rel=1e-15)
    assert float(vertices(0.3, 4.0, 4.0)[1]) == 0.0


def test_prefactor_is_the_expansion_and_the_entropy_of_the_scalars():
    """2/(4 pi)^5 T^5/(H S M_PLANCK) with H and S as printed below Eq. 13; 1e-14: rounding. Seven digits are given."""
    T, g = 3e7, 2.0
    H, S = np.sqrt(4.0 * np.pi**3 / 45.0 * g) * T**2 / M_PLANCK, 2.0 * np.pi**2 / 45.0 * g * T**3
    assert float(hubble_radiation(g, T)) == pytest.approx(H, rel=1e-14)
    assert float(entropy_density(g, T)) == pytest.approx(S, rel=1e-14)
    assert float(prefactor()) == pytest.approx(2.0 / (4.0 * np.pi) ** 5 * T**5 / (H * S * M_PLANCK), rel=1e-14)
    assert float(prefactor()) == pytest.approx(3.098631e-6, rel=3e-7)


def test_equilibrium_yield():
    """1e-6: the Fermi-Dirac integral of two states over s of two scalars."""
    n = quad(lambda p: p**2 / (np.exp(p) + 1.0), 0.0, 60.0)[0] / np.pi**2
    assert pytest.approx(n / float(entropy_density(2.0, 1.0)), rel=1e-6) == EQUILIBRIUM_YIELD


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
    expected = integrated(lambda T: grown(T, T_star * M_N, c_phi**0.5, statistics), edges)
    found = both(M_N, 1.0, T_star * M_N, T_max * M_N, c_phi**0.5, statistics)
    assert (float(found.N), float(found.N_mirror)) == pytest.approx(expected, rel=tolerance)


@settings(max_examples=30, deadline=None)
@given(st.floats(1e8, 1e18), st.floats(1e-9, 1.0), st.floats(1.0, 200.0), st.floats(0.1, 10.0), st.floats(0.1, 4.0))
def test_the_temperature_ratio_depends_on_ratios_of_scales_alone(mass, y_0, g_star, T_star, T_max):
    """1e-12: the same look-up, but for the rounding of T_max/M_N where production is exponential in it."""
    reference = both(M_N, 1e-4, T_star * M_N, T_max * M_N, M_PHI)
    found = both(mass, y_0, T_star * mass, T_max * mass, M_PHI, "maxwell-boltzmann", g_star)
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
        bose = both(M_N, 1.0, T_star * M_N, T_max * M_N, M_PHI, "bose-einstein")
        pairs = (bose.N, classical.N), (bose.N_mirror, classical.N_mirror), (bose.x_RH, classical.x_RH)
        ratios.append([float(a / b) for a, b in pairs])
    assert np.min(ratios, axis=0) == pytest.approx([1.26, 1.10, 0.97], abs=0.006)
    assert np.max(ratios, axis=0) == pytest.approx([1.83, 1.89, 1.01], abs=0.006)


def test_published_order_lambda2_answer():
    """1e-6: the digits given. Contact production makes 7e7 times as many N, and x_RH is 1 for all purposes."""
    found = yields_by_process(M_N, 2.0 * LAMBDA, M_N, 2.0 * M_N, PHASE)
    paper, h_phi, three_phi = found["exchange"], found["h_phi"], found["three_phi"]
    assert float(paper.x_RH) == pytest.approx(0.2517552, rel=1e-6)
    assert float(h_phi.x_RH) == pytest.approx(1.000534, rel=1e-6)
    assert float((paper + h_phi + three_phi).x_RH) == pytest.approx(1.000516, rel=1e-6)
    assert 4e7 < float(h_phi.N / paper.N) < 1e8
    # The s-channel term has the sign of the contact term for N' only: lambda_eta_phi is negative.
    assert float(h_phi.N_mirror) > float(h_phi.N)


def test_processes():
    """The functions of the single processes, and without couplings those that need none; the same calls."""
    start = (M_N, 2.0 * LAMBDA, 1.3 * M_N, 2.0 * M_N)
    found = yields_by_process(*start, PHASE, "bose-einstein")
    assert list(found) == ["exchange", "h_phi", "three_phi", "gravitons"]
    assert float(found["exchange"].N) == float(exchange_yields(*start, PHASE.M_phi_over_T, "bose-einstein").N)
    assert float(found["h_phi"].N_mirror) == float(h_phi_yields(*start, PHASE).N_mirror)
    assert float(found["three_phi"].N_mirror) == float(three_phi_yields(*start, PHASE).N_mirror)
    assert float(found["gravitons"].N) == float(found["gravitons"].N_mirror)
    assert float(total(found).N_mirror) == sum(float(part.N_mirror) for part in found.values())
    few = yields_by_process(*start, masses_without_couplings(0.05))
    assert list(few) == ["exchange", "gravitons"]
    assert float(few["exchange"].N) == pytest.approx(float(both(*start, M_PHI).N), rel=1e-13)
    # h is without mass there; otherwise M_h is 0.034 T and makes the yield less by its square.
    with_mass = graviton_yield(M_N, 2.0 * M_N, broken_phase(COUPLINGS, 2.0 * M_N))
    assert float(few["gravitons"].N) == pytest.approx(float(with_mass), rel=2e-3)


def test_growth_by_process():
    """Rounding for the processes that are no table; the growth of exchange is not that of its table."""
    T = 0.7 * M_N
    found = growth_by_process(T, M_N, 2.0 * LAMBDA, 1.3 * M_N, PHASE)
    assert set(found) == {"exchange", "h_phi", "three_phi", "gravitons"}
    direct = exchange_growth(T, M_N, 2.0 * LAMBDA, 1.3 * M_N, PHASE.M_phi_over_T)
    assert float(found["exchange"].N_mirror) == float(direct.N_mirror)
    h_phi = growth(lambda t: h_phi_yields(M_N, 2.0 * LAMBDA, 1.3 * M_N, t, PHASE), T)
    assert float(found["h_phi"].N) == pytest.approx(float(h_phi.N), rel=1e-12)


@pytest.mark.parametrize("T", [0.4 * M_N, 1.7 * M_N])
def test_order_lambda2_and_graviton_rates_are_those_of_the_generic_densities(T):
    """1e-9: both are sums over 40 nodes, but in the one the integral over time has been done by hand."""
    m, m_h, nu = (float(jnp.asarray(x)) for x in (PHASE.M_phi_over_T, PHASE.M_h_over_T, PHASE.v_over_T))
    T_star, y_0, k = 1.3 * M_N, 2.0 * LAMBDA, COUPLINGS[2]
    h_phi = growth(lambda t: h_phi_yields(M_N, y_0, T_star, t, PHASE), T)
    three = growth(lambda t: three_phi_yields(M_N, y_0, T_star, t, PHASE), T)
    for sign, in_h_phi, in_three in ((1.0, h_phi.N, three.N), (-1.0, h_phi.N_mirror, three.N_mirror)):
        y, contact = y_0 * (1.0 + sign * T / T_star), sign * y_0 / (nu * T_star)
        process = TwoToTwo(
            lambda s, x, t, y=y, contact=contact: contact_squared(s, m * t, M_N, y, contact, k * nu * t),
            (lambda t: m * t, lambda t: m_h * t, M_N, M_N),
            symmetry=0.5,
        )
        assert float(in_h_phi) == pytest.approx(2.0 * RATE / T**5 * float(reaction_density(process, T)), rel=1e-9)
        density = three_to_two_density(
            lambda s, t, y=y: three_phi_squared(s, m * t, M_N, y, COUPLINGS[1]), m * T, M_N, T
        )
        assert float(in_three) == pytest.approx(2.0 / 12.0 * RATE / T**5 * float(density), rel=1e-9)
    expected = 0.0
    for mass in (m * T, m_h * T):
        process = TwoToTwo(lambda s, x, t, mass=mass: graviton_squared(s, x, mass, M_N), (mass, mass, M_N, M_N), 0.25)
        expected += 2.0 * RATE / T**5 * float(reaction_density(process, T))
    slope = jax.grad(lambda x: graviton_yield(M_N, jnp.exp(x), PHASE))(np.log(T))
    assert float(slope) == pytest.approx(expected, rel=1e-9)


def test_order_lambda2_yields_are_integrals_of_their_growth():
    """1e-8: Gauss' rule over decades below T_max."""
    edges = np.log(M_N * np.array([1.0 / 60.0, 0.05, 0.2, 0.5, 2.0]))
    for yields in (h_phi_yields, three_phi_yields):

        def made(T, yields=yields):
            return yields(M_N, 1e-4, 1.3 * M_N, T, PHASE)

        expected = integrated(jax.vmap(lambda T, made=made: growth(made, T)), edges, 24)
        found = made(2.0 * M_N)
        assert (float(found.N), float(found.N_mirror)) == pytest.approx(expected, rel=1e-8)


def test_gravity_makes_as_many_as_the_mirror_sector_gets():
    """At the benchmark, 3.5e-17 of each against 1.5e-17 of N': not to be neglected. T_max >> M_N: T^8/(80 pi^5)."""
    assert float(graviton_yield(M_N, 2.0 * M_N, PHASE)) == pytest.approx(3.477e-17, rel=1e-3)
    light = broken_phase(Couplings(1e-8, 1e-6, -1e-7, 1.0, 1.0), 1e17)
    # Two scalars; Y ~ T^3 has a third of its slope. 1e-3: masses of 1e-3 T_max.
    T, Mbar = 1e3 * M_N, M_PLANCK / np.sqrt(8.0 * np.pi)
    expected = RATE * T**3 / 3.0 * 2.0 / (80.0 * np.pi**5 * Mbar**4)
    assert float(graviton_yield(M_N, T, light)) == pytest.approx(expected, rel=1e-3)


def test_batch_equals_loop():
    """1e-13: the same look-ups in another order."""
    T_max, M_phi_over_T = np.array([0.5, 2.0, 7.0]) * M_N, np.array([0.1, 0.2, 0.5])
    batch = many(M_N, 1.0, np.full(3, M_N), T_max, M_phi_over_T)
    single = [both(M_N, 1.0, M_N, T, m) for T, m in zip(T_max, M_phi_over_T, strict=True)]
    np.testing.assert_allclose(batch.N, [float(y.N) for y in single], rtol=1e-13)
    np.testing.assert_allclose(batch.N_mirror, [float(y.N_mirror) for y in single], rtol=1e-13)


def test_unknown_statistics_is_refused():
    with pytest.raises(InvalidInput, match="did you mean 'bose-einstein'"):
        exchange_yields(M_N, 1.0, M_N, M_N, M_PHI, "bose-einstien")  # pyright: ignore[reportArgumentType]
