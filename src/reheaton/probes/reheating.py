"""Reheating: when a relic decays, how hot the visible sector is then, and how much entropy its decays made."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, Final

import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.given_objects import names_of, text_of
from reheaton.cosmology import T_CMB, T_RH_EQUILIBRIUM, n_eff_after_reheating
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.probes.check import Check
from reheaton.probes.limits.dark_radiation import bounds_on
from reheaton.probes.limits.sets import CURRENT, SETS
from reheaton.probes.limits.tables import cited
from reheaton.probes.probe import Observable, Probe
from reheaton.universe.background import Background
from reheaton.universe.events import START, Event, Moments, cooled_to, rate_equals_hubble
from reheaton.universe.universe import Universe

_N_EFF_INSTEAD: Final = "N_eff is computed, and limited itself"
INVERSE_DECAY: Final = 0.1
"""Gamma/H at T = m above which inverse decays create the relic again."""


class Reheating(Probe):
    """Reheating of the visible sector by the decays of one relic, of width Gamma.

    T_RH is the temperature of `sm` at Gamma = H. The dilution is the comoving entropy of the visible sectors at
    recombination over that just after the first contact of the universe has ended (over the first of all if there is no
    contact). Without a relic the dilution is observed alone. If the SM neutrinos are baths of their own, `neutrinos`
    names that sector, which leaves the plasma at once, or those of flavours, which decouple by exchange.

    >>> import reheaton as rh
    >>> probe = rh.Reheating("scalar")
    """

    relic: str | None
    sm: str
    neutrinos: tuple[str, ...]
    limit_set: str
    """The set of limits, of which published ones on T_RH are a check where neutrinos decouple by exchange."""

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {
        "T_RH": Observable(
            "GeV", "SM temperature at Gamma = H; 0 if never reached, that of the start if exceeded there",
            r"T_{\rm RH}", headline=True,
        ),
        "dilution": Observable(
            "", "comoving SM entropy at T = 0.26 eV over that after the first contact, or at the start", headline=True
        ),
        "decay_over_hubble_at_T_dec": Observable("", "Gamma/H when the sectors lose contact (if there is one)"),
        "inverse_decay": Observable("", "Gamma/H at T = m of the relic, or at the start if that is colder"),
    }  # fmt: skip
    LIMITS: ClassVar[tuple[str, ...]] = ("dark_radiation",)
    CITATIONS: ClassVar[tuple[str, ...]] = ("deSalas:2015glj", "Barbieri:2025moq")

    def __init__(
        self,
        relic: str | None = None,
        *,
        sm: str = "sm",
        neutrinos: str | Iterable[str] | None = None,
        limits: str = CURRENT,
    ) -> None:
        self.relic = None if relic is None else text_of("relic of Reheating", relic)
        self.sm, self.limit_set = text_of("sm of Reheating", sm), text_of("limits of Reheating", limits)
        if self.limit_set not in SETS:
            raise InvalidInput(
                f"limits = {quoted(self.limit_set)} of Reheating is no set: {did_you_mean(limits, SETS)}"
            )
        self.neutrinos = names_of("neutrinos of Reheating", () if neutrinos is None else neutrinos)

    def events(self, universe: Universe) -> Mapping[str, Event]:
        for sector in (self.sm, *self.neutrinos):
            universe.sector(sector)
        cmb: dict[str, Event] = {"cmb": cooled_to(self.sm, T_CMB)}
        if self.relic is None:
            return cmb
        relic = universe.relic(self.relic)
        decay = {"decay": rate_equals_hubble(relic.width), "relic_cold": cooled_to(self.sm, relic.mass)}
        return cmb | decay

    def observe(self, background: Background, events: Moments, tables: Any) -> Mapping[str, Array]:
        visible = [self.sm, *self.neutrinos]
        before, after = events.parting, events["cmb"]
        dilution = jnp.asarray(sum(after.S[name] for name in visible)) / sum(before.S[name] for name in visible)
        found = {"dilution": dilution}
        if self.relic is None:
            return found
        width, start = jnp.asarray(background.universe.relic(self.relic).width), events[START]
        decay, cold = events["decay"], events["relic_cold"]
        at_once = jnp.where(start.H <= width, start.T[self.sm], 0.0)
        if background.universe.contacts:
            found["decay_over_hubble_at_T_dec"] = width / before.H
        return found | {
            "T_RH": jnp.where(events.reached["decay"], decay.T[self.sm], at_once),
            "inverse_decay": width / jnp.where(events.reached["relic_cold"], cold.H, start.H),
        }

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        if self.relic is None:
            return []
        early = [self._early(found)] if "decay_over_hubble_at_T_dec" in found else []
        neutrinos = self._decoupling(found) if len(self.neutrinos) > 1 else [self._neutrinos(found)]
        return [*early, self._inverse(found), *neutrinos]

    def void(self, found: Mapping[str, Any]) -> Mapping[str, Any]:
        """Where N_eff is computed, it is limited itself, and limits on T_RH say the same in other words."""
        return {"T_RH": {_N_EFF_INSTEAD: True}} if len(self.neutrinos) > 1 else {}

    def _decoupling(self, found: Mapping[str, Any]) -> list[Check]:
        """What light elements know of late decays, and N_eff does not."""
        T_RH, numbers = found["T_RH"], {"MeV": found["T_RH"] * 1e3}
        cascades = (
            "T_RH = {MeV:.3g} MeV: pions and muons of the decays, which turn protons into neutrons and back, are left"
            " out. Where a relic makes them, light elements bound it more strongly than N_eff does."
        )
        checks = [Check("cascades_left_out", T_RH, cascades, below=T_RH_EQUILIBRIUM, applies=T_RH > 0, numbers=numbers)]
        for bound in bounds_on("T_RH", limits=self.limit_set)[:1]:
            excluded = (
                "T_RH = {MeV:.3g} MeV is below {bound:.2g} MeV, the limit of {citation} ({confidence:.0%}) from light"
                " elements and the microwave background together: where N_eff does not exclude it, helium may."
            )
            more = {"bound": 1e3 * bound.bound, "citation": cited(bound.citation), "confidence": bound.confidence}
            checks.append(
                Check("published_T_RH", T_RH, excluded, below=bound.bound, applies=T_RH > 0, numbers=numbers | more,
                      voids=True)
            )  # fmt: skip
        return checks

    def _early(self, found: Mapping[str, Any]) -> Check:
        """Whether the relic is there until the sectors part."""
        sentence = (
            "Gamma/H = {value:.2g} when the sectors lose contact: most of the relic decays while they share a"
            " temperature and heats both; dilution is {dilution:.3g}."
        )
        numbers = {"dilution": found["dilution"]}
        return Check("decays_before_T_dec", found["decay_over_hubble_at_T_dec"], sentence, above=1.0, numbers=numbers)

    def _inverse(self, found: Mapping[str, Any]) -> Check:
        sentence = (
            "Gamma/H = {value:.2g} when the relic becomes non-relativistic, or at the start: inverse decays, which are"
            " left out, would create it again."
        )
        return Check("inverse_decays", found["inverse_decay"], sentence, above=INVERSE_DECAY, voids=True)

    def _neutrinos(self, found: Mapping[str, Any]) -> Check:
        """Whether the SM neutrinos take part in the reheating as assumed."""
        T_RH, numbers = found["T_RH"], {"MeV": found["T_RH"] * 1e3, "right": _n_eff_in_words(found["T_RH"])}
        if not self.neutrinos:
            sentence = (
                "T_RH = {MeV:.3g} MeV is below 9 MeV: SM neutrinos do not share the heat of the decays, and their N_eff"
                " is {right}. With sm_neutrinos = decoupling it is computed."
            )
            return Check("neutrinos_not_in_equilibrium", T_RH, sentence, below=T_RH_EQUILIBRIUM, applies=T_RH > 0,
                         numbers=numbers)  # fmt: skip
        sentence = (
            "T_RH = {MeV:.3g} MeV: neutrinos are treated as leaving the plasma at once at 2 MeV and as getting no heat"
            " from the decays after that: N_eff_sm = {N_eff_sm:.3g} where a momentum-resolved calculation gives"
            " {right}."
        )
        numbers["N_eff_sm"] = found.get("N_eff_sm", float("nan"))
        return Check("neutrinos_decouple_during_decay", T_RH, sentence, below=T_RH_EQUILIBRIUM, applies=T_RH > 0,
                     numbers=numbers)  # fmt: skip


def _n_eff_in_words(T_RH: Any) -> Any:
    """N_eff of the SM neutrinos after electromagnetic decays, as text, for one point or (points,)."""
    right = n_eff_after_reheating(T_RH)
    words = [f"about {value:.2f}" if value > 0 else "less than 0.65" for value in np.ravel(right)]
    return np.reshape(words, np.shape(right))[()]
