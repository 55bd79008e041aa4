"""Figures that cost nothing, and some that end badly."""

import pytest

from reheaton.papers import figure_catalogue as catalogue


@pytest.fixture
def toy_figures(monkeypatch, tmp_path):
    """Two papers with figures that cost nothing, in a module that other processes find too."""
    (tmp_path / "toy_figures.py").write_text(
        "import os, time\n"
        "from matplotlib.figure import Figure\n"
        "from reheaton.errors import InvalidInput\n"
        "from reheaton.figures.drawing import Drawing, Table\n"
        "def draw(progress):\n"
        "    progress('halfway', 0.5)\n"
        "    return Drawing(Figure(), {'line': Table(('x',), [(1.0,)], 'A line.')})\n"
        "def refuse(progress):\n"
        "    raise InvalidInput('there is nothing to draw.')\n"
        "def die(progress):\n"
        "    os._exit(9)\n"
        "def linger(progress):\n"
        "    progress('waiting', 0.1)\n"
        "    time.sleep(600)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    papers = {"first": {1: "toy_figures:draw", 2: "toy_figures:draw"}, "second": {1: "toy_figures:draw"}}
    monkeypatch.setattr(catalogue, "PAPERS", papers)
    return papers
