"""Sets of limits: which limit belongs to which, and what a table may say."""

import pytest

from reheaton.errors import InvalidInput
from reheaton.probes.limits.sets import SETS, in_set, sets_of_text


@pytest.mark.parametrize(
    ("sets", "inside"),
    [
        (("paper",), {"paper", "all"}),
        (("current",), {"current", "all"}),
        (("paper", "current"), {"paper", "current", "all"}),
        ((), {"all"}),
    ],
)
def test_membership(sets, inside):
    assert {chosen for chosen in SETS if in_set(sets, chosen)} == inside


def test_the_best_of_today_is_the_default():
    assert SETS[0] == "current"


def test_cells_of_a_table():
    assert sets_of_text("paper current", "x.csv, line 3") == ("paper", "current")
    assert sets_of_text("", "x.csv, line 3") == ()
    with pytest.raises(InvalidInput, match=r"x.csv, line 3: sets = 'papers' must be"):
        sets_of_text("papers", "x.csv, line 3")
