"""`reheaton run` on a model that can be checked by hand."""

import json
import math

import pytest


def test_json_is_one_object_alone(reheaton, spring):
    outcome = reheaton("run", spring, "-s", "mass=2", "-s", "motion=large", "--json")
    assert outcome.code == 0
    assert outcome.err == ""
    content = json.loads(outcome.out, parse_constant=pytest.fail)  # fails on NaN and Infinity
    assert content["model"] == "spring"
    assert content["parameters"] == {"mass": 2.0, "stiffness": 1.0, "friction": None}
    assert content["options"] == {"motion": "large", "damped": True}
    assert content["observables"]["period"] == 4 * math.pi
    assert content["units"]["period"] == "1/GeV"
    assert content["limits"][0]["allowed"] is True
    assert content["limits"][0].keys() >= {"name", "margin", "allowed", "citation"}
    assert content["flags"][0].keys() == {"name", "value", "message"}
    assert content.keys() >= {"diagnostics", "version"}


def test_infinite_and_undefined_numbers_are_null(reheaton, spring):
    content = json.loads(reheaton("run", spring, "-s", "mass=2", "--json").out)
    assert content["observables"]["decay_time"] is None
    assert content["flags"][0]["value"] is None


@pytest.mark.parametrize("text", ["2", "2.0", "2 GeV", "2000 MeV", "2e9eV"])
def test_units_are_converted(reheaton, spring, text):
    content = json.loads(reheaton("run", spring, "-s", f"mass={text}", "--json").out)
    # One rounding in the unit conversion.
    assert content["parameters"]["mass"] == pytest.approx(2.0, rel=1e-15)


def test_last_setting_wins(reheaton, spring):
    content = json.loads(reheaton("run", spring, "-s", "mass=2", "-s", "mass=3", "--json").out)
    assert content["parameters"]["mass"] == 3.0


def test_table_shows_units_limits_and_flags(reheaton, spring):
    outcome = reheaton("run", spring, "-s", "mass=2")
    assert outcome.code == 0
    for text in ("period", "12.5664", "1/GeV", "time of one swing", "clock", "+0.874", "Kolb", "amplitude", "Allowed"):
        assert text in outcome.out


def test_nothing_is_cut_off_on_a_narrow_terminal(monkeypatch, reheaton, spring, model_file):
    name, citation = "X-ray line: NuSTAR (Galactic halo)", "Roach, Rossland, Ng, Perez, Beacom 2023, arXiv:2207.04572"
    text = model_file.read_text().replace('"clock"', f'"{name}"').replace("Kolb & Turner 1990", citation)
    model_file.write_text(text)
    monkeypatch.setenv("COLUMNS", "80")
    out = reheaton("run", spring, "-s", "mass=2").out
    assert "\N{HORIZONTAL ELLIPSIS}" not in out
    assert max(len(line.rstrip()) for line in out.splitlines()) <= 80
    assert set(f"{name} {citation} allowed +0.874".split()) <= set(out.split())


def test_options_are_printed_as_they_are_written(reheaton, spring):
    assert "damped = false" in reheaton("run", spring, "-s", "mass=2", "-s", "damped=false").out


def test_verdict_points_to_the_flags(reheaton, spring):
    assert reheaton("run", spring, "-s", "mass=2").out.endswith("Allowed by every limit; see the flags.\n")


def test_table_names_the_excluding_limit(reheaton, spring):
    assert "Excluded by clock." in reheaton("run", spring, "-s", "mass=200").out


def test_output_directory_gets_the_same_result(reheaton, spring, tmp_path):
    directory = tmp_path / "new" / "deeper"
    outcome = reheaton("run", spring, "-s", "mass=2", "--json", "-o", directory)
    assert json.loads((directory / "result.json").read_text()) == json.loads(outcome.out)
    assert "result.json" in outcome.err


def test_numerical_failure_is_exit_3(reheaton, spring):
    outcome = reheaton("run", spring, "-s", "mass=13")
    assert outcome.code == 3
    assert outcome.err == "error: the spring broke: take a smaller mass.\n"


def test_interruption_is_exit_130(reheaton, spring):
    outcome = reheaton("run", spring, "-s", "mass=14")
    assert outcome.code == 130
    assert "Traceback" not in outcome.err


def test_defect_is_one_sentence_unless_the_traceback_is_asked_for(reheaton, spring, monkeypatch):
    outcome = reheaton("run", spring, "-s", "mass=15")
    assert outcome.code == 1
    assert "RuntimeError: nobody thought of this" in outcome.err
    assert outcome.err.count("\n") == 1
    monkeypatch.setenv("REHEATON_TRACEBACK", "1")
    with pytest.raises(RuntimeError, match="nobody thought of this"):
        reheaton("run", spring, "-s", "mass=15")
