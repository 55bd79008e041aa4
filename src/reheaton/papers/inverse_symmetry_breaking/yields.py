r"""Yields of heavy neutrinos N and their mirror twins N', made where their couplings to phi differ.

Above the critical temperature eta has the expectation value v, proportional to T, and N, N' couple to phi with

    y = y_0 (1 +- T/T_*),    + for N, - for N'

("Asymmetric Reheating via Inverse Symmetry Breaking" Eqs. 9-14). y_0 = 2 lambda; see `amplitudes`. Only the scalars
fill the universe, and inverse reactions are left out, so that

    |dY/dlnT| = (dn_N/dt)/(H s),    1/(H s) = (P/2) (4 pi)^5 M_PLANCK/T^5,
    P = 2/(4 pi)^5/[(4 pi^3 g/45)^(1/2) 2 pi^2 g/45].

Y'/Y = x_RH^4 does not depend on g.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import M_PLANCK
from reheaton.cosmology import ZETA_3, entropy_density, hubble_radiation
from reheaton.papers.inverse_symmetry_breaking.scalar_gas import G_SCALARS
from reheaton.rates.occupation import OccupationLaw

ETA: Final = ("thermal", "frozen-in", "absent")
"""How many h = eta - v there are: as in equilibrium, as phi phi -> h h has made, or none."""
EQUILIBRIUM_YIELD: Final = 135.0 * ZETA_3 / (8.0 * np.pi**4)
"""N (two states) per entropy of the scalars in relativistic equilibrium, (3/4) 2 zeta(3)/pi^2 T^3 over s: 0.208."""

RARE_YIELD: Final = 0.02
"""Y_N up to which inverse reactions do not matter: a tenth of that in equilibrium."""


class ProductionBath(eqx.Module):
    """What fills the universe while N is made."""

    law: OccupationLaw = eqx.field(static=True, default="maxwell-boltzmann")
    """Statistics of phi and h, in all processes."""
    eta: str = eqx.field(static=True, default="thermal")
    """One of ETA."""
    T_1: ArrayLike = 0.0
    """Temperature [GeV] at which h made by phi phi -> h h come to equilibrium; used where eta is frozen-in."""
    g_star: ArrayLike = G_SCALARS
    """States of the bath, in H and s."""

    def with_thermal_h(self) -> "ProductionBath":
        """The same, but h that is frozen in is thermal: what it makes then is an upper end."""
        eta = "thermal" if self.eta == "frozen-in" else self.eta
        return ProductionBath(self.law, eta, self.T_1, self.g_star)


class Yields(eqx.Module):
    """Numbers of N and N' per entropy of the scalars, or their derivatives; any common shape."""

    N: Array
    N_mirror: Array

    def __add__(self, other: "Yields") -> "Yields":
        return Yields(self.N + other.N, self.N_mirror + other.N_mirror)

    @property
    def x_RH(self) -> Array:
        """(Y'/Y)^(1/4), the ratio of temperatures after N and N' have decayed with equal widths (Eq. 16)."""
        return (self.N_mirror / self.N) ** 0.25


THERMAL: Final = ProductionBath()
"""Two thermal scalars with Maxwell-Boltzmann statistics."""
AnyYields = TypeVar("AnyYields", Yields, dict[str, Yields])


def vertices(y_0: ArrayLike, T: ArrayLike, T_star: ArrayLike) -> tuple[Array, Array]:
    """y_0 (1 + T/T_*) and y_0 (1 - T/T_*), the vertices of phi with N N and with N' N'; Eqs. 10, 11 and 14."""
    y_0, ratio = jnp.asarray(y_0, dtype=float), jnp.asarray(T, dtype=float) / T_star
    return y_0 * (1.0 + ratio), y_0 * (1.0 - ratio)


def prefactor(g_star: ArrayLike = G_SCALARS) -> Array:
    """P of the module, in which 1/(H s) = P/2 (4 pi)^5 M_PLANCK/T^5 (Eq. 13); 3.098631e-6 for g = 2. Any shape."""
    return 2.0 / (4.0 * np.pi) ** 5 / (hubble_radiation(g_star, 1.0) * M_PLANCK * entropy_density(g_star, 1.0))


def total(by_process: Mapping[str, Yields]) -> Yields:
    """Sum of the yields of all processes."""
    first, *others = by_process.values()
    for other in others:
        first = first + other
    return first


def growth(yields: Callable[[Array], AnyYields], T: ArrayLike) -> AnyYields:
    """|dY/dlnT| at T of yields given as a function of T_max: their derivative by ln T_max.

    T_max is the upper end of the integral over T, so this derivative is what is produced at T. Relative error 1e-4 for
    `exchange_yields`, which come from a table, and rounding for the others.
    """
    log_T = jnp.log(jnp.asarray(T, dtype=float))
    return jax.jvp(lambda x: yields(jnp.exp(x)), (log_T,), (jnp.ones_like(log_T),))[1]
