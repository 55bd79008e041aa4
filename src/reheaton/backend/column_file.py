"""Text files of columns with names and units, which people, spreadsheets and other codes can read.

    # any words
    a   T_sm [GeV]   H [1/s]
    1.2e-10   0.002   0.4
    ...

Lines with # are comments. The first other line holds the names, each with its unit in brackets or without one, the
others one number for each name. Tabs, spaces, commas or semicolons lie between them.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from reheaton.backend.given_numbers import plain_float
from reheaton.backend.whole_file import whole_file
from reheaton.constants import EV, KELVIN, KEV, SECOND
from reheaton.errors import InvalidInput, quoted

TEMPERATURES: Final = {"GeV": 1.0, "MeV": 1e-3, "keV": KEV, "eV": EV, "K": KELVIN}
"""Units of a temperature, each in GeV."""
RATES: Final = {"GeV": 1.0, "MeV": 1e-3, "eV": EV, "1/s": 1.0 / SECOND}
"""Units of H, each in GeV."""
_NAME: Final = re.compile(r"([^\s,;\[\]]+)\s*(?:\[([^\[\]]*)\])?[\s,;]*")
"""A name, perhaps a unit, and what comes before the next name."""
_BETWEEN: Final = re.compile(r"[\s,;]+")
_SHOWN: Final = 30
"""Most names in a message."""
_DIGITS: Final = 12
"""Digits of a number after its point."""


@dataclass(frozen=True, eq=False)
class ColumnFile:
    """What a file holds. Numbers are read where they are asked for: what nobody needs may be anything."""

    path: str
    units: Mapping[str, str]
    """Units by the names of columns; "" where the file names none."""
    rows: tuple[tuple[str, ...], ...]
    """The words of each row."""
    lines: tuple[int, ...]
    """The number of the line of each row, for messages."""

    def has(self, names: Iterable[str]) -> bool:
        """Whether there is a column of one of these names."""
        return any(name in self.units for name in names)

    def column(self, names: Iterable[str], units: Mapping[str, float]) -> np.ndarray:
        """The numbers (rows,) of the first of some names that is there, times the factor in `units` of its unit.

        Raises InvalidInput if there is no such column, if it has another unit, or holds something that is no number.
        """
        names = list(names)
        name = next((name for name in names if name in self.units), None)
        if name is None:
            found = ", ".join(list(self.units)[:_SHOWN])
            raise InvalidInput(f"{self.path} has no column {' or '.join(names)}: its columns are {found}.")
        unit = self.units[name]
        if unit not in units:
            allowed = " or ".join(f"[{known}]" if known else "none" for known in units)
            given = f"the unit {quoted(unit)}" if unit else "no unit"
            raise InvalidInput(f"{self.path}: the column {name} has {given}; allowed is {allowed}.")
        place = list(self.units).index(name)
        return np.array([self._number(row[place], k) for k, row in enumerate(self.rows)]) * units[unit]

    def refuse(self, wrong: np.ndarray, what: str) -> None:
        """Raises InvalidInput that names the first row that is wrong, (rows,), and `what` is wrong with it."""
        if np.any(wrong):
            raise InvalidInput(f"{self.path}, line {self.lines[int(np.argmax(wrong))]}: {what}.")

    def refuse_rough(self, name: str, distance: np.ndarray, allowed: float) -> None:
        """Raises InvalidInput if a row is further from what its neighbours say than is allowed, relatively, (rows,)."""
        worst = int(np.argmax(distance))
        if distance[worst] > allowed:
            raise InvalidInput(
                f"{self.path}, line {self.lines[worst]}: {name} is {distance[worst]:.2g} of itself from what the rows"
                f" around it say, and up to {allowed:g} is allowed; write more rows."
            )

    def _number(self, word: str, row: int) -> float:
        try:
            return plain_float(word)
        except ValueError:
            raise InvalidInput(f"{self.path}, line {self.lines[row]}: {quoted(word)} is no number.") from None


def columns_of_text(text: str, path: str | Path) -> ColumnFile:
    """The columns in the text of a file; `path` names it in messages. Raises InvalidInput, with the line."""
    units: dict[str, str] | None = None
    rows, lines = [], []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if units is None:
            units = _header(line.strip(), f"{path}, line {number}")
            continue
        words = tuple(_BETWEEN.split(line.strip().strip(",;").strip()))
        if len(words) != len(units):
            raise InvalidInput(f"{path}, line {number}: {len(words)} numbers for {len(units)} columns.")
        rows.append(words)
        lines.append(number)
    if units is None or not rows:
        raise InvalidInput(f"{path} holds no table: it needs a line of names, as 'a  T_sm [GeV]', and rows of numbers.")
    return ColumnFile(str(path), units, tuple(rows), tuple(lines))


def write_columns(
    path: str | Path, columns: Mapping[str, np.ndarray], units: Mapping[str, str], comments: Iterable[str] = ()
) -> None:
    """Write columns (rows,) by name, whole or not at all, to 12 digits. Raises OSError.

    What lies between names in a file becomes _ within a name: "T_hidden photon" is T_hidden_photon.
    """
    names = [re.sub(r"[\s,;\[\]]+", "_", name) + (f" [{units[name]}]" if units.get(name) else "") for name in columns]
    rows = np.stack([np.asarray(column, dtype=float) for column in columns.values()], axis=1)
    with whole_file(path) as partial, partial.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"# {comment}\n" for comment in comments)
        file.write("\t".join(names) + "\n")
        file.writelines("\t".join(f"{number:.{_DIGITS}e}" for number in row) + "\n" for row in rows)


def _header(line: str, place: str) -> dict[str, str]:
    """Units by name."""
    units: dict[str, str] = {}
    while line:
        found = _NAME.match(line)
        if found is None or _is_number(found[1]):
            raise InvalidInput(
                f"{place}: {quoted(line[:40])} is no name of a column; the first line that is no comment holds names,"
                " as 'a  T_sm [GeV]'."
            )
        if found[1] in units:
            raise InvalidInput(f"{place}: two columns have the name {quoted(found[1])}.")
        units[found[1]] = (found[2] or "").strip()
        line = line[found.end() :]
    return units


def _is_number(word: str) -> bool:
    try:
        plain_float(word)
    except ValueError:
        return False
    return True
