"""A chunk solved: its numbers are those of single points, and points without an answer say why."""

from pathlib import Path

import jax.numpy as jnp
import numpy as np
import pytest

import reheaton as rh
from reheaton.models.registry import find_model
from reheaton.scan.card import read_card
from reheaton.scan.chunk import LONGEST_MESSAGE, solve_chunk
from reheaton.scan.plan import Axis, Plan
from reheaton.scan.planning import plan_of
from reheaton.universe.outcome import Outcome

PARTED = Path(__file__).parents[1] / "models" / "parted.py"

GRID = "scan: {a: {from: 1, to: 1000, points: 4, spacing: log}, b: [2, 7, 30]}"


@pytest.fixture
def data(plan):
    return solve_chunk(plan(GRID), 0)


def test_numbers_are_those_of_single_points(plan, data):
    """1e-14: one multiplication."""
    single = plan(GRID).model(a=10, b=30).solve()
    there = data.sel(a=10.0, b=30.0, method="nearest")
    assert float(there["product"]) == pytest.approx(single.observables["product"], rel=1e-14)
    assert float(there["margin Product"]) == pytest.approx(single.limits[0].margin, rel=1e-14)
    assert bool(there["flag small_ratio"]) and not bool(there["allowed"])
    assert data["first_law_residual"].shape == (4, 3)


def test_points_that_fail_have_their_code_and_message(data):
    assert data["code"].values.tolist() == [[0, 3, 0], [0, 3, 0], [0, 3, 0], [0, 3, 5]]
    assert data["message"].values[0, 1].decode() == Outcome.UNDEFINED.message
    assert data["message"].values[3, 2] == b"a = 1000 and b = 30 are both large."
    failed = data["code"].values != 0
    assert np.all(np.isnan(data["product"].values) == failed) and np.all(np.isnan(data["ratio"].values) == failed)
    assert not np.any(data["allowed"].values[failed]) and not np.any(data["flag small_ratio"].values[failed])
    assert np.all(np.isnan(data["margin Product"].values[failed]))
    assert np.all(data["message"].values[~failed] == b"")


def test_variables_say_what_they_are(data):
    assert data["product"].attrs == {"units": "GeV", "long_name": "a times b", "symbol": "ab", "headline": 1}
    assert data["a"].attrs["spacing"] == "log" and data["b"].attrs["spacing"] == "list"
    assert data["margin Product"].attrs["citation"] == "nobody"
    assert (
        data.attrs["model"] == "product" and data.attrs["kind"] == "scan" and "Kolb:1990vq" in data.attrs["citations"]
    )
    assert data["T_start"].shape == () and float(data["T_start"]) == 1.0
    assert "3: an observable is not defined" in data["code"].attrs["flag_meanings"]


def test_a_chunk_in_which_no_point_can_be_used(plan):
    data = solve_chunk(plan("scan: {a: [600, 700], b: [30, 40]}"), 0)
    assert set(data.data_vars) == {"code", "message"} and np.all(data["code"] == Outcome.INVALID)


def test_derived_values_out_of_range_are_points_that_cannot_be_used(plan):
    data = solve_chunk(plan("scan: {a: [1, 4, 9], derived: {b: 1 / (a - 4)}}"), 0)
    assert data["code"].values.tolist() == [5, 5, 5]
    assert [message.decode() for message in data["message"].values] == [
        "b = -0.333333 is out of range: allowed is from 1 to 50.",
        "b = inf is not a finite number: allowed is from 1 to 50.",
        "b = 0.2 is out of range: allowed is from 1 to 50.",
    ]
    data = solve_chunk(plan("scan: {a: [1, 4, 9, 0.25], derived: {b: sqrt(a)}}"), 0)
    np.testing.assert_allclose(data["b"], [1, 2, 3, 0.5], rtol=1e-14)
    assert data["code"].values.tolist() == [0, 0, 0, 5]
    data = solve_chunk(plan("scan: {a: [1, 4, 9], derived: {b: sqrt(a)}}"), 0)
    np.testing.assert_allclose(data["product"], [1, 8, 27], rtol=1e-14)
    assert data["b"].dims == ("a",) and "b" in data.coords


def test_a_parameter_that_is_looked_for(plan):
    """1e-6 is the tolerance of the search."""
    plan = plan("scan: {a: [1, 3, 10, 600], solve: {b: {for: product, equals: 30 GeV, from: 1, to: 50}}}")
    data = solve_chunk(plan, 0)
    np.testing.assert_allclose(data["b"], [30, 10, 3, np.nan], rtol=1e-6)
    np.testing.assert_allclose(data["product"], [30, 30, 30, np.nan], rtol=1e-6)
    # At 600 the upper end of the search cannot be used.
    assert data["code"].values.tolist() == [0, 0, 0, 5]
    assert data["message"].values[3] == b"a = 600 and b = 50 are both large."


