"""Limits on warm dark matter: the half mode of its transfer function, from data/limits/warm_dark_matter.csv.

Papers publish the mass of a thermal relic, which stands for a cut-off through a fit, and the fits differ by 15% in
mass. The half mode is what they have in common. The table can be replaced, see `tables`.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reheaton.errors import InvalidInput
from reheaton.probes.limits.limit import Limit
from reheaton.probes.limits.sets import CURRENT, PAPER, in_set
from reheaton.probes.limits.tables import cited, read_rows, read_table

COLUMNS: Final = (
    "label", "data", "m_thermal [keV]", "k_half_mode [h/Mpc]", "confidence", "sets", "citation", "comment",
)  # fmt: skip
"""Columns of the table."""
OF_THE_SET: Final = "of-the-set"
"""The choice of a warm limit that leaves it to the set of limits."""
PART: Final = "meant for all of dark matter, and this is a part of it"
"""Why a limit on all of dark matter does not apply."""
LABELS: Final = (
    "dekker-2022", "nadler-2021", "enzi-2021", "nadler-2021b", "irsic-2024", "villasenor-2023", "garzilli-2021",
    "nadler-2025", "tan-2025", "keeley-2024", "gilman-2026", "gilman-2026-nbody",
)  # fmt: skip
"""Labels of the published limits, as the table of this package has them."""


@dataclass(frozen=True)
class WarmLimit:
    """One published limit: the least half mode that is allowed if all dark matter is warm."""

    label: str
    data: str
    """What was observed."""
    m_thermal_keV: float
    """Mass of a thermal relic as it is published."""
    k_half_mode: float
    """Half mode [h/Mpc] that it stands for."""
    confidence: float
    sets: tuple[str, ...]
    citation: str
    comment: str


def warm_limits(k_half_mode: Any, applies: Any, chosen: str = OF_THE_SET) -> list[Limit]:
    """The limits on a half mode [h/Mpc], a number or an array (points,), where they apply: to all of dark matter.

    `chosen` is OF_THE_SET or a label, whose limit then stands in every set, without the others. Raises InvalidInput for
    a label that the user's own table does not have.
    """
    found, rows = [], warm_limit_rows()
    labels = [row.label for row in rows]
    if chosen not in (OF_THE_SET, *labels):
        raise InvalidInput(f"warm_limit = {chosen} is not in your warm_dark_matter.csv, which has {', '.join(labels)}.")
    for row in rows:
        if chosen in (OF_THE_SET, row.label):
            sets = row.sets if chosen == OF_THE_SET else (CURRENT, PAPER)
            name = f"Warm dark matter ({row.label}, {row.m_thermal_keV:g} keV thermal)"
            found.append(
                Limit(
                    name, k_half_mode, row.k_half_mode, False, row.confidence, cited(row.citation), sets=sets,
                    observable="k_half_mode", exceptions={PART: ~np.asarray(applies, dtype=bool)},
                )
            )  # fmt: skip
    return found


def least_half_mode(limits: str = CURRENT) -> WarmLimit:
    """The strictest limit of a set. Raises InvalidInput if the user's table has none."""
    rows = [row for row in warm_limit_rows() if in_set(row.sets, limits)]
    if not rows:
        raise InvalidInput(f"the table warm_dark_matter.csv has no limit of the set {limits}.")
    return max(rows, key=lambda row: row.k_half_mode)


def warm_limit_rows() -> tuple[WarmLimit, ...]:
    """The table, the user's own or that of this package; read once. Raises InvalidInput if it is not usable."""
    return read_table("warm_dark_matter", read_warm_limits)


def read_warm_limits(text: str, source: str = "the table of limits on warm dark matter") -> tuple[WarmLimit, ...]:
    """Limits from CSV text with the columns of data/limits/warm_dark_matter.csv; `source` names it in messages.

    Raises InvalidInput for what cannot be read, naming line and column.
    """
    return tuple(
        WarmLimit(
            label=row.cells["label"],
            data=row.cells["data"],
            m_thermal_keV=row.positive("m_thermal [keV]"),
            k_half_mode=row.positive("k_half_mode [h/Mpc]"),
            confidence=row.confidence(),
            sets=row.sets(),
            citation=row.cells["citation"],
            comment=row.cells["comment"],
        )
        for row in read_rows(text, COLUMNS, source)
    )
