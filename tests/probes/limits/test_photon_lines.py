"""Photon-line curves: interpolated, never extrapolated, and the strictest of several."""

import numpy as np
import pytest
from tests.probes.edges import assert_excludes

from reheaton import citations as references
from reheaton.errors import InvalidInput
from reheaton.probes.limits.limit import not_applied, of_one_point
from reheaton.probes.limits.photon_lines import KINDS, envelope, photon_line_curves, photon_line_limits, read_curves

HEADER = "name,m_s [keV],sin2_2theta,confidence,kind,citation,comment"
TABLE = f"""# two curves
{HEADER}
low,1,1e-6,0.95,published,Planck:2018vyg,"a, b"
low,10,1e-10,0.95,published,Planck:2018vyg,
high,5,1e-7,0.99,estimated,Me:2030,c
high,10,1e-11,0.99,estimated,Me:2030,
high,50,1e-11,0.99,estimated,Me:2030,
"""


@pytest.fixture
def own_table(monkeypatch, tmp_path):
    (tmp_path / "photon_lines.csv").write_text(TABLE)
    monkeypatch.setenv("REHEATON_LIMITS_DIR", str(tmp_path))


def test_shipped_curves_are_complete(monkeypatch):
    monkeypatch.delenv("REHEATON_LIMITS_DIR", raising=False)
    curves = photon_line_curves()
    assert curves
    for curve in curves:
        assert curve.kind in KINDS
        assert curve.citation in references.known_keys()
        assert np.nanmax(curve.sin2_2theta) < 1.0


@pytest.mark.parametrize(
    ("m_s_keV", "names"),
    [
        (6.2, {"NuSTAR (Galactic halo)", "Chandra (M31)", "HEAO-1 (diffuse X-ray background)"}),  # an instrumental line
        (7.1, {"XMM-Newton (blank sky)", "NuSTAR (Galactic halo)", "NuSTAR (stray light, 11 years)", "Chandra (M31)",
               "HEAO-1 (diffuse X-ray background)"}),
        (3.0, {"eROSITA (Large Magellanic Cloud)", "Chandra (M31)", "HEAO-1 (diffuse X-ray background)"}),
    ],
)  # fmt: skip
def test_which_curves_of_today_reach_a_mass(monkeypatch, m_s_keV, names):
    """XMM has no limit where instrumental lines mask it; eROSITA ends where XMM is better."""
    monkeypatch.delenv("REHEATON_LIMITS_DIR", raising=False)
    found = {curve.name for curve in photon_line_curves() if not np.isnan(curve.bound(m_s_keV))}
    assert found == names


def test_new_curves_are_of_today_only(monkeypatch):
    """At 25 keV the stray light of NuSTAR is stricter than all that the paper had, at 4.4 keV eROSITA is."""
    monkeypatch.delenv("REHEATON_LIMITS_DIR", raising=False)
    assert float(envelope(24.8)) == pytest.approx(4.75e-15)
    assert float(envelope(4.352)) == pytest.approx(3.31e-11)
    assert envelope(24.8) < 0.3 * envelope(24.8, "paper") and envelope(4.352) < envelope(4.352, "paper")
    assert envelope(100.0) == envelope(100.0, "paper")


def test_integral_limits_are_of_three_standard_deviations(monkeypatch):
    monkeypatch.delenv("REHEATON_LIMITS_DIR", raising=False)
    (curve,) = [curve for curve in photon_line_curves() if curve.citation == "Boyarsky:2007ge"]
    assert curve.confidence == 0.9973


def test_a_gap_has_no_limit_and_its_ends_have():
    gap = TABLE.replace("low,10,", "low,2,1e-7,0.95,published,Planck:2018vyg,\nlow,3,none,0.95,published,"
                        "Planck:2018vyg,\nlow,4,1e-8,0.95,published,Planck:2018vyg,\nlow,10,")  # fmt: skip
    bound = read_curves(gap)[0].bound(np.array([1.5, 2.0, 2.01, 3.0, 3.99, 4.0, 5.0]))
    assert np.isnan(bound).tolist() == [False, False, True, True, True, False, False]


