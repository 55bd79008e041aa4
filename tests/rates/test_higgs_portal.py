"""Higgs-portal contact: reaction densities against independent integrals, decoupling temperature."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.special import kn

from reheaton.constants import M_HIGGS, M_PLANCK, V_HIGGS
from reheaton.errors import InvalidInput
from reheaton.rates.higgs_portal import (
    FERMIONS,
    GAMMA_HIGGS,
    PortalFermion,
    Processes,
    decoupling_temperature,
    energy_exchange,
    energy_exchange_rate,
    portal_reaction_density,
    rate_per_twin_fermion,
)

G_STAR = 75.75 + 65.0  # Standard Model and twin between 1.3 and 4 GeV, rounded

MASSLESS = (PortalFermion("massless", 1e-4, 1, yukawa_mass=1.0),)


def hubble(T: np.ndarray) -> np.ndarray:
    return np.sqrt(8 * np.pi**3 * G_STAR / 90) * T**2 / M_PLANCK


def rho(T: np.ndarray) -> np.ndarray:
    return np.pi**2 / 30 * G_STAR * T**4


def one(mass: float, colours: int = 1) -> tuple[PortalFermion, ...]:
    """A single fermion, so that the sum over pairs has one term f F with M_F = vev_ratio mass."""
    return (PortalFermion("f", mass, colours),)


def contact_strength(vev_ratio: float) -> float:
    """4 y^4 P^2 of MASSLESS for s << m_h^2: |M|^2 = this times s^2 (annihilation), t^2 (scattering)."""
    mixing = vev_ratio / (1 + vev_ratio**2) / M_HIGGS**2 * (1 - vev_ratio**-2)
    return 4 * V_HIGGS**-4 * mixing**2


@pytest.mark.parametrize("vev_ratio", [2.0, 4.0, 10.0])
def test_contact_limit_of_massless_fermions(vev_ratio: float) -> None:
    """With Int x^6 K_1 = 2^5 Gamma(4) Gamma(3) and Int x^7 K_2 = 2^6 Gamma(5) Gamma(3): closed forms."""
    T = np.array([0.3])
    unit = 1.5 * contact_strength(vev_ratio) * T / np.pi**5
    # The propagator corrects by 2 <s>/m_h^2 = 1% (annihilation, <s> about 80 T^2), half that and less for scattering.
    number = portal_reaction_density(T, vev_ratio, processes="annihilation", fermions=MASSLESS)
    assert number == pytest.approx(unit * T**7, rel=0.015)
    number = portal_reaction_density(T, vev_ratio, processes="scattering", fermions=MASSLESS)
    assert number == pytest.approx(4 * unit * T**7 / 3, rel=0.015)
    transfer = energy_exchange(T, vev_ratio, processes="scattering", fermions=MASSLESS)
    assert transfer == pytest.approx(4 * unit * T**8, rel=0.015)


def test_energy_exchange_of_annihilation_is_the_temperature_derivative_of_the_energy_flow() -> None:
    """d(energy flow)/dlnT with energy flow = Int ds s T K_2 ... ; in the contact limit flow ~ T^9, kappa = 9 flow."""
    T = np.array([0.3])
    flow = contact_strength(4.0) * T**9 * 2 * 2**6 * 24 * 2 / (8 * np.pi**3 * 64 * np.pi**2)
    kappa = energy_exchange(T, 4.0, processes="annihilation", fermions=MASSLESS)
    assert kappa == pytest.approx(9 * flow, rel=0.02)  # propagator correction as above, at the larger <s> = 110 T^2


def reference_annihilation(T: float, vev_ratio: float, mass: float) -> float:
    """gamma by adaptive quadrature in sqrt(s), the amplitude written as one complex number."""
    m_h2 = vev_ratio * M_HIGGS
    width_2 = 7 * m_h2**3 / (32 * np.pi * V_HIGGS**2 * (1 + vev_ratio**2))
    M = vev_ratio * mass

    def integrand(root: float) -> float:
        s = root**2
        amplitude = 1 / (s - M_HIGGS**2 + 1j * M_HIGGS * GAMMA_HIGGS) - 1 / (s - m_h2**2 + 1j * m_h2 * width_2)
        amplitude *= vev_ratio / (1 + vev_ratio**2) * (mass / V_HIGGS) ** 2
        squared = 4 * (s - 4 * mass**2) * (s - 4 * M**2) * abs(amplitude) ** 2
        phase_space = np.sqrt((1 - 4 * mass**2 / s) * (1 - 4 * M**2 / s)) / (8 * np.pi) ** 2
        return 2 * root * root * kn(1, root / T) * phase_space * squared * T / (8 * np.pi**3)

    edges = [2 * M, *(M_HIGGS + GAMMA_HIGGS * np.array([-1e3, -100, -10, 0, 10, 100, 1e3])), M_HIGGS + 40 * T]
    return sum(quad(integrand, a, b, limit=200, epsabs=0, epsrel=1e-9)[0] for a, b in pairwise(edges))


@pytest.mark.parametrize(("T", "vev_ratio", "mass"), [(1.0, 4.0, 1.27), (3.0, 3.0, 4.18), (8.0, 4.0, 4.18)])
def test_annihilation_against_adaptive_quadrature(T: float, vev_ratio: float, mass: float) -> None:
    """Without and with the resonance: at 8 GeV nearly all reactions pass through an on-shell h."""
    found = portal_reaction_density(np.array([T]), vev_ratio, processes="annihilation", fermions=one(mass))[0]
    # The quadrature of the library is good to 1e-8, the reference to 1e-9 in each piece.
    assert found == pytest.approx(reference_annihilation(T, vev_ratio, mass), rel=1e-7)


def sampled(
    kind: str, T: float, vev_ratio: float, mass: float, fermi: bool = False, size: int = 200_000
) -> tuple[float, float]:
    """gamma and kappa by sampling both momenta, their angle and the final direction in the plasma frame.

    kappa from the energies, (E_1 + E_2)^2/T and (E_1 - E_3)^2/(2T); on demand Fermi statistics with blocking.
    """
    rng = np.random.default_rng(11)
    M = vev_ratio * mass
    partner = mass if kind == "annihilation" else M

    def occupied(E: np.ndarray) -> np.ndarray:
        return 1 / (np.exp(E / T) + 1) if fermi else np.exp(-E / T)

    def draw(m: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        scale = T + 0.4 * np.sqrt(m * T)
        p = rng.gamma(3.0, scale, size)
        E = np.hypot(p, m)
        return p, E, occupied(E) / (4 * np.pi**2 * E) * 2 * scale**3 * np.exp(p / scale)

    (p1, E1, w1), (p2, E2, w2) = draw(mass), draw(partner)
    s = mass**2 + partner**2 + 2 * (E1 * E2 - p1 * p2 * rng.uniform(-1, 1, size))
    root, E = np.sqrt(s), E1 + E2
    gamma, gamma_beta = E / root, np.sqrt(E**2 - s) / root
    cosine, azimuth = rng.uniform(-1, 1, size), rng.uniform(0, 2 * np.pi, size)
    if kind == "annihilation":
        k = np.sqrt(np.maximum(s / 4 - M**2, 0))
        E3 = gamma * root / 2 + gamma_beta * k * cosine
        squared, q2 = 4 * (s - 4 * mass**2) * np.maximum(s - 4 * M**2, 0), s
        moment = E**2 / T
    else:
        k = np.sqrt((s - (mass + M) ** 2) * (s - (mass - M) ** 2) / (4 * s))
        E1_rest = (s + mass**2 - M**2) / (2 * root)
        tilt = np.clip((E1 - gamma * E1_rest) / (gamma_beta * k), -1, 1)  # of p_1 against the motion of the pair
        along = tilt * cosine + np.sqrt((1 - tilt**2) * (1 - cosine**2)) * np.cos(azimuth)
        E3 = gamma * E1_rest + gamma_beta * k * along
        q2 = -2 * k**2 * (1 - cosine)
        squared = 4 * (4 * mass**2 - q2) * (4 * M**2 - q2)
        moment = (E1 - E3) ** 2 / (2 * T)
    propagator = 1 / (q2 - M_HIGGS**2) - 1 / (q2 - (vev_ratio * M_HIGGS) ** 2)
    coupling = (vev_ratio / (1 + vev_ratio**2) * (mass / V_HIGGS) ** 2) ** 2
    weight = w1 * w2 * coupling * squared * propagator**2 * 2 * k / (8 * np.pi * root)
    if fermi:
        weight = weight * (1 - occupied(E3)) * (1 - occupied(E - E3))
    copies = 1 if kind == "annihilation" else 4
    return copies * weight.mean(), copies * (weight * moment).mean()


@pytest.mark.parametrize("kind", ["annihilation", "scattering"])
def test_both_rates_against_sampled_phase_space(kind: Processes) -> None:
    T = np.array([2.0])
    gamma, kappa = sampled(kind, 2.0, 3.0, 1.27)
    # 200 000 samples scatter by 0.3% in gamma and 0.5% in kappa; three to four times that.
    assert gamma == pytest.approx(portal_reaction_density(T, 3.0, processes=kind, fermions=one(1.27))[0], rel=0.012)
    assert kappa == pytest.approx(energy_exchange(T, 3.0, processes=kind, fermions=one(1.27))[0], rel=0.02)


def test_fermi_statistics_change_the_energy_exchange_by_less_than_stated() -> None:
    classical, quantum = sampled("annihilation", 2.0, 4.0, 1.27)[1], sampled("annihilation", 2.0, 4.0, 1.27, True)[1]
    # Common random numbers: the ratio scatters by 0.1%. The docstring says 5%.
    assert 0.95 < quantum / classical < 1.0


def test_heavy_twins_leave_through_the_boltzmann_factor() -> None:
    T = np.array([1.0, 1.1])
    kappa = energy_exchange(T, 4.0, processes="annihilation", fermions=one(4.18))
    # exp(-2 M/T) times a power T^2 to T^4 between the two temperatures.
    slope = np.log(kappa[1] / kappa[0]) / np.log(1.1)
    boltzmann = 2 * 4 * 4.18 * (1 - 1 / 1.1) / np.log(1.1)
    assert boltzmann + 2 < slope < boltzmann + 4


@settings(max_examples=15)
@given(st.floats(1.2, 20), st.floats(0.3, 19.0))
def test_rates_are_positive_and_rise_over_hubble(vev_ratio: float, T: float) -> None:
    temperatures = np.array([T, 1.05 * T])
    kappa = energy_exchange(temperatures, vev_ratio)
    rate = energy_exchange_rate(temperatures, vev_ratio, rho(temperatures)) / hubble(temperatures)
    assert np.all(kappa > 0) and rate[1] > rate[0]
    # Below vev_ratio 2 the growing h' mass, which lifts the cancellation of h against h', wins over the smaller mixing.
    assert vev_ratio < 2 or kappa[1] > energy_exchange(temperatures, 1.3 * vev_ratio)[1]


def test_parts_add_up_and_a_batch_equals_single_calls() -> None:
    T = np.array([0.5, 2.0, 9.0])
    for function in (portal_reaction_density, energy_exchange, rate_per_twin_fermion):
        parts = function(T, 4.0, processes="annihilation") + function(T, 4.0, processes="scattering")
        assert parts == pytest.approx(function(T, 4.0), rel=1e-14)  # a sum of two floats
        single = [function(T[i : i + 1], 4.0)[0] for i in range(3)]
        assert function(T, 4.0) == pytest.approx(single, rel=1e-13)  # order of summation


def test_scattering_rate_counts_the_twin_fermions() -> None:
    """For light twins n_F = 4 N_c T^3/pi^2 of each (two spins, particle and antiparticle)."""
    T = np.array([1.0])
    density = 4 * T**3 / np.pi**2
    # M/T = 4e-4: K_2 differs from 2/x^2 by x^2/4.
    assert rate_per_twin_fermion(T, 4.0, fermions=MASSLESS) * density == pytest.approx(
        portal_reaction_density(T, 4.0, fermions=MASSLESS), rel=1e-6
    )


@pytest.mark.parametrize(("vev_ratio", "expected"), [(3.0, 1.68), (4.0, 1.97), (10.0, 3.56)])
def test_decoupling_temperature_is_a_few_GeV(vev_ratio: float, expected: float) -> None:
    """The twin models in the literature decouple at a few GeV; 2 GeV is the usual input at vev_ratio 4."""
    T = decoupling_temperature(vev_ratio, hubble)
    assert T == pytest.approx(expected, abs=0.005)  # the documented values have three digits
    grid = np.array([T])
    # Gamma/H rises at least as T^9 here: a root good to 1e-9 in ln T.
    assert energy_exchange_rate(grid, vev_ratio, rho(grid)) == pytest.approx(hubble(grid), rel=1e-7)


def test_decoupling_is_later_for_stronger_contact_and_insensitive_to_its_definition() -> None:
    T = decoupling_temperature(4.0, hubble)
    assert decoupling_temperature(4.0, hubble, definition="collisions") == pytest.approx(T, rel=0.05)  # 1% documented
    assert decoupling_temperature(4.0, lambda t: 2 * hubble(t)) > T
    assert decoupling_temperature(4.0, hubble, processes="scattering") > T
    running = {"b": 3.5, "c": 0.80, "s": 0.07}
    at_10_GeV = tuple(PortalFermion(f.name, f.mass, f.N_c, running.get(f.name)) for f in FERMIONS)
    # The documented 18% of the leading uncertainty.
    assert decoupling_temperature(4.0, hubble, fermions=at_10_GeV) == pytest.approx(1.18 * T, rel=0.02)


@pytest.mark.parametrize(("factor", "word"), [(1e-12, "above"), (1e12, "below")])
def test_no_crossing_is_an_error_that_says_which_way(factor: float, word: str) -> None:
    with pytest.raises(InvalidInput, match=f"rate is {word} H"):
        decoupling_temperature(4.0, lambda T: factor * hubble(T))


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda: portal_reaction_density(np.array([0.1]), 4.0), "T = "),
        (lambda: portal_reaction_density(np.array([1.0]), 1.0), "vev_ratio"),
        (lambda: PortalFermion("x", -1.0, 1), "mass = -1"),
        (lambda: decoupling_temperature(4.0, lambda T: -T), "hubble"),
        (lambda: portal_reaction_density(np.array([1.0]), 4.0, processes="none"), "processes"),  # pyright: ignore[reportArgumentType]
        (lambda: decoupling_temperature(4.0, hubble, definition="none"), "definition"),  # pyright: ignore[reportArgumentType]
        (lambda: decoupling_temperature(4.0, hubble, T_min=5.0, T_max=1.0), "T_min"),
    ],
)
def test_bad_input_is_one_sentence(call: Callable[[], object], word: str) -> None:
    with pytest.raises(InvalidInput, match=word):
        call()
