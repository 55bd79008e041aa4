r"""Two mirror sectors reheated by the decays of N and N' that a bath of scalars has produced.

"Asymmetric Reheating via Inverse Symmetry Breaking" Eqs. 15-18. With Y = n/s in units of the entropy of the scalars
(g = 2), N and N' at rest have their energy density when the scalars are at

    T_eq = (4/3) M_N (Y + Y'),    rho_N = rho_scalars/(1 + x^4),  x^4 = Y'/Y.

Without a width they decay there, at once. With one they are followed as relics through their decay by the engine.
"""

from typing import Final, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import M_PLANCK
from reheaton.matter import standard_model as sm
from reheaton.matter.bath import T_MAX, make_bath
from reheaton.matter.gas import Gas, ideal_gas
from reheaton.matter.sector import Sector
from reheaton.papers.inverse_symmetry_breaking.yields import Yields
from reheaton.particles.species import Species
from reheaton.universe.relic import cold_relic
from reheaton.universe.universe import Universe

G_SCALARS: Final = 2.0
"""States of the scalar bath, eta and phi."""
G_EQ18: Final = 106.75
"""g_* of the Standard Model that goes into the printed form of Eq. 18."""
_HOTTEST: Final = 0.9 * T_MAX
"""Temperature [GeV] of the Standard Model above which a history does not start."""
_HOT_START: Final = 1e3
"""Start of a history over T_eq: N is then a thousandth of the scalars."""
_RARE_DECAYS: Final = 30.0
"""T at the start over that at which Gamma = H, so that a thousandth has decayed."""


class Reheating(NamedTuple):
    """When N and N' are as dense as the scalars; scalars."""

    T_eq: Array
    """Temperature of the scalars then [GeV]."""
    H_1: Array
    """(8 pi rho/3)^(1/2)/M_PLANCK of one of the two components [GeV]."""
    rho_N: Array
    """Energy density of N alone [GeV^4]."""
    x4: Array
    """rho_N'/rho_N."""

    @property
    def T_RH_eq18(self) -> Array:
        """(4/3)(2/g_*)^(1/4) (1 + x^4)^(3/4) Y_N M_N [GeV], with g_* = 106.75 (Eq. 18)."""
        return self.T_eq * (G_SCALARS / G_EQ18 / (1.0 + self.x4)) ** 0.25

    @property
    def T_RH(self) -> Array:
        """Temperature [GeV] of the Standard Model that holds rho_N, with its own g_*."""
        return make_bath(mirror_gases()).temperature(self.rho_N)

    @property
    def T_RH_mirror(self) -> Array:
        """Temperature [GeV] of the mirror sector that holds rho_N'."""
        return make_bath(mirror_gases()).temperature(self.rho_N * self.x4)


def mirror_gases() -> tuple[Gas, ...]:
    """The Standard Model, and as well its exact mirror."""
    return (*sm.plasma(), sm.departing_neutrinos())


def reheating(M_N: ArrayLike, yields: Yields) -> Reheating:
    """The moment at which N and N' of mass M_N [GeV] have the energy density of the scalars."""
    x4 = yields.N_mirror / yields.N
    T_eq = 4.0 / 3.0 * jnp.asarray(M_N) * (yields.N + yields.N_mirror)
    rho = np.pi**2 / 30.0 * G_SCALARS * T_eq**4
    return Reheating(T_eq, jnp.sqrt(8.0 * np.pi / 3.0 * rho) / M_PLANCK, rho / (1.0 + x4), x4)


def mirror_universe(M_N: ArrayLike, yields: Yields, width: ArrayLike | None) -> Universe:
    """Sectors `sm`, `mirror`, `scalars`: after the decays at T_eq, or, with a width [GeV], long before them."""
    when = reheating(M_N, yields)
    scalars = ideal_gas((Species("scalars", 0, G_SCALARS, "boson"),))
    sectors = (Sector("sm", mirror_gases()), Sector("mirror", mirror_gases()), Sector("scalars", (scalars,)))
    if width is None:
        # Above the tables of the baths g_* is taken as constant, so that all have cooled alike when the history starts.
        cooled = jnp.minimum(1.0, _HOTTEST / when.T_RH)
        temperatures = {"sm": when.T_RH, "mirror": when.T_RH_mirror, "scalars": when.T_eq}
        return Universe(sectors, (), {name: T * cooled for name, T in temperatures.items()})
    T = when.T_eq * jnp.maximum(_HOT_START, _RARE_DECAYS * jnp.sqrt(jnp.asarray(width) / when.H_1))
    entropy = 2.0 * np.pi**2 / 45.0 * G_SCALARS * T**3
    relics = (
        cold_relic("N", M_N, {"sm": width}, yields.N * entropy),
        cold_relic("N'", M_N, {"mirror": width}, yields.N_mirror * entropy),
    )
    return Universe(sectors, relics, {"sm": 0.0, "mirror": 0.0, "scalars": T})
