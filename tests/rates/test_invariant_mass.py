"""Spectra of invariant mass: sampled phase space, normalisations of number densities, classical limits."""

import jax
import numpy as np
import pytest
from scipy.integrate import dblquad, quad
from scipy.special import k1

from reheaton.rates.invariant_mass import one_particle, three_particles, two_particles, two_particles_emit
from reheaton.rates.occupation import ETA

M = 0.4
SAMPLES = 1_000_000
LAWS = ["maxwell-boltzmann", "bose-einstein"]
spectra = {
    name: jax.jit(jax.vmap(function, (0, None, None)), static_argnums=2)
    for name, function in (("three", three_particles), ("emit", two_particles_emit))
}


def occupation(law, E):
    return 1.0 / (np.exp(E) - ETA[law])


def thermal_momenta(rng, law):
    """Momenta (samples, 4) of one boson, and weights with which their mean is int dPi f."""
    p = rng.gamma(2.0, 1.0, SAMPLES)
    E, cosine, angle = np.hypot(p, M), rng.uniform(-1.0, 1.0, SAMPLES), rng.uniform(0.0, 2.0 * np.pi, SAMPLES)
    sine = np.sqrt(1.0 - cosine**2)
    momenta = np.stack([E, p * sine * np.cos(angle), p * sine * np.sin(angle), p * cosine], axis=1)
    return momenta, occupation(law, E) * np.exp(p) * p / E / (4.0 * np.pi**2)


def squared(P):
    return P[:, 0] ** 2 - np.sum(P[:, 1:] ** 2, axis=1)


def decayed(rng, total, S):
    """Energy of the boson when pairs decay isotropically into one boson and a state of mass squared S; rho_2/(2 pi)."""
    s = squared(total)
    root = np.sqrt(s)
    p = np.sqrt((s - (M + np.sqrt(S)) ** 2) * (s - (M - np.sqrt(S)) ** 2)) / (2.0 * root)
    P = np.linalg.norm(total[:, 1:], axis=1)
    E3 = (total[:, 0] * np.hypot(p, M) + P * p * rng.uniform(-1.0, 1.0, SAMPLES)) / root
    return E3, p / (4.0 * np.pi * root) / (2.0 * np.pi)


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("name", ["three", "emit"])
def test_against_a_monte_carlo_of_phase_space(name, law):
    """int dS X/(4 + S) against 10^6 sampled sets of momenta: 0.5%, three standard deviations or more."""
    rng = np.random.default_rng(7)
    one, w1 = thermal_momenta(rng, law)
    two, w2 = thermal_momenta(rng, law)
    total = one + two
    if name == "three":
        three, w3 = thermal_momenta(rng, law)
        S, weights = squared(total + three), w1 * w2 * w3
    else:
        most = (np.sqrt(squared(total)) - M) ** 2
        S = most * rng.uniform(size=SAMPLES)
        E3, phase_space = decayed(rng, total, S)
        stimulated = 1.0 + occupation(law, E3) if law == "bose-einstein" else 1.0
        weights = w1 * w2 * most * phase_space * stimulated
    terms = weights / (4.0 + S)
    sampled, error = terms.mean(), terms.std() / np.sqrt(SAMPLES)
    u, w = np.polynomial.legendre.leggauss(60)
    v = 0.5 * (1.0 + u)
    low = 3.0 * M if name == "three" else 0.0
    root = low + 2.0 * v / (1.0 - v)
    X = spectra[name](root**2, M, law)
    integral = np.sum(w / (1.0 - v) ** 2 * 2.0 * root * X / (4.0 + root**2))
    assert 3.0 * error < 0.005 * sampled
    assert integral == pytest.approx(sampled, rel=0.005)


@pytest.mark.parametrize("law", LAWS)
def test_one_and_two_particles(law):
    """Numbers of SciPy, 1e-9: int dPi f, and int dS X over pairs as the square of it."""
    one = quad(lambda p: p**2 / np.hypot(p, M) * occupation(law, np.hypot(p, M)), 0.0, 60.0, epsrel=1e-12)[0]
    assert float(one_particle(M, law)) == pytest.approx(one / (4.0 * np.pi**2), rel=1e-9)
    pairs = jax.jit(jax.vmap(lambda S: two_particles(S, M, 0.7, law)))
    u, w = np.polynomial.legendre.leggauss(200)
    v = 0.5 * (1.0 + u)
    root = M + 0.7 + 6.0 * v**2 / (1.0 - v)
    slope = 6.0 * (2.0 * v - v**2) / (1.0 - v) ** 2
    number = np.sum(0.5 * w * slope * 2.0 * root * pairs(root**2))
    other = quad(lambda p: p**2 / np.hypot(p, 0.7) * occupation(law, np.hypot(p, 0.7)), 0.0, 60.0, epsrel=1e-12)[0]
    assert number == pytest.approx(one * other / (4.0 * np.pi**2) ** 2, rel=1e-9)


def test_classical_three_particles_are_those_of_the_phase_space():
    """sqrt(S) K_1 rho_3/(8 pi^3), with rho_3 the area of the Dalitz plot over 128 pi^3 S, by SciPy."""
    S = 9.0

    def ends(s12):
        e2, e3 = np.sqrt(s12) / 2.0, (S - s12 - M**2) / (2.0 * np.sqrt(s12))
        p2, p3 = np.sqrt(e2**2 - M**2), np.sqrt(np.maximum(e3**2 - M**2, 0.0))
        return (e2 + e3) ** 2 - (p2 + p3) ** 2, (e2 + e3) ** 2 - (p2 - p3) ** 2

    area = dblquad(lambda y, x: 1.0, 4.0 * M**2, (3.0 - M) ** 2, lambda x: ends(x)[0], lambda x: ends(x)[1])[0]
    expected = 3.0 * k1(3.0) * area / (128.0 * np.pi**3 * S) / (8.0 * np.pi**3)
    assert float(three_particles(S, M, "maxwell-boltzmann")) == pytest.approx(expected, rel=1e-6)


def test_heavy_bosons_are_classical():
    """f = e^-E (1 + e^-E + ...): with m = 8, e^-8 = 3e-4 or less."""
    for function, S in ((three_particles, 700.0), (two_particles_emit, 3.0)):
        bose, classical = (float(function(S, 8.0, law)) for law in reversed(LAWS))
        assert bose == pytest.approx(classical, rel=5e-4)
        assert bose > classical


def test_below_threshold_there_is_nothing():
    for law in LAWS:
        assert float(three_particles(1.4, M, law)) == 0.0
        assert float(two_particles(0.5, M, M, law)) == 0.0
