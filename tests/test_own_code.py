"""Only the command `reheaton` on models of this package is a process in which all code is ours."""

import subprocess
import sys

import pytest

from reheaton import own_code

SCRIPT = """
import sys
from reheaton import own_code
from reheaton.cli import main
{}
print(own_code.all_is_ours())
"""


def in_a_process(lines, *arguments):
    run = [sys.executable, "-c", SCRIPT.format(lines), *arguments]
    return subprocess.run(run, check=True, capture_output=True, text=True).stdout.split()[-1]


@pytest.mark.parametrize(
    ("lines", "ours"),
    [
        ("", "False"),
        ("main.run(['--version'])", "False"),
        ("try: main.main()\nexcept SystemExit: pass", "True"),
    ],
)
def test_the_command_alone_says_so(lines, ours):
    assert in_a_process(lines, "--version") == ours


def test_a_model_of_a_user_ends_it(tmp_path):
    file = tmp_path / "boxes.py"
    file.write_text("import reheaton as rh\nclass Box(rh.Model): pass\n")
    lines = "try: main.main()\nexcept SystemExit: pass"
    assert in_a_process(lines, "models", f"{file}:Box") == "False"


def test_a_model_of_another_package_ends_it(monkeypatch):
    from importlib.metadata import EntryPoint

    from reheaton.errors import InvalidInput
    from reheaton.models import registry

    offered = {"box": EntryPoint("box", "json:JSONEncoder", registry.ENTRY_POINT_GROUP)}
    monkeypatch.setattr(registry, "_offered_by_packages", lambda: offered)
    monkeypatch.setattr(own_code, "_process", own_code._Process(is_command=True))
    assert own_code.all_is_ours()
    with pytest.raises(InvalidInput):
        registry.find_model("box")
    assert not own_code.all_is_ours()
