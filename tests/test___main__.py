"""`python -m reheaton` is the command `reheaton`."""

import subprocess
import sys

import pytest

import reheaton


@pytest.mark.parametrize(
    ("arguments", "code", "out", "err"),
    [
        (["--version"], 0, f"reheaton {reheaton.__version__}\n", ""),
        (["--help"], 0, "Usage: reheaton [OPTIONS]", ""),
        (["runn"], 2, "", "error: No such command 'runn'"),
    ],
)
def test_module_is_the_command(arguments, code, out, err):
    finished = subprocess.run(
        [sys.executable, "-m", "reheaton", *arguments], capture_output=True, text=True, check=False
    )
    assert (finished.returncode, bool(finished.stdout), bool(finished.stderr)) == (code, bool(out), bool(err))
    assert out in finished.stdout and err in finished.stderr
