"""Cards: what they may hold, and one sentence for what they may not."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def card(model_file, tmp_path):
    """Writes a card beside the model's file."""

    def write(text: str) -> Path:
        path = tmp_path / "card.yaml"
        path.write_text(text)
        return path

    return write


def test_card_values_and_overrides(reheaton, card):
    path = card(
        "model: springs.py:Spring\n"
        "parameters: {mass: 2000 MeV, stiffness: 1e-3, friction: none}\n"
        "options: {motion: large, damped: no}\n"
    )
    content = json.loads(reheaton("run", path, "-s", "mass=5", "-s", "motion=small", "--json").out)
    assert content["parameters"] == {"mass": 5.0, "stiffness": 0.001, "friction": None}
    assert content["options"] == {"motion": "small", "damped": False, "limits": "current"}


def test_model_file_is_found_beside_the_card(reheaton, card, monkeypatch, tmp_path):
    path = card("model: springs.py:Spring\nparameters: {mass: 2}\n")
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert reheaton("run", path, "--json").code == 0


def test_cite_takes_a_card_with_a_scan(reheaton, card):
    path = card("model: springs.py:Spring\nscan: {mass: {from: 1 GeV, to: 300 GeV, points: 60, spacing: log}}\n")
    assert "@book{Kolb:1990vq," in reheaton("cite", path).out


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "is not a card"),
        ("- a\n- b\n", "is not a card"),
        ("parameters: {mass: 2}\n", "`model:` is missing"),
        ("model: springs.py:Spring\nparameter: {mass: 2}\n", "did you mean 'parameters'?"),
        ("model: springs.py:Spring\nparameters: {mas: 2}\n", "did you mean 'mass'?"),
        ("model: springs.py:Spring\nmass: 2\n", "(parameters go under `parameters:`)"),
        ("model: springs.py:Spring\nmotion: large\n", "(options go under `options:`)"),
        ("model: springz.py:Spring\nmass: 2\n", "'mass' is not a key of a card: known are model"),
        ("model: springs.py:Spring\nparameters: {mass: [1, 2]}\n", "parameters.mass must be one number"),
        ("model: springs.py:Spring\nparameters: 3\n", "parameters = 3"),
        ("model: 3\n", "model = 3"),
        ("model: springs.py:Spring\nparameters: {mass: .nan}\n", "mass = nan is not a finite number"),
        ("model: springs.py:Spring\nparameters: {mass: yes}\n", "is not a number"),
        ("model: springs.py:Spring\nparameters: {mass: 7.1 kev}\n", "did you mean '7.1 keV'?"),
        ("model: springs.py:Spring\nparameters: {mass: 1e4 1/s}\n", "1/s is a rate (times hbar: 6.58212e-21 GeV)"),
        ("model: springs.py:Spring\nparameters: {mass: 2, mass: 3}\n", "(line 2) is not valid YAML: 'mass' is given"),
        ("model: [springs\n", "is not valid YAML"),
        ("model: springs.py:Spring\n\tparameters: 1\n", "(line 2) is not valid YAML"),
        ("model: springs.py:Spring\nscan: {mass: {from: 1, to: 2, points: 3}}\n", "scans mass, but `run` solves one"),
        ("model: springs.py:Spring\nscan: {mass: {from: 1, to: 2, points: 1}}\n", "scan.mass.points = 1"),
        ("model: springs.py:Spring\nscan: {mass: {from: 1, too: 2, points: 3}}\n", "scan.mass"),
        ("model: springs.py:Spring\nscan: {mas: {from: 1, to: 2, points: 3}}\n", "did you mean 'mass'?"),
        ("model: sprigns.py:Spring\n", "No such file"),
        ("model: twin-sterile-neutrin\n", "did you mean 'twin-sterile-neutrino'?"),
    ],
)
def test_bad_cards(refuses, card, text, expected):
    assert expected in refuses("run", card(text))


def test_binary_file_is_no_card(refuses, tmp_path):
    path = tmp_path / "picture.yaml"
    path.write_bytes(b"\x89PNG\xff\xfe\x00")
    assert "it is not text" in refuses("run", path)
