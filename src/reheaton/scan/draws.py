"""Points drawn in a box: at random, from a Latin hypercube, or from a Sobol sequence, by SciPy.

They are drawn part by part, so that a scan needs memory for the points that it is solving alone. Only a Latin hypercube
is drawn at once: every part depends on all of it.
"""

import functools
import warnings
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

Method = Literal["random", "latin-hypercube", "sobol"]
METHODS: Final[tuple[Method, ...]] = ("random", "latin-hypercube", "sobol")
_BLOCK: Final = 4096
"""Random points are drawn in blocks of this size, each with a generator of its own."""


@dataclass(frozen=True)
class Draws:
    """Points in a box with sides of any length, flat in a parameter or in its logarithm."""

    names: tuple[str, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    logarithmic: tuple[bool, ...]
    method: Method
    count: int
    seed: int

    def part(self, start: int, stop: int) -> dict[str, np.ndarray]:
        """The drawn values of each parameter at the points start to stop - 1, each (stop - start,).

        >>> from reheaton.scan.draws import Draws
        >>> draws = Draws(("m",), (1.0,), (100.0,), (True,), "sobol", 8, 0)
        >>> bool(np.all(draws.part(0, 8)["m"][3:5] == draws.part(3, 5)["m"]))
        True
        """
        columns = {}
        for number, name in enumerate(self.names):
            share = _unit_points(self.method, self.count, len(self.names), self.seed, start, stop)[:, number]
            low, high = self.low[number], self.high[number]
            if self.logarithmic[number]:
                columns[name] = np.clip(np.exp(np.log(low) + share * (np.log(high) - np.log(low))), low, high)
            else:
                columns[name] = np.clip(low + share * (high - low), low, high)
        return columns


def _unit_points(method: Method, count: int, dimensions: int, seed: int, start: int, stop: int) -> np.ndarray:
    """Points start to stop - 1 in the unit cube, (points, dimensions)."""
    from scipy.stats import qmc  # a second of imports that a grid does not need

    if method == "latin-hypercube":
        return _hypercube(count, dimensions, seed)[start:stop]
    if method == "sobol":
        sequence = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng(seed))
        with warnings.catch_warnings():
            # The whole of it may be balanced where a part of it is not; `planning` notes where the whole is not.
            warnings.filterwarnings("ignore", message="The balance properties", category=UserWarning)
            return (sequence.fast_forward(start) if start else sequence).random(stop - start)
    blocks = range(start // _BLOCK, -(-stop // _BLOCK))
    drawn = [np.random.default_rng([seed, block]).random((_BLOCK, dimensions)) for block in blocks]
    first = blocks.start * _BLOCK
    return np.concatenate(drawn)[start - first : stop - first]


@functools.lru_cache(maxsize=2)
def _hypercube(count: int, dimensions: int, seed: int) -> np.ndarray:
    from scipy.stats import qmc

    return qmc.LatinHypercube(dimensions, rng=np.random.default_rng(seed)).random(count)
