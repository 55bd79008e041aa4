"""Limits on a warm part of dark matter: the smaller the part, the warmer it may be, and nothing is extrapolated."""

import numpy as np
import pytest
from tests.probes.edges import assert_excludes

from reheaton import citations as references
from reheaton.errors import InvalidInput
from reheaton.probes.limits.mixed_dark_matter import mixed_limit_rows, mixed_limits, read_mixed_limits
from reheaton.probes.limits.sets import in_set
from reheaton.probes.limits.warm_dark_matter import least_half_mode
from reheaton.probes.warmth_and_decay import thermal_mass_keV

NAME = "Warm part of dark matter (an-2025)"
PUBLISHED = [(0.5, 3.6), (0.6, 4.1), (0.7, 4.6), (0.8, 4.9), (0.9, 5.4)]
"""An et al. 2025, abstract: fractions of dark matter and least masses [keV] of thermal relics."""
HEADER = "label,data,fraction,m_thermal [keV],confidence,sets,citation,comment"


@pytest.fixture(autouse=True)
def _shipped(monkeypatch):
    monkeypatch.delenv("REHEATON_LIMITS_DIR", raising=False)


def test_shipped_table():
    """It belongs to the limits of today alone, and ends below the limit on all of dark matter."""
    (limit,) = mixed_limit_rows()
    assert list(zip(limit.fraction, limit.m_thermal_keV, strict=True)) == PUBLISHED
    assert limit.sets == ("current",) and limit.citation in references.known_keys() and limit.confidence == 0.95
    assert limit.m_thermal_keV[-1] < least_half_mode("current").m_thermal_keV


@pytest.mark.parametrize(("fraction", "bound"), [*PUBLISHED, (0.55, 3.85), (0.85, 5.15), (0.92, 5.4), (0.9499, 5.4)])
def test_each_fraction_excludes_one_side_of_its_mass(fraction, bound):
    """At the published fractions, half-way between two of them, and beyond the last one."""
    assert_excludes(lambda m: mixed_limits(m, np.full_like(m, fraction), True), NAME, bound, upper=False)


def test_below_the_first_fraction_nothing_is_excluded():
    """One part in 1e9 on both sides of 0.5, at one point and in each lane."""
    fractions = 0.5 * (1.0 + np.array([-1e-9, 1e-9, -1e-9]))
    assert [bool(mixed_limits(1.0, fraction, True)[0].allowed) for fraction in fractions] == [True, False, True]
    (limit,) = mixed_limits(np.ones(3), fractions, np.full(3, True))
    assert limit.allowed.tolist() == [bool(limit.at(lane).allowed) for lane in range(3)] == [True, False, True]
    small = "nothing is published for so small a part of dark matter"
    assert [limit.at(lane).why_not for lane in range(3)] == [small, "", small]
    assert mixed_limits(1.0, 0.5, True)[0].bound == 3.6


def test_where_it_is_all_of_dark_matter_other_limits_hold():
    (limit,) = mixed_limits(np.ones(2), np.array([0.949, 0.951]), np.array([True, False]))
    assert limit.allowed.tolist() == [False, True] and limit.at(1).why_not == ""


def test_a_mass_that_is_no_number_is_not_allowed():
    assert not mixed_limits(np.nan, 0.7, True)[0].allowed


def test_its_mass_is_that_of_a_relic_with_its_own_density():
    """Of two relics with the same <p>/m, that of half the density is lighter by 2^(1/4): T^3 goes as density over mass.

    3.6 keV at half the density is as warm as 4.28 keV at the whole.
    """
    m_FD = 1e-5
    whole, half = (float(thermal_mass_keV(m_FD, omega)) for omega in (0.12, 0.06))
    assert whole / half == pytest.approx(4.28 / 3.6, rel=1e-3)


def test_the_limit_carries_what_a_posterior_needs():
    (limit,) = mixed_limits(4.0, 0.6, True)
    assert limit.observable == "m_thermal_equivalent" and in_set(limit.sets, "current") and limit.best is None
    assert not in_set(limit.sets, "paper")
    assert limit.to_dict() | {"citation": ""} == {
        "name": NAME, "margin": pytest.approx(4.0 / 4.1 - 1.0), "allowed": False, "citation": "", "value": 4.0,
        "bound": pytest.approx(4.1), "sense": "lower", "confidence": 0.95, "sides": "one-sided",
    }  # fmt: skip


def test_users_table(monkeypatch, tmp_path):
    rows = "mine,mine,0.2,1,0.9,paper,Me:2030,\nmine,mine,0.4,3,0.9,paper,Me:2030,\nb,b,0.1,2,0.9,,Me:2030,\n"
    (tmp_path / "mixed_dark_matter.csv").write_text(f"{HEADER}\n{rows}")
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path))
    first, second = mixed_limits(1.9, 0.3, True)
    assert (first.name, first.citation, first.sets) == ("Warm part of dark matter (mine)", "Me:2030", ("paper",))
    assert (first.bound, second.bound) == (pytest.approx(2.0), 2.0)
    assert not first.allowed and not second.allowed


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("a,a,1,3,0.9,,Me:2030,", "own.csv, line 2: fraction = 1 must be below 1"),
        ("a,a,0,3,0.9,,Me:2030,", "line 2: fraction = '0' must be a positive number"),
        ("a,a,0.5,-3,0.9,,Me:2030,", r"line 2: m_thermal \[keV\] = '-3' must be a positive number"),
        ("a,a,0.5,3,0.9,,Me:2030,\na,a,0.5,4,0.9,,Me:2030,",
         "line 3: fraction = 0.5 must be above that of the row before, 0.5"),
        ("a,a,0.5,3,0.9,,Me:2030,\na,a,0.6,4,0.8,,Me:2030,", "line 3: confidence must be that of the first row of 'a'"),
        ("a,a,0.5,3,0.9,,Me:2030,\nb,b,0.5,4,0.8,,Me:2030,\na,a,0.6,4,0.9,,Me:2030,",
         "line 4: the rows of 'a' must stand together"),
        ("a,a,0.5,3,0.9,someday,Me:2030,", "line 2: sets = 'someday'"),
    ],
)  # fmt: skip
def test_bad_tables(rows, expected):
    with pytest.raises(InvalidInput, match=expected) as problem:
        read_mixed_limits(f"{HEADER}\n{rows}\n", "own.csv")
    assert str(problem.value).count("\n") == 0


def test_a_table_without_rows_limits_nothing(monkeypatch, tmp_path):
    (tmp_path / "mixed_dark_matter.csv").write_text(HEADER)
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path))
    assert mixed_limits(1.0, 0.7, True) == []
