"""Lower bounds of what the package needs: none is missing, none is a cap, and they are what is tested."""

import os
import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest
import yaml
from floors import LOWER_BOUND, NEWEST_ALONE, OTHER_CODES, floors
from packaging.requirements import Requirement
from packaging.version import Version

ROOT = Path(__file__).parents[1]
PYPROJECT = ROOT / "pyproject.toml"
PROJECT = tomllib.loads(PYPROJECT.read_text(encoding="utf-8"))["project"]
PYTHON = PROJECT["requires-python"].removeprefix(">=")

EXTRAS = PROJECT["optional-dependencies"]
ALL = [
    *PROJECT["dependencies"],
    *(line for name, extra in EXTRAS.items() if name not in NEWEST_ALONE for line in extra),
]


@pytest.mark.parametrize("requirement", ALL)
def test_every_requirement_is_a_lower_bound(requirement):
    read = Requirement(requirement)
    (bound,) = read.specifier
    assert bound.operator == ">="
    assert floors(PYPROJECT)[read.name] == bound.version
    assert not read.extras and read.marker is None


def test_the_extra_of_all_codes_is_that_of_each():
    each = [line for name in OTHER_CODES for line in EXTRAS[name]]
    assert sorted(each) == EXTRAS["codes"]
    assert all(LOWER_BOUND.fullmatch(line) for line in each)


def test_jax_for_a_gpu_has_the_bound_of_jax():
    (line,) = EXTRAS["gpu"]
    read = Requirement(line)
    assert (read.name, str(read.specifier)) == ("jax", f">={floors(PYPROJECT)['jax']}")


@pytest.mark.parametrize("name", floors(PYPROJECT))
def test_what_is_installed_is_allowed(name):
    assert Version(version(name)) >= Version(floors(PYPROJECT)[name])


@pytest.mark.parametrize(
    "requirement",
    ["numpy", "numpy==2", "numpy~=2.0", "numpy>2", "numpy>=2,<3", "numpy<3", "numpy[x]>=2", "numpy>=2; sys_platform"],
)
def test_other_requirements_are_refused(tmp_path, requirement):
    with pytest.raises(ValueError, match="is not a lower bound"):
        floors(_pyproject(tmp_path, requirement))


def test_two_lower_bounds_of_a_package_are_refused(tmp_path):
    with pytest.raises(ValueError, match=r"numpy has two lower bounds in .*: 2 and 2\.1"):
        floors(_pyproject(tmp_path, "numpy>=2", "numpy>=2.1"))


def test_script_prints_what_pip_reads():
    script = [sys.executable, "tools/floors.py"]
    printed = subprocess.run(script, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True).stdout
    assert dict(line.split("==") for line in printed.splitlines()) == floors(PYPROJECT)


def test_the_oldest_are_installed_and_tested():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "tools/floors.py > $(OLDEST)/floors.txt" in makefile
    assert "--requirement $(OLDEST)/floors.txt" in makefile
    assert _python_of("make test-oldest") == {PYTHON}


def test_every_python_of_the_classifiers_is_tested():
    label = "Programming Language :: Python :: "
    named = {line.removeprefix(label) for line in PROJECT["classifiers"] if line.startswith(label + "3.")}
    assert PYTHON in named
    assert _python_of("make test-all") == named


def _pyproject(folder: Path, *dependencies: str) -> Path:
    file = folder / "pyproject.toml"
    lines = [
        "build-system.requires = []",
        f"project.dependencies = {list(dependencies)}",
        "project.optional-dependencies = {}",
    ]
    file.write_text("\n".join(lines))
    return file


def _python_of(command: str) -> set[str]:
    """The Python versions with which the workflow runs a command."""
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "tests.yml").read_text(encoding="utf-8"))
    (job,) = (job for job in workflow["jobs"].values() if {"run": command} in job["steps"])
    (given,) = (step["with"]["python-version"] for step in job["steps"] if "with" in step)
    return set(job["strategy"]["matrix"]["python"]) if "matrix" in given else {given}
