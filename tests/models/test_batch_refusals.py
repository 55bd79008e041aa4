"""Universes that cannot be, among many points: which is told, and what is still done. Nothing is solved."""

import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from tests.models.parted import Parted

import reheaton as rh
from reheaton.models import batch as batches
from reheaton.models.batch import solve_usable
from reheaton.models.points import InvalidPoint
from reheaton.universe.outcome import Outcome

ABOVE = "the contact of sm, hidden ends at 20 GeV, above 10 GeV where it starts"


@pytest.fixture
def played(monkeypatch):
    """Chunks of Parted whose points cannot be where a contact ends above 10 GeV; gives what is called for each."""
    calls = []

    def solve_rows(structure, axes, nested, leaves, prepared):
        for call in calls:
            call()
        good = np.asarray(leaves[0]) <= 10.0
        return {"T_seen": np.where(good, 0.1, np.nan)}, np.where(good, 0, int(Outcome.INVALID)), np.zeros(good.shape)

    monkeypatch.setattr(batches, "_solve_rows", solve_rows)
    return calls


def test_the_first_point_that_cannot_be_is_refused(played):
    """Points 5 and 9 of the second chunk of 16."""
    T_dec = np.ones(40)
    T_dec[[25, 21]] = 20.0
    with pytest.raises(InvalidPoint, match=f"^point 21: {ABOVE}"):
        rh.solve_batch(Parted, T_dec=T_dec, chunk=16, threads=1)


def test_usable_points_are_solved_and_the_others_say_why(played):
    result, refused = solve_usable(Parted, T_dec=[1.0, 20.0, 2.0])
    assert result.codes.tolist() == [Outcome.SOLVED, Outcome.INVALID, Outcome.SOLVED]
    np.testing.assert_array_equal(result.observables["T_seen"], [0.1, np.nan, 0.1])
    assert list(refused) == [1] and refused[1].reason.startswith(ABOVE)


def test_no_chunk_is_begun_once_a_point_is_refused(played, monkeypatch):
    """The first of ten chunks is refused. The second, if it has begun, goes on until no other can."""
    begun, refused = [], threading.Event()

    class Watched(ThreadPoolExecutor):
        def __exit__(self, *error):
            refused.set()
            return super().__exit__(*error)

    def call():
        begun.append(1)
        assert len(begun) == 1 or refused.wait(timeout=60.0)

    played.append(call)
    monkeypatch.setattr(batches, "ThreadPoolExecutor", Watched)
    with pytest.raises(InvalidPoint, match=r"^point 0: "):
        rh.solve_batch(Parted, T_dec=np.full(160, 20.0), chunk=16, threads=1)
    assert len(begun) <= 2
