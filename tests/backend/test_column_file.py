"""Files of named columns: what is written is read back, and what is wrong is named with its line."""

import numpy as np
import pytest

from reheaton.backend.column_file import RATES, TEMPERATURES, columns_of_text, write_columns
from reheaton.errors import InvalidInput

NONE = {"": 1.0}


def read(text, name="a", units=NONE):
    return columns_of_text(text, "own.tsv").column([name], units)


def test_what_is_written_is_read_back(tmp_path):
    """1e-12, the digits that are written."""
    columns = {"a": np.geomspace(1e-30, 1.0, 7), "T_hidden photon": np.linspace(1e9, 1.0, 7) / 3.0}
    write_columns(tmp_path / "x.tsv", columns, {"a": "", "T_hidden photon": "K"}, ["about it", "and more"])
    text = (tmp_path / "x.tsv").read_text()
    assert text.splitlines()[:3] == ["# about it", "# and more", "a\tT_hidden_photon [K]"]
    found = columns_of_text(text, "x.tsv")
    assert found.units == {"a": "", "T_hidden_photon": "K"} and found.lines == tuple(range(4, 11))
    np.testing.assert_allclose(found.column(["a"], NONE), columns["a"], rtol=1e-12)
    in_GeV = columns["T_hidden photon"] * 8.617333262e-14
    np.testing.assert_allclose(found.column(["T_hidden_photon"], TEMPERATURES), in_GeV, rtol=1e-12)


@pytest.mark.parametrize(
    "text", ["a,T [MeV]\n1,2\n3,4", "a T[MeV]\n\n#x\n 1 \t 2\n3 ; 4;", "a\tT [ MeV ]\r\n1\t2\r\n3\t4"]
)
def test_separators_of_all_kinds(text):
    np.testing.assert_array_equal(read(text), [1.0, 3.0])
    np.testing.assert_allclose(read(text, "T", TEMPERATURES), [2e-3, 4e-3], rtol=1e-15)


def test_units_of_rates():
    """1/s is hbar in GeV s, as CODATA gives it."""
    np.testing.assert_allclose(read("H [1/s]\n1\n", "H", RATES), 6.582119569e-25, rtol=1e-12)


def test_what_nobody_asks_for_may_be_anything():
    np.testing.assert_array_equal(read("name a\nfirst 1\nsecond 2"), [1.0, 2.0])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "own.tsv holds no table"),
        ("# only words\n", "own.tsv holds no table"),
        ("a b\n", "own.tsv holds no table"),
        ("1 2 3\n", "line 1: '1 2 3' is no name of a column"),
        ("a a\n1 2\n", "line 1: two columns have the name 'a'"),
        ("a [\n1\n", "line 1: '\\[' is no name of a column"),
        ("# x\na b\n1 2 3\n", "line 3: 3 numbers for 2 columns"),
        ("b\n1\n", "own.tsv has no column a: its columns are b"),
        ("a [GeV]\n1\n", "the column a has the unit 'GeV'; allowed is none"),
        ("a\n1\n\n1_0\n", "line 4: '1_0' is no number"),
    ],
)
def test_what_is_wrong_is_named(text, message):
    with pytest.raises(InvalidInput, match=message) as raised:
        read(text)
    assert str(raised.value).endswith(".") and "\n" not in str(raised.value)


def test_the_first_wrong_row_is_named():
    file = columns_of_text("a\n1\n# x\n2\n3\n", "own.tsv")
    file.refuse(np.zeros(3, dtype=bool), "nothing")
    file.refuse_rough("a", np.array([0.0, 0.01, 0.0]), 0.01)
    with pytest.raises(InvalidInput, match=r"own.tsv, line 4: too small\."):
        file.refuse(np.array([False, True, True]), "too small")
    with pytest.raises(InvalidInput, match=r"line 4: a is 0\.011 of itself from what the rows around it say"):
        file.refuse_rough("a", np.array([0.0, 0.011, 0.0]), 0.01)


def test_columns_by_other_names():
    file = columns_of_text("T_sm [GeV]\n1\n", "own.tsv")
    assert file.has(("T", "T_sm")) and not file.has(("T",))
    np.testing.assert_array_equal(file.column(("T_sm", "T"), TEMPERATURES), [1.0])
