"""Asymmetric reheating by inverse symmetry breaking: from scalar couplings to Delta N_eff of an exact mirror sector.

"Asymmetric Reheating via Inverse Symmetry Breaking" (Ireland & Koren 2022). At high temperature eta has an expectation
value, which makes the coupling of phi to N larger than that to its mirror N'; freeze-in makes unequal numbers of the
two, and their decays reheat the Standard Model and its mirror unequally.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final, NamedTuple

import jax
import jax.numpy as jnp
from jax import Array

from reheaton.errors import InvalidInput
from reheaton.matter.bath import Baths
from reheaton.models.model import Model
from reheaton.papers.inverse_symmetry_breaking import checks as validity
from reheaton.papers.inverse_symmetry_breaking.amplitudes import VERTEX
from reheaton.papers.inverse_symmetry_breaking.couplings import (
    Couplings,
    c_eta,
    c_phi,
    check_couplings,
    leading_T_c,
)
from reheaton.papers.inverse_symmetry_breaking.phases import (
    ThermalMasses,
    broken_phase,
    critical_temperature,
    masses_without_couplings,
)
from reheaton.papers.inverse_symmetry_breaking.reheating import delta_N_eff_eq17, mirror_universe, reheating
from reheaton.papers.inverse_symmetry_breaking.yields import Yields, total, yields_by_process
from reheaton.probes import dark_radiation as dr
from reheaton.probes.check import Flag
from reheaton.probes.limits.dark_radiation import compare, dark_radiation_bounds
from reheaton.probes.limits.limit import Limit
from reheaton.probes.parameter import Option, Parameter, is_traced
from reheaton.universe.background import Background, Instant
from reheaton.universe.schedule import tabulate
from reheaton.universe.universe import Universe

COUPLINGS: Final = ("lambda_eta", "lambda_phi", "lambda_eta_phi", "mu_eta", "mu_phi", "Lambda_eff")
DIRECT: Final = ("c_phi", "T_star")
_LEAST, _MOST = 0.01, 1e4
"""Range of T_max/M_N of the table of freeze-in."""


class FreezeIn(NamedTuple):
    """The phase of the scalars and the yields that follow from it, at one point."""

    phase: ThermalMasses
    T_star: Array
    """Temperature [GeV] at which N' does not couple to phi."""
    by_process: dict[str, Yields]

    def yields(self, processes: str) -> Yields:
        """Yields of the process of the paper, phi phi -> N N, or of all."""
        return self.by_process["exchange"] if processes == "paper" else total(self.by_process)


def _optional(name: str, unit: str, meaning: str, **allowed: Any) -> Parameter:
    return Parameter(name, unit, meaning, default=None, optional=True, **allowed)


