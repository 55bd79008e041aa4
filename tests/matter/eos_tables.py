"""Tables of g_rho and g_s of the Standard Model in equilibrium, as a user would write them, for the tests."""

from functools import cache
from pathlib import Path

import numpy as np

from reheaton.matter.leptons_and_bosons import free_neutrinos
from reheaton.matter.standard_model import plasma

Columns = dict[str, np.ndarray]
NAMES = ("T [MeV]", "g_rho", "g_s")


@cache
def _degrees(eos: str, rows: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    T = np.geomspace(1e-3, 1e5, rows)
    states = [gas.state(T) for gas in (*plasma(eos=eos), free_neutrinos())]
    rho, s = (sum(np.asarray(getattr(state, name)) for state in states) for name in ("rho", "s"))
    return T * 1e3, 30.0 / np.pi**2 * rho / T**4, 45.0 / (2.0 * np.pi**2) * s / T**3


def standard_table(rows: int = 401, eos: str = "borsanyi-2016") -> Columns:
    """Columns by name and unit, of 1 MeV to 1e5 GeV; new arrays each time."""
    return {name: column.copy() for name, column in zip(NAMES, _degrees(eos, rows), strict=True)}


def write(path: Path, columns: Columns) -> Path:
    """A file of these columns; the names are in line 1, row k is in line k + 2."""
    np.savetxt(path, np.column_stack(list(columns.values())), header="\t".join(columns), comments="", delimiter="\t")
    return path
