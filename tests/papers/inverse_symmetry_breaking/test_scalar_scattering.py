"""Scattering of the scalars: amplitudes from derivatives of the potential, rates by SciPy, and the occupation of h."""

import itertools

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from scipy.integrate import dblquad, solve_ivp, trapezoid
from scipy.special import k1, kn

from reheaton.constants import M_PLANCK
from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings, TwoScalarTree
from reheaton.papers.inverse_symmetry_breaking.phases import BrokenPhase, broken_phase
from reheaton.papers.inverse_symmetry_breaking.scalar_scattering import (
    h_occupation,
    h_production_over_H,
    h_scattering_over_H,
    pair_amplitude,
    phi_amplitude,
    phi_scattering_over_H,
    thermalisation_temperature,
)

B1 = Couplings(0.01, 1.0, -0.15, 1.0, 1.0)
B2 = Couplings(1e-3, 0.2, -0.02, 1.0, 1.0)
B3 = Couplings(1e-4, 0.04, -0.003, 1.0, 1.0)
WEAK = Couplings(6.944e-12, 0.2, -1.66663e-6, 1e-10, 1e-10)
"""v/T = 100."""
ETA, PHI = 0, 1


def derivatives(couplings, v):
    """Third and fourth derivatives of V_0 by (eta, phi) at (v, 0): the vertices but for -i."""
    cubic = jax.jacfwd(jax.hessian(TwoScalarTree(couplings)))
    at = jnp.array([v, 0.0])
    return np.asarray(cubic(at)), np.asarray(jax.jacfwd(cubic)(at))


def feynman(vertices, phase, legs, momenta):
    """Sum of all tree diagrams of four legs with incoming momenta (4, 4), from the derivatives of V_0 alone."""
    cubic, quartic = vertices
    masses2 = np.array([float(phase.M_h_over_T) ** 2, float(phase.M_phi_over_T) ** 2])
    metric = np.array([1.0, -1.0, -1.0, -1.0])
    total = -quartic[tuple(legs)]
    for one, two in ((0, 1), (0, 2), (0, 3)):
        rest = [i for i in range(4) if i not in (one, two)]
        square = ((momenta[one] + momenta[two]) ** 2 * metric).sum()
        for field in (ETA, PHI):
            left = cubic[legs[one], legs[two], field]
            right = cubic[legs[rest[0]], legs[rest[1]], field]
            total -= left * right / (square - masses2[field])
    return total


def kinematics(masses, root, cosine):
    """Incoming momenta (4, 4) of 1 + 2 -> 3 + 4, those of 3 and 4 negative; and s, t, u."""

    def momentum(m, M):
        return np.sqrt((root**2 - (m + M) ** 2) * (root**2 - (m - M) ** 2)) / (2.0 * root)

    m1, m2, m3, m4 = masses
    p, q, sine = momentum(m1, m2), momentum(m3, m4), np.sqrt(1.0 - cosine**2)
    one, two = [np.hypot(p, m1), 0, 0, p], [np.hypot(p, m2), 0, 0, -p]
    three, four = [np.hypot(q, m3), q * sine, 0, q * cosine], [np.hypot(q, m4), -q * sine, 0, -q * cosine]
    all_four = np.array([one, two, -np.array(three), -np.array(four)])
    squares = [((all_four[0] + all_four[i]) ** 2 * np.array([1, -1, -1, -1])).sum() for i in (1, 2, 3)]
    return all_four, squares


@pytest.mark.parametrize("couplings", [B1, B2, B3, WEAK])
@pytest.mark.parametrize("phi_mass", ["paper", "vacuum"])
def test_amplitudes_are_the_sum_of_diagrams(couplings, phi_mass):
    """1e-8, and 1e-6 for h phi: rounding of t and u from momenta, where exchange of phi nearly cancels for light h."""
    phase = broken_phase(couplings, 1e14, phi_mass=phi_mass)
    m, m_h = float(phase.M_phi_over_T), float(phase.M_h_over_T)
    vertices = derivatives(couplings, float(phase.v_over_T))
    for extra, cosine in itertools.product((0.05, 0.7, 6.0), (-0.9, 0.2, 0.8)):
        momenta, (s, t, u) = kinematics((m, m, m_h, m_h), 2.0 * m + extra, cosine)
        expected = feynman(vertices, phase, (PHI, PHI, ETA, ETA), momenta)
        assert float(pair_amplitude(s, t, u, phase)) == pytest.approx(expected, rel=1e-8)
        momenta, (s, t, u) = kinematics((m, m_h, m, m_h), m + m_h + extra, cosine)
        expected = feynman(vertices, phase, (PHI, ETA, PHI, ETA), momenta)
        assert float(pair_amplitude(t, s, u, phase)) == pytest.approx(expected, rel=1e-6)
        momenta, (s, t, u) = kinematics((m, m, m, m), 2.0 * m + extra, cosine)
        expected = feynman(vertices, phase, (PHI, PHI, PHI, PHI), momenta)
        assert float(phi_amplitude(s, t, u, phase)) == pytest.approx(expected, rel=1e-8)


