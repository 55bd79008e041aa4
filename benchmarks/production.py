"""Time the production of dark matter: spectra in a batch beside SciPy and plain JAX at equal accuracy, and opacities.

Run by `make bench`, or `python benchmarks/production.py`. Takes a few minutes; README.md explains the columns.
"""

import tempfile
from functools import partial
from unittest.mock import patch

import jax
import jax.numpy as jnp
import numpy as np
from harness import sections
from harness.literal_production import LiteralProduction
from harness.results import Summary
from harness.stepwise_production import middles, stepwise
from harness.timing import Job, clocked, in_turn, median_seconds
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
PAPER = {"sm_neutrinos": "equilibrium"}
BATCH = 1000
"""Twin points with dark matter that are solved together."""
_FINEST = 1e-6
"""Error of the number that SciPy is held to even where the library's is smaller."""
console = Console(width=120)


def opacities(summary: Summary) -> None:
    """The table of opacities for masses of another world, as the tables of ours are shipped."""
    with tempfile.TemporaryDirectory() as folder, patch.dict("os.environ", REHEATON_CACHE_DIR=folder):
        other = FermionMasses(leptons={"mu": 0.2, "e": 0.001, "tau": 3.0})
        seconds = clocked(lambda: opacity_table("mu", other))
    summary.add("opacity table for other masses, compilation included", seconds, "s", at_most=10.0)


def spectra(summary: Summary) -> None:
    """ms per spectrum of 150 momenta, given the background, and SciPy and plain JAX at the same error of the number."""
    baths = make_baths([(*sm.plasma(), sm.departing_neutrinos())], [(0,)])
    active = ActiveNeutrino(opacity_from_table(opacity_table("mu")), qcd_gas())
    m_s, mixing = np.geomspace(1.0, 100.0, CHUNK) * KEV, np.geomspace(1e-7, 1e-11, CHUNK)
    ranges = np.array([production_range(m, s, active)[:2] for m, s in zip(m_s, mixing, strict=True)])
    histories = jax.vmap(partial(follow_bath, baths))(*ranges.T)
    batch = outer_jit(jax.vmap(lambda m, s, h: produce(m, [Mixing(s, active)], h).f))
    inputs = (jnp.asarray(m_s), jnp.asarray(mixing), histories)
    first = clocked(lambda: jax.block_until_ready(batch(*inputs)))
    found = np.asarray(batch(*inputs))

    literal = LiteralProduction.of(active, baths)
    log_y = np.asarray(produce(m_s[0], [Mixing(mixing[0], active)], jax.tree.map(lambda x: x[0], histories)).log_y)
    chosen = np.linspace(0, CHUNK - 1, COMPARED).astype(int)
    fine = np.stack([_on_fine_panels(m_s[i], mixing[i], active, baths, ranges[i]) for i in chosen])
    own = _errors(found[chosen], fine, log_y)
    rows: dict[str, tuple[str, tuple[float, float], int]] = {"reheaton": ("-", own, CHUNK)}
    jobs: dict[str, Job] = {"reheaton": lambda: jax.block_until_ready(batch(*inputs))}
    steps, errors, jobs["plain JAX"] = _stepwise(active, m_s, mixing, baths, ranges, log_y, chosen, fine, own[0])
    rows["plain JAX"] = f"{steps} steps", errors, CHUNK
    for method in ("LSODA", "Radau"):
        name = f"SciPy {method}"
        matched = _matched(literal, method, chosen, m_s, mixing, histories, log_y, ranges, baths, own[0])
        rtol, errors, jobs[name] = matched
        rows[name] = f"rtol {rtol:.0e}", errors, COMPARED
    seconds = in_turn(jobs, 3)
    each = {name: seconds[name] / points for name, (_, _, points) in rows.items()}
    table = Table(title=f"Spectra of {MOMENTA} momenta, CPU time, one core", title_justify="left")
    for column in ("", "setting", "error of the number", f"of f, p/T < {_COUNTED:.0f}", "points", "ms/point", "ratio"):
        table.add_column(column)
    job = f"spectrum of {MOMENTA} momenta, given the background, batch of {CHUNK}, one core"
    ms = 1e3 * each["reheaton"]
    summary.add(job, ms, "ms", error=own[0], at_most=0.35)
    for name, (setting, (error, error_f), points) in rows.items():
        ratio = each[name] / each["reheaton"]
        cells = f"{error:.1e}", f"{error_f:.1e}", str(points), f"{1e3 * each[name]:.3g}", f"{ratio:.3g}"
        table.add_row(name, setting, *cells)
        if name != "reheaton":
            summary.add(job, ms, "ms", error=own[0], baseline=name, ratio=ratio)
    console.print(table)
    console.print(
        f"Errors against 1024 panels; of SciPy, against its rtol 1e-12. First batch, with compilation: {first:.1f} s.\n"
    )


