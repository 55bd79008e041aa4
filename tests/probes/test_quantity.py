"""Numbers, text, quantities of pint and astropy, and arrays of all these become numbers in one unit."""

import datetime
from decimal import Decimal
from fractions import Fraction

import astropy.table
import astropy.units as u
import jax.numpy as jnp
import numpy as np
import pandas
import pint
import pytest
import xarray
from astropy import constants

from reheaton.errors import InvalidInput
from reheaton.models.points import read_points
from reheaton.papers.dodelson_widrow.model import DodelsonWidrow
from reheaton.probes.quantity import in_unit

UREG = pint.UnitRegistry()
OTHER = pint.UnitRegistry()
OTHER.define("oldunit = 2 * GeV")


def read(value, unit="GeV"):
    return in_unit("m", value, unit, "from 0 to 1")


@pytest.mark.parametrize(
    "value",
    [
        3,
        3.0,
        np.float32(3.0),
        Fraction(3),
        jnp.asarray(3.0),
        np.array(3),
        "3",
        "3000 MeV",
        3 * UREG.GeV,
        3000.0 * UREG.MeV,
        1.5 * OTHER.oldunit,
        3000 * UREG.MeV / UREG.speed_of_light**2,
        3 * u.GeV,
        3e9 * u.eV,
    ],
    ids=str,
)
def test_one_number(value):
    """1e-15: one rounding in the factor of a unit."""
    found = read(value)
    assert type(found) is float and found == pytest.approx(3.0, rel=1e-15)


@pytest.mark.parametrize(
    "values",
    [
        [1, 2],
        (1.0, "2"),
        ["1 GeV", "2000 MeV"],
        np.array([1, 2]),
        np.array(["1 GeV", "2 GeV"]),
        np.array([1.0, 2.0], dtype=object),
        jnp.array([1.0, 2.0]),
        pandas.Series([1.0, 2.0]),
        xarray.DataArray([1.0, 2.0]),
        np.array([1.0, 2.0]) * UREG.GeV,
        [1, 2] * OTHER.GeV,
        [1 * UREG.GeV, 2000 * UREG.MeV],
        [1, 2] * u.GeV,
        np.array([1e9, 2e9]) * u.eV,
        [1 * u.GeV, 2000 * u.MeV],
        astropy.table.Column([1e3, 2e3], unit="MeV"),
        xarray.DataArray([1e3, 2e3], attrs={"units": "MeV"}),
    ],
    ids=repr,
)
def test_many_numbers(values):
    """1e-15: one rounding in the factor of a unit."""
    np.testing.assert_allclose(read(values), [1.0, 2.0], rtol=1e-15)


@pytest.mark.parametrize(("unit", "power"), [("eV", -9), ("keV", -6), ("MeV", -3), ("GeV", 0), ("TeV", 3)])
def test_ends_of_ranges_stay_where_they_are(unit, power):
    """Decimal factors are exact, and text is exact also where its decimals have no float."""
    ends, expected = [1, 1000], [float(f"1e{power}"), float(f"1e{power + 3}")]
    for values in (ends * UREG.Unit(unit), ends * u.Unit(unit), [f"{end} {unit}" for end in ends]):
        assert read(values).tolist() == expected
    assert read(f"7.115 {unit}") == float(f"7.115e{power}")


def test_degrees_celsius_have_no_factor():
    assert read(UREG.Quantity(20.0, "degC"), "kelvin") == pytest.approx(293.15)


def test_shapes_are_kept():
    assert read([[1, 2], [3, 4], [5, 6]]).shape == read(np.ones((3, 2)) * u.GeV).shape == (3, 2)
    assert read(np.array([])).shape == (0,)


