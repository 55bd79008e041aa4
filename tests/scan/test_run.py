"""Scans go on where they stopped, recompute nothing, and end as if nothing had happened."""

import hashlib

import numpy as np
import pytest

import reheaton as rh
from reheaton.scan import execution
from reheaton.scan.execution import on_threads
from reheaton.scan.run import run_plan

CARD = "scan: {a: {from: 1, to: 1000, points: 1200, spacing: log}, outputs: [product]}"


def files(store):
    """Checksums of all files of a store."""
    every = (path for path in store.rglob("*") if path.is_file())
    return {str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest() for path in every}


@pytest.fixture
def whole(plan, tmp_path):
    run_plan(plan(CARD), tmp_path / "whole.zarr", execution=on_threads(2))
    return tmp_path / "whole.zarr"


class Stopped(BaseException):
    """As a signal stops a program."""


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_scan_that_was_stopped_goes_on(plan, whole, tmp_path, monkeypatch, after):
    plan, path, solved = plan(CARD), tmp_path / "s.zarr", []

    def stop(done, points, chunk):
        solved.append(chunk)
        if len(solved) > after + 1:
            raise Stopped

    with pytest.raises(Stopped):
        run_plan(plan, path, execution=on_threads(1), progress=stop)
    before = int(np.sum(rh.open_scan(path)["code"].values == -1))
    assert 0 < before < 1200
    again = []
    real = execution.solve_chunk
    monkeypatch.setattr(execution, "solve_chunk", lambda plan, chunk: again.append(chunk) or real(plan, chunk))
    run_plan(plan, path, resume=True, execution=on_threads(2))
    assert sum(len(plan.inputs(chunk)["a"]) for chunk in again) == before
    assert files(path) == files(whole)
    again.clear()
    run_plan(plan, path, resume=True, execution=on_threads(2))
    assert again == []


def test_a_failing_write_leaves_a_store_that_goes_on(plan, whole, tmp_path, monkeypatch):
    from reheaton.scan.store import ScanStore

    real, count = ScanStore.write, []

    def full(self, chunk, data):
        count.append(chunk)
        if len(count) == 3:
            raise OSError(28, "No space left on device")
        real(self, chunk, data)

    monkeypatch.setattr(ScanStore, "write", full)
    with pytest.raises(OSError, match="No space"):
        run_plan(plan(CARD), tmp_path / "s.zarr", execution=on_threads(2))
    monkeypatch.setattr(ScanStore, "write", real)
    run_plan(plan(CARD), tmp_path / "s.zarr", resume=True, execution=on_threads(2))
    assert files(tmp_path / "s.zarr") == files(whole)


def test_a_store_is_not_written_over(plan, whole):
    with pytest.raises(rh.InvalidInput, match=r"whole.zarr exists: give --resume to go on with it, or another name"):
        run_plan(plan(CARD), whole, execution=on_threads(1))


def test_resume_begins_what_is_not_there(plan, whole, tmp_path):
    run_plan(plan(CARD), tmp_path / "s.zarr", resume=True, execution=on_threads(1))
    assert files(tmp_path / "s.zarr") == files(whole)


def test_chunks_without_a_point_that_can_be_used_come_first(plan, tmp_path):
    """The first three chunks of four hold points with a and b both large."""
    plan = plan('scan: {a: {from: 1000, to: 10, points: 1200}, derived: {b: "max(min(a / 10, 50), 1)"}}')
    run_plan(plan, tmp_path / "s.zarr", execution=on_threads(2))
    data = rh.open_scan(tmp_path / "s.zarr")
    large = data["a"].values > 500
    assert np.all((data["code"].values == 5) == large) and np.all(np.isfinite(data["product"].values) == ~large)


def test_a_scan_without_a_point_that_can_be_used(plan, tmp_path):
    with pytest.raises(
        rh.InvalidInput, match="no point of the scan can be used; the first: a = 600 and b = 30 are both"
    ):
        run_plan(plan("scan: {a: [600, 700], b: [30, 40]}"), tmp_path / "s.zarr", execution=on_threads(1))
    assert not (tmp_path / "s.zarr").exists()


def test_run_scan(scan_card, tmp_path):
    data = rh.run_scan(scan_card("scan: {a: [1, 2], b: [3, 4]}"), tmp_path / "s.zarr", workers=1)
    np.testing.assert_allclose(data["product"], [[3, 4], [6, 8]], rtol=1e-14)


def test_every_chunk_is_told_once(plan, tmp_path):
    """Also those that are solved before the store is made."""
    told = []
    made = plan("scan: {a: {from: 1, to: 400, points: 600}}")
    run_plan(made, tmp_path / "told.zarr", execution=on_threads(1), progress=lambda *what: told.append(what))
    done, points, solved = zip(*told, strict=True)
    assert made.chunks == 3 and done == (0, 250, 500, 600) and set(points) == {600}
    assert solved[0] is None and sorted(item.chunk for item in solved[1:]) == [0, 1, 2]
