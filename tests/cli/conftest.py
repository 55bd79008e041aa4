"""Fixtures of the tests of commands."""

from tests.cli.command_line import model_file, refuses, reheaton, spring
from tests.cli.toy_figures import toy_figures

__all__ = ["model_file", "refuses", "reheaton", "spring", "toy_figures"]
