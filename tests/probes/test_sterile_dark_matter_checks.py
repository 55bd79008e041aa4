"""The checks of sterile-neutrino dark matter, at points where each is known to be raised or not."""

import pytest

import reheaton as rh


def flags(model):
    return {flag.name: flag for flag in model.solve().flags}


def test_part_of_dark_matter_is_its_share():
    model = rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9)
    result = model.solve()
    raised = {flag.name: flag for flag in result.flags}
    assert raised["part_of_dark_matter"].value == pytest.approx(result.observables["Omega_h2"] / 0.12, rel=1e-12)
    assert "part_of_dark_matter" not in flags(rh.DodelsonWidrow(m_s=7, sin2_2theta=3e-9))


def test_large_mixing_and_radiation():
    raised = flags(rh.DodelsonWidrow(m_s=1, sin2_2theta=0.2))
    assert raised["large_mixing"].value == 0.2
    assert "dark_matter_as_radiation" in raised


def test_decayed():
    """The lifetime is 2.9e8 Gyr (keV/m)^5/sin^2 2theta for one generation, below 13.8 Gyr at 1 MeV and 1e-6."""
    raised = flags(rh.DodelsonWidrow(m_s=1000, sin2_2theta=1e-6))
    assert raised["decayed"].value < 13.8
    assert "decayed" not in flags(rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9))


def test_production_in_our_sector_by_the_visible_mixing():
    twin = {"m_N": 30, "m_nu": 1.5e-7, "vev_ratio": 4, "m_s": 30, "sin2_2theta": 1e-9}
    raised = flags(rh.TwinSterileNeutrino(**twin, sin2_2theta_x=1e-10))
    assert raised["production_in_sm"].value == pytest.approx(4**2 * 1e-10 / 1e-9, rel=1e-12)
    assert "production_in_sm" not in flags(rh.TwinSterileNeutrino(**twin, sin2_2theta_x=1e-13))
