"""Photon-line curves: interpolated, never extrapolated, and the strictest of several."""

import numpy as np
import pytest

from reheaton import citations as references
from reheaton.errors import InvalidInput
from reheaton.probes.limits.photon_lines import KINDS, envelope, photon_line_curves, read_curves, strictest

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
        assert np.all(curve.sin2_2theta < 1.0)


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
    assert strictest(0.5) is None
    assert strictest(51.0) is None
    np.testing.assert_array_equal(np.isnan(envelope(np.array([0.5, 1.0, 20.0, 51.0]))), [True, False, False, True])


@pytest.mark.parametrize(("m_s_keV", "name"), [(2.0, "low"), (5.0, "low"), (9.9, "high"), (30.0, "high")])
def test_strictest_of_several(own_table, m_s_keV, name):
    curve, bound = strictest(m_s_keV)
    assert curve.name == name
    assert bound == pytest.approx(float(curve.bound(m_s_keV)))
    np.testing.assert_allclose(envelope(np.array([[m_s_keV]])), [[bound]], rtol=1e-13)


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