def test_no_answer_says_why(plan):
    plan = plan("scan: {a: [1, 400], solve: {b: {for: product, equals: 300}}, outputs: [ratio]}")
    data = solve_chunk(plan, 0)
    assert data["code"].values.tolist() == [Outcome.NO_ANSWER, Outcome.NO_ANSWER]
    assert (
        data["message"].values[0].decode().startswith("no b from 1 to 50 gives product = 300 GeV: it runs from 1 to 50")
    )
    assert "product" not in data and np.all(np.isnan(data["ratio"]))


def test_outputs_are_kept_and_limits_and_flags_always(plan):
    data = solve_chunk(plan("scan: {a: [1, 2], outputs: [ratio]}"), 0)
    assert "product" not in data and {"ratio", "margin Product", "flag small_ratio", "allowed"} <= set(data.data_vars)


@pytest.mark.slow
def test_drawn_parameters_lie_along_point(plan):
    data = solve_chunk(plan("scan: {a: [1, 2], b: {from: 2, to: 6}, draw: {method: sobol, points: 8}}"), 0)
    assert data["product"].dims == ("a", "point") and data["b"].dims == ("point",)
    np.testing.assert_allclose(data["product"], data["a"] * data["b"], rtol=1e-14)


def test_a_wrong_question_is_refused_and_no_failed_point(plan):
    with pytest.raises(rh.InvalidInput, match="'prodct' is not an observable of product: did you mean 'product'"):
        solve_chunk(plan("scan: {a: [1, 2], solve: {b: {for: prodct, equals: 3}}}"), 0)


def test_long_messages_are_cut(plan):
    assert LONGEST_MESSAGE == solve_chunk(plan("scan: {a: [1, 2]}"), 0)["message"].dtype.itemsize


def test_parameters_that_are_fixed_have_their_value_where_the_first_point_cannot_be_used(plan):
    data = solve_chunk(plan("parameters: {T_start: 3}\nscan: {a: [1, 9], derived: {b: sqrt(a) - 1}}"), 0)
    assert data["code"].values.tolist() == [5, 0]
    assert data["T_start"].dims == () and float(data["T_start"]) == 3.0


class OwnWidth(rh.Probe):
    """An observable with the name of a parameter, as a width that is given or computed."""

    mass: float
    OBSERVABLES = {"width": rh.Observable("GeV", "the width")}

    def observe(self, background, events, tables):
        return {"width": jnp.asarray(2.0 * self.mass)}


class Widths(rh.Model):
    """A width that may be given, and a share that follows from an angle."""

    mass: float = rh.parameter("GeV", "a mass", minimum=1, maximum=10)
    angle: float = rh.parameter("", "an angle", minimum=0, maximum=1)
    share: float = rh.parameter("", "its square", default=0.0, minimum=0, maximum=1)
    width: float | None = rh.parameter("GeV", "a width", default=None, optional=True, minimum=0, maximum=100)

    def settle(self, given):
        return {"share": self.angle**2}

    def universe(self):
        return rh.Universe([rh.standard_model()], start=1.0)

    def probes(self):
        return [OwnWidth(mass=self.mass)]


def test_an_observable_with_the_name_of_a_parameter_that_is_fixed_to_none_keeps_its_axes():
    plan = Plan(Widths, {"width": None, "angle": 0.5}, (Axis("mass", np.array([1.0, 3.0]), "list"),))
    data = solve_chunk(plan, 0)
    assert data["width"].dims == ("mass",) and data["width"].values.tolist() == [2.0, 6.0]


def test_what_a_model_sets_has_the_same_axes_in_all_chunks_whatever_its_numbers():
    """In one of these chunks the share is everywhere its default."""
    axes = (Axis("angle", np.array([0.0, 0.5]), "list"), Axis("mass", np.linspace(1.0, 9.0, 250), "linear"))
    plan = Plan(Widths, {}, axes)
    assert plan.chunks == 2
    for chunk, share in enumerate((0.0, 0.25)):
        data = solve_chunk(plan, chunk)
        assert data["share"].dims == ("angle", "mass") and np.all(data["share"] == share)


@pytest.mark.slow
def test_points_whose_universe_cannot_be(tmp_path):
    """A number that `universe()` makes is known to be wrong when the points are solved; the others are solved."""

    def planned(lines):
        (tmp_path / "card.yaml").write_text(f"model: {PARTED}:Parted\nscan: {lines}\n")
        card = read_card(tmp_path / "card.yaml")
        return plan_of(card, find_model(card.model))

    above = "the contact of sm, hidden ends at 20 GeV, above 10 GeV where it starts"
    data = solve_chunk(planned("{T_dec: [5, 20, 10]}"), 0)
    assert data["code"].values.tolist() == [0, 5, 0]
    assert [m.decode().startswith(above) for m in data["message"].values] == [False, True, False]
    assert np.isnan(data["T_seen"].values).tolist() == [False, True, False]
    asked = "{T_dec: [20, 5], solve: {T_event: {for: T_seen, equals: 0.05, from: 0.01, to: 1}}}"
    data = solve_chunk(planned(asked), 0)
    assert data["code"].values.tolist() == [5, 0] and data["message"].values[0].decode().startswith(above)
    np.testing.assert_allclose(data["T_event"], [np.nan, 0.05], rtol=1e-6)
