"""Dark radiation: Delta N_eff at Big Bang nucleosynthesis and at recombination, and temperature ratios."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.given_objects import names_of, text_of
from reheaton.cosmology import N_EFF, T_BBN, T_CMB, T_NU_OVER_T_GAMMA, rho_one_neutrino
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.matter.gas import DepartedNeutrinos, IdealGas
from reheaton.matter.leptons_and_bosons import photons_and_electrons
from reheaton.probes.check import Check
from reheaton.probes.probe import Observable, Probe
from reheaton.universe.background import Background
from reheaton.universe.events import Event, Moments, Snapshot, cooled_to
from reheaton.universe.universe import Universe

_NEGLIGIBLE: Final = 1e-10
"""Delta N_eff of which no share matters; in a dark sector that stays empty it is zero."""
_EPOCHS: Final = {"bbn": T_BBN, "cmb": T_CMB}
"""SM temperature [GeV] of each epoch."""
_IN_WORDS: Final = {"bbn": ("nucleosynthesis", "1 MeV"), "cmb": ("recombination", "0.26 eV")}
"""The same epochs as messages call them."""
_BBN_NEUTRINOS: Final = ("photon-temperature", "entropic")
"""Whose temperature T_nu is at nucleosynthesis."""
_AT_EPOCH: Final = 1e-6
"""Relative error, generous, of the temperature at an event."""
LEFT_OVER: Final = 0.01
"""Share of Delta N_eff above which what is matter, of relics or of the sector, is being counted as radiation.

