"""Time a scan with its store beside a bare batch of the same points, and see whether its memory grows.

Run by `make bench`, or `python benchmarks/scan.py`. Takes two minutes; README.md explains the columns.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

from harness.results import Summary, arguments
from harness.timing import clocked, peak_memory
from rich.console import Console

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
    parser = arguments("Time a scan of twin points with dark matter, kernels compiled.")
    parser.add_argument("--points", type=int, help="measure this number of points alone, and print bare numbers")
    given = parser.parse_args()
    if given.points:
        print(*measure(given.points))
        return
    summary = Summary(__file__)
    for points in POINTS:
        command = [sys.executable, __file__, "--points", str(points)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        batch, scan, peak = map(float, done.stdout.split())
        job = f"scan of {points} twin points with dark matter, {THREADS} threads"
        summary.add(f"{job}, with its store", scan, "s")
        summary.add(f"{job}, over a bare batch", scan / batch, "")
        summary.add(f"{job}, peak memory", peak, "GB")
    summary.finish(console, store=given.store)


def measure(points: int) -> tuple[float, float, float]:
    """Seconds of a bare batch and of a scan, and the largest memory [GB] of a process that scans."""
    made = plan(points)
    drawn = made.draws.part(0, points) if made.draws else {}
    with tempfile.TemporaryDirectory() as folder:
        run_plan(plan(250), Path(folder) / "warm.zarr", execution=on_threads(THREADS))
        batch = clocked(lambda: solve_batch(TwinSterileNeutrino, threads=THREADS, vev_ratio=4.0, **drawn))
        scan = clocked(lambda: run_plan(made, Path(folder) / "s.zarr", execution=on_threads(THREADS)))
    return batch, scan, peak_memory()[0] / 1e3


if __name__ == "__main__":
    main()
