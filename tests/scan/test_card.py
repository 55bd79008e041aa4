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
        "options: {motion: large, damped: false}\n"
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
        ("model: springs.py:Spring\nmass: 2\n", "(line 2): 'mass' is not a key of a card: parameters go under `param"),
        ("model: springs.py:Spring\nmotion: large\n", "options under `options:`"),
        ("Model: springs.py:Spring\n", "(line 1): 'Model' is not a key of a card: did you mean 'model'?"),
        (
            "model: springs.py:Spring\n\nOPTIONS: {}\n",
            "(line 3): 'OPTIONS' is not a key of a card: did you mean 'options'?",
        ),
        (
            "model: springs.py:Spring\nparameters: {Mass: 2}\n",
            "(line 2): 'Mass' is not a parameter or option of spring: did",
        ),
        (
            "model: springs.py:Spring\noptions:\n  Motion: large\n",
            "(line 3): 'Motion' is not a parameter or option of sp",
        ),
        ("model: springs.py:Spring\nparameters: {mass: [1, 2]}\n", "parameters.mass must be one number"),
        ("model: springs.py:Spring\nparameters: 3\n", "parameters = 3"),
        ("model: 3\n", "model = 3"),
        ("model: springs.py:Spring\nparameters: {mass: .nan}\n", "mass = nan is not a finite number"),
        ("model: springs.py:Spring\nparameters: {mass: true}\n", "is not a number"),
        ("model: springs.py:Spring\nparameters: {mass: 7.1 kev}\n", "did you mean '7.1 keV'?"),
        ("model: springs.py:Spring\nparameters: {mass: 1e4 1/s}\n", "1/s is a rate (times hbar: 6.58212e-21 GeV)"),
        (
            "model: springs.py:Spring\nparameters: {mass: 2, mass: 3}\n",
            "(line 2): 'mass' is given twice, first in line 2",
        ),
        ("model: [springs\n", "is not valid YAML"),
        ("model: springs.py:Spring\n\tparameters: 1\n", "(line 2) is not valid YAML"),
        ("model: springs.py:Spring\nscan: {mass: {from: 1, to: 2, points: 3}}\n", "scans mass, but `run` solves one"),
        ("model: springs.py:Spring\nscan: {mass: {from: 1, to: 2, points: 1}}\n", "scan.mass.points = 1"),
        (
            "model: springs.py:Spring\nscan: {mass: {from: 1, too: 2, points: 3}}\n",
            "'too' is not a key of a scan: did you mean 'to'?",
        ),
        ("model: springs.py:Spring\nscan: {mass: {From: 1, to: 2, points: 3}}\n", "did you mean 'from'?"),
        ("model: springs.py:Spring\nscan: {mass: {from: 1, points: 3}}\n", "(line 2): `scan.mass.to:` is missing."),
        ("model: springs.py:Spring\nscan: {mass: {from: true, to: 2, points: 3}}\n", "from = True must be a number"),
        (
            "model: springs.py:Spring\nscan: {mass: {from: a, to: 2, points: 3}}\n",
            "scan.mass.from = 'a' is not a number",
        ),
        ("model: springs.py:Spring\nscan: {mass: {from: 1, to: none, points: 3}}\n", "scan.mass.to must be given"),
        ("model: springs.py:Spring\nscan: {mass: {from: 1, to: .inf, points: 3}}\n", "scan.mass.to = inf is not a fin"),
        ("model: springs.py:Spring\nscan: {mass: {from: 1, to: 1000 MeV, points: 3}}\n", "the ends must differ"),
        (
            "model: springs.py:Spring\nscan: {friction: {from: -1, to: 1, points: 3, spacing: log}}\n",
            "scan.friction.from = -1 must be above 0 if the spacing is log.",
        ),
        (
            "model: springs.py:Spring\nscan: {mass: {from: 1, to: 2, points: 3, spacing: Log}}\n",
            "must be log or linear",
        ),
        ("model: springs.py:Spring\nscan: {mass: {from: 1, to: 2, points: 2.5}}\n", "points = 2.5 must be a whole"),
        ("model: springs.py:Spring\nscan: {mass: 3}\n", "scan.mass = 3 must be lines `from:`"),
        ("model: springs.py:Spring\nscan: {motion: {from: 1, to: 2, points: 3}}\n", "motion is an option of spring"),
        ("model: springs.py:Spring\nparameters: {motion: large}\n", "(line 2): motion is an option of spring: move it"),
        (
            "model: springs.py:Spring\noptions:\n  mass: 2\n",
            "(line 3): mass is a parameter of spring: move it to `para",
        ),
        ("model: springs.py:Spring\nscan: {mas: {from: 1, to: 2, points: 3}}\n", "did you mean 'mass'?"),
        ("model: sprigns.py:Spring\n", "No such file"),
        ("model: twin-sterile-neutrin\n", "did you mean 'twin-sterile-neutrino'?"),
    ],
)
def test_bad_cards(refuses, card, text, expected):
    assert expected in refuses("run", card(text))


