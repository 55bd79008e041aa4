"""The mirror twin Higgs model whose twin sector is diluted by a late-decaying heavy neutrino.

"Twin Sterile Neutrino Dark Matter" (Holst, Hooper, Krnjaic & Song 2023). With m_s and sin2_2theta given, a lighter
sterile neutrino is produced by oscillations in the twin sector and is the dark matter (section IV).
"""

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Final

import jax.numpy as jnp
from jax import Array

from reheaton import cosmology
from reheaton.errors import InvalidInput
from reheaton.matter import standard_model as sm
from reheaton.matter.bath import T_MAX
from reheaton.matter.gas import Gas
from reheaton.matter.sector import Sector
from reheaton.models.model import Model, Report
from reheaton.papers.twin_sterile_neutrino.checks import validity_flags
from reheaton.papers.twin_sterile_neutrino.portal import portal_T_dec
from reheaton.particles.heavy_neutrino import table as heavy_neutrino
from reheaton.probes import dark_radiation as dr
from reheaton.probes import sterile_dark_matter as dark_matter
from reheaton.probes import sterile_dark_matter_checks as dark_matter_validity
from reheaton.probes.check import Flag
from reheaton.probes.limits.dark_radiation import compare, dark_radiation_bounds
from reheaton.probes.limits.limit import Limit
from reheaton.probes.parameter import Option, Parameter, is_traced
from reheaton.production.distribution import Distribution
from reheaton.universe.background import Background, Events, Instant
from reheaton.universe.relic import thermal_relic
from reheaton.universe.universe import Contact, Universe

T_NU_DECOUPLING: Final = 2e-3
"""Temperature [GeV] below which decoupled neutrinos are a bath of their own."""


