"""What experiments and the approximations say about sterile-neutrino dark matter that has been produced."""

from collections.abc import Mapping
from typing import Any, Final

from reheaton.cosmology import T_RH_EQUILIBRIUM, OMEGA_DM_h2
from reheaton.probes.check import Flag
from reheaton.probes.limits.dark_matter import dark_matter_limits
from reheaton.probes.limits.limit import Limit
from reheaton.probes.sterile_dark_matter import OUTSIDE_FAILURE, TABLE, SterileDarkMatter

_OUTSIDE: Final = 1e-3
"""Share of the production outside the history that is worth a flag."""
_WHOLE_DENSITY: Final = 0.95
"""Share of the observed density below which limits that take nu_s for all of dark matter are too strict."""
_RADIATION: Final = 0.01
"""Delta N_eff of nu_s at nucleosynthesis that is worth a flag."""
_LARGE_MIXING: Final = 0.1
"""sin^2 2theta above which oscillations go on until neutrinos have left the plasma."""
_SLOW_NEUTRINOS: Final = 0.3
"""m_s over the temperature of production above which neutrinos are no longer ultra-relativistic."""
_AGE_GYR: Final = 13.8
_VISIBLE_PRODUCTION: Final = 0.01


def limits(dark_matter: SterileDarkMatter, observables: Mapping[str, Any]) -> list[Limit]:
    """Relic density, warmth, lifetime, and photon lines, the last for the share of dark matter that nu_s is."""
    parameters, visible = dark_matter.parameters, float(dark_matter.source.visible_mixing)
    share = min(1.0, observables["Omega_h2"] / OMEGA_DM_h2)
    return dark_matter_limits(
        observables, m_s_keV=parameters["m_s"], sin2_2theta_x=visible * share, m_warm_keV=parameters["m_warm"]
    )


def flags(dark_matter: SterileDarkMatter, found: Mapping[str, Any]) -> list[Flag]:
    """What is outside the approximation."""
    return _of_production(dark_matter, found) + _of_today(found)


def _of_production(dark_matter: SterileDarkMatter, found: Mapping[str, Any]) -> list[Flag]:
    flags, mixing = [], dark_matter.mixing
    options, vev_ratio = dark_matter.options, float(dark_matter.source.vev_ratio)
    if found["dm_outside"] > _OUTSIDE:
        flags.append(Flag("production_outside", found["dm_outside"], (
            f"about {found['dm_outside']:.2g} of the production lies outside the temperatures of the history or of the"
            " table of opacities, and is left out."
        )))  # fmt: skip
    if mixing > _LARGE_MIXING:
        flags.append(Flag("large_mixing", mixing, (
            f"sin2_2theta = {mixing:g}: oscillations go on after neutrinos have left the plasma, which is left out."
        )))  # fmt: skip
    slow = dark_matter.m_s / found["T_peak"]
    if slow > _SLOW_NEUTRINOS:
        flags.append(Flag("slow_neutrinos", slow, (
            f"m_s is {slow:.2g} of the temperature of production: oscillations are treated as ultra-relativistic."
        )))  # fmt: skip
    if options["opacity"].startswith(TABLE) and options["opacity_masses"] == "rescaled" and vev_ratio != 1.0:
        flags.append(Flag("table_rescaled", vev_ratio, (
            "the table of opacities is read at T/vev_ratio, which rescales its masses but moves its quark-hadron"
            " transition too: use opacity_masses = standard-model, or first-principles."
        )))  # fmt: skip
    visible = vev_ratio**2 * float(dark_matter.source.visible_mixing) / mixing
    if dark_matter.source.sector != "sm" and visible > _VISIBLE_PRODUCTION:
        flags.append(Flag("production_in_sm", visible, (
            "sin2_2theta_x also makes nu_s in the Standard Model, which is left out: of the order of"
            f" {visible:.1g} of what the twin sector makes, more after dilution."
        )))  # fmt: skip
    return flags


def _of_today(found: Mapping[str, Any]) -> list[Flag]:
    flags, share = [], found["Omega_h2"] / OMEGA_DM_h2
    if share < _WHOLE_DENSITY:
        flags.append(Flag("part_of_dark_matter", share, (
            f"nu_s is {share:.3g} of the dark matter: the limits on its warmth and lifetime take it for all of it, and"
            " are too strict."
        )))  # fmt: skip
    if found["lifetime"] < _AGE_GYR:
        flags.append(Flag("decayed", found["lifetime"], (
            f"nu_s has decayed by now (lifetime {found['lifetime']:.2g} Gyr): Omega_h2 and the rest are what they"
            " would be if it had not."
        )))  # fmt: skip
    radiation = found["delta_N_eff_dm_bbn"]
    if radiation > _RADIATION:
        flags.append(Flag("dark_matter_as_radiation", radiation, (
            f"nu_s adds {radiation:.2g} to Delta N_eff at nucleosynthesis, and as much to H before: the limit on the"
            " sum is applied, its effect on the history is left out."
        )))  # fmt: skip
    return flags


def low_reheating_flag(T_reheat: float) -> list[Flag]:
    """A flag where active neutrinos are not in equilibrium when production starts."""
    if T_reheat >= T_RH_EQUILIBRIUM:
        return []
    return [Flag("neutrinos_not_in_equilibrium", T_reheat, (
        f"T_reheat = {T_reheat * 1e3:.3g} MeV is below 9 MeV: active neutrinos do not reach their equilibrium density,"
        " which is assumed; Omega_h2 is too high."
    ))]  # fmt: skip


def undefined(found: Mapping[str, Any]) -> str:
    """Why there is no answer."""
    if found["dm_outside"] < OUTSIDE_FAILURE:
        return "momenta or temperatures left the table of opacities; take opacity = first-principles"
    share = f"about {found['dm_outside']:.2g}" if found["dm_outside"] < 0.5 else "most"
    return (
        f"{share} of the production lies outside the temperatures of the history or of the table of opacities; start"
        " the history hotter, end it colder, or take opacity = first-principles"
    )
