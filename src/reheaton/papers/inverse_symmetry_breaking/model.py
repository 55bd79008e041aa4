"""Asymmetric reheating by inverse symmetry breaking: from scalar couplings to Delta N_eff of an exact mirror sector.

"Asymmetric Reheating via Inverse Symmetry Breaking" (Ireland & Koren 2022). At high temperature eta has an expectation
value, which makes the coupling of phi to N larger than that to its mirror N'; freeze-in makes unequal numbers of the
two, and their decays reheat the Standard Model and its mirror unequally.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final, get_args

import jax
import jax.numpy as jnp
import numpy as np

from reheaton.errors import InvalidInput
from reheaton.models.model import Model
from reheaton.papers.inverse_symmetry_breaking.amplitudes import VERTEX
from reheaton.papers.inverse_symmetry_breaking.checks import assumptions, isb_checks
from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings, check_couplings, leading_T_c
from reheaton.papers.inverse_symmetry_breaking.freeze_in import FreezeIn, yields_by_process
from reheaton.papers.inverse_symmetry_breaking.left_over import LeftOverScalars
from reheaton.papers.inverse_symmetry_breaking.phases import (
    BrokenPhase,
    PhiMass,
    Resummation,
    broken_phase,
    masses_without_couplings,
)
from reheaton.papers.inverse_symmetry_breaking.reading import AsymmetricReheating
from reheaton.papers.inverse_symmetry_breaking.reheating import mirror_universe
from reheaton.papers.inverse_symmetry_breaking.scalar_bath import ScalarBath
from reheaton.papers.inverse_symmetry_breaking.scalar_gas import g_star_scalars
from reheaton.papers.inverse_symmetry_breaking.scalar_scattering import thermalisation_temperature
from reheaton.papers.inverse_symmetry_breaking.scalars import SCALARS, Scalars
from reheaton.papers.inverse_symmetry_breaking.yields import ETA, ProductionBath
from reheaton.probes.audit import Audit
from reheaton.probes.check import Check
from reheaton.probes.dark_radiation import DarkRadiation
from reheaton.probes.declare import option, parameter
from reheaton.probes.parameter import is_traced
from reheaton.probes.probe import Probe
from reheaton.rates.occupation import OccupationLaw
from reheaton.universe.universe import Universe

COUPLINGS: Final = ("lambda_eta", "lambda_phi", "lambda_eta_phi", "mu_eta", "mu_phi", "Lambda_eff")
DIRECT: Final = ("c_phi", "T_star")
_LEAST, _MOST = 0.01, 1e4
"""Range of T_max/M_N of the table of freeze-in."""


class InverseSymmetryBreaking(Model):
    """Scalars eta and phi, heavy neutrinos N and N', and two mirror sectors that their decays reheat.

    Equations: "Asymmetric Reheating via Inverse Symmetry Breaking" Eqs. 1-18. The scalars are given by six couplings,
    or by c_phi and T_star. Units: those of the declared parameters. Raises InvalidInput. Valid where the checks of its
    result are not raised.

    >>> import reheaton as rh
    >>> point = rh.InverseSymmetryBreaking(M_N=1e14, lambda_portal=4e-5, T_max=2e14, c_phi=0.05, T_star=1e14)
    >>> round(point.solve().observables["x_RH"], 4)
    0.2518
    """

    NAME: ClassVar[str] = "inverse-symmetry-breaking"
    SUMMARY: ClassVar[str] = "exact mirror sector, reheated less by freeze-in during a phase of broken mirror symmetry"
    CITATIONS: ClassVar[tuple[str, ...]] = (
        "Ireland:2022", "Weinberg:1974hy", "Parwani:1991gq", "Arnold:1992rz", "Hall:2009bx", "Gondolo:1990dk",
        "Garny:2015sjg", "Tsitouras:2011", "Borsanyi:2016ksw", "Planck:2018vyg", "Cyburt:2015mya", "deSalas:2015glj",
        "PDG2024", "Mohr:2024",
    )  # fmt: skip

    M_N: float = parameter("GeV", "mass of N and N'", minimum=1e3, maximum=1e18, symbol="M_N")
    lambda_portal: float = parameter(
        "", "coupling lambda of phi to N N and N' N'", minimum=0.0, maximum=1.0, exclusive_minimum=True,
        symbol=r"\lambda",
    )  # fmt: skip
    T_max: float = parameter(
        "GeV", "highest temperature of the scalars", minimum=0.0, maximum=1e19, exclusive_minimum=True,
        symbol=r"T_{\rm max}",
    )  # fmt: skip
    lambda_eta: float | None = parameter(
        "", "quartic coupling of eta", default=None, maximum=10.0, symbol=r"\lambda_\eta"
    )
    lambda_phi: float | None = parameter(
        "", "quartic coupling of phi", default=None, maximum=10.0, symbol=r"\lambda_\phi"
    )
    lambda_eta_phi: float | None = parameter(
        "", "coupling of eta^2 phi^2, negative", default=None, minimum=-10.0, symbol=r"\lambda_{\eta\phi}"
    )
    mu_eta: float | None = parameter("GeV", "mass of eta in the vacuum", default=None, maximum=1e18, symbol=r"\mu_\eta")
    mu_phi: float | None = parameter("GeV", "mass of phi in the vacuum", default=None, maximum=1e18, symbol=r"\mu_\phi")
    Lambda_eff: float | None = parameter(
        "GeV", "scale of the operator that tells N from N'", default=None, minimum=0.0, exclusive_minimum=True,
        symbol=r"\Lambda_{\rm eff}",
    )  # fmt: skip
    c_phi: float | None = parameter(
        "", "(M_phi/T)^2, instead of couplings", default=None, minimum=1e-6, maximum=4.0, symbol=r"c_\phi"
    )
    T_star: float | None = parameter(
        "GeV", "temperature at which N' does not couple, instead of couplings", default=None, minimum=0.0,
        exclusive_minimum=True, symbol="T_*",
    )  # fmt: skip
    Gamma_N: float | None = parameter(
        "GeV", "width of N and of N'; none: they decay at once when they dominate", default=None, minimum=0.0,
        exclusive_minimum=True, symbol=r"\Gamma_N",
    )  # fmt: skip
    Gamma_scalars: float | None = parameter(
        "GeV", "width of eta and of phi, half into each sector, for scalars = decaying", default=None, minimum=0.0,
        exclusive_minimum=True, symbol=r"\Gamma_{\eta\phi}",
    )  # fmt: skip
    vertex: str = option(tuple(VERTEX), "y_0 = 2 lambda, or lambda as if N were not its own antiparticle")
    processes: str = option(
        ("paper", "all"), "phi phi -> N N alone, or also by h phi, phi, 3 phi, 2 phi -> phi N N, gravitons"
    )
    gravitons: bool = option((False, True), "with processes = paper: count exchange of gravitons too")
    eta: str = option(ETA, "h = eta - v while N is made: in equilibrium, as phi phi -> h h has made, or none")
    statistics: OccupationLaw = option(("maxwell-boltzmann", "bose-einstein"), "of phi and h, in all processes")
    g_scalars: str = option(("massless", "thermal-masses"), "states of the scalars, in H and s while N is made")
    resummation: Resummation = option(get_args(Resummation), "of the potential of eta")
    phi_mass: PhiMass = option(get_args(PhiMass), "M_phi of Eq. 6, or with the vev of eta (high-temperature)")
    scalars: str = option(("dark", "decaying"), "left-over scalars are stable, or decay with Gamma_scalars")

    def check(self) -> None:
        given = self.parameters
        sets = {names: [n for n in names if given[n] is not None] for names in (COUPLINGS, DIRECT)}
        if all(sets.values()):
            raise InvalidInput(f"{sets[COUPLINGS][0]} and {sets[DIRECT][0]} exclude each other: give {_either()}.")
        for names, present in sets.items():
            missing = [name for name in names if name not in present]
            if present and missing:
                raise InvalidInput(f"{missing[0]} must be given with {present[0]}: {_either()}.")
        if not any(sets.values()):
            raise InvalidInput(f"the scalars are not described: give {_either()}.")
        self._check_options()
        self._check_scalars()
        ratio = 1.0 if is_traced(self.T_max) or is_traced(self.M_N) else self.T_max / self.M_N
        if np.any(ratio < _LEAST) or np.any(ratio > _MOST):
            raise InvalidInput(f"T_max = {self.T_max:g} GeV is out of range: allowed is M_N/100 to 1e4 M_N.")
        if self.couplings is None:
            return
        check_couplings(self.couplings)
        known = not any(is_traced(value) for value in (self.T_max, *self.couplings))
        if known and np.any(self.T_max <= np.asarray(leading_T_c(self.couplings))):
            raise InvalidInput(f"T_max = {self.T_max:g} GeV is below T_c: the mirror symmetry is never broken.")

    def _check_scalars(self) -> None:
        """Decaying scalars have a mass and a width, and so has N; stable ones have no width."""
        if self.scalars == "dark":
            if self.Gamma_scalars is not None:
                raise InvalidInput(
                    f"Gamma_scalars = {self.Gamma_scalars:g} GeV goes with scalars = decaying, not with scalars = dark."
                )
            return
        for name in ("Gamma_scalars", "Gamma_N", "mu_phi"):
            if getattr(self, name) is None:
                raise InvalidInput(
                    f"scalars = decaying needs {name}: it goes with Gamma_scalars, Gamma_N and couplings."
                )
        if not is_traced(self.mu_phi) and np.any(np.asarray(self.mu_phi) <= 0.0):
            raise InvalidInput("mu_phi = 0 GeV must be above 0 for scalars = decaying: without mass they do not decay.")

    def _check_options(self) -> None:
        for item in self.OPTIONS:
            chosen = getattr(self, item.name)
            needs = item.name in ("processes", "eta", "resummation", "phi_mass")
            if needs and chosen != item.default and self.couplings is None:
                raise InvalidInput(f"{item.name} = {chosen} needs the couplings {', '.join(COUPLINGS)}.")
        if self.phi_mass == "vacuum" and self.resummation != "high-temperature":
            raise InvalidInput("phi_mass goes with resummation = high-temperature: the others have the vev in M_phi.")

    @property
    def couplings(self) -> Couplings | None:
        """The parameters of the potential, Eq. 1; None where c_phi and T_star are given instead."""
        if self.lambda_eta is None:
            return None
        return Couplings(*(getattr(self, name) for name in COUPLINGS[:-1]))

    @property
    def y_0(self) -> Any:
        """The constant vertex of phi with two N."""
        return self.lambda_portal * VERTEX[self.vertex]

    @property
    def left_over(self) -> Scalars:
        """The scalars after production."""
        species = SCALARS if self.eta == "thermal" else ("phi",)
        width = self.Gamma_scalars if self.scalars == "decaying" else None
        return Scalars(self.mu_eta, self.mu_phi, width, species)

    def freeze_in(self) -> FreezeIn:
        """The phase of the scalars, T_* (Eq. 14) and the yields of N and N' from each process."""
        couplings = self.couplings
        if couplings is not None and self.Lambda_eff is not None:
            phase = broken_phase(couplings, self.T_max, self.resummation, self.phi_mass)
            T_star = phase.T_star(self.Lambda_eff)
        else:
            phase = masses_without_couplings(jnp.asarray(self.c_phi, dtype=float))
            T_star = jnp.asarray(self.T_star, dtype=float)
        g_star = g_star_scalars(phase, self.eta) if self.g_scalars == "thermal-masses" else self.left_over.g
        T_1: Any = 0.0
        if self.eta == "frozen-in" and isinstance(phase, BrokenPhase):
            T_1 = thermalisation_temperature(phase, g_star)
        bath = ProductionBath(self.statistics, self.eta, T_1, g_star)
        made = yields_by_process(self.M_N, self.y_0, T_star, self.T_max, phase, bath)
        return FreezeIn(phase, bath, T_star, made)

    def universe(self) -> Universe:
        freeze_in = self.freeze_in()
        # NaN yields are replaced by 1e-12 here. Otherwise the integration would fail first and hide the reason.
        yields = freeze_in.yields(self.processes, self.gravitons)
        some = jax.tree.map(lambda Y: jnp.where(Y > 0.0, Y, 1e-12), yields)
        return mirror_universe(self.M_N, some, self.T_max, self.Gamma_N, self.left_over, origin=freeze_in)

    def probes(self) -> Sequence[Probe]:
        reading = AsymmetricReheating(
            M_N=self.M_N,
            Gamma_N=self.Gamma_N,
            couplings=self.couplings,
            c_phi=self.c_phi,
            processes=self.processes,
            gravitons=self.gravitons,
            scalars=self.left_over,
            resummation=self.resummation,
        )
        bath = ScalarBath(
            M_N=self.M_N, T_max=self.T_max, couplings=self.couplings, resummation=self.resummation, eta=self.eta
        )
        more = self.couplings is not None and self.processes == "paper"
        left = LeftOverScalars(self.left_over, self.lambda_phi, self.Gamma_N, self.gravitons, everything=more)
        return [DarkRadiation("mirror"), reading, bath, left, Audit(*assumptions(self))]

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        return isb_checks(self, found)


def _either() -> str:
    return f"either {', '.join(COUPLINGS)}, or {' and '.join(DIRECT)}"
