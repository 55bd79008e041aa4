"""Opacities from a file, in the format of the public code sterile-dm (Venumadhav et al., arXiv:1507.06655).

A text file. Lines with # are comments, except that one of them ends in the temperatures:

    # any words ... ->  T_1  T_2  ...  T_n        temperatures [MeV], rising
    (p/T)_1   value_11  value_12 ... value_1n     Gamma/(G_F^2 T^5) at one p/T, rising from line to line
    ...

Values are rates of the flavour that the file is for; C = value/(p/T).
"""

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from reheaton.backend.given_numbers import plain_float
from reheaton.backend.user_file import user_text
from reheaton.errors import InvalidInput

_ABSURD: Final = 1e10
"""No momentum over T, and no temperature in MeV, is larger, or smaller than its inverse: quotients stay finite."""
_FEWEST: Final = 4
"""Lines and columns that interpolation needs."""
LOWEST_MOMENTUM: Final = 0.1
"""p/T from which a table must have rates."""
HIGHEST_MOMENTUM: Final = 15.0
"""p/T that a table must reach: beyond, there is less than 1e-4 of a thermal distribution."""

HIGHEST_RATE: Final = 1e6
"""Largest value of a table: with all quarks and leptons C is below 1e3, and p/T below 1e3 is more than enough."""


class RateFile(NamedTuple):
    """p/T (momenta,), T [GeV] (temperatures,) and C (temperatures, momenta)."""

    p_over_T: np.ndarray
    T: np.ndarray
    C: np.ndarray


def read_rate_file(path: str | Path) -> RateFile:
    """Read and check a file of opacities. Raises InvalidInput, naming the file and what is wrong with it."""
    return rates_of_text(rate_file_text(path), path)


def rate_file_text(path: str | Path) -> str:
    """The text of a file of opacities. Raises InvalidInput if it cannot be read."""
    return user_text(path, "the table of opacities")


def rates_of_text(text: str, path: str | Path) -> RateFile:
    """Rates from the text of a file; `path` names it in messages. Raises InvalidInput as `read_rate_file`."""
    lines = text.splitlines()
    T = _temperatures(path, lines)
    rows, places = [], []
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            cells = _numbers(line.split())
            if cells is None or len(cells) != len(T) + 1:
                found = "something that is no number" if cells is None else f"{len(cells)} columns"
                raise InvalidInput(f"{path}, line {number}: {found}; expected p/T and {len(T)} rates.")
            rows.append(cells)
            places.append(number)
    table = np.array(rows).reshape(len(rows), len(T) + 1)
    _check_grid(path, table[:, 0], T)
    _check_rates(path, table, T, places)
    return RateFile(table[:, 0], 1e-3 * T, (table[:, 1:] / table[:, :1]).T)


def _temperatures(path: str | Path, lines: list[str]) -> np.ndarray:
    for line in lines:
        if line.lstrip().startswith("#") and "->" in line:
            T = _numbers(line.rpartition("->")[2].split())
            if T:
                return np.array(T)
    raise InvalidInput(f"{path} has no line '# ... -> T_1 T_2 ...' with the temperatures in MeV.")


def _numbers(words: list[str]) -> list[float] | None:
    try:
        return [plain_float(word) for word in words]
    except ValueError:
        return None


def _check_grid(path: str | Path, p_over_T: np.ndarray, T: np.ndarray) -> None:
    for name, values in (("p/T", p_over_T), ("temperatures", T)):
        inside = len(values) >= _FEWEST and 1.0 / _ABSURD <= values[0] and values[-1] <= _ABSURD
        if not inside or not np.all(np.diff(values) > 0):
            span = f"from {1.0 / _ABSURD:g} to {_ABSURD:g}"
            raise InvalidInput(f"{path}: {name} must be positive and finite, {span}, rise, and be at least {_FEWEST}.")
    if p_over_T[-1] < HIGHEST_MOMENTUM or p_over_T[0] > LOWEST_MOMENTUM:
        raise InvalidInput(
            f"{path}: p/T runs from {p_over_T[0]:g} to {p_over_T[-1]:g}; it must cover {LOWEST_MOMENTUM:g} to"
            f" {HIGHEST_MOMENTUM:g}."
        )


def _check_rates(path: str | Path, table: np.ndarray, T: np.ndarray, lines: list[int]) -> None:
    """Rates must be finite and positive; 0 is allowed for momenta that need not be there, where few digits are left."""
    x, rates = table[:, :1], table[:, 1:]
    needed = (x >= LOWEST_MOMENTUM) & (x <= HIGHEST_MOMENTUM)
    for wrong, what in (
        (~np.isfinite(rates) | (rates < 0.0), "rates must be finite and not negative"),
        (rates > HIGHEST_RATE, f"a rate above {HIGHEST_RATE:g} is not possible"),
        ((rates == 0.0) & needed, "a rate of 0 is not possible, as neutrinos always scatter off each other"),
    ):
        if np.any(wrong):
            row, column = np.argwhere(wrong)[0]
            raise InvalidInput(
                f"{path}, line {lines[row]}, column {column + 2} (p/T = {x[row, 0]:g}, T = {T[column]:g} MeV): {what}."
            )
