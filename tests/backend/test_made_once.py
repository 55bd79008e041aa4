"""What is made once: inside `shared`, for the same objects, in one thread."""

import threading

import pytest

from reheaton.backend.made_once import made_once, shared


class Oven:
    def __init__(self):
        self.baked = []

    @made_once
    def bake(self, dough):
        self.baked.append(dough)
        return [dough]


def test_inside_it_is_made_once_for_the_same_objects():
    oven, other, dough, equal = Oven(), Oven(), [1.0], [1.0]
    with shared():
        assert oven.bake(dough) is oven.bake(dough)
        assert oven.bake(equal) is not oven.bake(dough)
        other.bake(dough)
    assert len(oven.baked) == 2 and len(other.baked) == 1


def test_outside_and_afterwards_it_is_made_each_time():
    oven, dough = Oven(), (1.0,)
    oven.bake(dough)
    oven.bake(dough)
    with shared():
        oven.bake(dough)
    with shared():
        oven.bake(dough)
    with pytest.raises(ValueError), shared():
        raise ValueError
    oven.bake(dough)
    assert len(oven.baked) == 5


def test_arguments_are_kept_so_that_no_other_takes_their_identity():
    """A thousand lists, of which Python would give the same address to many."""
    oven = Oven()
    with shared():
        assert [oven.bake([i]) for i in range(1000)] == [[[i]] for i in range(1000)]


def test_an_inner_block_shares_nothing_with_the_outer_one():
    oven, dough = Oven(), (1.0,)
    with shared():
        first = oven.bake(dough)
        with shared():
            assert oven.bake(dough) is not first
        assert oven.bake(dough) is first


def test_another_thread_shares_nothing():
    oven, dough = Oven(), (1.0,)
    with shared():
        oven.bake(dough)
        thread = threading.Thread(target=oven.bake, args=(dough,))
        thread.start()
        thread.join()
    assert len(oven.baked) == 2
