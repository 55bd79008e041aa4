"""Notes are kept beside being shown; other warnings are not."""

import subprocess
import sys

SCRIPT = """
import warnings
from reheaton.backend.notes import keep_notes, kept_notes
from reheaton.errors import Note
keep_notes(); keep_notes()
for _ in range(2):
    warnings.warn("the disk is full", Note)
warnings.warn("something else", UserWarning)
print(kept_notes())
"""


def test_notes_are_kept_once():
    """In a process of its own, as it changes how warnings are shown."""
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "('the disk is full',)"
    assert "the disk is full" in done.stderr and "something else" in done.stderr
