"""The tool that feeds the package with broken inputs: its classifier finds every kind of fault, and inputs repeat."""

import contextlib
import math
import time
import warnings
from random import Random
from types import SimpleNamespace

import fuzz
import numpy as np
import pytest
import yaml
from fuzzing.case import Case, Nonsense, Outcome, outcome_of
from fuzzing.given import REFUSE, UNSURE, Given
from fuzzing.number_makers import Asked, number
from fuzzing.surfaces import numbers_alone, solved
from fuzzing.surfaces.cards import same_as_both
from fuzzing.surfaces.reading import compare, second_reading, verdict

from reheaton.errors import InvalidInput, Note, NumericalFailure

IN_GEV = Asked("GeV", 0.1, 1e4)


def raises(error):
    def call():
        raise error

    return call


def judged(answer, expected):
    if answer != expected:
        raise Nonsense(f"{answer} is not {expected}")


def hangs():
    while True:
        time.sleep(0.01)


def swallows():
    """Catches what it can, as libraries do."""
    while True:
        with contextlib.suppress(Exception):
            time.sleep(0.01)


@pytest.mark.parametrize(
    ("case", "outcome"),
    [
        (Case("", lambda: 3, lambda answer: judged(answer, 3)), Outcome.ANSWER),
        (Case("", raises(InvalidInput("m = 3 is out of range.")), names=("m",)), Outcome.REFUSED),
        (Case("", raises(NumericalFailure("no."))), Outcome.FAILED),
        (Case("", raises(KeyError("m"))), Outcome.FOREIGN),
        (Case("", raises(SystemExit(3))), Outcome.FOREIGN),
        (Case("", lambda: warnings.warn("overflow", RuntimeWarning, stacklevel=1)), Outcome.FOREIGN),
        (Case("", lambda: warnings.warn("as it is.", Note, stacklevel=1)), Outcome.ANSWER),
        (Case("", hangs, seconds=0.1), Outcome.HANG),
        (Case("", swallows, seconds=0.1), Outcome.HANG),
        (Case("", lambda: 3, lambda answer: judged(answer, 4)), Outcome.NONSENSE),
        (Case("", lambda: 1.0, accepted=False), Outcome.NONSENSE),
        (Case("", raises(InvalidInput("m = 3 is wrong.")), accepted=True), Outcome.NONSENSE),
        (Case("", raises(InvalidInput("it is wrong.")), names=("m",)), Outcome.MUMBLED),
        (Case("", raises(InvalidInput("m is\nwrong."))), Outcome.MUMBLED),
        (Case("", raises(InvalidInput("m is wrong"))), Outcome.MUMBLED),
        (Case("", raises(InvalidInput(f"m = {'x' * 90}.")), texts=("x" * 90,)), Outcome.MUMBLED),
    ],
)  # fmt: skip
def test_outcomes(case, outcome):
    assert outcome_of(case)[0] is outcome


@pytest.mark.parametrize(
    ("given", "found", "wrong"),
    [
        (Given("3.0", 3.0), 3.0, False),
        (Given("3.0", 3.0), 3.0 + 1e-12, True),
        (Given("True", REFUSE), 1.0, True),
        (Given("None", None), None, False),
        (Given("'3 MeV'", UNSURE), 0.003, False),
        (Given("'3 MeV'", UNSURE), 3.0, True),
        (Given("'3 MeV;'", UNSURE), 3.0, True),
        (Given("Hostile()", UNSURE), 1e9, True),
    ],
)
def test_what_is_read_is_compared_with_what_was_meant(given, found, wrong):
    if wrong:
        with pytest.raises(Nonsense):
            compare("m", found, given, IN_GEV)
    else:
        compare("m", found, given, IN_GEV)


def test_ends_of_a_range_are_uncertain_for_units_of_other_packages_alone():
    assert verdict(Given("1e4", 1e4), IN_GEV) is True and verdict(Given("", math.nextafter(1e4, 1e5)), IN_GEV) is False
    assert verdict(Given("", 1e4, exact=False), IN_GEV) is None and verdict(Given("", REFUSE), IN_GEV) is False


