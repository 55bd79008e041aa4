r"""Photons, electrons and positrons below the masses of muons and pions, by their energy density.

Plasma and neutrinos exchange energy, and the sum is conserved to rounding if rho of each is what evolves: this is the
plasma as T(rho) and p(rho), from p(T) of `finite_temperature_qed` and of the ideal gases, s = dp/dT, rho = T s - p.
"""

import functools
from typing import Any, Final

import equinox as eqx
import jax
import numpy as np

from reheaton.backend.namespace import namespace
from reheaton.errors import InvalidInput
from reheaton.matter.finite_temperature_qed import ORDERS, QedCorrection
from reheaton.matter.gas import Gas, ThermalState
from reheaton.matter.leptons_and_bosons import photons_and_electrons
from reheaton.numerics.interpolation import UniformSplines, hermite_splines

T_LOWEST: Final = 1e-6
T_HIGHEST: Final = 0.1
"""Range of the table [GeV]; radiation of a constant number of states beyond. Muons and pions are not in it."""
_NODES: Final = 1201


class ElectromagneticPlasma(eqx.Module):
    """T(rho) and p(rho) of photons and e+e-; error below 1e-8 of each (tested)."""

    table: UniformSplines
    """ln(T/rho^(1/4)) and 1 - 3 p/rho against ln rho."""

    def at(self, rho: Any) -> tuple[Any, Any]:
        """Temperature T [GeV] and pressure p [GeV^4] at the energy density rho [GeV^4], any shape."""
        xp = namespace(rho)
        log_rho = xp.log(rho)
        above, _ = self.table.value_and_slope(0, log_rho)
        trace, _ = self.table.value_and_slope(1, log_rho)
        return xp.exp(above + 0.25 * log_rho), rho * (1.0 - trace) / 3.0


def electromagnetic_gases(order: int = 3) -> tuple[Gas, ...]:
    """Photons, e+e- and their corrections up to e^order, at T [GeV] by their `state`. Raises InvalidInput."""
    if order not in ORDERS:
        raise InvalidInput(f"order = {order} of QED must be one of {', '.join(map(str, ORDERS))}.")
    return (photons_and_electrons(), QedCorrection(order)) if order else (photons_and_electrons(),)


def electromagnetic_state(T: Any, order: int = 3) -> ThermalState:
    """Thermal state of photons and e+e- at T [GeV], any shape, from the pressure itself. Raises InvalidInput."""
    T = namespace(T).asarray(T)
    states = [gas.state(T) for gas in electromagnetic_gases(order)]
    return jax.tree.map(lambda *quantity: sum(quantity), *states)


@functools.cache
def electromagnetic_plasma(order: int = 3) -> ElectromagneticPlasma:
    """The plasma with corrections up to e^order; 0 is the ideal gas. Raises InvalidInput."""
    low, high = np.log(electromagnetic_state(np.array([T_LOWEST, T_HIGHEST]), order).rho)
    log_rho = np.linspace(low, high, _NODES)
    log_T = np.linspace(np.log(T_LOWEST), np.log(T_HIGHEST), _NODES)
    for _ in range(20):
        state = electromagnetic_state(np.exp(log_T), order)
        log_T = log_T + (log_rho - np.log(state.rho)) * state.rho / (np.exp(log_T) * state.ds_dlnT)
    state = electromagnetic_state(np.exp(log_T), order)
    # d rho = T ds and dp = s dT.
    slope_T = state.rho / (np.exp(log_T) * state.ds_dlnT)
    values = np.stack([log_T - 0.25 * log_rho, 1.0 - 3.0 * state.p / state.rho])
    slopes = np.stack([slope_T - 0.25, 3.0 * (state.p - state.dp_dlnT * slope_T) / state.rho])
    step = log_rho[1] - log_rho[0]
    return ElectromagneticPlasma(hermite_splines(np.full(2, log_rho[0]), np.full(2, step), values, slopes))
