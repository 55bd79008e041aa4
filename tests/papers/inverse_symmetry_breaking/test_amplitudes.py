"""Amplitudes to pairs of Majorana neutrinos against explicit spinors, sums over helicities and published limits."""

import itertools

import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.papers.inverse_symmetry_breaking.amplitudes import (
    REDUCED_PLANCK,
    contact_squared,
    exchange_integral,
    exchange_squared,
    graviton_squared,
    three_phi_squared,
)
from reheaton.rates.reaction_density import TwoToTwo, reaction_density

SIGMA = np.array([[[0, 1], [1, 0]], [[0, -1j], [1j, 0]], [[1, 0], [0, -1]]])
ZERO, ONE = np.zeros((2, 2)), np.eye(2)
GAMMA = np.array([np.block([[ONE, ZERO], [ZERO, -ONE]]), *(np.block([[ZERO, s], [-s, ZERO]]) for s in SIGMA)])
METRIC = np.diag([1.0, -1.0, -1.0, -1.0])
CONJUGATION = 1j * GAMMA[2] @ GAMMA[0]
CASES = [(9.0, 0.3, 0.2, 1.0), (20.0, -0.7, 0.5, 1.0), (30.0, 0.95, 2.0, 0.1), (6.0, 0.0, 0.01, 1.2)]


def slash(p):
    return np.einsum("i,ijk->jk", METRIC @ p, GAMMA)


def particles(p, M):
    """u of both spins, u u-bar = slash(p) + M."""
    small = np.einsum("i,ijk->jk", p[1:], SIGMA) / (p[0] + M)
    return [np.sqrt(p[0] + M) * np.concatenate([chi, small @ chi]) for chi in np.eye(2)]


def bar(u):
    return u.conj() @ GAMMA[0]


def antiparticle(u):
    """v = C u-bar^T: what a Majorana field creates is its own antiparticle."""
    return CONJUGATION @ bar(u)


def kinematics(s, cosine, m, M):
    E, p, k = np.sqrt(s) / 2.0, np.sqrt(s / 4.0 - m**2), np.sqrt(s / 4.0 - M**2)
    sine = np.sqrt(1.0 - cosine**2)
    n = np.array([0.6 * sine, 0.8 * sine, cosine])
    incoming = np.array([E, 0.0, 0.0, p]), np.array([E, 0.0, 0.0, -p])
    return *incoming, np.concatenate([[E], k * n]), np.concatenate([[E], -k * n])


def summed(amplitude, k1, k2, M):
    pairs = itertools.product(particles(k1, M), particles(k2, M))
    return sum(abs(amplitude(u1, u2)) ** 2 for u1, u2 in pairs)


@pytest.mark.parametrize(("s", "cosine", "m", "M"), CASES)
def test_exchange_from_spinors(s, cosine, m, M):
    """1e-11: u-bar(k1) [propagator of k1 - p1, and of k1 - p2] v(k2), summed over spins; no traces, no algebra."""
    p1, p2, k1, k2 = kinematics(s, cosine, m, M)

    def propagator(q):
        return (slash(q) + M * np.eye(4)) / (q @ METRIC @ q - M**2)

    def amplitude(u1, u2, k1=k1):
        return bar(u1) @ (propagator(k1 - p1) + propagator(k1 - p2)) @ antiparticle(u2)

    # Equal fermions: exchanging them changes the sign and nothing else, so no further diagram is to be counted.
    for u1, u2 in itertools.product(particles(k1, M), particles(k2, M)):
        assert amplitude(u1, u2) == pytest.approx(-amplitude(u2, u1, k2), rel=1e-10, abs=1e-12)
    assert float(exchange_squared(s, cosine, m, M)) == pytest.approx(summed(amplitude, k1, k2, M), rel=1e-11)


@pytest.mark.parametrize(
    ("s", "cosine", "m", "M", "squared", "integral"),
    [(9.0, 0.3, 0.2, 1.0, 8.53854718998, 19.3849772689), (20.0, -0.7, 0.5, 1.0, 12.7539540083, 23.1880688952)],
)
def test_published_values_of_the_exchange(s, cosine, m, M, squared, integral):
    """1e-11, the digits given: an independent calculation by brute force."""
    assert float(exchange_squared(s, cosine, m, M)) == pytest.approx(squared, rel=1e-11)
    assert float(exchange_integral(s, m, M)) == pytest.approx(integral, rel=1e-11)


