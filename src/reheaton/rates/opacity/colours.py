r"""With how many colours free quarks scatter neutrinos, and how quarks take the place of mesons.

Below a few GeV quarks are not free. Two measures of what is left of them, both from the sector's own thermodynamics:

    by entropy:    N_c,eff = 3 s_QCD(T)/s_free(T)          (Asaka, Laine & Shaposhnikov, hep-ph/0612182, section 4)
    by isospin:    N_c,eff = 3 chi_I(T)/chi_I,free(T)

s counts gluons too, which scatter no neutrinos. chi_I is the susceptibility of isospin, the response to its static
potential: the strength of the isovector vector currents of u and d at small momentum transfer, and above the chiral
transition of the axial ones. Neither is exact for momentum transfers of the order of T. chi_I is a fit to the lattice
(2 + 1 flavours; chi_Q - (chi_B + chi_S + 2 chi_BS)/4 of Noronha-Hostler et al., arXiv:1902.06723), to 0.005 of its
free value from 0.13 to 0.6 GeV; above, what is missing falls slowly, as the coupling does. The two measures differ by
0.35 of the free value at 0.2 GeV, 0.12 at 0.4 GeV, and 0.01 or less from 1.5 GeV on.

Mesons turn into quarks as the chiral condensate vanishes: quark share = [1 + tanh((T - 157 MeV)/23 MeV)]/2, within 0.05
one minus the subtracted condensate of the lattice (Borsanyi et al., arXiv:1005.3508). In a sector whose confinement
scale is l times ours, T stands for T/l.
"""

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.matter.gas import ScaledPressure
from reheaton.matter.qcd_gas import QCDGas
from reheaton.particles.fermions import N_COLOURS


def colours_by_entropy(T: ArrayLike, gas: QCDGas) -> Array:
    """N_c,eff at temperature T [GeV], any shape, for a strongly interacting gas of any vev ratio."""
    log_T = jnp.log(jnp.asarray(T, dtype=float))
    return N_COLOURS * _entropy(gas.scaled_pressure(log_T)) / _entropy(gas.quarks.scaled_pressure(log_T))


def colours_by_isospin(T: ArrayLike, gas: QCDGas) -> Array:
    """N_c,eff at temperature T [GeV], any shape, from 0.13 GeV times the ratio of confinement scales on."""
    t = _in_our_units(T, gas)
    missing = 0.083 * (t / 0.4) ** -0.189 + 0.802 / (1.0 + jnp.exp((t - 0.1283) / 0.0285))
    return N_COLOURS * jnp.maximum(1.0 - missing, 0.0)


def quark_share(T: ArrayLike, gas: QCDGas) -> Array:
    """Share of quarks, not mesons, in the rates at temperature T [GeV], any shape: 0 far below, 1 far above."""
    return 0.5 * (1.0 + jnp.tanh((_in_our_units(T, gas) - 0.157) / 0.023))


def _in_our_units(T: ArrayLike, gas: QCDGas) -> Array:
    return jnp.asarray(T, dtype=float) * jnp.exp(-gas.log_confinement_ratio)


def _entropy(pressure: ScaledPressure) -> Array:
    """s/T^3."""
    return 4.0 * pressure.value + pressure.first
