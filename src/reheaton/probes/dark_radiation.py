"""Dark radiation: Delta N_eff at Big Bang nucleosynthesis and at recombination, and temperature ratios."""

from collections.abc import Iterable, Mapping

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.cosmology import energy_density
from reheaton.matter.gas import IdealGas


def rho_one_neutrino(T_nu: ArrayLike) -> Array:
    """Energy density [GeV^4] of one neutrino species, (7/8) 2 (pi^2/30) T_nu^4. T_nu [GeV], any shape."""
    return energy_density(7.0 / 8.0 * 2.0, jnp.asarray(T_nu))


def entropic_neutrino_temperature(T: Array, photons_and_electrons: IdealGas) -> Array:
    """Temperature [GeV] of neutrinos that left the plasma before e+e- annihilation, at photon temperature T [GeV].

    T_nu = T [s(T)/s(massless)]^(1/3) of photons and electrons; Kolb & Turner section 3.3.
    """
    scaled = photons_and_electrons.state(T).s / T**3
    return T * jnp.cbrt(scaled / photons_and_electrons.scaled_entropy_when_massless())


def delta_N_eff(rho: Mapping[str, Array], dark: Iterable[str], T_nu: Array) -> Array:
    """Energy density of some components over that of one neutrino species at T_nu [GeV]; any shape.

    Delta N_eff = sum rho_dark/rho_1nu(T_nu); "Twin Sterile Neutrino Dark Matter" Eq. 9, left-over relics included when
    they are named. Valid while everything named is radiation (or is meant to be counted as such).
    """
    return sum((rho[name] for name in dark), start=jnp.zeros(())) / rho_one_neutrino(T_nu)
