r"""Heat that the Higgs portal carries between the Standard Model and its twin, at any temperature and ratio of vevs.

kappa of `higgs_portal`, d rho_B/dt = kappa (T_A - T_B)/T, as a table: ln(kappa/T^9) by cubic splines in ln T and
ln(vev_ratio - 1), as kappa goes with (vev_ratio - 1)^2 where h and h' almost cancel.
"""

import functools
from typing import Any, Final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.kept_tables import kept_table
from reheaton.backend.namespace import AnyArray
from reheaton.numerics.interpolation import spline_coefficients, spline_weights, split_position
from reheaton.numerics.roots import root_in_interval
from reheaton.rates.higgs_portal import T_RANGE, energy_exchange

VEV_RATIOS: Final = (1.05, 100.0)
"""Ratios of the vevs in the table; beyond them those at its ends are taken."""
_VERSION: Final = 1
_NODES: Final = (64, 64)
"""Of ln T and ln(vev_ratio - 1)."""
_ROUNDED: Final = 1e-12


class PortalHeat(eqx.Module):
    """kappa [GeV^5]; error below 3e-3 from 0.3 to 20 GeV (tested), 15% where h just decays into a twin fermion.

    That is at vev_ratio = 15 (b), 35 (tau) and 49 (c), to 10%. Below 0.3 GeV, where quarks are confined and little
    flows, kappa falls as T^9; above 20 GeV it rises so.
    """

    coefficients: AnyArray
    """Of ln(kappa/T^9), (T + 2, vev_ratio + 2)."""

    def kappa(self, T: Any, vev_ratio: Any) -> Array:
        """At T [GeV] and the ratio of vevs, scalars."""
        log_T = jnp.log(jnp.asarray(T, dtype=float))
        log_f = jnp.log(jnp.maximum(jnp.asarray(vev_ratio, dtype=float) - 1.0, VEV_RATIOS[0] - 1.0))
        table, weights, corner = jnp.asarray(self.coefficients), [], []
        for x, nodes, count in ((log_T, _log_T(), _NODES[0]), (log_f, _log_f(), _NODES[1])):
            i, fraction = split_position((x - nodes[0]) / (nodes[1] - nodes[0]), count - 1)
            weights.append(spline_weights(fraction))
            corner.append(i)
        patch = jax.lax.dynamic_slice(table, corner, (4, 4))
        return jnp.exp(weights[0] @ patch @ weights[1] + 9.0 * log_T)

    def where_faster(self, times: float, T_dec: Any, vev_ratio: Any) -> Array:
        """The temperature [GeV] above T_dec at which Gamma/H is so many times that at T_dec; Gamma/H ~ kappa/T^6."""

        def excess(log_T: Array) -> Array:
            T = jnp.exp(log_T)
            return jnp.log(self.kappa(T, vev_ratio) / self.kappa(T_dec, vev_ratio) * (T_dec / T) ** 6 / times)

        low = jnp.log(jnp.asarray(T_dec, dtype=float))
        high = low + jnp.log(times)
        return jnp.exp(root_in_interval(excess, low, high, excess(low), excess(high)))


def _log_T() -> np.ndarray:
    low, high = T_RANGE
    return np.linspace(np.log(low * (1.0 + _ROUNDED)), np.log(high * (1.0 - _ROUNDED)), _NODES[0])


def _log_f() -> np.ndarray:
    low, high = VEV_RATIOS
    return np.linspace(np.log(low - 1.0), np.log(high - 1.0), _NODES[1])


@functools.cache
def portal_heat() -> PortalHeat:
    """The table, kept once it is made, in some seconds."""
    T, vev_ratios = np.exp(_log_T()), 1.0 + np.exp(_log_f())
    stored = kept_table(
        "portal/kappa",
        [T.tolist(), vev_ratios.tolist()],
        lambda: {"log_kappa": np.log(np.stack([energy_exchange(T, f) for f in vev_ratios], axis=1) / T[:, None] ** 9)},
        version=_VERSION,
        shapes={"log_kappa": _NODES},
        within=(-300.0, 300.0),
    )
    return PortalHeat(spline_coefficients(spline_coefficients(stored["log_kappa"], axis=0), axis=1))
