"""How the points of a store ended: how many were solved, and of the others how many for which reason."""

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


@dataclass(frozen=True)
class Summary:
    """Numbers of points. `failures` are by message, the most frequent first."""

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
        lines += [f"  {number}: {reason}" for reason, number in shown[:most]]
        if len(shown) > most:
            rest = sum(number for _, number in shown[most:])
            lines.append(f"  {rest}: {len(shown) - most} other reasons, see the variable {MESSAGE}")
        return lines


def summary_of(data: "xarray.Dataset") -> Summary:
    """The summary of a data set that has `code` and `message`."""
    codes = data[CODE].values
    failures: Counter[str] = Counter()
    length = codes.shape[0]
    rows = max(1, _READ * length // max(1, codes.size))
    for start in range(0, length, rows):
        part = slice(start, start + rows)
        failed = codes[part] > Outcome.SOLVED
        if np.any(failed):
            messages = data[MESSAGE][part].values[failed]
            failures.update(_kind(str(message)) for message in messages)
    return Summary(
        points=int(codes.size),
        solved=int(np.sum(codes == Outcome.SOLVED)),
        allowed=int(np.sum(data["allowed"].values & (codes == Outcome.SOLVED))),
        not_done=int(np.sum(codes == Outcome.NOT_DONE)),
        failures=dict(failures.most_common()),
    )


def _kind(message: str) -> str:
    """A message without the value at its point, so that points that fail for one reason are counted together.

    >>> _kind("m_s = 1.7e+09 is out of range: allowed is from 0.1 to 1000 keV.")
    'm_s is out of range: allowed is from 0.1 to 1000 keV.'
    """
    name, equals, rest = message.partition(" = ")
    value, space, what = rest.partition(" ")
    is_value = bool(equals and space) and " " not in name and _is_number(value)
    return f"{name} {what}" if is_value else message


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
