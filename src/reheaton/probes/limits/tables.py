"""Tables of limits: read from CSV, replaceable by users, and compared with observables.

A table is data/limits/<name>.csv of this package, or the file of that name in the folder that the environment
variable REHEATON_LIMITS_DIR names, if it is there. Lines that begin with # are comments.

The column `sets` says to which sets of limits a row belongs, see `sets`; rows of a table without it are in all of them.
"""

import csv
import functools
import importlib.resources
import itertools
import math
import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, TypeVar

import numpy as np

from reheaton.backend.given_numbers import plain_float
from reheaton.backend.user_file import user_text
from reheaton.citations import known_keys, short
from reheaton.errors import InvalidInput, Note, quoted
from reheaton.probes.limits.limit import SIDES, Limit
from reheaton.probes.limits.sets import CURRENT, PAPER, sets_of_text

T = TypeVar("T")
Void = Mapping[str, Mapping[str, Any]]
"""Observables on which bounds do not hold, each with clauses that say why, and where they are true."""
LIMITS_DIR: Final = "REHEATON_LIMITS_DIR"
"""Environment variable that names a folder of tables which replace those of this package."""
COLUMNS: Final = ("name", "observable", "bound", "sense", "confidence", "kind", "citation", "comment")
"""Columns that a table of bounds must have; `sides`, `best` and `sd`, and `sets` are read if they are there."""
TABLES: Final = (
    "dark_radiation", "dark_matter", "warm_dark_matter", "mixed_dark_matter", "hot_dark_matter", "photon_lines",
    "light_elements",
)  # fmt: skip
"""Names of the tables of this package."""
SAME: Final = 0.02
"""Largest difference of Delta N_eff at nucleosynthesis and recombination for which a bound that takes one value at both
holds: a fifth of the tightest such bound."""


@dataclass(frozen=True)
class Bound:
    """One line of a table of limits: which observable, which side, where, how sure, and who says so."""

    name: str
    observable: str
    """Its name; or two names, `a & b`: a bound on one value that both have."""
    bound: float
    upper: bool
    confidence: float
    kind: str
    """`present` or `projected`."""
    citation: str
    comment: str
    sides: str = SIDES[0]
    """`one-sided`, or `two-sided` for an end of an interval."""
    sets: tuple[str, ...] = (CURRENT, PAPER)
    best: float | None = None
    """Best value of the Gaussian behind the bound, None where only the bound is published."""
    sd: float | None = None
    """Its standard deviation."""


@dataclass(frozen=True)
class Row:
    """One line of a CSV table, with its place for messages."""

    cells: Mapping[str, str]
    place: str
    """File and line, as in `dark_matter.csv, line 5`."""

    def positive(self, column: str) -> float:
        """The number in a column. Raises InvalidInput unless it is finite and positive."""
        value = self._number(column)
        if not 0.0 < value < math.inf:
            raise InvalidInput(f"{self.place}: {column} = {quoted(self.cells[column])} must be a positive number.")
        return value

    def gaussian(self) -> tuple[float | None, float | None]:
        """The numbers in the columns `best` and `sd`; None for both if they are empty or not there.

        Raises InvalidInput unless the first is finite and the second positive.
        """
        if not (self.cells.get("best") or self.cells.get("sd")):
            return None, None
        for column, other in (("best", "sd"), ("sd", "best")):
            if not self.cells.get(column):
                raise InvalidInput(f"{self.place}: {column} must be given with {other}.")
        if not math.isfinite(best := self._number("best")):
            raise InvalidInput(f"{self.place}: best = {quoted(self.cells['best'])} must be a number.")
        return best, self.positive("sd")

    def _number(self, column: str) -> float:
        try:
            return plain_float(self.cells[column])
        except ValueError:
            return math.nan

    def share(self, column: str) -> float:
        """The number in a column, a part of a whole. Raises InvalidInput unless it is above 0 and below 1."""
        value = self.positive(column)
        if value >= 1.0:
            raise InvalidInput(f"{self.place}: {column} = {value:g} must be below 1.")
        return value

    def confidence(self) -> float:
        """The confidence level, a probability. Raises InvalidInput unless it is between 0 and 1."""
        return self.share("confidence")

    def choice(self, column: str, allowed: tuple[str, ...]) -> str:
        """The text in a column, the first one allowed if there is no such column. Raises InvalidInput for others."""
        text = self.cells.get(column, allowed[0])
        if text not in allowed:
            raise InvalidInput(f"{self.place}: {column} = {quoted(text)}, and allowed are {', '.join(allowed)}.")
        return text

    def sets(self) -> tuple[str, ...]:
        """The sets of limits to which the row belongs, every one if the table does not say. Raises InvalidInput."""
        return sets_of_text(self.cells["sets"], self.place) if "sets" in self.cells else (CURRENT, PAPER)


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


