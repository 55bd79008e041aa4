"""Every equation of a paper has a function and a test: what the tables papers/*/equations.md name exists."""

import ast
import functools
import importlib
import inspect
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAPS = sorted((ROOT / "src" / "reheaton" / "papers").glob("*/equations.md"))
NUMBERED = {"inverse_symmetry_breaking": 18, "twin_sterile_neutrino": 18}
"""Number of numbered equations of a paper."""


def rows(path):
    """Equation, formula, functions and tests of each row."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[1:]]
    return [(eq, formula, _names(functions), _names(tests)) for eq, formula, functions, tests in cells]


def _names(cell):
    return re.findall(r"`([^`]+)`", cell)


@functools.cache
def _tests_of(path):
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


ROWS = [pytest.param(*row[2:], id=f"{path.parent.name}-{row[0]}") for path in MAPS for row in rows(path)]


@pytest.mark.parametrize(("functions", "tests"), ROWS)
def test_functions_and_tests_exist(functions, tests):
    assert functions and tests
    for name in functions:
        module, attributes = name.split(":")
        found = functools.reduce(getattr, attributes.split("."), importlib.import_module(module))
        assert inspect.getdoc(found) or callable(found), name
    for name in tests:
        path, function = name.split("::")
        assert function in _tests_of(path), name


@pytest.mark.parametrize("path", MAPS, ids=lambda path: path.parent.name)
def test_every_numbered_equation_has_a_row(path):
    equations = [row[0] for row in rows(path)]
    count = NUMBERED.get(path.parent.name)
    assert equations and (count is None or equations == [str(n) for n in range(1, count + 1)])


def test_every_paper_has_a_table():
    papers = {path.parent.name for path in (ROOT / "src" / "reheaton" / "papers").glob("*/model.py")}
    assert papers == {path.parent.name for path in MAPS}
