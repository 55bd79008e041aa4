"""The two kinds of failure, and the end of a sentence about an unknown name."""

import pytest

from reheaton.errors import InvalidInput, NumericalFailure, did_you_mean


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("parwany", "did you mean 'parwani'?"),
        ("arnold-espinoza", "did you mean 'arnold-espinosa'?"),
        ("PARWANI", "did you mean 'parwani'?"),
        ("xyz", "known are none, parwani, arnold-espinosa."),
        ("", "known are none, parwani, arnold-espinosa."),
    ],
)
def test_closest_name_or_all_of_them(name, expected):
    assert did_you_mean(name, ("none", "parwani", "arnold-espinosa")) == expected


def test_names_may_be_any_iterable():
    """A generator is read once, for the closest name and for the list."""
    assert did_you_mean("z", (name for name in ("a", "b"))) == "known are a, b."


def test_kinds_of_failure_are_told_apart():
    """Callers that know only Python's own classes still tell bad input from a calculation that failed."""
    assert issubclass(InvalidInput, ValueError) and issubclass(NumericalFailure, RuntimeError)
    assert not issubclass(InvalidInput, RuntimeError) and not issubclass(NumericalFailure, ValueError)
