r"""Rates of oscillation at one point of a history, for every momentum that is followed.

    Gamma = C G_F^2 p T^4,   Delta = m_s^2/(2 p),   x = p/T

V is the potential of active neutrinos without lepton asymmetry, negative. G_F is that of the producing sector. Momenta
are even in ln p, so that all of them move along the table of opacities together.
"""

from typing import Final, NamedTuple

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import G_FERMI
from reheaton.matter.qcd_gas import QCDGas
from reheaton.rates.mixing_in_matter import matter_potential
from reheaton.rates.opacity.hadron_shares import HadronShares, hadron_shares
from reheaton.rates.opacity.meson_opacity import MesonOpacity
from reheaton.rates.opacity.opacity import MOMENTUM_SPACING, Opacity

MOMENTA: Final = 150
LOWEST_LOG_Y: Final = float(np.log(0.01))
"""Momenta are y = p/T at the end of production: 0.01 to 39 for the default number."""


class ActiveNeutrino(eqx.Module):
    """The active neutrino that oscillates: its flavour, its sector's vev ratio, opacity and strong interactions.

    Gamma = C G_F^2 p T^4 with the loss rate of the table of opacities, to which the gain may be added.
    """

    opacity: Opacity
    strong: QCDGas
    vev_ratio: ArrayLike = 1.0
    flavour: str = eqx.field(static=True, default="mu")
    rescaled: bool = eqx.field(static=True, default=True)
    """Whether the masses of the particles it scatters off are multiplied by the vev ratio in the opacity."""
    gain: bool = eqx.field(static=True, default=True)
    """Whether to count the gain term: the rate of relaxation is (1 + e^(-p/T)) times the loss rate."""
    mesons: MesonOpacity | None = None
    """The mesons that take the place of quarks below the quark-hadron transition; None: quarks at any temperature."""

    @property
    def T_ratio(self) -> ArrayLike:
        """Temperature of this sector over that at which the table of opacities is read for it."""
        return self.vev_ratio if self.rescaled else 1.0

    @property
    def confinement_ratio(self) -> Array:
        """Confinement scale of the mesons it scatters off over ours."""
        return jnp.exp(self.strong.log_confinement_ratio) if self.rescaled else jnp.ones(())

    @property
    def mesons_here(self) -> Opacity | None:
        """The table of mesons of this sector, in units of its confinement scale over ours."""
        return None if self.mesons is None else self.mesons.at_vev_ratio(self.T_ratio / self.confinement_ratio)


class Mixing(NamedTuple):
    """The active neutrino of one flavour, and sin^2 2theta of its mixing with the sterile one."""

    sin2_2theta: ArrayLike
    active: ActiveNeutrino


class LocalFactors(NamedTuple):
    """Quantities at one point of a history on which the rate depends, apart from momentum.

    Gamma/H = rate C x, Gamma/(2 Delta) = damping C x^2, V/Delta = -potential x^2.
    """

    T: Array
    log_T_table: Array
    log_T_mesons: Array
    hadrons: HadronShares
    log_x: Array
    """ln(p/T) of the lowest momentum."""
    rate: Array
    damping: Array
    potential: Array
    mixing: Array


def local_factors(m_s: ArrayLike, mixing: Mixing, T: Array, H: Array, log_aT_growth: Array) -> LocalFactors:
    """The factors at temperatures T and expansion rates H, all of one shape; `log_aT_growth` is ln(a T) yet to come."""
    active = mixing.active
    fermi = G_FERMI / jnp.asarray(active.vev_ratio) ** 2
    return LocalFactors(
        T=T,
        log_T_table=jnp.log(T / active.T_ratio),
        log_T_mesons=jnp.log(T / active.confinement_ratio),
        hadrons=hadron_shares(T, active.strong, with_mesons=active.mesons is not None),
        log_x=LOWEST_LOG_Y + log_aT_growth,
        rate=fermi**2 * T**5 / H,
        damping=fermi**2 * T**6 / m_s**2,
        potential=-matter_potential(T, T, active.flavour, active.vev_ratio) * 2.0 * T / m_s**2,
        mixing=jnp.ones_like(T) * mixing.sin2_2theta,
    )


def momenta_over_T(here: LocalFactors, momenta: int) -> Array:
    """x = p/T of every momentum, (momenta,)."""
    return jnp.exp(here.log_x) * jnp.asarray(np.exp(MOMENTUM_SPACING * np.arange(momenta)))


def relaxation(here: LocalFactors, active: ActiveNeutrino, mesons: Opacity | None, x: Array) -> Array:
    """C of the relaxation of active neutrinos at the momenta x of `momenta_over_T`, the gain counted if it is to be."""
    C = active.opacity.along(here.log_T_table, here.log_x, len(x), here.hadrons.quarks)
    if mesons is not None:
        C = C + here.hadrons.mesons * _of_mesons(mesons.along(here.log_T_mesons, here.log_x, len(x), 0.0))
    return C * (1.0 + jnp.exp(-x)) if active.gain else C


def _of_mesons(C: Array) -> Array:
    """C of mesons, which their table undershoots between vev ratios where a threshold moves through: no rate is < 0."""
    return jnp.maximum(C, 0.0)


def rate_over_H(here: LocalFactors, x: Array, C: Array) -> Array:
    """R = (Gamma/4H) sin^2 2theta_m at momenta x = p/T, without lepton asymmetry."""
    s2 = here.mixing
    detuning = jnp.sqrt(1.0 - s2) + here.potential * x**2
    in_matter = s2 / (s2 + (here.damping * C * x**2) ** 2 + detuning**2)
    return 0.25 * here.rate * C * x * in_matter


def change_at_edges(
    here: LocalFactors, edges: HadronShares, active: ActiveNeutrino, mesons: Opacity | None, places: np.ndarray
) -> tuple[Array, Array]:
    """R of momenta number `places` (sample,), and its change if hadrons scatter as at their two edges, (2, sample)."""
    count = int(places.max(initial=0)) + 1
    leptons, quarks = (part[places] for part in active.opacity.parts_along(here.log_T_table, here.log_x, count))
    bound = jnp.zeros(len(places))
    if mesons is not None:
        bound = _of_mesons(mesons.along(here.log_T_mesons, here.log_x, count, 0.0)[places])
    x = momenta_over_T(here, count)[places]
    gain = 1.0 + jnp.exp(-x) if active.gain else 1.0

    def rate(shares: HadronShares) -> Array:
        return rate_over_H(here, x, gain * (leptons + shares.quarks * quarks + shares.mesons * bound))

    R = rate(here.hadrons)
    return R, jax.vmap(rate)(edges) - R[None]
