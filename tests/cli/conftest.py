"""Fixtures of the tests of commands."""

from tests.cli.command_line import model_file, refuses, reheaton, spring

__all__ = ["model_file", "refuses", "reheaton", "spring"]
