"""Limits on dark matter: which apply, on which side, and by how much."""

import pytest
from tests.probes.edges import assert_excludes

from reheaton.probes.limits.limit import of_one_point
from reheaton.probes.limits.photon_lines import photon_line_limits
from reheaton.probes.limits.sets import in_set
from reheaton.probes.limits.tables import bounds_table, table_limits

LINES = """name,m_s [keV],sin2_2theta,confidence,kind,citation,comment
NuSTAR (Galactic halo),5,1e-10,0.95,published,Planck:2018vyg,
NuSTAR (Galactic halo),50,1e-10,0.95,published,Planck:2018vyg,
Sounding rocket,1,1e-8,0.9,estimated,Me:2030,
Sounding rocket,10,1e-8,0.9,estimated,Me:2030,
"""
OBSERVABLES = {"Omega_h2": 0.12, "lifetime": 300.0}


@pytest.fixture(autouse=True)
def _own_lines(monkeypatch, tmp_path):
    (tmp_path / "photon_lines.csv").write_text(LINES)
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path))


def _limits(observables, m_s_keV, sin2_2theta_x):
    """What one point shows: every bound of the table, and the strictest photon line."""
    return of_one_point([*table_limits("dark_matter", observables), *photon_line_limits(m_s_keV, sin2_2theta_x)])


def _margins(observables, m_s_keV=8.0, sin2_2theta_x=1e-11, chosen="all"):
    limits = _limits(observables, m_s_keV, sin2_2theta_x)
    return {limit.name: limit.margin for limit in limits if in_set(limit.sets, chosen)}


def test_margins_of_an_allowed_point():
    assert _margins(OBSERVABLES) == pytest.approx(
        {
            "Dark-matter density": 0.0024 / 0.1224,
            "Lifetime (BOSS and Planck)": 50.0 / 250.0,
            "Lifetime (CMB alone)": 12.0 / 288.0,
            "Lifetime (Planck and galaxies)": 54.0 / 246.0,
            "X-ray line: NuSTAR (Galactic halo)": 0.9,
        }
    )


@pytest.mark.parametrize(
    ("chosen", "change", "excluded"),
    [
        ("all", {"Omega_h2": 0.13}, ["Dark-matter density"]),
        ("all", {"Omega_h2": 0.01}, []),
        ("all", {"lifetime": 270.0}, ["Lifetime (CMB alone)"]),
        ("paper", {"lifetime": 270.0}, ["Lifetime (CMB alone)"]),
        ("current", {"lifetime": 270.0}, []),
        ("current", {"lifetime": 248.0}, ["Lifetime (BOSS and Planck)"]),
        ("all", {"lifetime": 248.0}, ["Lifetime (CMB alone)", "Lifetime (BOSS and Planck)"]),
    ],
)
def test_excluded_points(chosen, change, excluded):
    """The paper's lifetime is 288 Gyr, that of today 250 Gyr."""
    found = _margins(OBSERVABLES | change, chosen=chosen)
    assert [name for name, margin in found.items() if margin < 0.0] == excluded


def test_what_was_not_computed_is_not_limited():
    assert _margins({"T_RH": 1.0}, sin2_2theta_x=0.0) == {}


@pytest.mark.parametrize(
    ("m_s_keV", "sin2_2theta_x", "expected"),
    [
        (8.0, 2e-10, {"X-ray line: NuSTAR (Galactic halo)": -1.0}),
        (2.0, 2e-8, {"X-ray line: Sounding rocket (estimated)": -1.0}),
        (8.0, 0.0, {}),
        (60.0, 1e-3, {}),
        (0.5, 1e-3, {}),
    ],
)
def test_photon_line(m_s_keV, sin2_2theta_x, expected):
    """The strictest curve at that mass, none without mixing and none where no curve reaches."""
    assert _margins({}, m_s_keV, sin2_2theta_x) == pytest.approx(expected)


def test_a_mixing_that_is_not_a_number_is_not_allowed():
    (limit,) = _limits({}, 8.0, float("nan"))
    assert not limit.allowed


def test_line_limit_carries_its_source():
    (limit,) = _limits({}, 2.0, 1e-9)
    assert (limit.confidence, limit.citation, limit.upper) == (0.9, "Me:2030", True)


def test_shipped_table():
    assert [(b.observable, b.bound, b.upper, b.citation, b.sets) for b in bounds_table("dark_matter")] == [
        ("Omega_h2", 0.1224, True, "Planck:2018vyg", ("paper", "current")),
        ("lifetime", 288.0, False, "Bucko:2022kss", ("paper",)),
        ("lifetime", 250.0, False, "Simon:2022ftd", ("current",)),
        ("lifetime", 246.0, False, "Alvi:2022aam", ()),
    ]


@pytest.mark.parametrize(
    ("name", "observable", "bound", "upper"),
    [
        # Planck 2018 VI: 0.1200 +- 0.0012, two standard deviations above.
        ("Dark-matter density", "Omega_h2", 0.1200 + 2 * 0.0012, True),
        # Bucko et al. 2022, Simon et al. 2022 and Alvi et al. 2022: all of dark matter into dark radiation [Gyr].
        ("Lifetime (CMB alone)", "lifetime", 288.0, False),
        ("Lifetime (BOSS and Planck)", "lifetime", 250.0, False),
        ("Lifetime (Planck and galaxies)", "lifetime", 246.0, False),
    ],
)
def test_each_bound_excludes_one_side(name, observable, bound, upper):
    assert_excludes(lambda x: table_limits("dark_matter", {observable: x}), name, bound, upper)
