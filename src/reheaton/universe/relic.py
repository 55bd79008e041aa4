"""Decaying relics: out-of-equilibrium particles that heat the sectors they decay into."""

from collections.abc import Mapping
from typing import Final, Literal, get_args

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.given_numbers import check_number
from reheaton.backend.given_objects import by_name, text_of, truth_of
from reheaton.backend.namespace import AnyArray, namespace
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.numerics.quadrature import bose_einstein_rule, fermi_dirac_rule

Statistics = Literal["fermion", "boson"]

_MOST_MOMENTA: Final = 1000
"""32 hold the densities to 4e-7; each momentum is one more equation."""

_COLDEST: Final = 1e-30
"""Least freeze-out temperature [GeV]; that of today's photons is 2e-13. Mass over temperature stays a number."""
_HOTTEST: Final = 1e30
"""Highest temperature [GeV] of freeze-out, far above the Planck mass; powers of higher ones overflow."""
_COLD: Final = 1e100
"""m/T from which nothing is left of a relic, and beyond which squares overflow."""


class Relic(eqx.Module):
    r"""A population of decaying particles, as groups of comoving momentum.

    n(t) = sum_j w_j a^-3 exp(-Y_j),   dY_j/dt = Gamma m/E_j,   E_j = sqrt(m^2 + (q_j/a)^2)

    with a = 1 at the start; Gamma is the rest-frame width, m/E_j the time dilation. `resolved` relics let every
    momentum decay at its own rate (exact). A fluid (`resolved=False`) has one Y for all, with m/E replaced by
    m/<E> of the redshifted initial spectrum: Eqs. 6-7 of "Twin Sterile Neutrino Dark Matter". That changes Delta N_eff
    by at most 9.4e-4 over the declared ranges of that model, and by more than 2e-4 at 2.7% of 4096 points.

    >>> import reheaton as rh
    >>> rh.cold_relic("X", 100.0, {"sm": 1e-22}, density=1e-3).width
    1e-22
    """

    name: str = eqx.field(static=True)
    mass: ArrayLike
    """Mass [GeV]."""
    widths: dict[str, ArrayLike]
    """Rest-frame partial width [GeV] into each sector."""
    momenta: AnyArray
    """Momenta q_j at the start [GeV], shape (momenta,)."""
    densities: AnyArray
    """Number densities w_j at the start [GeV^3], shape (momenta,)."""
    resolved: bool = eqx.field(static=True, default=True)
    product_energies: dict[str, ArrayLike] = eqx.field(default_factory=dict)
    """Mean energy [GeV], for a relic at rest, of the particles that it makes in a sector where they are counted."""

    def __check_init__(self) -> None:
        check_number(f"mass of relic {quoted(self.name)}", self.mass, "above 0 GeV", exclusive=True)
        for sector, width in self.widths.items():
            check_number(f"width of relic {quoted(self.name)} into {quoted(sector)}", width, "from 0 GeV up")
        for sector, energy in self.product_energies.items():
            what = f"product energy of relic {quoted(self.name)} in {quoted(sector)}"
            check_number(what, energy, "above 0 GeV", exclusive=True)
            if sector not in self.widths:
                raise InvalidInput(f"{what}: it does not decay into this sector.")
        check_number(f"momenta of relic {quoted(self.name)}", self.momenta, "from 0 GeV up", many=True)
        check_number(f"density of relic {quoted(self.name)}", self.densities, "from 0 GeV^3 up", many=True)

    @property
    def width(self) -> ArrayLike:
        """Total rest-frame width [GeV]."""
        return sum(self.widths.values(), start=0.0)

    @property
    def exponents(self) -> int:
        """How many survival exponents Y the relic needs."""
        return self.momenta.shape[0] if self.resolved else 1

    def energies(self, a: Array) -> Array:
        """E_j [GeV] at scale factor a, shape (momenta,)."""
        return jnp.sqrt(self.mass**2 + (self.momenta / a) ** 2)

    def dilation(self, energies: Array) -> Array:
        """Mean m/E that enters dY/dt = Gamma m/E, shape (exponents,)."""
        if self.resolved:
            return jnp.asarray(self.mass) / energies
        return jnp.atleast_1d(self.mass * jnp.sum(self.densities) / jnp.sum(self.densities * energies))

    def comoving_densities(self, survival: Array) -> Array:
        """n_j a^3 [GeV^3] for survival exponents Y (exponents,), shape (momenta,)."""
        return jnp.asarray(self.densities) * jnp.exp(-survival)


