"""Messages: where they go, and what is refused before anything is computed."""

import sys

import jax
import pytest

from reheaton.cli import messages
from reheaton.errors import InvalidInput


def test_output_that_cannot_be_written(refuses, spring, tmp_path):
    (tmp_path / "taken").write_text("")
    # Before anything is solved: at this mass, solving fails.
    sentence = refuses("run", spring, "-s", "mass=13", "--json", "-o", tmp_path / "taken")
    assert "taken is a file, not a folder" in sentence
    assert "taken is a file, not a folder" in refuses("reproduce", "-o", tmp_path / "taken")


def test_folders_that_are_there_or_can_be_made_are_accepted(tmp_path):
    for directory in (None, tmp_path, tmp_path / "new" / "deeper"):
        messages.refuse_file(directory)
    (tmp_path / "taken").write_text("")
    with pytest.raises(InvalidInput, match="not a folder"):
        messages.refuse_file(tmp_path / "taken")


def test_consoles_write_units_as_they_are(capsys):
    """Square brackets are units, not markup; results go to standard output and messages to standard error."""
    messages.output_console().print("T [GeV] [bold]x[/bold]")
    messages.message_console().print("H [GeV]")
    captured = capsys.readouterr()
    assert captured.out == "T [GeV] [bold]x[/bold]\n"
    assert captured.err == "H [GeV]\n"


def test_nothing_is_said_while_working_without_a_terminal(capsys):
    with messages.working("loading") as announce:
        announce("solving")
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_compilation_is_announced_until_kernels_are_stored(monkeypatch, tmp_path):
    before = jax.config.values["jax_compilation_cache_dir"]
    try:
        jax.config.update("jax_compilation_cache_dir", str(tmp_path / "jax"))
        assert messages.solving_message() == messages.COMPILING
        (tmp_path / "jax").mkdir()
        assert messages.solving_message() == messages.COMPILING
        (tmp_path / "jax" / "kernel").write_bytes(b"")
        assert messages.solving_message() == messages.SOLVING
    finally:
        jax.config.update("jax_compilation_cache_dir", before)
    # A model that does not use JAX has nothing to compile.
    monkeypatch.delitem(sys.modules, "jax")
    assert messages.solving_message() == messages.SOLVING
