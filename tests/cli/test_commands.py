"""`models`, `cite`, `reproduce`, help and version, and that help stays light."""

import subprocess
import sys
import types

import pytest
from matplotlib.figure import Figure

import reheaton as package
from reheaton.figures.drawing import Drawing, Table
from reheaton.papers import figure_catalogue as catalogue


def test_version(reheaton):
    outcome = reheaton("--version")
    assert (outcome.code, outcome.out) == (0, f"reheaton {package.__version__}\n")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["run", "--help"], ["reproduce", "-h"]])
def test_help(reheaton, arguments):
    outcome = reheaton(*arguments)
    assert outcome.code == 0
    assert "Usage: reheaton" in outcome.out


def test_help_imports_nothing_heavy():
    """What makes `reheaton --help` instant: no numerical library is imported for it."""
    script = (
        "import sys; from reheaton.cli.main import run; run(['--help']);"
        "heavy = {'jax', 'numpy', 'matplotlib', 'pint', 'pydantic', 'yaml', 'mpmath'} & set(sys.modules);"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr


def test_one_model_in_full(reheaton, spring):
    outcome = reheaton("models", spring)
    assert outcome.code == 0
    for text in ("spring: A mass on a spring.", "mass", "required", "above 0 GeV", "motion", "small, large", "period"):
        assert text in outcome.out


def test_list_of_models(reheaton):
    assert "twin-sterile-neutrino" in reheaton("models").out


def test_cite_prints_bibtex(reheaton, spring):
    outcome = reheaton("cite", spring)
    assert outcome.code == 0
    assert outcome.out.startswith("@book{Kolb:1990vq,")
    assert "@misc{jax," in outcome.out


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
