"""Limits on sterile-neutrino dark matter: density and lifetime, warmth, and the photon line."""

from collections.abc import Mapping
from typing import Any

from reheaton.probes.limits.limit import Limit
from reheaton.probes.limits.photon_lines import strictest
from reheaton.probes.limits.tables import bounds_table, cited, present_limits


def dark_matter_limits(
    observables: Mapping[str, Any], *, m_s_keV: float, sin2_2theta_x: float, m_warm_keV: float
) -> list[Limit]:
    """Every limit that can be applied to these observables, for a nu_s that is all of dark matter.

    From data/limits/dark_matter.csv those on `Omega_h2` and `lifetime` [Gyr]; `m_dw_equivalent` [keV] against
    m_warm_keV; sin2_2theta_x, the mixing into Standard Model neutrinos, against the strictest photon-line curve at
    m_s_keV, if there is a mixing and a curve there. What was not computed is not limited.
    """
    limits = present_limits(observables, bounds_table("dark_matter"))
    if "m_dw_equivalent" in observables:
        limits.append(warm_limit(observables["m_dw_equivalent"], m_warm_keV))
    line = photon_line_limit(m_s_keV, sin2_2theta_x)
    return limits if line is None else [*limits, line]


def warm_limit(m_dw_equivalent_keV: float, limit_mass_keV: float) -> Limit:
    """Lower bound on the mass [keV] of the standard Dodelson-Widrow dark matter that is as warm.

    25 keV is what "Twin Sterile Neutrino Dark Matter" takes from the satellites of the Milky Way (Dekker et al. 2022,
    whose 4.4 keV thermal relic is one of 26 or 32 keV by the fits of observables/dark_matter.py); others give 12 to
    54 keV, the latter from the 6.5 keV of Nadler et al. 2021. Valid for the shape of Dodelson-Widrow distributions.
    """
    citation = cited("Dekker:2021scf")
    return Limit("Warm dark matter", float(m_dw_equivalent_keV), float(limit_mass_keV), False, 0.95, citation)


def photon_line_limit(m_s_keV: float, sin2_2theta_x: float) -> Limit | None:
    """The strictest photon-line limit on sin^2(2 theta) at a mass; None without mixing or without a curve there."""
    found = strictest(m_s_keV)
    # Only exactly no mixing escapes: a mixing that is not a number must not pass for an allowed one.
    if found is None or sin2_2theta_x == 0.0:
        return None
    curve, bound = found
    name = f"X-ray line: {curve.name}" + (" (estimated)" if curve.kind == "estimated" else "")
    return Limit(name, float(sin2_2theta_x), bound, True, curve.confidence, cited(curve.citation))
