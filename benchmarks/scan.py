"""Time a scan with its store beside a bare batch of the same points, and see whether its memory grows.

Run by `make bench`, or `python benchmarks/scan.py`. Takes two minutes; README.md explains the columns.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import harness  # a cache of its own
from rich.console import Console
from rich.table import Table

from reheaton.models.batch import solve_batch
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino
from reheaton.scan.draws import Draws
from reheaton.scan.execution import on_threads
from reheaton.scan.plan import Plan
from reheaton.scan.run import run_plan

THREADS = 2
POINTS = (3000, 30000)
console = Console(width=120)


def plan(points: int) -> Plan:
    """Twin dark matter, each point with a background of its own."""
    sides = {"m_N": (20.0, 300.0), "m_nu": (1e-11, 1e-7), "m_s": (1.0, 100.0), "sin2_2theta": (1e-9, 1e-2)}
    low, high = zip(*sides.values(), strict=True)
    draws = Draws(tuple(sides), low, high, (True,) * len(sides), "random", points, 1)
    return Plan(TwinSterileNeutrino, {"vev_ratio": 4.0}, draws=draws)


def main() -> None:
    """Both sizes in processes of their own, as memory is counted for each."""
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
        return
    table = Table(title=f"Twin points with dark matter, {THREADS} threads, kernels compiled", title_justify="left")
    for column in ("points", "batch", "scan with store", "ratio", "peak memory"):
        table.add_column(column)
    for points in POINTS:
        done = subprocess.run([sys.executable, __file__, str(points)], capture_output=True, text=True, check=True)
        table.add_row(str(points), *done.stdout.split("|"))
    console.print(table)


def measure(points: int) -> None:
    """Seconds of both, their ratio, and the largest memory of a process that scans."""
    made = plan(points)
    drawn = made.draws.part(0, points) if made.draws else {}
    with tempfile.TemporaryDirectory() as folder:
        run_plan(plan(250), Path(folder) / "warm.zarr", execution=on_threads(THREADS))
        seconds = []
        for work in (
            lambda: solve_batch(TwinSterileNeutrino, threads=THREADS, vev_ratio=4.0, **drawn),
            lambda: run_plan(made, Path(folder) / "s.zarr", execution=on_threads(THREADS)),
        ):
            start = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - start)
    batch, scan = seconds
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    console.print(f"{batch:.1f} s|{scan:.1f} s|{scan / batch:.2f}|{peak:.2f} GB", end="")


if __name__ == "__main__":
    assert harness.CACHE
    main()
