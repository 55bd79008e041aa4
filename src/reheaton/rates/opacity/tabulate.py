"""Tables of C(p/T, T) from first principles, kept on disk together with their numerical error.

C depends on temperature only through m/T. With all fermion masses multiplied by a vev ratio f it is the same function
of T/f, so that one table serves every sector whose masses are rescaled. Free quarks are kept apart: below the
quark-hadron transition they count with an effective number of colours (see `opacity`).
"""

import functools
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Final

import jax.numpy as jnp
import numpy as np

from reheaton.backend.jax_setup import outer_jit
from reheaton.backend.kept_tables import kept_table
from reheaton.backend.progress import Progress
from reheaton.numerics.interpolation import resample
from reheaton.rates.opacity.collision_integral import collision_table
from reheaton.rates.opacity.processes import FermionMasses, Process, leptonic_processes, quark_processes

LOG_X: Final = np.linspace(np.log(4e-3), np.log(60.0), 49)
"""ln(p/T) of the tables."""
LOG_T: Final = np.linspace(np.log(1e-5), np.log(60.0), 153)
"""ln(T/GeV) of the tables. Below, no charged particles are left and C is constant; above, Fermi theory is not valid."""
_POINTS: Final = (10, 10, 8)
_FINE_POINTS: Final = (24, 24, 16)
_PROBE: Final = (7, 5)
"""Every 7th temperature and 5th momentum is computed again, half an interval on, with more points."""
_VERSION: Final = 1
"""Raised whenever the same input gives other numbers."""


@dataclass(frozen=True)
class OpacityTable:
    """C of leptons and of free quarks on the grid of LOG_T and LOG_X, each (temperatures, momenta)."""

    leptons: np.ndarray
    quarks: np.ndarray
    error: float
    """Largest error of either part found between nodes, as a fraction of their sum: quadrature and interpolation."""


def opacity_table(flavour: str, masses: FermionMasses | None = None, progress: Progress | None = None) -> OpacityTable:
    """The table of one flavour and one set of masses [GeV], computed if it is neither shipped nor in the cache folder.

    Those of the Standard Model are shipped (data/opacity, made by tools/make_opacity_tables.py). `progress` is told of
    a calculation. Raises InvalidInput for an unknown flavour.
    """
    masses = masses or FermionMasses()
    parts = (leptonic_processes(flavour, masses), quark_processes(flavour, masses))
    grids = [[float(grid[0]), float(grid[-1]), len(grid)] for grid in (LOG_T, LOG_X)]
    stored = kept_table(
        f"opacity/{flavour}",
        [grids, _POINTS, _FINE_POINTS, _PROBE, [[asdict(process) for process in part] for part in parts]],
        lambda: asdict(_compute(parts, progress or (lambda message, fraction: None))),
        version=_VERSION,
        shapes={"leptons": (len(LOG_T), len(LOG_X)), "quarks": (len(LOG_T), len(LOG_X)), "error": ()},
        within=(0.0, 1e3),
    )
    return OpacityTable(stored["leptons"], stored["quarks"], float(stored["error"]))


def _compute(parts: tuple[tuple[Process, ...], ...], progress: Progress) -> OpacityTable:
    total, done = sum(map(len, parts)), 0
    log_T, log_x = ((grid + 0.5 * (grid[1] - grid[0]))[:-1:k] for k, grid in zip(_PROBE, (LOG_T, LOG_X), strict=True))
    tables, probes = [], []
    for part in parts:
        table, probe = np.zeros((len(LOG_T), len(LOG_X))), np.zeros((len(log_T), len(log_x)))
        for process in part:
            progress("opacities of neutrinos", done / total)
            table += _one(process, LOG_T, LOG_X, _POINTS)
            probe += _one(process, log_T, log_x, _FINE_POINTS)
            done += 1
        tables.append(table)
        probes.append(probe)
    progress("opacities of neutrinos", 1.0)
    found = [_interpolated(table, log_T, log_x) for table in tables]
    difference = max(np.max(np.abs(a - b) / sum(probes)) for a, b in zip(found, probes, strict=True))
    return OpacityTable(tables[0], tables[1], float(difference))


def _one(process: Process, log_T: np.ndarray, log_x: np.ndarray, points: tuple[int, int, int]) -> np.ndarray:
    kernel = _kernel(points)
    values = kernel(*map(jnp.asarray, (log_x, log_T, process.masses, process.coefficients)))
    return np.asarray(values)


@functools.cache
def _kernel(points: tuple[int, int, int]) -> Callable[..., Any]:
    return outer_jit(functools.partial(collision_table, points=points))


def _interpolated(table: np.ndarray, log_T: np.ndarray, log_x: np.ndarray) -> np.ndarray:
    """The interpolant of a table on a product of other points."""
    for axis, (grid, wanted) in enumerate(((LOG_T, log_T), (LOG_X, log_x))):
        table = np.moveaxis(resample(np.moveaxis(table, axis, 0), grid[0], grid[1] - grid[0], wanted), 0, axis)
    return table
