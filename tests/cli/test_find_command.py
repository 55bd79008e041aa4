"""The inverse question on the command line: what it refuses, and what it says beside the answer."""

import json
import math
import re

import pytest

WAVES = '''
"""Omega_h2 as a function of x that is known."""

import jax.numpy as jnp

import reheaton as rh


class Height(rh.Probe):
    shape: str
    x: float
    OBSERVABLES = {"Omega_h2": rh.Observable("", "height")}

    def observe(self, background, events, tables):
        waves = 0.12 * jnp.exp(jnp.sin(2.0 * (self.x - 5.0)))
        return {"Omega_h2": waves if self.shape == "waves" else jnp.where(self.x < 0.3, 0.1, 0.2)}


class Waves(rh.Model):
    """Waves, or a step."""

    UNTIL = ("sm", 5e-3)

    x: float = rh.parameter("", "where", minimum=-1.0, maximum=6.0)
    shape: str = rh.option(("waves", "step"), "what it looks like")

    def universe(self):
        return rh.Universe([rh.standard_model()], start=1e-2)

    def probes(self):
        return [Height(self.shape, self.x)]
'''


DW = ("run", "dodelson-widrow")


@pytest.fixture
def waves(tmp_path):
    """A model with several answers, or with none though it crosses."""
    path = tmp_path / "waves.py"
    path.write_text(WAVES)
    return f"{path}:Waves"


def test_several_answers_are_said_and_the_lowest_is_given(reheaton, waves):
    # One of the points tried first, x = 5, is an answer to rounding, but not the lowest.
    outcome = reheaton("run", waves, "--find", "x", "--json")
    assert outcome.err == "note: 4 values of x from -1 to 6 give Omega_h2 = 0.12; this is the lowest.\n"
    assert json.loads(outcome.out)["parameters"]["x"] == pytest.approx(5.0 - 1.5 * math.pi, abs=1e-5)


def test_single_answer_needs_no_note(reheaton, waves):
    assert reheaton("run", waves, "--find", "x=0:1", "--json").err == ""


def test_jump_across_the_target_is_no_answer(reheaton, waves):
    outcome = reheaton("run", waves, "-s", "shape=step", "--find", "x")
    assert (outcome.code, outcome.out) == (3, "")
    said = re.search(r"Omega_h2 = 0.12 was reached only to 0.17 \(relative\) at x = ([0-9.]+), where", outcome.err)
    assert said and float(said[1]) == pytest.approx(0.3, abs=1e-3)


def test_no_answer_says_what_was_seen(refuses):
    sentence = refuses(*DW, "-s", "m_s=0.2", "--find", "sin2_2theta=1e-12:1e-9")
    assert "no sin2_2theta from 1e-12 to 1e-09 gives Omega_h2 = 0.12: it runs from 7." in sentence


def test_ends_may_carry_units(reheaton):
    plain, units = (
        json.loads(reheaton(*DW, "-s", "sin2_2theta=1e-9", "--find", ends, "--json").out)["parameters"]["m_s"]
        for ends in ("m_s=1:50", "m_s=1 keV:5e-5 GeV")
    )
    assert plain == pytest.approx(units, rel=1e-9)


def test_value_of_a_card_is_replaced_and_one_given_beside_is_refused(reheaton, refuses, waves, tmp_path):
    card = tmp_path / "card.yaml"
    card.write_text("model: waves.py:Waves\nparameters: {x: 3}\n")
    outcome = reheaton("run", card, "--find", "x=0:1", "--json")
    assert outcome.code == 0
    assert outcome.err == "note: the card gives x = 3, which is not used: --find looks for x.\n"
    assert "x is what --find looks for" in refuses("run", card, "-s", "x=3", "--find", "x")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("m_s=1", "is not of the form NAME=LOW:HIGH"),
        ("m_s=1:", "is not of the form NAME=LOW:HIGH"),
        ("m_s=a:2", "m_s = 'a' is not a number"),
        ("m_s=2:1", "the lower one first"),
        ("m_x", "did you mean 'm_s'?"),
        ("opacity", "opacity is an option of dodelson-widrow: only parameters can be looked for"),
    ],
)
def test_bad_questions(refuses, wanted, expected):
    assert expected in refuses(*DW, "-s", "sin2_2theta=1e-9", "--find", wanted)


