"""Where the calculation of sterile-neutrino dark matter is outside its approximation, and by how much."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reheaton.backend.user_file import TABLE
from reheaton.constants import KEV
from reheaton.cosmology import AGE_GYR, OMEGA_DM_h2
from reheaton.probes.check import Check
from reheaton.probes.dark_matter_tables import table_distances

if TYPE_CHECKING:
    from reheaton.probes.sterile_dark_matter import SterileDarkMatter

_OUTSIDE: Final = 1e-3
"""Share of the production outside the background that is worth a flag."""
WHOLE_DENSITY: Final = 0.95
"""Share of the observed density below which limits that take nu_s for all of dark matter say nothing."""
_RADIATION: Final = 0.01
"""Delta N_eff of nu_s at nucleosynthesis that is worth a flag."""
_LARGE_MIXING: Final = 0.1
"""sin^2 2theta above which oscillations go on until neutrinos have left the plasma."""
_SLOW_NEUTRINOS: Final = 0.3
"""m_s over the temperature of production above which neutrinos are no longer ultra-relativistic."""
_HADRONS: Final = 0.2
"""Relative distance of an edge of Omega_h2 that is worth a flag: quarks counted by entropy, in the Standard Model."""
_SMOOTH: Final = 0.1
"""Distance of a rate from what its neighbours say that is worth a flag: see `table_smoothness` for tables of today."""
_VISIBLE_PRODUCTION: Final = 0.01
"""Production in the Standard Model, over that in the producing sector, that is worth a flag."""


def dark_matter_checks(dark_matter: "SterileDarkMatter", found: Mapping[str, Any]) -> list[Check]:
    """All checks of sterile-neutrino dark matter, of its production and of what is left of it today."""
    return [*_of_production(dark_matter, found), *_of_rates(dark_matter, found), *_of_today(found)]


def _of_production(dark_matter: "SterileDarkMatter", found: Mapping[str, Any]) -> list[Check]:
    return [
        Check(
            "production_outside",
            found["dm_outside"],
            "about {value:.2g} of the production lies outside the temperatures of the background or of the table of"
            " opacities, and is left out.",
            above=_OUTSIDE,
        ),
        Check(
            "large_mixing",
            dark_matter.total_mixing,
            "sin2_2theta = {value:g}: oscillations go on after neutrinos have left the plasma, which is left out.",
            above=_LARGE_MIXING,
            voids=True,
        ),
        Check(
            "slow_neutrinos",
            dark_matter.m_s * KEV / np.asarray(found["T_peak"]),
            "m_s is {value:.2g} of the temperature of production: oscillations are treated as ultra-relativistic.",
            above=_SLOW_NEUTRINOS,
        ),
    ]


def _of_rates(dark_matter: "SterileDarkMatter", found: Mapping[str, Any]) -> list[Check]:
    low, high = (np.asarray(found[f"Omega_h2_{edge}"]) / np.asarray(found["Omega_h2"]) for edge in ("low", "high"))
    source = dark_matter.made_where
    checks = [
        Check(
            "hadronic_opacity",
            np.maximum(1.0 - low, high - 1.0),
            "what neutrinos scatter off hadrons leaves Omega_h2 uncertain by up to {value:.0%}: see Omega_h2_low and"
            " Omega_h2_high, and take opacity_mesons = true.",
            above=_HADRONS,
        )
    ]
    of_file, rescaled = dark_matter.opacity.startswith(TABLE), dark_matter.opacity_masses == "rescaled"
    if of_file:
        T_peak = np.asarray(found["T_peak"]) / (np.asarray(source.vev_ratio) if rescaled else 1.0)
        checks.append(Check(
            "table_smoothness",
            table_distances(dark_matter.opacity).near(T_peak),
            "the table of opacities is coarse, jumps, or has a wrong number where nu_s is made: one of its rates is"
            " {value:.0%} from what its neighbours say.",
            above=_SMOOTH,
        ))  # fmt: skip
    if of_file and rescaled:
        checks.append(Check(
            "table_rescaled",
            source.vev_ratio,
            "the table of opacities is read at T/vev_ratio, which rescales its masses but moves its quark-hadron"
            " transition too: use opacity_masses = standard-model, or first-principles.",
            above=1.0,
        ))  # fmt: skip
    if source.sector != "sm":
        visible = np.asarray(source.vev_ratio) ** 2 * source.visible_mixing / dark_matter.total_mixing
        checks.append(Check(
            "production_in_sm",
            visible,
            "sin2_2theta_x also makes nu_s in the Standard Model, which is left out: of the order of {value:.1g} of"
            " what the other sector makes, more after dilution.",
            above=_VISIBLE_PRODUCTION,
            voids=visible > 1.0,
        ))  # fmt: skip
    return checks


def _of_today(found: Mapping[str, Any]) -> list[Check]:
    return [
        Check(
            "part_of_dark_matter",
            np.asarray(found["Omega_h2"]) / OMEGA_DM_h2,
            "nu_s is {value:.3g} of the dark matter: limits on the warmth and lifetime of all of it are not applied,"
            " only those on a warm part.",
            below=WHOLE_DENSITY,
        ),
        Check(
            "decayed",
            found["lifetime"],
            "nu_s has decayed by now (lifetime {value:.2g} Gyr): Omega_h2 and the rest are what they would be if it had"
            " not.",
            below=AGE_GYR,
            voids=True,
        ),
        Check(
            "dark_matter_as_radiation",
            found["delta_N_eff_dm_bbn"],
            "nu_s adds {value:.2g} to Delta N_eff at nucleosynthesis, and as much to H before: the limit on the sum is"
            " applied, its effect on the background is left out.",
            above=_RADIATION,
        ),
    ]
