"""The two kinds of failure, and the end of a sentence about an unknown name."""

import copy
import importlib
import inspect
import pickle
import pkgutil

import pytest

import reheaton
from reheaton.errors import InvalidInput, NumericalFailure, did_you_mean, quoted


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("parwany", "did you mean 'parwani'?"),
        ("arnold-espinoza", "did you mean 'arnold-espinosa'?"),
        ("PARWANI", "did you mean 'parwani'?"),
        ("none", "did you mean 'none'?"),
        ("xyz", "known are none, parwani, arnold-espinosa."),
        ("", "known are none, parwani, arnold-espinosa."),
    ],
)
def test_closest_name_or_all_of_them(name, expected):
    assert did_you_mean(name, ("none", "parwani", "arnold-espinosa")) == expected


def test_a_name_with_capitals_that_is_known():
    assert did_you_mean("GeV", ["GeV", "keV"]) == "did you mean 'GeV'?"


def test_names_may_be_any_iterable():
    """A generator is read once, for the closest name and for the list."""
    assert did_you_mean("z", (name for name in ("a", "b"))) == "known are a, b."


def test_kinds_of_failure_are_told_apart():
    """Callers that know only Python's own classes still tell bad input from a calculation that failed."""
    assert issubclass(InvalidInput, ValueError) and issubclass(NumericalFailure, RuntimeError)
    assert not issubclass(InvalidInput, RuntimeError) and not issubclass(NumericalFailure, ValueError)


def exceptions():
    """Every class of exception that a module of the package defines."""
    names = [module.name for module in pkgutil.walk_packages(reheaton.__path__, "reheaton.")]
    # Cobaya is an extra, without which its theories are not importable.
    names = [name for name in names if not name.startswith("reheaton.cobaya.")]
    modules = [importlib.import_module(name) for name in names if not name.endswith("__main__")]
    found = {item for module in modules for item in vars(module).values() if isinstance(item, type)}
    return sorted(
        (item for item in found if issubclass(item, BaseException) and item.__module__.startswith("reheaton.")),
        key=lambda item: item.__name__,
    )


def made(kind):
    """An exception of that class: whole numbers where its signature wants them, else text."""
    given = list(inspect.signature(kind.__init__).parameters.values())[1:]
    wanted = [item for item in given if item.kind is item.POSITIONAL_OR_KEYWORD]
    return kind(*(7 if item.annotation is int else f"a {item.name}" for item in wanted or [given[0]]))


@pytest.mark.parametrize("kind", exceptions())
def test_exceptions_survive_the_way_between_processes(kind):
    """Workers send them pickled: one that cannot be read back leaves the parent waiting or with another error."""
    error = made(kind)
    for same in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(same) is kind and str(same) == str(error) and vars(same) == vars(error)


def test_all_exceptions_are_found():
    assert {"InvalidInput", "InvalidPoint", "NumericalFailure"} <= {kind.__name__ for kind in exceptions()}


class _Silent:
    def __repr__(self):
        raise RuntimeError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("twin", "'twin'"),
        ("two\nlines", "'two\\nlines'"),
        ("x" * 78, "'" + "x" * 78 + "'"),
        ("x" * 79, "'" + "x" * 76 + "..."),
        (10**5000, "<int>"),
        (_Silent(), "<_Silent>"),
    ],
    ids=lambda x: type(x).__name__,
)
def test_messages_repeat_at_most_80_characters(value, expected):
    assert quoted(value) == expected and len(quoted(value)) <= 80


def test_a_name_that_is_no_text_is_answered_with_all_that_are_known():
    assert did_you_mean(_Silent(), ["a"]) == "known are a."
    assert did_you_mean("x" * 10**6, ["a"]) == "known are a."


def test_of_many_names_some_are_listed():
    said = did_you_mean("z", [f"name_{number}" for number in range(100)])
    assert said.startswith("known are name_0, name_1,") and said.endswith("name_29, and 70 more.")
