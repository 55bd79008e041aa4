"""`reheaton scan` as a user types it: a store, a summary, and one sentence for what cannot be."""

import signal
import subprocess
import sys

import pytest
from tests.scan.cards import scan_card
from tests.scan.test_run import files

import reheaton as rh
from reheaton.models.batch import solve_batch

__all__ = ["scan_card"]

CARD = "scan: {a: {from: 1, to: 1000, points: 6, spacing: log}, b: [2, 7, 30]}"


@pytest.fixture
def store(tmp_path):
    return tmp_path / "s.zarr"


def test_a_scan_with_failing_points_ends_well_and_counts_them(reheaton, scan_card, store):
    done = reheaton("scan", scan_card(CARD), "-o", store)
    assert done.code == 0 and f"wrote {store}" in done.err
    assert done.out.splitlines() == [
        "18 points: 11 solved, of these 4 allowed; 7 failed",
        "  6, as: an observable is not defined here, or outside the range of its tables",
        "  1: a = 1000 and b = 30 are both large.",
    ]


def test_a_pipe_gets_lines_and_no_bar_where_colours_are_asked_for(reheaton, scan_card, store, monkeypatch):
    """Kernels of notebooks set FORCE_COLOR; a bar that is drawn again and again would fill the page."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    done = reheaton("scan", scan_card(CARD), "-o", store)
    lines = done.err.splitlines()
    assert [line.partition(",")[0] for line in lines] == ["0 of 18 points", "18 of 18 points", f"wrote {store}"]


@pytest.mark.parametrize("package", ["xarray", "zarr", "dask.array"])
def test_a_missing_package_is_named_before_anything_is_solved(reheaton, scan_card, store, monkeypatch, package):
    monkeypatch.setitem(sys.modules, package, None)
    monkeypatch.setattr("reheaton.scan.execution.solve_chunk", lambda *_: pytest.fail("a point was solved"))
    done = reheaton("scan", scan_card(CARD), "-o", store)
    said = f"a scan needs the package {package}, which is not installed: pip install 'reheaton[scan]'."
    assert done.code == 2 and done.out == "" and done.err.splitlines() == [f"error: {said}"]
    assert not store.exists()


@pytest.mark.parametrize(("command", "options"), [("plot", ["-o", "p.png"]), ("explore", ["-o", "p.html"])])
def test_pictures_of_a_store_name_what_is_missing_first(reheaton, tmp_path, monkeypatch, command, options):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setitem(sys.modules, "zarr", None)
    done = reheaton(command, "s.zarr", *options)
    assert done.code == 2 and "a store needs the package zarr, which is not installed" in done.err
    assert len(done.err.splitlines()) == 1 and not list(tmp_path.iterdir())


@pytest.mark.parametrize("option", ["--cluster", "--scheduler"])
def test_dask_that_is_missing_is_named_before_anything_is_solved(
    reheaton, scan_card, store, tmp_path, monkeypatch, option
):
    file = tmp_path / "cluster.yaml"
    file.write_text("system: slurm\njobs: 1\ncores: 1\nmemory: 1 GB\n")
    monkeypatch.setitem(sys.modules, "distributed", None)
    where = file if option == "--cluster" else "tcp://127.0.0.1:1"
    done = reheaton("scan", scan_card(CARD), "-o", store, option, where)
    said = f"{option} needs the package distributed, which is not installed: pip install 'reheaton[scan]'."
    assert (done.code, done.out, done.err.splitlines()) == (2, "", [f"error: {said}"])


def test_numbers_are_those_of_a_batch(reheaton, tmp_path, store):
    """Bit for bit: a chunk is a batch. The card is one of a model of this package."""
    card = tmp_path / "card.yaml"
    card.write_text(
        "model: twin-sterile-neutrino\nparameters: {vev_ratio: 4}\n"
        "scan: {m_N: [30, 80], m_nu: {from: 1e-10, to: 1e-8, points: 4, spacing: log}}\n"
    )
    assert reheaton("scan", card, "-o", store, "-s", "limits=paper").code == 0
    data = rh.open_scan(store)
    m_N, m_nu = data["m_N"].values[:, None], data["m_nu"].values
    batch = solve_batch(rh.TwinSterileNeutrino, m_N=m_N, m_nu=m_nu, vev_ratio=4.0, limits="paper")
    for name, value in batch.observables.items():
        assert data[name].values.tolist() == value.tolist()
    assert data["allowed"].values.tolist() == batch.allowed.tolist()


def test_resume_and_log(reheaton, refuses, scan_card, store, tmp_path):
    card, log = scan_card(CARD), tmp_path / "log.txt"
    assert reheaton("scan", card, "-o", store, "--log", log).code == 0
    assert "exists: give --resume to go on with it, or another name." in refuses("scan", card, "-o", store)
    again = reheaton("scan", card, "-o", store, "--resume", "--log", log)
    assert again.code == 0 and again.err.endswith(f"\n{store} is complete: nothing is missing.\n")
    assert again.out.startswith("18 points: 11 solved")
    lines = log.read_text().splitlines()
    assert "chunk 0 by this process, 7 failed" in lines[-2] and lines[-1].endswith("18 of 18: begins")


@pytest.mark.parametrize(
    ("lines", "arguments", "expected"),
    [
        ("parameters: {a: 2}", (), "scans nothing: it needs `scan:`"),
        (CARD, ("-s", "a=2", "-s", "b=3"), "scans nothing"),
        (CARD, ("-s", "aa=2"), "'aa' is not a parameter or option of product"),
        (CARD, ("--workers", "0"), "workers = 0 must be a whole number from 1"),
        (CARD, ("--workers", "2", "--scheduler", "tcp://a:1"), "exclude each other"),
        (CARD, ("--scheduler", "here"), "'here' is not an address such as tcp://127.0.0.1:8786"),
        (CARD, ("--workers", "many"), "Invalid value for '--workers'"),
        ("scan: {aa: [1, 2]}", (), "'aa' is not a parameter or option of product: did you mean 'a'?"),
    ],
)
def test_what_cannot_be(refuses, scan_card, store, lines, arguments, expected):
    assert expected in refuses("scan", scan_card(lines), "-o", store, *arguments)
    assert not store.exists()


def test_stores_that_are_none(refuses, reheaton, scan_card, store, tmp_path):
    card = scan_card(CARD)
    store.mkdir()
    assert "it is no folder that `reheaton scan` wrote" in refuses("scan", card, "-o", store, "--resume")
    (tmp_path / "file").write_text("")
    assert "-o: " in refuses("scan", card, "-o", tmp_path / "file" / "s.zarr")
    other = tmp_path / "other.zarr"
    assert reheaton("scan", card, "-o", other).code == 0
    changed = scan_card(CARD.replace("30", "31"))
    assert "cannot be resumed: scan of b was" in refuses("scan", changed, "-o", other, "--resume")


def test_a_full_disk_is_said(reheaton, scan_card, store, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reheaton.scan.store.ScanStore.write", full)
    done = reheaton("scan", scan_card(CARD), "-o", store)
    assert done.code == 2
    assert f"error: {store} cannot be written: No space left on device; what is done stays" in done.err


COMMAND = [sys.executable, "-c", "from reheaton.cli.main import main; main()", "scan"]


@pytest.mark.slow
def test_a_scan_that_is_stopped_goes_on(reheaton, scan_card, tmp_path):
    """Killed, then interrupted as by Ctrl-C, both while points are being solved; the store is as if undisturbed."""
    card = scan_card("scan: {a: {from: 1, to: 1000, points: 40000, spacing: log}, outputs: [product]}")
    store = tmp_path / "s.zarr"
    for stop, code in ((signal.SIGKILL, -signal.SIGKILL), (signal.SIGINT, 130)):
        process = subprocess.Popen([*COMMAND, card, "-o", store, "--resume"], stderr=subprocess.PIPE, text=True)
        while not (process.stderr and "points" in process.stderr.readline() and (store / "code").is_dir()):
            assert process.poll() is None
        process.send_signal(stop)
        _, said = process.communicate(timeout=60)
        assert process.returncode == code
        assert (rh.open_scan(store)["code"].values == -1).any()
    assert f"stopped; what is done is kept: reheaton scan {card} -o {store} --resume goes on." in said
    assert "Traceback" not in said
    assert reheaton("scan", card, "-o", store, "--resume").code == 0
    assert reheaton("scan", card, "-o", tmp_path / "whole.zarr").code == 0
    assert files(store) == files(tmp_path / "whole.zarr")
