"""Numbers that a user gives."""

from fractions import Fraction

import astropy.units as units
import jax
import jax.numpy as jnp
import numpy as np
import pytest

from reheaton.backend.given_numbers import check_number, is_known, plain_float
from reheaton.errors import InvalidInput


@pytest.mark.parametrize("value", [0, 1.5, np.float64(2.0), jnp.asarray(3.0), np.ones(3)])
def test_numbers_pass(value):
    assert is_known(value)
    check_number("m", value, "from 0 GeV up", many=True)


@pytest.mark.parametrize("value", [np.ones(1), [1.0, 2.0]])
def test_many_numbers_are_not_one(value):
    with pytest.raises(InvalidInput, match="is not one number but an array: allowed is from 0 GeV up"):
        check_number("m", value, "from 0 GeV up")


def test_largest_number():
    check_number("m", 3.0, "up to 3", maximum=3.0)
    with pytest.raises(InvalidInput, match=r"m = 3\.1 is out of range: allowed is up to 3"):
        check_number("m", 3.1, "up to 3", maximum=3.0)


@pytest.mark.parametrize("value", [-1, -1e-300, np.nan, np.inf, jnp.asarray(-1.0), np.array([1.0, -2.0])])
def test_what_is_out_of_range_is_refused(value):
    with pytest.raises(InvalidInput, match=r"m = .* is out of range: allowed is from 0 GeV up"):
        check_number("m", value, "from 0 GeV up", many=True)


@pytest.mark.parametrize(
    "value",
    [
        "heavy",
        "3",
        None,
        [1.0, [2.0]],
        True,
        np.True_,
        [True],
        [1.0, True],
        (1.0, b"1"),
        bytearray(b"3"),
        memoryview(b"3"),
        3j,
        10**400,
        b"3",
        Fraction(10**400),
        3 * units.GeV,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_number_is_refused(value):
    with pytest.raises(InvalidInput, match="is not a number: allowed is from 0 GeV up"):
        check_number("m", value, "from 0 GeV up")


def test_zero_may_be_excluded():
    with pytest.raises(InvalidInput, match="m = 0 is out of range"):
        check_number("m", 0.0, "above 0", exclusive=True)


def test_traced_values_pass():
    seen = []

    @jax.jit
    def function(x):
        seen.append(is_known(1.0, x))
        check_number("m", x, "from 0 GeV up")
        return x

    assert float(function(-1.0)) == -1.0 and seen == [False]


def test_plain_numbers():
    assert [plain_float(text) for text in ("1.5", " 2e3 ", "-inf")] == [1.5, 2000.0, -np.inf]
    for text in ("1_0", "1e1_0", "_1", "one", "", "٣", "５"):
        with pytest.raises(ValueError, match=r".+"):
            plain_float(text)