def test_observable_that_is_not_computed(refuses, spring):
    sentence = refuses("run", "twin-sterile-neutrino", "-s", "m_N=30", "-s", "vev_ratio=4", "--find", "m_nu")
    assert "Omega_h2 is not computed at this point: give m_s and sin2_2theta." in sentence
    assert "'Omega_h2' is not an observable of spring" in refuses("run", spring, "--find", "mass=1:2")


def test_inverse_question_gives_the_point_that_answers_it(reheaton):
    found = json.loads(reheaton("run", "dodelson-widrow", "-s", "m_s=7", "--find", "sin2_2theta", "--json").out)
    assert found["observables"]["Omega_h2"] == pytest.approx(0.12, rel=1e-5)
    bounded = reheaton("run", "dodelson-widrow", "-s", "m_s=7", "--find", "sin2_2theta=1e-12:1e-6", "--json").out
    mixings = [content["parameters"]["sin2_2theta"] for content in (found, json.loads(bounded))]
    assert mixings[0] == pytest.approx(mixings[1], rel=1e-6)


TWIN = ("run", "twin-sterile-neutrino", "-s", "m_N=30", "-s", "vev_ratio=4", "-s", "limits=paper", "--find", "m_nu")


@pytest.mark.parametrize(
    ("goal", "observable", "value"),
    [("delta_N_eff_cmb=0.15", "delta_N_eff_cmb", 0.15), ("T_RH=10 MeV", "T_RH", 0.01), (" T_RH = 0.01", "T_RH", 0.01)],
)
def test_other_targets(reheaton, goal, observable, value):
    """1e-5: the search ends at 1e-6, and a single point takes other steps."""
    found = json.loads(reheaton(*TWIN, "--target", goal, "--json").out)
    assert found["observables"][observable] == pytest.approx(value, rel=1e-5)
    assert all(limit["allowed"] for limit in found["limits"])


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        ("delta_N_ef_cmb=0.15", "did you mean 'delta_N_eff_cmb'?"),
        ("T_RH", "--target 'T_RH' is not of the form OBSERVABLE=VALUE, as in Omega_h2=0.12."),
        ("T_RH=", "is not of the form OBSERVABLE=VALUE"),
        ("=3", "is not of the form OBSERVABLE=VALUE"),
        ("T_RH=10 s", "target = '10 s' has the wrong unit: it is measured in GeV."),
        ("T_RH=10 mev", "did you mean '10 meV' or '10 MeV'?"),
        ("T_RH=-1", "must be a positive number"),
        ("T_RH=a", "target = 'a' is not a number: allowed is a positive number."),
        ("delta_N_eff_cmb=10", "no m_nu from 1e-17 to 1e+06 eV gives delta_N_eff_cmb = 10: it runs from"),
    ],
)
def test_bad_targets(refuses, goal, expected):
    assert expected in refuses(*TWIN, "--target", goal)


def test_of_several_answers_the_lowest_that_the_limits_allow_is_given(reheaton):
    outcome = reheaton(*TWIN, "--target", "delta_N_eff_bbn=0.15", "--json")
    assert outcome.err.endswith("give delta_N_eff_bbn = 0.15; this is the lowest that all limits allow.\n")
    assert all(limit["allowed"] for limit in json.loads(outcome.out)["limits"])


def test_a_target_without_a_question(refuses):
    sentence = refuses(*DW, "-s", "m_s=7", "-s", "sin2_2theta=1e-9", "--target", "Omega_h2=0.12")
    assert "--target 'Omega_h2=0.12' is what --find looks for: give --find NAME as well." in sentence
