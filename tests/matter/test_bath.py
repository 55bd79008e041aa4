"""Baths as fundamental relations rho(s): identities of the table, its accuracy, inversion and ends."""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reheaton.matter.bath import Baths, make_bath, make_baths
from reheaton.matter.gas import Gas, ideal_gas
from reheaton.matter.leptons_and_bosons import free_neutrinos
from reheaton.matter.standard_model import departing_neutrinos, plasma
from reheaton.particles.species import Species

SINGLE, DEPARTED = 0, 1
T_GRID = np.geomspace(1.1e-6, 0.9e6, 4003)
"""Temperatures [GeV] over the whole table, at nodes of none."""


def gases(which: int, vev_ratio: float) -> tuple[Gas, ...]:
    """The Standard Model at a vev ratio with neutrinos at its temperature, or departed."""
    neutrinos = departing_neutrinos(vev_ratio) if which == DEPARTED else free_neutrinos()
    return (*plasma(vev_ratio), neutrinos)


@cache
def baths(vev_ratio: float = 1.0) -> Baths:
    """Baths number SINGLE and DEPARTED."""
    return make_baths([gases(SINGLE, vev_ratio), gases(DEPARTED, vev_ratio)], [(SINGLE,), (DEPARTED,)])


@jax.jit
def tabulated(vev_ratio, which, T):
    """State at T through the table, with d/dln s of rho and T; T is any shape."""
    made = make_baths([gases(SINGLE, vev_ratio), gases(DEPARTED, vev_ratio)], [(SINGLE,), (DEPARTED,)])
    log_s = made.log_s(which, T)
    state, slope = jax.jvp(lambda u: made.state(which, u), (log_s,), (jnp.ones_like(log_s),))
    return log_s, state, slope


@jax.jit
def exact(vev_ratio, T):
    """(s, rho, p) of the gases themselves, for SINGLE and DEPARTED."""
    totals = []
    for which in (SINGLE, DEPARTED):
        parts = [gas.state(T) for gas in gases(which, vev_ratio)]
        totals.append((sum(q.s for q in parts), sum(q.rho for q in parts), sum(q.p for q in parts)))
    return totals


def both(vev_ratio: float, which: int, T: np.ndarray = T_GRID):
    """Tabulated (ln s, state, slopes) and exact (s, rho, p) at T."""
    return tabulated(np.float64(vev_ratio), which, jnp.asarray(T)), exact(np.float64(vev_ratio), jnp.asarray(T))[which]


vev_ratios = st.floats(1.0, 30.0)


@settings(max_examples=12)
@given(vev_ratio=vev_ratios)
def test_first_law_everywhere(vev_ratio):
    """1e-12: T ds = d rho and p = T s - rho are identities of rho(s), whatever the accuracy of the table."""
    (_, state, slope), _ = both(vev_ratio, SINGLE)
    np.testing.assert_allclose(slope.rho, state.T * state.s, rtol=1e-12)
    np.testing.assert_allclose(state.p, state.T * state.s - state.rho, rtol=1e-11)


@settings(max_examples=12)
@given(vev_ratio=vev_ratios)
def test_exact_gases_obey_the_first_law(vev_ratio):
    """1e-6: central differences of rho and s over 1e-3 in ln T; their errors h^2/6 cancel in part."""
    h = 5e-4
    low, high = (exact(np.float64(vev_ratio), jnp.asarray(T_GRID * np.exp(k * h)))[SINGLE] for k in (-1, 1))
    T_mean = (high[1] - low[1]) / (high[0] - low[0])
    np.testing.assert_allclose(T_mean, T_GRID, rtol=1e-6)


@settings(max_examples=12)
@given(vev_ratio=vev_ratios)
@pytest.mark.parametrize("which", [SINGLE, DEPARTED])
def test_tables_equal_the_gases(which, vev_ratio):
    """As documented: 2e-7 in T(s) and 1e-8 in rho(s) at one temperature; 5e-6 and 3e-6 where neutrinos have departed.

    Their T(s) is a cubic, and their node slopes of rho(s) leave out that T_nu differs from T (vev_ratio 30).
    """
    T_error, rho_error = (2e-7, 1e-8) if which == SINGLE else (5e-6, 3e-6)
    s, rho, _ = exact(np.float64(vev_ratio), jnp.asarray(T_GRID))[which]
    found = state_at(np.float64(vev_ratio), which, jnp.log(s))
    np.testing.assert_allclose(found.rho, rho, rtol=rho_error)
    np.testing.assert_allclose(found.T, T_GRID, rtol=T_error)


