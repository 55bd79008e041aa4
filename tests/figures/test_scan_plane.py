"""A plane of two parameters: edges of what is shaded, the border of what is allowed, failed points, words."""

import numpy as np
import pytest
from matplotlib.contour import QuadContourSet
from tests.figures.many_points import LOWER, M_N, M_NU, UPPER, columns, failed, grid, result

import reheaton as rh
from reheaton.errors import InvalidInput
from reheaton.figures.scan_plane import GREY, draw_plane


def plane(data=None, limits=(), quantity="x"):
    return draw_plane(grid() if data is None else data, "m_N", "m_nu", quantity, limits)


def lines(drawing):
    """Points of every contour line at level 0: the edges of limits, and the border of what is allowed."""
    found = []
    for contour in drawing.figure.axes[0].collections:
        if isinstance(contour, QuadContourSet) and not contour.filled and list(contour.levels) == [0.0]:
            # `allsegs` holds numbers instead of points in matplotlib 3.8.0.
            found.append(contour.get_paths()[0].vertices)
    return found


def legend(drawing):
    return [text.get_text() for text in drawing.figure.legends[0].get_texts()]


def test_edges_of_limits_lie_where_their_margin_is_zero():
    """The margins of a product are linear on logarithmic axes, so that their zero is found without an error.

    1e-4: contours are drawn linear in m between places r = 1.02 apart, which is wrong by ln(r)^2/8 at most.
    """
    for name, bound in (("most", UPPER), ("least", LOWER)):
        line = lines(plane(limits=[name]))[0]
        assert line[:, 0] * line[:, 1] == pytest.approx(np.full(len(line), bound), rel=1e-4)


def test_on_a_coarse_grid_the_border_of_what_is_allowed_follows_the_edges_of_limits():
    """Limits on m_N and on the product, with both edges in one cell: the smaller margin is no line between its points,
    and interpolated as one field it has its zero away from both edges.
    """
    m_N, m_nu = np.array([1.0, 10.0, 100.0]), np.array([1.0, 10.0, 100.0])
    x, mass = m_N[:, None] * m_nu, np.broadcast_to(m_N[:, None], (3, 3))
    limits = [
        rh.Limit("light", mass, 3.0, False, 0.95, "Nobody 2021, arXiv:2101.00001"),
        rh.Limit("product", x, 500.0, True, 0.95, "Nobody 2022, arXiv:2201.00001"),
    ]
    data = result(mass, m_nu, limits=limits, checks=[]).to_xarray()
    assert data["allowed"].values.tolist() == [[False] * 3, [True, True, False], [True, False, False]]
    border = lines(draw_plane(data, "m_N", "m_nu", "x"))[-1]
    # Each point of the border lies on the edge of one limit, and is allowed by the other: 3%, a place of `refined`.
    light, product = border[:, 0] / 3.0, 500.0 / (border[:, 0] * border[:, 1])
    assert np.max(np.minimum(np.abs(np.log(light)), np.abs(np.log(product)))) < 0.03
    assert min(np.log(light).min(), np.log(product).min()) > -0.03
    # The corner of both, m_N = 3 and m_nu = 167, is beyond the frame; the border runs up to its end at m_nu = 100.
    assert border[np.abs(np.log(light)) < 0.03, 1].max() == pytest.approx(100.0, rel=0.03)
    assert border[:, 0].max() == pytest.approx(100.0, rel=0.03)


def test_no_gap_is_left_between_what_is_excluded_and_what_a_flag_voids():
    """m_N is excluded below 1.2, and voided below 20: from 1 to 10 nothing is called allowed."""
    m_N, m_nu = np.array([1.0, 10.0, 100.0]), np.array([1.0, 10.0])
    mass = np.broadcast_to(m_N[:, None], (3, 2))
    limits = [rh.Limit("light", mass, 1.2, False, 0.95, "Nobody 2021, arXiv:2101.00001")]
    checks = [rh.Check("void", mass, "m_N is {value:g}.", below=20.0, voids=True)]
    border = lines(draw_plane(result(mass, m_nu, limits=limits, checks=checks).to_xarray(), "m_N", "m_nu", "x"))[-1]
    # Midway between 10 and 100 on the logarithmic axis; 2%: a place of `refined`.
    np.testing.assert_allclose(border[:, 0], 10**1.5, rtol=0.02)


def test_faded_is_what_is_excluded():
    """Each point of the grid lies inside the faded region if a limit excludes it, and outside if none does."""
    drawing = plane()
    faded = next(c for c in drawing.figure.axes[0].collections if getattr(c, "filled", False) and c.alpha == 0.6)
    data = grid()
    x = data["x"].values
    paths = faded.get_paths()
    for (i, j), value in np.ndenumerate(x):
        # Just inside the frame: points on the edge of a path belong to neither side.
        place = float(data["m_N"][i]) * (1 + 1e-6 * (4 - i)), float(data["m_nu"][j]) * (1 + 1e-6 * (5 - j))
        inside = any(path.contains_point(place) for path in paths)
        assert inside == (value > UPPER or value < LOWER), place


