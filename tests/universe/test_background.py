"""Any instant of a solved background by its scale factor, in contact and after, on the toy with three sectors."""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.constants import M_PLANCK
from reheaton.matter.gas import ideal_gas
from reheaton.matter.sector import Sector
from reheaton.particles.species import Species
from reheaton.universe.background import Background
from reheaton.universe.events import cooled_to
from reheaton.universe.evolve import evolve
from reheaton.universe.outcome import Outcome
from reheaton.universe.relic import cold_relic
from reheaton.universe.universe import Universe

from .universes import ORDER, Toy, toy_universe

IDLE = dict.fromkeys(("N_to_left", "N_to_right", "X_to_right", "X_to_far"), 0.0)
LATE: dict[str, float] = {}
HEATED_IN_CONTACT = {"n_X": 1e8, "X_to_right": 1e-14, "X_to_far": 1e-14}
"""Relics that never decay; that decay below 10 GeV; that give a bath in contact, above 50 GeV, half its entropy."""
each_universe = pytest.mark.parametrize("values", [IDLE, LATE, HEATED_IN_CONTACT], ids=["idle", "late", "heated"])


@jax.jit
def _solve(toy: Toy) -> Background:
    return evolve(toy_universe(toy, ORDER), until=("left", toy.T_end), rtol=1e-7)


@jax.jit
def at(background: Background, log_a: jax.Array):
    return background.at(log_a)


@jax.jit
def cooled(background: Background, T: jax.Array):
    marks = background.when({f"mark {k}": cooled_to("left", T[k]) for k in range(len(T))})
    return jax.tree.map(lambda *x: jnp.stack(x), *(marks[f"mark {k}"] for k in range(len(T))))


@cache
def _solved(items: tuple[tuple[str, float], ...]) -> Background:
    return _solve(Toy(*(np.float64(x) for x in Toy(**dict(items)))))


def solved(values: dict[str, float]) -> Background:
    background = _solved(tuple(values.items()))
    assert background.code == Outcome.SOLVED
    return background


def inside(background: Background, points: int = 240) -> jax.Array:
    """ln a that are no grid points, over the whole history."""
    ends = background.instants.log_a[np.array([0, -1])]
    return ends[0] + (ends[1] - ends[0]) * jnp.asarray((np.arange(points) + 0.37) / points)


@each_universe
def test_grid_is_reproduced(values):
    """1e-10: rounding of ln a, times the cooling while it heats."""
    background = solved(values)
    found = at(background, background.instants.log_a)
    for name in ORDER:
        np.testing.assert_allclose(found.T[name], background.instants.T[name], rtol=1e-10)
    np.testing.assert_allclose(found.H, background.instants.H, rtol=1e-10)
    np.testing.assert_allclose(found.t, background.instants.t, rtol=1e-10)


@each_universe
def test_the_instant_is_the_one_asked_for(values):
    """1e-10: the clock of a bath in contact is turned into ln a by Newton's method."""
    background = solved(values)
    wanted = inside(background)
    np.testing.assert_allclose(at(background, wanted).log_a, wanted, rtol=0.0, atol=1e-10)


@each_universe
def test_agrees_with_temperatures_at_which_it_is_crossed(values):
    """1e-8: both are the same interpolant; 50 GeV is where contact ends."""
    background = solved(values)
    targets = np.array([900.0, 400.0, 123.0, 51.0, 50.0, 49.0, 7.0, 0.3, 1e-3, 2e-4])
    marks = cooled(background, targets)
    found = at(background, marks.log_a)
    np.testing.assert_allclose(found.T["left"], targets, rtol=1e-8)
    np.testing.assert_allclose(found.H, marks.H, rtol=1e-8)
    np.testing.assert_allclose(found.t, marks.t, rtol=1e-8)