def test_a_reader_that_takes_true_for_1_is_found(monkeypatch):
    monkeypatch.setattr(numbers_alone, "number", lambda *_: Given("True", REFUSE))
    monkeypatch.setattr(numbers_alone.Parameter, "parse", lambda self, value: float(value))
    assert outcome_of(numbers_alone.make(Random(0)))[0] is Outcome.NONSENSE


@pytest.mark.parametrize(
    ("word", "value", "same"),
    [
        ("1e3", 1000.0, True),
        ("1e3", "1e3", False),
        ("030", 30, False),
        ("yes", True, False),
        ("'yes'", "yes", True),
        ("7", 7, True),
    ],
)
def test_values_of_cards_are_those_of_both_versions_of_yaml(word, value, same):
    assert same_as_both(yaml.compose(word, Loader=yaml.SafeLoader), value) is same


def result(**changes):
    values = {
        "codes": np.array([0, 1]),
        "observables": {"T": np.array([1.0, np.nan])},
        "limits": [],
        "allowed": np.array([True, False]),
    }
    return SimpleNamespace(**{**values, "diagnostics": {"first_law_residual": np.array([1e-6, np.nan])}, **changes})


@pytest.mark.parametrize(
    ("changes", "outcome"),
    [
        ({}, Outcome.ANSWER),
        ({"observables": {"T": np.array([np.nan, np.nan])}}, Outcome.SILENT_NAN),
        ({"observables": {"T": np.array([np.inf, np.nan])}}, Outcome.SILENT_NAN),
        ({"limits": [SimpleNamespace(name="a", margin=np.full(2, np.nan), log_margin=np.ones(2), allowed=np.zeros(2,
         bool))]}, Outcome.SILENT_NAN),
        ({"observables": {"T": np.array([1.0, 1.0])}}, Outcome.NONSENSE),
        ({"allowed": np.array([True, True])}, Outcome.NONSENSE),
    ],
)  # fmt: skip
def test_numbers_of_solved_points(changes, outcome):
    assert outcome_of(Case("", lambda: result(**changes), solved.judge))[0] is outcome


def test_second_reading_of_text():
    assert second_reading(Given("'3 GeV/c**2'"), "GeV") == 3.0 and second_reading(Given("'1_0'"), "") is REFUSE


@pytest.mark.parametrize("surface", [name for name in fuzz.SURFACES if name != "solved"])
def test_inputs_are_made_from_seed_and_number_alone(surface):
    assert fuzz.case_of(surface, 7, 1).shown == fuzz.case_of(surface, 7, 1).shown
    assert len({fuzz.case_of(surface, k, 1).shown for k in range(20)}) > 10


def test_no_input_of_the_parser_is_a_fault(capsys):
    counts = fuzz._try("numbers", 300, seed=1)
    assert fuzz._report({"numbers": counts}, 1, 0.0) == 0, capsys.readouterr().out
    assert counts[Outcome.ANSWER] > 50 and counts[Outcome.REFUSED] > 50


def test_every_fault_fails_the_run():
    for fault in fuzz.FAULTS:
        assert fuzz._report({"numbers": fuzz.Counter({fault: 1})}, 0, 0.0) == 1


def test_a_surface_that_refuses_everything_fails_the_run():
    assert fuzz._report({"numbers": fuzz.Counter({Outcome.REFUSED: 101})}, 0, 0.0) == 1
    assert fuzz._report({"numbers": fuzz.Counter({Outcome.REFUSED: 100})}, 0, 0.0) == 0


def test_generated_numbers_are_of_every_kind():
    meanings = [number(Random(k), IN_GEV).meaning for k in range(400)]
    for kind in (REFUSE, UNSURE, None):
        assert any(meaning is kind for meaning in meanings)
