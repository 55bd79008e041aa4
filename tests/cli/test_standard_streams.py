"""Standard output and error that are closed, full or piped to nobody, in processes of their own."""

import subprocess
import sys

import pytest

PROGRAM = [sys.executable, "-c", "import sys; from reheaton.cli.main import main; main()"]


def run(arguments, redirection):
    """Exit code and standard error of a command line of the shell, whose standard output is `redirection`."""
    line = f'"$@" {redirection}'
    found = subprocess.run(
        ["bash", "-c", f"{line}; exit ${{PIPESTATUS[0]}}", "bash", *PROGRAM, *arguments],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return found.returncode, found.stderr


@pytest.mark.parametrize("arguments", [["models"], ["--version"]])
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_standard_output_is_one_sentence(monkeypatch, arguments, unbuffered):
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    code, messages = run(arguments, "> /dev/full")
    assert (code, messages) == (2, "error: cannot write standard output: No space left on device.\n")


def test_a_closed_standard_output_is_one_sentence():
    assert run(["--version"], ">&-") == (2, "error: standard output is closed.\n")


@pytest.mark.parametrize("arguments", [["models"], ["--version"]])
def test_a_reader_that_stops_ends_the_program_quietly(arguments):
    assert run(arguments, "| true") == (141, "")


@pytest.mark.parametrize("redirection", ["2>&-", "2> /dev/full"])
def test_lost_messages_change_no_exit_code(redirection):
    assert run(["--version"], redirection) == (0, "")
    assert run(["no-such-command"], redirection)[0] == 2
