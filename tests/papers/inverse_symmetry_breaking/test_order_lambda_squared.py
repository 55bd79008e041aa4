"""Yields of order lambda^2: generic densities, sampled phase space, published numbers, and nothing counted twice."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import k1, kn

from reheaton.constants import M_PLANCK
from reheaton.papers.inverse_symmetry_breaking.amplitudes import contact_squared, three_phi_squared
from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings
from reheaton.papers.inverse_symmetry_breaking.order_lambda_squared import (
    decay_yields,
    emission_yields,
    h_phi_yields,
    three_phi_yields,
)
from reheaton.papers.inverse_symmetry_breaking.phases import broken_phase
from reheaton.papers.inverse_symmetry_breaking.yields import THERMAL, ProductionBath, growth, prefactor, total
from reheaton.rates.invariant_mass import two_particles_emit
from reheaton.rates.reaction_density import TwoToTwo, reaction_density, three_to_two_density

M_N, Y_0 = 1e14, 8e-5
COUPLINGS = Couplings(1e-3, 0.2, -0.02, 1.0, 1.0)
PHASE = broken_phase(COUPLINGS, 2e14, phi_mass="vacuum")
HEAVY = broken_phase(Couplings(1e-7, 1.0, -5e-4, 1.0, 1.0), 1e15, phi_mass="vacuum")
"""phi decays below T_max: M_phi/T = 0.445, 2 M_N at 4.5 M_N."""
RATE = 0.5 * (4.0 * np.pi) ** 5 * float(prefactor()) * M_PLANCK
"""T^5/(H s)."""
BOSE = ProductionBath("bose-einstein")
ALL = {"decay": decay_yields, "h_phi": h_phi_yields, "three_phi": three_phi_yields, "emission": emission_yields}
made = {
    name: jax.jit(lambda T_star, T_max, phase, bath, f=f: f(M_N, Y_0, T_star, T_max, phase, bath))
    for name, f in ALL.items()
}
grown = {
    name: jax.jit(
        jax.vmap(lambda T, T_star, phase, f=f: growth(lambda t: f(M_N, Y_0, T_star, t, phase), T), (0, None, None))
    )
    for name, f in ALL.items()
}


def pair(found):
    return float(found.N), float(found.N_mirror)


@pytest.mark.parametrize("T", [0.4 * M_N, 1.7 * M_N])
def test_rates_are_those_of_the_generic_densities(T):
    """1e-9: sums over 40 nodes, in the one of which the integral over time is done by hand; 1e-5 by the table."""
    m, m_h, nu = (float(jnp.asarray(x)) for x in (PHASE.M_phi_over_T, PHASE.M_h_over_T, PHASE.v_over_T))
    T_star, k = 1.3 * M_N, COUPLINGS[2]
    h_phi, three = (grown[name](np.array([T]), T_star, PHASE) for name in ("h_phi", "three_phi"))
    for sign, in_h_phi, in_three in ((1.0, h_phi.N, three.N), (-1.0, h_phi.N_mirror, three.N_mirror)):
        y, contact = Y_0 * (1.0 + sign * T / T_star), sign * Y_0 / (nu * T_star)
        process = TwoToTwo(
            lambda s, x, t, y=y, contact=contact: contact_squared(s, m * t, M_N, y, contact, k * nu * t),
            (lambda t: m * t, lambda t: m_h * t, M_N, M_N),
            symmetry=0.5,
        )
        assert float(in_h_phi[0]) == pytest.approx(2.0 * RATE / T**5 * float(reaction_density(process, T)), rel=1e-9)
        density = three_to_two_density(
            lambda s, t, y=y: three_phi_squared(s, m * t, M_N, y, COUPLINGS[1]), m * T, M_N, T
        )
        assert float(in_three[0]) == pytest.approx(2.0 / 12.0 * RATE / T**5 * float(density), rel=1e-5)


def test_decays_of_phi():
    """2 n_phi Gamma K_1/K_2 with Gamma = y^2 m/(16 pi) (1 - 4 M_N^2/m^2)^(3/2), from SciPy; 1e-9: rounding."""
    m, T, T_star = float(HEAVY.M_phi_over_T), 7.0 * M_N, 6.0 * M_N
    M = m * T
    n = M**2 * T * kn(2, m) / (2.0 * np.pi**2)
    found = grown["decay"](np.array([T, 4.0 * M_N]), T_star, HEAVY)
    for value, sign in ((found.N, 1.0), (found.N_mirror, -1.0)):
        y = Y_0 * (1.0 + sign * T / T_star)
        Gamma = y**2 * M / (16.0 * np.pi) * (1.0 - 4.0 * M_N**2 / M**2) ** 1.5
        assert float(value[0]) == pytest.approx(2.0 * n * Gamma * k1(m) / kn(2, m) * RATE / T**5, rel=1e-9)
        assert float(value[1]) == 0.0  # phi is lighter than 2 M_N there


def test_decays_of_bosons():
    """int d^3p/(2 pi)^3 f m/E instead of n K_1/K_2; 1e-9: SciPy."""
    m = float(HEAVY.M_phi_over_T)
    classical, bose = (made["decay"](6.0 * M_N, 9.0 * M_N, HEAVY, bath) for bath in (THERMAL, BOSE))

    def moment(eta):
        return quad(lambda E: np.sqrt(E**2 - m**2) / (np.exp(E) - eta), m, 60.0, epsrel=1e-12)[0]

    assert float(bose.N / classical.N) == pytest.approx(moment(1.0) / moment(0.0), rel=1e-9)
    assert float(bose.x_RH) == pytest.approx(float(classical.x_RH), rel=1e-12)


def test_emission_and_decay_against_a_monte_carlo_of_phase_space():
    """phi phi -> phi N N below the threshold of decays, with all five particles sampled: 0.5%."""
    m, T, T_star = float(HEAVY.M_phi_over_T), 3.0 * M_N, 6.0 * M_N
    z, rng, count = M_N / T, np.random.default_rng(3), 2_000_000
    momenta, weights = [], 1.0
    for _ in range(2):
        p, cosine = rng.gamma(2.0, 1.0, count), rng.uniform(-1.0, 1.0, count)
        E, angle = np.hypot(p, m), rng.uniform(0.0, 2.0 * np.pi, count)
        sine = p * np.sqrt(1.0 - cosine**2)
        momenta.append(np.array([E, sine * np.cos(angle), sine * np.sin(angle), p * cosine]))
        weights = weights * np.exp(p - E) * p / E / (4.0 * np.pi**2)
    P = momenta[0] + momenta[1]
    root = np.sqrt(P[0] ** 2 - np.sum(P[1:] ** 2, axis=0))
    most = root - m
    open_ = most > 2.0 * z
    # sqrt(S) is drawn evenly; dS/(2 pi) times the phase spaces of phi and N N, and of N and N.
    mass = 2.0 * z + (np.where(open_, most, 3.0 * z) - 2.0 * z) * rng.uniform(size=count)
    p3 = np.sqrt(np.maximum((root**2 - (m + mass) ** 2) * (root**2 - (m - mass) ** 2), 0.0)) / (2.0 * root)
    beta = np.sqrt(1.0 - 4.0 * z**2 / mass**2)
    phase_space = 2.0 * mass / (2.0 * np.pi) * p3 / (4.0 * np.pi * root) * beta / (8.0 * np.pi)
    squared = (6.0 * 1.0) ** 2 * 2.0 * (mass**2 - 4.0 * z**2) / (mass**2 - m**2) ** 2
    terms = np.where(open_, weights * (most - 2.0 * z) * phase_space * squared, 0.0)
    sampled, error = terms.mean(), terms.std() / np.sqrt(count)
    assert 3.0 * error < 0.005 * sampled
    found = grown["emission"](np.array([T]), T_star, HEAVY)
    for value, sign in ((found.N, 1.0), (found.N_mirror, -1.0)):
        y = Y_0 * (1.0 + sign * T / T_star)
        # Two N an event, 1/2 for the initial and 1/2 for the final state.
        assert float(value[0]) == pytest.approx(0.5 * y**2 * sampled * RATE / T, rel=0.005)


def test_no_decay_is_counted_twice():
    """A phi of finite width in phi phi -> phi N N, less its peak, tends to what is counted; 1e-3: width 1e-4 m.

    The peak, pi delta(S - m^2)/(m w), is production of phi on the mass shell and its decay.
    """
    m, T, T_star = float(HEAVY.M_phi_over_T), 8.0 * M_N, 6.0 * M_N
    z, width = M_N / T, 1e-4
    X = jax.jit(jax.vmap(lambda S: two_particles_emit(S, m, "maxwell-boltzmann")))

    def f(root):
        return 36.0 * root**2 * (1.0 - 4.0 * z**2 / root**2) ** 1.5 * X(root**2) * 2.0 * root

    steps = np.geomspace(1e-6, m - 2.0 * z, 12)
    edges = [*(m - steps[::-1]), m, *(m + steps), *np.linspace(2.0 * m - 2.0 * z, 40.0, 30)[1:]]
    nodes, weights = np.polynomial.legendre.leggauss(24)
    resonance = 0.0
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        root = 0.5 * (low + high) + 0.5 * (high - low) * nodes
        resonance += (
            0.5 * (high - low) * np.sum(weights * np.asarray(f(root)) / ((root**2 - m**2) ** 2 + (m * width * m) ** 2))
        )
    peak = np.pi / (m * width * m) * float(f(np.array([m]))[0]) / (2.0 * m)
    expected = 0.5 / (4.0 * np.pi) * (resonance - peak)
    found = grown["emission"](np.array([T]), T_star, HEAVY)
    y = Y_0 * (1.0 + T / T_star)
    assert float(found.N[0]) == pytest.approx(y**2 * expected * RATE / T, rel=1e-3)


@pytest.mark.parametrize(
    ("couplings", "T_star", "T_max", "decay_and_h", "everything", "without_eta"),
    [
        ((1e-7, 1.0, -5e-4), 7.1922, 8.0912, 0.3412, 0.4350, 0.414),
        ((1e-6, 0.5, -1e-3), 12.3886, 18.5829, 0.467, 0.4872, 0.407),
    ],
)
def test_published_ratios_with_open_decays(couplings, T_star, T_max, decay_and_h, everything, without_eta):
    """2e-3: digits of the independent calculation. Maxwell-Boltzmann, M_phi with the vev of eta."""
    phase = broken_phase(Couplings(*couplings, 1.0, 1.0), T_max * M_N, phi_mass="vacuum")
    found = {name: f(T_star * M_N, T_max * M_N, phase, THERMAL) for name, f in made.items()}
    assert float((found["decay"] + found["h_phi"]).x_RH) == pytest.approx(decay_and_h, rel=2e-3)
    assert float(total(found).x_RH) == pytest.approx(everything, rel=2e-3)
    absent = {name: f(T_star * M_N, T_max * M_N, phase, ProductionBath(eta="absent")) for name, f in made.items()}
    assert pair(absent["h_phi"]) == (0.0, 0.0)
    assert float(total(absent).x_RH) == pytest.approx(without_eta, rel=2e-3)


@pytest.mark.parametrize(("T_max", "N", "N_mirror"), [(1.0, 1.29, 0.77), (2.0, 2.85, 3.28), (4.0, 5.93, 8.00)])
def test_published_ratio_of_emission_to_three_phi(T_max, N, N_mirror):
    """3e-3: three digits are given; benchmark B2, T_* = M_N, M_phi of Eq. 6."""
    phase = broken_phase(COUPLINGS, T_max * M_N)
    emission, three = (made[name](M_N, T_max * M_N, phase, THERMAL) for name in ("emission", "three_phi"))
    ratios = float(emission.N / three.N), float(emission.N_mirror / three.N_mirror)
    assert ratios == pytest.approx((N, N_mirror), rel=3e-3)


@pytest.mark.parametrize("name", ["h_phi", "three_phi", "emission"])
def test_yields_are_integrals_of_their_growth(name):
    """1e-7: Gauss' rule over decades below T_max."""
    edges = np.log(M_N * np.array([1.0 / 60.0, 0.05, 0.2, 0.5, 2.0]))
    nodes, weights = np.polynomial.legendre.leggauss(24)
    expected = np.zeros(2)
    for low, high in zip(edges[:-1], edges[1:], strict=True):
        rate = grown[name](np.exp(0.5 * (low + high) + 0.5 * (high - low) * nodes), 1.3 * M_N, PHASE)
        expected += [0.5 * (high - low) * float(np.sum(weights * side)) for side in (rate.N, rate.N_mirror)]
    assert pair(made[name](1.3 * M_N, 2.0 * M_N, PHASE, THERMAL)) == pytest.approx(tuple(expected), rel=1e-7)


