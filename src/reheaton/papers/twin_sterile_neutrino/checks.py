"""Where an answer of the twin model is outside the approximation it was computed in, and by how much."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reheaton.papers.twin_sterile_neutrino.cross_mixing import TwinSeesaw
from reheaton.probes.check import Check

if TYPE_CHECKING:
    from reheaton.papers.twin_sterile_neutrino.model import TwinSterileNeutrino

VEV_RATIO_NEUTRINOS: Final = 12.0
"""vev_ratio above which twin neutrinos, which leave the twin plasma near 2 MeV vev_ratio^(4/3), would have to leave it
before the twin QCD transition: Delta N_eff comes out 4% low at 20, 17% at 30 and 22% at 100 (separate bath)."""
M_NU_MEASURED: Final = 0.45
"""Largest mass [eV] of our neutrinos, 90%; KATRIN 2025 (arXiv:2406.13516). A neutrino this heavy is one of three."""
MIXED: Final = 0.1
"""Mixing angle of our light neutrino with the twin one that is worth a flag."""
_ROUNDING: Final = 1e-9
QUARKS_BEGIN, QUARKS_GOOD = 1.0, 5.0
"""Masses [GeV] between which the width of N into quarks is uncertain by 6 to 20%."""
ELECTROWEAK_LOOPS: Final = 3000.0
"""Mass [GeV] above which couplings of N to longitudinal W, Z and the Higgs make the width uncertain by 10%."""


def twin_checks(model: "TwinSterileNeutrino", found: Mapping[str, Any]) -> list[Check]:
    """The checks that only the twin model knows; `found` holds its observables, numbers or arrays (points,)."""
    early = (
        "vev_ratio = {value:g} is above 12: twin neutrinos leave the twin plasma before its QCD transition, which is"
        " left out; Delta N_eff is up to 20% too low."
    )
    checks = [Check("twin_neutrinos_leave_early", model.vev_ratio, early, above=VEV_RATIO_NEUTRINOS)]
    if model.m_nu is not None:
        heavy = "m_nu = {value:g} eV is above 0.45 eV, the largest mass that KATRIN allows for our neutrinos (90%)."
        checks.append(Check("m_nu_measured", model.m_nu, heavy, above=M_NU_MEASURED, voids=True))
    if model.m_N is None:
        return checks
    if model.theta_AB is not None:
        checks += _of_seesaw(model.seesaw())
    at_once = "Gamma_N is above H already at T_f: N would stay in equilibrium by inverse decays, and T_RH is T_f."
    cold = (
        "m_N/T_f = {value:.3g}: N is not relativistic when it freezes out, and its abundance is that of equilibrium at"
        " T_f."
    )
    T_RH = np.asarray(found["T_RH"])
    return [
        *checks,
        Check("decays_at_freeze_out", T_RH, at_once, applies=np.abs(T_RH / model.T_f - 1.0) < _ROUNDING, voids=True),
        Check("cold_freeze_out", np.asarray(model.m_N) / model.T_f, cold, above=1.0),
        *_of_width(model),
    ]


def _of_seesaw(seesaw: TwinSeesaw) -> list[Check]:
    cancels = (
        "M_AB^2/M_A is {value:.2g} m_s: theta_AB is above (m_s/m_N)^(1/2), and M_B must cancel M_AB^2/M_A to leave m_s."
    )
    mixed = (
        "our light neutrino and the twin one mix by {value:.2g}: oscillations between the sectors, which would heat the"
        " twin neutrinos, are left out."
    )
    return [
        Check("sterile_mass_cancels", seesaw.cancellation, cancels, above=1.0),
        Check("neutrinos_of_both_sectors_mix", seesaw.neutrino_mixing, mixed, above=MIXED, voids=True),
    ]


def _of_width(model: "TwinSterileNeutrino") -> list[Check]:
    """How well the width of N is known, or that it is given."""
    m_N = np.asarray(model.m_N)
    if model.Gamma_N is None:
        quarks = (
            "m_N = {value:.3g} GeV: the width of N into quarks is uncertain, by 20% at 1 GeV, 10% at 3 GeV and 6% at 5"
            " GeV; T_RH and the dilution by half of that."
        )
        loops = "m_N = {value:.4g} GeV: without electroweak loops the width of N is uncertain by 10% above 3 TeV."
        return [
            Check("width_into_quarks", m_N, quarks, below=QUARKS_GOOD, applies=m_N > QUARKS_BEGIN),
            Check("width_without_loops", m_N, loops, above=ELECTROWEAK_LOOPS),
        ]
    if model.m_nu is None:
        return []
    given = "Gamma_N = {value:.3g} GeV is the width of N: m_nu = {m_nu:.3g} eV sets the unit of c_Gamma alone."
    return [Check("width_is_given", model.Gamma_N, given, above=-1.0, numbers={"m_nu": model.m_nu})]
