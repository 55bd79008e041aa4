r"""When active-sterile oscillations bring a heavy neutrino N into equilibrium, in Fermi theory.

The condition is Gamma_osc > H at some temperature, with Gamma_osc of `mixing_in_matter`, a momentum p = <p> = 3.15 T
and the seesaw mixing theta^2 = m_nu/m_N ("Twin Sterile Neutrino Dark Matter" Eqs. 10 and 11).
"""

import functools
from typing import Final

import jax
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import EV
from reheaton.cosmology import MEAN_P_OVER_T, hubble_radiation
from reheaton.rates.mixing_in_matter import OPACITY_ALL_FERMIONS, oscillation_rate

G_STAR_BELOW_W: Final = 86.25
"""g_* of the Standard Model without top quark, W, Z and Higgs boson; it goes with OPACITY_ALL_FERMIONS."""
G_STAR_MEV: Final = 10.75
"""g_* of photons, electrons and neutrinos at T ~ MeV; it goes with OPACITY_LEPTONIC."""
HEAVIEST: Final = 300.0
"""Largest m_N [GeV] with a bound. There m_N = 1.3 p at the maximum of the rate, and m_N << p no longer holds."""


def minimum_m_nu_for_thermalisation(
    m_N: ArrayLike,
    opacity_coefficient: float = OPACITY_ALL_FERMIONS,
    *,
    g_star: float = G_STAR_BELOW_W,
    flavour: str = "mu",
) -> Array:
    """Smallest m_nu [eV] at which oscillations bring N of mass m_N [GeV] into equilibrium, in Fermi theory.

    Gamma_osc > H at its maximum over T, for p = 3.15 T and the seesaw mixing theta^2 = m_nu/m_N; Eqs. 10 and 11.
    With massless leptons the maximum lies where |V| = Delta/3, T = 10.8 GeV (m_N/GeV)^(1/3), and the bound does not
    depend on m_N. It is proportional to sqrt(g_star)/C: 4.2e-4 eV for the default, and 1.6e-3 eV for the numbers of
    T ~ MeV, OPACITY_LEPTONIC and G_STAR_MEV. Shape of m_N; NaN above HEAVIEST, as m_N << p fails.

    An order of magnitude only. At the maximum 4 p T is no longer far below m_W^2, even for m_N = 1 GeV, where real W
    and Z raise the rate by about 12. With them the bound is lower, 2e-5 to 4e-4 eV, for m_N of 1 to 80 GeV: Fermi
    theory is conservative there, by up to about 15. Above 80 GeV it overestimates the rate, as exchanged W and Z are
    not heavy, and the bound may be too low, by about 3 at HEAVIEST.
    """
    m_N = jnp.asarray(m_N, dtype=float)
    highest = _largest_rates_over_hubble(jnp.ravel(m_N), opacity_coefficient, g_star, flavour)
    return jnp.where(m_N <= HEAVIEST, (1.0 / highest / EV).reshape(m_N.shape), jnp.nan)


@functools.partial(jax.jit, static_argnums=3)
def _largest_rates_over_hubble(m_N: Array, opacity_coefficient: ArrayLike, g_star: ArrayLike, flavour: str) -> Array:
    """Maximum over T of Gamma_osc/H per m_nu [GeV^-1] for each m_N, shape (points,)."""

    def one(m: Array) -> Array:
        # Two e-folds each side of the maximum for massless leptons; one too heavy to be there moves it up by 1.24.
        T = 10.75 * jnp.cbrt(m) * jnp.exp(jnp.linspace(-2.0, 2.0, 801))
        # Any m_nu so small that the mixing is linear in it, as it is for all seesaw neutrinos.
        m_nu = 1e-3 * EV
        rate = oscillation_rate(m, 4.0 * m_nu / m, MEAN_P_OVER_T * T, T, opacity_coefficient, flavour=flavour)
        return jnp.max(rate / hubble_radiation(g_star, T)) / m_nu

    return jax.vmap(one)(m_N)
