"""Relics and dark radiation while neutrinos decouple."""

import numpy as np
import pytest

from reheaton.cosmology import energy_density, hubble, hubble_radiation
from reheaton.decoupling.scenario import Scenario, reheated
from reheaton.errors import InvalidInput


def test_relic_dilutes_and_decays():
    """rho_N = rho_N(1) a^-3 e^-Y; rounding."""
    np.testing.assert_allclose(Scenario(rho_relic=2.0).relic(np.array(3.0), np.array(0.5)), 2.0 / 27.0 * np.exp(-0.5))


def test_reheating_is_defined_by_three_hubble_rates():
    """Gamma = 3 H_rad(T_RH), g = 10.75; rounding."""
    np.testing.assert_allclose(reheated(2e-3).width, 3.0 * hubble_radiation(10.75, 2e-3), rtol=1e-12)


def test_relic_starts_with_the_radiation_that_it_has_made():
    """rho = (2/5) Gamma rho_N/H of matter that decays, H from matter alone; rounding."""
    scenario = reheated(2e-3)
    H = hubble(scenario.rho_relic)
    made = 0.4 * scenario.width * scenario.rho_relic / H
    np.testing.assert_allclose(energy_density(10.75, scenario.T_start), made, rtol=1e-12)


def test_energy_is_shared():
    scenario = reheated(3e-3, to_neutrinos={"e": 0.1, "tau": 0.2})
    np.testing.assert_allclose(scenario.to_neutrinos, (0.1, 0.0, 0.2))
    np.testing.assert_allclose(scenario.to_plasma, 0.7)


def test_end_is_after_everything():
    """T = 5 keV in the standard case, and Gamma t = 40 at t = 1/(2H) for a relic that decays later."""
    assert np.exp(Scenario().log_a_settled()) > 0.02 / 5e-6
    late = Scenario(width=1e-30)
    T = 0.02 / np.exp(late.log_a_settled())
    assert 1e-30 / (2.0 * hubble_radiation(10.75, T)) > 40.0


def test_unknown_flavour_and_temperature():
    with pytest.raises(InvalidInput, match="flavour 'nu_e' of to_neutrinos is not known"):
        reheated(3e-3, to_neutrinos={"nu_e": 0.1})
    with pytest.raises(InvalidInput, match="T_RH = 0 is out of range"):
        reheated(0.0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("T_start", 0.0),
        ("rho_relic", -1.0),
        ("width", -1.0),
        ("E_neutrinos", 0.0),
        ("to_dark", 1.1),
        ("rho_dark", -1.0),
    ],
)
def test_impossible_numbers_are_refused(field, value):
    with pytest.raises(InvalidInput, match=field):
        Scenario(**{field: value})


def test_impossible_fractions_are_refused():
    with pytest.raises(InvalidInput, match="to_neutrinos = 2 is out of range"):
        Scenario(to_neutrinos=np.array([0.0, 2.0, 0.0]))
