"""The shape of the code: imports point downwards, files and functions stay small, tests mirror the source."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "reheaton"
TESTS = ROOT / "tests"
SOURCES = sorted(PACKAGE.rglob("*.py"))
NAMES = [str(path.relative_to(PACKAGE)) for path in SOURCES]
MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60

WITHOUT_TESTS = (
    "constants.py",  # measured numbers
    "version.py",  # one string; test_wheel.py compares it with the wheel
)
"""Modules that only declare data."""

SPANNING = ("golden", "papers")
"""Folders of tests that look at several modules at once: golden points, and the equation maps of all papers."""

each_source = pytest.mark.parametrize("source", SOURCES, ids=NAMES)


def test_imports_point_downwards():
    """The contract under [tool.importlinter] in pyproject.toml, in a process of its own as it looks at all modules."""
    script = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    command = [sys.executable, "-c", script]
    finished = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_every_folder_of_code_is_a_package():
    """A folder without __init__.py escapes the contract on imports."""
    assert [path.parent.name for path in SOURCES if not (path.parent / "__init__.py").exists()] == []


@each_source
def test_files_are_short(source):
    assert len(source.read_text(encoding="utf-8").splitlines()) <= MAX_FILE_LINES


@each_source
def test_functions_are_short(source):
    long = [node.name for node in _functions(source) if _length(node) > MAX_FUNCTION_LINES]
    assert long == []


def test_every_module_has_its_test_file():
    """src/reheaton/x/y.py has tests/x/test_y.py, so that the tests of a module are found without a search."""
    expected = {
        name: Path(name).with_name(f"test_{Path(name).name}") for name in NAMES if not name.endswith("__init__.py")
    }
    missing = {name for name, test in expected.items() if not (TESTS / test).exists()}
    assert missing == set(WITHOUT_TESTS)


def test_every_test_file_has_its_module():
    """tests/x/test_y.py and tests/x/test_y_ASPECT.py test src/reheaton/x/y.py; those directly in tests/ are free."""
    files = [
        path.relative_to(TESTS)
        for path in TESTS.rglob("test_*.py")
        if path.parent != TESTS and path.parent.name not in SPANNING
    ]
    assert [str(file) for file in files if not any(str(name) in NAMES for name in _possible_modules(file))] == []


@each_source
def test_library_does_not_print(source):
    calls = [node for node in ast.walk(_tree(source)) if isinstance(node, ast.Call)]
    assert [call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id == "print"] == []


@each_source
def test_names_are_imported_from_where_they_are(source):
    """Packages alone offer names of other modules; `x as x` in another module would be a second place for a name."""
    names = [name for node in ast.walk(_tree(source)) if isinstance(node, ast.ImportFrom) for name in node.names]
    again = [name.name for name in names if name.asname == name.name]
    assert source.name == "__init__.py" or again == []


def _tree(source: Path) -> ast.Module:
    return ast.parse(source.read_text(encoding="utf-8"))


def _functions(source: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(_tree(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _possible_modules(test: Path) -> list[Path]:
    """Modules that tests/x/test_a_b.py may belong to, relative to the package: x/a_b.py and x/a.py."""
    words = test.stem.removeprefix("test_").split("_")
    return [test.with_name("_".join(words[:count]) + ".py") for count in range(len(words), 0, -1)]
