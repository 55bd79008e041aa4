"""Limits on dark matter of which a part is warm and the rest cold, from data/limits/mixed_dark_matter.csv.

The smaller the part, the warmer it may be. Warmth is measured by the mass of a thermal relic with the density and the
<p>/m of the part. The table can be replaced, see `tables`.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reheaton.probes.limits.limit import Limit
from reheaton.probes.limits.tables import cited, curves_of, read_rows, read_table

COLUMNS: Final = ("label", "data", "fraction", "m_thermal [keV]", "confidence", "sets", "citation", "comment")
"""Columns of the table."""


@dataclass(frozen=True, eq=False)
class MixedLimit:
    """One published limit: the least mass of a thermal relic that is a fraction of dark matter."""

    label: str
    data: str
    """What was observed."""
    fraction: np.ndarray
    """Fractions of dark matter, increasing, shape (points,)."""
    m_thermal_keV: np.ndarray
    """Least mass [keV] at each, shape (points,)."""
    confidence: float
    sets: tuple[str, ...]
    citation: str
    comment: str

    def bound(self, fraction: Any) -> Any:
        """Least mass [keV] at fractions of any shape, linear between those of the table.

        Below the first of them it is NaN, as nothing is published there; above the last it is the last mass, which is
        too small rather than too large, since more warm dark matter is limited more.
        """
        return np.interp(fraction, self.fraction, self.m_thermal_keV, left=np.nan)


def mixed_limits(m_thermal_keV: Any, fraction: Any, is_part: Any) -> list[Limit]:
    """The limits on the mass of the thermal relic that is a fraction of dark matter, numbers or arrays (points,).

    `is_part` says where limits on all of dark matter are not applied: these are, from their first fraction on.
    """
    found = []
    for limit in mixed_limit_rows():
        bound = limit.bound(fraction)
        small = np.asarray(is_part) & np.isnan(bound)
        name = f"Warm part of dark matter ({limit.label})"
        found.append(
            Limit(
                name, m_thermal_keV, bound, False, limit.confidence, cited(limit.citation),
                np.asarray(is_part), sets=limit.sets, observable="m_thermal_equivalent",
                exceptions={"nothing is published for so small a part of dark matter": small},
            )
        )  # fmt: skip
    return found


def mixed_limit_rows() -> tuple[MixedLimit, ...]:
    """The table, the user's own or that of this package; read once. Raises InvalidInput if it is not usable."""
    return read_table("mixed_dark_matter", read_mixed_limits)


def read_mixed_limits(text: str, source: str = "the table of limits on mixed dark matter") -> tuple[MixedLimit, ...]:
    """Limits from CSV text with the columns of data/limits/mixed_dark_matter.csv; `source` names it in messages.

    The rows of a limit are together, by increasing fraction, alike in data, confidence, sets and citation; its comment
    is in the first. Raises InvalidInput for what is not so or cannot be read, naming the line.
    """
    alike = ("data", "confidence", "sets", "citation")
    found = []
    for rows, _ in curves_of(read_rows(text, COLUMNS, source), "label", "fraction", "", alike):
        first = rows[0]
        found.append(
            MixedLimit(
                label=first.cells["label"],
                data=first.cells["data"],
                fraction=np.array([row.share("fraction") for row in rows]),
                m_thermal_keV=np.array([row.positive("m_thermal [keV]") for row in rows]),
                confidence=first.confidence(),
                sets=first.sets(),
                citation=first.cells["citation"],
                comment=first.cells["comment"],
            )
        )
    return tuple(found)
