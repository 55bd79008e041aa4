"""Sterile-neutrino dark matter made in a sector with a lepton asymmetry, where its production resonates."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.made_once import made_once
from reheaton.constants import KEV
from reheaton.probes.check import Check
from reheaton.probes.cold_part import cold_part_check, mean_ratio, with_cold_part
from reheaton.probes.dark_matter_tables import DarkMatterTables
from reheaton.probes.lepton_asymmetry import LeptonAsymmetry
from reheaton.probes.probe import Observable
from reheaton.probes.sterile_dark_matter import Made, Source, SterileDarkMatter
from reheaton.production.distribution import Distribution
from reheaton.production.oscillation import produce
from reheaton.production.resonant import ResonantProduction, produce_resonantly
from reheaton.universe.background import Background
from reheaton.universe.events import START, Moments, Snapshot, cooled_to

_LARGE_POTENTIAL: Final = 0.5
"""|mu|/T of a neutrino above which sharing of asymmetries is no longer linear: the next term is mu^2/(pi T)^2, 2.5%."""
_FLAVOURS_MIX: Final = 0.015
"""Temperature [GeV] below which active flavours mix among themselves, and share their asymmetries.

Where Delta m^2/(2 p) reaches V_T ~ G_F p T^4/m_W^2 ~ f^-4: this times f^(2/3) in a sector of vev ratio f, with the
Delta m^2 of ours.
"""
SPECIES: Final = ("nu_s", "antinu_s")
_UNSOLVED: Final = 0.02
"""Error of V_L from the equation of a step above which there is no answer."""


class _Resonance(NamedTuple):
    """What was made, with and without resonance."""

    production: ResonantProduction
    made: Made
    f: Array
    """Occupation of one helicity of nu_s and of antinu_s, (2, momenta)."""
    none: Array
    """Whether no flavour has an asymmetry, so that the production is that without."""
    left: Array
    """The asymmetries at the end, (3,)."""
    solved: Array
    """Whether the steps were solved; false where the course is not known."""
    colder: Array
    """Geometric over arithmetic mean of the momenta, over the same ratio of what is made without asymmetry."""

    def distributions(self) -> list[Distribution]:
        """Those of nu_s and of antinu_s."""
        return [Distribution(self.made.distribution.q, f, 1) for f in self.f]


class ResonantDarkMatter(SterileDarkMatter):
    """Sterile neutrinos of mass m_s, made by oscillations in a sector with lepton asymmetries.

    Production: `reheaton.production.resonant`; all else as for `SterileDarkMatter`, whose `made_in` returns this probe
    where an asymmetry is given. Where all three asymmetries are 0 the numbers are those without. `nu_s` and `antinu_s`
    differ. `Omega_h2_low` and `Omega_h2_high` move what is made away from resonance only, which does not feel hadrons
    by their opacity; those that share the asymmetry change `Omega_h2` by `reheaton.matter.lepton_sharing`.

    The half mode counts the cold part of such spectra, by `reheaton.probes.cold_part`.
    """

    asymmetry: LeptonAsymmetry | None = None
    """The asymmetries of the sector; set by `made_in` of this file."""

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {
        **SterileDarkMatter.OBSERVABLES,
        "asymmetry_left_e": Observable("", "asymmetry_e at the end, by the entropy that defines it", r"L_e"),
        "asymmetry_left_mu": Observable("", "asymmetry_mu at the end, by the entropy that defines it", r"L_\mu"),
        "asymmetry_left_tau": Observable("", "asymmetry_tau at the end, by the entropy that defines it", r"L_\tau"),
        "resonant_share": Observable("", "share of the sterile neutrinos that is made at resonance", headline=True),
        "T_resonance": Observable(
            "GeV", "temperature of its sector at which resonance makes most of them per ln T; 0 without"
        ),
        "mu_over_T": Observable("", "largest chemical potential of an active neutrino of any flavour, over T"),
        "potential_reversed": Observable("", "whether the potential of a flavour that mixes has changed its sign"),
        "antinu_s_share": Observable("", "share of sterile antineutrinos among the sterile neutrinos of both kinds"),
        "half_mode_shift": Observable("", "k_half_mode over that of a thermal relic with the same <p>/m"),
    }
    CITATIONS: ClassVar[tuple[str, ...]] = (*SterileDarkMatter.CITATIONS, "Shi:1998km", "Ghiglieri:2015jua")
    MOST_TOGETHER: ClassVar[int | None] = 64
    """Steps are 232 to 450. Of a grid of masses, mixings and asymmetries, 64 take 0.72 of the time of 250."""

    def observe(self, background: Background, events: Moments, tables: DarkMatterTables) -> Mapping[str, Array]:
        resonance = self._resonance(background, events, tables)
        found = with_cold_part(self.m_s * KEV, self.read(resonance.made, tables), resonance.colder)
        production, none = resonance.production, resonance.none
        share = jnp.where(none, 0.0, production.share)
        for edge in ("Omega_h2_low", "Omega_h2_high"):
            found[edge] = found["Omega_h2"] + (1.0 - share) * (found[edge] - found["Omega_h2"])
        T_resonance = jnp.where(none, 0.0, production.T_resonance)
        n = [distribution.number_density for distribution in resonance.distributions()]
        of_steps = {
            "T_peak": jnp.where(share > 0.5, T_resonance, found["T_peak"]),
            **{f"asymmetry_left_{flavour}": resonance.left[k] for k, flavour in enumerate(("e", "mu", "tau"))},
            "resonant_share": share,
            "T_resonance": T_resonance,
            "antinu_s_share": n[1] / (n[0] + n[1]),
        }
        return (
            found
            | {name: jnp.where(resonance.solved, value, jnp.nan) for name, value in of_steps.items()}
            | {
                "mu_over_T": jnp.where(none, 0.0, production.mu_over_T),
                "potential_reversed": production.reversed & ~none,
            }
        )

    def products(self, background: Background, events: Moments, tables: DarkMatterTables) -> dict[str, Distribution]:
        return dict(zip(SPECIES, self._resonance(background, events, tables).distributions(), strict=True))

    def make(self, background: Background, events: Moments, tables: DarkMatterTables) -> Made:
        return self._resonance(background, events, tables).made

    @made_once
    def _resonance(self, background: Background, events: Moments, tables: DarkMatterTables) -> _Resonance:
        followed = self.follow(background, events, tables)
        if tables.history is None:
            entropy = self._entropy(events[START])
        else:
            # The table has an a of its own. Its asymmetries are those at its start of production.
            there = background.when({"first": cooled_to(self.made_where.sector, followed.span.T_start)})["first"]
            entropy = self._entropy(there) * jnp.exp(3.0 * (followed.course.start - there.log_a))
        given = (self.asymmetry or LeptonAsymmetry()).over_entropy
        mixings = self.mixings(tables)
        production = produce_resonantly(self.m_s * KEV, mixings, followed.course, given * entropy)
        alone = produce(self.m_s * KEV, mixings, followed.course.path())
        none = jnp.all(given == 0.0)
        solved = none | (production.unsolved < _UNSOLVED)
        f = jnp.where(solved, production.f, jnp.nan)
        f = jnp.where(none, alone.f[None], f)
        without, made = followed.made(alone), followed.made(alone._replace(f=jnp.mean(f, axis=0)))
        colder = mean_ratio(made.distribution) / mean_ratio(without.distribution)
        return _Resonance(production, made, f, none, production.left / entropy, solved, colder)

    def _entropy(self, there: Snapshot) -> Array:
        """s a^3 of the Standard Model, with its neutrinos."""
        return sum((there.S[name] for name in self.made_where.standard_model), start=jnp.zeros(()))

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        T_resonance = np.asarray(found["T_resonance"])
        in_our_sector = np.asarray(self.made_where.vev_ratio) ** (2.0 / 3.0)
        return [
            *super().checks(found),
            Check(
                "large_asymmetry",
                found["mu_over_T"],
                "neutrinos reach mu = {value:.2g} T: how asymmetries are shared is linear in mu, and is no longer good"
                " to 3%.",
                above=_LARGE_POTENTIAL,
                voids=True,
            ),
            cold_part_check(found["half_mode_shift"]),
            Check(
                "resonance_late",
                np.where(T_resonance > 0.0, T_resonance / in_our_sector, np.inf),
                "resonance comes at T = {MeV:.3g} MeV, where active flavours mix and share their asymmetries, which is"
                " left out.",
                below=_FLAVOURS_MIX,
                numbers={"MeV": T_resonance * 1e3},
            ),
            Check(
                "asymmetry_reversed",
                np.asarray(found["potential_reversed"], dtype=float),
                "sterile neutrinos carry the asymmetry of one flavour over to another, whose potential changes sign:"
                " small differences between flavours decide what is made, and Omega_h2 is good to about 10%.",
                above=0.5,
            ),
        ]

    def undefined(self, found: Mapping[str, Any]) -> str | None:
        if np.isnan(found["resonant_share"]) and not np.isnan(found["mu_over_T"]):
            return "the asymmetry in a step of the resonance was not found; take a smaller asymmetry or mixing"
        return super().undefined(found)


def made_in(source: Source, dark_matter: SterileDarkMatter, asymmetry: LeptonAsymmetry | None) -> SterileDarkMatter:
    """The dark matter made in a source, by resonance where its sector has a lepton asymmetry."""
    placed = dark_matter.made_in(source)
    if asymmetry is None or not asymmetry.is_given:
        return placed
    new = ResonantDarkMatter.unchecked({**placed.parameters, **placed.options})
    for name, value in {"source": source, "asymmetry": asymmetry}.items():
        object.__setattr__(new, name, value)
    return new
