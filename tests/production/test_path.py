"""Histories of one sector: from a bath alone, a solved background or a table, and production through a dilution."""

from functools import cache
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import Array
from scipy.special import zeta
from tests.universe.universes import T_CMB, T_FREEZE_OUT, twin_universe

from reheaton.errors import InvalidInput
from reheaton.matter.sector import Sector
from reheaton.production.local_rates import Mixing
from reheaton.production.oscillation import produce, production_range
from reheaton.production.path import PANELS, Path, follow_background, follow_table
from reheaton.universe.events import cooled_to
from reheaton.universe.evolve import evolve
from reheaton.universe.outcome import Outcome
from reheaton.universe.universe import Universe

from .oscillations import KEV, M_PLANCK, active, along, bath, count, default_range, gases, history, made

M_S, T_HOT = 10.0 * KEV, 58.0
MIXINGS = [1e-12, 1e-5]


def comoving(mixing: float, lived: Path) -> float:
    """Number in units that do not depend on where the history ends."""
    return count(along(M_S, mixing, active(1.0), lived)) * float(np.exp(3.0 * lived.log_aT_end))


# --- a bath alone ------------------------------------------------------------------------------------


def test_points_are_those_of_gauss():
    """1e-13: a polynomial of third order is integrated exactly by two points in each panel."""
    lived = history(1.0, 3.0, 1e-2)
    assert lived.log_a.shape == lived.T.shape == lived.H.shape == (PANELS, 2)
    x = np.asarray(lived.log_a) - float(lived.log_a[0, 0]) + (0.5 - 0.5 / np.sqrt(3.0)) * float(lived.width)
    length = PANELS * float(lived.width)
    assert 0.5 * float(lived.width) * np.sum(x**3) == pytest.approx(length**4 / 4.0, rel=1e-12)


def test_bath_alone_conserves_entropy():
    """1.5e-5, three times the error of T(s) where neutrinos depart (5e-6), and H is that of the gases to 1e-5."""
    lived = history(4.0, 30.0, 1e-2)
    states = [gas.state(np.asarray(lived.T)) for gas in gases(4.0)]
    s, rho = (sum(np.asarray(getattr(state, name)) for state in states) for name in ("s", "rho"))
    np.testing.assert_allclose(s * np.exp(3.0 * np.asarray(lived.log_a)), 1.0, rtol=1.5e-5)
    np.testing.assert_allclose(lived.H, np.sqrt(8.0 * np.pi * rho / 3.0) / M_PLANCK, rtol=1e-5)
    assert np.all(np.diff(np.asarray(lived.T).ravel()) < 0.0)
    assert 1e-2 < float(lived.T[-1, 1]) and float(lived.T[0, 0]) < 30.0


# --- a background ------------------------------------------------------------------------------------


@cache
def _standard_model():
    """Kernel of the Standard Model's history by its background."""

    @jax.jit
    def run(T_start, T_end):
        background = evolve(Universe([Sector("sm", gases(1.0))], start=T_HOT), until=("sm", 1e-4))
        return follow_background(background, "sm", T_start, T_end)

    return run


@pytest.mark.parametrize("mixing", MIXINGS)
def test_background_without_relics_is_a_bath_alone(mixing):
    """1e-6 in the number and f: both follow the same table of the bath."""
    T = default_range(M_S, mixing, 1.0)
    by_bath, by_background = history(1.0, *T), _standard_model()(*T)
    for name in ("T", "H"):
        np.testing.assert_allclose(getattr(by_background, name), getattr(by_bath, name), rtol=1e-7)
    # Their scale factors have different units.
    unit = float(by_background.log_a[0, 0] - by_bath.log_a[0, 0])
    expected = comoving(mixing, by_bath) * np.exp(3.0 * unit)
    assert comoving(mixing, by_background) == pytest.approx(expected, rel=1e-6)
    np.testing.assert_allclose(
        *(along(M_S, mixing, active(1.0), lived).f for lived in (by_bath, by_background)), rtol=1e-6
    )