def test_curves_are_read():
    low, high = read_curves(TABLE)
    assert (low.name, low.confidence, low.kind, low.citation, low.comment) == (
        "low", 0.95, "published", "Planck:2018vyg", "a, b",
    )  # fmt: skip
    np.testing.assert_array_equal(high.m_s_keV, [5.0, 10.0, 50.0])
    np.testing.assert_array_equal(high.sin2_2theta, [1e-7, 1e-11, 1e-11])


def test_straight_lines_between_logarithms():
    """1e-6 (m/keV)^-4, ends included (rounding)."""
    m = np.array([[1.0, 3.0], [7.0, 10.0]])
    np.testing.assert_allclose(read_curves(TABLE)[0].bound(m), 1e-6 * m**-4.0, rtol=1e-12)


def test_nothing_is_extrapolated(own_table):
    low, _ = photon_line_curves()
    assert np.isnan(low.bound([0.999, 10.001])).all()
    assert np.isnan(low.bound(0.1))
    assert of_one_point(photon_line_limits(0.5, 1e-3)) == []
    assert of_one_point(photon_line_limits(51.0, 1e-3)) == []
    np.testing.assert_array_equal(np.isnan(envelope(np.array([0.5, 1.0, 20.0, 51.0]))), [True, False, False, True])


@pytest.mark.parametrize(("m_s_keV", "name"), [(2.0, "low"), (5.0, "low"), (9.9, "high"), (30.0, "high")])
def test_strictest_of_several(own_table, m_s_keV, name):
    (limit,) = of_one_point(photon_line_limits(m_s_keV, 1e-9))
    curve = next(curve for curve in photon_line_curves() if curve.name == name)
    assert limit.name.startswith(f"X-ray line: {name}")
    assert limit.bound == pytest.approx(float(curve.bound(m_s_keV)))
    np.testing.assert_allclose(envelope(np.array([[m_s_keV]])), [[limit.bound]], rtol=1e-13)


def test_many_points_carry_every_curve_and_each_shows_its_strictest(own_table):
    """An array of masses: one limit per curve, applied where the curve reaches; a point takes the strictest."""
    m_s_keV, mixing = np.array([0.5, 2.0, 9.9, 30.0, 30.0]), np.array([1e-3, 1e-9, 1e-9, 1e-9, 0.0])
    low, high = photon_line_limits(m_s_keV, mixing)
    assert (low.group, high.group) == ("photon line", "photon line")
    assert low.applies.tolist() == [False, True, True, False, False]
    assert high.applies.tolist() == [False, False, True, True, False]
    for point in range(len(m_s_keV)):
        shown = of_one_point([low.at(point), high.at(point)])
        single = of_one_point(photon_line_limits(float(m_s_keV[point]), float(mixing[point])))
        assert [limit.why_not for limit in not_applied([low.at(point), high.at(point)])] == (
            ["no curve reaches this mass"] if m_s_keV[point] == 0.5 else []
        )
        assert [limit.to_dict() for limit in shown] == [limit.to_dict() for limit in single]


def test_a_curve_that_does_not_reach_excludes_nothing(own_table):
    """The bound is NaN there, and the margin of the whole set is that of the other curve."""
    low, high = photon_line_limits(np.array([2.0, 30.0]), np.array([1e-3, 1e-3]))
    assert np.isnan(high.bound[0]) and np.isinf(high.margin[0]) and high.allowed[0]
    assert np.isnan(low.bound[1]) and np.isinf(low.margin[1]) and low.allowed[1]
    assert not low.allowed[0] and not high.allowed[1]


