"""The small print of a picture of many points, and the table of what it shows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reheaton.figures.drawing import Table
from reheaton.figures.scanned import (
    FLAG,
    MARGIN,
    ONE_OF,
    DrawnLimit,
    Verdicts,
    failures,
    flagged,
    limit_names,
    plain,
    values_of,
)
from reheaton.figures.settings import number_in_latex
from reheaton.models.tables import column_name

if TYPE_CHECKING:
    import xarray

_FLAGS_NAMED: Final = 3
"""Flags that a legend names."""
_ROWS: Final = 4096
"""Rows that are Python's own numbers at a time."""


def fixed_text(data: "xarray.Dataset", *, latex: bool) -> str:
    """The model, the parameters that are the same at all points, and the options that have an effect."""
    in_use = str(data.attrs.get("in_use", "")).split(", ")
    matters = (lambda name: name in in_use) if any(in_use) else (lambda name: True)
    shown = []
    for name, variable in data.coords.items():
        if variable.ndim == 0 and matters(str(name)) and np.isfinite(value := float(variable)):
            symbol, unit = variable.attrs.get("symbol"), variable.attrs.get("units")
            words = f"${symbol}$" if latex and symbol else str(name)
            number = number_in_latex(value) if latex else f"{value:g}"
            many = variable.attrs.get(ONE_OF, 1)
            chosen = f" (one of {many} values)" if many > 1 else ""
            shown.append(f"{words} = {number}{f' {unit}' if unit else ''}{chosen}")
    options = [part for part in str(data.attrs.get("options", "")).split(", ") if part]
    shown += [plain(part) if latex else part for part in options if matters(part.partition(" = ")[0])]
    return f"{data.attrs.get('model', 'unknown model')}: {', '.join(shown)}"


def counts_text(data: "xarray.Dataset", found: Verdicts, limits: Sequence[DrawnLimit]) -> str:
    """How many points are allowed, excluded, outside the approximation, failed with the reason, and not done."""
    counts = [f"{found.allowed.sum()} allowed", f"{found.excluded.sum()} excluded"]
    if found.outside.any():
        counts.append(f"{found.outside.sum()} within every limit but outside the approximation")
    counts += [f"{number} failed ({plain(reason.rstrip('.'))})" for reason, number in failures(data).items()]
    if found.not_done.any():
        counts.append(f"{found.not_done.sum()} not done yet")
    every = len(limit_names(data))
    by = f" by {len(limits)} of {every} limits" if len(limits) < every else ""
    return f"{found.allowed.size} points{by}: {', '.join(counts)}."


def flags_text(data: "xarray.Dataset") -> str:
    """Which flags are raised at how many points; "" if none is."""
    raised = [f"{name} at {'all' if where.all() else int(where.sum())}" for name, where in flagged(data).items()]
    return f"Flags: {', '.join(raised)}." if raised else ""


def flags_label(raised: Iterable[str]) -> str:
    """The entry of a legend for allowed points with flags: their names, as far as there is room."""
    names = list(raised)
    more = f" and {len(names) - _FLAGS_NAMED} more" if len(names) > _FLAGS_NAMED else ""
    return plain(f"allowed with a flag: {', '.join(names[:_FLAGS_NAMED])}{more}")


def left_out_text(drawn: Sequence[DrawnLimit], shown: Sequence[DrawnLimit]) -> str:
    """Which limits exclude points that are not drawn one by one."""
    others = [limit for limit in drawn if limit not in shown and limit.excluded.any()]
    if not others:
        return ""
    beyond = np.any([limit.excluded for limit in others], axis=0) & ~np.any([s.excluded for s in shown], axis=0)
    what = f"{beyond.sum()} points beyond" if beyond.any() else "nothing beyond"
    limits = (
        "1 limit that is not drawn excludes" if len(others) == 1 else f"{len(others)} limits that are not drawn exclude"
    )
    return f"{limits} {what} those that are."


def caption(data: "xarray.Dataset", found: Verdicts, limits: Sequence[DrawnLimit], *more: str) -> str:
    """The small print of a picture, in LaTeX: what is fixed, the counts, the flags, and further sentences."""
    varying = [
        str(name) for name, v in data.coords.items() if v.ndim and name not in data.dims and v.dims != ("point",)
    ]
    verb = "varies" if len(varying) == 1 else "vary"
    along = f"{', '.join(varying)} {verb} along the axes." if varying else ""
    sentences = [counts_text(data, found, limits), along, *more, flags_text(data)]
    return f"{fixed_text(data, latex=True)}.\n{' '.join(sentence for sentence in sentences if sentence)}"


def points_table(data: "xarray.Dataset", names: Sequence[str], limits: Sequence[DrawnLimit], found: Verdicts) -> Table:
    """One row for each drawn point: the named quantities, margins of the limits, raised flags, and the verdict."""
    columns: dict[str, Any] = {}
    for name in dict.fromkeys([*names, *(MARGIN + limit.name for limit in limits)]):
        columns[column_name(name, str(data[name].attrs.get("units", "")))] = values_of(data, name)
    for name, where in flagged(data).items():
        columns[FLAG + name] = where
    words = {"allowed": found.allowed, "excluded": found.excluded, "outside": found.outside,
             "failed": found.failed, "not done": found.not_done}  # fmt: skip
    columns["verdict"] = np.select(list(words.values()), list(words), "")
    comment = (
        "margin: negative is excluded, inf does not apply. verdict: outside is within every limit, but a flag says that"
        f" the answer is outside the approximation.\n{fixed_text(data, latex=False)}"
    )
    return Table(tuple(columns), _Rows([np.ravel(values) for values in columns.values()]), comment)


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of columns, as often as they are asked for; Python's own numbers are made for some rows at a time."""

    columns: list[np.ndarray]

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        for start in range(0, len(self.columns[0]), _ROWS):
            yield from zip(*(column[start : start + _ROWS].tolist() for column in self.columns), strict=True)
