"""What follows from the source: made once, made again if its file is damaged, and always in a process of a user."""

import pytest

from reheaton import own_code
from reheaton.backend.kept_by_code import kept_by_code


@pytest.fixture
def made(monkeypatch, tmp_path):
    """Calls of `make`, in a process that is the command, with a cache of its own."""
    monkeypatch.setenv("REHEATON_CACHE_DIR", str(tmp_path))
    monkeypatch.setattr(own_code, "_process", own_code._Process(is_command=True))
    return []


def asked(made, value=1):
    return kept_by_code("square", value, lambda: made.append(value) or {"square": value**2})


def test_it_is_made_once_for_each_thing_asked(made):
    assert [asked(made, 3), asked(made, 3), asked(made, 4)] == [{"square": 9}, {"square": 9}, {"square": 16}]
    assert made == [3, 4]


def test_a_damaged_file_is_made_again(made, tmp_path):
    asked(made)
    (file,) = (tmp_path / "code").iterdir()
    file.write_bytes(file.read_bytes()[:-1])
    assert asked(made) == {"square": 1} and made == [1, 1]
    asked(made)
    assert made == [1, 1]


def test_in_a_process_of_a_user_it_is_always_made(made, tmp_path):
    own_code.others_are_loaded()
    asked(made)
    asked(made)
    assert made == [1, 1] and not (tmp_path / "code").exists()


def test_nothing_is_kept_of_a_source_that_has_changed(made, tmp_path, monkeypatch):
    monkeypatch.setattr("reheaton.backend.kept_by_code.source_has_changed", lambda: True)
    asked(made)
    assert made == [1] and not (tmp_path / "code").exists()
