"""The conda recipe asks for what pyproject.toml asks for. Whether it builds is not tested, as that needs a channel."""

import tomllib
from pathlib import Path

import yaml

import reheaton
from reheaton.cli.main import run

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PROJECT = PYPROJECT["project"]
RECIPE = yaml.safe_load((ROOT / "packaging" / "conda" / "recipe.yaml").read_text(encoding="utf-8"))
CONDA_NAMES = {"matplotlib": "matplotlib-base"}
"""Packages with another name there: matplotlib brings Qt, which pip does not install either."""


def test_requirements_to_run_are_those_of_the_package():
    asked = [f"python >={RECIPE['context']['python_min']}", *map(_in_conda, PROJECT["dependencies"])]
    written = RECIPE["requirements"]["run"]
    assert [line.replace("${{ python_min }}", RECIPE["context"]["python_min"]) for line in written] == asked
    assert PROJECT["requires-python"] == f">={RECIPE['context']['python_min']}"


def test_requirements_to_build_are_those_of_the_package():
    asked = map(_in_conda, PYPROJECT["build-system"]["requires"])
    assert RECIPE["requirements"]["host"] == ["python ${{ python_min }}.*", *asked, "pip"]


def test_version_script_and_licence_are_those_of_the_package():
    assert RECIPE["context"]["version"] == reheaton.__version__
    assert RECIPE["build"]["python"]["entry_points"] == [f"{key} = {at}" for key, at in PROJECT["scripts"].items()]
    assert RECIPE["about"]["license"] == PROJECT["license"]
    assert [RECIPE["about"]["license_file"]] == PROJECT["license-files"]
    assert RECIPE["about"]["summary"] == PROJECT["description"]
    assert (ROOT / "packaging" / "conda" / RECIPE["source"]["path"] / "pyproject.toml").samefile(
        ROOT / "pyproject.toml"
    )


def test_commands_of_the_recipe_are_commands(capsys):
    commands = [line.removeprefix("python -m ").split() for line in RECIPE["tests"][1]["script"]]
    assert [(command[0], run(command[1:])) for command in commands] == [("reheaton", 0)] * 3
    assert "delta_N_eff_cmb" in capsys.readouterr().out


def _in_conda(requirement: str) -> str:
    name, _, floor = requirement.partition(">=")
    return f"{CONDA_NAMES.get(name, name)} >={floor}"
