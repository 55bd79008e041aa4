"""Whether the tests of a source file notice its mutants, tried in a throw-away copy of the package."""

import contextlib
import hashlib
import importlib
import importlib.util
import json
import os
import shutil
import signal
import sys
import tempfile
import time
import tomllib
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

from mutation.mutate import Mutant, mutants_of

ROOT = Path(__file__).parents[2]
PACKAGE, TESTS = ROOT / "src" / "reheaton", ROOT / "tests"
KNOWN = Path(__file__).parent / "known_survivors.toml"

FILES = (
    "probes/check.py", "probes/sterile_dark_matter_checks.py", "probes/reheating.py", "probes/dark_radiation.py",
    "probes/audit.py", "probes/at_point.py", "probes/sterile_dark_matter.py", "probes/warmth_and_decay.py",
    "probes/dark_matter_tables.py", "probes/limits/limit.py", "probes/limits/tables.py", "probes/limits/sets.py",
    "probes/limits/dark_radiation.py", "probes/limits/photon_lines.py", "probes/limits/warm_dark_matter.py",
    "probes/limits/hot_dark_matter.py", "probes/limits/mixed_dark_matter.py", "papers/twin_sterile_neutrino/checks.py",
    "papers/twin_sterile_neutrino/twin_neutrino.py", "papers/inverse_symmetry_breaking/checks.py",
    "papers/dodelson_widrow/model.py", "production/distribution.py", "production/path.py", "production/oscillation.py",
    "models/points.py", "models/checked_points.py", "models/batch.py", "models/reading.py", "models/search.py",
    "models/inverse.py",
    "models/compiled.py", "universe/outcome.py", "backend/kept_tables.py",
)  # fmt: skip
"""Flags, limits, production, batches, inversion and what is kept."""
MORE_TESTS = {
    "probes/at_point.py": ("probes/test_check.py", "probes/limits/test_limit.py"),
    "probes/limits/tables.py": ("probes/limits/test_dark_radiation.py",),
    "probes/limits/limit.py": ("probes/limits/test_dark_radiation.py",),
    "probes/limits/sets.py": ("probes/limits/test_tables.py",),
    "probes/sterile_dark_matter.py": ("papers/test_refusals.py",),
    "papers/dodelson_widrow/model.py": ("papers/test_refusals.py",),
    "models/compiled.py": ("models/test_reading.py",),
    "models/points.py": ("papers/test_refusals.py", "models/test_batch.py", "models/test_inverse.py"),
    "models/batch.py": ("papers/test_refusals.py", "models/test_reading.py", "models/test_inverse_known_functions.py"),
}
"""Tests beside those of the same name, where a file is used by another that is tested."""
Key = tuple[str, str, str, int]
"""File, line before, line after, and which of those alike."""
MAKES_TABLES = ("production/", "probes/dark_matter_tables.py", "backend/kept_tables.py")
"""What changes tables that are kept by their inputs: a mutant of it must not meet the tables of another."""
_LIBRARIES = ("jax", "numpy", "scipy.integrate", "scipy.stats", "equinox", "mpmath", "hypothesis", "pint",
              "astropy.units", "matplotlib")  # fmt: skip
"""Imported once, before a process is forked for each mutant."""


def tests_of(file: str) -> list[Path]:
    """The test files that ought to notice a fault in a source file."""
    path = Path(file)
    own = [TESTS / path.with_name(f"test_{path.name}")]
    others = sorted((TESTS / path.parent).glob(f"test_{path.stem}_*.py"))
    return [test for test in [*own, *others, *(TESTS / more for more in MORE_TESTS.get(file, ()))] if test.exists()]


def all_mutants(file: str) -> list[Mutant]:
    return mutants_of(file, (PACKAGE / file).read_text(encoding="utf-8"))


def known_survivors() -> dict[Key, str]:
    """Why each known mutant survives, by its key; with `after = "*"` every mutant of that line."""
    rows = tomllib.loads(KNOWN.read_text(encoding="utf-8")).get("known", [])
    return {(row["file"], row["before"], row["after"], row.get("nth", 1)): row["reason"] for row in rows}


def entry_of(key: Key, known: Mapping[Key, str]) -> Key | None:
    """The key of the entry that explains a survivor, if there is one."""
    return next((one for one in (key, (*key[:2], "*", 1)) if one in known), None)


def digest(paths: Sequence[Path]) -> str:
    """A fingerprint of files, by which old results are known to be old."""
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16]


class Trial:
    """A copy of the package in which one file at a time is replaced by a mutant."""

    def __init__(self, folder: Path, kernels: Path) -> None:
        self.copy = folder / "src" / "reheaton"
        self.tables, self.output = folder / "tables", folder / "output"
        self.order = FastestFirst(folder / "durations.json")
        shutil.copytree(PACKAGE, self.copy, ignore=shutil.ignore_patterns("__pycache__"))
        _set_up(self.copy.parent, kernels)

    def run(self, file: str, text: str, tests: Sequence[Path], limit_s: float) -> tuple[str, float, str]:
        """Whether the tests of a file "passed", "failed" or ran into the "timeout" with this text; seconds; the end.

        Kernels are kept by their content and shared. Tables are kept by their inputs and are not shared with a mutant
        that makes others.
        """
        target, original = self.copy / file, (PACKAGE / file).read_text(encoding="utf-8")
        own = tempfile.mkdtemp(dir=self.copy.parents[1]) if file.startswith(MAKES_TABLES) else str(self.tables)
        try:
            self._write(target, text)
            began = time.monotonic()
            outcome = _forked(tests, own, self.output, self.order, limit_s)
            return outcome, time.monotonic() - began, self._last_words()
        finally:
            self._write(target, original)
            if own != str(self.tables):
                shutil.rmtree(own, ignore_errors=True)

    @staticmethod
    def _write(target: Path, text: str) -> None:
        """Write a source file, and forget what Python compiled of it: that is dated to the second."""
        target.write_text(text, encoding="utf-8")
        Path(importlib.util.cache_from_source(str(target))).unlink(missing_ok=True)

    def _last_words(self) -> str:
        lines = self.output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        failed = [line for line in lines if line.startswith(("FAILED", "ERROR"))]
        return (failed or lines or [""])[-1]


@contextlib.contextmanager
def trial(kernels: Path) -> Iterator[Trial]:
    """A trial in a folder that is removed afterwards; `kernels` keeps what JAX compiled."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        yield Trial(Path(folder), kernels)


def _set_up(source: Path, kernels: Path) -> None:
    """Settings that a forked process inherits."""
    os.environ["PYTHONPATH"] = str(source)
    sys.path.insert(0, str(source))
    # That of tests/conftest.py, which else asks a process of its own whether it is known.
    os.environ.setdefault("XLA_FLAGS", "--xla_cpu_use_fusion_emitters=false --xla_backend_optimization_level=0")
    os.environ["JAX_COMPILATION_CACHE_DIR"] = str(kernels)
    os.environ["JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS"] = "0"
    os.environ["JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES"] = "-1"
    os.environ["MPLBACKEND"] = "agg"
    for name in _LIBRARIES:
        importlib.import_module(name)
    assert "reheaton" not in sys.modules


class FastestFirst:
    """A plugin of pytest: the tests that were fastest before come first, as one that fails is enough."""

    def __init__(self, path: Path) -> None:
        self.path, self.seconds = path, {}

    def learn(self) -> None:
        """Read what the last process measured."""
        self.seconds = json.loads(self.path.read_text())

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self.seconds.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.seconds[report.nodeid] = report.duration

    def pytest_sessionfinish(self) -> None:
        self.path.write_text(json.dumps(self.seconds))


def _forked(tests: Sequence[Path], tables: str, output: Path, order: FastestFirst, limit_s: float) -> str:
    """Run tests in a process of their own, with all its children, for some time at most."""
    child = os.fork()
    if child == 0:
        _run_tests(tests, tables, output, order)
    ends = time.monotonic() + limit_s
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return "passed" if os.waitstatus_to_exitcode(status) == 0 else "failed"
        time.sleep(0.05)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "timeout"


def _run_tests(tests: Sequence[Path], tables: str, output: Path, order: FastestFirst) -> NoReturn:
    """What the forked process does: it ends here whatever happens, as all else belongs to its parent."""
    code = 1
    try:
        os.setsid()
        os.environ["REHEATON_CACHE_DIR"] = tables
        file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, 1)
        os.dup2(file, 2)
        options = ["-x", "-q", "--assert=plain", "-p", "no:cacheprovider", f"--rootdir={ROOT}"]
        code = int(pytest.main([*options, *map(str, tests)], plugins=[order]))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
