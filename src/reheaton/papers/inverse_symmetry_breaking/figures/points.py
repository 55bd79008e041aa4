"""Points, colours and limits of the figures of "Asymmetric Reheating via Inverse Symmetry Breaking"."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap

from reheaton.backend.jax_setup import outer_jit
from reheaton.figures.drawing import OKABE_ITO, Table
from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings
from reheaton.papers.inverse_symmetry_breaking.phases import (
    BrokenPhase,
    ThermalMasses,
    broken_phase,
    masses_without_couplings,
)
from reheaton.papers.inverse_symmetry_breaking.reheating import DELTA_N_EFF_LATE
from reheaton.probes.limits.dark_radiation import strictest_bound
from reheaton.probes.limits.sets import PAPER

M_N: Final = 1e14
"""Mass of N and N' [GeV]."""
LAMBDA: Final = 4e-5
"""Coupling lambda of the paper's Fig. 1."""
C_PHI: Final = 0.05
"""c_phi of Eq. 5. The paper does not give its value for the figures."""
BENCHMARKS: Final[Mapping[str, Couplings]] = {
    "B1": Couplings(1e-2, 1.0, -0.15, 1.0, 1.0),
    "B2": Couplings(1e-3, 0.2, -0.02, 1.0, 1.0),
    "B3": Couplings(1e-4, 0.04, -0.003, 1.0, 1.0),
}
"""Couplings with which all processes are computed. mu_eta and mu_phi, 1 GeV, are far below M_N and do not matter."""
PAPER_X_RH: Final = 0.42
"""Largest x_RH according to the paper: Delta N_eff = 0.5 in Eq. 17."""
RED, BLUE, GREEN, ORANGE, PURPLE = OKABE_ITO[1], OKABE_ITO[0], OKABE_ITO[2], OKABE_ITO[4], OKABE_ITO[3]


def masses() -> ThermalMasses:
    """Masses of the scalars for C_PHI."""
    return masses_without_couplings(C_PHI)


def benchmark(name: str) -> BrokenPhase:
    """The scalars for one of BENCHMARKS, with M_phi of the paper."""
    return broken_phase(BENCHMARKS[name], M_N)


def weakly_coupled(lambda_phi: Any, nu: Any) -> Couplings:
    """Couplings with v/T = nu: lambda_eta is half of the largest with which the potential is bounded from below.

    v/T = (|c_eta|/lambda_eta)^(1/2) (Eqs. 5 and 8) is |lambda_eta_phi| = (24 nu^2 + 6) lambda_eta, so that Eq. 2 reads
    lambda_eta < 4 lambda_phi/(24 nu^2 + 6)^2. Any common shape. mu_eta and mu_phi, 1 GeV, do not matter.
    """
    lambda_eta = 2.0 * lambda_phi / (24.0 * nu**2 + 6.0) ** 2
    return Couplings(lambda_eta, lambda_phi, -(24.0 * nu**2 + 6.0) * lambda_eta, 1.0, 1.0)


def batched(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function of numbers as one of points of any common shape, compiled once; results are NumPy arrays."""
    kernel = outer_jit(jax.vmap(function), brief=True)

    def at(*points: Any) -> Any:
        arrays = np.broadcast_arrays(*(np.asarray(p, dtype=float) for p in points))
        found = kernel(*(jnp.asarray(a.ravel()) for a in arrays))
        return jax.tree.map(lambda value: np.asarray(value).reshape(arrays[0].shape), found)

    return at


def fill_between_levels(ax: Axes, x: np.ndarray, y: np.ndarray, z: np.ndarray, levels: Sequence[float]) -> Any:
    """One colour between two levels of z, and one below and above them."""
    colors = ListedColormap(colormaps["viridis"](np.linspace(0.15, 1.0, len(levels) + 1)))
    return ax.contourf(x, y, z, levels, cmap=colors, norm=BoundaryNorm(levels, colors.N, extend="both"), extend="both")


def grid_table(columns: Mapping[str, Any], comment: str) -> Table:
    """A table of columns that broadcast to one shape, one row for each point."""
    flat = [np.ravel(values) for values in np.broadcast_arrays(*(np.asarray(values) for values in columns.values()))]
    return Table(tuple(columns), list(zip(*flat, strict=True)), comment)


def largest_x_RH(kind: str = "present", limits: str = PAPER) -> float:
    """x_RH at the strictest bound of a kind and set on Delta N_eff at recombination, by `delta_N_eff_late`.

    That of today takes one value at nucleosynthesis and recombination. Here they differ by 14 to 17%, which is less
    than the 0.02 that it admits.
    """
    return (strictest_bound("delta_N_eff_cmb", kind, limits).bound / DELTA_N_EFF_LATE) ** 0.25


def fixed() -> str:
    """M_N and lambda, for a caption."""
    return f"{{M_N}} = 1e{np.log10(M_N):.0f} GeV, {{lam}} = {LAMBDA:.0e}".replace("e-0", "e-")


def worded(text: str, latex: bool) -> str:
    """A caption whose names in braces, as in "{x_RH}", become LaTeX for pictures or plain text for tables."""
    return text.format_map({name: f"${formula}$" if latex else plain for name, (plain, formula) in _NAMES.items()})


_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "M_N": ("M_N", "M_N"),
    "Y_N": ("Y_N", "Y_N"),
    "y_0": ("y_0", "y_0"),
    "T_star": ("T_*", "T_*"),
    "T_d": ("T_d", r"T_{\rm d}"),
    "T_max": ("T_max", r"T_{\rm max}"),
    "T_RH": ("T_RH", r"T_{\rm RH}"),
    "x_RH": ("x_RH", r"x_{\rm RH}"),
    "x_RH4": ("x_RH^4", r"x_{\rm RH}^4"),
    "g_star": ("g_*", "g_*"),
    "c_phi": ("c_phi", r"c_\phi"),
    "lam": ("lambda", r"\lambda"),
    "lam2": ("lambda^2", r"\lambda^2"),
    "lam4_M_Pl": ("lambda^4 M_Pl", r"\lambda^4 M_{\rm Pl}"),
    "lambda_eta": ("lambda_eta", r"\lambda_\eta"),
    "lambda_phi": ("lambda_phi", r"\lambda_\phi"),
    "lambda_eta_phi": ("lambda_eta_phi", r"\lambda_{\eta\phi}"),
    "M_phi": ("M_phi", r"M_\phi"),
    "nu": ("nu", r"\nu"),
    "nu2": ("nu^2", r"\nu^2"),
    "phi": ("phi", r"\phi"),
    "exchange": ("phi phi -> N N", r"\phi\phi\to NN"),
    "h_phi": ("h phi -> N N", r"h\phi\to NN"),
    "three_phi": ("phi phi phi -> N N", r"\phi\phi\phi\to NN"),
    "h_is": ("h = eta - v", r"h = \eta - v"),
    "Delta_N_eff": ("Delta N_eff", r"\Delta N_{\rm eff}"),
    "e_e": ("e+ e-", "e^+e^-"),
}
"""Names in captions, in plain text and in LaTeX."""
