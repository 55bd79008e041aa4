"""The temperatures T_* and T_max at which the two sectors differ most."""

from collections.abc import Callable
from typing import Final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.given_numbers import check_number
from reheaton.backend.jax_setup import outer_jit
from reheaton.errors import NumericalFailure
from reheaton.papers.inverse_symmetry_breaking.model import InverseSymmetryBreaking
from reheaton.papers.inverse_symmetry_breaking.phases import broken_phase
from reheaton.papers.inverse_symmetry_breaking.reheating import reheating
from reheaton.papers.inverse_symmetry_breaking.yields import RARE_YIELD

_T_STAR_RANGE: Final = (1e-2, 1e2)
_T_MAX_RANGE: Final = (1e-2, 1e2)
"""T_*/M_N and T_max/M_N of the search."""
_GRID: Final = 33
_ZOOMS: Final = 5
_CLOSER: Final = 0.2
"""Range of a search over that of the one before: the grid is finer than the basin of a minimum."""


def least_x_RH(model: InverseSymmetryBreaking, T_RH: float = 1e-2) -> InverseSymmetryBreaking:
    """The model at the T_* and T_max where x_RH is least, with T_RH of Eq. 18 above a temperature [GeV], Y_N < 0.02.

    Everything else stays as it is, and x_RH is that of the model's processes; T_* is set by Lambda_eff if couplings are
    given. Both lie between M_N/100 and 100 M_N, within the range of the table of freeze-in. Found on a grid that is
    refined five times: to 1% in both, and 1e-4 in x_RH. Raises NumericalFailure if no such point is hot enough.

    >>> import reheaton as rh
    >>> point = rh.InverseSymmetryBreaking(M_N=1e14, lambda_portal=4e-5, T_max=2e14, c_phi=0.05, T_star=1e14)
    >>> best = rh.least_x_RH(point)
    >>> round(best.solve().observables["x_RH"], 2)
    0.11
    """
    check_number("T_RH", T_RH, "above 0 GeV", exclusive=True)
    other = "T_star" if model.couplings is None else "Lambda_eff"

    def at(log_star: Array, log_max: Array) -> tuple[Array, Array]:
        T_max, T_star = model.M_N * jnp.exp(log_max), model.M_N * jnp.exp(log_star)
        scale = T_star
        if model.couplings is not None:
            scale = T_star * broken_phase(model.couplings, T_max, model.resummation, model.phi_mass).v_over_T
        moved = eqx.tree_at(lambda m: (m.T_max, getattr(m, other)), model, (T_max, scale))
        made = moved.freeze_in().yields(model.processes, model.gravitons)
        allowed = (reheating(model.M_N, made).T_RH_eq18 > T_RH) & (made.N < RARE_YIELD)
        return jnp.where(allowed & (made.x_RH > 0.0), made.x_RH, jnp.inf), scale

    grid = outer_jit(jax.vmap(jax.vmap(at, (None, 0)), (0, None)))
    best, scale = _searched(grid)
    if best is None:
        raise NumericalFailure(
            f"no T_* and T_max between M_N/100 and 100 M_N give T_RH above {T_RH:g} GeV with Y_N < {RARE_YIELD:g}: take"
            " another lambda_portal."
        )
    return model.changed({"T_max": model.M_N * float(np.exp(best[1])), other: scale})


def _searched(grid: Callable[[np.ndarray, np.ndarray], tuple[Array, Array]]) -> tuple[np.ndarray | None, float]:
    """ln T_* and ln T_max over M_N of the least value on a grid that is refined, and what comes with it; or None."""
    ends = np.log([_T_STAR_RANGE, _T_MAX_RANGE])
    ranges, width, best, scale = ends, 0.5 * np.diff(ends)[:, 0], None, 0.0
    for _ in range(_ZOOMS + 1):
        axes = [np.linspace(low, high, _GRID) for low, high in ranges]
        values, scales = (np.asarray(found) for found in grid(*axes))
        row, column = np.unravel_index(np.argmin(values), values.shape)
        if not np.isfinite(values[row, column]):
            break
        best, scale = np.array([axes[0][row], axes[1][column]]), float(scales[row, column])
        width = _CLOSER * width
        ranges = np.clip(np.stack([best - width, best + width], axis=1), ends[:, :1], ends[:, 1:])
    return best, scale
