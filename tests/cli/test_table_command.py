"""`reheaton table` on a store that can be checked by hand."""

import pandas
import pytest
from tests.figures.many_points import grid


@pytest.fixture
def store(tmp_path):
    grid().to_zarr(tmp_path / "scan.zarr", zarr_format=2, consolidated=True)
    return tmp_path / "scan.zarr"


def test_both_kinds_of_files(reheaton, store, tmp_path):
    for name, read in (("t.csv", lambda path: pandas.read_csv(path, comment="#")), ("t.parquet", pandas.read_parquet)):
        outcome = reheaton("table", store, "-o", tmp_path / name)
        assert outcome.code == 0 and outcome.out == "" and "99 points" in outcome.err
        frame = read(tmp_path / name)
        assert len(frame) == 99 and "x [GeV eV]" in frame


def test_refusals(refuses, store, tmp_path):
    assert "its suffix must be .csv or .parquet" in refuses("table", store, "-o", tmp_path / "t.txt")
    assert "no such folder" in refuses("table", tmp_path / "no.zarr", "-o", tmp_path / "t.csv")
    assert "-o" in refuses("table", store)
