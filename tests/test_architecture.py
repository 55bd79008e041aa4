"""The shape of the code: imports point downwards, files and functions stay small, the library does not print."""

import ast
import configparser  # noqa: F401  (import-linter reads its settings with it; imported first so that no test pays)
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

ROOT = Path(__file__).parents[1]
SOURCES = sorted((ROOT / "src" / "reheaton").rglob("*.py"))
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60
