r"""How much of the neutrinos' opacity is that of free quarks and of mesons, and between which edges the truth may lie.

    C = C_leptons + q C_quarks + m C_mesons

with C_quarks of three free colours. With q_s = N_c,eff/3 by entropy, q_i by isospin, and a the share of quarks
(`colours`):

    | variant                       | q               | m     |
    |-------------------------------|-----------------|-------|
    | with mesons                   | a q_i           | 1 - a |
    | quarks alone                  | q_s             | 0     |
    | lower edge                    | q_s             | 0     |
    | upper edge, with mesons       | a               | 1 - a |
    | upper edge, quarks alone      | a + (1 - a) q_s | 0     |

The edges are not standard deviations. At the lower one gluons dilute what scatters neutrinos, at the upper one quarks
scatter as if they were free from the transition on, as Venumadhav et al. (arXiv:1507.06655) take them from 250 MeV on.
What is not known, and is meant to be between them: spectral functions of the weak currents at momenta of the order of
T from 120 MeV to 1 GeV, and reactions of the hadrons that are not in C_mesons.

With mesons, at 1 to 100 keV and small mixing, the edges of Omega h^2 lie 9 to 17% below and 4 to 8% above in the
Standard Model (17% and 8% at 7 keV), 2 to 16% below and 5 to 7% above in a twin sector of vev ratio 4.
"""

from typing import NamedTuple

import jax.numpy as jnp
from jax import Array

from reheaton.matter.qcd_gas import QCDGas
from reheaton.particles.fermions import N_COLOURS
from reheaton.rates.opacity.colours import colours_by_entropy, colours_by_isospin, quark_share


class HadronShares(NamedTuple):
    """q and m, of one shape."""

    quarks: Array
    mesons: Array


def hadron_shares(T: Array, gas: QCDGas, *, with_mesons: bool) -> HadronShares:
    """q and m at temperatures T [GeV], any shape, of a strongly interacting gas of any vev ratio.

    Equation: module docstring. Valid wherever the opacity is; exact above a few GeV, to 30% or so at 200 MeV.
    """
    if not with_mesons:
        quarks = colours_by_entropy(T, gas) / N_COLOURS
        return HadronShares(quarks, jnp.zeros_like(quarks))
    free = quark_share(T, gas)
    return HadronShares(free * colours_by_isospin(T, gas) / N_COLOURS, 1.0 - free)


def hadron_edges(T: Array, gas: QCDGas, *, with_mesons: bool, shares: HadronShares | None = None) -> HadronShares:
    """q and m at the lower and at the upper edge: (2,) in front of the shape of T. Arguments as of `hadron_shares`.

    `shares` are the `hadron_shares` there, if they are known: without mesons the lower edge is made of them.
    """
    lower_edge = None if with_mesons or shares is None else shares.quarks
    by_entropy = colours_by_entropy(T, gas) / N_COLOURS if lower_edge is None else lower_edge
    free = quark_share(T, gas)
    none = jnp.zeros_like(free)
    upper = HadronShares(free, 1.0 - free) if with_mesons else HadronShares(free + (1.0 - free) * by_entropy, none)
    return HadronShares(jnp.stack([by_entropy, upper.quarks]), jnp.stack([none, upper.mesons]))
