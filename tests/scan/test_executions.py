"""Who solves: one of three, and threads if nothing is asked for."""

import pytest

import reheaton as rh
from reheaton.scan.executions import execution_of


def test_threads_are_the_default(plan):
    plan = plan("scan: {a: [1, 2]}")
    with execution_of(None, None, None, print) as execution:
        (solved,) = execution(plan, [0])
    assert solved.data["product"].values.tolist() == [2.0, 4.0]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ((2, "tcp://a:1", None), "exclude each other"),
        ((None, "tcp://a:1", "c.yaml"), "exclude each other"),
        ((0, None, None), "workers = 0 must be a whole number"),
        ((None, "nowhere", None), "'nowhere' is not an address"),
        ((None, None, "missing.yaml"), "No such file"),
    ],
)
def test_wrong_wishes(asked, expected):
    with pytest.raises(rh.InvalidInput, match=expected), execution_of(*asked, print):
        pass
