"""When an answer of the twin model is outside the approximation it was computed in, and by how much."""

from collections.abc import Mapping
from typing import Any, Final

from reheaton.cosmology import T_RH_EQUILIBRIUM
from reheaton.probes.check import Flag

INVERSE_DECAY: Final = 0.1
"""Gamma/H at T = m_N above which inverse decays re-create N."""
LEFT_OVER: Final = 0.01
"""Share of Delta N_eff above which left-over N, which is matter, is being counted as radiation."""
VEV_RATIO_NEUTRINOS: Final = 12.0
"""vev_ratio above which twin neutrinos, which leave the twin plasma near 2 MeV vev_ratio^(4/3), would have to leave it
before the twin QCD transition: Delta N_eff comes out 4% low at 20, 17% at 30 and 22% at 100 (separate bath)."""


def validity_flags(parameters: Mapping[str, Any], options: Mapping[str, Any], found: Mapping[str, Any]) -> list[Flag]:
    """Every flag that applies to a point of the twin model."""
    flags = []
    vev_ratio = parameters["vev_ratio"]
    if vev_ratio > VEV_RATIO_NEUTRINOS:
        flags.append(Flag("twin_neutrinos_leave_early", vev_ratio, (
            f"vev_ratio = {vev_ratio:g} is above 12: twin neutrinos leave the twin plasma before its QCD transition,"
            " which is left out; Delta N_eff is up to 20% too low."
        )))  # fmt: skip
    if parameters["m_N"] is not None:
        flags += _neutrino_flags(options, found) + _decay_flags(parameters, found)
    return flags


def _neutrino_flags(options: Mapping[str, Any], found: Mapping[str, Any]) -> list[Flag]:
    """Whether the SM neutrinos can take part in the reheating as assumed."""
    T_RH = found["T_RH"]
    if not 0 < T_RH < T_RH_EQUILIBRIUM:
        return []
    if options["sm_neutrinos"] == "equilibrium":
        return [Flag("neutrinos_not_in_equilibrium", T_RH, (
            f"T_RH = {T_RH * 1e3:.3g} MeV is below 9 MeV: SM neutrinos do not share the heat of the decays."
            " Use sm_neutrinos = decoupled, and compare N_eff_cmb with data."
        ))]  # fmt: skip
    return [Flag("neutrinos_decouple_during_decay", T_RH, (
        f"T_RH = {T_RH * 1e3:.3g} MeV: neutrinos are treated as leaving the plasma at once at 2 MeV and as getting no"
        f" heat from the decays after that: N_eff_sm = {found['N_eff_sm']:.3g} is good to 10% for T_RH of 3 to 6 MeV"
        " and too low below 2.5 MeV."
    ))]  # fmt: skip


def _decay_flags(parameters: Mapping[str, Any], found: Mapping[str, Any]) -> list[Flag]:
    """Whether N decays when and as assumed."""
    flags = []
    for epoch, T in (("bbn", "1 MeV"), ("cmb", "0.26 eV")):
        share = found[f"delta_N_eff_relic_{epoch}"] / found[f"delta_N_eff_{epoch}"]
        if share > LEFT_OVER:
            flags.append(Flag(f"relic_outlives_{epoch}", share, (
                f"{share:.2%} of delta_N_eff_{epoch} is N that has not decayed at T = {T}: it is matter, not radiation."
            )))  # fmt: skip
    ratio = found["decay_over_hubble_at_T_dec"]
    if ratio > 1.0:
        flags.append(Flag("decays_before_T_dec", ratio, (
            f"Gamma_N/H = {ratio:.2g} at T_dec: most of N decays while the sectors share a temperature and heats both;"
            f" dilution is {found['dilution']:.3g}."
        )))  # fmt: skip
    if found["T_RH"] == parameters["T_f"]:
        flags.append(Flag("decays_at_freeze_out", found["T_RH"], (
            "Gamma_N is above H already at T_f: N would stay in equilibrium by inverse decays, and T_RH is T_f."
        )))  # fmt: skip
    inverse = found["inverse_decay"]
    if inverse > INVERSE_DECAY:
        flags.append(Flag("inverse_decays", inverse, (
            f"Gamma_N/H = {inverse:.2g} at T = min(m_N, T_f): inverse decays, which are left out, would re-create N."
        )))  # fmt: skip
    if parameters["m_N"] > parameters["T_f"]:
        flags.append(Flag("cold_freeze_out", parameters["m_N"] / parameters["T_f"], (
            f"m_N/T_f = {parameters['m_N'] / parameters['T_f']:.3g}: N is not relativistic when it freezes out,"
            " and its abundance is that of equilibrium at T_f."
        )))  # fmt: skip
    return flags
