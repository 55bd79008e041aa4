"""The effective number of colours with which free quarks scatter neutrinos through the quark-hadron transition.

    N_c,eff(T) = 3 s_QCD(T)/s_free(T)

with the entropy density of the sector's own strongly interacting gas over that of free gluons and massive quarks, as
Asaka, Laine & Shaposhnikov (hep-ph/0612182, section 4) propose. A guess of 10 to 20% at temperatures of 100 to 300 MeV.
"""

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.matter.gas import ScaledPressure
from reheaton.matter.qcd_gas import QCDGas
from reheaton.particles.fermions import N_COLOURS


def effective_colours(T: ArrayLike, gas: QCDGas) -> Array:
    """N_c,eff at temperature T [GeV], any shape, for a strongly interacting gas of any vev ratio."""
    log_T = jnp.log(jnp.asarray(T, dtype=float))
    return N_COLOURS * _entropy(gas.scaled_pressure(log_T)) / _entropy(gas.quarks.scaled_pressure(log_T))


def _entropy(pressure: ScaledPressure) -> Array:
    """s/T^3."""
    return 4.0 * pressure.value + pressure.first