@pytest.mark.parametrize(
    ("first", "second"),
    [("parameters", "options"), ("options", "scan"), ("parameters", "scan"), ("scan", "parameters")],
)
def test_a_name_stands_in_one_section(refuses, card, first, second):
    values = dict.fromkeys(("parameters", "options"), "1") | {"scan": "{from: 1, to: 2, points: 3}"}
    said = refuses("run", card("model: a.py:A\n" + "".join(f"{s}:\n  mass: {values[s]}\n" for s in (first, second))))
    assert "'mass' is given under `" in said and "keep one of them." in said
    assert {f"`{first}:`", f"`{second}:`"} <= set(said.replace(":`:", ":`").split()) and "3" in said and "5" in said


@pytest.mark.parametrize(
    "wrong",
    [
        "mass: 2",
        "Parameters: {}",
        "parameters: {mass: [1]}",
        "parameters: {mass: 030}",
        "parameters: {mass: 1}\nscan: {mass: {from: 1, to: 2, points: 3}}",
        "scan: {mass: {from: 1, to: 2}}",
        "scan: {mass: {from: 1, to: 2, points: 1}}",
        "parameters: {mass: *a}",
        "parameters: {mass: 1",
    ],
)
@pytest.mark.parametrize("command", ["run", "check", "cite"])
def test_a_wrong_card_runs_no_file(refuses, card, tmp_path, command, wrong):
    marker = tmp_path / "was_run"
    (tmp_path / "mine.py").write_text(f"open({str(marker)!r}, 'w').close()\n")
    refuses(command, card(f"model: mine.py:Class\n{wrong}\n"))
    assert not marker.exists()
    refuses(command, card("model: mine.py:Class\n"))
    assert marker.exists()


@pytest.mark.parametrize("text", ["{x}: a", "model: {x}", "model: a\nparameters: {{m: [{x}]}}", "model: a\n{x}: 3"])
def test_quotations_are_short(refuses, card, text):
    # The path and the longest sentence around a quotation have fewer than 320 characters.
    path = card(text.format(x="x" * 5000) + "\n")
    assert len(refuses("run", path)) < 320 + len(str(path))


def test_a_name_that_cannot_be_printed_is_written_out(refuses, card):
    said = refuses("run", card("model: dodelson-widrow\nscan:\n  \u200bm_s: 3\n"))
    assert r"\u200bm_s" in said and said.strip().isprintable()


def test_a_setting_takes_the_place_of_a_scan(reheaton, card):
    path = card("model: springs.py:Spring\nscan: {mass: {from: 1, to: 2, points: 3}}\n")
    assert json.loads(reheaton("run", path, "-s", "mass=5", "--json").out)["parameters"]["mass"] == 5.0


def test_binary_file_is_no_card(refuses, tmp_path):
    path = tmp_path / "picture.yaml"
    path.write_bytes(b"\x89PNG\xff\xfe\x00")
    assert "is not a text file in UTF-8" in refuses("run", path)