def _on_fine_panels(m_s, mixing, active, baths, temperatures):
    """The spectrum with 1024 panels."""
    ends = -np.asarray(baths.log_s(0, jnp.asarray(temperatures))) / 3.0
    log_a, width = gauss_points(ends[0], ends[1], 1024)
    state = baths.state(0, -3.0 * log_a)
    H, end = hubble(state.rho), jnp.asarray(ends[1] + np.log(temperatures[1]))
    return np.asarray(produce(m_s, [Mixing(mixing, active)], Path(log_a, state.T, H, width, end)).f)


def _matched(literal, method, chosen, m_s, mixing, histories, log_y, ranges, baths, wanted):
    """The loosest tolerance at which SciPy's error is that of the library, its errors, and the job at it."""
    ends = [tuple(-np.asarray(baths.log_s(0, jnp.asarray(ranges[i]))) / 3.0) for i in chosen]
    momenta = [np.exp(log_y + float(histories.log_aT_end[i])) for i in chosen]
    cases = list(zip(chosen, momenta, ends, strict=True))

    def solve(rtol):
        return np.stack([literal.solve(m_s[i], mixing[i], q, end, method, rtol) for i, q, end in cases])

    tight = solve(1e-12)
    for rtol in TOLERANCES:
        errors = _errors(solve(rtol), tight, log_y)
        if errors[0] <= max(wanted, _FINEST):
            break
    return rtol, errors, partial(solve, rtol)


def _stepwise(active, m_s, mixing, baths, ranges, log_y, chosen, fine, wanted):
    """The smallest number of steps at which plain JAX is as accurate, its errors, and the job with it."""
    batch = stepwise(active, log_y)
    for steps in STEPS:
        inputs = (jnp.asarray(m_s), jnp.asarray(mixing), *middles(baths, *ranges.T, steps))
        errors = _errors(np.asarray(batch(*inputs))[chosen], fine, log_y)
        if errors[0] <= max(wanted, _FINEST):
            break
    return steps, errors, lambda: jax.block_until_ready(batch(*inputs))


def _errors(f, reference, log_y):
    """Largest relative errors of the number of particles, and of f at the momenta that count."""
    volume, counted = np.exp(3.0 * log_y), np.exp(log_y) < _COUNTED
    of_number = np.max(np.abs(f @ volume / (reference @ volume) - 1.0))
    return float(of_number), float(np.max(np.abs(f / reference - 1.0)[:, counted]))


def twin_points(summary: Summary) -> None:
    """The whole twin chain, background and dark matter, in a batch on one core, and without the dark matter."""
    points = _points(BATCH)
    solve = partial(solve_batch, TwinSterileNeutrino, vev_ratio=4.0, threads=1, **PAPER)
    jobs: dict[str, Job] = {
        "with": partial(solve, **points),
        "without": partial(solve, m_N=points["m_N"], m_nu=points["m_nu"]),
    }
    for job in jobs.values():
        job()
    seconds = in_turn(jobs, 5)
    job = f"twin point with dark matter, batch of {BATCH}, one core"
    summary.add(job, 1e3 * seconds["with"] / BATCH, "ms", at_most=0.85)
    summary.add("the same points without dark matter", 1e3 * seconds["without"] / BATCH, "ms")


def two_threads(summary: Summary) -> None:
    """The same on two threads, wall clock."""
    solve = partial(solve_batch, TwinSterileNeutrino, vev_ratio=4.0, threads=2, **PAPER, **_points(2 * BATCH))
    solve()
    wall = median_seconds(solve, 3) / (2 * BATCH)
    summary.add("10^5 twin points with dark matter, two threads", 1e5 * wall, "s", at_most=180.0)


def _points(count: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(2)
    decades = {"m_N": (1, 3), "m_nu": (-10, -5), "m_s": (0, 3), "sin2_2theta": (-13, -5)}
    return {name: 10 ** rng.uniform(*ends, count) for name, ends in decades.items()}


if __name__ == "__main__":
    sections.run(
        __file__,
        "Time the production of dark matter.",
        one_core=(spectra, twin_points, opacities),
        all_cores=(two_threads,),
    )
