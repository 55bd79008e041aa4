"""Time the background: single points and batches against SciPy at equal accuracy, start-up, derivatives and memory.

Run by `make bench`, or `python benchmarks/background.py`. Takes a few minutes; README.md explains the columns.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from harness import sections, startup
from harness.printed_equations import PrintedEquations
from harness.results import Summary
from harness.scipy_baseline import Solver
from harness.timing import Job, clocked, in_turn, median_seconds, peak_memory
from rich.console import Console
from rich.table import Table

from reheaton.models.batch import CHUNK, solve_batch
from reheaton.models.compiled import prepare
from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino
from reheaton.probes.dark_radiation import DarkRadiation
from reheaton.universe.evolve import RTOL, evolve

M_N_RANGE, M_NU_RANGE, VEV_RATIO = (1.0, 1e3), (1e-11, 1e-2), 4.0
"""The plane of Fig. 2: m_N [GeV], m_nu [eV]."""
PAPER = {"sm_neutrinos": "equilibrium"}
"""Neutrinos as in the paper; benchmarks/decoupling.py times those that decouple by collisions."""
BATCH, CHECKED, COMPARED = 1000, 250, 16
"""Points of a batch, how many of them have a reference, and at how many SciPy is timed."""
BACKGROUNDS, ALL_BACKGROUNDS, MIXINGS = 200, 10_000, 10
"""Backgrounds that mixings share, few and many, and how many mixings share each of them."""
RELICS = ("fluid", "momentum-resolved")
TARGET_MS = {"fluid": 0.11, "momentum-resolved": 0.16}
LEAST_RATIO = 300.0
"""Target for LSODA, of the equations as printed and in the library's variables, over the library: fluid."""
LARGEST_ERROR = 1e-5
SCIPY = {
    "LSODA, printed equations": PrintedEquations("LSODA"),
    "LSODA": Solver("LSODA"),
    "LSODA, look-ups by hand": Solver("LSODA", by_hand=True),
    "Radau": Solver("Radau"),
}
TOLERANCES = 10.0 ** -np.arange(3.0, 11.1, 0.5)
REFERENCE_RTOL = 1e-11
console = Console(width=120)


# --- against SciPy -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Points:
    """Points of the plane, in random order: m_N [GeV], m_nu [eV], and, once known, Gamma_N [GeV]."""

    m_N: np.ndarray
    m_nu: np.ndarray

    @classmethod
    def drawn(cls, count: int) -> "Points":
        """Uniform in both logarithms, always the same."""
        u = np.random.default_rng(1).uniform(size=(2, count))
        ranges = (M_N_RANGE, M_NU_RANGE)
        return cls(*(low * (high / low) ** part for part, (low, high) in zip(u, ranges, strict=True)))

    def solve(self, relic: str, threads: int = 1) -> Mapping[str, np.ndarray]:
        """Observables by the library. Stops if a point failed."""
        values = {"m_N": self.m_N, "m_nu": self.m_nu, "vev_ratio": VEV_RATIO}
        result = solve_batch(TwinSterileNeutrino, **values, relic=relic, threads=threads, **PAPER)
        if result.failures:
            raise RuntimeError(f"points failed: {result.failures}")
        return result.observables


def ratios(summary: Summary) -> None:
    """ms per point of the library and of SciPy at equal accuracy, for both kinds of relic."""
    for relic in RELICS:
        _ratios(summary, relic)