def test_background_that_starts_late_is_followed_from_its_start():
    """It starts at 58 GeV; 1e-8 from the table's inverse."""
    lived = _standard_model()(200.0, 1e-2)
    expected = history(1.0, T_HOT, 1e-2)
    np.testing.assert_allclose(lived.T, expected.T, rtol=1e-7)
    assert float(lived.width) == pytest.approx(float(expected.width), rel=1e-7)


# --- a table -----------------------------------------------------------------------------------------


def rows(number: int, T_start: float = 30.0, T_end: float = 2e-3) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """ln a, T and H of the Standard Model at evenly spaced ln a; ln a starts at 0."""
    T_ends = np.array([T_start, T_end])
    log_s = np.linspace(*np.asarray(bath(1.0).log_s(0, T_ends)), number)
    state = bath(1.0).state(0, jnp.asarray(log_s))
    H = np.sqrt(8.0 * np.pi * np.asarray(state.rho) / 3.0) / M_PLANCK
    return -(log_s - log_s[0]) / 3.0, np.asarray(state.T), H


@pytest.mark.parametrize("mixing", MIXINGS)
@pytest.mark.parametrize(("number", "error"), [(200, 1e-5), (2000, 1e-7)])
def test_table_of_a_bath_is_the_bath(mixing, number, error):
    """Number to `error` (measured 6e-6 and 3e-9), f to five times that; rows are 0.05 and 0.005 apart in ln a."""
    T_start, T_end = default_range(M_S, mixing, 1.0)
    by_table = follow_table(*rows(number), T_start=T_start, T_end=T_end)
    by_bath = history(1.0, T_start, T_end)
    found, expected = (along(M_S, mixing, active(1.0), lived) for lived in (by_table, by_bath))
    assert count(found) == pytest.approx(count(expected), rel=error)
    np.testing.assert_allclose(found.f, expected.f, rtol=5.0 * error)


@pytest.mark.parametrize("power", [1.0, 1.3])
def test_table_converges_in_third_order(power):
    """64 for four times as many rows, even or uneven, at the ends too: H = a^-2 exp(sin 2 ln a), T = 1/a."""
    errors = []
    for number in (50, 200):
        log_a = 4.0 * np.linspace(0.0, 1.0, number) ** power
        lived = follow_table(log_a, np.exp(-log_a), np.exp(np.sin(2.0 * log_a) - 2.0 * log_a))
        exact = np.exp(np.sin(2.0 * np.asarray(lived.log_a)) - 2.0 * np.asarray(lived.log_a))
        errors.append(np.max(np.abs(np.asarray(lived.H) / exact - 1.0)))
        np.testing.assert_allclose(lived.T, np.exp(-np.asarray(lived.log_a)), rtol=1e-12)
    assert errors[1] < errors[0] / 40.0
    assert errors[1] < 1e-4


def test_whole_table_unless_told_otherwise():
    log_a, T, H = rows(500)
    lived = follow_table(log_a, T, H)
    assert float(lived.width) * PANELS == pytest.approx(log_a[-1] - log_a[0], rel=1e-12)
    assert float(lived.log_aT_end) == pytest.approx(log_a[-1] + np.log(T[-1]), rel=1e-12)


def test_ends_of_a_table_are_in_it():
    """The same path, to the last digit."""
    log_a, T, H = rows(50)
    whole, asked = follow_table(log_a, T, H), follow_table(log_a, T, H, T_start=T[0], T_end=T[-1])
    for name in Path._fields:
        np.testing.assert_array_equal(getattr(asked, name), getattr(whole, name))


def test_four_rows_are_a_table():
    """1e-12: T = 1/a and H = 1/a^2 are straight lines in logarithms."""
    log_a = np.array([0.0, 0.1, 0.3, 0.4])
    lived = follow_table(log_a, np.exp(-log_a), np.exp(-2.0 * log_a))
    np.testing.assert_allclose(lived.H, np.asarray(lived.T) ** 2, rtol=1e-12)


