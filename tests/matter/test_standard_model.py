"""The Standard Model and its twin as baths: numbers of states at known temperatures, published values, limits."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest

from reheaton.errors import InvalidInput
from reheaton.matter.gas import Gas
from reheaton.matter.leptons_and_bosons import free_neutrinos, heavy_leptons_and_bosons, photons_and_electrons
from reheaton.matter.qcd_gas import qcd_gas
from reheaton.matter.standard_model import departing_neutrinos, plasma, twin

from .qcd.table_s2 import TABLE_S2

EQUATIONS_OF_STATE = ("borsanyi-2016", "saikawa-shirai-2018")


def degrees(gases: Sequence[Gas], T: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(g_rho, g_s) at T [GeV]."""
    states = [gas.state(T) for gas in gases]
    rho, s = (sum(np.asarray(getattr(state, name)) for state in states) for name in ("rho", "s"))
    return 30.0 / np.pi**2 * rho / T**4, 45.0 / (2.0 * np.pi**2) * s / T**3


@cache
def standard_model(eos: str = EQUATIONS_OF_STATE[0]) -> tuple[Gas, ...]:
    return (*plasma(eos=eos), departing_neutrinos())


def test_all_states_without_interactions():
    """1e-6 of 106.75 at 1 PeV, where (m_t/T)^2 = 3e-8; strong interactions are left out."""
    T = np.array([1e6])
    ideal = (photons_and_electrons(), heavy_leptons_and_bosons(), free_neutrinos(), qcd_gas().quarks)
    for g in degrees(ideal, T):
        np.testing.assert_allclose(g, 106.75, rtol=1e-6)


@pytest.mark.parametrize("eos", EQUATIONS_OF_STATE)
def test_strong_interactions_lower_the_number_of_states(eos):
    """3%: gluon exchange lowers the quark-gluon pressure, 79 of 106.75 states, by a few percent (15 alpha_s/4 pi)."""
    for g in degrees(standard_model(eos), np.array([1e3, 1e5])):
        assert np.all(g > 0.97 * 106.75) and np.all(g < 106.75)


def test_states_at_5_mev():
    """0.2%: electrons of mass 0.1 T lack 0.1% of their entropy, muons add e^-20."""
    for g in degrees(standard_model(), np.array([5e-3])):
        np.testing.assert_allclose(g, 10.75, rtol=2e-3)


def test_late_states():
    """1e-6: exact values 2 + 7/8 6 (4/11)^(4/3) and 43/11; electrons are gone by e^-500."""
    g_rho, g_s = degrees(standard_model(), np.array([1e-6]))
    np.testing.assert_allclose(g_rho, 2.0 + 5.25 * (4.0 / 11.0) ** (4.0 / 3.0), rtol=1e-9)
    np.testing.assert_allclose(g_s, 43.0 / 11.0, rtol=1e-9)
    assert (round(float(g_rho[0]), 3), round(float(g_s[0]), 3)) == (3.363, 3.909)


def test_published_table():
    """1%: the accuracy stated by its authors; at 1 GeV it lies 3.2% above their own lattice fit."""
    knots = TABLE_S2[:, 0] != 3.0
    T = 10.0 ** (TABLE_S2[:, 0] - 3.0)
    g_rho, g_s = degrees((*plasma(), free_neutrinos()), T)
    np.testing.assert_allclose(g_rho[knots], TABLE_S2[knots, 1], rtol=0.0105)
    np.testing.assert_allclose(g_s[knots], (TABLE_S2[:, 1] / TABLE_S2[:, 2])[knots], rtol=0.0105)
    np.testing.assert_allclose(g_rho[~knots], TABLE_S2[~knots, 1], rtol=0.033)


def test_twin_of_equal_vev_is_the_standard_model():
    """Exactly: vev_ratio = 1 multiplies every mass by one."""
    T = np.geomspace(1e-6, 1e6, 200)
    for a, b in zip(degrees((*plasma(1.0), departing_neutrinos(1.0)), T), degrees(standard_model(), T), strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize("vev_ratio", [2.0, 10.0, 30.0])
def test_twin_masses_scale(vev_ratio):
    """1e-9: without QCD a twin at f T has the number of states that the Standard Model has at T."""
    T = np.geomspace(1e-4, 1e4, 100)
    ours = degrees((photons_and_electrons(), heavy_leptons_and_bosons(), departing_neutrinos()), T)
    twins = (photons_and_electrons(vev_ratio), heavy_leptons_and_bosons(vev_ratio), departing_neutrinos(vev_ratio))
    for a, b in zip(ours, degrees(twins, vev_ratio * T), strict=True):
        np.testing.assert_allclose(b, a, rtol=1e-9)


def test_twin_has_fewer_states_between_the_extremes():
    """Heavier species only ever carry less; 1e-9 for rounding where nothing is different."""
    T = np.geomspace(1e-5, 1e5, 100)
    ours, twins = degrees(standard_model(), T)[1], degrees((*plasma(4.0), departing_neutrinos(4.0)), T)[1]
    assert np.all(twins <= ours * (1.0 + 1e-9))


def test_equations_of_state_differ_where_they_are_known_to():
    """Up to 5% between 1 and 20 GeV, nothing below 100 MeV (0.2%: their hadron gases)."""
    T = np.array([0.02, 0.08, 2.0, 10.0])
    a, b = (degrees(standard_model(eos), T)[1] for eos in EQUATIONS_OF_STATE)
    difference = np.abs(a / b - 1.0)
    assert np.all(difference[:2] < 2e-3)
    assert np.all((difference[2:] > 0.02) & (difference[2:] < 0.05))


@pytest.mark.parametrize("vev_ratio", [0.0, -1.0, np.nan])
def test_vev_ratio_is_positive(vev_ratio):
    with pytest.raises(InvalidInput, match=f"vev_ratio = {vev_ratio:g} is out of range: allowed is above 0"):
        twin(vev_ratio)
