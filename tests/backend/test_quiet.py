"""Silence for libraries in C."""

import os

import pytest

from reheaton.backend.quiet import quiet


def test_what_is_written_past_python_is_lost_and_comes_back_afterwards(capfd):
    os.write(1, b"before ")
    with quiet():
        os.write(1, b"lost")
        os.write(2, b"lost")
    os.write(1, b"after")
    os.write(2, b"error")
    assert capfd.readouterr() == ("before after", "error")


def test_errors_pass_and_nothing_stays_silent(capfd):
    with pytest.raises(KeyError), quiet():
        raise KeyError
    os.write(1, b"heard")
    assert capfd.readouterr().out == "heard"