def test_a_mixing_that_is_not_a_number_is_not_allowed(own_table):
    low, high = photon_line_limits(np.array([8.0]), np.array([np.nan]))
    assert low.applies.tolist() == high.applies.tolist() == [True]
    assert not low.allowed[0] and not high.allowed[0]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("m_s [keV]", "m_s", r"own.csv has no column m_s \[keV\]"),
        ("low,10,", "low,0.5,", "own.csv, line 4: m_s = 0.5 keV must be above that of the row before, 1 keV"),
        ("low,10,", "low,1,", "line 4: m_s = 1 keV must be above"),
        ("low,10,", "low,ten,", r"line 4: m_s \[keV\] = 'ten' must be a positive number"),
        ("1e-10", "-1", "line 4: sin2_2theta = '-1' must be a positive number"),
        ("high,50,", "low,50,", "line 7: the rows of 'low' must stand together"),
        ("high,50,1e-11,0.99", "high,50,1e-11,0.9", "line 7: confidence must be that of the first row of 'high'"),
        ("published", "guessed", "line 3: kind = 'guessed', and allowed are published, digitised, estimated"),
    ],
)
def test_bad_tables(old, new, expected):
    with pytest.raises(InvalidInput, match=expected):
        read_curves(TABLE.replace(old, new), "own.csv")


@pytest.mark.parametrize(
    ("curve", "m_s_keV", "bound"),
    [
        # Boyarsky et al. 2006: Omega_s sin^2 2theta < 3e-5 (m_s/keV)^-5 with Omega_s = 0.26, from 1 to 100 keV.
        ("HEAO-1 (diffuse X-ray background)", 1.0, 3e-5 / 0.26),
        ("HEAO-1 (diffuse X-ray background)", 7.0, 3e-5 / 0.26 * 7.0**-5),
        ("HEAO-1 (diffuse X-ray background)", 100.0, 3e-5 / 0.26 * 1e-10),
        # Read off Fig. 4 of Horiuchi et al. 2014, Fig. 6 of Roach et al. 2023, Fig. 10 of Boyarsky et al. 2008 and
        # the figure of Krivonos et al. 2024; tables of Foster et al. 2021 and of Terol Calvo et al. 2026.
        ("Chandra (M31)", 10.54, 3.17e-12),
        ("NuSTAR (Galactic halo)", 14.9, 9.13e-13),
        ("NuSTAR (Galactic halo)", 33.35, 1.16e-14),
        ("INTEGRAL/SPI", 162.0, 3.19e-18),
        ("INTEGRAL/SPI", 2256.0, 1.23e-22),
        ("NuSTAR (stray light, 11 years)", 22.1, 2.41e-14),
        ("XMM-Newton (blank sky)", 7.226, 3.07e-12),
        ("eROSITA (Large Magellanic Cloud)", 3.43, 1.10e-10),
    ],
)
def test_each_curve_excludes_one_side(monkeypatch, curve, m_s_keV, bound):
    """0.5%: three digits of a mixing, and of the power law between its points."""
    monkeypatch.delenv("REHEATON_LIMITS_DIR", raising=False)
    assert_excludes(lambda x: photon_line_limits(np.full_like(x, m_s_keV), x), f"X-ray line: {curve}", bound, True)


@pytest.mark.parametrize(
    ("curve", "first", "last"),
    [
        ("HEAO-1 (diffuse X-ray background)", 1.0, 100.0),
        ("Chandra (M31)", 1.376, 13.24),
    ],
)
def test_a_curve_holds_between_its_ends_in_each_lane(monkeypatch, curve, first, last):
    monkeypatch.delenv("REHEATON_LIMITS_DIR", raising=False)
    m_s = np.array([0.99 * first, 1.01 * first, 0.99 * last, 1.01 * last])
    (limit,) = (x for x in photon_line_limits(m_s, np.full(4, 1.0)) if x.name == f"X-ray line: {curve}")
    assert limit.allowed.tolist() == [True, False, False, True]
