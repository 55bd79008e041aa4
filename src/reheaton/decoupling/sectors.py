r"""Neutrinos of the Standard Model as sectors of a universe, which leave the plasma while something decays.

nu_e is one sector, nu_mu and nu_tau are another: they have the same rates. Energy and number of each are followed,

    rho_a = (T_a^4/pi^2) F_3(eta_a),   n_a = (T_a^3/pi^2) F_2(eta_a),

and change by moments of the collision integrals at these T_a and eta_a (`rates.weak.exchange`). Down to T_TOGETHER they
share a bath with the plasma.

Without chemical potentials T_a follows from rho_a alone (Escudero 2020, arXiv:2001.04466): good in the standard case,
9% high in N_eff where a relic reheats to 2 or 3 MeV, as annihilation then makes few and hot neutrinos. With them N_eff
differs from that of `spectra` without mixing by 0.005 at most for decays into the plasma, as tried from T_RH = 0.5 to
10 MeV, and by 1% for 30% of the energy in neutrinos of 15 to 60 MeV, Gamma = 30/s. Hot neutrinos that come late are a
population of their own, whose losses to e+e- are then too small: with all energy in neutrinos N_eff is 5% high for
30 MeV and Gamma = 10/s, and 17% for 3/s. Mixing adds 0.03 at most.
"""

from typing import Any, Final, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax.typing import ArrayLike

from reheaton.cosmology import ZETA_3
from reheaton.decoupling.scenario import T_TOGETHER
from reheaton.matter.gas import MASSLESS, ideal_gas
from reheaton.matter.neutrino_gas import NeutrinoState, neutrino_gas
from reheaton.matter.sector import Sector
from reheaton.particles.species import Species
from reheaton.rates.weak.exchange import NeutrinoExchange, is_covered, neutrino_exchange
from reheaton.universe.exchange import Contents, Exchange, Flow
from reheaton.universe.universe import Contact

NU_E: Final = "nu_e"
NU_MU_TAU: Final = "nu_mu_tau"
FLAVOURS_OF: Final = {NU_E: 1, NU_MU_TAU: 2}
"""How many flavours each sector has."""
_STATES: Final = 2.0
"""Of one flavour: neutrino and antineutrino."""
_LATE: Final = 1e-4
"""Temperature [GeV] of the plasma below which rates do not matter, as far from equilibrium as neutrinos may be."""
RHO_1: Final = 3.0 * _STATES * MASSLESS["fermion"]
N_1: Final = 0.75 * _STATES * ZETA_3 / np.pi**2
"""rho/T^4 and n/T^3 of one flavour in equilibrium."""


class DecouplingNeutrinos(NamedTuple):
    """What a universe needs to have neutrinos that decouple."""

    sectors: tuple[Sector, ...]
    contact: Contact
    exchange: Exchange


def decoupling_neutrinos(
    plasma: str = "sm", *, until: ArrayLike = T_TOGETHER, chemical_potentials: bool = True
) -> DecouplingNeutrinos:
    """Sectors nu_e and nu_mu_tau, their contact with the sector `plasma`, and the exchange after it, at `until` [GeV].

    Error of N_eff by until = 0.008 GeV: 1e-5; by the shape of spectra see the module. The plasma must be one
    without neutrinos: `standard_model(neutrinos=False, qed=True)`.

    >>> import reheaton as rh
    >>> neutrinos = rh.decoupling_neutrinos()
    >>> [sector.name for sector in neutrinos.sectors], neutrinos.contact.until
    (['nu_e', 'nu_mu_tau'], 0.008)
    """
    sectors = [
        Sector(name, ideal_gas(Species(name, 0, _STATES * flavours, "fermion")))
        for name, flavours in FLAVOURS_OF.items()
    ]
    counted = {name: flavours * N_1 for name, flavours in FLAVOURS_OF.items()} if chemical_potentials else {}
    together = (plasma, *FLAVOURS_OF)
    exchange = Exchange(*together, flow=_Flow(plasma), numbers=(neutrino_exchange(),), counted=counted)
    return DecouplingNeutrinos(tuple(sectors), Contact(*together, until=until, name="neutrinos"), exchange)


class _Flow(NamedTuple):
    """What plasma and neutrinos get from each other."""

    plasma: str

    def __call__(self, now: Contents, rates: NeutrinoExchange) -> Flow:
        e, x = (neutrino_state(now.T[name], now.n.get(name), name) for name in FLAVOURS_OF)
        found = rates.at(now.T[self.plasma], e.T, e.z, x.T, x.z)
        energy = {self.plasma: -found.from_plasma, NU_E: found.energy_e, NU_MU_TAU: 2.0 * found.energy_x}
        T = now.T[self.plasma]
        known = (is_covered(T, e) & is_covered(T, x) & is_covered(e.T, x)) | (T < _LATE)
        return Flow(energy, {NU_E: found.number_e, NU_MU_TAU: 2.0 * found.number_x}, known)


def neutrino_state(T_rho: Any, n: Any, name: str) -> NeutrinoState:
    """T [GeV] and fugacity of a sector that has the energy of equilibrium at T_rho [GeV] and n particles [GeV^3].

    Without n those of equilibrium.
    """
    if n is None:
        return NeutrinoState(T_rho, jnp.ones_like(T_rho))
    return neutrino_gas().at(RHO_1 * T_rho**4, n / FLAVOURS_OF[name])
