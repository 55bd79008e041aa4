"""The program as a whole: version, help, wrong usage, and an exit code for each kind of failure."""

import subprocess
import sys

import pytest

import reheaton as package


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["runn"], "runn"),
        (["run"], "MODEL|CARD|FILE.py:Class"),
        (["run", "twin-sterile-neutrino", "--jsn"], "--jsn"),
        (["run", "twin-sterile-neutrino", "extra"], "extra"),
        (["run", "twin-sterile-neutrino", "-s"], "-s"),
        (["--nonsense"], "--nonsense"),
        (["reproduce", "--figure", "two"], "--figure"),
        (["run", "twin-sterile-neutrin"], "did you mean 'twin-sterile-neutrino'?"),
        (["models", "zzz"], "known are twin-sterile-neutrino"),
        (["cite", "twin"], "'twin' is not a model"),
        (["reproduce", "twin-sterile-neutrinos"], "did you mean 'twin-sterile-neutrino'?"),
        (["reproduce", "twin-sterile-neutrino", "--figure", "9"], "known are twin-sterile-neutrino: 1, 2"),
        (["reproduce", "--figure", "-1"], "there is no figure -1"),
        (["run", "no/such/card.yaml"], "the card no/such/card.yaml cannot be read: No such file"),
        (["run", "no/such/thing"], "the card no/such/thing cannot be read: No such file"),
        (["run", "missing.py:Class"], "the model file missing.py cannot be read: No such file"),
        (["run", ""], "is not a model"),
        (["z" * 3000], f"{'z' * 50}"),
        (["run", "dodelson-widrow", "--" + "z" * 3000], f"{'z' * 50}"),
        (["run", "dodelson-widrow", "z " * 3000], "z z z"),
        (["reproduce", "z" * 3000], f"{'z' * 50}"),
        (["models", "dodelson-widrow", "\ud800"], r"(\ud800)"),
    ],
)
def test_usage(refuses, arguments, expected):
    said = refuses(*arguments)
    assert expected in said and len(said) < 400


def test_numerical_failure_is_exit_3(reheaton, spring):
    outcome = reheaton("run", spring, "-s", "mass=13")
    assert outcome.code == 3
    assert outcome.err == "error: the spring broke: take a smaller mass.\n"


def test_interruption_is_exit_130(reheaton, spring):
    outcome = reheaton("run", spring, "-s", "mass=14")
    assert outcome.code == 130
    assert "Traceback" not in outcome.err


def test_defect_is_one_sentence_unless_the_traceback_is_asked_for(reheaton, spring, monkeypatch):
    outcome = reheaton("run", spring, "-s", "mass=15")
    assert outcome.code == 1
    assert "RuntimeError in springs.py, line 40: nobody thought of this" in outcome.err
    assert outcome.err.count("\n") == 1
    monkeypatch.setenv("REHEATON_TRACEBACK", "1")
    with pytest.raises(RuntimeError, match="nobody thought of this"):
        reheaton("run", spring, "-s", "mass=15")


def test_version(reheaton):
    outcome = reheaton("--version")
    assert (outcome.code, outcome.out) == (0, f"reheaton {package.__version__}\n")


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], ["run", "--help"], ["reproduce", "-h"]])
def test_help(reheaton, arguments):
    outcome = reheaton(*arguments)
    assert outcome.code == 0
    assert "Usage: reheaton" in outcome.out


def test_help_imports_nothing_heavy():
    """What makes `reheaton --help` instant: no numerical library is imported for it."""
    script = (
        "import sys; from reheaton.cli.main import run; run(['--help']);"
        "heavy = {'jax', 'numpy', 'matplotlib', 'pint', 'pydantic', 'yaml', 'mpmath'} & set(sys.modules);"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    finished = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stderr
