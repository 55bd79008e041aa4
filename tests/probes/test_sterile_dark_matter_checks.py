"""The checks of sterile-neutrino dark matter, at points where each is known to be raised or not."""

from types import SimpleNamespace

import numpy as np
import pytest
from tests.probes.edges import assert_flips

import reheaton as rh
from reheaton.probes import sterile_dark_matter_checks
from reheaton.probes.sterile_dark_matter import Source, SterileDarkMatter
from reheaton.probes.sterile_dark_matter_checks import dark_matter_checks


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


# --- on findings made by hand: nothing is solved -------------------------------------------------------

CLEAN = {
    "dm_outside": 1e-5, "T_peak": 0.15, "Omega_h2": 0.12, "Omega_h2_low": 0.1, "Omega_h2_high": 0.13, "lifetime": 1e6,
    "delta_N_eff_dm_bbn": 1e-4,
}  # fmt: skip


@pytest.fixture(autouse=True)
def rates(monkeypatch, tmp_path):
    """Files of opacities in the folder of work: powers of T and p, and the same with one rate at 1 GeV ten times."""
    T, x = np.geomspace(10.0, 1e4, 31), np.geomspace(0.01, 20.0, 20)
    monkeypatch.chdir(tmp_path)
    for name, factor in (("rates.dat", 1.0), ("spike.dat", 10.0)):
        values = x[:, None] * T**0.1
        values[15, 20] *= factor
        np.savetxt(name, np.column_stack([x, values]), header="-> " + " ".join(f"{t:.8g}" for t in T))


def raised_by(found=None, source=None, **values):
    dark_matter = SterileDarkMatter(**{"m_s": 7.0, "sin2_2theta": 1e-9} | values)
    if source is not None:
        dark_matter = dark_matter.made_in(source)
    checks = [check for check in dark_matter_checks(dark_matter, CLEAN | (found or {})) if check.raised]
    assert all(check.message.endswith(".") and "{" not in check.message for check in checks)
    return {check.name: float(check.value) for check in checks}


@pytest.mark.parametrize(
    ("found", "values", "expected"),
    [
        ({}, {}, {}),
        ({"dm_outside": 2e-3}, {}, {"production_outside": 2e-3}),
        ({}, {"sin2_2theta": 0.2}, {"large_mixing": 0.2}),
        ({"T_peak": 1e-5}, {}, {"slow_neutrinos": 0.7}),
        ({"Omega_h2": 0.06, "Omega_h2_low": 0.05, "Omega_h2_high": 0.06}, {}, {"part_of_dark_matter": 0.5}),
        ({"Omega_h2_low": 0.09}, {}, {"hadronic_opacity": 0.25}),
        ({"Omega_h2_high": 0.15}, {}, {"hadronic_opacity": 0.25}),
        ({"lifetime": 10.0}, {}, {"decayed": 10.0}),
        ({"delta_N_eff_dm_bbn": 0.02}, {}, {"dark_matter_as_radiation": 0.02}),
        ({}, {"opacity": "table:rates.dat", "source": Source("sm", 4.0)}, {"table_rescaled": 4.0}),
        ({"T_peak": 0.6}, {"opacity": "table:spike.dat"}, {"table_smoothness": np.log(10.0)}),
        ({"T_peak": 0.2}, {"opacity": "table:spike.dat"}, {}),
        (
            {"T_peak": 2.4},
            {"opacity": "table:spike.dat", "source": Source("sm", 4.0)},
            {"table_rescaled": 4.0, "table_smoothness": np.log(10.0)},
        ),
        # The table keeps the masses of the Standard Model, and is read at T itself: the spike is at 1 GeV.
        (
            {"T_peak": 0.6},
            {"opacity": "table:spike.dat", "opacity_masses": "standard-model", "source": Source("sm", 4.0)},
            {"table_smoothness": np.log(10.0)},
        ),
        ({}, {"source": Source("twin", 4.0, 1e-10)}, {"production_in_sm": 1.6}),
    ],
)
def test_each_check_alone(found, values, expected):
    """1e-6: the value is the number that the check is about, but for rounding and the digits of files."""
    assert raised_by(found, **values) == pytest.approx(expected, rel=1e-6)


def test_checks_that_do_not_concern_a_point_are_not_made():
    """A table that keeps the masses of the Standard Model is not rescaled; our own sector is not another one."""
    source = Source("twin", 4.0)
    rescaled = SterileDarkMatter(m_s=7.0, sin2_2theta=1e-9, opacity="table:rates.dat").made_in(source)
    kept = rescaled.changed({"opacity_masses": "standard-model"})
    names = [{check.name for check in dark_matter_checks(model, CLEAN)} for model in (rescaled, kept)]
    assert names[0] - names[1] == {"table_rescaled"}
    own = SterileDarkMatter(m_s=7.0, sin2_2theta=1e-9)
    assert "production_in_sm" not in {check.name for check in dark_matter_checks(own, CLEAN)}


def test_what_voids_the_verdict():
    """Where Omega_h2 is wrong; the other flags are about numbers that are shown beside it, or small."""
    dark_matter = SterileDarkMatter(m_s=7.0, sin2_2theta=1e-9, opacity="table:rates.dat").made_in(Source("twin", 4.0))
    void = {check.name for check in dark_matter_checks(dark_matter, CLEAN) if np.any(check.voids)}
    assert void == {"large_mixing", "decayed"}


def test_production_in_our_sector_voids_the_verdict_where_it_is_most():
    """More than the other sector makes: vev_ratio^2 sin2_2theta_x/sin2_2theta above 1. Powers of 2 have no rounding."""
    mixing = 2.0**-30 / 16.0 * np.array([0.02, 0.99, 1.0, 1.01])
    made = SterileDarkMatter(m_s=7.0, sin2_2theta=2.0**-30).made_in(Source("twin", 4.0, mixing))
    (check,) = (check for check in dark_matter_checks(made, CLEAN) if check.name == "production_in_sm")
    assert check.raised.all() and check.voiding.tolist() == [False, False, False, True]


# --- on both sides of each threshold ---------------------------------------------------------------------

OBSERVED = [
    # Ten times the numerical error of the production, 1e-4.
    ("production_outside", "dm_outside", 1e-3, "above"),
    # m_s/T = 7e-6 GeV/T above 0.3: at p = 3 T the energy is 1.005 p, and grows with the square of it.
    ("slow_neutrinos", "T_peak", 7e-6 / 0.3, "below"),
    # 20% of Omega h^2 = 0.12, downwards and upwards.
    ("hadronic_opacity", "Omega_h2_low", 0.12 * 0.8, "below"),
    ("hadronic_opacity", "Omega_h2_high", 0.12 * 1.2, "above"),
    # 5% of all dark matter, 0.120, is what limits on all of it may miss.
    ("part_of_dark_matter", "Omega_h2", 0.95 * 0.12, "below"),
    # Age of the universe [Gyr], Planck 2018.
    ("decayed", "lifetime", 13.8, "below"),
    # A tenth of the tightest bound on Delta N_eff, 0.107.
    ("dark_matter_as_radiation", "delta_N_eff_dm_bbn", 0.01, "above"),
]


@pytest.mark.parametrize(("name", "observable", "threshold", "raised"), OBSERVED)
def test_each_check_of_an_observable_flips_at_its_threshold(name, observable, threshold, raised):
    dark_matter = SterileDarkMatter(m_s=7.0, sin2_2theta=1e-9)
    assert_flips(lambda value: dark_matter_checks(dark_matter, CLEAN | {observable: value}), name, threshold, raised)


SOURCES = Source("twin", 4.0, 1e-10 * 1e-2 / 1.6)
"""A twin sector in which the visible mixing makes 1% of what its own mixing of 1e-9 does, vev_ratio^2 = 16 included."""
GIVEN = [
    # sin^2 2theta = 0.1: sin^2 theta = 0.026, and 1 - sin^2 2theta is no longer 1.
    ("large_mixing", "sin2_2theta", 0.1, "above", {}, Source("sm")),
    ("slow_neutrinos", "m_s", 0.3 * 0.15e6, "above", {}, Source("sm")),
    # 1% of the production.
    ("production_in_sm", "sin2_2theta", 1e-9, "below", {}, SOURCES),
]


@pytest.mark.parametrize(("name", "parameter", "threshold", "raised", "values", "source"), GIVEN)
def test_each_check_of_a_parameter_flips_at_its_threshold(name, parameter, threshold, raised, values, source):
    at_first = SterileDarkMatter(**{"m_s": 7.0, "sin2_2theta": 1e-9} | values).made_in(source)
    assert_flips(lambda value: dark_matter_checks(at_first.changed({parameter: value}), CLEAN), name, threshold, raised)


def test_each_check_of_the_source_flips_at_its_threshold():
    """The table is made for vev_ratio = 1; the visible mixing counts with vev_ratio^2."""

    def at(**changed):
        dark_matter = SterileDarkMatter(m_s=7.0, sin2_2theta=1e-9, opacity="table:rates.dat")
        return dark_matter_checks(dark_matter.made_in(Source(**{"sector": "sm"} | changed)), CLEAN)

    assert_flips(lambda value: at(vev_ratio=value), "table_rescaled", 1.0, "above")
    twin = {"sector": "twin", "vev_ratio": 4.0}
    assert_flips(lambda value: at(**twin, visible_mixing=value), "production_in_sm", 0.01 * 1e-9 / 16.0, "above")
    twin = {"sector": "twin", "visible_mixing": 0.01 * 1e-9 / 16.0}
    assert_flips(lambda value: at(**twin, vev_ratio=value), "production_in_sm", 4.0, "above")


def test_a_rough_table_flips_at_its_threshold(monkeypatch):
    """10%: what interpolation between the nodes of a table may be wrong by, that is less than hadrons leave open."""
    dark_matter = SterileDarkMatter(m_s=7.0, sin2_2theta=1e-9, opacity="table:rates.dat")

    def at(distance):
        near = SimpleNamespace(near=lambda T_peak: distance * np.ones_like(T_peak))
        monkeypatch.setattr(sterile_dark_matter_checks, "table_distances", lambda file: near)
        return dark_matter_checks(dark_matter, CLEAN)

    assert_flips(at, "table_smoothness", 0.1, "above")


def test_every_check_flips_in_one_of_these_tests():
    twin = SterileDarkMatter(m_s=7.0, sin2_2theta=1e-9, opacity="table:rates.dat").made_in(Source("twin", 4.0))
    flipped = {row[0] for row in OBSERVED + GIVEN} | {"table_rescaled", "table_smoothness"}
    assert {check.name for check in dark_matter_checks(twin, CLEAN)} == flipped


@pytest.mark.parametrize(("low", "high"), [(0.79, 1.0), (0.9, 1.21), (0.79, 1.21)])
def test_the_farther_edge_counts_in_each_lane(low, high):
    found = CLEAN | {f"Omega_h2_{edge}": 0.12 * np.array([1.0, x, 1.0]) for edge, x in (("low", low), ("high", high))}
    check = next(c for c in dark_matter_checks(SterileDarkMatter(m_s=7.0, sin2_2theta=1e-9), found)
                 if c.name == "hadronic_opacity")  # fmt: skip
    assert check.raised.tolist() == [False, True, False]
    assert check.value.tolist() == pytest.approx([0.0, 0.21, 0.0], abs=1e-12)
