"""What a universe with dark radiation tells a code that computes the microwave background."""

from collections.abc import Mapping
from typing import Final

from reheaton.cosmology import N_EFF

N_INSTANT: Final = 3.0
"""N_eff of SM neutrinos that decouple before e+e- annihilation and at once, as in models without collisions."""


def n_eff(observables: Mapping[str, float]) -> float:
    """N_eff at recombination, as the observables of one point have it.

        N_eff = N_eff_sm + Delta N_eff

    Delta N_eff is `delta_N_eff_dark_cmb`, which counts everything dark, or else `delta_N_eff_cmb`, or 0. `N_eff_sm` is
    as it was computed where flavours decouple by collisions (`N_e` is there). Models in which neutrinos leave at once
    give 3 where the Standard Model has 3.044 (Bennett et al. 2021, arXiv:2012.02726): of these only what they add or
    lack is handed over, 3.044 + (N_eff_sm - 3), and 3.044 where neutrinos are no bath of their own. Valid while what
    counts as dark is radiation at recombination.

    >>> from reheaton.export.n_eff import n_eff
    >>> round(n_eff({"delta_N_eff_cmb": 0.1, "N_eff_sm": 2.9}), 3)
    3.044
    """
    return n_eff_sm(observables) + dark_radiation(observables)


def n_eff_sm(observables: Mapping[str, float]) -> float:
    """The part of the Standard Model's own neutrinos, as computed, or 3.044 + (N_eff_sm - 3)."""
    if "N_e" in observables:
        return observables["N_eff_sm"]
    return N_EFF + (observables.get("N_eff_sm", N_INSTANT) - N_INSTANT)


def dark_radiation(observables: Mapping[str, float]) -> float:
    """Delta N_eff of everything dark at recombination."""
    return observables.get("delta_N_eff_dark_cmb", observables.get("delta_N_eff_cmb", 0.0))
