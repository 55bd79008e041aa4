"""The wheel as users get it: built, installed into an environment of its own, and run from there.

A data table or a module that is missing from the wheel cannot be noticed from the source tree.
"""

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import reheaton

ROOT = Path(__file__).parents[1]
DATA = ROOT / "src" / "reheaton" / "data"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel. The build backend is that of this environment, so that no network is needed."""
    directory = tmp_path_factory.mktemp("wheel")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(directory), str(ROOT))
    (built,) = directory.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def scripts(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts folder of a fresh environment with the wheel in it.

    The dependencies are borrowed from this environment by a path file, not downloaded again; paths in such a file
    come after the environment's own, and this checkout is not among them.
    """
    directory = tmp_path_factory.mktemp("environment")
    venv.create(directory, with_pip=False)
    places = {"base": str(directory), "platbase": str(directory)}
    packages = Path(sysconfig.get_path("purelib", scheme="venv", vars=places))
    borrowed = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
    (packages / "borrowed.pth").write_text("\n".join(borrowed))
    folder = Path(sysconfig.get_path("scripts", scheme="venv", vars=places))
    _run(
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(folder / "python"),
        "install",
        "--no-deps",
        "--no-index",
        str(wheel),
    )
    return folder


def test_wheel_holds_every_data_table(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    tables = [path for path in DATA.rglob("*") if path.is_file() and path.name != ".DS_Store"]
    assert tables
    assert [str(path) for path in tables if f"reheaton/data/{path.relative_to(DATA).as_posix()}" not in names] == []


def test_description_leads_nowhere_that_is_not_there(wheel):
    """A package index shows the README without the files that its links lead to."""
    archive = zipfile.ZipFile(wheel)
    (metadata,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
    description = archive.read(metadata).decode().partition("\n\n")[2]
    assert "Where a late-decaying" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert "# reheaton" in description and "Start in ten minutes; write your own model" in description
    assert "![" not in description
    assert all(link.startswith("https://") for link in re.findall(r"\]\(([^)]*)\)", description))


def test_wheel_holds_every_part_of_a_page(wheel):
    """Scripts, style and frame of the pages of `reheaton explore`."""
    names = set(zipfile.ZipFile(wheel).namelist())
    parts = [path.name for path in (ROOT / "src" / "reheaton" / "explorer" / "resources").iterdir()]
    assert {"app.js", "explorer.css", "explorer.html"} <= set(parts)
    assert [name for name in parts if f"reheaton/explorer/resources/{name}" not in names] == []


def test_installed_package_is_the_one_that_runs(scripts, tmp_path):
    where = _run(str(scripts / "python"), "-c", "import reheaton; print(reheaton.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(scripts.parent)
    assert _run(str(scripts / "reheaton"), "--version", cwd=tmp_path) == f"reheaton {reheaton.__version__}\n"


def test_installed_package_solves_a_point(scripts, tmp_path):
    settings = ["-s", "m_N=10", "-s", "m_nu=1e-6", "-s", "vev_ratio=4"]
    output = _run(str(scripts / "reheaton"), "run", "twin-sterile-neutrino", *settings, "--json", cwd=tmp_path)
    content = json.loads(output, parse_constant=pytest.fail)
    assert content["model"] == "twin-sterile-neutrino"
    assert content["parameters"]["m_N"] == 10
    assert content["version"] == reheaton.__version__
    assert content["observables"].keys() >= {"Gamma_N", "T_RH", "dilution", "delta_N_eff_bbn", "delta_N_eff_cmb"}
    assert all(value is not None for value in content["observables"].values())


def _run(*command: str, cwd: Path | None = None) -> str:
    """Standard output of a command that must succeed; without PYTHONPATH, which would put this checkout first."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    finished = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout
