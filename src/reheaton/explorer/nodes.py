"""Curves of many histories as few numbers: each history at nodes of its own, dense where its curves bend.

Between nodes a curve is a straight line on logarithmic axes. The error of that is the second derivative times the
square of the step, so that nodes are spread with a density that goes with the root of the second derivative.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np

from reheaton.figures.history import COLDEST
from reheaton.models.histories import Histories

NODES: Final = 56
"""Nodes of a history: a curve is off by less than the width of a line, see the tests."""
LOWEST: Final = -3.3
"""Energy density below which nothing is drawn, as log10 of rho a^4 over its sum at the start; a panel begins at -3."""
LOWEST_T: Final = float(np.log10(COLDEST))
"""The same of a temperature, of T a over that of the hottest sector at the start."""
_SMOOTHED: Final = 1
"""Intervals of the grid over which a bend is spread on both sides, as nodes must stand around it."""
_EVEN: Final = 0.2
"""Part of the nodes that are spread evenly."""


@dataclass(frozen=True)
class Sampled:
    """Histories at their nodes, (points, nodes) each, but for those of one number each, (points,)."""

    codes: np.ndarray
    x: np.ndarray
    """log10 of a/a_start."""
    curves: dict[str, np.ndarray]
    """`T NAME` and `rho NAME`, log10 of what is drawn; NaN where nothing is."""
    hottest: np.ndarray
    """Highest temperature of a sector at the start [GeV], (points,)."""
    contact_ends: np.ndarray
    """log10 of a/a_start where contacts end, (points, contacts)."""


def sample(histories: Histories, nodes: int = NODES) -> Sampled:
    """The histories at so many nodes."""
    x = histories.log_a / np.log(10.0)
    hottest = np.max([T[:, 0] for T in histories.T.values()], axis=0)
    start = np.sum([rho[:, 0] for rho in histories.rho.values()], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        curves = {f"T {n}": np.log10(T / hottest[:, None]) + x for n, T in histories.T.items()}
        curves |= {f"rho {n}": np.log10(rho / start[:, None]) + 4.0 * x for n, rho in histories.rho.items()}
    floors = {name: LOWEST_T if name.startswith("T ") else LOWEST for name in curves}
    drawn = {name: np.fmax(np.where(np.isfinite(y), y, -np.inf), floors[name]) for name, y in curves.items()}
    places = _places(x, drawn, nodes)
    at = np.array([np.interp(p, own, own_x) for p, own, own_x in zip(places, _order(x), x, strict=True)])
    kept = {}
    for name, y in drawn.items():
        values = np.array([np.interp(p, own, row) for p, own, row in zip(places, _order(x), y, strict=True)])
        kept[name] = np.where(values > floors[name], values, np.nan)
    ends = x[:, list(histories.contact_ends)]
    return Sampled(histories.codes, at, kept, hottest, ends)


def _order(x: np.ndarray) -> np.ndarray:
    """A coordinate along each history that rises at each point of the grid, also where two are at one moment."""
    return np.broadcast_to(np.arange(x.shape[1], dtype=float), x.shape)


def _places(x: np.ndarray, curves: dict[str, np.ndarray], nodes: int) -> np.ndarray:
    """Places of the nodes, (points, nodes), as fractional numbers of grid points."""
    width = np.maximum(np.diff(x, axis=1), 1e-9)
    middle = 0.5 * (width[:, 1:] + width[:, :-1])
    bend = np.zeros(x.shape)
    for kind in ("T ", "rho "):
        panel = [y for name, y in curves.items() if name.startswith(kind)]
        # Curves of one kind share a panel, so that a bend counts in parts of its height.
        height = np.maximum(np.max(panel, axis=(0, 2)) - np.min(panel, axis=(0, 2)), 0.1)[:, None]
        for y in panel:
            second = np.abs(np.diff(np.diff(y, axis=1) / width, axis=1)) / middle
            bend[:, 1:-1] = np.maximum(bend[:, 1:-1], second / height)
    for shift in range(1, _SMOOTHED + 1):
        bend[:, shift:] = np.maximum(bend[:, shift:], bend[:, :-shift] * 0.5**shift)
        bend[:, :-shift] = np.maximum(bend[:, :-shift], bend[:, shift:] * 0.5**shift)
    need = np.sqrt(0.5 * (bend[:, 1:] + bend[:, :-1])) * width
    need = need / np.maximum(need.sum(axis=1), 1e-300)[:, None]
    even = width / width.sum(axis=1)[:, None]
    reached = np.cumsum((1.0 - _EVEN) * need + _EVEN * even, axis=1)
    reached = np.pad(reached, ((0, 0), (1, 0)))
    wanted = np.linspace(0.0, 1.0, nodes)
    numbers = np.arange(x.shape[1], dtype=float)
    return np.array([np.interp(wanted, row / row[-1], numbers) for row in reached])