Of the bounds of today, 0.11 to 0.16, this is at most 1/40 of the standard deviation of N_eff, 0.07.
"""
_STANDARD_TO: Final = 0.02
"""Difference of N_eff of our neutrinos to 3.044 up to which they are those that bounds on Delta N_eff take for granted:
a quarter of the standard deviation of measurements, 0.07."""
_STANDARD: Final = "the neutrinos of the Standard Model are complete, and dark radiation is limited by itself"
_DISTORTED: Final = "neutrinos left equilibrium before they were complete, and light elements count them otherwise"
_COLDEST: Final = 1e-60
"""Temperature [GeV] that stands for that of an empty sector: its energy is then zero to rounding."""


def entropic_neutrino_temperature(T: Array, plasma: IdealGas) -> Array:
    """Temperature [GeV] of neutrinos that left the plasma before e+e- annihilation, at photon temperature T [GeV].

    T_nu = T [s(T)/s(massless)]^(1/3) of photons and electrons; Kolb & Turner section 3.3.
    """
    return plasma.temperature_of_departed(plasma.state(T).s)


def delta_N_eff(rho: Mapping[str, Array], dark: Iterable[str], T_nu: Array) -> Array:
    """Energy density of some components over that of one neutrino species at T_nu [GeV]; any shape.

    Delta N_eff = sum rho_dark/rho_1nu(T_nu); "Twin Sterile Neutrino Dark Matter" Eq. 9, left-over relics included when
    they are named. Valid while everything named is radiation (or is meant to be counted as such).
    """
    return sum((rho[name] for name in dark), start=jnp.zeros(())) / rho_one_neutrino(T_nu)


class DarkRadiation(Probe):
    """Delta N_eff and temperature of a dark sector, at nucleosynthesis (1 MeV) and at recombination (0.26 eV).

        Delta N_eff = rho_dark/rho_1nu(T_nu),   rho_1nu = (7/8) 2 (pi^2/30) T_nu^4

    ("Twin Sterile Neutrino Dark Matter" Eq. 9). The energy of the named relics that have not decayed counts as dark.
    T_nu = (4/11)^(1/3) T at recombination; at nucleosynthesis T_nu = T, or with `bbn_neutrinos` "entropic" that of
    neutrinos which left the plasma. If the sector has such neutrinos, delta_N_eff_cmb is observed in its parts too,
    photons : neutrinos = 1 : 3 (7/8) (4/11)^(4/3) after its e+e- annihilation. If the SM neutrinos are baths of their
    own, `neutrinos` names that sector, or those of all flavours: N_eff of the Standard Model and the sum are observed
    too. Valid while everything counted is radiation, which is checked. If the Standard Model never was as hot as at an
    epoch, what is given for it is flagged, and is not compared with limits; if it is still hotter at the end, it is not
    defined.

    >>> import reheaton as rh
    >>> probe = rh.DarkRadiation("hidden", "scalar")
    """

    sector: str
    relics: tuple[str, ...]
    sm: str
    neutrinos: tuple[str, ...]
    bbn_neutrinos: str

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {
        "delta_N_eff_bbn": Observable(
            "", "dark energy in units of one neutrino species, at T = 1 MeV", r"\Delta N_{\rm eff}", headline=True
        ),
        "delta_N_eff_cmb": Observable(
            "", "dark energy in units of one neutrino species, at T = 0.26 eV", r"\Delta N_{\rm eff}", headline=True
        ),
        "delta_N_eff_cmb_photons": Observable(
            "", "part of delta_N_eff_cmb in photons, or what else is no neutrino and no relic (sector with neutrinos)"
        ),
        "delta_N_eff_cmb_neutrinos": Observable("", "part of delta_N_eff_cmb in neutrinos of the dark sector"),
        "T_ratio_bbn": Observable("", "T_dark/T_SM at T = 1 MeV", headline=True),
        "T_ratio_cmb": Observable("", "T_dark/T_SM at T = 0.26 eV", headline=True),
        "T_SM_max": Observable("GeV", "highest temperature of the Standard Model"),
        "delta_N_eff_matter_cmb": Observable(
            "", "part of delta_N_eff_cmb that is matter, rho - 3 p of massive species in the sector (if it has any)"
        ),
        "delta_N_eff_relic_bbn": Observable("", "part of delta_N_eff_bbn that is relics not yet decayed"),
        "delta_N_eff_relic_cmb": Observable("", "part of delta_N_eff_cmb that is relics not yet decayed"),
        "N_eff_sm": Observable("", "SM neutrino energy in units of one species at T = 0.26 eV (decoupled neutrinos)"),
        "N_eff_cmb": Observable(
            "", "N_eff_sm + delta_N_eff_cmb, what recombination measures (decoupled neutrinos)", headline=True
        ),
        "N_nu_bbn": Observable(
            "",
            "SM neutrino and dark energy in units of one neutrino that left before e+e- annihilation, at T = 1 MeV"
            " (decoupled neutrinos)",
        ),
    }
    LIMITS: ClassVar[tuple[str, ...]] = ("dark_radiation",)
    CITATIONS: ClassVar[tuple[str, ...]] = (
        "Kolb:1990vq", "Planck:2018vyg", "Cyburt:2015mya", "Goldstein:2026", "LBT:2026", "ACT:2025tim",
    )  # fmt: skip

    def __init__(
        self,
        sector: str,
        *relics: str,
        sm: str = "sm",
        neutrinos: str | Iterable[str] | None = None,
        bbn_neutrinos: str = "photon-temperature",
    ) -> None:
        names = [text_of("a sector or relic of DarkRadiation, by its name,", name) for name in (sector, sm, *relics)]
        self.sector, self.sm, self.relics = names[0], names[1], tuple(names[2:])
        self.neutrinos = names_of("neutrinos of DarkRadiation", () if neutrinos is None else neutrinos)
        self.bbn_neutrinos = text_of("bbn_neutrinos", bbn_neutrinos)
        if self.bbn_neutrinos not in _BBN_NEUTRINOS:
            hint = did_you_mean(self.bbn_neutrinos, _BBN_NEUTRINOS)
            raise InvalidInput(f"bbn_neutrinos = {quoted(self.bbn_neutrinos)} of DarkRadiation is not known: {hint}")
        if len(set(self.relics)) < len(self.relics):
            raise InvalidInput(f"DarkRadiation names a relic twice: {', '.join(self.relics)}.")

    def events(self, universe: Universe) -> Mapping[str, Event]:
        for sector in (self.sector, self.sm, *self.neutrinos):
            universe.sector(sector)
        for relic in self.relics:
            universe.relic(relic)
        return {epoch: cooled_to(self.sm, T) for epoch, T in _EPOCHS.items()}

    def observe(self, background: Background, events: Moments, tables: Any) -> Mapping[str, Array]:
        found: dict[str, Array] = {"T_SM_max": background.highest_T(self.sm)}
        for epoch, T in _EPOCHS.items():
            now = events[epoch]
            # An event that does not take place is given at the end: where that is hotter, the epoch was not reached.
            T_sm = jnp.where(now.T[self.sm] > (1.0 + _AT_EPOCH) * T, jnp.nan, now.T[self.sm])
            T_nu = self._neutrino_temperature(epoch, T_sm)
            found[f"delta_N_eff_{epoch}"] = delta_N_eff(now.rho, [self.sector, *self.relics], T_nu)
            found[f"T_ratio_{epoch}"] = now.T[self.sector] / now.T[self.sm]
            if self.relics:
                found[f"delta_N_eff_relic_{epoch}"] = delta_N_eff(now.rho, self.relics, T_nu)
        found |= self._parts(background.universe, events["cmb"])
        found |= self._matter(background.universe, events["cmb"])
        if self.neutrinos:
            cmb = events["cmb"]
            T_nu = self._neutrino_temperature("cmb", cmb.T[self.sm])
            found["N_eff_sm"] = delta_N_eff(cmb.rho, self.neutrinos, T_nu)
            found["N_eff_cmb"] = found["N_eff_sm"] + found["delta_N_eff_cmb"]
            bbn = events["bbn"]
            # Analyses of light elements count standard neutrinos, which are N_nu = 3 at any temperature.
            T_nu = entropic_neutrino_temperature(bbn.T[self.sm], photons_and_electrons())
            found["N_nu_bbn"] = delta_N_eff(bbn.rho, [*self.neutrinos, self.sector, *self.relics], T_nu)
        return found

    def _parts(self, universe: Universe, cmb: Snapshot) -> dict[str, Array]:
        """delta_N_eff_cmb in photons and in neutrinos, if the sector has neutrinos that left its plasma."""
        T, gases = cmb.T[self.sector], universe.sector(self.sector).gases
        departed = [gas.state(T).rho for gas in gases if isinstance(gas, DepartedNeutrinos)]
        if not departed:
            return {}
        neutrinos = sum(departed, start=jnp.zeros(()))
        one = rho_one_neutrino(self._neutrino_temperature("cmb", cmb.T[self.sm]))
        return {
            "delta_N_eff_cmb_photons": (cmb.rho[self.sector] - neutrinos) / one,
            "delta_N_eff_cmb_neutrinos": neutrinos / one,
        }

    def _matter(self, universe: Universe, cmb: Snapshot) -> dict[str, Array]:
        """rho - 3 p = T^4 d(p/T^4)/dlnT of the sector at recombination, if it has massive species that may be there.

        Where neutrinos left a plasma, as in copies of the Standard Model, the electrons annihilate long before.
        """
        gases = universe.sector(self.sector).gases
        massive = [gas for gas in gases if isinstance(gas, IdealGas) and gas.g]
        if not massive or any(isinstance(gas, DepartedNeutrinos) for gas in gases):
            return {}
        T = jnp.maximum(cmb.T[self.sector], _COLDEST)
        # Not from rho and p, whose massless part would leave rounding.
        matter = sum((T**4 * gas.scaled_pressure(jnp.log(T)).first for gas in massive), start=jnp.zeros(()))
        one = rho_one_neutrino(self._neutrino_temperature("cmb", cmb.T[self.sm]))
        return {"delta_N_eff_matter_cmb": matter / one}

    def _neutrino_temperature(self, epoch: str, T: Array) -> Array:
        """T_nu [GeV] in the unit of Delta N_eff, at photon temperature T [GeV]."""
        if epoch == "cmb":
            return T * T_NU_OVER_T_GAMMA
        return entropic_neutrino_temperature(T, photons_and_electrons()) if self.bbn_neutrinos == "entropic" else T

    def void(self, found: Mapping[str, Any]) -> Mapping[str, Any]:
        """Where the bounds do not hold: if the SM was too cold at the epoch, or its neutrinos are computed.

        Bounds on Delta N_eff take 3.044 for granted; where the SM neutrinos are computed, the sum is measured.
        """
        by_collisions = len(self.neutrinos) > 1
        # Two ends of an interval are another question than a bound for Delta N_eff >= 0, for which 3.044 is known.
        standard = by_collisions & (np.abs(np.asarray(found.get("N_eff_sm", 0.0)) - N_EFF) < _STANDARD_TO)
        computed = "SM neutrinos are computed, and their sum with it is limited instead"
        void = {}
        for epoch, total in (("bbn", "N_nu_bbn"), ("cmb", "N_eff_cmb")):
            word = _IN_WORDS[epoch][0]
            cold = {f"the Standard Model was never as hot as at {word}": np.asarray(found["T_SM_max"]) < _EPOCHS[epoch]}
            void[total] = cold | {_STANDARD: standard}
            void[f"delta_N_eff_{epoch}"] = cold | {computed: bool(self.neutrinos) & ~standard}
        if by_collisions:
            void["N_nu_bbn"] = void["N_nu_bbn"] | {_DISTORTED: ~standard}
        return void

    def undefined(self, found: Mapping[str, Any]) -> str | None:
        for epoch, T in _EPOCHS.items():
            if math.isnan(found[f"delta_N_eff_{epoch}"]):
                return f"delta_N_eff_{epoch} is not defined: {self.sm} does not cool to {T:.3g} GeV before the end"
        return None

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        matter = [self._massive(found)] if "delta_N_eff_matter_cmb" in found else []
        return [*self._too_cold(found), *matter, *(self._relics(found) if self.relics else ())]

    def _too_cold(self, found: Mapping[str, Any]) -> list[Check]:
        """Whether the epochs took place: below their temperature nothing of the kind is observed."""
        return [
            Check(
                f"reheated_after_{name}",
                found["T_SM_max"],
                f"the Standard Model was never hotter than {{value:.2g}} GeV, colder than at {name}, {T}: what is given"
                f" for T = {T} holds after reheating, and is not compared with limits.",
                below=_EPOCHS[epoch],
                voids=True,
            )
            for epoch, (name, T) in _IN_WORDS.items()
        ]

    def _massive(self, found: Mapping[str, Any]) -> Check:
        """Whether massive species of the sector have become matter.

        At nucleosynthesis this is not asked: massive species may still annihilate into light ones of their sector.
        """
        return Check(
            "sector_is_matter",
            _share(found, "matter", "cmb"),
            f"{{value:.2%}} of delta_N_eff_cmb is energy of massive species in {self.sector} at T = 0.26 eV: it is"
            " matter, not radiation.",
            above=LEFT_OVER,
        )

    def _relics(self, found: Mapping[str, Any]) -> list[Check]:
        """Whether the relics that count as radiation have decayed."""
        checks = []
        relics = " and ".join(self.relics)
        for epoch, (_, T) in _IN_WORDS.items():
            sentence = (
                f"{{value:.2%}} of delta_N_eff_{epoch} is {relics} that has not decayed at T = {T}: it is matter, not"
                " radiation."
            )
            checks.append(Check(f"relic_outlives_{epoch}", _share(found, "relic", epoch), sentence, above=LEFT_OVER))
        return checks


def _share(found: Mapping[str, Any], part: str, epoch: str) -> Any:
    """A part of Delta N_eff over all of it."""
    return found[f"delta_N_eff_{part}_{epoch}"] / np.maximum(found[f"delta_N_eff_{epoch}"], _NEGLIGIBLE)
