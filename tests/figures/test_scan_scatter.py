"""Points drawn at random: which are faint, hollow or crossed, and the numbers beside the picture."""

import numpy as np
import pytest
from tests.figures.many_points import columns, drawn, failed

from reheaton.errors import InvalidInput
from reheaton.figures.scan_scatter import draw_scatter


def legend(drawing):
    return [text.get_text() for text in drawing.figure.legends[0].get_texts()]


def test_points_by_what_became_of_them():
    data = drawn()
    drawing = draw_scatter(data, "m_N", "m_nu", "x")
    ax = drawing.figure.axes[0]
    faint, strong = [c for c in ax.collections if len(c.get_offsets()) and c.get_array() is not None]
    excluded = (data["margin most"].values < 0) | (data["margin least"].values < 0)
    allowed = data["allowed"].values
    np.testing.assert_array_equal(faint.get_offsets()[:, 0], data["m_N"].values[excluded])
    np.testing.assert_array_equal(strong.get_offsets()[:, 1], data["m_nu"].values[allowed])
    np.testing.assert_array_equal(strong.get_array(), data["x"].values[allowed])
    assert faint.get_alpha() < 0.3 and strong.get_alpha() is None
    assert legend(drawing)[:2] == [f"excluded ({excluded.sum()})", f"allowed ({allowed.sum()})"]
    outside = int((~excluded & ~allowed).sum())
    assert legend(drawing)[2] == f"neither: outside the approximation ({outside})" and outside > 0


def test_axes_and_colours_are_logarithmic_where_numbers_span_enough():
    ax, bar = draw_scatter(drawn(), "m_N", "m_nu", "x").figure.axes
    assert ax.get_xscale() == ax.get_yscale() == bar.get_yscale() == "log"
    assert bar.get_ylabel() == "product of both masses $x$ [GeV eV]"


def test_colours_serve_what_is_allowed():
    """x is allowed from 20 to 900 where m_N is above 2; excluded colours saturate where there are some."""
    data = drawn()
    found = draw_scatter(data, "m_N", "m_nu", "x")
    norm = found.figure.axes[0].collections[0].norm
    allowed = data["x"].values[data["allowed"].values]
    assert (norm.vmin, norm.vmax) == pytest.approx((allowed.min(), allowed.max()))
    assert data["x"].values.max() > norm.vmax and data["x"].values.min() < norm.vmin


def test_one_parameter_against_a_quantity():
    drawing = draw_scatter(drawn(), "m_nu", "x", None)
    assert len(drawing.figure.axes) == 1 and drawing.figure.axes[0].get_ylabel().endswith("[GeV eV]")


def test_table_and_failures():
    data = failed(drawn(), 7)
    drawing = draw_scatter(data, "m_N", "m_nu", "x")
    table = columns(drawing.tables["points"])
    np.testing.assert_array_equal(table["m_N [GeV]"], data["m_N"].values)
    np.testing.assert_array_equal(table["x [GeV eV]"], data["x"].values)
    assert table["verdict"][7] == "failed" and "failed (1)" in legend(drawing)


def test_nothing_to_draw():
    data = drawn()
    data["root"] = data["root"] * np.nan
    with pytest.raises(InvalidInput, match="root is no finite number"):
        draw_scatter(data, "m_N", "m_nu", "root")
    with pytest.raises(InvalidInput, match="no point has finite numbers for m_N and root"):
        draw_scatter(data, "m_N", "root", None)


def test_solved_points_without_a_place_are_counted():
    data = drawn()
    data["root"] = data["root"].where(data["root"] > data["root"].min(), np.inf)
    assert "1 solved points have no place" in draw_scatter(data, "m_N", "root", None).figure.get_supxlabel()


def test_one_value_has_a_colour_too(tmp_path):
    assert draw_scatter(drawn(), "m_N", "m_nu", "vev_ratio").save(tmp_path, "scatter")
