"""What a command acts on: settings, models in files, and one sentence for each that is wrong."""

import json

import pytest

from reheaton.cli.targets import find_target
from reheaton.papers.dodelson_widrow.model import DodelsonWidrow


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("mass", "NAME=VALUE, as in -s mass=10."),
        ("=2", "NAME=VALUE"),
        ("mass=", "NAME=VALUE"),
        ("mas=2", "did you mean 'mass'?"),
        ("self=2", "not a parameter or option of spring"),
        ("mass=abc", "mass = 'abc'"),
        ("mass=nan", "above 0 GeV"),
        ("mass=inf", "mass = inf is not a finite number"),
        ("mass=-1", "above 0 GeV"),
        ("mass=0", "above 0 GeV"),
        ("mass=2 kg/s", "wrong unit"),
        ("mass=2 furlongz", "unknown unit 'furlongz'"),
        ("mass=none", "mass must be given"),
        ("mass=2 GeV GeV", "wrong unit"),
        ("mass=[1,2]", "mass = '[1,2]'"),
        ("mass=2,5 GeV", "'2,5 GeV' is not a number"),
        ("mass=300 degC", "wrong unit"),
        ("mass=2 gev", "did you mean '2 GeV'?"),
        ("mass=2.5d0", "write 2.5e0."),
        ("friction=3 degree", "friction = '3 degree' is an angle"),
        ("motion=tiny", "allowed are small, large"),
    ],
)
def test_settings(refuses, spring, setting, expected):
    other = [] if setting.startswith("mass") else ["-s", "mass=2"]
    assert expected in refuses("run", spring, *other, "-s", setting)


@pytest.mark.parametrize(
    ("suffix", "expected"),
    [
        ("", "write"),
        (":Sprin", "did you mean 'Spring'?"),
        (":Half", "not derived from reheaton.Model"),
        (":not_a_model", "not a class"),
    ],
)
def test_classes_in_files(refuses, model_file, suffix, expected):
    assert expected in refuses("run", f"{model_file}{suffix}")


@pytest.mark.parametrize(
    ("source", "expected"),
    [("1 +\n", "SyntaxError"), ("x = 1\nimport no_such_module\n", "(line 2)"), ("1/0", "ZeroDivisionError")],
)
def test_files_that_fail(refuses, tmp_path, source, expected):
    path = tmp_path / "broken.py"
    path.write_text(source)
    assert expected in refuses("run", f"{path}:Model")


def test_directory_instead_of_file(refuses, tmp_path):
    assert "it is a folder" in refuses("run", tmp_path)
    (tmp_path / "folder.py").mkdir()
    assert "it is a folder" in refuses("run", f"{tmp_path / 'folder.py'}:Model")


@pytest.mark.parametrize("text", ["2", "2.0", "2 GeV", "2000 MeV", "2e9eV"])
def test_units_are_converted(reheaton, spring, text):
    content = json.loads(reheaton("run", spring, "-s", f"mass={text}", "--json").out)
    # One rounding in the unit conversion.
    assert content["parameters"]["mass"] == pytest.approx(2.0, rel=1e-15)


@pytest.mark.parametrize("second", ["mass=3", "mass=2", " mass = 3 GeV"])
def test_a_name_is_set_once(refuses, spring, second):
    said = refuses("run", spring, "-s", "mass=2", "-s", second)
    assert "-s gives mass twice, as '2' and as '" in said and said.endswith("': give it once.\n")


def test_a_long_setting_is_shortened(refuses, spring):
    # The longest sentence around a quotation has fewer than 200 characters.
    for setting in ("x" * 5000, f"{'x' * 5000}=1"):
        assert len(refuses("run", spring, "-s", "mass=2", "-s", setting)) < 280


def test_target_of_a_name():
    target = find_target("dodelson-widrow", ["m_s = 7", "dm_flavour=e"])
    assert target.model is DodelsonWidrow
    assert target.values == {"m_s": "7", "dm_flavour": "e"}
    assert target.settings == {"m_s", "dm_flavour"} and target.scanned == ()


def test_settings_go_on_top_of_a_card(tmp_path):
    card = tmp_path / "card.yaml"
    card.write_text(
        "model: dodelson-widrow\nparameters: {m_s: 3}\nscan: {sin2_2theta: {from: 1e-9, to: 1e-8, points: 3}}\n"
    )
    target = find_target(str(card), ["m_s=7"])
    assert target.values == {"m_s": "7"}
    assert target.settings == {"m_s"} and target.scanned == ("sin2_2theta",)


@pytest.mark.parametrize("text", ["x" * 5000, "x/" * 5000, "a\0b", "a\0b.yaml", "\ud800", "x" * 5000 + ".py:A", ""])
def test_names_that_no_file_can_have(refuses, text):
    assert len(refuses("run", text)) < 200


def test_what_is_set_is_not_scanned(tmp_path):
    card = tmp_path / "card.yaml"
    card.write_text("model: dodelson-widrow\nscan: {m_s: {from: 1, to: 9, points: 3}}\n")
    target = find_target(str(card), ["m_s=7"])
    assert target.values == {"m_s": "7"} and target.scanned == ()


def test_a_file_named_like_a_model_does_not_hide_it(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "dodelson-widrow").write_text("no card")
    assert find_target("dodelson-widrow").model is DodelsonWidrow
