"""Inverse questions about functions that are known: what is tried, told, refused and answered. Nothing is solved."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.models import batch as batches
from reheaton.models import inverse
from reheaton.models.points import InvalidPoint
from reheaton.models.search import POINTS, Search


class Reading(rh.Probe):
    """Something that is read off, and something that is declared and never there."""

    size: float = rh.parameter("", "size of what is read", default=1.0, minimum=0.0)
    OBSERVABLES = {"y": rh.Observable("eV", "a reading"), "z": rh.Observable("", "another reading")}

    def observe(self, background, events, tables):
        return {"y": background.first_law_residual * self.size}


class Toy(rh.Model):
    """Three parameters, and a reading where its size is given."""

    x: float = rh.parameter("eV", "the unknown", minimum=0.0, maximum=1e6)
    warmth: float = rh.parameter("", "an unknown of any sign", default=0.0, minimum=-5.0, maximum=5.0)
    spare: float = rh.parameter("", "a parameter that may be left out", default=None, minimum=0.0)
    reading: Reading = rh.part(Reading, needs="size")

    def universe(self):
        return rh.Universe([rh.standard_model()], start=1.0)

    def probes(self):
        return [] if self.reading is None else [self.reading]


@pytest.fixture
def answered_by(monkeypatch):
    """Batches whose reading is a function of the model; gives the list of how many points each had."""

    def patch(function):
        tried = []

        def run(batch, *_):
            tried.append(len(batch.columns[0]))
            y = np.broadcast_to(np.asarray(function(batch.model), dtype=float), tried[-1])
            return {"y": y}, np.zeros(tried[-1], dtype=int), np.full(tried[-1], 1e-5)

        monkeypatch.setattr(batches, "_run", run)
        return tried

    return patch


def asked(unknown="x", between=None, target=1.0, observable="y", size=1.0, **values):
    return rh.solve_for(Toy, unknown, between, observable=observable, target=target, size=size, **values)


def test_roots_of_known_functions(answered_by):
    """1e-6 is the tolerance in y; x = 3 and e^2.5 to what follows from it."""
    answered_by(lambda model: model.x**2)
    found = asked(target=9.0)
    assert found.values[0] == pytest.approx(3.0, rel=1e-6) and found.error[0] < 1e-6
    assert (found.unknown, found.unit, found.goal) == ("x", "eV", "y = 9 eV")
    assert found.between == pytest.approx((1e-17, 1e6)) and found.crossings.tolist() == [1]
    assert found.result.observables["y"] == pytest.approx([9.0], rel=1e-6)
    assert found.result.diagnostics["first_law_residual"] == pytest.approx([1e-5])


@pytest.mark.parametrize(("between", "target", "value"), [((0.0, 10.0), 1.3, 0.3), ((0.0, 10.0), 11.0, 10.0)])
def test_from_zero_the_search_goes_by_equal_steps(answered_by, between, target, value):
    """5e-6: 1e-6 in 1 + x, of which x = 0.3 is a quarter."""
    tried = answered_by(lambda model: 1.0 + model.x)
    assert asked(between=between, target=target).values[0] == pytest.approx(value, rel=5e-6)
    assert tried[0] == POINTS


def test_an_unknown_of_any_sign(answered_by):
    answered_by(lambda model: np.exp(model.warmth))
    found = asked("warmth", target=np.exp(-2.5), x=1.0)
    assert found.values[0] == pytest.approx(-2.5, rel=1e-6) and found.between == (-5.0, 5.0)


def test_many_questions_at_once(answered_by):
    answered_by(lambda model: model.x * np.exp(model.warmth))
    warmth = np.array([[0.0], [1.0]])
    found = asked(warmth=warmth, target=5.0)
    np.testing.assert_allclose(found.values, 5.0 * np.exp(-warmth), rtol=1e-6)
    with pytest.raises(InvalidPoint, match=r"^point \(1, 0\): warmth = 9 is out of range"):
        asked(warmth=[[0.0], [9.0]])
    with pytest.raises(rh.InvalidInput, match=r"^warmth = 9 is out of range"):
        asked(warmth=9.0)


def test_the_first_of_several_answers_and_no_answer(answered_by):
    answered_by(lambda model: np.exp(np.sin(np.pi * model.warmth)))
    several = asked("warmth", (-0.6, 2.2), x=1.0)
    assert several.crossings.tolist() == [3] and several.values[0] == pytest.approx(0.0, abs=1e-6)
    none = asked("warmth", (0.1, 0.9), target=0.5, x=1.0)
    assert none.crossings.tolist() == [0] and np.isnan(none.values[0]) and none.values.shape == (1,)


def test_questions_whose_universe_cannot_be_say_why(answered_by, monkeypatch):
    """Universes of question 1 are refused in every round, and the reason of the first is told; 1e-6 as asked for."""
    tried, solve = answered_by(lambda model: model.x), inverse.solve_usable

    def refusing(*arguments, **values):
        batch, _ = solve(*arguments, **values)
        return batch, {POINTS + 3: InvalidPoint((1, 3), f"refused after {len(tried)} rounds.")}

    monkeypatch.setattr(inverse, "solve_usable", refusing)
    found, reasons = inverse.solve_for_usable(
        Toy, "x", (1.0, 10.0), observable="y", target=3.0, threads=1, size=1.0, warmth=[0.0, 1.0]
    )
    assert found.values == pytest.approx([3.0, 3.0], rel=1e-6) and len(tried) > 1
    assert reasons == {1: "refused after 1 rounds."}


# --- how much is tried -----------------------------------------------------------------------------------


def test_the_first_look_has_two_points_in_each_decade(answered_by):
    """23 decades of the default range in 46 points, hence 6 rounds of 8; progress counts 8 rounds more, and rises."""
    tried, seen = answered_by(lambda model: np.hypot(model.x, 1.0)), []
    asked(target=1.5, progress=seen.append)
    assert seen == pytest.approx([(k + 1) / 14 for k in range(len(tried))]) and len(tried) > 6 + 1
    assert set(tried) == {POINTS}


@pytest.mark.parametrize(("ratio", "rounds"), [(1e2, 1), (0.9e4, 1), (1.1e4, 2), (0.9e8, 2), (1.1e8, 3)])
def test_rounds_of_the_first_look(answered_by, ratio, rounds):
    """Where nothing crosses the first look is all: 4 decades in each round of 8 points."""
    tried = answered_by(lambda model: 2.0 + 0.0 * model.x)
    assert asked(between=(1e-3, 1e-3 * ratio)).crossings.tolist() == [0]
    assert len(tried) == rounds


def test_a_jump_is_given_up_after_eight_rounds(answered_by):
    tried = answered_by(lambda model: np.where(model.x < 3.0, 0.1, 10.0))
    found = asked(between=(1.0, 10.0))
    assert len(tried) == 1 + 8 and found.error[0] > 0.8


def test_the_tolerance_is_1e_6_unless_another_is_given(answered_by, monkeypatch):
    asked_for = []
    monkeypatch.setattr(Search, "settled", lambda search, rtol: asked_for.append(rtol) or True)
    answered_by(lambda model: model.x)
    asked()
    asked(rtol=1e-4)
    assert asked_for == [1e-6, 1e-4]


# --- what is refused -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"progress": 3}, "progress = 3 must be a function"),
        ({"between": (1.0, 1.0)}, "x must be looked for between two values, the lower one first"),
        ({"between": (None, 1.0)}, "x must be looked for between two values"),
        ({"between": (1.0, None)}, "x must be looked for between two values"),
        ({"observable": "z"}, r"^z is not among the observables at these parameters and options\.$"),
        ({"size": None}, r"^y is not computed at this point: give size\.$"),
        ({"observable": ["y"]}, r"^\['y'\] is not an observable of toy"),
        ({"unknown": ["x"]}, r"^\['x'\] is not a parameter of toy"),
    ],
)
def test_questions_that_are_refused(answered_by, arguments, words):
    tried = answered_by(lambda model: model.x)
    with pytest.raises(rh.InvalidInput, match=words):
        asked(**arguments)
    # Which observables there are at these parameters is seen in what the first round finds.
    assert tried == ([8] if arguments.get("observable") == "z" else [])


def test_the_least_that_is_tried_of_a_range_from_zero():
    """1e-23 of 1e6 eV."""
    (x, *_) = Toy.PARAMETERS
    assert inverse.search_range(x, None) == pytest.approx((1e-17, 1e6))
    assert inverse.search_range(x, np.array([2.0, 3.0])) == (2.0, 3.0)


def test_the_ends_that_a_parameter_declares():
    """Even steps from -0.1 to 0.1 would step over every asymmetry that makes dark matter."""
    (L_mu,) = (item for item in rh.DodelsonWidrow.PARAMETERS if item.name == "asymmetry_mu")
    assert inverse.search_range(L_mu, None) == pytest.approx((1e-8, 0.1))
    assert inverse.search_range(L_mu, (-1e-3, -1e-6)) == (-1e-3, -1e-6)
