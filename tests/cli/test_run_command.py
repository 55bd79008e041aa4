"""`reheaton run` on a model that can be checked by hand."""

import json
import math

import pytest


def test_missing_parameter(refuses, spring):
    assert "mass must be given" in refuses("run", spring)


def test_json_is_one_object_alone(reheaton, spring):
    outcome = reheaton("run", spring, "-s", "mass=2", "-s", "motion=large", "--json")
    assert outcome.code == 0
    assert outcome.err == ""
    content = json.loads(outcome.out, parse_constant=pytest.fail)  # fails on NaN and Infinity
    assert content["model"] == "spring"
    assert content["parameters"] == {"mass": 2.0, "stiffness": 1.0, "friction": None}
    assert content["options"] == {"motion": "large", "damped": True, "limits": "current"}
    assert content["observables"]["period"] == 4 * math.pi
    assert content["units"]["period"] == "1/GeV"
    assert content["limits"][0]["allowed"] is True
    assert content["limits"][0].keys() >= {"name", "margin", "allowed", "citation"}
    assert content["flags"][0].keys() == {"name", "value", "message"}
    assert content.keys() >= {"diagnostics", "version"}


def test_output_directory_gets_the_same_result(reheaton, spring, tmp_path):
    directory = tmp_path / "new" / "deeper"
    outcome = reheaton("run", spring, "-s", "mass=2", "--json", "-o", directory)
    assert json.loads((directory / "result.json").read_text()) == json.loads(outcome.out)
    assert "result.json" in outcome.err