def test_amplitudes_of_goldstone_bosons_vanish_at_low_energy():
    """For V = (l/4)(eta^2 + phi^2 - v^2)^2 phi is massless: phi phi -> phi phi is -2l sum x/(x - M_h^2), and a soft phi
    decouples from h (Adler's zero); rounding."""
    coupling, v = 0.3, 1.7
    M_h2 = 2.0 * coupling * v**2
    phase = BrokenPhase(0.0, M_h2**0.5, v, coupling, 2.0 * coupling)
    s, t = 0.013, -0.004
    expected = -2.0 * coupling * sum(x / (x - M_h2) for x in (s, t, -s - t))
    assert float(phi_amplitude(s, t, -s - t, phase)) == pytest.approx(expected, abs=1e-14)
    small = 1e-7
    assert abs(float(pair_amplitude(small, M_h2 - small, M_h2, phase))) < 10.0 * small


def test_published_rates_of_the_benchmarks():
    """Independent numbers at 1e14 GeV, given to two digits or one: 3e-3 stands for 2.5e-3 or 2.6e-3."""
    for couplings, made, scattered in ((B1, 0.12, 155.0), (B2, 2.55e-3, 8.2), (B3, 6e-5, 0.36)):
        phase = broken_phase(couplings, 1e14, phi_mass="vacuum")
        assert float(h_production_over_H(phase, 1e14)) == pytest.approx(made, rel=0.03)
        assert float(phi_scattering_over_H(phase, 1e14)) == pytest.approx(scattered, rel=0.01)


def density(squared, masses, symmetry):
    """gamma at T = 1 by SciPy: S/(128 pi^5) int ds p_i p_f K_1(sqrt s)/sqrt(s) int dcos |M|^2."""
    m1, m2, m3, m4 = masses

    def momentum(root, m, M):
        return np.sqrt(max((root**2 - (m + M) ** 2) * (root**2 - (m - M) ** 2), 0.0)) / (2.0 * root)

    def integrand(cosine, root):
        p, q = momentum(root, m1, m2), momentum(root, m3, m4)
        t = m1**2 + m3**2 - 2.0 * np.hypot(p, m1) * np.hypot(q, m3) + 2.0 * p * q * cosine
        u = m1**2 + m2**2 + m3**2 + m4**2 - root**2 - t
        return p * q * k1(root) * squared(root**2, t, u) / (128.0 * np.pi**5)

    threshold = max(m1 + m2, m3 + m4)
    return symmetry * dblquad(integrand, threshold, threshold + 30.0, -1.0, 1.0, epsabs=0.0, epsrel=1e-6)[0]


def over_H(per_time, T):
    return per_time / (np.sqrt(4.0 * np.pi**3 * 2.0 / 45.0) * T / M_PLANCK)


def number(m):
    return m**2 * kn(2, m) / (2.0 * np.pi**2)


def test_rates_by_quadrature():
    """1e-6: the tolerance of SciPy. Numbers of h per event, of phi per event, and of h that scatter: 2, 2 and 1."""
    couplings, T = B1, 3e12
    phase = broken_phase(couplings, T)
    m, m_h, v = float(phase.M_phi_over_T), float(phase.M_h_over_T), float(phase.v_over_T)
    eta, phi, k = couplings[:3]

    def pair(s, t, u):
        return k + 6 * eta * v * k * v / (s - m_h**2) + (k * v) ** 2 * (1 / (t - m**2) + 1 / (u - m**2))

    def elastic(s, t, u):
        return 6 * phi + (k * v) ** 2 * sum(1 / (x - m_h**2) for x in (s, t, u))

    made = 2.0 * density(lambda s, t, u: pair(s, t, u) ** 2, (m, m, m_h, m_h), 0.25) / number(m_h)
    assert float(h_production_over_H(phase, T)) == pytest.approx(over_H(made, T), rel=1e-6)
    scattered = 2.0 * density(lambda s, t, u: elastic(s, t, u) ** 2, (m, m, m, m), 0.25) / number(m)
    assert float(phi_scattering_over_H(phase, T)) == pytest.approx(over_H(scattered, T), rel=1e-6)
    crossed = density(lambda s, t, u: pair(t, s, u) ** 2, (m, m_h, m, m_h), 1.0) / number(m_h)
    assert float(h_scattering_over_H(phase, T)) == pytest.approx(over_H(crossed, T), rel=1e-6)


