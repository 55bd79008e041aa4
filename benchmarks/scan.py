"""Time a scan with its store beside a bare batch of the same points, and see whether its memory grows.

Run by `make bench`, or `python benchmarks/scan.py`. Takes two minutes; README.md explains the columns.
"""

import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from harness import sections
from harness.results import Summary
from harness.timing import clocked, peak_memory

from reheaton.models.batch import solve_batch
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino
from reheaton.scan.draws import Draws
from reheaton.scan.execution import on_threads
from reheaton.scan.plan import Plan
from reheaton.scan.run import run_plan

THREADS = 2
FIXED = {"vev_ratio": 4.0, "sm_neutrinos": "equilibrium"}
POINTS = (3000, 30000)


def plan(points: int) -> Plan:
    """Twin dark matter, each point with a background of its own."""
    sides = {"m_N": (20.0, 300.0), "m_nu": (1e-11, 1e-7), "m_s": (1.0, 100.0), "sin2_2theta": (1e-9, 1e-2)}
    low, high = zip(*sides.values(), strict=True)
    draws = Draws(tuple(sides), low, high, (True,) * len(sides), "random", points, 1)
    return Plan(TwinSterileNeutrino, FIXED, draws=draws)


def scan(summary: Summary) -> None:
    """Both sizes in processes of their own, as memory is counted for each."""
    for points in POINTS:
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
            batch, with_store, peak = process.submit(measure, points).result()
        job = f"scan of {points} twin points with dark matter, {THREADS} threads"
        summary.add(f"{job}, with its store", with_store, "s")
        summary.add(f"{job}, over a bare batch", with_store / batch, "")
        summary.add(f"{job}, peak memory", peak, "GB")


def measure(points: int) -> tuple[float, float, float]:
    """Seconds of a bare batch and of a scan, and the largest memory [GB] of a process that scans."""
    made = plan(points)
    drawn = made.draws.part(0, points) if made.draws else {}
    with tempfile.TemporaryDirectory() as folder:
        run_plan(plan(250), Path(folder) / "warm.zarr", execution=on_threads(THREADS))
        batch = clocked(lambda: solve_batch(TwinSterileNeutrino, threads=THREADS, **FIXED, **drawn))
        scan = clocked(lambda: run_plan(made, Path(folder) / "s.zarr", execution=on_threads(THREADS)))
    return batch, scan, peak_memory()[0] / 1e3


if __name__ == "__main__":
    sections.run(__file__, "Time a scan of twin points with dark matter, kernels compiled.", all_cores=(scan,))
