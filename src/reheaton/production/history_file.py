"""A history from a file: T(a) of the Standard Model and H(a), which production follows instead of a solved background.

A file of named columns (`backend.column_file`), as `Background.to_table` writes it. Needed are

    T_sm or T   temperature, in GeV, MeV, keV, eV or K, falling from row to row
    a           scale factor, in any normalisation, rising from row to row
    H           expansion rate, in GeV, MeV, eV or 1/s

and everything else in the file is ignored.
"""

import functools
from pathlib import Path
from typing import Final

import numpy as np

from reheaton.backend.column_file import RATES, TEMPERATURES, columns_of_text
from reheaton.backend.user_file import user_text
from reheaton.constants import M_PLANCK
from reheaton.errors import InvalidInput
from reheaton.numerics.neighbours import neighbour_distance
from reheaton.production.path import History, history_of

_FEWEST: Final = 10
"""Rows below which there is no telling whether a table is smooth."""
ROUGH: Final = 1e-2
"""Relative distance of T or H from what their neighbours say that is refused: the number of particles is then wrong by
more than 0.1%."""
_SLOWEST, _FASTEST = 1e-6, 1e12
"""H over T^2/M_PLANCK that a universe may have. The Standard Model has 5 to 17; a relic or a stiff fluid that dominates
for four decades of temperature makes it 1e8. Beyond, the unit is wrong."""


def read_history(path: str | Path) -> History:
    """Read and check the file. Raises InvalidInput, naming the file, the line and what is wrong with it."""
    return _history(user_text(path, "the table of the history"), str(path))


@functools.lru_cache(maxsize=8)
def _history(text: str, path: str) -> History:
    file = columns_of_text(text, path)
    columns = {
        "T": file.column(("T_sm", "T"), TEMPERATURES),
        "a": file.column(("a",), {"": 1.0}),
        "H": file.column(("H",), RATES),
    }
    if len(file.lines) < _FEWEST:
        raise InvalidInput(f"{path} has {len(file.lines)} rows: a history needs {_FEWEST} or more.")
    for name, values in columns.items():
        file.refuse(~(np.isfinite(values) & (values > 0.0)), f"{name} must be positive and finite")
    T, a, H = columns.values()
    file.refuse(np.diff(a, prepend=0.0) <= 0.0, "a must rise from row to row")
    file.refuse(np.diff(T, prepend=np.inf) >= 0.0, "T must fall from row to row")
    log_a, log_T, log_H = np.log(a), np.log(T), np.log(H)
    file.refuse(np.diff(log_a, prepend=-np.inf) <= 0.0, "a rises by less than a number can tell")
    file.refuse(np.diff(log_T, prepend=np.inf) >= 0.0, "T falls by less than a number can tell")
    expected = 2.0 * log_T - np.log(M_PLANCK)
    wrong = (log_H < expected + np.log(_SLOWEST)) | (log_H > expected + np.log(_FASTEST))
    file.refuse(
        wrong, f"H must be {_SLOWEST:g} to {_FASTEST:g} times T^2/M_Planck, so its unit, or that of T, is wrong"
    )
    for name, values in (("T", log_T), ("H", log_H)):
        file.refuse_rough(name, neighbour_distance(log_a, values), ROUGH)
    return history_of(log_a, T, H)
