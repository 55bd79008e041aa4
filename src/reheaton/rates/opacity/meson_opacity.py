r"""Opacity of an active neutrino among mesons, below the quark-hadron transition, at any vev ratio.

    C = C_fusion(p/T, T; f) + C_scattering off pions(p/T, T; f)

It depends on ratios of masses to T only. In a sector whose confinement scale is l times ours, all hadronic scales
are l times what they are at the vev ratio f/l and the temperature T/l: C is that at T/l and f/l.

What is in it: the poles pi, K, rho, omega, K*, phi, a_1 of the weak currents, and scattering off pions. What is not:
reactions of kaons and baryons, three or more mesons beside the a_1, widths. Compared with the rates of Venumadhav et
al. (arXiv:1507.06655, with pions and kaons at leading order of chiral perturbation theory), it is 15 to 25% lower at
100 to 150 MeV and p/T = 1 to 4, 15 to 37% lower at p/T = 6, and up to 66% lower at p/T = 10.
"""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.namespace import AnyArray
from reheaton.numerics.interpolation import spline_coefficients, spline_weights, split_position
from reheaton.rates.opacity.meson_table import LOG_T, LOG_VEV_RATIO
from reheaton.rates.opacity.opacity import Opacity, resample_momenta
from reheaton.rates.opacity.tabulate import LOG_X


class MesonOpacity(eqx.Module):
    """C of the loss rate among mesons, of one flavour."""

    coefficients: AnyArray
    """Spline coefficients of the table, (vev ratios + 2, temperatures + 2, momenta + 2)."""

    def at_vev_ratio(self, vev_ratio: ArrayLike) -> Opacity:
        """The table at a vev ratio, clamped to its range; constant below its temperatures."""
        spacing = LOG_VEV_RATIO[1] - LOG_VEV_RATIO[0]
        k, u = split_position(jnp.log(jnp.asarray(vev_ratio, dtype=float)) / spacing, len(LOG_VEV_RATIO) - 1)
        around = jax.lax.dynamic_slice_in_dim(jnp.asarray(self.coefficients), k, 4)
        grid = (float(LOG_T[0]), float(LOG_T[1] - LOG_T[0]), len(LOG_T))
        return Opacity(jnp.tensordot(spline_weights(u), around, 1)[None], grid, float("nan"))

    def coefficient(self, p_over_T: ArrayLike, T: ArrayLike, vev_ratio: ArrayLike = 1.0) -> Array:
        """C at momenta p/T and temperatures T [GeV] up to 0.3, arrays of one shape, and one vev ratio."""
        x, T = jnp.broadcast_arrays(jnp.asarray(p_over_T, dtype=float), jnp.asarray(T, dtype=float))
        return self.at_vev_ratio(vev_ratio).coefficient(x, T)


def meson_opacity_from_table(table: np.ndarray) -> MesonOpacity:
    """The opacity of a table of `meson_table`."""
    coefficients = np.stack([resample_momenta(part, LOG_X) for part in table])
    for axis in range(3):
        coefficients = spline_coefficients(coefficients, axis=axis)
    return MesonOpacity(coefficients)
