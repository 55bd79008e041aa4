"""Stores are opened, and other folders refused."""

import pytest
from tests.figures.many_points import grid

from reheaton.errors import InvalidInput
from reheaton.scan.store import open_scan


def test_what_was_stored_is_read_back(tmp_path):
    data = grid()
    data.to_zarr(tmp_path / "s.zarr", zarr_format=2, consolidated=True)
    assert open_scan(tmp_path / "s.zarr").identical(data)


def test_what_is_no_store(tmp_path):
    with pytest.raises(InvalidInput, match="there is no such folder"):
        open_scan(tmp_path / "missing.zarr")
    (tmp_path / "folder").mkdir()
    with pytest.raises(InvalidInput, match="no folder that `reheaton scan` wrote"):
        open_scan(tmp_path / "folder")
