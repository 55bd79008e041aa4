"""The `scan:` section: what may stand in it, and one sentence with the line for what may not."""

import pytest

from reheaton.scan.scan_section import ScanSection, sorted_out


def test_parameters_are_told_from_words():
    section = {"a": {"from": 1.0, "to": 2.0, "points": 3}, "b": [1.0, 2.0], "draw": {"method": "sobol", "points": 8}}
    read = ScanSection.model_validate(sorted_out(section))
    assert list(read.axes) == ["a", "b"] and read.axes["b"].values == [1.0, 2.0]
    assert read.draw is not None and read.draw.seed == 0 and read.names() == ["a", "b"]
    assert sorted_out([1]) == [1]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("scan: {a: []}", "scan.a must be a list of numbers, or of text with units"),
        ("scan: {a: [true]}", "scan.a = True must be a list of numbers"),
        ("scan: {a: {values: [1], from: 2}}", "scan.a has values and a range"),
        ("scan: {a: {from: 1, to: 2}}", "`scan.a.points:` is missing: a grid needs it, or give `draw:`"),
        ("scan: {a: {from: 1, to: 2}, draw: {method: sobol}}", "`scan.draw.points:` is missing"),
        (
            "scan: {a: {from: 1, to: 2}, draw: {method: sobl, points: 3}}",
            "scan.draw.method = 'sobl' must be random, la",
        ),
        ("scan: {a: {from: 1, to: 2}, draw: {method: sobol, points: 0}}", "points = 0 must be a whole number from 1"),
        ("scan: {a: {from: 1, to: 2}, draw: {method: sobol, points: 1, seed: -1}}", "seed = -1 must be a whole number"),
        ("scan: {a: {from: 1, to: 2}, draw: {method: sobol, points: 1, sed: 1}}", "did you mean 'seed'?"),
        ("scan: {a: {from: 1, to: 2}, draw: sobol}", "scan.draw = 'sobol' must be lines `method:`"),
        ("scan: {derived: 3}", "scan.derived = 3 must be lines of the form `parameter: expression`"),
        ("scan: {derived: {a: [1]}}", "scan.derived.a must be an expression"),
        ("scan: {solve: {a: {equals: 1}}}", "`scan.solve.a.for:` is missing"),
        ("scan: {solve: {a: {for: product, equal: 1}}}", "did you mean 'equals'?"),
        ("scan: {solve: {a: 3}}", "scan.solve.a = 3 must be lines `for:`, `equals:`"),
        ("scan: {solve: {a: {for: p, equals: 1}, b: {for: p, equals: 1}}}", "scan.solve must be one line of the form"),
        ("scan: {outputs: product}", "scan.outputs = 'product' must be a list of names"),
        ("scan: {outputs: [3]}", "scan.outputs.0 = 3 must be the name of an observable"),
        ("scan: {drow: {method: sobol, points: 1}}", "did you mean 'draw'?"),
        (
            "scan: {a: {from: 1, to: 2, points: 3}, derived: {a: 2}}",
            "'a' is given under `derived:` and, in line 2, under",
        ),
        ("parameters: {b: 2}\nscan: {solve: {b: {for: p, equals: 1}}}", "'b' is given under `solve:` and, in line 2"),
    ],
)
def test_what_may_not_stand_there(refuses, scan_card, tmp_path, lines, expected):
    said = refuses("scan", scan_card(lines), "-o", tmp_path / "s.zarr")
    assert expected in said and "(line " in said
    assert not (tmp_path / "s.zarr").exists()
