"""How far values at nodes are from what their neighbours say: what interpolation between nodes may be wrong by.

Every second node is left out and interpolated from the others, then the rest. The distance is large where nodes are too
far apart, where values jump, and at a wrong number. With cubics it is about ten times the error between nodes.
"""

import numpy as np

from reheaton.numerics.interpolation import cubic_hermite


def neighbour_distance(nodes: np.ndarray, values: np.ndarray) -> np.ndarray:
    """|interpolated - value| at each of at least five rising nodes, both (nodes,); 0 at both ends."""
    k = np.arange(len(nodes))
    ends = (k == 0) | (k == len(nodes) - 1)
    found = np.zeros(len(nodes))
    for parity in (0, 1):
        kept = (k % 2 == parity) | ends
        found[~kept] = np.abs(cubic_hermite(nodes[kept], values[kept], nodes[~kept]) - values[~kept])
    return found
