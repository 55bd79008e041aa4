"""Messages: where they go, and what is refused before anything is computed."""

import sys

import jax

from reheaton.cli import messages


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
