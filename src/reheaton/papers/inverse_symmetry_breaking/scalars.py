r"""The scalars eta and phi after freeze-in: two gases whose particles move apart, and keep their number.

N and N' are made at T >> mu, by a bath of massless scalars. What is left of it is, of each scalar,

    n = zeta(3) T^3/pi^2,    f = 1/(e^(q/T) - 1),    E = (q^2 + mu^2)^(1/2),    T and q falling as 1/a,

whatever its mass mu, so that n a^3 is constant and rho goes from (pi^2/30) T^4 to mu n. Both are stable, or decay with
one width, half of them into the Standard Model and half into its mirror.

They cannot decay by themselves: phi -> nu nu through two N off their mass shell takes more than 1e34 s GeV/mu, which is
longer than the age of the universe for all mu below 1e16 GeV. What makes them decay is not in the model of the paper.

Left out: reactions that change their number. phi phi phi phi -> phi phi is faster than the expansion at T = mu/3 in
much of the parameter space (`number_change_over_H`). The scalars then lose number and are heated by what they lose
(Carlson, Machacek & Hall 1992): fewer and hotter scalars are left than given here.
"""

from typing import Final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.namespace import namespace
from reheaton.constants import M_PLANCK
from reheaton.cosmology import ZETA_3
from reheaton.numerics.quadrature import bose_einstein_rule
from reheaton.universe.relic import Relic, thermal_relic

SCALARS: Final = ("eta", "phi")
"""Names of the two relics."""
NUMBER: Final = ZETA_3 / np.pi**2
"""n/T^3 of one of them."""
MEAN_MOMENTUM: Final = np.pi**4 / (30.0 * ZETA_3)
"""<q>/T of a massless Bose-Einstein distribution, 2.701."""
_MOMENTA: Final = 16
"""Groups of momenta of each, for an error of 2e-5."""
_STEPS: Final = 8
"""Newton's steps, which leave 1e-12."""
_MASSLESS: Final = 1e-30
"""Mass [GeV] in place of 0: nothing beside a momentum of today, 1e-13 GeV."""


class Scalars(eqx.Module):
    """Masses of eta and phi in the vacuum [GeV], and the width [GeV] with which each decays; none if they are stable.

    Without masses they are massless. Equations: see the module.
    """

    mu_eta: ArrayLike | None = None
    mu_phi: ArrayLike | None = None
    width: ArrayLike | None = None
    species: tuple[str, ...] = eqx.field(static=True, default=SCALARS)
    """Which there are: where eta is not in equilibrium while N is made, phi alone is the bath."""

    @property
    def g(self) -> float:
        """How many there are."""
        return float(len(self.species))

    @property
    def massive(self) -> bool:
        """Whether masses are given."""
        return self.mu_eta is not None and self.mu_phi is not None

    @property
    def masses(self) -> tuple[Array, ...]:
        """Of each species [GeV], above 0."""
        given = {"eta": self.mu_eta, "phi": self.mu_phi}
        known = [0.0 if given[name] is None else given[name] for name in self.species]
        return tuple(namespace(mass).maximum(mass, _MASSLESS) for mass in known)

    def relics(self, T: ArrayLike) -> tuple[Relic, ...]:
        """The relics `eta` and `phi` of a universe that starts when their momenta have the temperature T [GeV]."""
        widths = {} if self.width is None else {name: 0.5 * jnp.asarray(self.width) for name in ("sm", "mirror")}
        return tuple(
            thermal_relic(
                name, mass, widths, T, g=1.0, momenta=_MOMENTA, statistics="boson", mass_then=0.0,
                resolved=self.width is not None,
            )
            for name, mass in zip(self.species, self.masses, strict=True)
        )  # fmt: skip

    def when_N_stops_gaining(self, T_eq: ArrayLike) -> Array:
        """Temperature [GeV] of the scalars at which N and N' have three times their pressure; T_eq [GeV] if massless.

        T times the mean of <y^2/(y^2 + mu^2/T^2)^(1/2)>/<y> over the scalars is T_eq, y = q/T. rho_N + rho_N' =
        (pi^2/30) g T_eq T^3 is then the energy of the radiation in the scalars. Before it N gains on the scalars by
        3p/rho_scalars per e-fold of a; after it either N dominates, or the scalars are matter and N gains no more. One
        point; error 1e-4.
        """
        T_eq = jnp.asarray(T_eq, dtype=float)
        if not self.massive:
            return T_eq
        nodes, weights = bose_einstein_rule(_MOMENTA)
        parts = weights * nodes**2 / np.sum(weights * nodes)
        largest = jnp.max(jnp.stack(self.masses)) / T_eq

        def excess(log_t: Array) -> Array:
            """ln of the left side over T_eq, at T = t T_eq."""
            t = jnp.exp(log_t)
            pressures = [jnp.sum(parts / jnp.sqrt(nodes**2 + (mass / T_eq / t) ** 2)) for mass in self.masses]
            return jnp.log(t * jnp.mean(jnp.stack(pressures)))

        # The left side is above T_eq here: each term is at least T/2 or 3.8 T^2/(2 mu). Its logarithm has slopes of 1
        # to 2, so that Newton's steps converge from there.
        log_t = jnp.log(2.0 + 2.0 * jnp.sqrt(largest))
        for _ in range(_STEPS):
            value, slope = jax.jvp(excess, (log_t,), (jnp.ones_like(log_t),))
            log_t = log_t - value / slope
        return T_eq * jnp.exp(log_t)


def number_change_over_H(lambda_phi: ArrayLike, mu_phi: ArrayLike) -> Array:
    """Rate of phi phi phi phi -> phi phi per phi over H at T = mu_phi/3; an order of magnitude. Any common shape.

    Gamma = 3^(1/2) (6 lambda_phi)^4 n^3/(6144 pi mu^8): at threshold M = (6 lambda_phi)^2/mu^2, phase space
    3^(1/2)/(16 pi), 1/4! and 1/2! for equal particles, two lost in each. Derived here; Arcadi et al. 2019
    (arXiv:1906.07659) treat such scalars in full. n = zeta(3) T^3/pi^2; H of both scalars at rest. mu_phi [GeV].
    """
    mass = namespace(mu_phi).maximum(mu_phi, _MASSLESS)
    n = NUMBER / 27.0
    per_mass = np.sqrt(3.0) / (6144.0 * np.pi) * (6.0 * lambda_phi) ** 4 * n**3
    return per_mass / np.sqrt(8.0 * np.pi / 3.0 * 2.0 * n) * M_PLANCK / mass
