"""Time the production of dark matter: spectra in a batch beside SciPy and plain JAX at equal accuracy, and opacities.

Run by `make bench`, or `python benchmarks/production.py`. Takes a few minutes; README.md explains the columns.
"""

import tempfile
import time
from functools import partial
from unittest.mock import patch

import jax
import jax.numpy as jnp
import numpy as np
from harness.literal_production import LiteralProduction
from harness.stepwise_production import middles, stepwise
from harness.timing import clocked, median_seconds
from rich.console import Console
from rich.table import Table

from reheaton.backend.jax_setup import outer_jit
from reheaton.constants import KEV
from reheaton.cosmology import hubble
from reheaton.matter import standard_model as sm
from reheaton.matter.bath import make_baths
from reheaton.matter.qcd_gas import qcd_gas
from reheaton.models.batch import CHUNK, solve_batch
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino
from reheaton.production.local_rates import MOMENTA, ActiveNeutrino, Mixing
from reheaton.production.oscillation import produce, production_range
from reheaton.production.path import Path, follow_bath, gauss_points
from reheaton.rates.opacity.opacity import opacity_from_table
from reheaton.rates.opacity.processes import FermionMasses
from reheaton.rates.opacity.tabulate import opacity_table

COMPARED = 6
"""Points at which SciPy is timed."""
TOLERANCES = 10.0 ** -np.arange(2.0, 10.1, 0.5)
STEPS = 100 * 2 ** np.arange(8)
"""Numbers of equal steps that plain JAX tries."""
_COUNTED = 15.0
"""p/T up to which the error of f counts; 1e-4 of the particles are above."""
FORTRAN_SECONDS = 0.7
"""A run of the Fortran code sterile-dm (Venumadhav et al. 2016), on another machine."""
_FINEST = 1e-6
"""Error of the number that SciPy is held to even where the library's is smaller."""
console = Console(width=120)


def main() -> None:
    """Every section, one after the other."""
    summary = Table(title="Targets", title_justify="left")
    for column in ("job", "measured", "target"):
        summary.add_column(column)
    with tempfile.TemporaryDirectory() as folder, patch.dict("os.environ", REHEATON_CACHE_DIR=folder):
        # Masses of another world, as the tables of ours are shipped.
        other = FermionMasses(leptons={"mu": 0.2, "e": 0.001, "tau": 3.0})
        seconds = clocked(lambda: opacity_table("mu", other))
    summary.add_row("opacity table for other masses, compilation included", f"{seconds:.1f} s", "a few s")
    spectra(summary)
    scan(summary)
    console.print(summary)


def spectra(summary: Table) -> None:
    """ms per spectrum of 150 momenta, given the background, and SciPy and plain JAX at the same error of the number."""
    baths = make_baths([(*sm.plasma(), sm.departing_neutrinos())], [(0,)])
    active = ActiveNeutrino(opacity_from_table(opacity_table("mu")), qcd_gas())
    m_s, mixing = np.geomspace(1.0, 100.0, CHUNK) * KEV, np.geomspace(1e-7, 1e-11, CHUNK)
    ranges = np.array([production_range(m, s, active)[:2] for m, s in zip(m_s, mixing, strict=True)])
    histories = jax.vmap(partial(follow_bath, baths))(*ranges.T)
    batch = outer_jit(jax.vmap(lambda m, s, h: produce(m, [Mixing(s, active)], h).f))
    inputs = (jnp.asarray(m_s), jnp.asarray(mixing), histories)
    first = clocked(lambda: jax.block_until_ready(batch(*inputs)))
    cpu = median_seconds(lambda: jax.block_until_ready(batch(*inputs)), 5, time.process_time) / CHUNK
    found = np.asarray(batch(*inputs))

    literal = LiteralProduction.of(active, baths)
    log_y = np.asarray(produce(m_s[0], [Mixing(mixing[0], active)], jax.tree.map(lambda x: x[0], histories)).log_y)
    table = Table(title=f"Spectra of {MOMENTA} momenta, CPU time, one core", title_justify="left")
    for column in ("", "setting", "error of the number", f"of f, p/T < {_COUNTED:.0f}", "ms/point", "ratio"):
        table.add_column(column)
    chosen = np.linspace(0, CHUNK - 1, COMPARED).astype(int)
    fine = np.stack([_on_fine_panels(m_s[i], mixing[i], active, baths, ranges[i]) for i in chosen])
    own, own_f = _errors(found[chosen], fine, log_y)
    table.add_row(f"reheaton, batch of {CHUNK}", "-", f"{own:.1e}", f"{own_f:.1e}", f"{1e3 * cpu:.3f}", "1")
    steps, error, error_f, seconds = _stepwise(active, m_s, mixing, baths, ranges, log_y, chosen, fine, own)
    row = f"{steps} steps", f"{error:.1e}", f"{error_f:.1e}", f"{1e3 * seconds:.2f}", f"{seconds / cpu:.1f}"
    table.add_row(f"plain JAX, batch of {CHUNK}", *row)
    for method in ("LSODA", "Radau"):
        rtol, errors, seconds = _matched(literal, method, chosen, m_s, mixing, histories, log_y, ranges, baths, own)
        error, error_f = errors
        row = f"rtol {rtol:.0e}", f"{error:.1e}", f"{error_f:.1e}", f"{1e3 * seconds:.0f}", f"{seconds / cpu:.0f}"
        table.add_row(f"SciPy {method}", *row)
    console.print(table)
    console.print(
        f"Errors against 1024 panels; of SciPy, against its rtol 1e-12. First batch, with compilation: {first:.1f} s.\n"
    )
    summary.add_row("spectrum of 150 momenta, batch, one core", f"{1e3 * cpu:.2f} ms", "<= 0.35 ms")
    summary.add_row("sterile-dm (Fortran, quoted) / reheaton", f"{FORTRAN_SECONDS / cpu:.0f}", ">= 1000")


