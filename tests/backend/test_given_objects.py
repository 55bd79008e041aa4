"""Text, truth values and objects that a user gives."""

import numpy as np
import pytest

from reheaton.backend.given_objects import by_name, flat_objects_of, objects_of, text_of, truth_of
from reheaton.errors import InvalidInput


class Hostile:
    """Raises whatever is asked of it."""

    def _refuse(self, *_):
        raise RuntimeError("no")

    __iter__ = __repr__ = __bool__ = __eq__ = __hash__ = __len__ = _refuse


NO_TEXT = [None, 3, True, b"sm", ["sm"], np.array("sm"), {}, Hostile()]


@pytest.mark.parametrize("text", ["sm", "", np.str_("sm")])
def test_text_becomes_text_of_python(text):
    assert text_of("a name", text) == text and type(text_of("a name", text)) is str


@pytest.mark.parametrize("value", NO_TEXT, ids=lambda value: type(value).__name__)
def test_what_is_no_text_is_refused(value):
    with pytest.raises(InvalidInput, match=r"^a name must be text, not .*\.$"):
        text_of("a name", value)


def test_truth_values():
    assert truth_of("it", np.True_) is True and truth_of("it", False) is False


@pytest.mark.parametrize(
    "value", [0, 1, "true", None, 1.0, [], np.array(True), Hostile()], ids=lambda x: type(x).__name__
)
def test_what_is_no_truth_value_is_refused(value):
    with pytest.raises(InvalidInput, match=r"^it must be True or False, not .*\.$"):
        truth_of("it", value)


def test_objects_from_any_iterable():
    assert objects_of(str, "names", (name for name in "ab")) == ("a", "b")
    assert flat_objects_of(str, "names", ("a", ["b", "c"])) == ("a", "b", "c")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (3, "names must be a list of str, not 3."),
        (Hostile(), "not <Hostile>."),
        ([3], "must each be a str, and 3 is none."),
    ],
)
def test_what_are_no_objects_is_refused(values, words):
    with pytest.raises(InvalidInput) as raised:
        objects_of(str, "names", values)
    assert words in str(raised.value)


def test_values_by_name():
    assert by_name("start", {np.str_("sm"): 1.0}) == {"sm": 1.0}
    for wrong, words in (
        (3, "start must be given by name"),
        ([("sm", 1)], "by name"),
        ({3: 1.0}, "must be text, not 3"),
    ):
        with pytest.raises(InvalidInput, match=words):
            by_name("start", wrong)
