"""Processes that were forked too late, and 32-bit numbers, are refused with one sentence instead of waiting forever."""

import os
import subprocess
import sys

import jax
import numpy as np
import pytest

import reheaton as rh
from reheaton.backend.jax_setup import outer_jit

SETUP = """
import multiprocessing, os, subprocess, sys, warnings
from concurrent.futures import ProcessPoolExecutor

warnings.simplefilter("ignore")  # JAX and Python each warn of the fork
import reheaton as rh

def solve(T):
    universe = rh.Universe([rh.neutrinos("dark")], start=T)
    return rh.evolve(universe, until=("dark", 1e-3)).sectors[0]

if __name__ == "__main__":
    fork = multiprocessing.get_context("fork")
    try:
        {body}
    except RuntimeError as error:
        print(error)
"""
FORKED = "this process was forked after JAX had started, in which JAX hangs"
WITHIN_S = 300
"""A process that hangs fails its test after this time [s]; those that do not take a few seconds."""


def run(tmp_path, body):
    """What a script of its own prints."""
    script = tmp_path / "script.py"
    script.write_text(SETUP.format(body=body.replace("\n", "\n        ")))
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=WITHIN_S, check=True)
    return done.stdout.strip()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize(
    "body",
    [
        "solve(1.0)\nwith fork.Pool(1) as pool: print(pool.map(solve, [1.0]))",
        "solve(1.0)\nwith ProcessPoolExecutor(1, mp_context=fork) as pool: print(list(pool.map(solve, [1.0])))",
        # Also the child of a child, and where only a distribution was made. The end of such a process may wait too.
        """rh.Distribution([1.0, 2.0], [1.0, 1.0])
if os.fork() == 0:
    try:
        if os.fork() == 0: solve(1.0)
        else: os.wait()
    except RuntimeError as error:
        print(error, flush=True)
    os._exit(0)
os.wait()""",
    ],
    ids=["multiprocessing", "concurrent.futures", "os.fork"],
)
def test_a_process_forked_after_a_solution_says_so(tmp_path, body):
    assert FORKED in run(tmp_path, body)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.parametrize(
    "body",
    [
        "with fork.Pool(1) as pool: print(pool.map(solve, [1.0])[0])",
        "solve(1.0)\nwith multiprocessing.get_context('spawn').Pool(1) as pool: print(pool.map(solve, [1.0])[0])",
        "solve(1.0)\nprint(subprocess.run([sys.executable, '-c', 'print(\"dark\")'], capture_output=True, text=True)"
        ".stdout.strip())",
        # A copy that does not use JAX goes on, and so does the parent.
        "solve(1.0)\nif os.fork() == 0: os._exit(0)\nos.wait()\nprint(solve(2.0))",
    ],
    ids=["fork before", "spawn", "subprocess", "fork without JAX"],
)
def test_other_processes_work(tmp_path, body):
    assert run(tmp_path, body) == "dark"


enable_x64 = jax.enable_x64 if hasattr(jax, "enable_x64") else jax.experimental.enable_x64
"""The setting of a thread, under its name of today and that in old versions of JAX."""


def evolved():
    return rh.evolve(rh.Universe([rh.neutrinos("dark")], start=1.0), until=("dark", 1e-3)).sectors


@pytest.mark.parametrize(
    "use",
    [
        evolved,
        lambda: rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9).solve(),
        lambda: rh.solve_batch(rh.DodelsonWidrow, m_s=np.array([7.0, 8.0]), sin2_2theta=1e-9),
        lambda: rh.solve_for(rh.DodelsonWidrow, "sin2_2theta", m_s=7),
        lambda: jax.grad(lambda m: rh.DodelsonWidrow(m_s=m, sin2_2theta=1e-9).solve().observables["Omega_h2"])(7.0),
        lambda: rh.Distribution([1.0, 2.0], [1.0, 1.0]),
        lambda: outer_jit(lambda x: x)(1.0),
    ],
    ids=["evolve", "solve", "solve_batch", "solve_for", "grad", "Distribution", "kernels"],
)
def test_32_bits_are_refused(use):
    with (
        enable_x64(False),
        pytest.raises(RuntimeError, match="JAX is set to 32-bit numbers, and reheaton needs 64"),
    ):
        use()


@pytest.mark.slow
def test_32_bits_switched_on_by_the_user(tmp_path):
    """The setting of the process, not of a thread. The first solution of a process sets it itself."""
    switch = "import jax\njax.config.update('jax_enable_x64', {})\n"
    off, on = switch.format(False), switch.format(True)
    assert run(tmp_path, f"{off}print(solve(1.0))") == "dark"
    assert "reheaton needs 64" in run(tmp_path, f"solve(1.0)\n{off}solve(1.0)")
    assert run(tmp_path, f"solve(1.0)\n{off}{on}print(solve(1.0))") == "dark"
