r"""Tables of the spectra X(S) of three phi, and of two phi of which one is left (`rates.invariant_mass`).

They depend on r = sqrt(S)/T and m = M_phi/T alone, and every temperature needs them. ln(X e^r) is tabulated: for two
phi against r and m, with a kink at r = m, where the thresholds 4m^2 and (m + r)^2 of the initial state meet and X goes
as (r - m)^2 ln|r - m|; for three phi X/(r - 3m)^2 against r above 3m. One point; `jax.vmap` adds a batch.
"""

import functools
from typing import Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.jax_setup import outer_jit
from reheaton.backend.kept_tables import kept_table
from reheaton.numerics.kinked_splines import KinkedGrid, kinked_splines, kinked_value
from reheaton.papers.inverse_symmetry_breaking.moments import M_PHI_RANGE
from reheaton.rates.invariant_mass import three_particles, two_particles_emit
from reheaton.rates.occupation import OccupationLaw

R_RANGE: Final = (1e-4, 300.0)
"""sqrt(S)/T that the table covers; 2 M_N/T_max is 2e-4 to 200, and 44 above that nothing is left."""
_GRID: Final = KinkedGrid(R_RANGE, M_PHI_RANGE, rows=64, intervals=128)
_VERSION: Final = 1
"""To be raised if the numbers of the table change for a reason that is not in its fingerprint."""


def emission_spectrum(r: ArrayLike, M_phi_over_T: ArrayLike, law: OccupationLaw) -> Array:
    """X at S = (r T)^2 of two phi of which one is left; in units of T. NaN outside R_RANGE and M_PHI_RANGE.

    Relative error 3e-6.
    """
    with jax.ensure_compile_time_eval():
        coefficients = jax.device_put(spectrum_table(law))
    return jnp.exp(kinked_value(_GRID, coefficients, r, M_phi_over_T)[0] - r)


def three_phi_spectrum(r: ArrayLike, M_phi_over_T: ArrayLike, law: OccupationLaw) -> Array:
    """X at S = (r T)^2 of three phi; in units of T. 0 for r < 3m; NaN outside R_RANGE and M_PHI_RANGE.

    Relative error 3e-6; 1e-4 for bosons and r > 80.
    """
    r, m = jnp.asarray(r, dtype=float), jnp.asarray(M_phi_over_T, dtype=float)
    with jax.ensure_compile_time_eval():
        coefficients = jax.device_put(spectrum_table(law))
    # The table has r - 2m in place of r: its kink is the threshold, and what lies below it is not used.
    above = jnp.maximum(r - 2.0 * m, m)
    found = jnp.exp(kinked_value(_GRID, coefficients, above, m)[1] - above) * (above - m) ** 2
    return jnp.where(r > 3.0 * m, found, 0.0)


@functools.cache
def spectrum_table(law: OccupationLaw) -> np.ndarray:
    """Spline coefficients of both logarithms. The table takes seconds to make and is kept in the cache directory."""
    return kept_table(
        f"phi-spectra/{law}",
        [law, R_RANGE, M_PHI_RANGE, _GRID.rows, _GRID.intervals],
        lambda: {"coefficients": _table(law)},
        version=_VERSION,
        shapes={"coefficients": (*_GRID.shape, 2)},
        within=(-1e3, 1e3),
    )["coefficients"]


def _table(law: OccupationLaw) -> np.ndarray:
    def emission(r: Array, m: Array) -> Array:
        return jnp.log(two_particles_emit(r**2, m, law)) + r

    def three(above: Array, m: Array) -> Array:
        # At the threshold itself X/(above - m)^2 is a limit: a little above it, it is the same to 1e-6.
        above = jnp.maximum(above, m * (1.0 + 1e-6))
        return jnp.log(three_particles((above + 2.0 * m) ** 2, m, law) / (above - m) ** 2) + above

    values = np.zeros((2, _GRID.rows, _GRID.intervals + 1, 2))
    rows = [outer_jit(jax.vmap(function, (0, None))) for function in (emission, three)]
    for side in (0, 1):
        r = np.exp(_GRID.log_z(side))
        for row, m in enumerate(np.exp(_GRID.log_m)):
            # One row after the other: old JAX cannot compile loops inside ensure_compile_time_eval.
            values[side, row, :, 0] = rows[0](jnp.asarray(r[row]), jnp.asarray(m))
            if side:
                values[side, row, :, 1] = rows[1](jnp.asarray(r[row]), jnp.asarray(m))
    return kinked_splines(values)
