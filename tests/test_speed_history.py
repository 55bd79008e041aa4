"""What benchmarks measured is kept in a file, of which the documentation makes a page."""

import csv
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).parents[1]
KEPT = ROOT / "benchmarks" / "results" / "history.csv"
# By path, as the package of benchmarks takes a cache folder of its own when it is imported.
results = SimpleNamespace(**runpy.run_path(str(ROOT / "benchmarks" / "harness" / "results.py")))
history = SimpleNamespace(**runpy.run_path(str(ROOT / "docs" / "_ext" / "speed_history.py")))


def summary(commit: str, committed: str, ratios: list[float]) -> SimpleNamespace:
    made = results.Summary("background.py")
    where = vars(made.circumstances) | {"commit": commit, "committed": committed, "version": "1.0"}
    made.circumstances = results.Circumstances(**where)
    for ratio in ratios:
        made.add("job", 0.1, "ms", error=3e-6, baseline="SciPy", ratio=ratio, at_least=300.0)
    made.add("memory", 900.0, "MB", at_most=800.0)
    return made


@pytest.fixture
def kept(tmp_path):
    """The newer commit was measured first."""
    path = tmp_path / "results" / "history.csv"
    summary("new", "2026-02-01T00:00:00Z", [400.0, 100.0, 350.0]).append_to(path)
    summary("old", "2026-01-01T00:00:00Z", [200.0]).append_to(path)
    return path


@pytest.mark.parametrize(("value", "ratio", "limits", "target", "met"), [
    (1.0, None, {"at_most": 1.0}, "<= 1 ms", "yes"),
    (1.01, None, {"at_most": 1.0}, "<= 1 ms", "no"),
    (1.0, 300.0, {"at_least": 300.0}, "ratio >= 300", "yes"),
    (1.0, 299.0, {"at_least": 300.0}, "ratio >= 300", "no"),
    (1.0, None, {}, "", ""),
])  # fmt: skip
def test_targets(value, ratio, limits, target, met):
    measured = results.Measured("job", value, "ms", ratio=ratio, **limits)
    assert (measured.target, measured.met) == (target, met)


def test_numbers_are_appended_with_their_circumstances(kept):
    rows = history.read(kept)
    assert [row["commit"] for row in rows] == ["new"] * 4 + ["old"] * 2
    assert (rows[0]["value"], rows[0]["unit"], rows[0]["error"], rows[0]["ratio"]) == ("0.1", "ms", "3e-06", "400")
    assert (rows[3]["ratio"], rows[3]["target"], rows[3]["met"]) == ("", "<= 800 MB", "no")
    assert all(row["measured"] and int(row["cores"]) > 0 and row["jax"] and row["numpy"] for row in rows)


def test_ratios_are_medians_in_the_order_of_commits(kept):
    found = {commit.name: list(ratios.values()) for commit, ratios in history.history_of(history.read(kept)).items()}
    assert list(found.items()) == [("old", [(200.0, 3e-6)]), ("new", [(350.0, 3e-6)])]


def test_page_shows_ratios_of_all_and_everything_of_the_newest(kept):
    page = history.page(history.read(kept))
    assert "| job | baseline | 1.0, 2026-01-01, old | 1.0, 2026-02-01, new |" in page
    assert "| job | SciPy | 200 at 3e-06 | 350 at 3e-06 |" in page
    assert "| memory | 900 MB |  |  |  | <= 800 MB | no |" in page


def test_picture_has_its_numbers(kept, tmp_path):
    history.draw(history.history_of(history.read(kept))).save(tmp_path, "speed", "speed")
    with (tmp_path / "speed.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    assert [(row["commit"], row["ratio"]) for row in rows] == [("old", "200"), ("new", "350")]
    assert (tmp_path / "speed.png").stat().st_size > 1000


def test_what_is_kept_can_be_read():
    rows = history.read(KEPT)
    assert rows and all(row["commit"] and not row["commit"].endswith("+") for row in rows)
    assert all(float(row["value"]) > 0.0 for row in rows)
    assert history.page(rows)
