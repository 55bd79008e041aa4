"""When an answer of the twin model is outside the approximation it was computed in, and by how much."""

from collections.abc import Mapping
from typing import Any, Final

from reheaton.models.result import Flag

T_RH_EQUILIBRIUM: Final = 9e-3
"""T_RH(Gamma = H) [GeV] below which neutrinos no longer share the heat of the decays: N_eff(SM) is 3.03 there and
2.77 at 5.3 MeV (de Salas et al. 2015, converted from Gamma = 3 H)."""
INVERSE_DECAY: Final = 0.1
"""Gamma/H at T = m_N above which inverse decays re-create N."""
LEFT_OVER: Final = 0.01
"""Share of Delta N_eff at recombination above which left-over N, which is matter, is being counted as radiation."""


def validity_flags(parameters: Mapping[str, Any], options: Mapping[str, Any], found: Mapping[str, Any]) -> list[Flag]:
    """Every flag that applies to a point of the twin model with a relic."""
    if parameters["m_N"] is None:
        return []
    flags = []
    T_RH = found["T_RH"]
    if T_RH < T_RH_EQUILIBRIUM and options["sm_neutrinos"] == "equilibrium":
        flags.append(Flag("neutrinos_not_in_equilibrium", T_RH, (
            f"T_RH = {T_RH * 1e3:.3g} MeV is below 9 MeV: SM neutrinos do not share the heat of the decays."
            " Use sm_neutrinos = decoupled, and compare N_eff_sm + delta_N_eff with data."
        )))  # fmt: skip
    elif 0 < T_RH < T_RH_EQUILIBRIUM:
        flags.append(Flag("neutrinos_decouple_during_decay", T_RH, (
            f"T_RH = {T_RH * 1e3:.3g} MeV: neutrinos are treated as leaving the plasma at once at 2 MeV;"
            f" N_eff_sm = {found['N_eff_sm']:.3g} and delta_N_eff depend on that by about 5%."
        )))  # fmt: skip
    left_over = found["delta_N_eff_relic"] / found["delta_N_eff_cmb"]
    if left_over > LEFT_OVER:
        flags.append(Flag("relic_outlives_recombination", left_over, (
            f"{left_over:.2%} of delta_N_eff_cmb is N that has not decayed at T = 0.26 eV: it is matter, not radiation."
        )))  # fmt: skip
    ratio = found["decay_over_hubble_at_T_dec"]
    if ratio > 1.0:
        flags.append(Flag("decays_before_T_dec", ratio, (
            f"Gamma_N/H = {ratio:.2g} at T_dec: N decays while the sectors share a temperature and dilutes nothing."
        )))  # fmt: skip
    inverse = found["inverse_decay"]
    if inverse > INVERSE_DECAY:
        flags.append(Flag("inverse_decays", inverse, (
            f"Gamma_N/H = {inverse:.2g} at T = m_N: inverse decays, which are left out, would re-create N."
        )))  # fmt: skip
    if parameters["m_N"] > parameters["T_f"]:
        flags.append(Flag("cold_freeze_out", parameters["m_N"] / parameters["T_f"], (
            f"m_N/T_f = {parameters['m_N'] / parameters['T_f']:.3g}: N is not relativistic when it freezes out,"
            " and its abundance is that of equilibrium at T_f."
        )))  # fmt: skip
    return flags
