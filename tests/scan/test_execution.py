"""Threads solve every chunk once, few at a time."""

import itertools

import pytest

from reheaton.scan import execution
from reheaton.scan.execution import on_threads


@pytest.fixture
def plan(plan):
    return plan("scan: {a: {from: 1, to: 10, points: 3000}}")


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_every_chunk_is_solved_once(plan, workers, monkeypatch):
    monkeypatch.setattr(execution, "solve_chunk", lambda plan, chunk: chunk)
    solved = list(on_threads(workers)(plan, range(plan.chunks)))
    assert sorted(item.chunk for item in solved) == list(range(plan.chunks))
    assert all(item.data == item.chunk for item in solved)


def test_few_chunks_are_in_memory(plan, monkeypatch):
    begun = itertools.count()
    monkeypatch.setattr(execution, "solve_chunk", lambda plan, chunk: next(begun))
    answers = on_threads(2)(plan, range(1000))
    for _ in range(5):
        next(answers)
    answers.close()
    assert next(begun) <= 5 + 3 + 1


def test_what_a_chunk_raises_is_raised(plan, monkeypatch):
    def broken(plan, chunk):
        raise RuntimeError(f"chunk {chunk}")

    monkeypatch.setattr(execution, "solve_chunk", broken)
    with pytest.raises(RuntimeError, match="chunk 3"):
        list(on_threads(1)(plan, [3]))