@pytest.mark.parametrize("weaker", [1.0, 1e-2, 1e-4])
def test_exchange_of_light_h_is_integrated_and_does_not_peak(weaker):
    """Closed form of int dcos |M|^2 with the peaks of width M_h^2/p^2 down to 1e-13; 1e-7, the rule of angles.

    The peak at t = 0 is less than a third of the contact term, because V_0 is bounded from below.
    """
    lambda_eta = WEAK.lambda_eta * weaker**2
    nu2 = 100.0**2 / weaker
    couplings = WEAK._replace(lambda_eta=lambda_eta, lambda_eta_phi=-(24.0 * nu2 + 6.0) * lambda_eta)
    phase = broken_phase(couplings, 1e14)
    m, m_h, v = float(phase.M_phi_over_T), float(phase.M_h_over_T), float(phase.v_over_T)
    k2v2, contact = (couplings.lambda_eta_phi * v) ** 2, 6.0 * couplings.lambda_phi
    assert k2v2 / m_h**2 < contact / 3.0

    def integral(s):
        """With X = 1/(t - M_h^2) + 1/(u - M_h^2) and A = contact + (k v)^2/(s - M_h^2): int (A + (k v)^2 X)^2 dcos."""
        p2, a = s / 4.0 - m**2, contact + k2v2 / (s - m_h**2)
        e = m_h**2 / (2.0 * p2)  # t - M_h^2 = -2 p^2 (1 + e - cos)
        log = np.log1p(2.0 / e)
        X1 = -2.0 * log / (2.0 * p2)
        X2 = (2.0 * 2.0 / (e * (e + 2.0)) + 2.0 * log / (1.0 + e)) / (2.0 * p2) ** 2
        return 2.0 * a**2 + 2.0 * a * k2v2 * X1 + k2v2**2 * X2

    root = np.geomspace(1e-9, 45.0, 4001) + 2.0 * m
    y = root**2 * np.sqrt(root**2 / 4.0 - m**2) ** 2 * k1(root) / root * np.array([integral(r**2) for r in root])
    x = np.log(root - 2.0 * m)
    gamma = 0.25 * trapezoid(2.0 * y / root * (root - 2.0 * m), x) / (256.0 * np.pi**5)
    expected = over_H(2.0 * gamma / number(m), 1e14)
    assert float(phi_scattering_over_H(phase, 1e14)) == pytest.approx(expected, rel=1e-5)


def test_T_1_is_where_the_rate_is_H():
    """The rate over H is T_1/T; rounding."""
    phase = broken_phase(B2, 1e14)
    T_1 = float(thermalisation_temperature(phase))
    assert float(h_production_over_H(phase, T_1)) == pytest.approx(1.0, rel=1e-12)
    assert T_1 == pytest.approx(2.5e11, rel=0.03)


@pytest.mark.parametrize("T_1", [1e9, 3e13, 1e15])
def test_occupation_of_h_solves_its_equation(T_1):
    """dn_h/dt + 3 H n_h = 2 gamma (1 - r^2) integrated in ln a by SciPy; 1e-8, its tolerance."""
    T_max, T = 2e14, 1e13
    found = solve_ivp(lambda x, r: T_1 / (T_max * np.exp(-x)) * (1.0 - r**2), (0.0, np.log(T_max / T)), [0.0],
                      rtol=1e-11, atol=1e-18, method="DOP853")  # fmt: skip
    assert float(h_occupation(T, T_max, T_1)) == pytest.approx(found.y[0, -1], rel=1e-8)
    assert float(h_occupation(T_max, T_max, T_1)) == 0.0


def test_occupation_of_h_at_both_ends():
    """T_1/T at first, full at last; a batch is the loop."""
    T = jnp.array([1e14, 1e9, 1e5])
    r = h_occupation(T, 1e16, 1e9)
    assert float(r[0]) == pytest.approx(1e-5 * (1.0 - 0.01), rel=1e-9) and float(r[2]) == 1.0
    assert float(r[1]) == pytest.approx(np.tanh(1.0), rel=1e-6)