@pytest.mark.parametrize(("s", "m", "M"), [(9.0, 0.2, 1.0), (4.001, 0.2, 1.0), (30.0, 2.0, 0.1), (4.1, 1.0, 0.01)])
def test_exchange_integral_is_the_integral(s, m, M):
    """1e-8 of its terms of order 16, next to the threshold; 1e-10 elsewhere."""
    expected = quad(lambda x: float(exchange_squared(s, x, m, M)), -1.0, 1.0, epsabs=0.0, epsrel=1e-11, limit=200)[0]
    assert float(exchange_integral(s, m, M)) == pytest.approx(expected, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize(("s", "cosine", "m", "M"), CASES)
def test_scalar_currents_from_spinors(s, cosine, m, M):
    """1e-12: |u-bar v|^2 = 2 (s - 4M^2); contact and s-channel terms interfere, with their signs."""
    _, _, k1, k2 = kinematics(s, cosine, m, M)
    pair = summed(lambda u1, u2: bar(u1) @ antiparticle(u2), k1, k2, M)
    expected = (0.3 - 0.7 * 2.0 / (s - m**2)) ** 2 * pair
    assert float(contact_squared(s, m, M, 0.7, 0.3, -2.0)) == pytest.approx(expected, rel=1e-12)
    expected = (6.0 * 0.2 * 0.7 / (s - m**2)) ** 2 * pair
    assert float(three_phi_squared(s, m, M, 0.7, 0.2)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(("s", "cosine", "m", "M"), CASES)
def test_graviton_exchange_from_stress_tensors(s, cosine, m, M):
    """1e-9, by products of larger terms: both tensors as matrices, contracted with the propagator of the graviton."""
    p1, p2, k1, k2 = kinematics(s, cosine, m, M)
    scalar = METRIC * (p1 @ METRIC @ p2 + m**2) - np.outer(p1, p2) - np.outer(p2, p1)

    def amplitude(u1, u2):
        current = np.array([bar(u1) @ matrix @ antiparticle(u2) for matrix in GAMMA])
        fermion = 0.25 * (np.outer(current, k1 - k2) + np.outer(k1 - k2, current))
        contracted = np.einsum("ij,ik,jl,kl", scalar, METRIC, METRIC, fermion)
        return contracted - 0.5 * np.trace(METRIC @ scalar) * np.trace(METRIC @ fermion)

    assert np.abs((k1 + k2) @ METRIC @ scalar).max() < 1e-12 * s**1.5  # conserved
    expected = summed(amplitude, k1, k2, M) / s**2 / REDUCED_PLANCK**4
    assert float(graviton_squared(s, cosine, m, M)) == pytest.approx(expected, rel=1e-9)


def test_graviton_exchange_without_masses():
    """1e-13: t u (t - u)^2/(2 s^2 Mbar^4), u = -s - t, and s^2/(30 Mbar^4) over all angles."""
    s, cosine = 7.0, np.linspace(-0.9, 0.9, 5)
    t = -0.5 * s * (1.0 - cosine)
    expected = -t * (s + t) * (s + 2.0 * t) ** 2 / (2.0 * s**2 * REDUCED_PLANCK**4)
    np.testing.assert_allclose(graviton_squared(s, cosine, 0.0, 0.0), expected, rtol=1e-13)
    nodes, weights = np.polynomial.legendre.leggauss(4)  # exact up to the seventh power
    total = np.sum(weights * graviton_squared(s, nodes, 0.0, 0.0)) * REDUCED_PLANCK**4
    assert total == pytest.approx(s**2 / 30.0, rel=1e-13)


def test_ultraviolet_limits_of_the_densities():
    """1e-9: dn_N/dt = (lambda/Lambda)^2 T^6/(2 pi^5) by contact, T^8/(80 pi^5 Mbar^4) by gravity for each scalar."""
    T, ratio = 2.0, 1e-3  # lambda/Lambda_eff
    contact = TwoToTwo(lambda s, x, T: contact_squared(s, 0.0, 0.0, 0.0, 2.0 * ratio, 0.0), (0.0, 0.0, 0.0, 0.0), 0.5)
    assert 2.0 * float(reaction_density(contact, T)) == pytest.approx(ratio**2 * T**6 / (2.0 * np.pi**5), rel=1e-9)
    gravity = TwoToTwo(lambda s, x, T: graviton_squared(s, x, 0.0, 0.0), (0.0, 0.0, 0.0, 0.0), 0.25)
    expected = T**8 / (80.0 * np.pi**5 * REDUCED_PLANCK**4)
    assert 2.0 * float(reaction_density(gravity, T)) == pytest.approx(expected, rel=1e-9)


def test_exchange_integral_keeps_the_shape_of_a_batch():
    s = jnp.linspace(5.0, 9.0, 6).reshape(2, 3)
    one_by_one = [[float(exchange_integral(x, 0.2, 1.0)) for x in row] for row in s]
    np.testing.assert_allclose(exchange_integral(s, 0.2, 1.0), one_by_one, rtol=1e-14)
