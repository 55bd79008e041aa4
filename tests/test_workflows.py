"""Workflows name tests that exist, check what they release, and hold no secret. Whether they run is not tested here."""

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = {path.stem: path for path in (ROOT / ".github" / "workflows").glob("*.yml")}


def test_windows_runs_tests_that_are_there():
    (command,) = [line for line in _commands("tests", "windows") if "pytest" in line]
    files = [word for word in command.split() if word.startswith("tests/")]
    assert files == sorted(files)
    assert [file for file in files if not (ROOT / file).exists()] == []


def test_what_is_released_is_checked_before_and_published_without_a_secret():
    jobs = yaml.safe_load(WORKFLOWS["release"].read_text(encoding="utf-8"))["jobs"]
    checks = "\n".join(_commands("release", "build"))
    assert all(text in checks for text in ("twine check --strict", "check-wheel-contents", "GITHUB_REF_NAME#v"))
    assert jobs["publish"]["needs"] == "build"
    assert jobs["publish"]["permissions"] == {"id-token": "write"}


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_workflow_may_write_or_holds_a_secret(name):
    text = WORKFLOWS[name].read_text(encoding="utf-8")
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    assert "secrets." not in text


def _commands(workflow: str, job: str) -> list[str]:
    jobs = yaml.safe_load(WORKFLOWS[workflow].read_text(encoding="utf-8"))["jobs"]
    return [step["run"] for step in jobs[job]["steps"] if "run" in step]
