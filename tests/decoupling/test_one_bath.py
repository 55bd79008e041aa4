"""Plasma and neutrinos as one bath."""

import numpy as np
from scipy.integrate import solve_ivp

from reheaton.cosmology import hubble
from reheaton.decoupling.one_bath import cool_together
from reheaton.decoupling.scenario import Scenario, reheated
from reheaton.matter.electromagnetic_plasma import electromagnetic_state
from reheaton.matter.leptons_and_bosons import free_neutrinos


def _entropy(T: float) -> float:
    return float(electromagnetic_state(np.asarray(T)).s + free_neutrinos().state(np.asarray(T)).s)


def test_entropy_is_conserved_without_decays():
    """1e-7: rtol of 1e-8 over some ten steps."""
    moment = cool_together(Scenario(), 1e-4)
    assert moment.finished
    np.testing.assert_allclose(_entropy(1e-4) * np.exp(3.0 * moment.log_a), _entropy(0.02), rtol=1e-7)


def test_heating_equals_another_integration():
    """1e-7: both integrate to 1e-8 a step; SciPy in ln a, with the entropy as its variable."""
    scenario = reheated(3e-3)
    moment = cool_together(scenario, 5e-3)

    def temperature(s: float) -> float:
        T = np.cbrt(s / 4.7)  # s/T^3 of massless particles
        for _ in range(4):
            plasma, nu = electromagnetic_state(np.asarray(T)), free_neutrinos().state(np.asarray(T))
            T *= np.exp(np.log(s / (plasma.s + nu.s)) * (plasma.s + nu.s) / (plasma.ds_dlnT + nu.ds_dlnT))
        return float(T)

    def slopes(log_a: float, y: np.ndarray) -> list[float]:
        a, T = np.exp(log_a), temperature(y[0] * np.exp(-3.0 * log_a))
        rho = electromagnetic_state(np.asarray(T)).rho + free_neutrinos().state(np.asarray(T)).rho
        relic = scenario.relic(a, y[1])
        H = hubble(rho + relic)
        return [a**3 * scenario.width * relic / (H * T), scenario.width / H]

    first = [_entropy(float(scenario.T_start)), 0.0]
    solution = solve_ivp(slopes, (0.0, float(moment.log_a)), first, rtol=1e-9, atol=1e-14)
    S, Y = solution.y[:, -1]
    np.testing.assert_allclose(temperature(S * np.exp(-3.0 * moment.log_a)), 5e-3, rtol=1e-7)
    np.testing.assert_allclose(moment.Y, Y, rtol=1e-6)


def test_dark_radiation_gets_its_share():
    """If all energy goes there, the bath keeps its entropy; 1e-7 as above. What is left of both adds up to 1 - e^-Y."""
    scenario = Scenario(rho_relic=1e-9, width=1e-21, to_dark=1.0)
    moment = cool_together(scenario, 5e-3)
    np.testing.assert_allclose(_entropy(5e-3) * np.exp(3.0 * moment.log_a), _entropy(0.02), rtol=1e-7)
    # Energy that arrives at a weighs a in D, between 1 and that of the end.
    decayed = 1e-9 * -np.expm1(-moment.Y)
    assert decayed < moment.D < decayed * np.exp(moment.log_a)


def test_a_bath_that_heats_up_is_not_finished():
    assert not cool_together(Scenario(rho_relic=1e-2, width=1e-18), 5e-3).finished


def test_nothing_is_done_if_the_start_is_colder():
    assert cool_together(Scenario(T_start=5e-3), 8e-3).log_a == 0.0