def _on_fine_panels(m_s, mixing, active, baths, temperatures):
    """The spectrum with 1024 panels."""
    ends = -np.asarray(baths.log_s(0, jnp.asarray(temperatures))) / 3.0
    log_a, width = gauss_points(ends[0], ends[1], 1024)
    state = baths.state(0, -3.0 * log_a)
    H, end = hubble(state.rho), jnp.asarray(ends[1] + np.log(temperatures[1]))
    return np.asarray(produce(m_s, [Mixing(mixing, active)], Path(log_a, state.T, H, width, end)).f)


def _matched(literal, method, chosen, m_s, mixing, histories, log_y, ranges, baths, wanted):
    """The loosest tolerance at which SciPy's error is that of the library, that error, and seconds per point."""
    ends = [tuple(-np.asarray(baths.log_s(0, jnp.asarray(ranges[i]))) / 3.0) for i in chosen]
    momenta = [np.exp(log_y + float(histories.log_aT_end[i])) for i in chosen]
    cases = list(zip(chosen, momenta, ends, strict=True))
    tight = np.stack([literal.solve(m_s[i], mixing[i], q, end, method, 1e-12) for i, q, end in cases])
    for rtol in TOLERANCES:
        start = time.process_time()
        answers = np.stack([literal.solve(m_s[i], mixing[i], q, end, method, rtol) for i, q, end in cases])
        seconds = (time.process_time() - start) / len(cases)
        errors = _errors(answers, tight, log_y)
        if errors[0] <= max(wanted, _FINEST):
            break
    return rtol, errors, seconds


def _stepwise(active, m_s, mixing, baths, ranges, log_y, chosen, fine, wanted):
    """The smallest number of steps at which plain JAX is as accurate, its errors, and seconds per point."""
    batch = stepwise(active, log_y)
    for steps in STEPS:
        inputs = (jnp.asarray(m_s), jnp.asarray(mixing), *middles(baths, *ranges.T, steps))
        errors = _errors(np.asarray(batch(*inputs))[chosen], fine, log_y)
        if errors[0] <= max(wanted, _FINEST):
            break
    seconds = median_seconds(lambda: jax.block_until_ready(batch(*inputs)), 3, time.process_time) / len(m_s)
    return steps, *errors, seconds


def _errors(f, reference, log_y):
    """Largest relative errors of the number of particles, and of f at the momenta that count."""
    volume, counted = np.exp(3.0 * log_y), np.exp(log_y) < _COUNTED
    of_number = np.max(np.abs(f @ volume / (reference @ volume) - 1.0))
    return float(of_number), float(np.max(np.abs(f / reference - 1.0)[:, counted]))


def scan(summary: Table) -> None:
    """The whole twin chain, background and dark matter, in a batch on two threads."""
    rng = np.random.default_rng(2)
    points = {"m_N": 10 ** rng.uniform(1, 3, 2000), "m_nu": 10 ** rng.uniform(-10, -5, 2000),
              "m_s": 10 ** rng.uniform(0, 3, 2000), "sin2_2theta": 10 ** rng.uniform(-13, -5, 2000)}  # fmt: skip
    solve = partial(solve_batch, TwinSterileNeutrino, vev_ratio=4.0, **points)
    solve()
    wall = median_seconds(solve, 3) / 2000
    summary.add_row("10^5 twin points with dark matter, two threads", f"{1e5 * wall:.0f} s", "<= 180 s")


if __name__ == "__main__":
    main()
