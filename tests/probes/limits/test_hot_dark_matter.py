"""Limits on hot dark matter: the hotter, the less is allowed."""

import numpy as np
import pytest
from tests.probes.edges import assert_excludes

from reheaton import citations as references
from reheaton.errors import InvalidInput
from reheaton.probes.limits.hot_dark_matter import hot_limit_rows, hot_limits, read_hot_limits
from reheaton.probes.limits.limit import not_applied, of_one_point


@pytest.fixture(autouse=True)
def _shipped(monkeypatch):
    monkeypatch.delenv("REHEATON_LIMITS_DIR", raising=False)


def test_shipped_table():
    """Sorted by heat; colder parts may be larger; nothing of it was in the papers of the built-in models."""
    rows = hot_limit_rows()
    masses, fractions = [row.m_hot_equivalent_eV for row in rows], [row.hot_fraction for row in rows]
    assert masses == sorted(masses) and fractions == sorted(fractions)
    assert all(row.sets == ("current",) and row.citation in references.known_keys() for row in rows)


def test_published_masses_and_fractions():
    """A fermion of mass m at T_x is as warm as m T_nu/T_x at T_nu, and has (m/94.1 eV) (T_x/T_nu)^3 g/2 of Omega h^2.

    2.26 eV at 0.91 K (two states; T_nu = 1.945 K); 1 keV at 29% of 0.12. 1%: digits of the abstracts.
    """
    ratio = 0.91 / 1.945
    first, last = hot_limit_rows()[0], hot_limit_rows()[-1]
    assert first.m_hot_equivalent_eV == pytest.approx(2.26 / ratio, rel=0.01)
    assert first.hot_fraction == pytest.approx(2.26 / 94.1 * ratio**3 / 0.12, rel=0.01)
    assert last.m_hot_equivalent_eV == pytest.approx(1e3 / np.cbrt(0.29 * 0.12 * 94.1 / 1e3), rel=0.02)


@pytest.mark.parametrize(
    ("mass", "bound"), [(1.0, 0.0205), (10.0, 0.08), (50.0, 0.25), (1800.0, 0.29), (1e4, None), (np.nan, 0.0205)]
)
def test_the_strictest_limit_for_its_heat(mass, bound):
    limits = [limit.at(0) for limit in hot_limits(np.array([0.1]), np.array([mass]))]
    assert [limit.bound for limit in of_one_point(limits)] == ([] if bound is None else [bound])
    told = [(limit.name, limit.why_not) for limit in not_applied(limits)]
    assert told == ([("hot dark matter", "it is colder than what is limited")] if bound is None else [])


def test_bad_tables():
    header = "m_hot_equivalent [eV],hot_fraction,confidence,sets,citation,comment"
    with pytest.raises(InvalidInput, match="line 2: hot_fraction = '0' must be a positive number"):
        read_hot_limits(f"{header}\n5,0,0.95,current,Me:2030,\n")


PUBLISHED = [
    # Xu, Munoz & Dvorkin 2022: a Weyl fermion of 2.26 eV at 0.91 K, T_nu = 1.945 K.
    (2.26 * 1.945 / 0.91, 0.0205),
    # Hervas Peters et al. 2024: 8% up to 20 eV, 25% up to 80 eV.
    (20.0, 0.08),
    (80.0, 0.25),
    # Diamanti et al. 2017: 29% of 1 keV, at 0.149 T_nu.
    (1e3 / 0.149, 0.29),
]


@pytest.mark.parametrize(("mass", "fraction"), PUBLISHED)
def test_each_limit_excludes_one_side_of_its_fraction_up_to_its_mass(mass, fraction):
    """1% inside its mass it holds; 1% outside the next one does, which is weaker, or none."""
    weaker = {a: b for (_, a), (_, b) in zip(PUBLISHED, PUBLISHED[1:], strict=False)}.get(fraction)
    assert_excludes(lambda x: hot_limits(x, np.full_like(x, 0.99 * mass)), "Hot dark matter", fraction, True)
    if weaker is None:
        assert all(limit.allowed for limit in hot_limits(1.0, 1.01 * mass))
    else:
        assert_excludes(lambda x: hot_limits(x, np.full_like(x, 1.01 * mass)), "Hot dark matter", weaker, True)
    # In each lane: hot and cold.
    masses = mass * np.array([1.01, 0.99, 1.01])
    excluded = np.any([~limit.allowed for limit in hot_limits(np.full(3, 1.001 * fraction), masses)], axis=0)
    assert excluded.tolist() == [False, True, False]


def test_a_limit_holds_at_its_mass_itself():
    """20 eV is in the table as it is written."""
    excluded = [bool(~limit.allowed) for limit in hot_limits(0.1, 20.0)]
    assert excluded == [False, True, False, False]
