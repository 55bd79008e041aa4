"""Summaries count points by how they ended."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.scan import summary
from reheaton.scan.summary import summary_of


@pytest.mark.parametrize("rows", [1, 2, 100_000])
def test_points_are_counted_by_reason(scan_card, tmp_path, monkeypatch, rows):
    monkeypatch.setattr(summary, "_READ", rows)
    card = scan_card("scan: {a: [10, 100, 600, 700], b: [2, 7, 30], derived: {T_start: a / 600}}")
    found = summary_of(rh.run_scan(card, tmp_path / "s.zarr", workers=1))
    assert (found.points, found.solved, found.allowed, found.not_done) == (12, 4, 0, 0)
    assert found.failures == {
        "T_start = 0.0166667 is out of range: allowed is from 0.1 to 10 GeV.": 3,
        "an observable is not defined here, or outside the range of its tables": 3,
        "a = 600 and b = 30 are both large.": 2,
    }
    lines = found.lines(most=2)
    assert lines[0] == "12 points: 4 solved, of these 0 allowed; 8 failed"
    assert lines[1].startswith("  3, as: ") and lines[-1] == "  2: 1 other reasons, see the variable message"


def test_points_that_are_not_done(scan_card, tmp_path):
    data = rh.run_scan(scan_card("scan: {a: [1, 2, 3]}"), tmp_path / "s.zarr", workers=1).load()
    data["code"][:2] = np.int8(-1)
    assert summary_of(data).lines() == ["3 points: 1 solved, of these 1 allowed; 2 not done"]
