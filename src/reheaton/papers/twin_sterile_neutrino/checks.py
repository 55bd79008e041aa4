"""Where an answer of the twin model is outside the approximation it was computed in, and by how much."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reheaton.probes.check import Check

if TYPE_CHECKING:
    from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino

VEV_RATIO_NEUTRINOS: Final = 12.0
"""vev_ratio above which twin neutrinos, which leave the twin plasma near 2 MeV vev_ratio^(4/3), would have to leave it
before the twin QCD transition: Delta N_eff comes out 4% low at 20, 17% at 30 and 22% at 100 (separate bath)."""
_ROUNDING: Final = 1e-9


def twin_checks(model: "TwinSterileNeutrino", found: Mapping[str, Any]) -> list[Check]:
    """The checks that only the twin model knows; `found` holds its observables, numbers or arrays (points,)."""
    early = (
        "vev_ratio = {value:g} is above 12: twin neutrinos leave the twin plasma before its QCD transition, which is"
        " left out; Delta N_eff is up to 20% too low."
    )
    checks = [Check("twin_neutrinos_leave_early", model.vev_ratio, early, above=VEV_RATIO_NEUTRINOS)]
    if model.m_N is None:
        return checks
    at_once = "Gamma_N is above H already at T_f: N would stay in equilibrium by inverse decays, and T_RH is T_f."
    cold = (
        "m_N/T_f = {value:.3g}: N is not relativistic when it freezes out, and its abundance is that of equilibrium at"
        " T_f."
    )
    T_RH = np.asarray(found["T_RH"])
    return [
        *checks,
        Check("decays_at_freeze_out", T_RH, at_once, applies=np.abs(T_RH / model.T_f - 1.0) < _ROUNDING),
        Check("cold_freeze_out", np.asarray(model.m_N) / model.T_f, cold, above=1.0),
    ]
