"""A drawing's files: pictures that do not depend on the date, and tables that say what they hold."""

import csv
import io

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

import reheaton
from reheaton.figures.drawing import Drawing, Table, house_style


def _drawing() -> Drawing:
    with house_style():
        figure = Figure()
        figure.subplots().plot([0.0, 1.0], [1.0, 2.0])
    table = Table(("T [GeV]", "Delta N_eff", "excluded"), np.array([(1e-3, 1 / 3, True)], dtype=object), "Two\nlines.")
    return Drawing(figure, {"curve": table})


def test_files_and_table(tmp_path):
    paths = _drawing().save(tmp_path / "new", "figure-1")
    assert [path.name for path in paths] == ["figure-1.png", "figure-1.pdf", "figure-1-curve.csv"]
    lines = paths[2].read_text().splitlines()
    assert lines[:3] == [f"# reheaton {reheaton.__version__}", "# Two", "# lines."]
    rows = list(csv.reader(lines[3:]))
    assert rows[0] == ["T [GeV]", "Delta N_eff", "excluded"]
    assert float(rows[1][0]) == 1e-3
    assert float(rows[1][1]) == pytest.approx(1 / 3, rel=1e-9)  # ten digits are written
    assert rows[1][2] == "True"


def test_the_main_table_has_the_name_of_the_picture(tmp_path):
    assert _drawing().save(tmp_path, "curve", main="curve")[2].name == "curve.csv"


def test_a_notebook_shows_the_picture_that_is_saved(tmp_path):
    """In house style, whatever the style of the notebook: a formula has other letters in another."""
    drawing = _drawing()
    drawing.figure.axes[0].set_title(r"$\Delta N_{\rm eff}$")
    with matplotlib.rc_context({"mathtext.fontset": "dejavusans"}):
        shown = imread(io.BytesIO(drawing._repr_png_()))
        own = io.BytesIO()
        drawing.figure.savefig(own, dpi=120)
    with house_style():
        drawing.figure.savefig(tmp_path / "house.png", dpi=120)
    assert np.array_equal(shown, imread(tmp_path / "house.png"))
    assert not np.array_equal(shown, imread(io.BytesIO(own.getvalue())))
    # A notebook keeps the text as well, which must not hold all numbers.
    assert repr(drawing.tables["curve"]) == "Table(columns=('T [GeV]', 'Delta N_eff', 'excluded'))"


@pytest.mark.parametrize(("name", "start"), [("a.png", b"\x89PNG"), ("a.PDF", b"%PDF")])
def test_one_picture_of_the_kind_that_its_name_says(tmp_path, name, start):
    paths = _drawing().save_as(tmp_path / name)
    assert [path.name for path in paths] == [name, "a-curve.csv"]
    assert paths[0].read_bytes().startswith(start)


@pytest.mark.parametrize("name", ["a.jpg", "a", "png"])
def test_other_kinds_of_pictures_are_refused(tmp_path, name):
    with pytest.raises(reheaton.InvalidInput, match=r"its suffix must be \.png or \.pdf"):
        _drawing().save_as(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_equal_drawings_give_equal_files(tmp_path):
    first, second = _drawing().save(tmp_path, "a"), _drawing().save(tmp_path, "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_style_ends_with_its_block():
    before = matplotlib.rcParams["xtick.direction"]
    with house_style():
        assert matplotlib.rcParams["xtick.direction"] == "in"
    assert matplotlib.rcParams["xtick.direction"] == before


def test_ragged_rows_are_refused(tmp_path):
    with pytest.raises(ValueError, match="2 columns"):
        Table(("x", "y"), [(1.0,)], "").save(tmp_path / "t.csv")
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_is_not_whole_is_left_when_drawing_is_interrupted(monkeypatch, tmp_path):
    def half(figure, path, **options):
        path.write_bytes(b"\x89PNG")
        raise KeyboardInterrupt

    monkeypatch.setattr(Figure, "savefig", half)
    with pytest.raises(KeyboardInterrupt):
        _drawing().save(tmp_path, "figure-1")
    assert list(tmp_path.iterdir()) == []