def _ratios(summary: Summary, relic: str) -> None:
    points = Points.drawn(BATCH)
    first = clocked(lambda: points.solve(relic))
    found = points.solve(relic)
    answers = np.stack([found[f"delta_N_eff_{when}"] for when in ("bbn", "cmb")], axis=1)[:CHECKED]
    reference, disagreement = _reference(points, found["Gamma_N"], relic)
    error, largest = (_error(answers[:count], reference[:count]) for count in (COMPARED, CHECKED))
    one = TwinSterileNeutrino(m_N=10.0, m_nu=1e-6, vev_ratio=VEV_RATIO, relic=relic, **PAPER)
    first_one = clocked(one.solve)
    single = median_seconds(one.solve, 30)

    matched: dict[str, tuple[float, float]] = {}
    jobs: dict[str, Job] = {"reheaton": lambda: points.solve(relic)}
    for name, solver in SCIPY.items():
        if relic == "fluid" or isinstance(solver, Solver):
            matched[name] = _matched(solver, points, found["Gamma_N"], reference, error, relic)
            jobs[name] = partial(_scipy, solver, points, found["Gamma_N"], matched[name][0], relic)
    seconds = in_turn(jobs, 3)
    cpu = seconds["reheaton"] / BATCH

    table = _table(f"Background, {relic}: {BATCH} points of Fig. 2, CPU", "", "rtol", "error", "ms/point", "ratio")
    own = f"{RTOL:.1e}", f"{error:.1e}"
    table.add_row("reheaton, batch, one core", *own, f"{1e3 * cpu:.3f}", "1")
    table.add_row("reheaton, one point (wall)", *own, f"{1e3 * single:.1f}", f"{single / cpu:.0f}")
    job = f"background, {relic}, batch of {BATCH}, one core"
    summary.add(job, 1e3 * cpu, "ms", error=largest, at_most=TARGET_MS[relic])
    summary.add(f"largest error of Delta N_eff at {CHECKED} points, {relic}", largest, "", at_most=LARGEST_ERROR)
    for name, (rtol, scipy_error) in matched.items():
        each = seconds[name] / COMPARED
        table.add_row(f"SciPy {name}", f"{rtol:.0e}", f"{scipy_error:.1e}", f"{1e3 * each:.1f}", f"{each / cpu:.0f}")
        least = LEAST_RATIO if relic == "fluid" and name in ("LSODA", "LSODA, printed equations") else None
        summary.add(job, 1e3 * cpu, "ms", error=error, baseline=f"SciPy {name}", ratio=each / cpu, at_least=least)
    console.print(table)
    console.print(
        f"Error: largest relative error of Delta N_eff (BBN, CMB) at the {COMPARED} points timed with SciPy; "
        f"{largest:.1e} at {CHECKED} points.\nThe two references, SciPy and reheaton at tight tolerance, differ by "
        f"{disagreement:.0e} at the {COMPARED}.\nFirst batch, compilation included "
        f"({CHUNK} lanes): {first:.1f} s; first single point: {first_one:.1f} s.\n"
    )


def _reference(points: Points, Gamma: np.ndarray, relic: str) -> tuple[np.ndarray, float]:
    """Delta N_eff (points, 2) by SciPy at tight tolerance, and how far the library at rtol = 1e-10 is from it."""
    reference = _scipy(Solver("LSODA", by_hand=True), points, Gamma, REFERENCE_RTOL, relic, CHECKED)
    example = TwinSterileNeutrino(m_N=1.0, m_nu=1.0, vev_ratio=VEV_RATIO, relic=relic, **PAPER)
    baths = prepare(example).baths

    def solve(m_N: jax.Array, m_nu: jax.Array) -> jax.Array:
        model = TwinSterileNeutrino(m_N=m_N, m_nu=m_nu, vev_ratio=VEV_RATIO, relic=relic, **PAPER)
        universe, probe = model.universe(), DarkRadiation("twin", "N")
        background = evolve(universe, until=model.UNTIL, baths=baths, rtol=1e-10)
        found = probe.observe(background, background.when(probe.events(universe)), None)
        return jnp.stack([found["delta_N_eff_bbn"], found["delta_N_eff_cmb"]])

    tight = jax.jit(jax.vmap(solve))(jnp.asarray(points.m_N[:COMPARED]), jnp.asarray(points.m_nu[:COMPARED]))
    return reference, _error(np.asarray(tight), reference[:COMPARED])


def _scipy(
    solver: Any, points: Points, Gamma: np.ndarray, rtol: float, relic: str, count: int = COMPARED
) -> np.ndarray:
    resolved = relic == "momentum-resolved"
    pairs = zip(points.m_N[:count].tolist(), Gamma[:count].tolist(), strict=True)
    return np.stack([solver.solve(m, width, rtol, resolved=resolved) for m, width in pairs])


def _matched(
    solver: Any, points: Points, Gamma: np.ndarray, reference: np.ndarray, error: float, relic: str
) -> tuple[float, float]:
    """Loosest tolerance at which SciPy is at least as accurate, and its error."""
    for rtol in TOLERANCES:
        try:
            reached = _error(_scipy(solver, points, Gamma, rtol, relic), reference[:COMPARED])
        except (ArithmeticError, IndexError):  # so inaccurate that it overflows or misses an event
            continue
        if reached <= error:
            return rtol, reached
    raise RuntimeError(f"{solver} is less accurate than {error:.1e} at every tolerance down to {TOLERANCES[-1]:.0e}.")


def _error(answers: np.ndarray, reference: np.ndarray) -> float:
    return float(np.max(np.abs(answers / reference - 1.0)))


# --- other jobs --------------------------------------------------------------------------------------


