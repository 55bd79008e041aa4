"""Tables of all points in files: every number, in C order, block by block."""

import csv

import numpy as np
import pandas
import pytest
import xarray
from tests.figures.many_points import M_N, M_NU, cube, drawn, grid

from reheaton.errors import InvalidInput
from reheaton.scan import table
from reheaton.scan.table import write_table


def read(path):
    """The columns of a CSV file, as text, by name."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    names, *rows = list(csv.reader(lines))
    return {name: np.array(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)}


def test_every_number_is_written_with_all_its_digits(tmp_path):
    data = grid()
    assert write_table(data, tmp_path / "t.csv") == 99
    found = read(tmp_path / "t.csv")
    np.testing.assert_array_equal(found["m_N [GeV]"].astype(float), np.repeat(M_N, len(M_NU)))
    np.testing.assert_array_equal(found["m_nu [eV]"].astype(float), np.tile(M_NU, len(M_N)))
    assert set(found["vev_ratio"]) == {"4.0"}
    for name, column in (("x", "x [GeV eV]"), ("root", "root"), ("margin least", "margin least")):
        np.testing.assert_array_equal(found[column].astype(float), np.ravel(data[name].values))
    np.testing.assert_array_equal(found["allowed"] == "True", np.ravel(data["allowed"].values))
    assert set(found["code"]) == {"0"}


def test_header_says_what_the_points_have_in_common(tmp_path):
    write_table(grid(), tmp_path / "t.csv")
    head = (tmp_path / "t.csv").read_text().splitlines()[:4]
    assert head[0].startswith("# reheaton ") and head[1] == "# model: product"
    assert head[2] == "# options: flavour = mu, unused = yes"


@pytest.mark.parametrize("rows", [1, 2, 3, 7, 11, 33, 40, 297, 5000])
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_blocks_of_any_size_give_the_same_rows(tmp_path, monkeypatch, rows, suffix):
    monkeypatch.setattr(table, "_ROWS", rows)
    data = cube()
    assert write_table(data, tmp_path / f"t.{suffix}") == 297
    path = tmp_path / f"t.{suffix}"
    # As text, since older pandas rounds numbers that it reads.
    frame = pandas.read_csv(path, comment="#", dtype=str) if suffix == "csv" else pandas.read_parquet(path)
    np.testing.assert_array_equal(frame["x [GeV eV]"].astype(float), np.ravel(data["x"].values))
    np.testing.assert_array_equal(frame["vev_ratio"].astype(float), np.tile([3.0, 4.0, 5.0], 99))


def test_blocks_are_small_and_cover_everything_in_order(monkeypatch):
    monkeypatch.setattr(table, "_ROWS", 12)
    sizes = {"a": 5, "b": 4, "c": 7}
    numbers = np.arange(140).reshape(5, 4, 7)
    blocks = [numbers[tuple(places[name] for name in sizes)] for places in table._slices(sizes)]
    assert max(block.size for block in blocks) <= 12
    np.testing.assert_array_equal(np.concatenate([np.ravel(block) for block in blocks]), np.arange(140))
    assert list(table._slices({})) == [{}]


def test_messages_come_last_and_text_may_hold_anything(tmp_path):
    data = drawn(3)
    words = np.array(["", 'it broke, "badly"\nand more', "µ"], dtype=object)
    data = xarray.Dataset({"message": ("point", words), **data.data_vars}, data.coords, data.attrs)
    write_table(data, tmp_path / "t.csv")
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(line for line in file if not line.startswith("#")))
    assert rows[0][-1] == "message" and [row[-1] for row in rows[1:]] == words.tolist()
    write_table(data, tmp_path / "t.parquet")
    assert pandas.read_parquet(tmp_path / "t.parquet")["message"].tolist() == words.tolist()


def test_numbers_that_are_missing(tmp_path):
    data = grid()
    data["x"] = data["x"].where(data["x"] > 5)
    write_table(data, tmp_path / "t.csv")
    found = read(tmp_path / "t.csv")["x [GeV eV]"]
    assert (found == "nan").sum() == np.isnan(data["x"].values).sum() > 0


def test_a_store_on_disk(tmp_path):
    cube().to_zarr(tmp_path / "s.zarr", zarr_format=2, consolidated=True)
    data = xarray.open_zarr(tmp_path / "s.zarr", chunks=None)
    write_table(data, tmp_path / "t.parquet")
    frame = pandas.read_parquet(tmp_path / "t.parquet")
    np.testing.assert_array_equal(frame["root"], np.ravel(cube()["root"].values))


def test_other_files_are_refused(tmp_path):
    with pytest.raises(InvalidInput, match=r"t\.xlsx is no name of a table: its suffix must be \.csv or \.parquet"):
        write_table(grid(), tmp_path / "t.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_parquet_needs_a_package(tmp_path, monkeypatch):
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InvalidInput, match=r"needs the package pyarrow, .*'reheaton\[parquet\]'"):
        write_table(grid(), tmp_path / "t.parquet")
    assert list(tmp_path.iterdir()) == []
