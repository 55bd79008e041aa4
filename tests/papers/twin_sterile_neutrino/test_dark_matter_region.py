"""Regions of mass and mixing: of a scan that is known, and of a small one."""

import dataclasses

import numpy as np
import pytest

from reheaton.papers.twin_sterile_neutrino import dark_matter_region as regions
from reheaton.papers.twin_sterile_neutrino.viable_dark_matter import Backgrounds, Quantities, Scan
from reheaton.probes.warmth_and_decay import HALF_MODE_SLOPE, lifetime_Gyr


def _toy_scan(tilt):
    """Omega h^2 = 0.12 at sin^2 2theta = 1e-6 exp(tilt row), linear in the mixing; k_hm grows along the columns."""
    backgrounds = Backgrounds(np.array([10.0, 100.0]), np.array([[1e-8, 1e-9], [1e-7, 1e-8]]), 4.0)
    log_mixing = np.log(np.geomspace(1e-8, 0.9, 10))[None, :]
    row, column = np.meshgrid([0.0, 1.0], [0.0, 1.0], indexing="ij")
    Omega = np.log(0.12 / 1e-6) - tilt * row[..., None, None] + log_mixing
    # That of a background at the density of dark matter, with the slope that it has in the density.
    half_mode = np.log(5.0 * 1.6) + column[..., None, None] + HALF_MODE_SLOPE * (Omega - np.log(0.12))
    made = Quantities(Omega, half_mode, Omega + 1.0)
    return Scan(backgrounds, np.array([5.0]), log_mixing, made, {"dm_generations": 1})


def test_survey_of_a_known_scan():
    """Every quantity along the line of backgrounds that give 0.12, which runs along the columns."""
    scan = _toy_scan(tilt=2.0)
    assert scan.needed_mixing()[:, :, 0] == pytest.approx(np.array([[1e-6] * 2, [1e-6 * np.exp(2.0)] * 2]), rel=1e-9)
    x = np.log(1e-6) + np.array([[-20.0, -0.5, 0.5, 1.5, 2.5]])
    region = regions.survey(scan, x)
    assert region.reached.tolist() == [[False, False, True, True, False]]
    assert region.underproduced.tolist() == [[True, True, False, False, False]]
    assert region.overproduced.tolist() == [[False, False, False, False, True]]
    assert np.array_equal(np.isnan(region.k_min), ~region.reached)
    assert region.k_min[0, 2:4] == pytest.approx(5.0 * 1.6)
    assert region.k_max[0, 2:4] == pytest.approx(5.0 * 1.6 * np.e)
    assert region.rate_min[0, 2:4] == pytest.approx(0.12 * np.e)
    # A quarter up the rows, in ln m_nu: the product m_nu m_N is 1e-7 eV GeV times 10^(1/4) in both columns.
    assert region.m_nu_max[0, 2] == pytest.approx(1e-8 * 10**0.25)
    assert region.line[0, 2] == pytest.approx(4e3 * 1e-7 * 10**0.25 / 25.0)


def test_backgrounds_that_never_make_enough():
    """They count as under-produced at every mixing, so that the rest is reached up to the largest."""
    scan = _toy_scan(tilt=30.0)
    assert np.all(np.isinf(scan.needed_mixing()[1]))
    region = regions.survey(scan, np.log([[1e-7, 1e-5, 0.9]]))
    assert region.reached.tolist() == [[False, True, True]]


@pytest.mark.slow
def test_regions(panels):
    """Too little below, too much above, 0.12 between; less mixing is needed at a larger mass, and without gain."""
    for panel in panels.values():
        assert np.all(np.diff(panel.lowest) < 0.0)
        region = panel.everywhere
        assert np.all(region.underproduced ^ region.overproduced ^ region.reached)
        for below, above in ((region.underproduced, region.reached), (region.reached, region.overproduced)):
            assert np.all((np.cumsum(above, axis=1) == 0)[below])
        assert np.array_equal(np.isnan(region.k_min), ~region.reached)
        reached = region.reached
        assert np.all(region.k_min[reached] <= region.k_max[reached])
        assert np.all(region.rate_min[reached] <= region.rate_max[reached])
        assert not np.any(np.isnan(panel.inside.k_min))
        # Dilution makes dark matter colder than in the standard scenario, where 7 keV have 17 h/Mpc, 25 keV 61.
        colder = np.interp(np.log(region.m_s[reached]), np.log([7.0, 25.0]), [17.0, 61.0])
        between = (region.m_s[reached] >= 7.0) & (region.m_s[reached] <= 25.0)
        assert np.all(region.k_min[reached][between] > colder[between])
    # Rescaled masses take away scatterers, and more mixing has to make up for it.
    more = panels["full"].lowest / panels["shortcuts"].lowest
    assert np.all((more > 1.02) & (more < 1.5))


def test_lifetime_line():
    """On it the lifetime is at its limit, of the paper and of today; half the mixing for three generations."""
    m_s, scan = np.array([20.0, 200.0]), _toy_scan(tilt=2.0)
    mixing = regions.longest_lifetime_mixing(m_s, scan)
    np.testing.assert_allclose(lifetime_Gyr(m_s * 1e-6, mixing, 4.0, 1), 288.0, rtol=1e-3)
    np.testing.assert_allclose(regions.longest_lifetime_mixing(m_s, scan, "current"), mixing * 288.0 / 250.0)
    three = dataclasses.replace(scan, options={"dm_generations": 3})
    np.testing.assert_allclose(regions.longest_lifetime_mixing(m_s, three), mixing / 2.0)


def test_allowed_mixings_of_a_known_scan():
    """All of what is reached where it is cold enough; nothing where it is too warm, or decays too fast."""
    scan = _toy_scan(tilt=2.0)
    x = np.log(1e-6) + np.linspace(-1.0, 3.0, 41)[None, :]
    region = regions.survey(scan, x)._replace(k_max=np.full((1, 41), 100.0))
    low, high = regions.allowed_mixings(region, scan, "current")
    assert low[0] == np.min(region.mixing[region.reached]) and high[0] == np.max(region.mixing[region.reached])
    warm = region._replace(k_max=np.full((1, 41), 70.0))
    assert np.isnan(regions.allowed_mixings(warm, scan, "current")).all()
    heavy = region._replace(m_s=region.m_s * 100.0)
    assert np.isnan(regions.allowed_mixings(heavy, scan, "current")).all()


def test_limits_of_today_allow_less_than_those_of_the_paper(panels):
    """Backgrounds are fewer; the two sets agree on warmth to 2%, and today a shorter lifetime is allowed."""
    for panel in panels.values():
        low, high = panel.today
        assert np.all((low >= 0.99 * panel.lowest) | np.isnan(low))
        assert np.all((high <= 1.01 * panel.highest) | np.isnan(high))
        assert np.nanmin(panel.inside.m_s[~np.isnan(low)]) > 5.0


def test_bounds():
    assert (regions.least_lifetime(), regions.least_lifetime("current")) == (288.0, 250.0)
