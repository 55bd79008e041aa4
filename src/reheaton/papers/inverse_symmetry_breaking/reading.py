"""What is read off a universe that inverse symmetry breaking has reheated, beside Delta N_eff of its mirror sector."""

import math
from collections.abc import Mapping
from typing import Any, ClassVar

import equinox as eqx
import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings, c_eta, c_phi
from reheaton.papers.inverse_symmetry_breaking.freeze_in import REACTIONS, FreezeIn
from reheaton.papers.inverse_symmetry_breaking.phases import Resummation, critical_temperature
from reheaton.papers.inverse_symmetry_breaking.reheating import delta_N_eff_eq17, reheating
from reheaton.papers.inverse_symmetry_breaking.scalars import Scalars
from reheaton.probes.probe import Observable, Probe
from reheaton.universe.background import Background
from reheaton.universe.events import Event, Moments, rate_equals_hubble
from reheaton.universe.universe import Universe


class AsymmetricReheating(Probe):
    """Yields of N and N', the ratio of temperatures that they leave, and the reheating temperature.

    "Asymmetric Reheating via Inverse Symmetry Breaking" Eqs. 5-18. The universe carries the yields, `FreezeIn`.
    """

    M_N: ArrayLike
    Gamma_N: ArrayLike | None
    couplings: Couplings | None
    c_phi: ArrayLike | None
    """(M_phi/T)^2 if it is given instead of couplings."""
    processes: str
    gravitons: bool
    scalars: Scalars
    resummation: Resummation = eqx.field(static=True)

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {
        "x_RH": Observable(
            "", "(Y_N_mirror/Y_N)^(1/4), the ratio of temperatures after the decays", r"x_{\rm RH}", headline=True
        ),
        "x_RH_all": Observable("", "the same from all processes, of order lambda^2 too", headline=True),
        "T_RH": Observable(
            "GeV", "temperature of the Standard Model after the decays; with Gamma_N, T_SM at Gamma_N = H",
            r"T_{\rm RH}", headline=True,
        ),
        "T_RH_mirror": Observable("GeV", "temperature of the mirror sector at the same moment as T_RH"),
        "Y_N": Observable("", "N per entropy of the scalars", "Y_N", headline=True),
        "Y_N_mirror": Observable("", "N' per entropy of the scalars", "Y_{N'}", headline=True),
        "T_c": Observable("GeV", "temperature above which eta has an expectation value", "T_c", headline=True),
        "T_star": Observable("GeV", "temperature at which N' does not couple", "T_*"),
        "c_eta": Observable("", "(6 lambda_eta + lambda_eta_phi)/24, Eq. 5", r"c_\eta"),
        "c_phi": Observable(
            "", "(6 lambda_phi + lambda_eta_phi)/24, Eq. 5; without couplings (M_phi/T)^2 as given", r"c_\phi"
        ),
        "M_phi_over_T": Observable("", "mass of phi that the production uses, over T", r"M_\phi/T"),
        "Y_N_all": Observable("", "N per entropy of the scalars from all processes"),
        "Y_N_mirror_all": Observable("", "N' per entropy of the scalars from all processes"),
        "Y_graviton": Observable("", "N, and N', that gravitons make (h taken as massless without couplings)"),
        **{
            f"{name}_{process}": Observable("", f"part of {name}_all from {reaction}")
            for process, reaction in REACTIONS.items()
            for name in ("Y_N", "Y_N_mirror")
        },
        "T_RH_eq18": Observable("GeV", "reheating temperature of the Standard Model, Eq. 18 with g_* = 106.75"),
        "delta_N_eff_eq17": Observable("", "15.96 x_RH^4, Eq. 17"),
        "T_eq": Observable("GeV", "temperature of massless scalars when N and N' have their energy density"),
    }  # fmt: skip
    LIMITS: ClassVar[tuple[str, ...]] = ("dark_radiation",)
    CITATIONS: ClassVar[tuple[str, ...]] = ("deSalas:2015glj",)

    def events(self, universe: Universe) -> Mapping[str, Event]:
        return {} if self.Gamma_N is None else {"decay": rate_equals_hubble(self.Gamma_N)}

    def observe(self, background: Background, events: Moments, tables: Any) -> Mapping[str, Array]:
        freeze_in: FreezeIn = background.universe.origin
        yields = freeze_in.yields(self.processes, self.gravitons)
        when = reheating(self.M_N, yields, self.scalars)
        return self._scalars(freeze_in) | {
            "T_star": freeze_in.T_star,
            "M_phi_over_T": jnp.asarray(freeze_in.phase.M_phi_over_T, dtype=float),
            "Y_N": yields.N,
            "Y_N_mirror": yields.N_mirror,
            "x_RH": yields.x_RH,
            "Y_graviton": freeze_in.by_process["gravitons"].N,
            "T_RH_eq18": when.T_RH_eq18,
            "T_RH": when.T_RH if self.Gamma_N is None else events["decay"].T["sm"],
            "T_RH_mirror": when.T_RH_mirror if self.Gamma_N is None else events["decay"].T["mirror"],
            "delta_N_eff_eq17": delta_N_eff_eq17(yields.x_RH),
            "T_eq": when.T_eq,
        }

    def _scalars(self, freeze_in: FreezeIn) -> dict[str, Array]:
        """What couplings give; without them c_phi alone is known."""
        if self.couplings is None:
            return {"c_phi": jnp.asarray(self.c_phi, dtype=float)}
        everything = freeze_in.yields("all")
        return {
            "c_eta": c_eta(self.couplings),
            "c_phi": c_phi(self.couplings),
            "T_c": critical_temperature(self.couplings, self.resummation).T,
            "x_RH_all": everything.x_RH,
            "Y_N_all": everything.N,
            "Y_N_mirror_all": everything.N_mirror,
            **{f"Y_N_{process}": freeze_in.by_process[process].N for process in REACTIONS},
            **{f"Y_N_mirror_{process}": freeze_in.by_process[process].N_mirror for process in REACTIONS},
        }

    def undefined(self, found: Mapping[str, Any]) -> str | None:
        if not math.isnan(found["Y_N"] + found["Y_N_mirror"] + found["T_star"]):
            return None
        return (
            "production could not be computed: resummation removes the expectation value of eta, or M_N/T_max is not"
            " between 1e-4 and 100, or M_phi/T not between 1e-3 and 2"
        )
