"""Neutrinos of the Standard Model that decouple while a relic decays: how many each flavour counts, and how hot."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.given_objects import text_of
from reheaton.cosmology import MEAN_P_OVER_T, T_CMB, T_NU_OVER_T_GAMMA, ZETA_3, rho_one_neutrino
from reheaton.decoupling.sectors import FLAVOURS_OF, N_1, NU_E, NU_MU_TAU
from reheaton.probes.check import Check
from reheaton.probes.probe import Observable, Probe
from reheaton.universe.background import Background
from reheaton.universe.events import Event, Moments, cooled_to, rate_equals_hubble
from reheaton.universe.universe import Universe

_TOO_LATE: Final = 6e-3
"""Temperature [GeV] at Gamma = H below which hot neutrinos are a population of their own: Gamma = 25/s."""


class NeutrinoDecoupling(Probe):
    """Effective numbers, temperature and number of nu_e, nu_mu and nu_tau, as sectors of `decoupling_neutrinos`.

        N_a = (8/7)(11/4)^(4/3) rho_a/rho_gamma,

    after e+e- annihilation; their sum is N_eff_sm of `DarkRadiation`. `sm` is the sector of the plasma, and `relics`
    are those that may decay into neutrinos. Without flavour oscillations: with them N_e is smaller by up to 0.1, and
    N_eff larger by up to 0.03, for reheating at 2 to 3 MeV.

    >>> import reheaton as rh
    >>> probe = rh.NeutrinoDecoupling()
    """

    sm: str
    relics: tuple[str, ...]

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {
        "N_e": Observable("", "part of N_eff_sm in electron neutrinos", r"N_{\nu_e}"),
        "N_mu": Observable("", "part of N_eff_sm in muon neutrinos", r"N_{\nu_\mu}"),
        "N_tau": Observable("", "part of N_eff_sm in tau neutrinos", r"N_{\nu_\tau}"),
        "T_gamma_over_T_nu": Observable(
            "", "photon temperature over that of massless neutrinos with the mean momentum of ours, T = 0.26 eV"
        ),
        "n_e_over_n_gamma": Observable("", "electron neutrinos and antineutrinos per photon at T = 0.26 eV"),
        "T_neutrino_source": Observable("GeV", "SM temperature at Gamma = H of a relic that decays into neutrinos"),
    }
    CITATIONS: ClassVar[tuple[str, ...]] = (
        "Escudero:2020dfa", "Bennett:2019ewm", "deSalas:2015glj",
    )  # fmt: skip

    def __init__(self, *relics: str, sm: str = "sm") -> None:
        self.sm = text_of("sm of NeutrinoDecoupling", sm)
        self.relics = tuple(text_of("a relic of NeutrinoDecoupling, by its name,", relic) for relic in relics)

    def events(self, universe: Universe) -> Mapping[str, Event]:
        for sector in (self.sm, *FLAVOURS_OF):
            universe.sector(sector)
        found: dict[str, Event] = {"cmb": cooled_to(self.sm, T_CMB)}
        return found | {name: rate_equals_hubble(universe.relic(name).width) for name in self._sources(universe)}

    def _sources(self, universe: Universe) -> list[str]:
        """The relics that decay into neutrinos."""
        return [name for name in self.relics if FLAVOURS_OF.keys() & universe.relic(name).widths.keys()]

    def observe(self, background: Background, events: Moments, tables: Any) -> Mapping[str, Array]:
        cmb = events["cmb"]
        T = cmb.T[self.sm]  # no electrons are left: that of the photons
        rho = {name: cmb.rho[name] for name in FLAVOURS_OF}
        # Where numbers are not followed they are those of equilibrium.
        n = {name: cmb.n.get(name, flavours * N_1 * cmb.T[name] ** 3) for name, flavours in FLAVOURS_OF.items()}
        one, n_gamma = rho_one_neutrino(T * T_NU_OVER_T_GAMMA), 2.0 * ZETA_3 / np.pi**2 * T**3
        mean_p = sum(rho.values(), start=jnp.zeros(())) / sum(n.values(), start=jnp.zeros(()))
        found = {
            "N_e": rho[NU_E] / one,
            "N_mu": 0.5 * rho[NU_MU_TAU] / one,
            "N_tau": 0.5 * rho[NU_MU_TAU] / one,
            "T_gamma_over_T_nu": T * MEAN_P_OVER_T / mean_p,
            "n_e_over_n_gamma": n[NU_E] / n_gamma,
        }
        sources = self._sources(background.universe)
        if sources:
            # A relic that is gone before the start, or never decays, is no source of hot neutrinos here.
            T_decay = [jnp.where(events.reached[name], events[name].T[self.sm], jnp.inf) for name in sources]
            found["T_neutrino_source"] = jnp.min(jnp.stack(T_decay))
        return found

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        if "T_neutrino_source" not in found:
            return []
        T = found["T_neutrino_source"]
        sentence = (
            "the relic makes neutrinos at {MeV:.2g} MeV: so late they stay a population of their own, which loses too"
            " little to electrons in this treatment; if all decays make neutrinos, N_eff is 5% too high at 4 MeV and"
            " 17% at 2 MeV."
        )
        return [Check("hot_neutrinos_come_late", T, sentence, below=_TOO_LATE, numbers={"MeV": 1e3 * T}, voids=True)]
