"""Interpolation of rates between the nodes of a file."""

import numpy as np


def monotone_in_log(nodes: np.ndarray, C: np.ndarray, x: np.ndarray) -> np.ndarray:
    """C (nodes, ...) at x (points,) by monotone cubics in ln C, which do not overshoot where C jumps between two nodes.

    Straight lines in C next to a zero. Fritsch & Butland 1984.
    """
    # Imported here: it takes a fifth of a second, and few read a file.
    from scipy.interpolate import PchipInterpolator

    left = np.clip(np.searchsorted(nodes, x, side="right") - 1, 0, len(nodes) - 2)
    u = ((x - nodes[left]) / (nodes[left + 1] - nodes[left]))[:, None]
    straight = (1.0 - u) * C[left] + u * C[left + 1]
    smooth = np.exp(PchipInterpolator(nodes, np.log(np.maximum(C, 1e-300)))(x))
    return np.where((C[left] == 0.0) | (C[left + 1] == 0.0), straight, smooth)
