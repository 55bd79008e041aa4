"""Limits on a photon line from decaying dark matter: curves sin^2(2 theta) of m_s, from data/limits/photon_lines.csv.

Each curve is the largest mixing of a Majorana nu_s, all of dark matter, that an observation allows. It holds between
its first and last mass and nowhere else: nothing is extrapolated. A row whose mixing is `none` is a gap: between the
rows before and after it there is no limit. The table can be replaced, see `tables`.
"""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reheaton.probes.limits.limit import Limit
from reheaton.probes.limits.sets import CURRENT, PAPER, in_set
from reheaton.probes.limits.tables import Row, cited, curves_of, read_rows, read_table

COLUMNS: Final = ("name", "m_s [keV]", "sin2_2theta", "confidence", "kind", "citation", "comment")
"""Columns of the table of curves."""
KINDS: Final = ("published", "digitised", "estimated")
"""Numbers that the authors give, read off their figure, or worked out from what they give."""


@dataclass(frozen=True, eq=False)
class Curve:
    """One observation: the largest sin^2(2 theta) allowed at each mass."""

    name: str
    m_s_keV: np.ndarray
    """Masses, increasing, shape (points,)."""
    sin2_2theta: np.ndarray
    """Bound at each mass, shape (points,); NaN inside a gap."""
    confidence: float
    kind: str
    """`published`, `digitised` or `estimated`."""
    citation: str
    comment: str
    sets: tuple[str, ...] = (CURRENT, PAPER)

    def bound(self, m_s_keV: Any) -> Any:
        """Bound on sin^2(2 theta) at masses of any shape, log-log interpolated; NaN outside the curve and in gaps."""
        x, y = np.log(self.m_s_keV), np.log(self.sin2_2theta)
        return np.exp(np.interp(np.log(m_s_keV), x, y, left=np.nan, right=np.nan))


def photon_line_curves() -> tuple[Curve, ...]:
    """The table, the user's own or that of this package; read once. Raises InvalidInput if it is not usable."""
    return read_table("photon_lines", read_curves)


def photon_line_limits(m_s_keV: Any, sin2_2theta_x: Any) -> list[Limit]:
    """The limit of every curve on a mixing with Standard Model neutrinos; numbers or arrays (points,).

    A curve applies where it has a bound and there is a mixing. The curves are alternatives, group "photon line".
    """
    limits = []
    for curve in photon_line_curves():
        bound = curve.bound(m_s_keV)
        # Only exactly no mixing escapes: a mixing that is not a number must not pass for an allowed one.
        mixes = np.asarray(sin2_2theta_x) != 0.0
        name = f"X-ray line: {curve.name}" + (" (estimated)" if curve.kind == "estimated" else "")
        limits.append(
            Limit(
                name, sin2_2theta_x, bound, True, curve.confidence, cited(curve.citation), mixes, "photon line",
                sets=curve.sets, exceptions={"no curve reaches this mass": mixes & np.isnan(bound)},
            )
        )  # fmt: skip
    return limits


def envelope(m_s_keV: Any, limits: str = CURRENT) -> np.ndarray:
    """Smallest bound of all curves of a set at masses of any shape; NaN where no curve reaches."""
    smallest = np.full(np.shape(m_s_keV), np.nan)
    for curve in photon_line_curves():
        if not in_set(curve.sets, limits):
            continue
        smallest = np.fmin(smallest, curve.bound(m_s_keV))
    return smallest


def read_curves(text: str, source: str = "the table of photon lines") -> tuple[Curve, ...]:
    """Curves from CSV text with the columns of data/limits/photon_lines.csv; `source` names it in messages.

    The rows of a curve are together, by increasing mass, alike in confidence, kind and citation; its comment is in
    the first. Raises InvalidInput for what is not so or cannot be read, naming the line.
    """
    alike = ("confidence", "kind", "citation", "sets")
    return tuple(_curve(*each) for each in curves_of(read_rows(text, COLUMNS, source), "name", "m_s", "keV", alike))


def _curve(rows: list[Row], m_s_keV: list[float]) -> Curve:
    """One curve from its rows."""
    first = rows[0]
    return Curve(
        name=first.cells["name"],
        m_s_keV=np.array(m_s_keV),
        sin2_2theta=np.array([_mixing(row) for row in rows]),
        confidence=first.confidence(),
        kind=first.choice("kind", KINDS),
        citation=first.cells["citation"],
        comment=first.cells["comment"],
        sets=first.sets(),
    )


def _mixing(row: Row) -> float:
    """The bound of a row, NaN for a gap."""
    return np.nan if row.cells["sin2_2theta"].strip() == "none" else row.positive("sin2_2theta")