@jax.jit
def state_at(vev_ratio, which, log_s):
    """The table at ln s."""
    made = make_baths([gases(SINGLE, vev_ratio), gases(DEPARTED, vev_ratio)], [(SINGLE,), (DEPARTED,)])
    return made.state(which, log_s)


@settings(max_examples=12)
@given(vev_ratio=vev_ratios)
@pytest.mark.parametrize("which", [SINGLE, DEPARTED])
def test_entropy_and_heat_capacity_are_positive(which, vev_ratio):
    (log_s, state, slope), _ = both(vev_ratio, which)
    assert np.all(np.diff(log_s) > 0.0)
    assert np.all(np.asarray(slope.T) > 0.0)
    assert np.all(np.asarray(state.p) > 0.0)
    assert np.all(np.asarray(state.p) < 0.334 * np.asarray(state.rho))


@settings(max_examples=12)
@given(vev_ratio=vev_ratios)
@pytest.mark.parametrize("which", [SINGLE, DEPARTED])
def test_entropy_is_found_from_temperature(which, vev_ratio):
    """1e-12: Newton's method to rounding, which log T of 1e-16 times the 40 of ln s amplifies; measured 2e-13."""
    (_, state, _), _ = both(vev_ratio, which)
    np.testing.assert_allclose(state.T, T_GRID, rtol=1e-12)


def test_departed_neutrinos_expand_adiabatically():
    """2e-6: s d rho/ds - rho, to the error of T(s), is the pressure of parts that keep their entropies each.

    So it is below 10 MeV, where nothing but photons and electrons shares the entropy of the plasma.
    """
    (_, state, _), (_, _, p) = both(1.0, DEPARTED)
    cold = T_GRID < 0.01
    np.testing.assert_allclose(np.asarray(state.p)[cold], np.asarray(p)[cold], rtol=2e-6)


@pytest.mark.parametrize("which", [SINGLE, DEPARTED])
@pytest.mark.parametrize("T", [1e-9, 1e-12])
def test_radiation_continues_below_the_table(which, T):
    """1e-12: exact scaling s ~ T^3, rho ~ T^4 from the end."""
    made = baths()
    state, end = (made.state(which, made.log_s(which, x)) for x in (T, 1e-6))
    np.testing.assert_allclose(state.T, T, rtol=1e-12)
    np.testing.assert_allclose(state.s, end.s * (T / 1e-6) ** 3, rtol=1e-11)
    np.testing.assert_allclose(state.rho, end.rho * (T / 1e-6) ** 4, rtol=1e-11)
    assert made.covers(which, made.log_s(which, T))


hot_baths = pytest.mark.parametrize(
    ("vev_ratio", "options"),
    [(1.0, {}), (1.0, {"eos": "saikawa-shirai-2018"}), (4.0, {"twin_qcd": "rescaled"}), (100.0, {}),
     (100.0, {"eos": "saikawa-shirai-2018", "twin_qcd": "rescaled"})],
)  # fmt: skip


def hot(vev_ratio: float, options: dict[str, str]) -> Baths:
    rest = plasma(vev_ratio, **options)
    sectors = [(*rest, neutrinos) for neutrinos in (free_neutrinos(), departing_neutrinos(vev_ratio))]
    return make_baths(sectors, [(SINGLE,), (DEPARTED,)])


@hot_baths
@pytest.mark.parametrize("which", [SINGLE, DEPARTED])
def test_standard_models_continue_as_radiation_above_the_table(which, vev_ratio, options):
    """s ~ T^3, rho ~ T^4 and p = rho/3 to rounding; T s = rho + p to 1e-5, the slope that still counts as radiation."""
    made, T = hot(vev_ratio, options), jnp.asarray([1.01e6, 1e7, 1e9, 1e15])
    log_s = made.log_s(which, T)
    state = made.state(which, log_s)
    assert bool(jnp.all(made.covers(which, log_s)))
    np.testing.assert_allclose(state.T, T, rtol=1e-12)
    np.testing.assert_allclose(state.s / T**3, float(state.s[0] / T[0] ** 3), rtol=1e-11)
    np.testing.assert_allclose(state.rho / T**4, float(state.rho[0] / T[0] ** 4), rtol=1e-11)
    np.testing.assert_allclose(state.p, state.rho / 3.0, rtol=1e-14)
    np.testing.assert_allclose(state.T * state.s, state.rho + state.p, rtol=1e-5)
    # The number of states that was there just below, but for 1.3 to 2.4e-4 of s and rho: the slope that is dropped.
    below = made.state(which, made.log_s(which, 0.96e6))
    assert float(state.s[0] / T[0] ** 3) == pytest.approx(float(below.s) / 0.96e6**3, rel=3e-4)
    assert float(state.rho[0] / T[0] ** 4) == pytest.approx(float(below.rho) / 0.96e6**4, rel=3e-4)


