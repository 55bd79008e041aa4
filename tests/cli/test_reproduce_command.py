"""`reheaton reproduce`: which figures are drawn, the files written and the paths printed."""

import sys
import types

import pytest
from matplotlib.figure import Figure

from reheaton.figures.drawing import Drawing, Table
from reheaton.papers import figure_catalogue as catalogue


@pytest.fixture
def toy_figures(monkeypatch):
    """Two papers with figures that cost nothing."""

    def draw(progress):
        progress("halfway", 0.5)
        return Drawing(Figure(), {"line": Table(("x",), [(1.0,)], "A line.")})

    module = types.ModuleType("toy_figures")
    module.draw = draw
    monkeypatch.setitem(sys.modules, "toy_figures", module)
    papers = {"first": {1: "toy_figures:draw", 2: "toy_figures:draw"}, "second": {1: "toy_figures:draw"}}
    monkeypatch.setattr(catalogue, "PAPERS", papers)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["first/figure-1", "first/figure-2", "second/figure-1"]),
        (["first"], ["first/figure-1", "first/figure-2"]),
        (["first", "--figure", "2"], ["first/figure-2"]),
        (["--figure", "1"], ["first/figure-1", "second/figure-1"]),
    ],
)
def test_reproduce_prints_what_it_wrote(reheaton, toy_figures, tmp_path, arguments, expected):
    outcome = reheaton("reproduce", *arguments, "-o", tmp_path)
    assert outcome.code == 0
    endings = (".png", ".pdf", "-line.csv")
    assert outcome.out.split() == [f"{tmp_path}/{stem}{ending}" for stem in expected for ending in endings]
    assert all((tmp_path / f"{stem}{ending}").stat().st_size for stem in expected for ending in endings)
