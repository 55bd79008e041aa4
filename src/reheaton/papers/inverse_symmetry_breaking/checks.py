"""Checks of the assumptions of asymmetric reheating by inverse symmetry breaking: a number for each, and flags.

"Asymmetric Reheating via Inverse Symmetry Breaking" assumes: N is produced out of equilibrium; N and N' do not scatter
on each other; phi is too light to decay into N N; gravitons and processes of order lambda^2 are negligible.
"""

from collections.abc import Mapping
from typing import Any, Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.matter.bath import T_MAX
from reheaton.papers.inverse_symmetry_breaking.phases import ThermalMasses
from reheaton.papers.inverse_symmetry_breaking.radiation import ZETA_3, entropy_density, hubble_radiation
from reheaton.papers.inverse_symmetry_breaking.yields import G_SCALARS, Yields, exchange_growth, vertices
from reheaton.probes.check import Flag

OBSERVABLES: Final[dict[str, tuple[str, str]]] = {
    "production_over_H": ("", "largest rate of phi phi -> N N per phi, over H"),
    "scattering_over_H": ("", "rate of N N' scattering by phi at T_max, over H (order of magnitude)"),
    "phi_decay": ("", "M_phi/(2 M_N) at T_max: above 1, phi decays into N N"),
    "decay_over_H": ("", "Gamma_N/H where production ends, T = min(T_max, M_N/3)"),
}
_NUMBER_OF_PHI: Final = ZETA_3 / np.pi**2
"""n/T^3 of one massless scalar."""
_DIFFERENCE: Final = 0.1
"""Relative difference between x_RH^4 and that of all processes above which there is a flag."""
_NEARLY_THERMAL: Final = 0.02
"""Y_N above which there is a flag: a tenth of that in relativistic equilibrium, 0.21."""
_SCALARS: Final = 0.01
"""Delta N_eff of left-over scalars above which there is a flag."""
_LATE_TRANSITION: Final = 0.2
"""T_c over min(T_max, M_N) from which v(T) is more than 2% below its high-temperature form."""
_HEAVY_PHI: Final = 0.3
"""mu_phi over the thermal mass of phi from which M_phi^2 is more than 10% above it."""
_T_RH_MIN: Final = 1e-2
"""Reheating temperature [GeV] below which nucleosynthesis is affected; section "Asymmetric Reheating"."""


def audit(
    parameters: Mapping[str, Any], y_0: Any, statistics: Any, yields: Yields, T_star: Array, phase: ThermalMasses
) -> dict[str, Array]:
    """OBSERVABLES of one point."""
    p = parameters
    T = p["T_max"] * jnp.asarray(np.geomspace(1.0, 1e-3, 25))
    growth = jax.vmap(lambda T: exchange_growth(T, p["M_N"], y_0, T_star, phase.M_phi_over_T, statistics).N)(T)
    y_N, y_mirror = vertices(y_0, p["T_max"], T_star)
    H, H_end = (hubble_radiation(G_SCALARS, T) for T in (p["T_max"], jnp.minimum(p["T_max"], p["M_N"] / 3.0)))
    mu_phi = 0.0 if p["mu_phi"] is None else p["mu_phi"]
    density = yields.N * entropy_density(G_SCALARS, p["T_max"])
    return {
        "production_over_H": jnp.max(growth) * entropy_density(G_SCALARS, 1.0) / _NUMBER_OF_PHI,
        "scattering_over_H": density * (y_N * y_mirror) ** 2 / (16.0 * np.pi * p["T_max"] ** 2) / H,
        "phi_decay": jnp.hypot(phase.M_phi_over_T * p["T_max"], mu_phi) / (2.0 * p["M_N"]),
        "decay_over_H": jnp.asarray(0.0 if p["Gamma_N"] is None else p["Gamma_N"] / H_end),
    }


