"""The oldest versions that pyproject.toml allows, one `name==version` a line: what `make test-oldest` installs.

Run from the repository root: python tools/floors.py. It needs Python alone, since it runs before anything is installed.
"""

import re
import tomllib
from pathlib import Path

LOWER_BOUND = re.compile(r"(?P<name>[A-Za-z0-9._-]+)>=(?P<floor>[0-9.]+)")
"""A lower bound and nothing else: no cap, no extra, no marker."""

OTHER_CODES = ("bbn", "camb", "class", "cobaya")
"""Extras with other codes, which bring and compile much of their own."""

NEWEST_ALONE = (*OTHER_CODES, "codes", "docs", "gpu")
"""Extras that are not tested at their floors: other codes, documentation, and JAX for a GPU, which has that of JAX."""


def requirements(pyproject: Path) -> list[str]:
    """Everything that is asked for, but by NEWEST_ALONE: to build, to run, and by the extras."""
    content = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    project = content["project"]
    extras = [
        line for name, extra in project["optional-dependencies"].items() if name not in NEWEST_ALONE for line in extra
    ]
    return content["build-system"]["requires"] + project["dependencies"] + extras


def floors(pyproject: Path) -> dict[str, str]:
    """The oldest allowed version of each package.

    Raises ValueError for a requirement that is no lower bound, and for a package with two different ones.
    """
    found: dict[str, str] = {}
    for requirement in requirements(pyproject):
        bound = LOWER_BOUND.fullmatch(requirement)
        if bound is None:
            raise ValueError(f"{requirement!r} in {pyproject} is not a lower bound like 'numpy>=1.26'.")
        name, floor = bound["name"], bound["floor"]
        if found.setdefault(name, floor) != floor:
            raise ValueError(f"{name} has two lower bounds in {pyproject}: {found[name]} and {floor}.")
    return found


if __name__ == "__main__":
    for name, floor in floors(Path("pyproject.toml")).items():
        print(f"{name}=={floor}")
