"""Time neutrinos that decouple by collisions: a batch of the twin model beside the same with one entropy curve.

Run by `make bench`, or `python benchmarks/decoupling.py`. Takes two minutes; README.md explains the columns.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from harness import sections
from harness.results import Summary
from harness.timing import clocked, in_turn
from rich.console import Console

from reheaton.models.batch import solve_batch
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino
from reheaton.universe.evolve import evolve

BATCH, CHECKED = 1000, 250
"""Points of a batch, and how many of them have a reference."""
GAMMA_RANGE = (1e-25, 1e-21)
"""Widths of N [GeV]: T_RH from 0.5 to 40 MeV."""
TARGET_MS, LARGEST_ERROR = 1.0, 1e-4
console = Console(width=120)


def collisions(summary: Summary) -> None:
    """ms per point, error of N_eff against rtol = 1e-9, and the ratio to neutrinos of one entropy curve."""
    given = {"m_N": 30.0, "vev_ratio": 4.0, "relic": "fluid", "Gamma_N": np.geomspace(*GAMMA_RANGE, BATCH)}
    solve = partial(solve_batch, TwinSterileNeutrino, threads=1, **given)
    jobs = {name: partial(solve, sm_neutrinos=name) for name in ("decoupling", "equilibrium")}
    first = {name: clocked(job) for name, job in jobs.items()}
    result = jobs["decoupling"]()
    if result.failures:
        raise RuntimeError(f"points failed: {result.failures}")
    chosen = slice(0, BATCH, BATCH // CHECKED)
    error = float(np.max(np.abs(result.observables["N_eff_sm"][chosen] - _exact(given, chosen))))
    seconds = in_turn(jobs, 3)
    ms = {name: 1e3 * each / BATCH for name, each in seconds.items()}
    summary.add(f"neutrinos that decouple by collisions, fluid, batch of {BATCH}, one core", ms["decoupling"], "ms",
                error=error, at_most=TARGET_MS, baseline="one entropy curve",
                ratio=ms["equilibrium"] / ms["decoupling"])  # fmt: skip
    summary.add(f"largest error of N_eff at {CHECKED} points", error, "", at_most=LARGEST_ERROR)
    console.print(f"First batch, compilation included: {first['decoupling']:.1f} s; {first['equilibrium']:.1f} s.\n")


def _exact(given: Mapping[str, Any], chosen: slice) -> np.ndarray:
    """N_eff of the Standard Model at rtol = 1e-9."""

    def n_eff(Gamma: jax.Array) -> jax.Array:
        model = TwinSterileNeutrino(**dict(given) | {"Gamma_N": Gamma})
        universe, probe = model.universe(), model.probes()[1]
        background = evolve(universe, until=model.UNTIL, rtol=1e-9)
        return probe.observe(background, background.when(probe.events(universe)), None)["N_eff_sm"]

    return np.asarray(jax.jit(jax.vmap(n_eff))(jnp.asarray(given["Gamma_N"][chosen])))


if __name__ == "__main__":
    sections.run(__file__, "Time neutrinos that decouple by collisions.", one_core=(collisions,))
