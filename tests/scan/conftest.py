"""A card is read by commands: the fixtures are those of the tests of commands."""

from tests.cli.command_line import model_file, refuses, reheaton

__all__ = ["model_file", "refuses", "reheaton"]
