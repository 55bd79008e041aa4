"""Stores: opened, made whole or not at all, gone on with, and other folders refused."""

import json
import shutil

import numpy as np
import pytest
from tests.figures.many_points import grid

import reheaton as rh
from reheaton.errors import InvalidInput
from reheaton.scan.chunk import solve_chunk
from reheaton.scan.identity import identity
from reheaton.scan.store import ScanStore, open_scan

CARD = "scan: {a: {from: 1, to: 10, points: 600, spacing: log}}"


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
    (tmp_path / "folder" / ".zgroup").write_text("{")
    with pytest.raises(InvalidInput, match="no folder that `reheaton scan` wrote"):
        open_scan(tmp_path / "folder")


@pytest.fixture
def made(plan, tmp_path):
    plan = plan(CARD)
    return plan, ScanStore.create(tmp_path / "s.zarr", plan, solve_chunk(plan, 1), identity(plan))


def test_a_new_store_holds_axes_and_no_answers(made):
    plan, store = made
    data = open_scan(store.path)
    assert np.all(data["code"] == -1) and store.missing() == [0, 1, 2]
    assert np.all(np.isnan(data["product"])) and not np.any(data["allowed"])
    np.testing.assert_array_equal(data["a"], plan.axes[0].values)
    assert data["product"].attrs["units"] == "GeV" and data["code"].dtype == np.int8 and data["allowed"].dtype == bool
    assert json.loads(data.attrs["made_from"]) == identity(plan) and "numpy" in data.attrs["packages"]


def test_chunks_are_written_whole(made):
    plan, store = made
    store.write(1, solve_chunk(plan, 1))
    assert store.missing() == [0, 2]
    data = open_scan(store.path)
    assert np.all(data["code"][250:500] == 0) and np.all(data["code"][:250] == -1)
    np.testing.assert_allclose(data["product"][250:500], 2 * plan.axes[0].values[250:500], rtol=1e-14)
    assert data["message"].values[300] == ""


def test_a_file_of_codes_that_is_lost_does_not_say_solved(made):
    plan, store = made
    for chunk in range(3):
        store.write(chunk, solve_chunk(plan, chunk))
    assert store.missing() == []
    (store.path / "code" / "1").unlink()
    assert store.missing() == [1]


def test_variables_keep_their_order(made):
    plan, store = made
    assert list(open_scan(store.path).data_vars) == list(solve_chunk(plan, 0).data_vars)


def test_a_store_of_another_scan_is_not_resumed(made, plan):
    _, store = made
    ScanStore.resume(store.path, plan(CARD), identity(plan(CARD)))
    for changed, named in ((CARD + "\nparameters: {b: 3}", "value of b was not there and is 3"),
                           (CARD.replace("600", "601"), "scan of a was")):  # fmt: skip
        with pytest.raises(InvalidInput, match=f"is of another scan, and cannot be resumed: {named}"):
            ScanStore.resume(store.path, plan(changed), identity(plan(changed)))
    newer = identity(plan(CARD)) | {"version of reheaton": "9.0"}
    with pytest.raises(InvalidInput, match=r"version of reheaton was 0\.\d\.0 and is 9.0\.$"):
        ScanStore.resume(store.path, plan(CARD), newer)


def test_what_a_killed_process_left_is_removed(made, plan):
    _, store = made
    (store.path / "code" / "0.abc.partial").write_text("half")
    ScanStore.resume(store.path, plan(CARD), identity(plan(CARD)))
    assert not list(store.path.rglob("*.partial"))


def test_one_process_writes(made):
    _, store = made
    with store.writing(), pytest.raises(InvalidInput, match="is being written by another process"), store.writing():
        pass
    with store.writing():
        pass


def test_a_store_that_cannot_be_made_leaves_nothing(plan, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reheaton.scan.store.os.replace", full)
    with pytest.raises(OSError, match="No space"):
        ScanStore.create(tmp_path / "new" / "s.zarr", plan(CARD), solve_chunk(plan(CARD), 0), {})
    assert list((tmp_path / "new").iterdir()) == []
    shutil.rmtree(tmp_path / "new")


@pytest.mark.parametrize("name", ["code", "product"])
def test_a_store_that_has_lost_a_variable_is_refused(made, name):
    """The file of all names has it still, and its numbers would be read as NaN, codes as 0: solved."""
    _, store = made
    shutil.rmtree(store.path / name)
    with pytest.raises(InvalidInput, match=f"is damaged: its folder '{name}' is missing"):
        open_scan(store.path)


def test_a_file_that_cannot_be_unpacked_is_said(plan, scan_card, refuses, tmp_path):
    """Cut off, as by a disk that failed: the store is named, by every command that reads it."""
    card = scan_card("scan: {a: {from: 1, to: 10, points: 300}}")
    rh.run_scan(card, tmp_path / "s.zarr")
    for name in ("product/0", "code/0"):
        file = tmp_path / "s.zarr" / name
        whole = file.read_bytes()
        file.write_bytes(whole[:20])
        assert "s.zarr is damaged" in refuses("table", tmp_path / "s.zarr", "-o", tmp_path / "t.csv")
        assert "s.zarr is damaged" in refuses("plot", tmp_path / "s.zarr", "-o", tmp_path / "t.png")
        if name.startswith("code"):
            assert "s.zarr is damaged" in refuses("scan", card, "-o", tmp_path / "s.zarr", "--resume")
        file.write_bytes(whole)