def test_emission_is_continuous_where_decays_open():
    """The finite part goes over into the integral: 1e-3 of it within 1e-4 of the threshold, and no jump."""
    edge = float(HEAVY.T_phi_decay(M_N))
    values = [
        float(made["emission"](6.0 * M_N, edge * (1.0 + d), HEAVY, THERMAL).N) for d in (-1e-4, -1e-7, 1e-7, 1e-4)
    ]
    np.testing.assert_allclose(values, values[1], rtol=1e-3)


def test_bose_statistics_hold_for_all_processes():
    """Each makes more with bosons; heavy ones (m = 2 at 20 M_N) are classical to e^-2."""
    for name, f in made.items():
        phase = HEAVY if name == "decay" else PHASE
        T_star, T_max = (6.0 * M_N, 9.0 * M_N) if name == "decay" else (M_N, 2.0 * M_N)
        classical, bose = (f(T_star, T_max, phase, bath) for bath in (THERMAL, BOSE))
        assert float(bose.N) > 1.05 * float(classical.N)
        assert float(bose.N_mirror) > 1.05 * float(classical.N_mirror)


def test_h_that_is_frozen_in_makes_less():
    """Linear in T_1 while it is small, and thermal when it is large: the limits of tanh; 1e-3 and 1e-2."""
    thermal = made["h_phi"](M_N, 2.0 * M_N, PHASE, THERMAL)
    few, twice, many = (
        made["h_phi"](M_N, 2.0 * M_N, PHASE, ProductionBath(eta="frozen-in", T_1=T_1 * M_N))
        for T_1 in (1e-4, 2e-4, 1e3)
    )
    assert float(twice.N / few.N) == pytest.approx(2.0, rel=1e-3)
    assert float(many.N) == pytest.approx(float(thermal.N), rel=1e-2)
    assert float(few.N) < 1e-3 * float(thermal.N)


def test_derivatives():
    """1e-5: differences over 1e-4, on both sides of the threshold of decays."""
    for T_max in (3.0, 8.0):

        def x_RH(u, T_max=T_max):
            parts = (f(M_N, Y_0, 6.0 * M_N, T_max * M_N * jnp.exp(u), HEAVY) for f in (decay_yields, emission_yields))
            return sum(parts, start=three_phi_yields(M_N, Y_0, 6.0 * M_N, T_max * M_N * jnp.exp(u), HEAVY)).x_RH

        ends = jax.jit(jax.vmap(x_RH))(np.array([1e-4, -1e-4]))
        assert float(jax.jit(jax.grad(x_RH))(0.0)) == pytest.approx(float(ends[0] - ends[1]) / 2e-4, rel=1e-4, abs=1e-6)