class TwinSterileNeutrino(Model):
    """SM + twin with vev ratio f, and a heavy neutrino N that decays to the SM; see the module."""

    NAME: ClassVar[str] = "twin-sterile-neutrino"
    SUMMARY: ClassVar[str] = "mirror twin Higgs sector, diluted by the late decays of a heavy neutrino"
    UNTIL: ClassVar[tuple[str, float]] = ("sm", cosmology.T_CMB)
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter("m_N", "GeV", "mass of the heavy neutrino; none: no relic", minimum=heavy_neutrino.M_MIN,
                  maximum=heavy_neutrino.M_MAX, optional=True),
        Parameter(
            "m_nu", "eV", "light neutrino mass it gives, theta^2 = m_nu/m_N", default=None,
            minimum=0.0, maximum=1e6, exclusive_minimum=True, optional=True,
        ),
        Parameter("vev_ratio", "", "twin over SM Higgs vacuum expectation value", minimum=1.0, maximum=100.0),
        Parameter("T_dec", "GeV", "temperature at which the sectors lose contact", default=2.0, minimum=0.01,
                  maximum=1e5),
        Parameter("T_f", "GeV", "temperature at which N freezes out", default=1e4, minimum=0.1, maximum=T_MAX),
        Parameter("Gamma_N", "GeV", "rest-frame width of N to the SM, instead of the computed one", default=None,
                  minimum=0.0, maximum=1e-4, optional=True),
        dataclasses.replace(dark_matter.M_S, default=None, optional=True),
        dataclasses.replace(dark_matter.MIXING, default=None, optional=True),
        dark_matter.VISIBLE,
        dark_matter.WARM,
    )  # fmt: skip
    OPTIONS: ClassVar[tuple[Option, ...]] = (
        Option("flavour", heavy_neutrino.FLAVOURS, "lepton flavour with which N mixes"),
        Option("relic", ("momentum-resolved", "fluid"), "how the decays of N are followed"),
        Option("eos", ("borsanyi-2016", "saikawa-shirai-2018"), "QCD equation of state"),
        Option("sm_neutrinos", ("equilibrium", "decoupled"), "SM neutrinos: one entropy curve, or a bath below 2 MeV"),
        Option("twin_qcd", ("same", "rescaled"), "twin QCD transition: same temperature, or moved by f^(2/9)"),
        Option("contact", ("fixed", "higgs-portal"), "T_dec as given, or from Higgs-portal scattering"),
        Option("bbn_neutrinos", ("photon-temperature", "entropic"), "T_nu in the unit of Delta N_eff at BBN"),
        *dark_matter.OPTIONS,
    )
    OBSERVABLES: ClassVar[dict[str, tuple[str, str]]] = {
        "Gamma_N": ("GeV", "rest-frame width of N"),
        "c_Gamma": ("", "Gamma_N over G_F^2 m_N^5 theta^2/(192 pi^3)"),
        "T_RH": ("GeV", "SM temperature at Gamma_N = H; 0 if never reached, T_f if exceeded from the start"),
        "dilution": ("", "comoving SM entropy at T = 0.26 eV over that just after T_dec"),
        "delta_N_eff_bbn": ("", "twin energy in units of one neutrino species, at T = 1 MeV"),
        "delta_N_eff_cmb": ("", "twin energy in units of one neutrino species, at T = 0.26 eV"),
        "T_ratio_bbn": ("", "T_twin/T_SM at T = 1 MeV"),
        "T_ratio_cmb": ("", "T_twin/T_SM at T = 0.26 eV"),
        "delta_N_eff_relic_bbn": ("", "part of delta_N_eff_bbn that is N not yet decayed"),
        "delta_N_eff_relic_cmb": ("", "part of delta_N_eff_cmb that is N not yet decayed"),
        "decay_over_hubble_at_T_dec": ("", "Gamma_N/H when the sectors lose contact"),
        "inverse_decay": ("", "Gamma_N/H at T = m_N, or at T_f if that is lower"),
        "N_eff_sm": ("", "SM neutrino energy in units of one species at T = 0.26 eV (decoupled neutrinos)"),
        "N_eff_cmb": ("", "N_eff_sm + delta_N_eff_cmb, what recombination measures (decoupled neutrinos)"),
        **dark_matter.OBSERVABLES,
    }
    CITATIONS: ClassVar[tuple[str, ...]] = (
        "Holst:2023", "Chacko:2016hvu", "Bondarenko:2018ptm", "Coloma:2020lgy", "Kolb:1990vq", "Tsitouras:2011",
        "Planck:2018vyg", "Cyburt:2015mya", "deSalas:2015glj", "PDG2024", "Mohr:2024", "FLAG:2021", "Bharucha:2015",
        "Lubicz:2017", "CMB-S4:2016ple", *dark_matter.CITATIONS,
    )  # fmt: skip

    def prepare(self, given: frozenset[str]) -> None:
        p = self.parameters
        if p["m_N"] is not None and p["m_nu"] is None and p["Gamma_N"] is None:
            raise InvalidInput("m_nu must be given (or Gamma_N), because it sets the width of N.")
        if (p["m_s"] is None) != (p["sin2_2theta"] is None):
            missing, present = ("m_s", "sin2_2theta") if p["m_s"] is None else ("sin2_2theta", "m_s")
            raise InvalidInput(f"{missing} must be given with {present}: dark matter needs both.")
        if p["m_s"] is None and (idle := dark_matter.chosen(p | self.options)):
            raise InvalidInput(f"m_s and sin2_2theta must be given with {idle[0]}, which is about the dark matter.")
        dark_matter.check(self.options)
        if self.options["contact"] == "higgs-portal":
            if "T_dec" in given:
                raise InvalidInput("T_dec may not be given with contact = higgs-portal, which computes it.")
            p["T_dec"] = self._portal_T_dec()
        known = not (is_traced(p["T_dec"]) or is_traced(p["T_f"]))
        if known and p["T_dec"] >= p["T_f"]:
            raise InvalidInput(f"T_dec = {p['T_dec']:g} GeV must be below T_f = {p['T_f']:g} GeV.")

    def _portal_T_dec(self) -> float:
        p, o = self.parameters, self.options
        if any(is_traced(p[name]) for name in ("vev_ratio", "m_N", "T_f")):
            raise InvalidInput(
                "contact = higgs-portal needs numbers for vev_ratio, m_N and T_f: JAX cannot trace them."
            )
        return portal_T_dec(p["vev_ratio"], p["m_N"], p["T_f"], o["eos"], o["twin_qcd"])

    @property
    def _has_dark_matter(self) -> bool:
        return self.parameters["m_s"] is not None

    def load(self, report: Report | None = None) -> Any:
        return dark_matter.load(self.options, report) if self._has_dark_matter else None

    def _sm_gases(self) -> tuple[Gas, ...]:
        gases = sm.plasma(eos=self.options["eos"])
        return gases if self.options["sm_neutrinos"] == "decoupled" else (*gases, sm.departing_neutrinos())

    def _twin_gases(self) -> tuple[Gas, ...]:
        f = self.parameters["vev_ratio"]
        gases = sm.plasma(f, eos=self.options["eos"], twin_qcd=self.options["twin_qcd"])
        return (*gases, sm.departing_neutrinos(f))

    def width(self) -> Array:
        """Rest-frame width of N [GeV], Eq. 8."""
        p = self.parameters
        if p["Gamma_N"] is not None:
            return p["Gamma_N"]
        return heavy_neutrino.c_gamma(p["m_N"], self.options["flavour"]) * heavy_neutrino.width_unit(
            p["m_N"], p["m_nu"]
        )

    def universe(self) -> Universe:
        p = self.parameters
        decoupled = self.options["sm_neutrinos"] == "decoupled"
        sectors = [Sector("sm", self._sm_gases())]
        if decoupled:
            sectors.append(Sector("neutrinos", (sm.free_neutrinos(),)))
        sectors.append(Sector("twin", self._twin_gases()))
        names = tuple(sector.name for sector in sectors)
        contacts = [Contact(names, p["T_dec"])]
        if decoupled:
            contacts.append(Contact(("sm", "neutrinos"), T_NU_DECOUPLING))
        relics = []
        if p["m_N"] is not None:
            resolved = self.options["relic"] == "momentum-resolved"
            relics.append(thermal_relic("N", p["m_N"], {"sm": self.width()}, p["T_f"], resolved=resolved))
        start: dict[str, Any] = dict.fromkeys(names, p["T_f"])
        return Universe(tuple(sectors), tuple(relics), start, tuple(contacts))

    def observe(self, background: Background) -> dict[str, Array]:
        relic = ["N"] if self.parameters["m_N"] is not None else []
        events = background.when(self._marks)
        at, starts = events.at, events.starts
        own = [name for name in ("sm", "neutrinos") if name in at.S]
        T_nu = at.T["sm"][:2] * jnp.array([1.0, cosmology.T_NU_OVER_T_GAMMA])
        if self.options["bbn_neutrinos"] == "entropic":
            T_nu = T_nu.at[0].set(dr.entropic_neutrino_temperature(at.T["sm"][0], sm.photons_and_electrons()))
        rho = {name: value[:2] for name, value in at.rho.items()}
        excess = dr.delta_N_eff(rho, ["twin", *relic], T_nu)
        results = {
            "dilution": sum(at.S[name][1] for name in own) / sum(starts.S[name][1] for name in own),
            "delta_N_eff_bbn": excess[0],
            "delta_N_eff_cmb": excess[1],
            "T_ratio_bbn": at.T["twin"][0] / at.T["sm"][0],
            "T_ratio_cmb": at.T["twin"][1] / at.T["sm"][1],
        }
        if "neutrinos" in rho:
            results["N_eff_sm"] = dr.delta_N_eff(rho, ["neutrinos"], T_nu)[1]
            results["N_eff_cmb"] = results["N_eff_sm"] + excess[1]
        if relic:
            left = dr.delta_N_eff(rho, relic, T_nu)
            results |= {"delta_N_eff_relic_bbn": left[0], "delta_N_eff_relic_cmb": left[1]}
            results |= self._observe_decay(events)
        if self._has_dark_matter:
            results |= self._dark_matter().observe(background)
        return results

    def distributions(self, background: Background) -> dict[str, Distribution]:
        return self._dark_matter().distributions(background) if self._has_dark_matter else {}

    def source(self) -> dark_matter.Source:
        """Where dark matter is made."""
        p = self.parameters
        return dark_matter.Source("twin", p["vev_ratio"], p["sin2_2theta_x"], twin_qcd=self.options["twin_qcd"])

    def _dark_matter(self) -> dark_matter.SterileDarkMatter:
        return dark_matter.SterileDarkMatter(self.parameters, self.options, self.tables, self.source())

    def _marks(self, now: Instant) -> Array:
        """What falls through zero at nucleosynthesis, at recombination, at Gamma_N = H and at T = m_N."""
        T = now.T["sm"]
        marks = [jnp.log(T / cosmology.T_BBN), jnp.log(T / cosmology.T_CMB)]
        if self.parameters["m_N"] is not None:
            # A width of zero is never reached; the floor keeps its logarithm finite.
            marks += [jnp.log(now.H / jnp.maximum(self.width(), 1e-120)), jnp.log(T / self.parameters["m_N"])]
        return jnp.stack(marks)

    def _observe_decay(self, events: Events) -> dict[str, Array]:
        p, width = self.parameters, self.width()
        at, reached, H_start = events.at, events.reached, events.starts.H
        results = {
            "Gamma_N": jnp.asarray(width, dtype=float),
            "T_RH": jnp.where(reached[2], at.T["sm"][2], jnp.where(H_start[0] <= width, p["T_f"], 0.0)),
            "decay_over_hubble_at_T_dec": width / H_start[1],
            "inverse_decay": width / jnp.where(reached[3], at.H[3], H_start[0]),
        }
        if p["m_nu"] is not None:
            results["c_Gamma"] = width / heavy_neutrino.width_unit(p["m_N"], p["m_nu"])
        return results

    @classmethod
    def citations(cls, options: Mapping[str, Any]) -> tuple[str, ...]:
        eos = {"borsanyi-2016": "Borsanyi:2016ksw", "saikawa-shirai-2018": "Saikawa:2018rcs"}[options["eos"]]
        contact = ("Craig:2016lyx", "Gondolo:1990dk", "Edsjo:1997bg", "LHCHiggsCrossSectionWorkingGroup:2016ypw")
        portal = contact if options["contact"] == "higgs-portal" else ()
        return (*cls.CITATIONS, eos, *portal)

    def limits(self, observables: Mapping[str, Any]) -> list[Limit]:
        if not self._has_dark_matter:
            return compare(observables, dark_radiation_bounds())
        bbn = observables["delta_N_eff_bbn"] + observables["delta_N_eff_dm_bbn"]
        found = compare({**observables, "delta_N_eff_bbn": bbn}, dark_radiation_bounds())
        return found + dark_matter_validity.limits(self._dark_matter(), observables)

    def diagnostics(self) -> dict[str, Any]:
        opacity = self._dark_matter().diagnostics() if self._has_dark_matter else {}
        return {"T_dec": float(self.parameters["T_dec"]), **opacity}

    def flags(self, observables: Mapping[str, Any]) -> list[Flag]:
        found = validity_flags(self.parameters, self.options, observables)
        if not self._has_dark_matter:
            return found
        return found + dark_matter_validity.flags(self._dark_matter(), observables)

    def undefined(self, observables: Mapping[str, Any]) -> str:
        if not self._has_dark_matter:
            return super().undefined(observables)
        return dark_matter_validity.undefined(observables)
