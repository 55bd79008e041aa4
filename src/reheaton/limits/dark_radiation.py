"""Limits on dark radiation and on late reheating; the numbers are in data/limits/dark_radiation.csv."""

import csv
import functools
import importlib.resources
import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reheaton.limits.limit import Limit
from reheaton.references import short


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


def read_bounds(text: str) -> tuple[Bound, ...]:
    """Bounds from CSV text with the columns of data/limits/dark_radiation.csv; lines with # are comments."""
    lines = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return tuple(
        Bound(
            row["name"], row["observable"], float(row["bound"]), row["sense"] == "upper",
            float(row["confidence"]), row["kind"], row["citation"], row["comment"],
        )
        for row in csv.DictReader(io.StringIO(lines))
    )  # fmt: skip


@functools.cache
def dark_radiation_bounds() -> tuple[Bound, ...]:
    """The table shipped with the library."""
    path = importlib.resources.files("reheaton") / "data" / "limits" / "dark_radiation.csv"
    return read_bounds(path.read_text(encoding="utf-8"))


def bounds_on(observable: str, kind: str = "present") -> tuple[Bound, ...]:
    """Every bound of one kind on an observable in the table shipped with the library, the strictest first."""
    found = [bound for bound in dark_radiation_bounds() if bound.observable == observable and bound.kind == kind]
    return tuple(sorted(found, key=lambda bound: bound.bound if bound.upper else -bound.bound))


def compare(observables: Mapping[str, Any], bounds: tuple[Bound, ...]) -> list[Limit]:
    """The limits of every present bound whose observable was computed.

    Where N_eff of the Standard Model was computed too, recombination measures the sum, N_eff_cmb, and the bound on
    delta_N_eff_cmb alone, which takes 3.046 for granted, does not apply.
    """
    return [
        Limit(b.name, float(observables[b.observable]), b.bound, b.upper, b.confidence, short(b.citation))
        for b in _applicable(observables, bounds)
    ]


def allowed_margin(observables: Mapping[str, np.ndarray]) -> np.ndarray:
    """Smallest |ln(value/bound)| over the limits of `compare` on the shipped table, negative where one is violated.

    Arrays of one shape, which is that of the result. NaN where a value is NaN.
    """
    margins = []
    for bound in _applicable(observables, dark_radiation_bounds()):
        excess = np.log(np.maximum(observables[bound.observable], _ZERO) / bound.bound)
        margins.append(-excess if bound.upper else excess)
    return np.min(margins, axis=0)


_ZERO: Final = 1e-100
"""Stands for 0 in logarithms: T_RH is 0 where N never decays."""


def _applicable(observables: Mapping[str, Any], bounds: tuple[Bound, ...]) -> list[Bound]:
    """The present bounds that these observables are to be compared with."""
    superseded = {"delta_N_eff_cmb"} if "N_eff_cmb" in observables else set()
    return [b for b in bounds if b.kind == "present" and b.observable in observables.keys() - superseded]