def test_part_of_a_table_ends_at_the_temperatures_asked_for():
    """1e-6: the ends are found on the same cubics."""
    log_a, T, H = rows(300)
    lived = follow_table(log_a, T, H, T_start=3.3, T_end=0.0123)
    exact = -np.diff(np.asarray(bath(1.0).log_s(0, np.array([3.3, 0.0123])))) / 3.0
    assert float(lived.width) * PANELS == pytest.approx(float(exact[0]), rel=2e-6)


def _spoiled(name: str):
    log_a, T, H = (column.copy() for column in rows(50))
    if name == "falling ln a":
        return log_a[::-1], T, H
    if name == "two rows at one ln a":
        log_a[7] = log_a[6]
    if name == "rising T":
        T[20] = 1.01 * T[19]
    if name == "NaN in T":
        T[3] = np.nan
    if name == "NaN in H":
        H[3] = np.nan
    if name == "infinite ln a":
        log_a[-1] = np.inf
    if name == "negative H":
        H[3] = -H[3]
    if name == "infinite H":
        H[3] = np.inf
    if name == "no T at the end":
        T[-1] = 0.0
    if name == "no H":
        H[3] = 0.0
    if name == "two rows at one T":
        T[20] = T[19]
    if name == "lengths":
        return log_a, T[:-1], H
    if name == "another length of H":
        return log_a, T, H[:-1]
    if name == "matrix of many rows":
        return tuple(np.stack([column] * 5) for column in (log_a, T, H))
    if name == "short":
        return log_a[:3], T[:3], H[:3]
    if name == "matrix":
        return tuple(np.stack([column, column]) for column in (log_a, T, H))
    return log_a, T, H


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("falling ln a", "ln a must rise"),
        ("two rows at one ln a", "ln a must rise"),
        ("rising T", "T must fall"),
        ("NaN in T", "finite"),
        ("NaN in H", "finite"),
        ("infinite ln a", "finite"),
        ("negative H", "positive"),
        ("infinite H", "finite"),
        ("no T at the end", "positive"),
        ("no H", "positive"),
        ("two rows at one T", "T must fall"),
        ("lengths", "of one length"),
        ("short", "4 or more"),
        ("matrix", "of one length"),
        ("another length of H", "of one length"),
        ("matrix of many rows", "of one length"),
    ],
)
def test_tables_that_are_no_history(name, message):
    with pytest.raises(InvalidInput, match=message) as raised:
        follow_table(*_spoiled(name))
    assert_one_sentence(raised)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({"T_end": 1e-3}, "T_end = 0.001 GeV"),
        ({"T_start": 31.0}, "T_start = 31 GeV"),
        ({"T_start": float("nan")}, "T_start = nan"),
        ({"T_start": 0.0}, "T_start = 0 GeV"),
        ({"T_start": 0.1, "T_end": 1.0}, "T_start = 0.1 GeV .* T_end = 1 GeV"),
        ({"T_start": 1.0, "T_end": 1.0}, "T_start = 1 GeV .* T_end = 1 GeV"),
    ],
)
def test_parts_that_a_table_does_not_hold(wanted, message):
    with pytest.raises(InvalidInput, match=message) as raised:
        follow_table(*rows(50), **wanted)
    assert_one_sentence(raised)


def assert_one_sentence(raised: pytest.ExceptionInfo) -> None:
    text = str(raised.value)
    assert text.endswith(".") and ". " not in text and "\n" not in text


# --- through a dilution ------------------------------------------------------------------------------

VEV_RATIO, MIXING = 4.0, 1e-12
WIDTHS = 1.2e-21 * np.array([39.0, 15.0, 5.0, 1.5]) ** 2 / 39.0**2
"""Width [GeV] of N for which T_RH is about 39, 15, 5 and 1.5 MeV."""


class Made(NamedTuple):
    """Production in the twin sector of one universe: density and <p> over powers of T_gamma, and the dilution."""

    n_over_T3: Array
    p_over_T: Array
    dilution: Array
    n_without_relic_in_H: Array
    code: Array


