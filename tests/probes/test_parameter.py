"""One parameter and one option: ranges in words, text with units, and what is no number."""

import astropy.units as u
import jax
import numpy as np
import pint
import pytest

from reheaton.errors import InvalidInput
from reheaton.probes.parameter import REQUIRED, Option, Parameter, is_traced

MASS = Parameter("m", "GeV", "mass", minimum=1e-3, maximum=1e3)
MIXING = Parameter("mixing", "", "mixing", minimum=0.0, maximum=1.0, exclusive_minimum=True)
MAYBE = Parameter("width", "GeV", "width", default=None, minimum=0.0, optional=True)
FREE = Parameter("x", "", "anything")


@pytest.mark.parametrize(
    ("parameter", "words"),
    [
        (MASS, "from 0.001 to 1000 GeV"),
        (MIXING, "above 0, up to 1"),
        (MAYBE, "from 0 GeV up, or none"),
        (FREE, "any finite number"),
        (Parameter("y", "keV", "y", minimum=2.0, exclusive_minimum=True), "above 2 keV"),
        (Parameter("mu", "GeV", "mass", maximum=5.0, optional=True), "up to 5 GeV, or none"),
    ],
)
def test_the_range_in_words(parameter, words):
    assert parameter.allowed == words


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("10", 10.0),
        (" 10 GeV ", 10.0),
        ("10000MeV", 10.0),
        ("1e4 MeV", 10.0),
        ("+2.5e-2 TeV", 25.0),
        (".5 GeV", 0.5),
        ("5e9 eV", 5.0),
    ],
)
def test_text_with_a_unit_is_turned_into_the_declared_one(text, value):
    """Rounding of the factor."""
    assert MASS.parse(text) == pytest.approx(value, rel=1e-14)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2,5 GeV", "m = '2,5 GeV' is not a number: allowed is from 0.001 to 1000 GeV."),
        ("abc", "m = 'abc' is not a number"),
        ("1 parsnip", "m = '1 parsnip' has an unknown unit 'parsnip'"),
        ("1 s", "m = '1 s' has the wrong unit: it is measured in GeV."),
        ("", "m = '' is not a number"),
        ("nan", "m = nan is not a finite number"),
        (float("inf"), "m = inf is not a finite number"),
        (2e3, "m = 2000 is out of range"),
        (9e-4, "m = 0.0009 is out of range"),
        ("0.1 MeV", "m = 0.0001 is out of range"),
        (True, "m = True is not a number"),
        ([1.0], "m = [1.0] is not a number but an array, as `solve_batch` takes."),
        (np.ones(2), "is not a number but an array"),
        (2 * u.s, "m = 2 s has the wrong unit: it is measured in GeV."),
        (1j, "is not a number"),
        (None, "m must be given: allowed is from 0.001 to 1000 GeV."),
        ("none", "m must be given"),
    ],
)
def test_what_is_refused(value, words):
    with pytest.raises(InvalidInput) as raised:
        MASS.parse(value)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("value", [1, np.float32(1.0), np.int64(1), np.array(1.0), jax.numpy.asarray(1.0)])
def test_numbers_of_any_kind_become_plain_ones(value):
    parsed = MASS.parse(value)
    assert type(parsed) is float and parsed == 1.0


def test_both_ends_belong_to_the_range_unless_the_lower_one_is_excluded():
    assert (MASS.parse(1e-3), MASS.parse(1e3)) == (1e-3, 1e3)
    assert MIXING.parse(1.0) == 1.0
    with pytest.raises(InvalidInput, match="mixing = 0 is out of range: allowed is above 0, up to 1"):
        MIXING.parse(0.0)


@pytest.mark.parametrize("value", [2 * u.TeV, pint.UnitRegistry().Quantity(2, "TeV"), "2 TeV"], ids=str)
def test_quantities_are_turned_into_the_declared_unit_and_checked(value):
    with pytest.raises(InvalidInput, match=r"m = 2000 is out of range: allowed is from 0\.001 to 1000 GeV"):
        MASS.parse(value)
    # The end of the range belongs to it, whoever converts.
    assert MASS.parse("1 TeV" if isinstance(value, str) else value / 2) == 1000.0


def test_many_values_are_read_and_not_checked():
    assert MASS.in_unit(["1 TeV", 2e3, -1 * u.MeV]).tolist() == [1000.0, 2000.0, -0.001]
    assert MASS.in_unit(None) is None


def test_many_numbers_are_admitted_as_one_is():
    values = np.array([0.0, 1e-3, 1.0, 1e3, 1001.0, np.nan, np.inf, -np.inf])
    for parameter in (MASS, MIXING, FREE):
        single = []
        for value in values:
            try:
                parameter.parse(float(value))
                single.append(True)
            except InvalidInput:
                single.append(False)
        assert parameter.admits(values).tolist() == single


def test_none_stands_for_nothing_where_it_may():
    assert MAYBE.parse(None) is None and MAYBE.parse(" None ") is None
    assert MAYBE.parse("1 keV") == pytest.approx(1e-6)


def test_a_parameter_without_default_is_required():
    assert MASS.required and MASS.default is REQUIRED
    assert not MAYBE.required


def test_traced_values_pass_unchecked():
    seen = []

    def function(x):
        seen.append(is_traced(x))
        return MASS.parse(x)

    assert float(jax.jit(function)(1e9)) == 1e9
    assert seen == [True] and not is_traced(1.0) and not is_traced(jax.numpy.ones(()))


# --- options -----------------------------------------------------------------------------------------

OPACITY = Option("opacity", ("computed", "none"), "rates", prefix="table:")
GAIN = Option("gain", (True, False), "gain term")
COUNT = Option("count", (1, 3), "generations")


class Text(str):
    """A text that raises where it is shown."""

    def __str__(self):
        raise LookupError("no")

    __repr__ = __str__


def test_the_first_choice_is_the_default():
    assert (OPACITY.default, GAIN.default, COUNT.default) == ("computed", True, 1)
    assert (OPACITY.allowed, GAIN.allowed, COUNT.allowed) == ("computed, none, table:PATH", "true, false", "1, 3")


@pytest.mark.parametrize(
    ("option", "given", "value"),
    [
        (OPACITY, "none", "none"),
        (OPACITY, "table:rates.dat", "table:rates.dat"),
        (GAIN, "false", False),
        (GAIN, "True", True),
        (GAIN, False, False),
        (COUNT, "3", 3),
        (COUNT, 3, 3),
    ],
)
def test_choices_and_their_text(option, given, value):
    parsed = option.parse(given)
    assert parsed == value and type(parsed) is type(value)


@pytest.mark.parametrize(
    ("option", "given", "words"),
    [
        (OPACITY, "table:", "opacity = 'table:' is not a choice: allowed are computed, none, table:PATH."),
        (OPACITY, "guess", "opacity = 'guess' is not a choice"),
        (GAIN, 1, "gain = 1 is not a choice: allowed are true, false."),
        (COUNT, 2, "count = 2 is not a choice: allowed are 1, 3."),
        (COUNT, 10**5000, "count = <int> is not a choice"),
        (COUNT, Text("3"), "count = <Text> is not a choice"),
    ],
    ids=range(6),
)
def test_what_is_no_choice(option, given, words):
    with pytest.raises(InvalidInput) as raised:
        option.parse(given)
    assert words in str(raised.value)
