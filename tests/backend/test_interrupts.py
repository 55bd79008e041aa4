"""Ctrl-C waits for the end of a block."""

import os
import signal
import threading

import pytest

from reheaton.backend.interrupts import uninterrupted


def test_an_interruption_comes_after_the_block():
    before, done = signal.getsignal(signal.SIGINT), []

    def interrupted():
        os.kill(os.getpid(), signal.SIGINT)
        done.append(True)

    with pytest.raises(KeyboardInterrupt), uninterrupted():
        interrupted()
    assert done == [True] and signal.getsignal(signal.SIGINT) is before


def test_what_the_block_raises_is_raised():
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(OSError, match="full"), uninterrupted():
        raise OSError("full")
    assert signal.getsignal(signal.SIGINT) is before


def test_other_threads_run_the_block():
    done = []

    def work():
        with uninterrupted():
            done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
