"""Reaction densities against nested quadrature, integration in the plasma frame, sampled phase space, closed forms."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import k1

from reheaton.errors import InvalidInput
from reheaton.rates.reaction_density import (
    TwoToTwo,
    isotropic_density,
    reaction_density,
    three_body_phase_space,
    three_to_two_density,
)

MEDIATOR = 0.3


def momentum(s, a, b):
    return np.sqrt(np.maximum((s - (a + b) ** 2) * (s - (a - b) ** 2), 0.0) / (4.0 * s))


def transfer(s, cosine, masses, xp=np):
    """t = (p1 - p3)^2."""
    m1, m2, m3, m4 = masses
    e1, e3 = (s + m1**2 - m2**2) / (2.0 * xp.sqrt(s)), (s + m3**2 - m4**2) / (2.0 * xp.sqrt(s))
    p1, p3 = xp.sqrt(xp.maximum(e1**2 - m1**2, 0.0)), xp.sqrt(xp.maximum(e3**2 - m3**2, 0.0))
    return m1**2 + m3**2 - 2.0 * (e1 * e3 - p1 * p3 * cosine)


def exchange(masses, xp=jnp):
    """Scattering by exchange of a scalar of mass MEDIATOR: strongly forward, and angle and s both matter."""
    return lambda s, cosine, T: s**2 / (transfer(s, cosine, masses, xp) - MEDIATOR**2) ** 2


@pytest.mark.parametrize(
    ("T", "masses"),
    [
        (1.0, (0.4, 0.7, 0.4, 0.7)),
        (0.2, (0.4, 0.7, 0.6, 0.8)),
        (5.0, (0.4, 0.4, 0.5, 0.5)),
        (0.1, (1.0, 1.0, 0.2, 0.2)),
    ],
)
def test_massive_t_channel_exchange_against_nested_quadrature(T, masses):
    """1e-8: the accuracy asked of the reference."""
    squared = exchange(masses, np)

    def over_angles(s):
        return quad(lambda x: squared(s, x, T), -1.0, 1.0, epsabs=0.0, epsrel=1e-10, limit=200)[0]

    low = max(masses[0] + masses[1], masses[2] + masses[3])

    def integrand(u):
        root = low + T * u**2
        p_i, p_f = momentum(root**2, *masses[:2]), momentum(root**2, *masses[2:])
        return 4.0 * T * u * p_i * p_f * k1(root / T) * over_angles(root**2)

    pieces = [quad(integrand, a, b, epsabs=0.0, epsrel=1e-9, limit=100)[0] for a, b in ((0.0, 1.5), (1.5, 6.0))]
    found = reaction_density(TwoToTwo(exchange(masses), masses, symmetry=0.5), T)
    assert float(found) == pytest.approx(0.5 * T * sum(pieces) / (256.0 * np.pi**5), rel=1e-8)


@pytest.mark.parametrize(
    ("statistics", "etas"),
    [
        (("maxwell-boltzmann", "maxwell-boltzmann"), (0, 0)),
        (("bose-einstein", "bose-einstein"), (1, 1)),
        (("fermi-dirac", "bose-einstein"), (-1, 1)),
        (("fermi-dirac", "maxwell-boltzmann"), (-1, 0)),
    ],
)
def test_statistics_against_integration_in_the_plasma_frame(statistics, etas):
    """int p1^2 dp1 p2^2 dp2 dcos f1 f2/(4 E1 E2) for |M|^2 = s, massless products. 1e-7: Gauss with 60 points."""
    T, m1, m2 = 0.7, 0.3, 0.5
    nodes, weights = np.polynomial.legendre.leggauss(60)
    u, w = 0.5 * (nodes + 1.0), 0.5 * weights
    p, dp = 40.0 * T * u**2, 80.0 * T * u * w
    p1, p2, cosine = p[:, None, None], p[None, :, None], nodes[None, None, :]
    E1, E2 = np.hypot(p1, m1), np.hypot(p2, m2)
    s = m1**2 + m2**2 + 2.0 * (E1 * E2 - p1 * p2 * cosine)
    f1, f2 = (1.0 / (np.exp(E / T) - eta) for E, eta in ((E1, etas[0]), (E2, etas[1])))
    measure = p1**2 * p2**2 * dp[:, None, None] * dp[None, :, None] * weights / (4.0 * E1 * E2)
    # 4 pi 2 pi/(2 pi)^6 of the directions, and 1/(8 pi) of the final state.
    expected = np.sum(measure * f1 * f2 * s) * 8.0 * np.pi**2 / (2.0 * np.pi) ** 6 / (8.0 * np.pi)
    found = reaction_density(TwoToTwo(lambda s, x, T: s, (m1, m2, 0.0, 0.0), 1.0, statistics), T)
    assert float(found) == pytest.approx(expected, rel=1e-7)


def test_bose_statistics_and_angles_against_sampled_phase_space():
    """1%: 400 000 samples scatter by 0.3%. Momenta of 1 and 2, then the direction of 3 in the centre of mass."""
    rng = np.random.default_rng(5)
    T, m, M, size = 1.0, 0.4, 0.5, 400_000
    p = rng.gamma(2.5, T, (2, size))
    density = p**1.5 * np.exp(-p / T) / (1.329340388179137 * T**2.5)
    E = np.hypot(p, m)
    weight = np.prod(p**2 / (4.0 * np.pi**2 * E * np.expm1(E / T)) / density, axis=0)
    s = 2.0 * (m**2 + E[0] * E[1] - p[0] * p[1] * rng.uniform(-1.0, 1.0, size))
    masses = (m, m, M, M)
    squared = np.where(s > 4.0 * M**2, exchange(masses, np)(s, rng.uniform(-1.0, 1.0, size), T), 0.0)
    expected = np.mean(weight * squared * momentum(s, M, M) / (4.0 * np.pi * np.sqrt(s)))
    process = TwoToTwo(exchange(masses), masses, 1.0, ("bose-einstein", "bose-einstein"))
    assert float(reaction_density(process, T)) == pytest.approx(expected, rel=0.01)


def test_closed_forms_without_masses():
    """1e-10: gamma = T^4/(128 pi^5) for |M|^2 = 1, T^6/(512 pi^7) for three to two; rules good to 1e-11."""
    constant = TwoToTwo(lambda s, x, T: jnp.ones_like(s), (0.0, 0.0, 0.0, 0.0))
    assert float(reaction_density(constant, 3.0)) == pytest.approx(3.0**4 / (128.0 * np.pi**5), rel=1e-10)
    found = three_to_two_density(lambda s, T: jnp.ones_like(s), 0.0, 0.0, 3.0)
    assert float(found) == pytest.approx(3.0**6 / (512.0 * np.pi**7), rel=1e-10)


@pytest.mark.parametrize(("s", "m"), [(1.0, 0.0), (1.0, 1e-3), (1.0, 0.1), (2.0, 0.4), (1.0, 0.3333)])
def test_three_body_phase_space(s, m):
    """1e-9 against adaptive quadrature over the mass of a pair, with sines that remove the roots at the ends."""

    def pair(angle):
        low, high = 4.0 * m**2, (np.sqrt(s) - m) ** 2
        x = low + (high - low) * np.sin(angle) ** 2
        widths = (x * (x - low)) * (high - x) * ((np.sqrt(s) + m) ** 2 - x)
        return np.sqrt(max(widths, 0.0)) / max(x, 1e-300) * (high - low) * np.sin(2.0 * angle)

    expected = quad(pair, 0.0, 0.5 * np.pi, epsabs=0.0, epsrel=1e-11, limit=400)[0] / (128.0 * np.pi**3 * s)
    assert float(three_body_phase_space(s, m)) == pytest.approx(expected, rel=1e-9)


def test_three_body_phase_space_is_the_volume_of_a_dalitz_plot():
    """rho_3 = A/(128 pi^3 s), A the area of the Dalitz plot. 0.2%: a million points scatter by 0.05%."""
    s, m = 2.0, 0.3
    low, high = 4.0 * m**2, (np.sqrt(s) - m) ** 2
    s12, s13 = np.random.default_rng(2).uniform(low, high, (2, 1_000_000))
    e1, e3 = 0.5 * np.sqrt(s12), (s - s12 - m**2) / (2.0 * np.sqrt(s12))
    span = 2.0 * np.sqrt(np.maximum(e1**2 - m**2, 0.0) * np.maximum(e3**2 - m**2, 0.0))
    inside = np.abs(s13 - 2.0 * m**2 - 2.0 * e1 * e3) < span
    expected = inside.mean() * (high - low) ** 2 / (128.0 * np.pi**3 * s)
    assert float(three_body_phase_space(s, m)) == pytest.approx(expected, rel=2e-3)


def test_three_to_two_against_sampled_phase_space():
    """1%: three momenta in the plasma frame, 400 000 samples scatter by 0.3%."""
    rng = np.random.default_rng(9)
    T, m, M, size = 1.0, 0.4, 0.9, 400_000
    p = rng.gamma(2.5, T, (3, size))
    cosine, azimuth = rng.uniform(-1.0, 1.0, (3, size)), rng.uniform(0.0, 2.0 * np.pi, (3, size))
    sine = np.sqrt(1.0 - cosine**2)
    total = [np.sum(p * sine * np.cos(azimuth), 0), np.sum(p * sine * np.sin(azimuth), 0), np.sum(p * cosine, 0)]
    E = np.hypot(p, m)
    density = p**1.5 * np.exp(-p / T) / (1.329340388179137 * T**2.5)
    weight = np.prod(p**2 * np.exp(-E / T) / (4.0 * np.pi**2 * E) / density, axis=0)
    s = np.sum(E, 0) ** 2 - sum(component**2 for component in total)
    expected = np.mean(weight / s * momentum(s, M, M) / (4.0 * np.pi * np.sqrt(s)))
    assert float(three_to_two_density(lambda s, T: 1.0 / s, m, M, T)) == pytest.approx(expected, rel=0.01)


def test_masses_and_couplings_may_depend_on_temperature():
    """1e-14: the same numbers enter."""

    def mass(T):
        return 0.3 * T

    moving = TwoToTwo(lambda s, x, T: (1.0 + T) ** 2 * s, (mass, mass, 1.0, 1.0))
    fixed = TwoToTwo(lambda s, x, T: 9.0 * s, (0.6, 0.6, 1.0, 1.0))
    assert float(reaction_density(moving, 2.0)) == pytest.approx(float(reaction_density(fixed, 2.0)), rel=1e-14)
    known = isotropic_density(lambda s, T: 18.0 * s, (0.6, 0.6, 1.0, 1.0), 2.0)
    assert float(known) == pytest.approx(float(reaction_density(fixed, 2.0)), rel=1e-11)


@pytest.mark.parametrize("statistics", ["maxwell-boltzmann", "bose-einstein"])
def test_derivatives_and_batches(statistics):
    """1e-6: central differences with a step of 1e-4. A batch differs from single calls by the order of summation."""

    def density(m, T):
        masses = (m, m, 0.5, 0.5)
        return reaction_density(TwoToTwo(exchange(masses), masses, 0.5, (statistics, statistics)), T)

    slopes = jax.grad(density, (0, 1))(0.3, 1.0)
    step = 1e-4
    by_mass = (density(0.3 + step, 1.0) - density(0.3 - step, 1.0)) / (2.0 * step)
    by_T = (density(0.3, 1.0 + step) - density(0.3, 1.0 - step)) / (2.0 * step)
    np.testing.assert_allclose(slopes, (by_mass, by_T), rtol=1e-6)
    T = np.array([0.2, 1.0, 4.0])
    np.testing.assert_allclose(jax.vmap(density, (None, 0))(0.3, T), [density(0.3, t) for t in T], rtol=1e-12)


def test_unknown_statistics_are_refused():
    with pytest.raises(InvalidInput, match="did you mean 'bose-einstein'"):
        TwoToTwo(lambda s, x, T: s, (0.0, 0.0, 0.0, 0.0), 1.0, ("bose-einstien", "fermi-dirac"))  # pyright: ignore[reportArgumentType]