@hot_baths
@pytest.mark.parametrize("which", [SINGLE, DEPARTED])
def test_the_end_of_the_table_is_crossed_smoothly(which, vev_ratio, options):
    """Entropy rises, dlns/dlnT is 3 to 1%. T = d rho/ds to 7e-5 where neutrinos depart: the error of T(s) there."""
    made, T = hot(vev_ratio, options), jnp.geomspace(0.9e6, 1.1e6, 401)
    log_s = made.log_s(which, T)
    state, slope = jax.jvp(lambda u: made.state(which, u), (log_s,), (jnp.ones_like(log_s),))
    np.testing.assert_allclose(state.T, T, rtol=2e-9)
    assert np.all(np.diff(log_s) > 0.0)
    np.testing.assert_allclose(state.T / slope.T, 3.0, rtol=0.01)
    np.testing.assert_allclose(slope.rho, state.T * state.s, rtol=7e-5 if which == DEPARTED else 1e-13)


def test_matter_beside_the_standard_model_ends_at_the_end_of_the_table():
    """A species of 1e6 GeV is neither radiation nor gone at the upper end, whatever is held constant beside it."""
    heavy = ideal_gas((Species("heavy", 1e6, 2.0, "boson"),))
    made = make_baths([(*gases(DEPARTED, 1.0), heavy)], [(0,)])
    assert made.covers(0, made.log_s(0, 0.99e6))
    assert not made.covers(0, made.log_s(0, 1.01e6))


def test_matter_is_not_covered_beyond_the_table():
    """A species of 1 keV is neither radiation nor gone at 1 keV, where the table ends."""
    made = make_baths(
        [(ideal_gas((Species("light", 1e-6, 2.0, "boson"), Species("photon", 0, 2.0, "boson"))),)], [(0,)]
    )
    assert not made.covers(0, made.log_s(0, 1e-6) - 0.1)
    assert made.covers(0, made.log_s(0, 1e-5))
    assert made.covers(0, made.log_s(0, 1e8))


def test_groups_share_a_temperature():
    """1e-6, the error of the tables: s and rho of baths at one temperature add up."""
    sectors = [gases(SINGLE, 1.0), gases(SINGLE, 4.0)]
    made = make_baths(sectors, [(0,), (1,), (0, 1)])
    T = jnp.asarray(T_GRID[::20])
    apart = [made.state(k, made.log_s(k, T)) for k in (0, 1)]
    together = made.state(2, made.log_s(2, T))
    np.testing.assert_allclose(together.s, apart[0].s + apart[1].s, rtol=4e-6)
    np.testing.assert_allclose(together.rho, apart[0].rho + apart[1].rho, rtol=6e-6)


def test_bath_of_users_own_species():
    """1e-6: the documented error, against the exact integrals of the gas; ds/dlnT to 1e-4, a derivative of T(s)."""
    gas = ideal_gas((Species("dark photon", 0, 2.0, "boson"), Species("dark electron", 0.02, 4.0, "fermion")))
    bath, T = make_bath([gas]), jnp.geomspace(1e-5, 1e3, 301)
    expected = gas.state(T)
    np.testing.assert_allclose(bath.s(T), expected.s, rtol=3e-6)
    np.testing.assert_allclose(bath.rho(T), expected.rho, rtol=4e-6)
    np.testing.assert_allclose(bath.p(T), expected.p, rtol=4e-6)
    np.testing.assert_allclose(bath.ds_dlnT(T), expected.ds_dlnT, rtol=1e-4)


def test_massless_bath_is_exact():
    """1e-13: rounding."""
    bath = make_bath([ideal_gas((Species("photon", 0, 2.0, "boson"),))])
    T = jnp.geomspace(1e-12, 1e12, 49)
    np.testing.assert_allclose(bath.s(T), 2.0 * 2.0 * np.pi**2 / 45.0 * T**3, rtol=1e-11)
    np.testing.assert_allclose(bath.rho(T), 2.0 * np.pi**2 / 30.0 * T**4, rtol=1e-11)


def test_temperature_of_an_energy_density():
    bath = make_bath((*plasma(), departing_neutrinos()))
    T = np.geomspace(2e-6, 1e12, 90)
    # 1e-10: Newton's steps end at the rounding of a quintic spline in ln s.
    np.testing.assert_allclose(bath.temperature(bath.rho(T)), T, rtol=1e-10)
