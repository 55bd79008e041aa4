"""How the points of a store ended: how many were solved, and of the others how many for which reason."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from reheaton.scan.chunk import CODE, MESSAGE
from reheaton.universe.outcome import Outcome

if TYPE_CHECKING:
    import xarray

_READ: Final = 100_000
"""Messages that are in memory at once."""


_NUMBER: Final = re.compile(r"[-+]?\d[\d.]*(?:e[-+]?\d+)?|\b(?:inf|nan)\b")


@dataclass(frozen=True)
class Summary:
    """Numbers of points. `failures` are by the first message of each kind, the most frequent kind first."""

    points: int
    solved: int
    allowed: int
    not_done: int
    failures: dict[str, int]

    def lines(self, most: int = 8) -> list[str]:
        """The summary in words, with at most so many reasons."""
        lines = [f"{self.points} points: {self.solved} solved, of these {self.allowed} allowed"]
        if failed := sum(self.failures.values()):
            lines[0] += f"; {failed} failed"
        if self.not_done:
            lines[0] += f"; {self.not_done} not done"
        shown = list(self.failures.items())
        lines += [
            f"  {number}: {reason}" if number == 1 else f"  {number}, as: {reason}" for reason, number in shown[:most]
        ]
        if len(shown) > most:
            rest = sum(number for _, number in shown[most:])
            lines.append(f"  {rest}: {len(shown) - most} other reasons, see the variable {MESSAGE}")
        return lines


def summary_of(data: "xarray.Dataset") -> Summary:
    """The summary of a data set that has `code` and `message`."""
    codes = data[CODE].values
    first: dict[str, str] = {}
    counts: Counter[str] = Counter()
    length = codes.shape[0]
    rows = max(1, _READ * length // max(1, codes.size))
    for start in range(0, length, rows):
        part = slice(start, start + rows)
        failed = codes[part] > Outcome.SOLVED
        if np.any(failed):
            for message in map(str, data[MESSAGE][part].values[failed]):
                # Messages that differ in numbers alone are of one kind.
                kind = _NUMBER.sub("#", message)
                first.setdefault(kind, message)
                counts[kind] += 1
    return Summary(
        points=int(codes.size),
        solved=int(np.sum(codes == Outcome.SOLVED)),
        allowed=int(np.sum(data["allowed"].values & (codes == Outcome.SOLVED))),
        not_done=int(np.sum(codes == Outcome.NOT_DONE)),
        failures={first[kind]: number for kind, number in counts.most_common()},
    )
