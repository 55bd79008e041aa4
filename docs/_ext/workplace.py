"""What pages import in their first, hidden cell: a folder of their own to work in, and commands in cells."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from IPython.core.getipython import get_ipython

WORK = Path(__file__).parents[1] / "_build" / "work"


def work_in(name: str) -> None:
    """From here on the page works in an empty folder of this name, and `%%bash` runs commands of a cell in it."""
    folder = WORK / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.chdir(folder)
    # A kernel asks programs for colours; tables are shown as plain text here.
    for variable in ("FORCE_COLOR", "CLICOLOR_FORCE", "CLICOLOR"):
        os.environ.pop(variable, None)
    shell = get_ipython()
    if shell is not None:
        shell.register_magic_function(_bash, "cell", "bash")


def _bash(line: str, cell: str) -> None:
    """Shows what commands print as one text; IPython's own magic shows it in pieces, which break lines."""
    done = subprocess.run(
        ["bash", "-ec", cell], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    sys.stdout.write(done.stdout)
    done.check_returncode()