@jax.jit
def _make(m_N: Array, Gamma: Array, m_s: Array) -> Made:
    background = evolve(twin_universe(m_N, Gamma, VEV_RATIO), until=("sm", T_CMB), rtol=1e-6)
    lived = follow_background(background, "twin", *production_range(m_s, MIXING, active(VEV_RATIO))[:2])
    events = background.when({"cmb": cooled_to("sm", T_CMB)})
    cold = events["cmb"]
    dilution = cold.S["sm"] / events.parting.S["sm"]
    comoving_ratio = jnp.exp(lived.log_aT_end - cold.log_a) / cold.T["sm"]

    def today(H: Array) -> tuple[Array, Array]:
        found = produce(m_s, [Mixing(MIXING, active(VEV_RATIO))], lived._replace(H=H)).today(comoving_ratio)
        return found.moment(0), found.mean_p_over_T

    now = background.at(lived.log_a.ravel())
    ours, twins = (bath(f).state(0, bath(f).log_s(0, now.T[name])).rho for f, name in ((1.0, "sm"), (4.0, "twin")))
    without = jnp.sqrt((ours + twins) * 8.0 * np.pi / 3.0).reshape(lived.H.shape) / M_PLANCK
    (n, p), (n_without, _) = today(lived.H), today(without)
    return Made(n, p, dilution, n_without, background.code)


def test_decays_after_production_dilute_it():
    """1e-4 (1e-5, from the heat of early decays): n/T_gamma^3 falls as 1/dilution, p/T_gamma as its cube root."""
    found = [_make(10.0, Gamma, 100.0 * KEV) for Gamma in WIDTHS]
    n, p, dilution, _, code = (np.array(column) for column in zip(*found, strict=True))
    assert np.all(code == Outcome.SOLVED)
    assert dilution[-1] > 10.0 * dilution[0] > 10.0
    n, p = n * dilution, p * dilution ** (1.0 / 3.0)
    np.testing.assert_allclose(n, n[-1], rtol=1e-4)
    np.testing.assert_allclose(p, p[-1], rtol=1e-4)


def relic_over_radiation(m_N: float, T: np.ndarray) -> np.ndarray:
    """rho_N over that of both sectors at T of the twin, N at rest and in the number of its freeze-out."""
    ours, twins, T_dec = bath(1.0), bath(VEV_RATIO), 2.0
    together = [np.exp(ours.log_s(0, x)) + np.exp(twins.log_s(0, x)) for x in (T_dec, T_FREEZE_OUT)]
    n = 1.5 * zeta(3.0) / np.pi**2 * T_FREEZE_OUT**3 * together[0] / together[1]
    fall = twins.log_s(0, T) - twins.log_s(0, T_dec)
    radiation = sum(b.state(0, b.log_s(0, T_dec) + fall).rho for b in (ours, twins))
    return np.asarray(m_N * n * jnp.exp(fall) / radiation)


@pytest.mark.parametrize(("m_N", "m_s"), [(10.0, 100.0), (10.0, 2.0), (30.0, 2.0), (100.0, 10.0)])
def test_the_relic_is_part_of_the_expansion(m_N, m_s):
    """Leaving rho_N out of H overestimates the number, by 1 to 24%: the mean of 1/H over what is made; that to 5%.

    What is made when is taken from the twin sector alone, and N is not at rest and decoupled at 2 GeV at all times.
    """
    found, alone = _make(m_N, 1e-23, m_s * KEV), made(m_s * KEV, MIXING, VEV_RATIO)
    less = np.average(1.0 / np.sqrt(1.0 + relic_over_radiation(m_N, np.asarray(alone.T))), weights=alone.growth)
    assert found.code == Outcome.SOLVED
    assert float(found.n_without_relic_in_H / found.n_over_T3) - 1.0 == pytest.approx(1.0 / less - 1.0, rel=0.05)
