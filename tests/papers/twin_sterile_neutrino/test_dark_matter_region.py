"""Regions of mass and mixing: of a scan that is known, and of a small one."""

import numpy as np
import pytest

from reheaton.papers.twin_sterile_neutrino import dark_matter_region as regions
from reheaton.papers.twin_sterile_neutrino.viable_dark_matter import Backgrounds, Quantities, Scan
from reheaton.probes.warmth_and_decay import lifetime_Gyr


def _toy_scan(tilt):
    """Omega h^2 = 0.12 at sin^2 2theta = 1e-6 exp(tilt row), linear in the mixing; m_dw grows along the columns."""
    backgrounds = Backgrounds(np.array([10.0, 100.0]), np.array([[1e-8, 1e-9], [1e-7, 1e-8]]), 4.0)
    log_mixing = np.log(np.geomspace(1e-8, 0.9, 10))[None, :]
    row, column = np.meshgrid([0.0, 1.0], [0.0, 1.0], indexing="ij")
    Omega = np.log(0.12 / 1e-6) - tilt * row[..., None, None] + log_mixing
    m_dw = np.log(5.0 * 1.6) + np.broadcast_to(column[..., None, None], Omega.shape)
    made = Quantities(Omega, m_dw, Omega + 1.0)
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
    assert np.array_equal(np.isnan(region.m_dw_min), ~region.reached)
    assert region.m_dw_min[0, 2:4] == pytest.approx(5.0 * 1.6)
    assert region.m_dw_max[0, 2:4] == pytest.approx(5.0 * 1.6 * np.e)
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


def test_regions(panels):
    """Too little below, too much above, 0.12 between; less mixing is needed at a larger mass, and without gain."""
    for panel in panels.values():
        assert np.all(np.diff(panel.lowest) < 0.0)
        region = panel.everywhere
        assert np.all(region.underproduced ^ region.overproduced ^ region.reached)
        for below, above in ((region.underproduced, region.reached), (region.reached, region.overproduced)):
            assert np.all((np.cumsum(above, axis=1) == 0)[below])
        assert np.array_equal(np.isnan(region.m_dw_min), ~region.reached)
        reached = region.reached
        assert np.all(region.m_dw_min[reached] <= region.m_dw_max[reached])
        assert np.all(region.rate_min[reached] <= region.rate_max[reached])
        assert not np.any(np.isnan(panel.inside.m_dw_min))
        # Dilution makes dark matter colder than in the standard scenario, where 25 keV are needed.
        assert np.all(region.m_dw_min[reached] > region.m_s[reached])
    # Rescaled masses take away scatterers, and more mixing has to make up for it.
    more = panels["full"].lowest / panels["shortcuts"].lowest
    assert np.all((more > 1.02) & (more < 1.5))


def test_lifetime_line():
    """On it the lifetime is at its limit; half the mixing for three generations."""
    m_s = np.array([20.0, 200.0])
    mixing = regions.longest_lifetime_mixing(m_s, 4.0)
    np.testing.assert_allclose(lifetime_Gyr(m_s * 1e-6, mixing, 4.0, 1), 250.0, rtol=1e-3)
    np.testing.assert_allclose(regions.longest_lifetime_mixing(m_s, 4.0, 3), mixing / 2.0)


def test_bounds():
    """The paper's lifetime and warmth."""
    assert regions.weakest_bound("lifetime") == 250.0
    assert regions.weakest_bound("m_dw_equivalent") == 25.0
