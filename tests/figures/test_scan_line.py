"""Lines along one axis: where the shading ends, what is dotted, and the numbers beside the picture."""

import numpy as np
import pytest
from tests.figures.many_points import LOWER, UPPER, columns, failed, line, result, two_points_between_limits

import reheaton as rh
from reheaton.errors import InvalidInput
from reheaton.figures.scan_line import draw_line


def edges(drawing):
    """Where each limit excludes, by its name."""
    found = {}
    for name, start, end in drawing.tables["edges"].rows:
        found.setdefault(name, []).append((start, end))
    return found


def test_shading_ends_where_the_margin_is_zero():
    """1e-9: ln x is linear in ln m_nu, so that interpolation is exact up to rounding."""
    found = edges(draw_line(line(), "m_nu", ["x"]))  # x = 30 m_nu, from 30 to 3000
    assert found["most"] == [pytest.approx((UPPER / 30.0, 100.0), rel=1e-9)]
    assert "least" not in found and found["any limit"] == found["most"]
    low = edges(draw_line(result(3.0, np.geomspace(1, 100, 11)).to_xarray(), "m_nu", ["x"]))
    assert low["least"] == [pytest.approx((1.0, LOWER / 3.0), rel=1e-9)]


def test_between_two_limits_a_part_is_allowed_though_both_points_are_excluded():
    """At m_nu = 1 by the one, at 10 by the other; with the smaller margin as one field nothing would be allowed."""
    data = two_points_between_limits()
    found = edges(draw_line(data, "m_nu", ["x"]))
    # 1e-9: as above.
    assert found["any limit"] == [pytest.approx(span, rel=1e-9) for span in ((1.0, 3.0), (5.0, 10.0))]


def test_spans_in_the_picture_are_those_of_the_table():
    ax = draw_line(line(), "m_nu", ["x"]).figure.axes[0]
    spans = [patch.get_extents().transformed(ax.transData.inverted()) for patch in ax.patches]
    assert [(span.x0, span.x1) for span in spans] == [pytest.approx((UPPER / 30.0, 100.0), rel=1e-6)]


TWIN = {"m_N": 80, "vev_ratio": 4, "sm_neutrinos": "equilibrium"}
"""With neutrinos for which T_RH is limited by itself."""


@pytest.fixture(scope="module")
def solved():
    """Twin sterile neutrinos along m_nu, with real limits."""
    return rh.solve_batch(rh.TwinSterileNeutrino, m_nu=np.geomspace(1e-11, 1e-6, 31), **TWIN).to_xarray()


@pytest.mark.slow
def test_a_real_edge_is_that_of_a_direct_solution(solved):
    """1%: between points a factor of 1.5 apart in m_nu, T_RH and Delta N_eff bend little on logarithmic scales."""
    drawing = draw_line(solved, "m_nu", ["T_RH", "delta_N_eff_cmb"])
    found = edges(drawing)
    for name, (start, end) in (("T_RH", found["T_RH"][0]), ("Delta N_eff (BBN)", found["Delta N_eff (BBN)"][-1])):
        at = end if name == "T_RH" else start
        point = rh.TwinSterileNeutrino(m_nu=at, **TWIN, limits="all").solve()
        citation = solved[f"margin {name}"].attrs["citation"]
        margin = next(x.margin for x in point.alternatives if x.name == name and x.citation == citation)
        assert abs(margin) < 0.01
    table = columns(drawing.tables["points"])
    np.testing.assert_array_equal(table["T_RH [GeV]"], solved["T_RH"].values)
    assert [text.get_text().split(" (")[0] for text in drawing.figure.axes[-1].texts][:2] == [
        "excluded: Delta N_eff",
        "excluded: T_RH",
    ]


def test_each_quantity_has_a_panel_and_bars_are_below():
    figure = draw_line(line(), "m_nu", ["x", "root"]).figure
    assert [ax.get_ylabel() for ax in figure.axes] == ["$x$ [GeV eV]", "root", ""]
    assert figure.axes[-1].get_xlabel() == "m_nu [eV]" and figure.axes[0].get_xscale() == "log"
    words = [text.get_text() for text in figure.axes[-1].texts]
    assert words == ["excluded: most (Somebody 2020, arXiv:2001.00001)", "flag: large"]


def test_a_line_is_dotted_where_a_flag_is_raised():
    solid, dotted, _ = draw_line(line(), "m_nu", ["x"]).figure.axes[0].lines
    x = line()["x"].values
    np.testing.assert_array_equal(np.isfinite(solid.get_ydata()), x <= 300.0)
    first = np.flatnonzero(x > 300.0)[0]
    np.testing.assert_array_equal(np.isfinite(dotted.get_ydata()), np.arange(len(x)) >= first - 1)


def test_a_flag_that_is_raised_everywhere_dots_nothing():
    drawing = draw_line(result(50.0, np.geomspace(10, 100, 5)).to_xarray(), "m_nu", ["x"])
    assert not np.any(np.isfinite(drawing.figure.axes[0].lines[1].get_ydata()))
    assert "Flags: large at all." in drawing.figure.get_supxlabel()


def test_failed_points_are_hatched_up_to_their_neighbours():
    data = failed(line(), 4, 5)
    drawing = draw_line(data, "m_nu", ["x"])
    span = next(p for p in drawing.figure.axes[0].patches if p.get_hatch() == "...")
    bounds = span.get_extents().transformed(drawing.figure.axes[0].transData.inverted())
    m_nu = data["m_nu"].values
    assert (bounds.x0, bounds.x1) == pytest.approx((m_nu[3], m_nu[6]), rel=1e-6)
    assert "no number" in [text.get_text() for text in drawing.figure.legends[0].get_texts()]
    assert "2 failed" in drawing.figure.get_supxlabel()


def test_points_outside_the_approximation_are_hatched():
    drawing = draw_line(result(1.5, np.geomspace(20, 100, 5)).to_xarray(), "m_nu", ["x"])
    assert any(patch.get_hatch() == "xx" for patch in drawing.figure.axes[0].patches)
    assert any("outside the approximation" in text.get_text() for text in drawing.figure.legends[0].get_texts())


def test_a_quantity_without_numbers_is_refused():
    data = line()
    data["root"] = data["root"] * np.nan
    with pytest.raises(InvalidInput, match="root is no finite number at any point"):
        draw_line(data, "m_nu", ["root"])


def test_without_limits_nothing_is_shaded():
    data = line().drop_vars(["margin most", "margin least", "flag large", "flag light"])
    data["allowed"] = data["allowed"] | True
    drawing = draw_line(data, "m_nu", ["x"])
    assert len(drawing.figure.axes) == 1 and not drawing.figure.axes[0].patches and not drawing.figure.legends
