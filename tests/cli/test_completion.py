"""Completion of command lines: what is offered, and the scripts in the shells that are there."""

import os
import shutil
import subprocess
import sys

import pytest

from reheaton.cli.completion import SCRIPTS
from reheaton.models.registry import model_names

IN_BASH = """
PATH="$1:$PATH"
eval "$(reheaton completion bash)"
COMP_LINE=$2; COMP_POINT=${#2}
_reheaton_completion reheaton
printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.fixture
def offered(tmp_path):
    """What bash offers for a line, by the script that `reheaton completion bash` prints."""
    if sys.platform == "win32" or shutil.which("bash") is None:
        pytest.skip("there is no bash")
    program = tmp_path / "bin" / "reheaton"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m reheaton "$@"\n')
    program.chmod(0o755)
    (tmp_path / "work").mkdir()

    def offer(line: str) -> list[str]:
        command = ["bash", "--norc", "-c", IN_BASH, "bash", str(program.parent), line]
        # Outside of a completion, bash has no compopt.
        finished = subprocess.run(command, cwd=tmp_path / "work", capture_output=True, text=True, check=False)
        return finished.stdout.split()

    return offer


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("reheaton mod", ["models"]),
        ("reheaton run dod", ["dodelson-widrow"]),
        ("reheaton models inv", ["inverse-symmetry-breaking"]),
        ("reheaton run dodelson-widrow -s m_", ["m_s="]),
        (
            'reheaton run dodelson-widrow -s m_s="7 keV" -s sin',
            ["sin2_2theta=", "sin2_2theta_e=", "sin2_2theta_mu=", "sin2_2theta_tau="],
        ),
        ("reheaton export camb dodelson-widrow --set T_r", ["T_reheat="]),
        ("reheaton run dodelson-widrow --spec", ["--spectra"]),
        ("reheaton run dodelson-widrow -s m_s=", []),
        ("reheaton run 'dodelson-widrow -s m", []),
        ("reheaton plot ", []),
    ],
)
def test_bash_offers(offered, line, expected):
    assert offered(line) == expected


def test_bash_offers_models_cards_and_folders(offered, tmp_path):
    """Where a target is wanted; a file that is none of these is not offered."""
    work = tmp_path / "work"
    for name in ("twin.yaml", "mine.py", "notes.txt", "folder/deep.yml", ".hidden/x.yaml"):
        (work / name).parent.mkdir(exist_ok=True)
        (work / name).write_text("model: dodelson-widrow")
    assert offered("reheaton run ") == [*model_names(), "mine.py", "twin.yaml", "folder/"]
    assert offered("reheaton check tw") == ["twin-sterile-neutrino", "twin.yaml"]
    assert offered("reheaton run folder/") == ["folder/deep.yml"]
    assert offered("reheaton run missing/") == []
    assert offered("reheaton scan twin.yaml -s T") == ["T_reheat="]


@pytest.mark.parametrize("shell", SCRIPTS)
def test_script_is_printed_and_the_shell_reads_it(reheaton, tmp_path, shell):
    outcome = reheaton("completion", shell)
    assert (outcome.code, outcome.err) == (0, "")
    assert "_REHEATON_COMPLETE=complete_bash" in outcome.out
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell}")
    (tmp_path / "script").write_text(outcome.out)
    subprocess.run([shell, "-n", str(tmp_path / "script")], check=True)


def test_unknown_shell_is_refused(refuses):
    assert "there is no completion for 'fsh': did you mean 'fish'?" in refuses("completion", "fsh")


def test_help_has_no_option_that_writes_into_the_home_folder(reheaton):
    assert "--install-completion" not in reheaton("--help").out


def test_a_shell_that_asks_does_not_start_jax(tmp_path):
    script = (
        "import sys; from reheaton.cli.main import run\n"
        "try: run([])\n"
        "except SystemExit: pass\n"
        "sys.exit(', '.join({'jax', 'numpy', 'matplotlib'} & set(sys.modules)) or 0)"
    )
    asked = {"COMP_WORDS": "reheaton run dodelson-widrow -s m", "COMP_CWORD": "-1"}
    environment = os.environ | asked | {"_REHEATON_COMPLETE": "complete_bash"}
    finished = subprocess.run(
        [sys.executable, "-c", script], env=environment, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (finished.returncode, finished.stdout) == (0, "m_s=\n"), finished.stderr
