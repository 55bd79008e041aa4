"""Outcomes: whole numbers that carry their message."""

import jax.numpy as jnp
import pytest

from reheaton.universe.outcome import Outcome


def test_codes_are_those_that_files_contain():
    """Results are stored with these numbers."""
    assert {item.name: int(item) for item in Outcome} == {
        "NOT_DONE": -1, "SOLVED": 0, "NOT_FINISHED": 1, "OUTSIDE_TABLE": 2, "UNDEFINED": 3,
        "NO_ANSWER": 4, "INVALID": 5, "OUTSIDE_RATES": 6,
    }  # fmt: skip


def test_a_member_is_found_by_its_code_and_has_its_message():
    assert Outcome(2) is Outcome.OUTSIDE_TABLE
    assert Outcome(int(jnp.asarray(1))).message.startswith("the integration did not finish")
    with pytest.raises(ValueError, match="9 is not a valid Outcome"):
        Outcome(9)


@pytest.mark.parametrize("item", [item for item in Outcome if item is not Outcome.SOLVED])
def test_messages_fit_behind_did_not_solve(item):
    """NumericalFailure says "MODEL did not solve: MESSAGE."."""
    assert item.message[0].islower() and not item.message.endswith(".")


def test_outcomes_are_compared_inside_jax():
    codes = jnp.array([0, 3])
    assert (codes == Outcome.UNDEFINED).tolist() == [False, True]
    assert int(jnp.where(True, Outcome.OUTSIDE_TABLE, Outcome.SOLVED)) == 2
