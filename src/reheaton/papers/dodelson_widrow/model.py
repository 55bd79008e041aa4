"""Sterile-neutrino dark matter from oscillations in the Standard Model alone, without lepton asymmetry.

Dodelson & Widrow 1994; Abazajian, Fuller & Patel 2001. With a low reheating temperature production starts there, from
none, in a universe that is all radiation from then on (Gelmini, Palomares-Ruiz & Pascoli 2004).
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.cosmology import T_RH_EQUILIBRIUM
from reheaton.matter import standard_model as sm
from reheaton.models.model import Model
from reheaton.probes.check import Check
from reheaton.probes.declare import option, parameter, part
from reheaton.probes.probe import Observable, Probe
from reheaton.probes.sterile_dark_matter import Source, SterileDarkMatter
from reheaton.universe.background import Background
from reheaton.universe.events import Moments
from reheaton.universe.universe import Universe

T_START: Final = 58.0
"""Temperature [GeV] at which the universe starts: above any production, and on the table of opacities."""


class LowReheating(Probe):
    """A reheating temperature that is given, below which all is as in the Standard Model."""

    T_reheat: ArrayLike

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {
        "T_RH": Observable("GeV", "temperature at which the universe starts, T_reheat", r"T_{\rm RH}")
    }
    LIMITS: ClassVar[tuple[str, ...]] = ("dark_radiation",)
    CITATIONS: ClassVar[tuple[str, ...]] = ("Gelmini:2004ah", "deSalas:2015glj")

    def observe(self, background: Background, events: Moments, tables: Any) -> Mapping[str, Array]:
        return {"T_RH": jnp.asarray(self.T_reheat, dtype=float)}

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        sentence = (
            "T_reheat = {MeV:.3g} MeV is below 9 MeV: active neutrinos do not reach their equilibrium density, which is"
            " assumed; Omega_h2 is too high."
        )
        numbers = {"MeV": np.asarray(self.T_reheat) * 1e3}
        return [Check("neutrinos_not_in_equilibrium", self.T_reheat, sentence, below=T_RH_EQUILIBRIUM, numbers=numbers)]


class DodelsonWidrow(Model):
    """The Standard Model and a sterile neutrino of keV mass, made by oscillations of active neutrinos.

    Equations: "Twin Sterile Neutrino Dark Matter" Eqs. 12-14, with the constants of the Standard Model. Units: those
    of the declared parameters. Raises InvalidInput. Valid without lepton asymmetry, and where no check is raised.

    >>> import reheaton as rh
    >>> round(rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9).solve().observables["Omega_h2"], 3)
    0.062
    """

    NAME: ClassVar[str] = "dodelson-widrow"
    SUMMARY: ClassVar[str] = "sterile-neutrino dark matter from oscillations in the Standard Model alone"
    CITATIONS: ClassVar[tuple[str, ...]] = ("Tsitouras:2011", "PDG2024", "Mohr:2024")

    dark_matter: SterileDarkMatter = part(SterileDarkMatter, without="opacity_masses")
    T_reheat: float | None = parameter(
        "GeV", "temperature at which production starts; none: as high as matters", default=None, minimum=1e-3,
        maximum=T_START, symbol=r"T_{\rm reheat}",
    )  # fmt: skip
    eos: str = option(tuple(sm.EOS_CITATIONS), "QCD equation of state")

    def universe(self) -> Universe:
        return Universe([sm.standard_model(eos=self.eos)], start=T_START)

    def probes(self) -> Sequence[Probe]:
        highest = np.inf if self.T_reheat is None else self.T_reheat
        source = Source("sm", 1.0, self.dark_matter.sin2_2theta, highest, self.eos)
        reheating = [] if self.T_reheat is None else [LowReheating(self.T_reheat)]
        return [self.dark_matter.made_in(source), *reheating]

    def citations(self, probes: Sequence[Probe] | None = None) -> tuple[str, ...]:
        return (*super().citations(probes), sm.EOS_CITATIONS[self.eos])
