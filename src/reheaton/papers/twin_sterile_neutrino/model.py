"""The mirror twin Higgs model whose twin sector is diluted by a late-decaying heavy neutrino.

"Twin Sterile Neutrino Dark Matter" (Holst, Hooper, Krnjaic & Song 2023). With m_s and sin2_2theta given, a lighter
sterile neutrino is produced by oscillations in the twin sector and is the dark matter (section IV).
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import numpy as np
from jax import Array

from reheaton.backend.user_file import TABLE
from reheaton.decoupling.sectors import FLAVOURS_OF, decoupling_neutrinos
from reheaton.errors import InvalidInput
from reheaton.matter import standard_model as sm
from reheaton.matter.bath import T_MAX
from reheaton.matter.equation_of_state import equation_of_state
from reheaton.models.model import Model
from reheaton.papers.twin_sterile_neutrino.checks import twin_checks
from reheaton.papers.twin_sterile_neutrino.cross_mixing import Number, TwinSeesaw, refuse_impossible, twin_seesaw
from reheaton.papers.twin_sterile_neutrino.portal import portal_exchange, portal_T_dec
from reheaton.papers.twin_sterile_neutrino.twin_neutrino import TwinNeutrinoMass
from reheaton.papers.twin_sterile_neutrino.width import HeavyNeutrinoWidth
from reheaton.particles.heavy_neutrino import table as heavy_neutrino
from reheaton.probes.check import Check
from reheaton.probes.dark_radiation import DarkRadiation
from reheaton.probes.declare import option, parameter, part
from reheaton.probes.lepton_asymmetry import LeptonAsymmetry
from reheaton.probes.neutrino_decoupling import NeutrinoDecoupling
from reheaton.probes.parameter import is_traced, with_contents
from reheaton.probes.probe import Probe
from reheaton.probes.reheating import Reheating
from reheaton.probes.resonant_dark_matter import made_in
from reheaton.probes.sterile_dark_matter import Source, SterileDarkMatter
from reheaton.universe.relic import thermal_relic
from reheaton.universe.universe import Contact, Universe

T_NU_DECOUPLING: Final = 2e-3
"""Temperature [GeV] below which decoupled neutrinos are a bath of their own."""


class TwinSterileNeutrino(Model):
    """A mirror twin Higgs sector, diluted by the late decays of a heavy neutrino N to the Standard Model.

    Equations: "Twin Sterile Neutrino Dark Matter" Eqs. 1-9 for N and the background, Eqs. 12-14 for the dark matter.
    Units: those of the declared parameters. Raises InvalidInput. Valid where the checks of its result are not raised.

    >>> import reheaton as rh
    >>> point = rh.TwinSterileNeutrino(m_N=80, m_nu=1.5e-9, vev_ratio=4).solve()
    >>> round(point.observables["delta_N_eff_cmb"], 4)
    0.0734
    """

    NAME: ClassVar[str] = "twin-sterile-neutrino"
    SUMMARY: ClassVar[str] = "mirror twin Higgs sector, diluted by the late decays of a heavy neutrino"
    CITATIONS: ClassVar[tuple[str, ...]] = (
        "Holst:2023", "Chacko:2016hvu", "Bondarenko:2018ptm", "Coloma:2020lgy", "Kolb:1990vq", "Tsitouras:2011",
        "PDG2024", "Mohr:2024", "FLAG:2021", "Bharucha:2015", "Lubicz:2017",
    )  # fmt: skip

    m_N: float | None = parameter(
        "GeV", "mass of the heavy neutrino; none: no relic", minimum=heavy_neutrino.M_MIN,
        maximum=heavy_neutrino.M_MAX, optional=True, symbol="m_N",
    )  # fmt: skip
    m_nu: float | None = parameter(
        "eV", "light neutrino mass it gives, theta^2 = m_nu/m_N", default=None, minimum=0.0, maximum=1e6,
        exclusive_minimum=True, symbol=r"m_\nu", needs="m_N",
    )  # fmt: skip
    vev_ratio: float = parameter(
        "", "twin over SM Higgs vacuum expectation value", minimum=1.0, maximum=100.0, symbol="v_B/v_A"
    )
    T_dec: float = parameter(
        "GeV", "temperature at which the sectors lose contact", default=2.0, minimum=0.01, maximum=1e5,
        symbol=r"T_{\rm dec}",
    )  # fmt: skip
    T_f: float = parameter(
        "GeV", "temperature at which N freezes out", default=1e4, minimum=0.1, maximum=T_MAX, symbol="T_f"
    )
    Gamma_N: float | None = parameter(
        "GeV", "rest-frame width of N to the SM, instead of the computed one", default=None, minimum=0.0,
        maximum=1e-4, symbol=r"\Gamma_N", needs="m_N",
    )  # fmt: skip
    flavour: str = option(heavy_neutrino.FLAVOURS, "lepton flavour with which N mixes", needs="m_N")
    relic: str = option(("momentum-resolved", "fluid"), "how decays of N are followed; equal to 1e-3", needs="m_N")
    eos: str = option(tuple(sm.EOS_CITATIONS), "QCD equation of state, or g_*(T) from a file", prefix=TABLE)
    sm_neutrinos: str = option(
        ("decoupling", "equilibrium", "decoupled"),
        "SM neutrinos: leave the plasma by collisions, share one entropy curve, or are a bath below 2 MeV",
    )
    twin_qcd: str = option(("same", "rescaled"), "twin QCD transition: same temperature, or moved by f^(2/9)")
    contact: str = option(
        ("fixed", "higgs-portal", "higgs-exchange"),
        "T_dec as given, or from Higgs-portal scattering at once, or with the heat it carries on",
    )
    bbn_neutrinos: str = option(("photon-temperature", "entropic"), "T_nu in the unit of Delta N_eff at BBN")
    dark_matter: SterileDarkMatter | None = part(SterileDarkMatter, needs=("m_s", "sin2_2theta"))
    asymmetry: LeptonAsymmetry | None = part(LeptonAsymmetry, needs=("m_s", "sin2_2theta"))
    sin2_2theta_x: float = parameter(
        "", "mixing sin^2 2theta of the dark matter with SM neutrinos", default=0.0, minimum=0.0, maximum=1.0,
        symbol=r"\sin^2 2\theta_x", needs=("m_s", "sin2_2theta"),
    )  # fmt: skip
    theta_AB: float | None = parameter(
        "", "mixing angle M_AB/(M_A - M_B) of the heavy neutrinos, from which sin2_2theta_x follows", default=None,
        minimum=0.0, maximum=1.0, symbol=r"\theta_{AB}", needs=("m_N", "m_nu", "m_s", "sin2_2theta"),
    )  # fmt: skip

    def check(self) -> None:
        if self.m_N is not None and self.m_nu is None and self.Gamma_N is None:
            raise InvalidInput("m_nu must be given (or Gamma_N), because it sets the width of N.")
        if self.Gamma_N is not None and self.flavour != heavy_neutrino.FLAVOURS[0]:
            raise InvalidInput(f"flavour = {self.flavour} has no effect with Gamma_N, which is the width itself.")
        if not (is_traced(self.T_dec) or is_traced(self.T_f)) and np.any(self.T_dec >= self.T_f):
            raise InvalidInput(f"T_dec = {self.T_dec:g} GeV must be below T_f = {self.T_f:g} GeV.")

        T_highest = equation_of_state(self.eos).T_highest
        if not is_traced(self.T_f) and np.any(self.T_f > T_highest):
            raise InvalidInput(
                f"T_f = {np.max(self.T_f):g} GeV is above {T_highest:g} GeV, where the table of eos = {self.eos} ends."
            )

    def settle(self, given: frozenset[str]) -> Mapping[str, Any]:
        return {**self._contact(given), **self._cross_mixing(given)}

    def _contact(self, given: frozenset[str]) -> Mapping[str, Any]:
        if self.contact == "fixed":
            return {}
        if "T_dec" in given:
            raise InvalidInput(f"T_dec may not be given with contact = {self.contact}, which computes it.")
        if any(is_traced(value) for value in (self.vev_ratio, self.m_N, self.T_f)):
            raise InvalidInput(
                f"contact = {self.contact} needs numbers for vev_ratio, m_N and T_f: JAX cannot trace them."
            )
        return {"T_dec": portal_T_dec(self.vev_ratio, self.m_N, self.T_f, with_contents(self.eos), self.twin_qcd)}

    def _cross_mixing(self, given: frozenset[str]) -> Mapping[str, Any]:
        if self.theta_AB is None:
            return {}
        if "sin2_2theta_x" in given:
            raise InvalidInput("sin2_2theta_x may not be given with theta_AB, from which it follows.")
        numbers = self._masses_and_mixings()
        if not any(is_traced(value) for value in numbers):
            refuse_impossible(*numbers)
        return {"sin2_2theta_x": self.visible_mixing()}

    def _masses_and_mixings(self) -> tuple[Any, ...]:
        dark_matter = self.dark_matter
        if self.theta_AB is None or dark_matter is None:
            raise InvalidInput("theta_AB, m_s and sin2_2theta must be given, because they set the seesaw.")
        return self.m_N, self.m_nu, dark_matter.m_s, dark_matter.sin2_2theta, self.theta_AB

    def seesaw(self) -> TwinSeesaw:
        """The seesaw of both sectors [GeV] of this theta_AB. Raises InvalidInput without it."""
        return twin_seesaw(*self._masses_and_mixings())

    def visible_mixing(self) -> Number:
        """sin^2 2theta of the dark matter with SM neutrinos, as given or from theta_AB by the seesaw."""
        return self.sin2_2theta_x if self.theta_AB is None else self.seesaw().sin2_2theta_x

    def width(self) -> Array | float:
        """Rest-frame width of N [GeV]: Gamma_N if it is given, else Eq. 8, c_Gamma G_F^2 m_N^5 theta^2/(192 pi^3)."""
        if self.Gamma_N is not None:
            return self.Gamma_N
        if self.m_N is None or self.m_nu is None:
            raise InvalidInput("m_N and m_nu must be given, because they set the width of N.")
        unit = heavy_neutrino.width_unit(self.m_N, self.m_nu)
        return heavy_neutrino.c_gamma(self.m_N, self.flavour) * unit

    def universe(self) -> Universe:
        collisions = self.sm_neutrinos == "decoupling"
        plasma = sm.standard_model(eos=self.eos, neutrinos=not self._neutrinos, qed=collisions)
        neutrinos, ends, exchanges = (), (), ()
        if collisions:
            neutrinos, end, exchange = decoupling_neutrinos()
            ends, exchanges = (end,), (exchange,)
        elif self._neutrinos:
            neutrinos = (sm.neutrinos(),)
            ends = (Contact("sm", "neutrinos", until=T_NU_DECOUPLING),)
        twin = sm.twin(self.vev_ratio, eos=self.eos, twin_qcd=self.twin_qcd, qed=collisions)
        sectors, until = [plasma, *neutrinos, twin], self.T_dec
        if self.contact == "higgs-exchange":
            until, portal = portal_exchange(self.vev_ratio, self.T_dec)
            exchanges = (*exchanges, portal)
        contacts = [Contact(*(sector.name for sector in sectors), until=until), *ends]
        relics = []
        if self.m_N is not None:
            resolved = self.relic == "momentum-resolved"
            relics.append(thermal_relic("N", self.m_N, {"sm": self.width()}, self.T_f, resolved=resolved))
        return Universe(sectors, relics, start=self.T_f, contacts=contacts, exchanges=exchanges)

    @property
    def _neutrinos(self) -> tuple[str, ...]:
        """Sectors of SM neutrinos beside the plasma."""
        return {"decoupling": tuple(FLAVOURS_OF), "equilibrium": (), "decoupled": ("neutrinos",)}[self.sm_neutrinos]

    def probes(self) -> Sequence[Probe]:
        neutrinos, relics = self._neutrinos, () if self.m_N is None else ("N",)
        found: list[Probe] = [
            Reheating(*relics, neutrinos=neutrinos, limits=self.limits),
            DarkRadiation("twin", *relics, neutrinos=neutrinos, bbn_neutrinos=self.bbn_neutrinos),
        ]
        if self.sm_neutrinos == "decoupling":
            found.append(NeutrinoDecoupling())
        if self.m_N is not None:
            found.append(HeavyNeutrinoWidth("N", self.m_nu))
        if self.dark_matter is not None:
            source = Source(
                "twin", self.vev_ratio, self.visible_mixing(), eos=self.eos, twin_qcd=self.twin_qcd,
                standard_model=("sm", *neutrinos),
            )  # fmt: skip
            found.append(made_in(source, self.dark_matter, self.asymmetry))
            found.append(TwinNeutrinoMass("twin", self.dark_matter.m_s, self.dark_matter.total_mixing))
        return found

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        return twin_checks(self, found)

    def diagnostics(self) -> Mapping[str, Any]:
        return {"T_dec": float(self.T_dec)}

    def citations(self, probes: Sequence[Probe] | None = None) -> tuple[str, ...]:
        contact = ("Craig:2016lyx", "Gondolo:1990dk", "Edsjo:1997bg", "LHCHiggsCrossSectionWorkingGroup:2016ypw")
        portal = () if self.contact == "fixed" else contact
        mass = () if self.m_nu is None else ("KATRIN:2024cdt",)
        return (*super().citations(probes), *sm.eos_citations(self.eos), *portal, *mass)