def plane(summary: Summary) -> None:
    """Both panels of Fig. 2, momenta resolved, after compilation."""
    m_N, m_nu = np.meshgrid(np.geomspace(*M_N_RANGE, 100), np.geomspace(*M_NU_RANGE, 100))
    grid = Points(m_N.ravel(), m_nu.ravel())
    solve = partial(grid.solve, "momentum-resolved", threads=2)
    solve()
    seconds = median_seconds(solve, 3)
    summary.add("Fig. 2 on 100 x 100 points, two threads", seconds, "s", at_most=10.0)


def two_threads(summary: Summary) -> None:
    """Batches of both kinds of relic on two threads, wall clock."""
    points = Points.drawn(BATCH)
    for relic in RELICS:
        points.solve(relic, threads=2)
        wall = median_seconds(lambda relic=relic: points.solve(relic, threads=2), 9) / BATCH
        summary.add(f"background, {relic}, batch of {BATCH}, two threads", 1e3 * wall, "ms")


def gradients(summary: Summary) -> None:
    """Derivatives of all observables by five parameters, against one evaluation of the same function."""
    names = ("m_N", "m_nu", "vev_ratio", "T_dec", "T_f")
    at = jnp.array([10.0, 1e-6, VEV_RATIO, 2.0, 1e4])

    def observables(values: jax.Array) -> jax.Array:
        model = TwinSterileNeutrino(**dict(zip(names, values, strict=True)), **PAPER)
        return jnp.stack(list(model.solve().observables.values()))

    jobs = {
        "one evaluation": jax.jit(observables),
        "jax.jacfwd, all observables": jax.jit(jax.jacfwd(observables)),
        "jax.grad, their sum": jax.jit(jax.grad(lambda values: jnp.sum(observables(values)))),
    }
    table = _table("Derivatives by m_N, m_nu, vev_ratio, T_dec, T_f", "", "compile [s]", "ms", "ratio")
    forward = 0.0
    for name, job in jobs.items():
        call: Callable[[], Any] = lambda job=job: jax.block_until_ready(job(at))  # noqa: E731
        compiling, seconds = clocked(call), median_seconds(call, 20, time.process_time)
        forward = forward or seconds
        table.add_row(name, f"{compiling:.1f}", f"{1e3 * seconds:.1f}", f"{seconds / forward:.1f}")
        if job is not jobs["one evaluation"]:
            summary.add(f"gradient: {name}", seconds / forward, "evaluations", at_most=5.0)
    console.print(table, "A custom_jvp makes the whole Jacobian in forward mode; reverse mode transposes it.\n")


def start_up(summary: Summary) -> None:
    """The command line in fresh processes."""
    found = startup.measure()
    for name, seconds, target in (
        ("reheaton --help", found.help, 0.3),
        ("reheaton models", found.models, 0.4),
        ("first run of one point, nothing compiled", found.cold, 6.0),
        ("first run of one point, from the cache", found.cached, 1.3),
        ("--find with dark matter, nothing compiled", found.find, 9.0),
        ("--find with dark matter, from the cache", found.find_cached, 2.5),
    ):
        summary.add(name, seconds, "s", at_most=target)
    # A process starts with the peak memory of the one that starts it, which has done nothing yet.
    summary.add("peak memory of such a run", peak_memory()[1], "MB")


