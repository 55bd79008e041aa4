"""Sterile-neutrino dark matter from oscillations in the Standard Model alone, resonant with a lepton asymmetry.

Dodelson & Widrow 1994; Abazajian, Fuller & Patel 2001; with an asymmetry, Shi & Fuller 1999. With a low reheating
temperature production starts there, from none, in a universe that is all radiation from then on (Gelmini,
Palomares-Ruiz & Pascoli 2004).
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.user_file import TABLE
from reheaton.constants import KEV
from reheaton.cosmology import T_RH_EQUILIBRIUM
from reheaton.errors import InvalidInput
from reheaton.matter import standard_model as sm
from reheaton.matter.equation_of_state import equation_of_state
from reheaton.models.model import Model
from reheaton.probes.check import Check
from reheaton.probes.declare import option, parameter, part
from reheaton.probes.lepton_asymmetry import LeptonAsymmetry
from reheaton.probes.parameter import is_traced
from reheaton.probes.probe import Observable, Probe
from reheaton.probes.resonant_dark_matter import made_in
from reheaton.probes.sterile_dark_matter import Source, SterileDarkMatter
from reheaton.production.history_file import read_history
from reheaton.production.oscillation import wanted_range
from reheaton.production.path import SAME
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
    of the declared parameters. With asymmetry_e, _mu or _tau production resonates. Raises InvalidInput. Valid where no
    check is raised.

    >>> import reheaton as rh
    >>> round(rh.DodelsonWidrow(m_s=7, sin2_2theta=1e-9).solve().observables["Omega_h2"], 3)
    0.062
    """

    NAME: ClassVar[str] = "dodelson-widrow"
    SUMMARY: ClassVar[str] = "sterile-neutrino dark matter from oscillations in the Standard Model alone"
    CITATIONS: ClassVar[tuple[str, ...]] = ("Tsitouras:2011", "PDG2024", "Mohr:2024")

    dark_matter: SterileDarkMatter = part(SterileDarkMatter, without="opacity_masses")
    asymmetry: LeptonAsymmetry = part(LeptonAsymmetry)
    T_reheat: float | None = parameter(
        "GeV", "temperature at which production starts; none: as high as matters", default=None, minimum=1e-3,
        maximum=T_START, symbol=r"T_{\rm reheat}",
    )  # fmt: skip
    eos: str = option(tuple(sm.EOS_CITATIONS), "QCD equation of state, or g_*(T) from a file", prefix=TABLE)

    history: str = option(
        ("solved",), "T(a) and H(a) of the Standard Model during production: solved, or from a file", prefix=TABLE
    )

    def check(self) -> None:
        equation_of_state(self.eos)  # raises for a file that is wrong
        if not self._history_file:
            return
        T = np.exp(read_history(self._history_file).log_T[[0, -1]])
        numbers = self.dark_matter.m_s, self.dark_matter.total_mixing, self._T_highest
        if any(is_traced(value) for value in numbers):
            return
        needed = wanted_range(numbers[0] * KEV, numbers[1], T_highest=numbers[2])
        if np.any(needed.T_start > T[0] * (1.0 + SAME)) or np.any(needed.T_end < T[1] * (1.0 - SAME)):
            raise InvalidInput(
                f"history: {self._history_file} holds T from {T[0]:.4g} to {T[1]:.4g} GeV, but production goes"
                f" from {np.max(needed.T_start):.4g} to {np.min(needed.T_end):.4g} GeV; T_reheat is where it starts."
            )

    @property
    def _history_file(self) -> str:
        return self.history.removeprefix(TABLE) if self.history.startswith(TABLE) else ""

    @property
    def _T_highest(self) -> ArrayLike:
        return np.inf if self.T_reheat is None else self.T_reheat

    def universe(self) -> Universe:
        return Universe([sm.standard_model(eos=self.eos)], start=T_START)

    def probes(self) -> Sequence[Probe]:
        source = Source("sm", 1.0, self.dark_matter.total_mixing, self._T_highest, self.eos, history=self._history_file)
        reheating = [] if self.T_reheat is None else [LowReheating(self.T_reheat)]
        return [made_in(source, self.dark_matter, self.asymmetry), *reheating]

    def citations(self, probes: Sequence[Probe] | None = None) -> tuple[str, ...]:
        return (*super().citations(probes), *sm.eos_citations(self.eos))
