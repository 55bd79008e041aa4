"""Sterile-neutrino dark matter from oscillations in the Standard Model alone, without lepton asymmetry.

Dodelson & Widrow 1994; Abazajian, Fuller & Patel 2001. With a low reheating temperature production starts there, from
none, in a universe that is all radiation from then on (Gelmini, Palomares-Ruiz & Pascoli 2004).
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

import numpy as np
from jax import Array

from reheaton.cosmology import T_CMB
from reheaton.matter import standard_model as sm
from reheaton.matter.sector import Sector
from reheaton.models.model import Model, Report
from reheaton.probes import sterile_dark_matter as dark_matter
from reheaton.probes import sterile_dark_matter_checks as dark_matter_validity
from reheaton.probes.check import Flag
from reheaton.probes.limits.dark_radiation import compare, dark_radiation_bounds
from reheaton.probes.limits.limit import Limit
from reheaton.probes.parameter import Option, Parameter
from reheaton.production.distribution import Distribution
from reheaton.universe.background import Background
from reheaton.universe.universe import Universe

T_START: Final = 58.0
"""Temperature [GeV] at which the universe starts: above any production, and on the table of opacities."""


class DodelsonWidrow(Model):
    """The Standard Model and a sterile neutrino of keV mass; see the module."""

    NAME: ClassVar[str] = "dodelson-widrow"
    SUMMARY: ClassVar[str] = "sterile-neutrino dark matter from oscillations in the Standard Model alone"
    UNTIL: ClassVar[tuple[str, float]] = ("sm", T_CMB)
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        dark_matter.M_S,
        dark_matter.MIXING,
        Parameter("T_reheat", "GeV", "temperature at which production starts; none: as high as matters",
                  default=None, minimum=1e-3, maximum=T_START, optional=True),
        dark_matter.WARM,
    )  # fmt: skip
    OPTIONS: ClassVar[tuple[Option, ...]] = (
        *dark_matter.OPTIONS,
        Option("eos", ("borsanyi-2016", "saikawa-shirai-2018"), "QCD equation of state"),
    )
    OBSERVABLES: ClassVar[dict[str, tuple[str, str]]] = dark_matter.OBSERVABLES
    CITATIONS: ClassVar[tuple[str, ...]] = (
        *dark_matter.CITATIONS,
        "Gelmini:2004ah",
        "Tsitouras:2011",
        "PDG2024",
        "Mohr:2024",
    )

    def prepare(self, given: frozenset[str]) -> None:
        dark_matter.check(self.options)

    def load(self, report: Report | None = None) -> dark_matter.Tables:
        return dark_matter.load(self.options, report)

    def universe(self) -> Universe:
        gases = (*sm.plasma(eos=self.options["eos"]), sm.departing_neutrinos())
        return Universe((Sector("sm", gases),), (), {"sm": T_START})

    def observe(self, background: Background) -> dict[str, Array]:
        return self._dark_matter().observe(background)

    def distributions(self, background: Background) -> dict[str, Distribution]:
        return self._dark_matter().distributions(background)

    def _dark_matter(self) -> dark_matter.SterileDarkMatter:
        T_reheat = self.parameters["T_reheat"]
        highest = np.inf if T_reheat is None else T_reheat
        source = dark_matter.Source("sm", 1.0, self.parameters["sin2_2theta"], highest)
        return dark_matter.SterileDarkMatter(self.parameters, self.options, self.tables, source)

    @classmethod
    def citations(cls, options: Mapping[str, Any]) -> tuple[str, ...]:
        eos = {"borsanyi-2016": "Borsanyi:2016ksw", "saikawa-shirai-2018": "Saikawa:2018rcs"}[options["eos"]]
        return (*cls.CITATIONS, eos)

    def limits(self, observables: Mapping[str, Any]) -> list[Limit]:
        T_reheat = self.parameters["T_reheat"]
        early = {"delta_N_eff_bbn": observables["delta_N_eff_dm_bbn"]} | (
            {} if T_reheat is None else {"T_RH": T_reheat}
        )
        found = dark_matter_validity.limits(self._dark_matter(), observables)
        return found + compare(early, dark_radiation_bounds())

    def flags(self, observables: Mapping[str, Any]) -> list[Flag]:
        T_reheat = self.parameters["T_reheat"]
        found = dark_matter_validity.flags(self._dark_matter(), observables)
        return found + ([] if T_reheat is None else dark_matter_validity.low_reheating_flag(T_reheat))

    def undefined(self, observables: Mapping[str, Any]) -> str:
        return dark_matter_validity.undefined(observables)

    def diagnostics(self) -> dict[str, Any]:
        return self._dark_matter().diagnostics()
