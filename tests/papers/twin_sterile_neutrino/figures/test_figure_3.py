"""Figure 3 of the twin model on a small grid: tables, words and labels."""

import itertools

import numpy as np
import pytest
from matplotlib.figure import Figure

from reheaton.figures.annotations import on_line
from reheaton.figures.drawing import house_style
from reheaton.papers.twin_sterile_neutrino.figures import figure_3 as plane


@pytest.fixture(scope="module")
def drawing(panels):
    return plane.draw_dark_matter_plane(list(panels.values()))


def test_tables(panels, drawing, tmp_path):
    for name, panel in panels.items():
        table = drawing.tables[name]
        columns = dict(zip(table.columns, zip(*table.rows, strict=True), strict=True))
        assert list(columns)[:5] == ["m_s [keV]", "sin2_2theta", "reached", "underproduced", "overproduced"]
        assert len(columns["reached"]) == plane.TABLE_MASSES * plane.TABLE_MIXINGS == panel.everywhere.reached.size
        for column in ("k_half_mode_min [h/Mpc]", "lifetime [Gyr]", "max_rate_over_H_max", "m_nu_max [eV]"):
            assert column in columns
        assert "opacity_masses" in table.comment
    names = [path.name for path in drawing.save(tmp_path, "figure-3")]
    assert names == ["figure-3.png", "figure-3.pdf", "figure-3-shortcuts.csv", "figure-3-full.csv"]


def test_figure_3_says_what_it_shows(panels, drawing):
    legend = " ".join(text.get_text() for text in drawing.figure.legends[0].get_texts())
    for word in (
        "under-produced",
        "over-produced",
        "too warm in all",
        "in some",
        "288 Gyr",
        "allowed today",
        "freeze-out",
        "photon",
    ):
        assert word in legend
    left, right = (ax.get_title() for ax in drawing.figure.axes)
    assert "shortcuts" in left and "full" in right
    text = plane.caption(list(panels.values()))
    for words in ("76.3 $h$/Mpc", "6.5 keV", "77.9 $h$/Mpc", "250 Gyr", "$v_B/v_A$ = 4"):
        assert words in text
    assert "failed" not in text
    # Under the figure: three lines at most, and the rest in the header of the table.
    assert len(drawing.figure.get_supxlabel().splitlines()) <= 3
    header = drawing.tables["full"].comment
    for words in (
        "set paper: k_half_mode > 76.3",
        "set current: k_half_mode > 77.9",
        "m_nu > 1e-11 eV",
        "4 theta_AB^2 m_nu",
    ):
        assert words in header


def _colliding(ax):
    """Pairs of texts on the axes whose boxes intersect."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in ax.texts]
    return [(a, b) for (a, first), (b, second) in itertools.combinations(boxes, 2) if first.overlaps(second)]


def test_no_two_labels_intersect(drawing, tmp_path):
    with house_style():
        # Drawn, so that the layout is that of the file.
        drawing.figure.savefig(tmp_path / "drawn.png")
        for ax in drawing.figure.axes:
            assert len(ax.texts) >= 8
            assert _colliding(ax) == []


@pytest.mark.parametrize("room", [1.001, 1.5, 10.0])
def test_photon_lines_that_run_together_are_labelled_apart(room, panels):
    """Three lines at the same distance from the lower edge, all of which would have their label at one place."""
    m_s = np.geomspace(3.0, 100.0, 200)
    edge, taken, scan = 1e-6 / m_s, [], panels["full"].scan
    line = np.column_stack([m_s, room * edge])
    with house_style():
        ax = Figure(figsize=(5.5, 5.5)).subplots()
        ax.set(xscale="log", yscale="log", xlim=plane.DRAWN_M_S_RANGE, ylim=plane.MIXING_RANGE)
        for theta in range(3):
            (place,) = plane._place_of_label(ax, line, edge, taken, scan)
            on_line(ax, *place, f"$10^{{-{theta}}}$", fontsize=10)
            taken.append(place)
        assert _colliding(ax) == []
    # Nothing is left between labels that fill the line, and a line of no points has no label.
    everywhere = [np.array([m, y]) for m, y in line] + [np.array([m, 0.5 * y]) for m, y in zip(m_s, edge, strict=True)]
    everywhere += [np.array([m, 1.5 * y]) for m, y in line]
    assert plane._place_of_label(ax, line, edge, everywhere, scan).shape == (0, 2)
    assert plane._place_of_label(ax, np.empty((0, 2)), np.empty(0), taken, scan).shape == (0, 2)
