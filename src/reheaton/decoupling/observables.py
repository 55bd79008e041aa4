r"""What is left of decoupling: effective numbers of neutrinos, their temperatures and number.

    N_a = (8/7)(11/4)^(4/3) rho_a/rho_gamma = rho_a/rho_1nu((4/11)^(1/3) T_gamma),   N_eff = sum_a N_a,

after e+e- annihilation. Entropy that electrons still have goes to the photons, T_gamma^3 = 45 s_em/(4 pi^2).
Delta N_eff of dark radiation is that of rho_dark with the same denominator.
"""

from typing import NamedTuple

import numpy as np

from reheaton.backend.namespace import AnyArray, namespace
from reheaton.cosmology import MEAN_P_OVER_T, T_NU_OVER_T_GAMMA, ZETA_3, rho_one_neutrino
from reheaton.decoupling.spectra import SpectralHistory
from reheaton.matter.electromagnetic_plasma import electromagnetic_state
from reheaton.matter.neutrino_gas import energy_density, number_density


class Observables(NamedTuple):
    """Of neutrinos e, mu, tau in this order where there is an axis (..., 3); the rest (...)."""

    N_eff: AnyArray
    N: AnyArray
    """N_e, N_mu, N_tau, (..., 3)."""
    T_gamma_over_T_nu: AnyArray
    """(..., 3); T_nu is the temperature of a massless Fermi-Dirac gas of the same mean momentum."""
    n_over_n_gamma: AnyArray
    """Number of neutrinos and antineutrinos per photon, (..., 3); 3/11 each if they decoupled at once."""
    delta_N_eff_dark: AnyArray


def observables(T: AnyArray, rho: AnyArray, n: AnyArray, rho_dark: AnyArray, order: int = 3) -> Observables:
    """From the temperature T [GeV] of the plasma (...), rho [GeV^4] and n [GeV^3] of each flavour (..., 3)."""
    xp = namespace(T, rho, n)
    s = electromagnetic_state(T, order).s
    T_gamma = xp.cbrt(45.0 * s / (4.0 * np.pi**2))
    one = rho_one_neutrino(T_gamma * T_NU_OVER_T_GAMMA)
    N = rho / one[..., None]
    n_gamma = 2.0 * ZETA_3 / np.pi**2 * T_gamma**3
    ratio = T_gamma[..., None] * MEAN_P_OVER_T * n / rho
    return Observables(N.sum(axis=-1), N, ratio, n / n_gamma[..., None], rho_dark / one)


def of_spectra(history: SpectralHistory, order: int = 3) -> Observables:
    """Observables at every point of a history by spectra."""
    return observables(history.T, history.moment(3), history.moment(2), history.rho_dark, order)


def at_the_end(observed: Observables) -> Observables:
    """Observables at the last point of a history."""
    return Observables(*(values[-1] for values in observed))


def instant_decoupling(T: float = 0.02, order: int = 3) -> float:
    """N_eff if neutrinos left the plasma at once, at T [GeV], and got no heat from e+e-: 3.0098, 3.0000 without QED."""
    before, after = electromagnetic_state(np.array([T, 5e-6]), order).s
    # a T_nu stays, and so does a^3 s of the plasma.
    T_nu = T * np.cbrt(after / before)
    rho, n = energy_density(T_nu, 0.0), number_density(T_nu, 0.0)
    return float(observables(np.array(5e-6), np.full(3, rho), np.full(3, n), np.array(0.0), order).N_eff)
