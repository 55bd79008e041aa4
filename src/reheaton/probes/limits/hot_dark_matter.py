"""Limits on a hot part of dark matter, from data/limits/hot_dark_matter.csv.

The hotter a part is, the less of it is allowed. Heat is measured by the mass of a neutrino at T_nu that has the same
<p>/m. The table can be replaced, see `tables`.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reheaton.probes.limits.limit import Limit
from reheaton.probes.limits.tables import cited, read_rows, read_table

COLUMNS: Final = ("m_hot_equivalent [eV]", "hot_fraction", "confidence", "sets", "citation", "comment")
"""Columns of the table."""


@dataclass(frozen=True)
class HotLimit:
    """One published limit: the largest fraction of dark matter that may be at least so hot."""

    m_hot_equivalent_eV: float
    """Mass [eV] of a neutrino at T_nu that is as warm, up to which it holds."""
    hot_fraction: float
    confidence: float
    sets: tuple[str, ...]
    citation: str
    comment: str


def hot_limits(hot_fraction: Any, m_hot_equivalent_eV: Any) -> list[Limit]:
    """The limits on a fraction of dark matter, numbers or arrays (points,), each for what is at least as hot.

    A mass that is not a number counts as hot: it must not pass for an allowed one.
    """
    mass = np.asarray(m_hot_equivalent_eV)
    return [
        Limit(
            "Hot dark matter", hot_fraction, row.hot_fraction, True, row.confidence, cited(row.citation),
            group="hot dark matter", sets=row.sets,
            exceptions={"it is colder than what is limited": mass > row.m_hot_equivalent_eV},
        )
        for row in hot_limit_rows()
    ]  # fmt: skip


def hot_limit_rows() -> tuple[HotLimit, ...]:
    """The table, the user's own or that of this package; read once. Raises InvalidInput if it is not usable."""
    return read_table("hot_dark_matter", read_hot_limits)


def read_hot_limits(text: str, source: str = "the table of limits on hot dark matter") -> tuple[HotLimit, ...]:
    """Limits from CSV text with the columns of data/limits/hot_dark_matter.csv; `source` names it in messages.

    Raises InvalidInput for what cannot be read, naming line and column.
    """
    return tuple(
        HotLimit(
            m_hot_equivalent_eV=row.positive("m_hot_equivalent [eV]"),
            hot_fraction=row.positive("hot_fraction"),
            confidence=row.confidence(),
            sets=row.sets(),
            citation=row.cells["citation"],
            comment=row.cells["comment"],
        )
        for row in read_rows(text, COLUMNS, source)
    )