class InverseSymmetryBreaking(Model):
    """Scalars eta and phi, heavy neutrinos N and N', and two mirror sectors; see the module."""

    NAME: ClassVar[str] = "inverse-symmetry-breaking"
    SUMMARY: ClassVar[str] = "exact mirror sector, reheated less by freeze-in during a phase of broken mirror symmetry"
    UNTIL: ClassVar[tuple[str, float]] = ("sm", dr.T_CMB)
    PARAMETERS: ClassVar[tuple[Parameter, ...]] = (
        Parameter("M_N", "GeV", "mass of N and N'", minimum=1e3, maximum=1e18),
        Parameter("lambda_portal", "", "coupling lambda of phi to N N and N' N'", minimum=0.0, maximum=1.0,
                  exclusive_minimum=True),
        Parameter("T_max", "GeV", "highest temperature of the scalars", minimum=0.0, maximum=1e19,
                  exclusive_minimum=True),
        _optional("lambda_eta", "", "quartic coupling of eta", maximum=10.0),
        _optional("lambda_phi", "", "quartic coupling of phi", maximum=10.0),
        _optional("lambda_eta_phi", "", "coupling of eta^2 phi^2, negative", minimum=-10.0),
        _optional("mu_eta", "GeV", "mass of eta in the vacuum", maximum=1e18),
        _optional("mu_phi", "GeV", "mass of phi in the vacuum", maximum=1e18),
        _optional("Lambda_eff", "GeV", "scale of the operator that tells N from N'", minimum=0.0,
                  exclusive_minimum=True),
        _optional("c_phi", "", "(M_phi/T)^2, instead of couplings", minimum=1e-6, maximum=4.0),
        _optional("T_star", "GeV", "temperature at which N' does not couple, instead of couplings", minimum=0.0,
                  exclusive_minimum=True),
        _optional("Gamma_N", "GeV", "width of N and of N'; none: they decay at once when they dominate", minimum=0.0,
                  exclusive_minimum=True),
    )  # fmt: skip
    OPTIONS: ClassVar[tuple[Option, ...]] = (
        Option("vertex", tuple(VERTEX), "y_0 = 2 lambda, or lambda as if N were not its own antiparticle"),
        Option("processes", ("paper", "all"), "phi phi -> N N; or with h phi, phi phi phi and gravitons to N N too"),
        Option("statistics", ("maxwell-boltzmann", "bose-einstein"), "of phi, in phi phi -> N N"),
        Option("resummation", ("high-temperature", "none", "parwani", "arnold-espinosa"), "of the potential of eta"),
        Option("phi_mass", ("paper", "vacuum"), "M_phi of Eq. 6, or with the vev of eta (high-temperature)"),
    )
    OBSERVABLES: ClassVar[dict[str, tuple[str, str]]] = {
        "T_star": ("GeV", "temperature at which N' does not couple"),
        "T_c": ("GeV", "temperature above which eta has an expectation value"),
        "c_eta": ("", "(6 lambda_eta + lambda_eta_phi)/24, Eq. 5"),
        "c_phi": ("", "(6 lambda_phi + lambda_eta_phi)/24, Eq. 5; without couplings (M_phi/T)^2 as given"),
        "M_phi_over_T": ("", "mass of phi that the production uses, over T"),
        "Y_N": ("", "N per entropy of the scalars"),
        "Y_N_mirror": ("", "N' per entropy of the scalars"),
        "x_RH": ("", "(Y_N_mirror/Y_N)^(1/4), the ratio of temperatures after the decays"),
        "x_RH_all": ("", "the same from all processes, of order lambda^2 too"),
        "Y_N_all": ("", "N per entropy of the scalars from all processes"),
        "Y_graviton": ("", "N, and N', that gravitons make (h taken as massless without couplings)"),
        "T_RH_eq18": ("GeV", "reheating temperature of the Standard Model, Eq. 18 with g_* = 106.75"),
        "T_RH": ("GeV", "the same with its own g_*; with Gamma_N, T_SM at Gamma_N = H"),
        "T_ratio_cmb": ("", "T_mirror/T_SM at T = 0.26 eV"),
        "delta_N_eff_eq17": ("", "15.96 x_RH^4, Eq. 17"),
        "delta_N_eff_bbn": ("", "mirror energy in units of one neutrino species, at T = 1 MeV"),
        "delta_N_eff_cmb": ("", "mirror energy in units of one neutrino species, at T = 0.26 eV"),
        "delta_N_eff_scalars": ("", "left-over scalars in the same units at T = 0.26 eV, if they are dark"),
        **validity.OBSERVABLES,
    }
    CITATIONS: ClassVar[tuple[str, ...]] = (
        "Ireland:2022", "Weinberg:1974hy", "Parwani:1991gq", "Arnold:1992rz", "Hall:2009bx", "Gondolo:1990dk",
        "Garny:2015sjg", "Tsitouras:2011", "Borsanyi:2016ksw", "Planck:2018vyg", "Cyburt:2015mya", "deSalas:2015glj",
        "PDG2024", "Mohr:2024",
    )  # fmt: skip

    def prepare(self, given: frozenset[str]) -> None:
        p, o = self.parameters, self.options
        sets = {names: [n for n in names if p[n] is not None] for names in (COUPLINGS, DIRECT)}
        if all(sets.values()):
            raise InvalidInput(f"{sets[COUPLINGS][0]} and {sets[DIRECT][0]} exclude each other: give {_either()}.")
        for names, present in sets.items():
            missing = [name for name in names if name not in present]
            if present and missing:
                raise InvalidInput(f"{missing[0]} must be given with {present[0]}: {_either()}.")
        if not any(sets.values()):
            raise InvalidInput(f"the scalars are not described: give {_either()}.")
        if self._has_couplings:
            check_couplings(self.couplings)
        for name, default in (("processes", "paper"), ("resummation", "high-temperature"), ("phi_mass", "paper")):
            if o[name] != default and not self._has_couplings:
                raise InvalidInput(f"{name} = {o[name]} needs the couplings {', '.join(COUPLINGS)}.")
        if o["phi_mass"] == "vacuum" and o["resummation"] != "high-temperature":
            raise InvalidInput("phi_mass goes with resummation = high-temperature: the others have the vev in M_phi.")
        ratio = 1.0 if any(is_traced(p[name]) for name in ("T_max", "M_N")) else p["T_max"] / p["M_N"]
        if not _LEAST <= ratio <= _MOST:
            raise InvalidInput(f"T_max = {p['T_max']:g} GeV is out of range: allowed is M_N/100 to 1e4 M_N.")
        known = not any(is_traced(p[name]) for name in ("T_max", *COUPLINGS))
        if known and self._has_couplings and p["T_max"] <= float(leading_T_c(self.couplings)):
            raise InvalidInput(f"T_max = {p['T_max']:g} GeV is below T_c: the mirror symmetry is never broken.")

    @property
    def _has_couplings(self) -> bool:
        return self.parameters["lambda_eta"] is not None

    @property
    def couplings(self) -> Couplings:
        """The parameters of the potential, Eq. 1."""
        return Couplings(*(self.parameters[name] for name in COUPLINGS[:-1]))

    @property
    def y_0(self) -> Any:
        """The constant vertex of phi with two N."""
        return self.parameters["lambda_portal"] * VERTEX[self.options["vertex"]]

    def freeze_in(self) -> FreezeIn:
        """The phase of the scalars, T_* (Eq. 14) and the yields of N and N' from each process."""
        p, o = self.parameters, self.options
        if self._has_couplings:
            phase = broken_phase(self.couplings, p["T_max"], o["resummation"], o["phi_mass"])
            T_star = phase.T_star(p["Lambda_eff"])
        else:
            phase, T_star = masses_without_couplings(p["c_phi"]), jnp.asarray(p["T_star"], dtype=float)
        made = yields_by_process(p["M_N"], self.y_0, T_star, p["T_max"], phase, o["statistics"])
        return FreezeIn(phase, T_star, made)

    def baths(self) -> Baths:
        some = Yields(jnp.asarray(1e-12), jnp.asarray(1e-13))
        return tabulate(mirror_universe(1.0, some, self.parameters["Gamma_N"]))

    def universe(self) -> Universe:
        p, yields = self.parameters, self.freeze_in().yields(self.options["processes"])
        # NaN yields are replaced by 1e-12 here. Otherwise the integration would fail first and hide the reason.
        some = jax.tree.map(lambda Y: jnp.where(Y > 0.0, Y, 1e-12), yields)
        return mirror_universe(p["M_N"], some, p["Gamma_N"])

    def observe(self, background: Background) -> dict[str, Array]:
        p, freeze_in = self.parameters, self.freeze_in()
        phase, yields = freeze_in.phase, freeze_in.yields(self.options["processes"])
        when = reheating(p["M_N"], yields)
        found = {
            "T_star": freeze_in.T_star,
            "M_phi_over_T": jnp.asarray(phase.M_phi_over_T, dtype=float),
            "Y_N": yields.N,
            "Y_N_mirror": yields.N_mirror,
            "x_RH": yields.x_RH,
            "T_RH_eq18": when.T_RH_eq18,
            "delta_N_eff_eq17": delta_N_eff_eq17(yields.x_RH),
            "Y_graviton": freeze_in.by_process["gravitons"].N,
        }
        if self._has_couplings:
            everything = freeze_in.yields("all")
            found |= {
                "c_eta": c_eta(self.couplings),
                "c_phi": c_phi(self.couplings),
                "T_c": critical_temperature(self.couplings, self.options["resummation"]).T,
                "x_RH_all": everything.x_RH,
                "Y_N_all": everything.N,
            }
        else:
            found["c_phi"] = jnp.asarray(p["c_phi"], dtype=float)
        audit = validity.audit(p, self.y_0, self.options["statistics"], yields, freeze_in.T_star, phase)
        return found | audit | self._observe_reheating(background, when.T_RH)

    def _observe_reheating(self, background: Background, T_RH: Array) -> dict[str, Array]:
        width = self.parameters["Gamma_N"]

        def marks(now: Instant) -> Array:
            T = now.T["sm"]
            falling = [jnp.log(T / dr.T_BBN), jnp.log(T / dr.T_CMB)]
            return jnp.stack(falling if width is None else [*falling, jnp.log(now.H / width)])

        at = background.when(marks).at
        T_nu = at.T["sm"][:2] * jnp.array([1.0, dr.T_NU_OVER_T_GAMMA])
        rho = {name: value[:2] for name, value in at.rho.items()}
        mirror, scalars = (dr.delta_N_eff(rho, [name], T_nu) for name in ("mirror", "scalars"))
        return {
            "T_RH": T_RH if width is None else at.T["sm"][2],
            "T_ratio_cmb": at.T["mirror"][1] / at.T["sm"][1],
            "delta_N_eff_bbn": mirror[0],
            "delta_N_eff_cmb": mirror[1],
            "delta_N_eff_scalars": scalars[1],
        }

    def limits(self, observables: Mapping[str, Any]) -> list[Limit]:
        return compare(observables, dark_radiation_bounds())

    def flags(self, observables: Mapping[str, Any]) -> list[Flag]:
        return validity.flags(self.parameters, self.options, observables)

    def undefined(self, observables: Mapping[str, Any]) -> str:
        return (
            "production could not be computed: resummation removes the expectation value of eta, or M_N/T_max is not"
            " between 1e-4 and 100, or M_phi/T not between 1e-3 and 2"
        )


def _either() -> str:
    return f"either {', '.join(COUPLINGS)}, or {' and '.join(DIRECT)}"