def test_legend_names_limits_with_their_sources_in_the_order_of_what_they_add():
    words = legend(plane())
    assert words[0] == "excluded: least (Nobody 2021, arXiv:2101.00001)"
    assert words[1] == "excluded: most (Somebody 2020, arXiv:2001.00001)"
    assert "neither excluded nor allowed: outside the approximation" in words
    assert any(word.startswith("allowed with a flag: large") for word in words)
    allowed = int(grid()["allowed"].sum())
    assert f"allowed by every limit: inside ({allowed} of 99 points)" in words
    assert any(word.startswith("allowed by these limits") for word in legend(plane(limits=["most"])))


def test_the_border_leaves_out_what_a_flag_voids():
    border = lines(plane())[-1]
    # m_N < 2 is void: 1.78 is, 3.16 is not, and the border lies between them.
    assert 10**0.25 < border[:, 0].min() < 10**0.5


def test_scales_colours_and_labels():
    drawing = plane()
    ax, bar = drawing.figure.axes
    assert (ax.get_xscale(), ax.get_yscale()) == ("log", "log")
    assert ax.get_xlabel() == "mass of N $m_N$ [GeV]" and ax.get_ylabel() == "m_nu [eV]"
    assert bar.get_ylabel() == "product of both masses $x$ [GeV eV]"
    # x spans four decades, from 1 to 10^4, and is allowed from 20 to 900.
    assert [t.get_text() for t in bar.get_yticklabels()] == ["50", "100", "200", "500"]
    assert "allowed" in [text.get_text() for text in ax.texts]


def levels(drawing):
    return [float(text.get_text()) for text in drawing.figure.axes[1].get_yticklabels()]


def test_levels_serve_what_is_allowed():
    """Without allowed points, or with one value of them, all values take the levels; beyond these colours saturate."""
    everything = [3, 10, 30, 100, 300, 1000, 3000]
    fill = next(c for c in plane().figure.axes[0].collections if isinstance(c, QuadContourSet) and c.filled)
    assert fill.extend == "both"
    x = np.asarray(M_N[:, None] * M_NU)
    for bound in (0.5, 1.05):
        few = result(M_N[:, None], M_NU, limits=[rh.Limit("most", x, bound, True, 0.95, "Somebody")], checks=[])
        assert levels(plane(few.to_xarray())) == everything


def test_failed_points_are_grey_and_counted():
    drawing = plane(failed(grid(), 50, 51, code=3))
    ax = drawing.figure.axes[0]
    assert ax.get_facecolor()[:3] == pytest.approx([float(GREY)] * 3)
    (crosses,) = [line for line in ax.lines if line.get_marker() == "x"]
    data = grid()
    assert sorted(crosses.get_ydata()) == pytest.approx(sorted(data["m_nu"].values[[50 % 11, 51 % 11]]))
    assert "failed (2 points)" in legend(drawing) and "2 failed" in drawing.figure.get_supxlabel()
    assert "failed" in columns(drawing.tables["points"])["verdict"]


def test_points_that_are_not_done_are_told_from_failures():
    drawing = plane(failed(grid(), 50, code=-1))
    assert "not done yet (1 points)" in legend(drawing) and "1 not done yet" in drawing.figure.get_supxlabel()


def test_table_has_the_numbers_of_the_data_set():
    table, data = columns(plane().tables["points"]), grid().transpose("m_nu", "m_N")
    np.testing.assert_array_equal(table["x [GeV eV]"], np.ravel(data["x"].values))
    np.testing.assert_allclose(table["m_N [GeV]"] * table["m_nu [eV]"], table["x [GeV eV]"], rtol=1e-12)


def test_nothing_to_draw():
    data = grid()
    data["root"] = data["root"] * np.nan
    with pytest.raises(InvalidInput, match="root is no finite number"):
        plane(data, quantity="root")


@pytest.mark.parametrize("quantity", ["m_N", "flag large", "margin most", "vev_ratio", "allowed"])
def test_anything_with_numbers_can_be_drawn(quantity, tmp_path):
    assert plane(quantity=quantity).save(tmp_path, "plane")


def test_all_excluded_and_all_allowed_planes_are_drawn(tmp_path):
    for m_N in (np.geomspace(1e3, 1e4, 4), np.geomspace(5.0, 8.0, 4)):
        data = result(m_N[:, None], np.geomspace(5.0, 10.0, 5)).to_xarray()
        assert draw_plane(data, "m_N", "m_nu", "x").save(tmp_path, "plane")
