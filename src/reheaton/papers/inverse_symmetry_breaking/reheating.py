r"""The Standard Model and its mirror, reheated by the decays of N and N' that the scalars have produced.

"Asymmetric Reheating via Inverse Symmetry Breaking" Eqs. 15-18. Y = n/s with the entropy of the scalars (g = 2). N and
N' are at rest and together have the energy density of the scalars when the temperature of the scalars is T_eq:

    T_eq = (4/3) M_N (Y + Y'),    rho_N = rho_scalars/(1 + x^4),    x^4 = Y'/Y = rho_N'/rho_N.

Without a given width, all N and N' decay at that moment. With a width, the universe is followed through their decays.
The masses of the scalars count after production: see `scalars`. With them N and N' decay, without a given width, when
they have the energy density of the radiation in the scalars, 3 p_scalars.
"""

from typing import Any, Final, NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import M_PLANCK
from reheaton.cosmology import energy_density, entropy_density, hubble
from reheaton.matter import standard_model as sm
from reheaton.matter.bath import make_bath
from reheaton.matter.gas import Gas
from reheaton.matter.sector import Sector
from reheaton.papers.inverse_symmetry_breaking.scalars import Scalars
from reheaton.papers.inverse_symmetry_breaking.yields import Yields
from reheaton.universe.relic import cold_relic
from reheaton.universe.universe import Universe

G_EQ18: Final = 106.75
"""g_* of the Standard Model with which Eq. 18 is evaluated for `T_RH_eq18`."""
DELTA_N_EFF_EQ17: Final = 29.0 / 7.0 * (11.0 / 4.0) ** (4.0 / 3.0)
"""Delta N_eff/x_RH^4 of Eq. 17, 15.96: mirror neutrinos have the temperature of mirror photons."""
DELTA_N_EFF_LATE: Final = 8.0 / 7.0 * (11.0 / 4.0) ** (4.0 / 3.0) + 3.0
"""Delta N_eff/x_RH^4 after e+e- annihilation in both sectors, 7.40, if both were reheated at the same g_*."""
_BEFORE_DECAYS: Final = 3.0
"""Least T at the start over T at Gamma = H: a decay that fast at the end of production is flagged, and is solved."""


class Reheating(NamedTuple):
    """The moment at which N and N' have the energy density of the scalars, and that of decays at once; one point."""

    T_eq: Array
    """Temperature [GeV] of massless scalars at equality."""
    H_1: Array
    """(8 pi rho/3)^(1/2)/M_PLANCK of one of the two components then [GeV]."""
    T_decay: Array
    """Temperature [GeV] of the scalars when N and N' decay at once; T_eq if the scalars are massless."""
    rho_N: Array
    """Energy density of N alone at T_decay [GeV^4]."""
    x4: Array
    """rho_N'/rho_N."""
    g: float
    """States of the scalars."""

    @property
    def T_RH_eq18(self) -> Array:
        """(4/3)(2/g_*)^(1/4) (1 + x^4)^(3/4) Y_N M_N [GeV], with g_* = 106.75 (Eq. 18); massless scalars."""
        return self.T_eq * (self.g / G_EQ18 / (1.0 + self.x4)) ** 0.25

    @property
    def T_RH(self) -> Array:
        """Temperature [GeV] of the Standard Model at rho_N, (30 rho_N/[pi^2 g_*(T_RH)])^(1/4); Eq. 15."""
        return make_bath(mirror_gases()).temperature(self.rho_N)

    @property
    def T_RH_mirror(self) -> Array:
        """Temperature [GeV] of the mirror sector with energy density rho_N'."""
        return make_bath(mirror_gases()).temperature(self.rho_N * self.x4)


def mirror_gases() -> tuple[Gas, ...]:
    """The gases of the Standard Model, and of its exact mirror too."""
    return (*sm.plasma(), sm.departing_neutrinos())


def reheating(M_N: ArrayLike, yields: Yields, scalars: Scalars | None = None) -> Reheating:
    """The moment at which N and N' of mass M_N [GeV] have the energy density of the scalars; see the module.

    `scalars` tells their masses; none: massless.
    """
    x4 = yields.N_mirror / yields.N
    T_eq = 4.0 / 3.0 * jnp.asarray(M_N) * (yields.N + yields.N_mirror)
    scalars = Scalars() if scalars is None else scalars
    rho, T_decay = energy_density(scalars.g, T_eq), scalars.when_N_stops_gaining(T_eq)
    return Reheating(T_eq, hubble(rho), T_decay, rho * (T_decay / T_eq) ** 3 / (1.0 + x4), x4, scalars.g)


def delta_N_eff_eq17(x_RH: ArrayLike) -> Array:
    """Delta N_eff = (29/7) (11/4)^(4/3) x_RH^4; Eq. 17. Any shape."""
    return DELTA_N_EFF_EQ17 * jnp.asarray(x_RH) ** 4


def delta_N_eff_late(x_RH: ArrayLike) -> Array:
    """Delta N_eff = [3 + (8/7) (11/4)^(4/3)] x_RH^4 after e+e- annihilation in both sectors. Any shape.

    Mirror neutrinos then have (4/11)^(1/3) of the temperature of mirror photons, which Eq. 17 leaves out. Valid if both
    sectors are reheated at the same g_*.
    """
    return DELTA_N_EFF_LATE * jnp.asarray(x_RH) ** 4


def T_RH_estimate(lambda_portal: ArrayLike) -> Array:
    """The estimate T_RH ~ lambda^4 M_Pl [GeV] of the paper, below Eq. 18. Any shape."""
    return jnp.asarray(lambda_portal, dtype=float) ** 4 * M_PLANCK


def end_of_production(M_N: ArrayLike, T_max: ArrayLike) -> Array:
    """Temperature [GeV] of the scalars at which N and N' have been made, min(T_max, M_N/3). Any shape."""
    return jnp.minimum(T_max, jnp.asarray(M_N) / 3.0)


def mirror_universe(
    M_N: ArrayLike,
    yields: Yields,
    T_max: ArrayLike,
    width: ArrayLike | None,
    scalars: Scalars | None = None,
    origin: Any = None,
) -> Universe:
    """Sectors `sm` and `mirror`, and relics `eta` and `phi`, massless if `scalars` does not tell their masses.

    Right after the decays of N and N' or, with their width [GeV], from production on, with relics `N` and `N'`. Then
    the start is `end_of_production`: N heats the Standard Model from there on, which is hottest soon after. `origin` is
    what the universe carries for its probes.
    """
    scalars = Scalars() if scalars is None else scalars
    when = reheating(M_N, yields, scalars)
    sectors = (Sector("sm", mirror_gases()), Sector("mirror", mirror_gases()))
    if width is None:
        start = {"sm": when.T_RH, "mirror": when.T_RH_mirror}
        return Universe(sectors, scalars.relics(when.T_decay), start=start, origin=origin)
    fastest = jnp.asarray(width) if scalars.width is None else jnp.maximum(width, jnp.asarray(scalars.width))
    at_decay = when.T_eq * jnp.sqrt(fastest / when.H_1)
    T = jnp.maximum(end_of_production(M_N, T_max), _BEFORE_DECAYS * at_decay)
    entropy = entropy_density(scalars.g, T)
    relics = (
        cold_relic("N", M_N, {"sm": width}, yields.N * entropy),
        cold_relic("N'", M_N, {"mirror": width}, yields.N_mirror * entropy),
        *scalars.relics(T),
    )
    return Universe(sectors, relics, start={"sm": 0.0, "mirror": 0.0}, origin=origin)
