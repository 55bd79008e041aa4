"""Messages: where they go, and what is refused before anything is computed."""

import io
import sys

import jax
import pytest

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


@pytest.mark.parametrize("name", ["FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"])
@pytest.mark.parametrize("terminal", [False, True])
def test_progress_is_drawn_if_standard_error_is_a_terminal_whatever_asks_for_colours(monkeypatch, name, terminal):
    """As in the kernel of a notebook, which sets FORCE_COLOR for programs whose messages go through a pipe."""
    stream = io.StringIO()
    monkeypatch.setattr(stream, "isatty", lambda: terminal)
    monkeypatch.setattr(sys, "stderr", stream)
    for other in ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, "1")
    monkeypatch.setenv("TERM", "xterm")
    assert messages.message_console().is_terminal == terminal
    with messages.working("loading"):
        pass
    assert ("loading" in stream.getvalue()) == ("\x1b" in stream.getvalue()) == terminal


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