def integrators(summary: Summary) -> None:
    """The library's integrator and diffrax, if it is installed, on the same equations, fluid: time, compilation."""
    if not find_spec("diffrax"):
        return
    from harness import diffrax_comparison as d

    points, until = Points.drawn(BATCH), TwinSterileNeutrino.UNTIL
    # A chunk of points that decay at like times, as batches are solved: the lanes of a chunk wait for each other.
    chunk = np.argsort(points.solve("fluid")["Gamma_N"])[BATCH // 2 :][:CHUNK]
    columns = jnp.asarray(points.m_N[chunk]), jnp.asarray(points.m_nu[chunk])
    make = {"vev_ratio": VEV_RATIO, "relic": "fluid"} | PAPER
    baths = prepare(TwinSterileNeutrino(m_N=1.0, m_nu=1.0, **make)).baths

    def compiled(integrate: Any) -> Job:
        universe = lambda m_N, m_nu: TwinSterileNeutrino(m_N=m_N, m_nu=m_nu, **make).universe()  # noqa: E731
        solve = d.batch(integrate, universe, baths)
        return lambda: jax.block_until_ready(solve(*columns))

    exact = compiled(d.with_library(until, rtol=1e-10))()
    ours = {f"reheaton.numerics.ode, rtol {RTOL:.1e}": d.with_library(until)}
    others = {f"diffrax, rtol {rtol:.0e}": d.with_diffrax(until, rtol) for rtol in 10.0 ** -np.arange(4.0, 8.1, 0.5)}
    jobs, rows, wanted = {}, {}, 0.0
    for name, integrate in (ours | others).items():
        job = compiled(integrate)
        first, error = clocked(job), _error(np.asarray(job()), np.asarray(exact))
        jax.clear_caches()  # what was compiled is forgotten, unless it lies in the persistent cache
        jobs[name] = compiled(integrate)
        rows[name] = f"{error:.1e}", f"{first:.1f}", f"{clocked(jobs[name]):.1f}"
        wanted = wanted or error
        if name in others and error <= wanted:  # the loosest tolerance at which diffrax is as accurate
            break
    own, other = next(iter(jobs)), list(jobs)[-1]
    seconds = in_turn({name: jobs[name] for name in (own, other)}, 5)
    table = _table(f"Integrators, {CHUNK} lanes", "", "error of S", "compile [s]", "once more [s]", "ms/point", "ratio")
    for name, row in rows.items():
        timed = (f"{1e3 * seconds[name] / CHUNK:.3f}", f"{seconds[name] / seconds[own]:.1f}") if name in seconds else ()
        table.add_row(name, *row, *timed)
    console.print(table)
    ratio, ms = seconds[other] / seconds[own], 1e3 * seconds[own] / CHUNK
    summary.add(f"integrator, fluid, {CHUNK} lanes", ms, "ms", error=wanted, baseline="diffrax", ratio=ratio)


# --- one point, and many points of one background -----------------------------------------------------


def single_points(summary: Summary) -> None:
    """CPU time of one warm `solve`, the mean over 50 points; the tables of the baths are kept between them."""
    for name, dark_matter in (("", {}), (" with dark matter", {"m_s": 30.0, "sin2_2theta": 1e-9})):

        def solve(start: float, dark_matter: dict[str, float] = dark_matter) -> None:
            for i in range(50):
                TwinSterileNeutrino(m_N=start + i, m_nu=1e-7, vev_ratio=VEV_RATIO, **dark_matter, **PAPER).solve()

        solve(20.0)
        ms = 1e3 * median_seconds(lambda s=solve: s(30.0), 3, time.process_time) / 50
        summary.add(f"one warm solve{name}, CPU", ms, "ms", at_most=None if dark_matter else 5.0)


def shared_backgrounds(summary: Summary) -> None:
    """CPU time of mixings on shared backgrounds over that of as many points with a background each, compiled before."""
    _shared_backgrounds(summary, BACKGROUNDS, repeats=3)


def many_shared_backgrounds(summary: Summary) -> None:
    """The same for more of them, once; takes three minutes."""
    _shared_backgrounds(summary, ALL_BACKGROUNDS, repeats=1)


def _shared_backgrounds(summary: Summary, backgrounds: int, repeats: int) -> None:
    count = backgrounds * MIXINGS
    points, mixing = Points.drawn(count), np.tile(np.geomspace(1e-12, 1e-9, MIXINGS), backgrounds)
    m_N, m_nu = (np.repeat(x[:backgrounds], MIXINGS) for x in (points.m_N, points.m_nu))

    def solve(m_N: np.ndarray, m_nu: np.ndarray, until: int = count) -> None:
        values = {"m_N": m_N[:until], "m_nu": m_nu[:until], "sin2_2theta": mixing[:until]}
        solve_batch(TwinSterileNeutrino, **values, m_s=30.0, vev_ratio=VEV_RATIO, threads=1, **PAPER)

    jobs = {"shared": partial(solve, m_N, m_nu), "own": partial(solve, points.m_N, points.m_nu)}
    for job in jobs.values():
        job(until=2 * CHUNK)  # two chunks are enough to compile
    seconds = in_turn(jobs, repeats)
    name = f"{backgrounds} backgrounds x {MIXINGS} mixings / {count} points, CPU"
    summary.add(name, seconds["shared"] / seconds["own"], "", at_most=0.8)


# --- printing ----------------------------------------------------------------------------------------


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for number, column in enumerate(columns):
        table.add_column(column, justify="right" if number else "left", no_wrap=True)
    return table


if __name__ == "__main__":
    sections.run(
        __file__,
        "Time the background of the twin model.",
        one_core=(ratios, single_points, shared_backgrounds, gradients, integrators),
        all_cores=(start_up, plane, two_threads),
        on_request=(many_shared_backgrounds,),
    )
