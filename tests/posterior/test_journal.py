"""The journal of a sampling: what is in it comes back, and it answers one question only."""

import json

import numpy as np
import pytest

from reheaton.errors import InvalidInput
from reheaton.posterior.journal import Journal

ASKED = {"version of reheaton": "1", "value of m_N": "1.0", "points": "100"}
UNIT = np.array([[0.1, 0.2], [0.3, 0.4]])
LN_L = np.array([-1.5, -np.inf])
COLUMNS = {"T_RH": np.array([0.01, 0.02]), "allowed": np.array([True, False])}


@pytest.fixture
def folder(tmp_path):
    journal = Journal(tmp_path / "new" / "journal", ASKED)
    journal.add(UNIT[:1], LN_L[:1], {})  # a batch without an allowed point comes first
    journal.add(UNIT, LN_L, COLUMNS)
    return journal.folder


def test_nothing_is_written_before_there_is_a_batch(tmp_path):
    journal = Journal(tmp_path / "journal", ASKED)
    assert not journal.there and not journal.folder.exists() and len(journal) == 0


def test_what_was_computed_comes_back(folder):
    journal = Journal(folder, ASKED)
    journal.read()
    assert journal.there and len(journal) == 2
    assert journal.log_likelihood(UNIT[::-1]).tolist() == [-np.inf, -1.5]
    columns = journal.columns(UNIT[::-1])
    assert columns["T_RH"].tolist() == [0.02, 0.01] and columns["allowed"].tolist() == [0.0, 1.0]


def test_points_that_are_new_have_no_answer(folder):
    journal = Journal(folder, ASKED)
    journal.read()
    assert journal.log_likelihood(np.array([[0.1, 0.2], [0.3, np.nextafter(0.4, 1.0)]])) is None


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"version of reheaton": "2"}, "version of reheaton was 1 and is 2"),
        ({"value of m_N": "2.0", "points": "200"}, "value of m_N was 1.0 and is 2.0; points was 100 and is 200"),
        ({"seed": "2"}, "seed was not there and is 2"),
    ],
)
def test_another_question_is_refused_with_what_changed(folder, change, expected):
    with pytest.raises(InvalidInput, match=f"cannot be resumed: {expected}. Put that back"):
        Journal(folder, {**ASKED, **change}).read()


@pytest.mark.parametrize("name", ["asked.json", "batch-000001.npz"])
@pytest.mark.parametrize("content", [b"", b"[1]", b"\xff\x00 no text"])
def test_what_cannot_be_read_is_refused(folder, name, content):
    (folder / name).write_bytes(content)
    with pytest.raises(InvalidInput, match="cannot be resumed"):
        Journal(folder, ASKED).read()


def test_what_is_asked_stands_there_for_people_too(folder):
    assert json.loads((folder / "asked.json").read_text()) == ASKED


def test_removal(folder):
    Journal(folder, ASKED).remove()
    assert not folder.exists()
