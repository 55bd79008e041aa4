"""Batches of points of which some are not allowed, or fail."""

from dataclasses import replace

import numpy as np
import pytest
from tests.models.parted import Parted
from tests.posterior.known_posterior import Known, question

from reheaton.posterior.evaluation import Question, evaluate, first_refusal, question_of
from reheaton.posterior.likelihood import Likelihood
from reheaton.posterior.priors import Priors
from reheaton.scan.card import read_card
from reheaton.scan.identity import differences
from reheaton.scan.sample_section import PriorNumbers

WIDE = {"x": PriorNumbers(-6.0, 6.0), "y": PriorNumbers(-6.0, 6.0)}


def at(*points: tuple[float, float]) -> np.ndarray:
    """Places in the unit cube of points (x, y)."""
    return (np.array(points) + 6.0) / 12.0


def test_points_that_are_not_allowed_do_not_spoil_the_others():
    """-5 is below what the model allows; at y = 5 an observable is not defined; x = 5 voids the limits."""
    unit = at((1.0, 0.0), (-5.0, 0.0), (1.0, 5.0), (5.0, 0.0), (1.3, 0.0))
    found = evaluate(question(WIDE), unit)
    assert found is not None and found.refusal == "x = -5 GeV must be above -4 GeV."
    assert found.valid.tolist() == [True, False, True, True, True]
    # 1.3 is one standard deviation of x away, and 1.5 of the sum.
    expected = [0.0, -np.inf, -np.inf, -np.inf, -0.5 * (1.0 + 1.5**2)]
    assert found.log_likelihood == pytest.approx(expected, abs=1e-9)
    columns = found.columns()
    assert columns["x"][[0, 4]] == pytest.approx([1.0, 1.3], rel=1e-9)
    assert columns["code"].tolist()[2] == 3


def test_columns_are_all_numbers_also_if_a_single_point_is_allowed():
    found = evaluate(question(WIDE), at((-5.0, 1.0), (1.5, 2.0)))
    assert found is not None
    columns = found.columns()
    assert {"x", "y", "sum_seen", "margin least of x", "flag x_too_large", "allowed"} <= set(columns)
    assert columns["x"].tolist() == [1.5, 1.5] and columns["y"].tolist() == [2.0, 2.0]


def test_nothing_is_found_where_nothing_is_allowed():
    unit = at((-5.0, 0.0), (-4.5, 0.0))
    assert evaluate(question(WIDE), unit) is None
    assert first_refusal(question(WIDE), unit) == "x = -5 GeV must be above -4 GeV."
    assert first_refusal(question(WIDE), at((0.0, 0.0))) == ""


def test_points_whose_universe_cannot_be_are_not_allowed():
    """The universe starts at 10 GeV: a contact that ends above is known to be wrong when the points are solved."""
    priors = Priors({"T_dec": PriorNumbers(0.0, 20.0)})
    asked = Question(Parted, {}, priors, Likelihood({"T_seen": (0.1, 0.01)}))
    found = evaluate(asked, np.array([[0.4], [0.8], [0.2]]))
    above = "the contact of sm, hidden ends at 16 GeV, above 10 GeV where it starts"
    assert found is not None and found.refusal.startswith(above)
    assert found.valid.tolist() == [True, False, True]
    assert found.log_likelihood == pytest.approx([0.0, -np.inf, 0.0], abs=1e-9)
    none = np.array([[0.8], [0.9], [0.7]])
    assert evaluate(asked, none) is None and first_refusal(asked, none).startswith(above)


@pytest.mark.parametrize(
    ("other", "changed"),
    [
        (question({"x": PriorNumbers(-6.0, 6.0 + 1e-9), "y": WIDE["y"]}), "prior of x"),
        (question(dict(reversed(WIDE.items()))), "order of the priors"),
        (question(WIDE, x_seen=(1.0, 0.4), sum_seen=(1.0, 0.2)), "measured x_seen"),
        (replace(question(WIDE), likelihood=Likelihood(question().likelihood.measured)), "limits that act"),
        (replace(question(WIDE), fixed={"side": "right"}), "value of side"),
    ],
)
def test_all_that_samples_depend_on_is_in_the_identity(other, changed):
    before = question(WIDE).identity(points=100, seed=1)
    assert [text.split(" was ")[0] for text in differences(before, other.identity(100, 1))] == [changed]
    assert len(differences(before, question(WIDE).identity(200, 2))) == 2


def test_a_card_asks_the_question_of_its_section(tmp_path):
    path = tmp_path / "card.yaml"
    path.write_text(
        "model: known.py:Known\n"
        "options: {side: right}\n"
        "sample:\n"
        "  priors: {x: {from: -6 GeV, to: 6}, y: {from: -6, to: 6000 MeV}}\n"
        "  measured: {x_seen: {mean: 1, sd: 300 MeV}, sum_seen: {mean: 1, sd: 0.2}}\n"
        "  limits: []\n"
    )
    found = question_of(read_card(path), Known)
    expected = replace(question(WIDE), fixed={"side": "right"})
    assert found.identity(100, 1) == expected.identity(100, 1)


def test_other_words_for_the_same_have_the_same_identity():
    written, plain = (replace(question({"y": WIDE["y"]}), fixed={"x": x}) for x in ("2000 MeV", 2))
    assert written.identity(100, 1) == plain.identity(100, 1)