def flags(parameters: Mapping[str, Any], options: Mapping[str, Any], found: Mapping[str, Any]) -> list[Flag]:
    """Every assumption that does not hold at a point, with its number."""
    flags = _of_other_processes(options, found) + _of_the_phase(parameters, found)
    if found["Y_N"] > _NEARLY_THERMAL:
        flags.append(Flag("nearly_thermal", found["Y_N"], (
            f"Y_N = {found['Y_N']:.2g} comes near its value in equilibrium, 0.21: inverse reactions, which make N and"
            " N' equal, are left out."
        )))  # fmt: skip
    for name, sentence in (
        ("production_over_H", "N is produced as fast as the universe expands: inverse reactions are left out."),
        ("scattering_over_H", "N and N' scatter on each other faster than the universe expands: they would equalise."),
        ("phi_decay", "phi is heavier than 2 M_N at T_max and decays into N N, which is left out."),
        ("decay_over_H", "N decays while it is still being made, which is left out."),
    ):
        if found[name] > 1.0:
            flags.append(Flag(name, found[name], f"{name} = {found[name]:.2g}: {sentence}"))
    T_RH = found["T_RH"]
    if T_RH < _T_RH_MIN:
        flags.append(Flag("low_T_RH", T_RH, (
            f"T_RH = {T_RH * 1e3:.3g} MeV is below 10 MeV: neutrinos do not come to equilibrium before nucleosynthesis;"
            " below 1 MeV delta_N_eff_bbn is that after the decays."
        )))  # fmt: skip
    gravitons = found.get("Y_graviton", 0.0) / found["Y_N_mirror"]
    if gravitons > _DIFFERENCE and options["processes"] == "paper":
        flags.append(Flag("gravitons", gravitons, (
            f"scalars make N and N' by exchange of gravitons, which is left out: {gravitons:.2g} of Y_N_mirror, not"
            " easily subdominant."
        )))  # fmt: skip
    if T_RH > T_MAX:
        flags.append(Flag("above_bath_table", T_RH, (
            f"T_RH = {T_RH:.2g} GeV is above 1e6 GeV, the end of the tables: g_* is held constant there, to 0.1% per"
            " decade."
        )))  # fmt: skip
    scalars = found["delta_N_eff_scalars"]
    if scalars > _SCALARS:
        flags.append(Flag("scalars_left_over", scalars, (
            f"the scalars, if they are dark, add {scalars:.3g} to Delta N_eff, which is not among the limits: they must"
            " decay, or be diluted by a smaller Gamma_N."
        )))  # fmt: skip
    Lambda_eff = parameters["Lambda_eff"]
    if Lambda_eff is not None and parameters["T_max"] > Lambda_eff / parameters["lambda_portal"]:
        cutoff = Lambda_eff / parameters["lambda_portal"]
        flags.append(Flag("above_cutoff", parameters["T_max"] / cutoff, (
            f"T_max is above Lambda = {cutoff:.2g} GeV (C = 1), where the operator that breaks the symmetry fails."
        )))  # fmt: skip
    return flags


def _of_other_processes(options: Mapping[str, Any], found: Mapping[str, Any]) -> list[Flag]:
    if "x_RH_all" not in found:
        return [Flag("order_lambda_squared_unknown", True, (
            "production of order lambda^2 (h phi -> N N by the same operator) is left out, and usually is larger by"
            " far: give couplings instead of c_phi and T_star to see x_RH_all."
        ))]  # fmt: skip
    everything, x, more = found["x_RH_all"], found["x_RH"], found["Y_N_all"] / found["Y_N"]
    if options["processes"] == "all" or (abs((everything / x) ** 4 - 1.0) < _DIFFERENCE and more < 1.0 + _DIFFERENCE):
        return []
    return [Flag("order_lambda_squared", everything, (
        f"the operator that tells N from N' also makes them at order lambda^2, by h phi -> N N: with all processes x_RH"
        f" is {everything:.5g}, not {x:.4g}, and Y_N is {more:.2g} times that of phi phi -> N N. See processes = all."
    ))]  # fmt: skip


def _of_the_phase(parameters: Mapping[str, Any], found: Mapping[str, Any]) -> list[Flag]:
    """Whether v and M_phi are proportional to T where N is made, which production assumes."""
    if "T_c" not in found:
        return []
    flags, T = [], min(parameters["T_max"], parameters["M_N"])
    if found["T_c"] > _LATE_TRANSITION * T:
        flags.append(Flag("late_transition", found["T_c"] / T, (
            f"T_c is {found['T_c'] / T:.2g} of the temperature at which N is made: v is taken as proportional to T, and"
            " the asymmetry is less."
        )))  # fmt: skip
    heavy = parameters["mu_phi"] / (found["M_phi_over_T"] * T)
    if heavy > _HEAVY_PHI:
        flags.append(Flag("heavy_phi", heavy, (
            f"mu_phi is {heavy:.2g} of the thermal mass of phi where N is made: M_phi is taken as proportional to T,"
            " and less is made."
        )))  # fmt: skip
    return flags