def thermal_relic(
    name: str,
    mass: ArrayLike,
    widths: Mapping[str, ArrayLike],
    freeze_out: ArrayLike,
    *,
    g: float = 2.0,
    momenta: int = 10,
    resolved: bool = True,
    statistics: Statistics = "fermion",
    mass_then: ArrayLike | None = None,
    product_energies: Mapping[str, ArrayLike] | None = None,
) -> Relic:
    """Particles that froze out at T = freeze_out [GeV] with the equilibrium distribution f = 1/(e^(E/T) +- 1).

    Momenta and densities are those at the start of the universe: start it at freeze_out.

    w_j = g T^3/(2 pi^2) int y^2 f dy over the group; + for fermions, - for bosons. E has the mass `mass_then` [GeV] of
    that moment, by default `mass`. Fermions: 10, 16, 32 momenta hold number and energy densities to 4e-5, 4e-6, 4e-7
    for mass <= freeze_out (tested). Bosons that were massless then, of any mass now: to 9e-5, 2e-5, 3e-6; with a mass
    then, up to freeze_out: to 2e-3, 8e-4, 2e-4 (tested). Raises InvalidInput.

    >>> import reheaton as rh
    >>> rh.thermal_relic("N", 10.0, {"sm": 1e-23}, freeze_out=1e4).momenta.shape
    (10,)
    """
    name, widths = text_of("the name of a relic", name), by_name(f"widths of relic {quoted(name)}", widths)
    mass_then = mass if mass_then is None else mass_then
    check_number(f"mass of relic {quoted(name)}", mass, "above 0 GeV", exclusive=True)
    check_number(f"mass_then of relic {quoted(name)}", mass_then, "from 0 GeV up")
    allowed = f"from {_COLDEST:g} to {_HOTTEST:g} GeV"
    check_number(f"freeze_out of relic {quoted(name)}", freeze_out, allowed, minimum=_COLDEST, maximum=_HOTTEST)
    check_number(f"g of relic {quoted(name)}", g, "above 0", exclusive=True)
    whole = isinstance(momenta, int | np.integer) and not isinstance(momenta, bool | np.timedelta64)
    if not (whole and 0 < momenta <= _MOST_MOMENTA):
        raise InvalidInput(
            f"momenta = {quoted(momenta)} of relic {quoted(name)} must be a whole number from 1 to {_MOST_MOMENTA}."
        )
    if not isinstance(statistics, str) or statistics not in get_args(Statistics):
        known = did_you_mean(statistics, get_args(Statistics))
        raise InvalidInput(f"statistics = {quoted(statistics)} of relic {quoted(name)} is not known: {known}")
    rule, sign = (fermi_dirac_rule, 1.0) if statistics == "fermion" else (bose_einstein_rule, -1.0)
    nodes, weights = rule(int(momenta))
    xp = namespace(mass_then, freeze_out)
    energies = xp.sqrt(nodes**2 + xp.minimum(mass_then / freeze_out, _COLD) ** 2)
    massless = sign * np.exp(-nodes)
    occupation = (1.0 + massless) / (xp.exp(xp.minimum(energies - nodes, 600.0)) + massless)
    densities = g * freeze_out**3 / (2.0 * np.pi**2) * weights * occupation
    products = _product_energies(name, product_energies)
    return Relic(name, mass, widths, nodes * freeze_out, densities, truth_of("resolved", resolved), products)


def cold_relic(
    name: str,
    mass: ArrayLike,
    widths: Mapping[str, ArrayLike],
    density: ArrayLike,
    *,
    product_energies: Mapping[str, ArrayLike] | None = None,
) -> Relic:
    """Particles at rest with number density [GeV^3] at the start; mass and widths in GeV. Raises InvalidInput.

    >>> import reheaton as rh
    >>> rh.cold_relic("X", 100.0, {"sm": 1e-22}, density=1e-3).name
    'X'
    """
    name, widths = text_of("the name of a relic", name), by_name(f"widths of relic {quoted(name)}", widths)
    check_number(f"density of relic {quoted(name)}", density, "from 0 GeV^3 up")
    products = _product_energies(name, product_energies)
    return Relic(name, mass, widths, np.zeros(1), namespace(density).atleast_1d(density), product_energies=products)


def _product_energies(name: str, given: Mapping[str, ArrayLike] | None) -> dict[str, ArrayLike]:
    return by_name(f"product_energies of relic {quoted(name)}", given or {})
