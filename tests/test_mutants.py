"""The tool that puts faults into the package: which it makes, and that its list of known survivors is of today."""

import tomllib

import pytest
from mutation import trial
from mutation.mutate import mutants_of
from mutation.trial import FILES, PACKAGE, all_mutants, known_survivors

SOURCE = '''"""A sentence < another, and 0.5."""

LIMIT: float = 0.5
"""Largest share."""


@keep(size=3)
def judge(x: int | None, y=True):
    if not x < LIMIT and (y
                          or x is None):
        raise ValueError(f"{x + 1} is > {LIMIT}" + " or so")
    found["µ"] = 2.0 * (x) - 7
    return found
'''
MUTANTS = [
    ("LIMIT: float = 0.5", "LIMIT: float = (0.5 * 3)"),
    ("LIMIT: float = 0.5", "LIMIT: float = (0.5 / 3)"),
    ("def judge(x: int | None, y=True):", "def judge(x: int | None, y=False):"),
    ("if not x < LIMIT and (y", "if x < LIMIT and (y"),
    ("if not x < LIMIT and (y", "if not x <= LIMIT and (y"),
    ("if not x < LIMIT and (y", "if not x > LIMIT and (y"),
    ("if not x < LIMIT and (y", "if not x < LIMIT or (y"),
    ("or x is None):", "and x is None):"),
    ("or x is None):", "or x is not None):"),
    ('raise ValueError(f"{x + 1} is > {LIMIT}" + " or so")', "pass"),
    ('found["µ"] = 2.0 * (x) - 7', "pass"),
    ('found["µ"] = 2.0 * (x) - 7', 'found["µ"] = (2.0 * 3) * (x) - 7'),
    ('found["µ"] = 2.0 * (x) - 7', 'found["µ"] = 2.0 / (x) - 7'),
    ('found["µ"] = 2.0 * (x) - 7', 'found["µ"] = 2.0 * (x) + 7'),
    ("return found", "return None"),
]


def test_mutants_of_a_text():
    """No docstring, annotation, decorator or message is among them, nor a whole number in a function."""
    found = mutants_of("a.py", SOURCE)
    assert sorted((mutant.before, mutant.after) for mutant in found) == sorted(MUTANTS)
    assert len({mutant.key for mutant in found}) == len(found)


def test_each_mutant_is_a_program_that_differs_in_its_line():
    for mutant in mutants_of("a.py", SOURCE):
        text = mutant.applied(SOURCE)
        compile(text, "a.py", "exec")
        before, after = SOURCE.splitlines(), text.splitlines()
        assert len(before) == len(after)
        assert [i for i, lines in enumerate(zip(before, after, strict=True), 1) if len(set(lines)) > 1] == [mutant.line]


def test_alike_mutants_are_numbered():
    found = mutants_of("a.py", "def f(x):\n    x.a()\n    x.a()\n")
    assert [(mutant.after, mutant.nth) for mutant in found] == [("pass", 1), ("pass", 2)]


@pytest.mark.parametrize("file", FILES)
def test_every_file_exists_and_has_tests(file):
    assert (PACKAGE / file).exists() and trial.tests_of(file)


def test_every_known_survivor_is_a_mutant_of_today():
    """An entry whose line has changed is stale. `make mutants` tells of those that no longer survive."""
    known = known_survivors()
    made = [mutant.key for file in {key[0] for key in known} for mutant in all_mutants(file)]
    assert [entry for entry in known if not any(trial.entry_of(key, {entry: ""}) for key in made)] == []
    assert all(reason.strip() for reason in known_survivors().values())


def test_every_known_survivor_is_explained_once():
    entries = tomllib.loads(trial.KNOWN.read_text(encoding="utf-8"))["known"]
    known = known_survivors()
    assert len(entries) == len(known)
    whole_lines = {key[:2] for key in known if key[2] == "*"}
    assert [key for key in known if key[2] != "*" and key[:2] in whole_lines] == []
