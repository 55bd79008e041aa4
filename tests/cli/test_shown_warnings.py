"""Notes are one line on standard error; of other warnings, all but one kind of JAX are left to Python."""

import pytest

from reheaton.cli.shown_warnings import show_warning
from reheaton.errors import Note


@pytest.mark.parametrize(
    ("message", "category", "shown", "left"),
    [
        ("the disk is full.", Note, "note: the disk is full.\n", []),
        ("overflow", RuntimeWarning, "", [("overflow", RuntimeWarning, "file.py", 3)]),
        ("Error reading persistent compilation cache entry for 'jit_f'", UserWarning, "", []),
    ],
)
def test_who_shows_a_warning(capsys, message, category, shown, left):
    others = []
    show_warning(lambda *all_of_it: others.append(all_of_it), message, category, "file.py", 3)
    assert capsys.readouterr().err == shown and others == left