def test_comoving_entropy_is_conserved_when_nothing_decays():
    """1e-6, three times the error of T(s) in the tables: s(T) comes from the gases. Together first, then each alone."""
    background = solved(IDLE)
    toy = Toy(**IDLE)
    found = at(background, inside(background))
    sectors = {sector.name: sector.gases for sector in toy_universe(toy, ORDER).sectors}
    S = {}
    for name in ORDER:
        s = sum(np.asarray(gas.state(np.asarray(found.T[name])).s) for gas in sectors[name])
        S[name] = s * np.exp(3.0 * np.asarray(found.log_a))
    touching = np.asarray(found.T["left"]) > toy.T_part
    assert 0.05 < np.mean(touching) < 0.5
    np.testing.assert_allclose(found.T["left"][touching], found.T["right"][touching], rtol=1e-12)
    together = S["left"] + S["right"]
    np.testing.assert_allclose(together, together[0], rtol=1e-6)
    np.testing.assert_allclose(S["far"], S["far"][0], rtol=1e-6)
    for name in ("left", "right"):
        apart = S[name][~touching]
        np.testing.assert_allclose(apart, apart[0], rtol=1e-6)


@each_universe
def test_time_is_the_integral_over_hubble(values):
    """1e-5 by Simpson's rule on 2001 points of d t/d ln a = 1/H from one instant to another."""
    background = solved(values)
    log_a = jnp.linspace(*(float(background.instants.log_a[k]) for k in (3, -3)), 2001)
    found = at(background, log_a)
    weights = np.full(2001, 2.0)
    weights[1::2], weights[[0, -1]] = 4.0, 1.0
    spent = float(weights @ (1.0 / np.asarray(found.H))) * float(log_a[1] - log_a[0]) / 3.0
    assert spent == pytest.approx(float(found.t[-1] - found.t[0]), rel=1e-5)


def test_clamped_to_the_ends():
    background = solved(LATE)
    first, last = background.instants.log_a[0], background.instants.log_a[-1]
    found = at(background, jnp.stack([first - 3.0, last + 3.0]))
    np.testing.assert_allclose(found.log_a, [first, last], rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(found.T["left"], background.instants.T["left"][np.array([0, -1])], rtol=1e-10)


# --- the highest temperature ---------------------------------------------------------------------------

WEAK = 1e-6
"""Gamma/H at the start."""


@jax.jit
def heated(share, T_end):
    """Highest T of an empty sector with 100 states that a relic heats, of energy `share` times that of radiation."""
    T, mass = 1e3, 1e5
    rho = np.pi**2 / 15.0 * T**4
    H = jnp.sqrt(8.0 * np.pi / 3.0 * rho * (1.0 + share)) / M_PLANCK
    names = {"empty": 100.0, "hot": 2.0}
    sectors = [Sector(name, ideal_gas(Species(name, 0, g, "boson"))) for name, g in names.items()]
    relic = cold_relic("X", mass, {"empty": WEAK * H}, share * rho / mass)
    background = evolve(Universe(sectors, [relic], start={"empty": 0.0, "hot": T}), until=("hot", T_end))
    return background.highest_T("empty"), share * rho, jnp.max(background.instants.T["empty"])


# From d(rho a^4)/dln a = a^4 Gamma rho_X/H with rho_X ~ a^-3: H ~ a^-2 gives rho = (Gamma rho_X/H) (1/a - 1/a^4)/3 with
# its maximum at a^3 = 4; H ~ a^-(3/2) gives (2/5) (a^-(3/2) - a^-4) with a^(5/2) = 8/3 (Giudice, Kolb & Riotto 2001,
# hep-ph/0005123, where T_max is found in the same way).
ERAS = {"radiation": (1e-6, 0.25 ** (1 / 3) / 4.0), "matter": (1e6, 0.4 * ((3 / 8) ** 0.6 - (3 / 8) ** 1.6))}


@pytest.mark.parametrize("T_end", [1e-1, 1e-3, 2e-6, 1e-9, 3e-13])
@pytest.mark.parametrize("era", ERAS)
def test_highest_temperature_of_a_sector_that_a_relic_heats(era, T_end):
    """1e-4: as documented, wherever the grid, which the end shifts, has its points; grid points alone are 1.4% low."""
    share, largest = ERAS[era]
    found, rho_X, on_grid = heated(share, T_end)
    expected = (30.0 / (100.0 * np.pi**2) * WEAK * float(rho_X) * largest) ** 0.25
    assert float(found) == pytest.approx(expected, rel=1e-4)
    assert float(found) >= float(on_grid) > 0.98 * expected


def test_a_sector_that_only_cools_is_hottest_at_the_start():
    background = solved(IDLE)
    for name in ORDER:
        assert float(background.highest_T(name)) == float(background.instants.T[name][0])