@pytest.mark.parametrize("number", [0.5, "0.5", 50 * UREG.percent, 500 * UREG.MeV / UREG.GeV, 0.5 * u.GeV / u.GeV])
def test_pure_numbers(number):
    assert read(number, "") == 0.5


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (3 * UREG.second, "GeV", "m = 3 second has the wrong unit: it is measured in GeV."),
        (3 * u.s, "GeV", "m = 3 s has the wrong unit: it is measured in GeV."),
        (np.array([3.0, 4.0]) * UREG.second, "GeV", "m = 3 second has the wrong unit"),
        ([3, 4] * u.s, "GeV", "m = 3 s has the wrong unit"),
        (10 * u.K, "GeV", "and K is a temperature (times Boltzmann's constant: 8.61733e-13 GeV)."),
        (10 * UREG.kelvin, "GeV", "and kelvin is a temperature (times Boltzmann's constant: 8.61733e-13 GeV)."),
        (1 * u.kg, "GeV", "and kg is a mass (times c^2: 5.60959e+26 GeV)."),
        (2 * u.GeV / constants.c**2, "GeV", "has the wrong unit"),
        (3 * UREG.degree, "", "m = 3 degree is an angle, and m is a pure number without unit."),
        (3 * u.deg, "", "m = 3 deg is an angle, and m is a pure number without unit."),
        (3 * u.GeV, "", "m = 3 GeV has a unit, and m is a pure number without unit."),
        (UREG.Quantity(3), "GeV", "m = 3 dimensionless has the wrong unit"),
        (3 * u.dimensionless_unscaled, "GeV", "m = 3 has the wrong unit"),
        (astropy.table.Column([1.0], unit="s"), "GeV", "has the wrong unit"),
        (["1 GeV", "1 s"], "GeV", "m[1] = '1 s' has the wrong unit"),
        ([[1.0, "abc"]], "GeV", "m[0][1] = 'abc' is not a number"),
        ([1.0, None], "GeV", "m[1] must be a number, as every element of an array."),
        ([[1.0], [1.0, 2.0]], "GeV", "m must be an array of numbers, and its rows have unequal lengths."),
        (True, "GeV", "m = True is not a number"),
        (np.array([True]), "GeV", "is not a number"),
        (1j, "GeV", "m = 1j is not a number: allowed is from 0 to 1."),
        (np.array([1j]), "GeV", "is not a number"),
        ({"a": 1}, "GeV", "m = {'a': 1} is not a number"),
        (object, "GeV", "m = <class 'object'> is not a number"),
        (np.zeros((30, 30), dtype=complex), "GeV", "... is not a number"),
    ],
    ids=lambda x: " ".join(repr(x).split())[:40],
)
def test_what_is_refused(value, unit, words):
    with pytest.raises(InvalidInput) as raised:
        read(value, unit)
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_nothing_is_nothing():
    assert read(None) is None and read("none") is None


class _Unhelpful:
    """An object that raises whatever it is asked."""

    def __init__(self, error):
        self.error = error

    def __float__(self):
        raise self.error

    def __array__(self, *args, **kwargs):
        raise self.error

    def __repr__(self):
        raise self.error


NO_NUMBERS = [
    10**400,
    -(10**5000),
    Fraction(10**400),
    Decimal("sNaN"),
    "1e306 PeV",
    7 + 0j,
    np.complex128(7 + 1j),
    np.array([7j]),
    np.array("3 GeV"),
    np.array(None),
    np.ma.masked,
    np.ma.array([1.0, 2.0], mask=[False, True]),
    True,
    np.True_,
    np.array([True, True]),
    jnp.array(True),
    [1.0, True],
    np.array([1.0, True], dtype=object),
    b"7",
    bytearray(b"7"),
    memoryview(b"7"),
    np.bytes_(b"7"),
    datetime.datetime(2026, 1, 1),
    datetime.timedelta(7),
    np.datetime64("2026-01-01"),
    np.timedelta64(7),
    np.array(["2026-01-01"], dtype="datetime64[D]"),
    pandas.Timestamp("2026-01-01"),
    pandas.NA,
    {"a": 7},
    {7},
    ...,
    (x for x in [7]),
    range,
    UREG.Quantity(7j, "GeV"),
    UREG.Quantity(10**400, "GeV"),
    UREG.Quantity(np.array([True]), "GeV"),
    7j * u.GeV,
    [[1.0, 2.0], [3.0]],
    *(_Unhelpful(error) for error in (RuntimeError(), ValueError(), AttributeError(), KeyError(), RecursionError())),
]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=[str(i) for i in range(len(NO_NUMBERS))])
def test_what_is_no_number_is_refused_by_name_and_quoted_in_short(value):
    with pytest.raises(InvalidInput, match=r"^m(\[\d\])? ") as raised:
        read(value)
    assert len(str(raised.value)) < 200 and str(raised.value).endswith(".")


@pytest.mark.parametrize("value", NO_NUMBERS, ids=[str(i) for i in range(len(NO_NUMBERS))])
def test_a_batch_refuses_what_one_point_refuses(value):
    with pytest.raises(InvalidInput, match=r"m_s(\[\d\])? "):
        read_points(DodelsonWidrow, {"m_s": value, "sin2_2theta": [1e-9, 1e-9]})


def test_a_list_that_holds_itself_is_refused():
    endless = [1.0]
    endless.append(endless)
    with pytest.raises(InvalidInput, match="m must be an array of numbers with at most 32 axes"):
        read(endless)


def test_decimals_are_numbers():
    assert read(Decimal("0.1")) == 0.1
