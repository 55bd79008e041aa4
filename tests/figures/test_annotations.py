"""Marks and labels: labels moved apart, small print that fits, and places with room for a word."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from reheaton.figures.annotations import Mark, apart, draw_marks, hatch, on_line, roomiest_point, small_print, spread
from reheaton.figures.drawing import house_style


def axes(x=(0.0, 1.0), y=(0.0, 1.0), scale="linear"):
    ax = Figure().subplots()
    ax.set(xscale=scale, yscale=scale, xlim=x, ylim=y)
    return ax


@given(st.lists(st.floats(0.0, 1.0), min_size=1, max_size=6))
def test_spread_keeps_order_and_distance(positions):
    """The mean stays, as every pair is moved by the same length to both sides. 1e-3: sweeps converge geometrically."""
    moved = spread(positions, 0.1)
    order = np.argsort(positions, kind="stable")
    assert np.all(np.diff(np.asarray(moved)[order]) > 0.1 - 1e-3)
    assert np.mean(moved) == pytest.approx(np.mean(positions), abs=1e-12)


def test_labels_that_are_apart_stay():
    assert spread([0.9, 0.1, 0.5], 0.1) == [0.9, 0.1, 0.5]


def test_two_labels_at_one_place_part_evenly():
    assert spread([0.5, 0.5], 0.1) == pytest.approx([0.45, 0.55])


def test_marks_are_lines_through_every_panel_and_labels_over_the_first():
    figure = Figure()
    panels = figure.subplots(2, 1)
    for ax in panels:
        ax.set(xscale="log", xlim=(1.0, 100.0))
    marks = [Mark("a", "one", 0.0), Mark("b", "two", np.log(10.0))]
    draw_marks(panels, marks, [1.0, 10.0])
    assert [[line.get_xdata()[0] for line in ax.lines] for ax in panels] == [[1.0, 10.0], [1.0, 10.0]]
    assert [text.get_text() for text in panels[0].texts] == ["one", "two"] and not panels[1].texts
    # On a logarithmic axis of two decades 10 lies in the middle.
    assert panels[0].texts[1].xyann[0] == pytest.approx(0.5, abs=1e-9)


def test_small_print_fits_between_the_margins():
    """Lines are wrapped where they are full, and never inside a formula."""
    formula = r"$\Gamma_\nu = C\, G_F^2\, p\, T^4$"
    with house_style():
        figure = Figure(figsize=(5.0, 4.0))
        small_print(figure, " ".join(f"word{n} {formula}" for n in range(30)) + "\nlast line")
        figure.canvas.draw()
        box = figure.findobj(lambda artist: getattr(artist, "get_text", str)() == figure.get_supxlabel())[0]
        extent = box.get_window_extent()
    lines = figure.get_supxlabel().splitlines()
    assert lines[-1] == "last line"
    assert sum(line.count(formula) for line in lines) == 30
    # At most a word and a formula are missing from the longest line, 35% of this width.
    assert 0.65 * figure.bbox.width < extent.width < figure.bbox.width


def test_no_line_is_cut_off_in_a_saved_picture():
    """Letters of a picture are fitted to its pixels, and wider than their outlines: 200 dpi is what is saved."""
    with house_style():
        figure = Figure(figsize=(7.4, 3.0), dpi=200)
        small_print(figure, " ".join(["limits that exclude nothing beyond", "decays_before_T_dec at 190,"] * 30))
        FigureCanvasAgg(figure).draw()
        (label,) = figure.findobj(lambda artist: getattr(artist, "get_text", str)() == figure.get_supxlabel())
        assert label.get_window_extent().x1 < figure.bbox.width


def test_formulas_are_taken_as_they_are():
    figure = Figure()
    small_print(figure, r"vev_ratio and $T_{\rm RH}$ at $T_*$")
    assert figure.get_supxlabel() == r"vev_ratio and $T_{\rm RH}$ at $T_*$"


def test_text_on_a_line_has_a_rim_and_takes_a_style():
    ax = axes()
    on_line(ax, 0.2, 0.3, "x", fontsize=7)
    text = ax.texts[0]
    assert (text.get_position(), text.get_fontsize(), text.get_ha()) == ((0.2, 0.3), 7, "center")
    assert text.get_path_effects()


def test_short_labels_keep_clear_of_others_in_fractions_of_the_panel():
    """0.08 of the width or 0.06 of the height: 0.16 decades and 0.12 decades on axes of two decades."""
    ax = axes((1.0, 100.0), (1.0, 100.0), "log")
    places = 10.0 ** np.array([[1.0, 1.0], [1.15, 1.0], [1.17, 1.0], [1.0, 1.11], [1.0, 1.13]])
    clear = apart(ax, places, [np.array([10.0, 10.0])])
    assert clear.tolist() == [False, False, True, False, True]
    assert apart(ax, places, []).all() and apart(ax, np.zeros((0, 2)), [places[0]]).shape == (0,)


def test_a_word_fits_best_in_the_middle_of_a_region():
    """Halfway between the edges of a band of the height of several words; a grid spacing of 0.02 on each side."""
    ax = axes()
    x = y = np.linspace(0.0, 1.0, 101)
    region = np.broadcast_to(((y > 0.5) & (y < 0.7))[:, None], (101, 101))
    found = roomiest_point(ax, x, y, region)
    assert found[1] == pytest.approx(0.6, abs=0.02) and 0.18 < found[0] < 0.82


def test_a_fine_grid_takes_little_memory():
    """1000 x 1000 points would make 10^11 pairs of points inside and outside."""
    x = y = np.linspace(0.0, 1.0, 1000)
    region = np.broadcast_to(((y > 0.5) & (y < 0.7))[:, None], (1000, 1000))
    assert roomiest_point(axes(), x, y, region)[1] == pytest.approx(0.6, abs=0.02)


def test_hatching_has_a_colour_and_no_lines():
    ax = axes()
    region = ax.contourf(np.eye(3), [0.5, 2.0], colors="none", hatches=["//"])
    hatch(region, "red")
    assert region.get_linewidth() == [0.0] and region.get_edgecolor()[0].tolist() == [1.0, 0.0, 0.0, 1.0]


def test_without_a_region_the_word_goes_to_the_middle():
    ax = axes((1.0, 100.0), (1e-4, 1.0), "log")
    grid = np.geomspace(1.0, 100.0, 11)
    assert roomiest_point(ax, grid, grid, np.zeros((11, 11), dtype=bool)) == pytest.approx((10.0, 1e-2))
