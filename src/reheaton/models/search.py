"""Where a function takes a value, for many functions at once: intervals that are narrowed to the first crossing.

Nothing is assumed but that the functions are positive, and continuous where they cross. The functions are unknown here:
they are tried at points, all together.
"""

from typing import Final

import numpy as np

POINTS: Final = 8
"""Points for each question and round. One size for all rounds, as a second one would be compiled anew."""
_AROUND: Final = np.array([-0.1, -3e-3, -1e-4, 0.0, 1e-4, 3e-3, 0.1])
"""Where the points of a round lie about the estimated root, as fractions of the interval; the eighth is its middle."""


class Search:
    """The intervals that hold the answers, in the coordinate of the search, and the best points seen."""

    def __init__(self, low: float, high: float, count: int, observable: str, target: float) -> None:
        self.observable, self.target = observable, target
        self.ends = np.tile([low, high], (count, 1))
        self.at_ends = np.full((count, 2), np.nan)
        self.crossings = np.full(count, -1)
        """How often each function crosses the target between the first points; -1 before these."""
        self.followed = np.zeros(count, dtype=int)
        """The number of the crossing that is followed, from 0."""
        self.best = np.full(count, np.nan)
        self.error = np.full(count, np.inf)
        self.lowest, self.highest = np.full((2, count), np.nan)
        self.kept: dict[str, np.ndarray] = {}
        """What was found at the best points, by name."""

    def first(self, rounds: int) -> np.ndarray:
        """Where to look first, evenly over the whole range in some rounds, (rounds, count, POINTS)."""
        (low, high), count = self.ends[0], len(self.ends)
        evenly = np.linspace(low, high, rounds * POINTS).reshape(rounds, 1, POINTS)
        return np.broadcast_to(evenly, (rounds, count, POINTS))

    def trial(self) -> np.ndarray:
        """Where to look next, rising along the last axis, (count, POINTS)."""
        low, high = self.ends[:, :1], self.ends[:, 1:]
        rise = self.at_ends[:, 1:] - self.at_ends[:, :1]
        share = -self.at_ends[:, :1] / np.where(rise == 0.0, 1.0, rise)
        inside = np.clip(np.append(share + _AROUND, np.full_like(share, 0.5), axis=1), 0.0, 1.0)
        evenly = np.linspace(0.0, 1.0, POINTS)
        return low + (high - low) * np.where(self.crossings[:, None] > 0, np.sort(inside, axis=1), evenly)

    def learn(
        self, trial: np.ndarray, found: dict[str, np.ndarray], log_margins: list[np.ndarray] | None = None
    ) -> None:
        """Take in what was found at the trial points, the observable among it, (count, points) all.

        Of several crossings the first is followed, or with `log_margins`, those of the limits, the first that all
        limits allow.
        """
        seen = found[self.observable]
        self.lowest = np.fmin(self.lowest, np.fmin.reduce(seen, axis=1))
        self.highest = np.fmax(self.highest, np.fmax.reduce(seen, axis=1))
        excess = np.log(np.maximum(seen, 1e-300) / self.target)
        if self.crossings[0] < 0:
            self._choose(trial, excess, log_margins or [])
        else:
            trial_and_ends = np.concatenate([self.ends[:, :1], trial, self.ends[:, 1:]], axis=1)
            excess_and_ends = np.concatenate([self.at_ends[:, :1], excess, self.at_ends[:, 1:]], axis=1)
            self._narrow(trial_and_ends, excess_and_ends, _crosses(excess_and_ends))
        self._keep_best(trial, excess, found)

    def _choose(self, trial: np.ndarray, excess: np.ndarray, log_margins: list[np.ndarray]) -> None:
        """Count the crossings between the first points, and keep the interval of one."""
        crosses = _crosses(excess)
        # A point that is exactly on the target ends two intervals, and is one answer.
        twice = crosses[:, :-1] & crosses[:, 1:] & (excess[:, 1:-1] == 0.0)
        self.crossings = crosses.sum(axis=1) - twice.sum(axis=1)
        allowed = crosses & _allowed(excess, log_margins)
        chosen = np.where(allowed.any(axis=1, keepdims=True), allowed, crosses)
        before = np.arange(crosses.shape[1]) < np.argmax(chosen, axis=1)[:, None]
        self.followed = (crosses & before).sum(axis=1) - (twice & before[:, 1:]).sum(axis=1)
        self._narrow(trial, excess, chosen)

    def _narrow(self, trial: np.ndarray, excess: np.ndarray, crosses: np.ndarray) -> None:
        """Narrow the intervals to the first crossing, from ln(observable/target) at the trial points."""
        rows, first, any_ = np.arange(len(trial)), np.argmax(crosses, axis=1), crosses.any(axis=1)
        for side in (0, 1):
            self.ends[any_, side] = trial[rows, first + side][any_]
            self.at_ends[any_, side] = excess[rows, first + side][any_]

    def _keep_best(self, trial: np.ndarray, excess: np.ndarray, found: dict[str, np.ndarray]) -> None:
        """Keep the trial points nearest to the target; only those in the interval, as others are near other answers."""
        rows = np.arange(len(trial))
        inside = (trial >= self.ends[:, :1]) & (trial <= self.ends[:, 1:])
        distance = np.where(inside & np.isfinite(excess), np.abs(excess), np.inf)
        nearest = np.argmin(distance, axis=1)
        error = distance[rows, nearest]
        # If two points have equal error, keep the newer one: it comes from the narrower interval.
        better = np.isfinite(error) & (error <= self.error)
        for name, column in found.items():
            kept = self.kept.setdefault(name, np.full(len(trial), np.nan))
            kept[better] = column[rows, nearest][better]
        self.best[better], self.error[better] = trial[rows, nearest][better], error[better]

    def settled(self, rtol: float) -> bool:
        """Whether every question has its answer, or has none."""
        return bool(np.all((self.crossings == 0) | (self.error < rtol)))


def _crosses(excess: np.ndarray) -> np.ndarray:
    """Which intervals between neighbouring points a function crosses 0 in, (count, points - 1)."""
    with np.errstate(invalid="ignore"):
        return excess[:, :-1] * excess[:, 1:] <= 0.0


def _allowed(excess: np.ndarray, log_margins: list[np.ndarray]) -> np.ndarray:
    """Which intervals the limits allow at the crossing: margins there by linear interpolation, (count, points - 1).

    The limit on the observable itself is exact in this way, as its log_margin is that of the target plus a constant.
    """
    with np.errstate(invalid="ignore"):
        rise = excess[:, 1:] - excess[:, :-1]
        share = -excess[:, :-1] / np.where(rise == 0.0, 1.0, rise)
        allowed = np.ones(share.shape, dtype=bool)
        for margin in log_margins:
            low, high = margin[:, :-1], margin[:, 1:]
            # A limit that applies at one end alone is followed by what it says there.
            at_crossing = np.where(np.isinf(low), high, np.where(np.isinf(high), low, low + (high - low) * share))
            allowed &= at_crossing >= 0.0
    return allowed
