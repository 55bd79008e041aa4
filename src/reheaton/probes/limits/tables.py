"""Tables of limits: read from CSV, replaceable by users, and compared with observables.

A table is data/limits/<name>.csv of this package, or the file of that name in the folder that the environment
variable REHEATON_LIMITS_DIR names, if it is there. Lines that begin with # are comments.
"""

import csv
import functools
import importlib.resources
import math
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from reheaton.citations import known_keys, short
from reheaton.errors import InvalidInput
from reheaton.probes.limits.limit import Limit

LIMITS_DIR: Final = "REHEATON_LIMITS_DIR"
"""Environment variable that names a folder of tables which replace those of this package."""
COLUMNS: Final = ("name", "observable", "bound", "sense", "confidence", "kind", "citation", "comment")
"""Columns of a table of bounds."""


@dataclass(frozen=True)
class Bound:
    """One line of a table of limits: which observable, which side, where, how sure, and who says so."""

    name: str
    observable: str
    bound: float
    upper: bool
    confidence: float
    kind: str
    """`present` or `projected`."""
    citation: str
    comment: str


@dataclass(frozen=True)
class Row:
    """One line of a CSV table, with its place for messages."""

    cells: Mapping[str, str]
    place: str
    """File and line, as in `dark_matter.csv, line 5`."""

    def positive(self, column: str) -> float:
        """The number in a column. Raises InvalidInput unless it is finite and positive."""
        text = self.cells[column]
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not 0.0 < value < math.inf:
            raise InvalidInput(f"{self.place}: {column} = {text!r} must be a positive number.")
        return value

    def confidence(self) -> float:
        """The confidence level, a probability. Raises InvalidInput unless it is between 0 and 1."""
        value = self.positive("confidence")
        if value >= 1.0:
            raise InvalidInput(f"{self.place}: confidence = {value:g} must be below 1.")
        return value

    def choice(self, column: str, allowed: tuple[str, ...]) -> str:
        """The text in a column. Raises InvalidInput unless it is one of those allowed."""
        text = self.cells[column]
        if text not in allowed:
            raise InvalidInput(f"{self.place}: {column} = {text!r}, and allowed are {', '.join(allowed)}.")
        return text


def read_rows(text: str, columns: tuple[str, ...], source: str) -> list[Row]:
    """Rows of CSV text that has at least these columns; `source` names it in messages.

    Raises InvalidInput for a missing column, or a row with more or fewer fields than the header.
    """
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    reader = csv.DictReader(line for _, line in lines)
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        raise InvalidInput(f"{source} has no column {', '.join(missing)}: needed are {', '.join(columns)}.")
    rows = []
    for cells in reader:
        place = f"{source}, line {lines[reader.line_num - 1][0]}"
        if None in cells or None in cells.values():
            fields = len(reader.fieldnames or ())
            raise InvalidInput(f"{place} does not have {fields} fields: text that holds a comma needs quotation marks.")
        rows.append(Row(cells, place))
    return rows


def read_bounds(text: str, source: str = "the table of limits") -> tuple[Bound, ...]:
    """Bounds from CSV text with the columns of data/limits/dark_radiation.csv; `source` names it in messages.

    Raises InvalidInput for what cannot be read, naming line and column.
    """
    return tuple(
        Bound(
            name=row.cells["name"],
            observable=row.cells["observable"],
            bound=row.positive("bound"),
            upper=row.choice("sense", ("upper", "lower")) == "upper",
            confidence=row.confidence(),
            kind=row.choice("kind", ("present", "projected")),
            citation=row.cells["citation"],
            comment=row.cells["comment"],
        )
        for row in read_rows(text, COLUMNS, source)
    )


def bounds_table(name: str) -> tuple[Bound, ...]:
    """The table `name`, the user's own or that of this package; read once. Raises InvalidInput if it is not usable."""
    return _bounds_table(name, limits_folder())


def limits_folder() -> str | None:
    """The user's folder of tables, $REHEATON_LIMITS_DIR. Raises InvalidInput if it is set and not a folder."""
    folder = os.environ.get(LIMITS_DIR) or None
    if folder and not Path(folder).is_dir():
        raise InvalidInput(f"{LIMITS_DIR} = {folder!r} is not a folder.")
    return folder


def table_text(name: str, folder: str | None) -> tuple[str, str]:
    """Text of a table, and the name of its file for messages, from that folder if it is there.

    Raises InvalidInput if neither the folder nor this package has it, or it is not UTF-8 text.
    """
    file = f"{name}.csv"
    path, source = importlib.resources.files("reheaton") / "data" / "limits" / file, file
    if folder and Path(folder, file).exists():
        path = Path(folder, file)
        source = str(path)
    if not path.is_file():
        raise InvalidInput(f"there is no table of limits {source}.")
    try:
        # Spreadsheets put a byte-order mark in front, which would become part of the first column's name.
        return path.read_bytes().decode("utf-8-sig"), source
    except (OSError, UnicodeDecodeError) as problem:
        raise InvalidInput(f"{source} cannot be read: {problem}.") from problem


def present_limits(observables: Mapping[str, Any], bounds: tuple[Bound, ...]) -> list[Limit]:
    """The limits of every present bound whose observable was computed, in the order of the table.

    Observables are numbers, or arrays (points,).
    """
    return [
        Limit(b.name, observables[b.observable], b.bound, b.upper, b.confidence, cited(b.citation))
        for b in bounds
        if b.kind == "present" and b.observable in observables
    ]


def table_limits(name: str, observables: Mapping[str, Any]) -> list[Limit]:
    """The limits of a table on what was observed, numbers or arrays (points,).

    Where N_eff of the Standard Model was observed too, recombination measures the sum, N_eff_cmb. The bound on
    delta_N_eff_cmb alone, which takes N_eff = 3.044 for granted, does not apply then.
    """
    replaced = {"delta_N_eff_cmb"} if "N_eff_cmb" in observables else set()
    return present_limits({k: v for k, v in observables.items() if k not in replaced}, bounds_table(name))


def cited(key: str) -> str:
    """The citation of a table in one line; a key that the bibliography does not have is shown as it is."""
    return short(key) if key in known_keys() else key


@functools.cache
def _bounds_table(name: str, folder: str | None) -> tuple[Bound, ...]:
    return read_bounds(*table_text(name, folder))