def curves_of(
    rows: list[Row], name: str, along: str, unit: str, alike: tuple[str, ...]
) -> list[tuple[list[Row], list[float]]]:
    """Rows that make curves: those of one `name` together, and the numbers along each in the column `along [unit]`.

    The numbers of a curve increase, and its rows are alike in some columns. Raises InvalidInput for what is not so,
    naming the line.
    """
    curves = []
    for label, group in itertools.groupby(rows, key=lambda row: row.cells[name]):
        of_curve = list(group)
        if any(label == earlier[0].cells[name] for earlier, _ in curves):
            raise InvalidInput(f"{of_curve[0].place}: the rows of {quoted(label)} must stand together.")
        column, after_it = (f"{along} [{unit}]", f" {unit}") if unit else (along, "")
        numbers = [row.positive(column) for row in of_curve]
        for row, before, after in zip(of_curve[1:], numbers, numbers[1:], strict=False):
            if not before < after:
                raise InvalidInput(
                    f"{row.place}: {along} = {after:g}{after_it} must be above that of the row before,"
                    f" {before:g}{after_it}."
                )
            for same in alike:
                if row.cells.get(same) != of_curve[0].cells.get(same):
                    raise InvalidInput(f"{row.place}: {same} must be that of the first row of {quoted(label)}.")
        curves.append((of_curve, numbers))
    return curves


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
            sides=row.choice("sides", SIDES),
            sets=row.sets(),
            best=row.gaussian()[0],
            sd=row.gaussian()[1],
        )
        for row in read_rows(text, COLUMNS, source)
    )


def bounds_table(name: str) -> tuple[Bound, ...]:
    """The table `name`, the user's own or that of this package; read once. Raises InvalidInput if it is not usable."""
    return read_table(name, read_bounds)


def read_table(name: str, read: Callable[[str, str], T]) -> T:
    """What `read` makes of the text of a table and the name of its file; once for each table and folder of the user.

    Raises InvalidInput if the table is not usable.
    """
    return _read_once(name, read, limits_folder())


def limits_folder() -> str | None:
    """The user's folder of tables, $REHEATON_LIMITS_DIR. Raises InvalidInput if it is set and not a folder."""
    folder = os.environ.get(LIMITS_DIR) or None
    if folder and not Path(folder).is_dir():
        raise InvalidInput(f"{LIMITS_DIR} = {quoted(folder)} is not a folder.")
    if folder:
        _note_unused_files(folder)
    return folder


def table_text(name: str, folder: str | None) -> tuple[str, str]:
    """Text of a table, and the name of its file for messages, from that folder if it is there.

    Raises InvalidInput if neither the folder nor this package has it, or it is not UTF-8 text.
    """
    file = f"{name}.csv"
    if folder and os.path.lexists(own := Path(folder, file)):
        return user_text(own, "the table of limits"), str(own)
    shipped = importlib.resources.files("reheaton") / "data" / "limits" / file
    if not shipped.is_file():
        raise InvalidInput(f"there is no table of limits {file}.")
    return shipped.read_text(encoding="utf-8"), file


def table_limits(name: str, observables: Mapping[str, Any], void: Void | None = None) -> list[Limit]:
    """The limits of a table on what was observed, see `present_limits`."""
    return present_limits(observables, bounds_table(name), void)


def present_limits(observables: Mapping[str, Any], bounds: tuple[Bound, ...], void: Void | None = None) -> list[Limit]:
    """The limits of every present bound whose observables were computed, in the order of the bounds.

    Observables are numbers, or arrays (points,). `void` names those on which bounds do not hold, each with clauses
    that say why, and where: True, or truth values (points,). A bound on `a & b` is compared with the worse of both,
    where they differ by less than SAME.
    """
    limits = []
    for b in bounds:
        names = b.observable.split(" & ")
        if b.kind != "present" or any(one not in observables for one in names):
            continue
        values = [np.asarray(observables[one]) for one in names]
        largest, least = functools.reduce(np.maximum, values), functools.reduce(np.minimum, values)
        # A value that is not a number must not pass for an allowed one.
        exceptions: dict[str, Any] = {}
        if len(names) > 1:
            exceptions[f"{' and '.join(names)} differ by more than {SAME:g}"] = largest - least > SAME
        for clause, where in ((c, w) for one in names for c, w in (void or {}).get(one, {}).items()):
            exceptions[clause] = np.asarray(where) | exceptions.get(clause, False)
        limits.append(
            Limit(
                b.name, (largest if b.upper else least)[()], b.bound, b.upper, b.confidence, cited(b.citation),
                sides=b.sides, sets=b.sets, observable=b.observable, best=b.best, sd=b.sd, exceptions=exceptions,
            )
        )  # fmt: skip
    return limits


def cited(key: str) -> str:
    """The citation of a table in one line; a key that the bibliography does not have is shown as it is."""
    return short(key) if key in known_keys() else key


@functools.cache
def _note_unused_files(folder: str) -> None:
    """A note, once, on files of the folder that take no table's place, by a wrong name for instance."""
    tables = [f"{table}.csv" for table in TABLES]
    unused = sorted(path.name for path in Path(folder).iterdir() if path.is_file() and path.name not in tables)
    if unused:
        warnings.warn(
            f"{', '.join(unused)} in {LIMITS_DIR} = {folder} is not used: tables of limits are {', '.join(tables)}.",
            Note,
            stacklevel=2,
        )


@functools.cache
def _read_once(name: str, read: Callable[[str, str], T], folder: str | None) -> T:
    return read(*table_text(name, folder))
