"""What the figures of "Asymmetric Reheating via Inverse Symmetry Breaking" share: points, processes and limits."""

from collections.abc import Callable, Mapping
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.jax_setup import outer_jit
from reheaton.figures.drawing import OKABE_ITO
from reheaton.papers.inverse_symmetry_breaking.yields import (
    BrokenPhase,
    Yields,
    broken_phase,
    exchange_yields,
    graviton_yield,
    h_phi_yields,
    three_phi_yields,
)
from reheaton.probes.limits.dark_radiation import bounds_on

M_N: Final = 1e14
"""Mass of N and N' [GeV]."""
LAMBDA: Final = 4e-5
"""Coupling lambda of the paper's Fig. 1."""
C_PHI: Final = 0.05
"""(M_phi/T)^2, which the paper does not give for its figures."""
MAJORANA: Final = 2.0
"""y_0/lambda; 1 with the vertex read literally."""
BENCHMARKS: Final[Mapping[str, tuple[float, float, float]]] = {
    "B1": (1e-2, 1.0, -0.15),
    "B2": (1e-3, 0.2, -0.02),
    "B3": (1e-4, 0.04, -0.003),
}
"""lambda_eta, lambda_phi and lambda_eta_phi."""
PAPER_X_RH: Final = 0.42
"""Largest x_RH according to the paper: Delta N_eff = 0.5 in Eq. 17."""
LATE_DELTA_N_EFF: Final = 8.0 / 7.0 * (11.0 / 4.0) ** (4.0 / 3.0) + 3.0
"""Delta N_eff over x_RH^4 after e+ e- annihilation in both sectors, if both were reheated at the same g_*: 7.40."""
RED, BLUE, GREEN, ORANGE, PURPLE = OKABE_ITO[1], OKABE_ITO[0], OKABE_ITO[2], OKABE_ITO[4], OKABE_ITO[3]

Production = Callable[..., Yields]


def _gravitons(M_N: Any, y_0: Any, T_star: Any, T_max: Any, phase: BrokenPhase) -> Yields:
    # Gravity knows neither the coupling nor the difference of N and N'.
    del y_0, T_star
    made = graviton_yield(M_N, T_max, phase)
    return Yields(made, made)


def _exchange(M_N: Any, y_0: Any, T_star: Any, T_max: Any, phase: BrokenPhase) -> Yields:
    return exchange_yields(M_N, y_0, T_star, T_max, phase.c_phi)


PROCESSES: Final[Mapping[str, Production]] = {
    "exchange": _exchange,
    "h_phi": h_phi_yields,
    "three_phi": three_phi_yields,
    "graviton": _gravitons,
}
"""Yields by process, functions of M_N, y_0, T_star, T_max and the phase; the first is the paper's."""


def benchmark(name: str) -> BrokenPhase:
    """The scalars of one of BENCHMARKS, with the paper's M_phi."""
    return broken_phase(*BENCHMARKS[name])


def all_yields(M_N: Any, y_0: Any, T_star: Any, T_max: Any, phase: BrokenPhase) -> Yields:
    """Yields from all PROCESSES together."""
    first, *others = (made(M_N, y_0, T_star, T_max, phase) for made in PROCESSES.values())
    for other in others:
        first = first + other
    return first


def batched(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of numbers as one of points of any common shape, compiled once; results are NumPy arrays."""
    kernel = outer_jit(jax.vmap(function))

    def at(*points: Any) -> Any:
        arrays = np.broadcast_arrays(*(np.asarray(p, dtype=float) for p in points))
        found = kernel(*(jnp.asarray(a.ravel()) for a in arrays))
        return jax.tree.map(lambda value: np.asarray(value).reshape(arrays[0].shape), found)

    return at


def heaviest_T_max(c_phi: float | Array) -> float:
    """T/M_N above which M_phi = sqrt(c_phi) T exceeds 2 M_N; the paper prints 2/c_phi."""
    return float(2.0 / np.sqrt(c_phi))


def largest_x_RH(kind: str = "present") -> float:
    """x_RH at the strictest bound of a kind on Delta N_eff at recombination."""
    return (bounds_on("delta_N_eff_cmb", kind)[0].bound / LATE_DELTA_N_EFF) ** 0.25


def fixed() -> str:
    """M_N and lambda in words."""
    return f"M_N = 1e{np.log10(M_N):.0f} GeV, lambda = {LAMBDA:.0e}".replace("e-0", "e-")
