"""A card is read by commands: the fixtures are those of the tests of commands, and cards of scans."""

from tests.cli.command_line import model_file, refuses, reheaton
from tests.scan.cards import plan, scan_card

__all__ = ["model_file", "plan", "refuses", "reheaton", "scan_card"]
