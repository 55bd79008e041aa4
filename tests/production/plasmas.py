"""Plasmas for `brute_force`: a sector of the package alone in its universe, and one in powers of T."""

import jax
import jax.numpy as jnp
import numpy as np

from reheaton.matter.lepton_sharing import LeptonSharing, lepton_sharing
from reheaton.matter.qcd_gas import qcd_gas
from reheaton.rates.mixing_in_matter import matter_potential
from reheaton.rates.opacity.hadron_shares import hadron_shares

from .brute_force import G_FERMI, Plasma
from .oscillations import M_PLANCK, bath, mesons, opacity

_COEFFICIENT = jax.jit(lambda opacity, x, T, colours: opacity.coefficient(x, T, colours))
_LOWEST_X, _HOTTEST_MESONS = 4.2e-3, 0.2999
"""Ends of the tables of opacity, p/T and T [GeV]."""


def sector_plasma(
    vev_ratio: float = 1.0, T_start: float = 10.0, T_end: float = 5e-3, *, hadrons: bool = True
) -> Plasma:
    """nu_mu in a sector alone, whose asymmetry is over its own entropy.

    Without `hadrons` quarks alone scatter neutrinos, at any temperature.
    """
    alone = bath(vev_ratio)
    ends = -np.asarray(alone.log_s(0, np.array([T_start, T_end]))) / 3.0
    log_a = np.linspace(float(ends[0]), float(ends[1]), 800)
    state = alone.state(0, -3.0 * log_a)
    H = np.sqrt(8.0 * np.pi / 3.0 * np.asarray(state.rho)) / M_PLANCK
    strong = jax.tree.map(np.asarray, qcd_gas(vev_ratio))
    bound = mesons().at_vev_ratio(vev_ratio)

    def sharing(T: np.ndarray) -> LeptonSharing:
        return lepton_sharing(np.asarray(T), strong, vev_ratio)

    def coefficient(x: np.ndarray, T: np.ndarray) -> np.ndarray:
        inside = np.maximum(x, _LOWEST_X)
        share = hadron_shares(jnp.asarray(T), strong, with_mesons=hadrons)
        C = np.array(_COEFFICIENT(opacity(), inside, T / vev_ratio, 3.0 * share.quarks))
        if hadrons:
            # Between vev ratios the table of mesons falls below 0 at p/T < 0.3.
            C_mesons = _COEFFICIENT(bound, inside, np.minimum(T, _HOTTEST_MESONS), 3.0 * np.ones_like(T))
            C += np.asarray(share.mesons) * np.maximum(C_mesons, 0.0)
        return C * (1.0 + np.exp(-x))

    return Plasma(
        log_a,
        np.asarray(state.T),
        H,
        lambda T: np.exp(np.asarray(alone.log_s(0, T))),
        coefficient,
        lambda T: -np.asarray(matter_potential(1.0, T, "mu", vev_ratio)),
        lambda T: sharing(T).potential[..., 1, 1],
        G_FERMI / vev_ratio**2,
        mu_per_L=lambda T: sharing(T).mu_nu[..., 1, 1],
    )


def power_laws(T_start: float = 2.0, T_end: float = 0.009, *, passive: float | None = None) -> Plasma:
    """Radiation with g = 60 and C = 2; no muon becomes rare, no quark confined; c_aa = 1.8.

    With `passive` the potential is that of this L_a, kept up by other flavours, and what is made does not change it.
    """
    log_a = np.linspace(-np.log(T_start), -np.log(T_end), 400)
    T = np.exp(-log_a)
    c = 1.8 if passive is None else 1e-9
    return Plasma(
        log_a,
        T,
        1.66 * np.sqrt(60.0) * T**2 / M_PLANCK,
        lambda T: 2.0 * np.pi**2 / 45.0 * 60.0 * T**3,
        lambda x, T: np.full_like(x, 2.0),
        lambda T: 1.1e-8 * T**4,
        lambda T: np.full_like(T, c),
        other=None if passive is None else lambda T: np.full_like(T, 1.8 * passive),
    )
