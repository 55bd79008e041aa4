"""Figures drawn side by side: the same as one after the other, and what happens when one of them does not end well."""

import multiprocessing
import os
import signal

import pytest

from reheaton.cli import figure_processes
from reheaton.cli.main import EXIT_BAD_INPUT, EXIT_NUMERICAL_FAILURE


@pytest.fixture(params=[1, 3])
def cores(request, monkeypatch):
    """So many cores, whatever the machine has."""
    monkeypatch.setattr(figure_processes, "thread_count", lambda _: request.param)
    return request.param


def test_paths_are_in_the_order_of_the_list_from_one_process_and_from_several(reheaton, toy_figures, tmp_path, cores):
    outcome = reheaton("reproduce", "-o", tmp_path / "out")
    assert outcome.code == 0
    files = ["first/figure-1", "first/figure-2", "second/figure-1"]
    assert [line for line in outcome.out.split() if line.endswith(".csv")] == [
        f"{tmp_path}/out/{stem}-line.csv" for stem in files
    ]
    assert not multiprocessing.active_children()


def test_what_a_figure_raises_ends_all(reheaton, toy_figures, tmp_path, cores):
    toy_figures["first"][2] = "toy_figures:refuse"
    outcome = reheaton("reproduce", "-o", tmp_path / "out")
    assert outcome.code == EXIT_BAD_INPUT and outcome.err.endswith("error: there is nothing to draw.\n")


def test_a_process_that_the_system_ends_is_told_in_one_sentence(reheaton, toy_figures, tmp_path, monkeypatch):
    monkeypatch.setattr(figure_processes, "thread_count", lambda _: 2)
    toy_figures["first"][1] = "toy_figures:die"
    outcome = reheaton("reproduce", "-o", tmp_path / "out")
    assert outcome.code == EXIT_NUMERICAL_FAILURE
    assert "one by one, with --figure N" in outcome.err and outcome.err.count("error:") == 1


def test_an_interrupt_ends_all_processes(toy_figures, tmp_path, monkeypatch):
    monkeypatch.setattr(figure_processes, "thread_count", lambda _: 2)
    orders = [figure_processes.Order("toy_figures:linger", tmp_path, f"figure-{n}", {}) for n in (1, 2)]

    def interrupt(number, message, fraction):
        if message == "waiting":
            os.kill(os.getpid(), signal.SIGINT)  # as Ctrl-C, which ends the wait of the main thread

    # Libraries that another test has imported may have put handlers of their own.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            figure_processes.draw_all(orders, interrupt)
    finally:
        signal.signal(signal.SIGINT, before)
    for process in multiprocessing.active_children():
        process.join(30)
    assert not multiprocessing.active_children()


def test_figures_of_the_first_turn_are_begun_first(toy_figures, tmp_path, monkeypatch):
    """By two processes; paths come in the order of the list."""
    monkeypatch.setattr(figure_processes, "thread_count", lambda _: 2)
    turns, begun = [3, 2, 0, 1], []
    orders = [
        figure_processes.Order("toy_figures:draw", tmp_path, f"figure-{n}", {}, turn) for n, turn in enumerate(turns)
    ]
    paths = figure_processes.draw_all(orders, lambda number, *_: begun.append(number))
    assert [path.name for path in paths if path.suffix == ".png"] == [f"figure-{n}.png" for n in range(4)]
    first = list(dict.fromkeys(begun))
    assert set(first[:2]) == {2, 3}
