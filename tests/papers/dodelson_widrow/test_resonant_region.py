"""Which asymmetry makes the dark matter: a grid whose answer is known, and the model itself."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.errors import NumericalFailure
from reheaton.papers.dodelson_widrow.resonant_region import OBSERVABLES, Grid, solve_grid


def silent(message, fraction):
    assert message and 0.0 <= fraction < 1.0


def known_asymmetry(m_s, share):
    """So that Omega h^2 = 0.12 at L = 1e-5 share^-0.4 (m_s/10 keV)^-0.3 of the grid below."""
    return 1e-5 * share**-0.4 * (m_s / 10.0) ** -0.3


def usual_mixing(m_s):
    """sin^2 2theta that needs no asymmetry in the grid below."""
    return 1e-9 * (m_s / 10.0) ** -1.8


@pytest.fixture
def grid():
    """Omega h^2 = 0.12 (L/L_known)^0.8: powers, which cubics in logarithms reproduce."""
    m_s, share = np.geomspace(3.0, 300.0, 5), np.geomspace(3e-6, 1.2, 6)
    L = np.array([0.0, *np.geomspace(1e-6, 2e-2, 7)])
    ratio = L / known_asymmetry(m_s[:, None, None], share[:, None])
    found = {name: np.ones(ratio.shape) for name in OBSERVABLES}
    found |= {
        "Omega_h2": np.where(L > 0.0, 0.12 * ratio**0.8, 0.12 * share[:, None]),
        "k_half_mode": 10.0 * ratio * m_s[:, None, None],
        "mu_over_T": 80.0 * L + 0 * ratio,
    }
    mixing = usual_mixing(m_s)[:, None] * share
    return Grid(rh.DodelsonWidrow, {}, m_s, mixing, L, found, {})


def test_the_mixing_that_needs_no_asymmetry(grid):
    np.testing.assert_allclose(grid.without, usual_mixing(grid.m_s), rtol=1e-12)


def test_mixings_that_do_not_enclose_it_are_a_failure(grid):
    grid.found["Omega_h2"][2, :, 0] *= 0.1
    with pytest.raises(NumericalFailure, match="do not enclose"):
        grid.needed(9, 11)


def test_the_asymmetry_of_a_known_grid(grid):
    """1e-3: straight lines in logarithms, of powers: exact but for rounding of the steps."""
    points = grid.needed(9, 11)
    share = points.mixing / usual_mixing(points.m_s)
    expected = known_asymmetry(points.m_s, share)
    inside = (expected > 1e-6) & (expected < 2e-2)
    assert np.sum(inside) > 50
    np.testing.assert_allclose(points.asymmetry[inside], expected[inside], rtol=1e-3)
    np.testing.assert_allclose(points.k_half_mode[inside], 10.0 * points.m_s[inside], rtol=1e-3)
    np.testing.assert_allclose(points.mu_over_T[inside], 80.0 * expected[inside], rtol=1e-3)
    assert np.all(np.isnan(points.asymmetry[(expected > 2.1e-2) | (expected < 0.95e-6)]))


def test_a_point_that_failed_is_bridged(grid):
    before = grid.needed(9, 11).asymmetry
    grid.found["Omega_h2"][2, 3, 2] = np.nan
    assert grid.unsolved == 1
    np.testing.assert_allclose(grid.needed(9, 11).asymmetry, before, rtol=1e-3)


def test_where_it_resonates_is_not_disturbed_by_points_without_resonance(grid):
    grid.found["T_resonance"][:, :, 0] = 0.0
    points = grid.needed(9, 11)
    known = np.isfinite(points.asymmetry)
    np.testing.assert_allclose(points.T_resonance[known], 1.0, rtol=1e-9)


def test_points_that_failed_at_large_mixing_are_as_at_smaller_ones(grid):
    """The largest mixing, which is beyond those drawn, and all its asymmetries: others hardly move."""
    before = grid.needed(9, 11).asymmetry
    for name in OBSERVABLES:
        grid.found[name][:, -1, 1:] = np.nan
    after = grid.needed(9, 11).asymmetry
    np.testing.assert_allclose(after[:, :-3], before[:, :-3], rtol=0.1)
    assert np.array_equal(np.isfinite(after[:, :-3]), np.isfinite(before[:, :-3]))


@pytest.mark.slow
def test_the_model_has_the_dark_matter_there():
    """3%: cubics between asymmetries a factor 1.5 apart, and the 1% of the solver; without asymmetry, 1e-4."""
    m_s = np.array([15.0, 20.0])
    mixing = 1.31e-10 * (m_s[:, None] / 30.0) ** -1.86 * np.array([*np.geomspace(3e-6, 1.0, 7), 1.3])
    asymmetry = np.array([0.0, *np.geomspace(1e-6, 1e-2, 13)])
    grid = solve_grid(rh.DodelsonWidrow, {}, m_s, mixing, asymmetry, silent)
    points = grid.needed(2, 13)
    for share in (3, 6, 9):
        found = rh.solve_batch(
            rh.DodelsonWidrow, m_s=m_s, sin2_2theta=points.mixing[:, share], dm_flavour="mu",
            asymmetry_mu=points.asymmetry[:, share],
        )  # fmt: skip
        np.testing.assert_allclose(found.observables["Omega_h2"], 0.12, rtol=0.03)
        np.testing.assert_allclose(found.observables["k_half_mode"], points.k_half_mode[:, share], rtol=0.03)
    usual = rh.solve_batch(rh.DodelsonWidrow, m_s=m_s, sin2_2theta=grid.without, dm_flavour="mu")
    np.testing.assert_allclose(usual.observables["Omega_h2"], 0.12, rtol=1e-4)
