"""A scan on a Dask cluster of processes: the store is that of this process, whoever is lost on the way."""

import contextlib
import dataclasses
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

import pytest
from tests.scan.test_run import files

import reheaton as rh
from reheaton.scan import cluster
from reheaton.scan.cluster import Parcel, client_of, on_dask
from reheaton.scan.execution import on_threads
from reheaton.scan.plan import Question
from reheaton.scan.run import run_plan

CARD = "scan: {a: {from: 1, to: 1000, points: 2500, spacing: log}, b: {values: [2, 7]}}"
DASK = [sys.executable, "-m", "dask"]


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _ended(process):
    """End a process and those that it has started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """The address of a scheduler with two workers, started as a user starts them."""
    address, folder = f"tcp://127.0.0.1:{_free_port()}", tmp_path_factory.mktemp("dask")
    port = address.rpartition(":")[2]
    start = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "start_new_session": True}
    commands = [[*DASK, "scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard"]]
    commands += [[*DASK, "worker", address, "--nthreads", "1", "--no-dashboard"]] * 2
    running = [subprocess.Popen(command, **start) for command in commands]
    try:
        with client_of(address, patience=60) as client:
            client.wait_for_workers(2, timeout=60)
        yield address
    finally:
        for process in running:
            _ended(process)


@pytest.fixture
def whole(plan, tmp_path):
    run_plan(plan(CARD), tmp_path / "whole.zarr", execution=on_threads(2))
    return tmp_path / "whole.zarr"


@pytest.mark.slow
def test_a_cluster_writes_the_store_of_threads(scan_card, scheduler, whole, tmp_path):
    """Also with the model in a file that no worker has."""
    card = scan_card(CARD)
    rh.run_scan(card, tmp_path / "s.zarr", scheduler=scheduler)
    assert files(tmp_path / "s.zarr") == files(whole)


def test_a_worker_that_is_killed_costs_nothing(plan, scheduler, whole, tmp_path):
    said = []
    with client_of(scheduler) as client:
        killed = []

        def kill(done, points, solved):
            if solved is not None and not killed:
                workers = list(client.run(os.getpid).values())
                killed.append(workers[0])
                os.kill(workers[0], signal.SIGKILL)

        run_plan(plan(CARD), tmp_path / "s.zarr", execution=on_dask(client, said.append), progress=kill)
        assert killed and files(tmp_path / "s.zarr") == files(whole)
        client.wait_for_workers(2, timeout=60)


def test_what_a_worker_raises_is_raised(plan, scheduler, tmp_path):
    plan = dataclasses.replace(plan("scan: {a: [1, 2]}"), question=Question("b", "prodct", 3.0))
    with client_of(scheduler) as client, pytest.raises(rh.InvalidInput, match="did you mean 'product'"):
        run_plan(plan, tmp_path / "s.zarr", execution=on_dask(client, print))


def test_notes_of_workers_are_passed_on_once(plan, scheduler):
    def note():  # within, so that it is sent itself: workers do not have this file
        from reheaton.backend import notes

        notes._kept[:] = ["no room for kernels"]

    said = []
    with client_of(scheduler) as client:
        client.run(note)
        assert len(list(on_dask(client, said.append)(plan(CARD), range(6)))) == 6
    assert (
        len(said) == 1 and said[0].startswith("worker tcp://127.0.0.1:") and said[0].endswith(": no room for kernels")
    )


def test_workers_of_another_version_are_refused(plan, scheduler, monkeypatch):
    monkeypatch.setattr(cluster, "__version__", "9.9")
    with client_of(scheduler) as client:
        run = on_dask(client, print)(plan(CARD), [0])
        with pytest.raises(rh.InvalidInput, match=r"a worker has reheaton 0\..*, and not 9\.9"):
            next(run)


def test_a_scheduler_that_does_not_answer(scan_card, refuses, tmp_path):
    start = time.monotonic()
    where = f"tcp://127.0.0.1:{_free_port()}"
    said = refuses("scan", scan_card(CARD), "-o", tmp_path / "s.zarr", "--scheduler", where)
    assert f"--scheduler {where} cannot be reached" in said and time.monotonic() - start < 60
    assert not (tmp_path / "s.zarr").exists()


def test_a_lost_cluster_says_how_to_go_on():
    class Future:
        def result(self):
            raise OSError("Timed out")

    with pytest.raises(rh.InvalidInput, match=r"the cluster was lost \(Timed out\); what is done is kept"):
        cluster._answer(Future())


def test_a_parcel_brings_the_file_of_a_model(plan, scan_card):
    made = plan(CARD)
    parcel = Parcel.of(made)
    shutil.rmtree(scan_card(CARD).parent)
    opened = parcel.opened()
    assert opened.model is not made.model and opened.model.NAME == "product" and opened.shape == made.shape
    assert opened.model is parcel.opened().model
