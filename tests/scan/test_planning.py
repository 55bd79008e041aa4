"""Cards become plans: values in declared units, and nothing wrong goes through."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.errors import Note
from reheaton.models.registry import find_model
from reheaton.scan.card import read_card
from reheaton.scan.planning import plan_of


def test_a_plan_has_what_the_card_says(plan):
    made = plan(
        "parameters: {T_start: 2 GeV}\noptions: {limits: all}\n"
        "scan:\n  a: {from: 1000 MeV, to: 4, points: 3, spacing: log}\n  b: [2, 1]\n  outputs: [product]"
    )
    assert made.dims == ("a", "b") and made.shape == (3, 2)
    np.testing.assert_allclose(made.axes[0].values, [1, 2, 4], rtol=1e-15)
    assert made.axes[1].values.tolist() == [2.0, 1.0] and [axis.spacing for axis in made.axes] == ["log", "list"]
    assert made.fixed == {"T_start": 2.0, "limits": "all"} and made.outputs == ("product",)


def test_ends_are_reached_exactly_and_may_fall(plan):
    values = plan("scan: {a: {from: 1000, to: 1e-3, points: 7, spacing: log}}").axes[0].values
    assert values[0] == 1000.0 and values[-1] == 1e-3 and np.all(np.diff(values) < 0)


def test_solve_and_derived(plan):
    made = plan(
        "scan:\n  a: {from: 1, to: 4}\n  draw: {method: random, points: 5}\n  derived: {T_start: a / 10 + 0.1}\n"
        "  solve: {b: {for: product, equals: 30 GeV, from: 2, to: 40}}"
    )
    assert made.dims == ("point",) and made.shape == (5,) and made.varying == ("a", "T_start", "b")
    inputs = made.inputs(0)
    np.testing.assert_allclose(inputs["T_start"], inputs["a"] / 10 + 0.1, rtol=1e-15)
    assert made.question is not None and made.question.between == (2.0, 40.0)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("parameters: {a: 3}", "scans nothing: it needs `scan:`"),
        ("scan: {a: {from: 1, to: 2000, points: 3}}", "(line 2): scan.a.to = 2000 is out of range"),
        ("scan: {a: [1, 2000 MeV, 2]}", "scan.a has a value twice"),
        ("scan: {a: [1, 2 keVV]}", "scan.a.1 = '2 keVV'"),
        ("scan: {a: [1, 2000]}", "scan.a.1 = 2000 is out of range"),
        ("scan: {a: [1, 2], draw: {method: sobol, points: 4}}", "(line 2): nothing is drawn"),
        ("scan: {a: {from: 0.1, to: 0.2, points: 100000}, b: {from: 1, to: 2, points: 100000}}", "1e+10 points are"),
        ("scan: {a: [1, 2], derived: {b: 2 * c}}", "(line 2): b = '2 * c': 'c' is not known here"),
        ("scan: {a: [1, 2], derived: {b: __import__('os')}}", "is not arithmetic"),
        ("scan: {a: [1, 2], derived: {b: 2 * b}}", "'b' is not known here"),
        ("scan: {a: [1, 2], derived: {b: T_start, T_start: b}}", "each derived from the other"),
        ("scan: {a: [1, 2], outputs: [prodct]}", "output 1, 'prodct', is no observable of product: did you"),
        ("scan: {a: [1, 2], solve: {b: {for: product, equals: 1, from: 2}}}", "needs `from:` and `to:`, or neither"),
        ("scan: {solve: {b: {for: product, equals: 30}}}", "give a parameter a range or a list"),
        ("parameters: {b: 900}\nscan: {a: [1, 2]}", "b = 900 is out of range"),
        ("scan: {unused: [left, right]}", "unused is an option of product"),
    ],
)  # fmt: skip
def test_wrong_cards(refuses, scan_card, tmp_path, lines, expected):
    assert expected in refuses("scan", scan_card(lines), "-o", tmp_path / "s.zarr")


def test_overrides_replace_what_is_scanned(scan_card):
    card = read_card(scan_card("scan: {a: [1, 2], b: {from: 1, to: 2}, draw: {method: random, points: 4}}"))
    model = find_model(card.model)
    made = plan_of(card, model, {"b": "3", "unused": "right"})
    assert made.dims == ("a",) and made.draws is None and made.fixed == {"b": 3.0, "unused": "right"}


def test_sobol_points_that_are_no_power_of_two_are_noted(plan):
    with pytest.warns(Note, match="as 64 or 128; 100 is none"):
        plan("scan: {a: {from: 1, to: 2}, draw: {method: sobol, points: 100}}")


def test_the_largest_numbers_of_points(plan):
    with pytest.raises(rh.InvalidInput, match=r"scan.a.points = 1000000000 is more than"):
        plan("scan: {a: {from: 1, to: 2, points: 1000000000}}")


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("scan: {b: [1, 2]}", r"\(line 1\): a must be given: the first number, above 0, up to 1000 GeV\."),
        ("scan:\n  a: [1, 2]\n  solve: {b: {for: prodct, equals: 3}}", r"\(line 4\): 'prodct' is not an observable"),
        (
            "scan:\n  a: [1, 2]\n  solve: {b: {for: product, equals: 3, from: 9, to: 2}}",
            r"\(line 4\): b must be looked for between two values, the lower one first\.",
        ),
    ],
)
def test_what_no_point_could_do_without_is_asked_for_before_anything_is_solved(plan, lines, said):
    with pytest.raises(rh.InvalidInput, match=said):
        plan(lines)
