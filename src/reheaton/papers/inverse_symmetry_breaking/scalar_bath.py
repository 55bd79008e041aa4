"""What is assumed of the bath of scalars: that phi and h are thermal, and that v follows the temperature.

Rates over H go as 1/T, and so does M_h/H. All of them are lowest at T_max, where they are observed.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.cosmology import hubble_radiation
from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings
from reheaton.papers.inverse_symmetry_breaking.freeze_in import FreezeIn
from reheaton.papers.inverse_symmetry_breaking.phases import BrokenPhase, Resummation
from reheaton.papers.inverse_symmetry_breaking.resummed_vev import resummed_vev
from reheaton.papers.inverse_symmetry_breaking.scalar_gas import G_SCALARS, g_star_scalars
from reheaton.papers.inverse_symmetry_breaking.scalar_scattering import h_production_over_H, phi_scattering_over_H
from reheaton.probes.check import Check
from reheaton.probes.probe import Observable, Probe
from reheaton.universe.background import Background
from reheaton.universe.events import Moments

V_INFLATION: Final = 1.6e16
"""Upper bound on V^(1/4) [GeV] during inflation, 95%; Planck 2018 X (arXiv:1807.06211), from r < 0.056."""
T_INFLATION: Final = float((30.0 / (np.pi**2 * G_SCALARS)) ** 0.25) * V_INFLATION
"""Temperature [GeV] of the scalars, 1.8e16 GeV, if all of that energy goes into them: V = (pi^2/30) 2 T^4."""
_FOLLOWS: Final = 3.0
"""M_h/H below which eta cannot roll to v(T) while T falls: its equation of motion is overdamped below 3/2 to 3."""
_FILLED: Final = 0.3
"""Rate of h over H from which h that is frozen in is more than a few per cent of the bath."""
_SPREAD: Final = 0.1
"""Relative error of v/T, and so of T_*, from which there is a flag."""


class ScalarBath(Probe):
    """Whether the scalars are a thermal bath in which v is proportional to T, and how well v/T is known.

    The universe carries the phase of the scalars, `FreezeIn`. Without couplings only T_max is checked.
    """

    M_N: ArrayLike
    T_max: ArrayLike
    couplings: Couplings | None
    resummation: Resummation = eqx.field(static=True)
    eta: str = eqx.field(static=True, default="thermal")
    """`thermal` if the production takes h as thermal."""

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {
        "v_over_T": Observable("", "expectation value of eta that the production uses, over T", r"v_\eta/T"),
        "v_over_T_resummed": Observable("", "the same from the gap equations of both scalars; 0 if not broken"),
        "v_over_T_spread": Observable(
            "", "relative spread of v/T between ways of resumming daisies; 1 if one restores the symmetry"
        ),
        "phi_scattering_over_H": Observable("", "scatterings phi phi -> phi phi of one phi per time, over H at T_max"),
        "h_production_over_H": Observable(
            "", "h made by phi phi -> h h per time, over their number in equilibrium and over H at T_max"
        ),
        "M_h_over_H": Observable("", "mass of h = eta - v over H at T_max"),
        "g_star_scalars": Observable("", "g_* of phi and, if thermal, h with their masses over T"),
    }
    CITATIONS: ClassVar[tuple[str, ...]] = ("Planck:2018jri", "Dolan:1973qd", "Gondolo:1990dk")

    def observe(self, background: Background, events: Moments, tables: Any) -> Mapping[str, Array]:
        freeze_in: FreezeIn = background.universe.origin
        phase, g = freeze_in.phase, freeze_in.bath.g_star
        if self.couplings is None or not isinstance(phase, BrokenPhase):
            return {}
        T_max = jnp.asarray(self.T_max, dtype=float)
        resummed = resummed_vev(self.couplings, T_max)
        return {
            "v_over_T": jnp.asarray(phase.v_over_T, dtype=float),
            "v_over_T_resummed": resummed.gap,
            "v_over_T_spread": resummed.spread,
            "phi_scattering_over_H": phi_scattering_over_H(phase, T_max, g),
            "h_production_over_H": h_production_over_H(phase, T_max, g),
            "M_h_over_H": jnp.asarray(phase.M_h_over_T) * T_max / hubble_radiation(g, T_max),
            "g_star_scalars": g_star_scalars(phase, self.eta),
        }

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        inflation = Check(
            "above_inflation",
            self.T_max,
            "T_max = {value:.2g} GeV is above {above:.2g} GeV, which the scalars would have with all of the energy that"
            " inflation can have had.",
            above=T_INFLATION,
            voids=True,
        )
        if self.couplings is None:
            return [inflation]
        return [inflation, *self._thermal(found), *self._of_v(found)]

    def _thermal(self, found: Mapping[str, Any]) -> list[Check]:
        return [
            Check(
                "phi_not_thermal",
                found["phi_scattering_over_H"],
                "a phi scatters {value:.2g} times per Hubble time at T_max: phi is not thermal there, which the"
                " production assumes.",
                below=1.0,
                voids=True,
            ),
            Check(
                "h_not_thermal",
                found["h_production_over_H"],
                "phi phi -> h h makes h at {value:.2g} of the rate that would fill it at T_max: h is not thermal there"
                " unless something else made it so, and h phi -> N N is less.",
                below=1.0,
                applies=self.eta == "thermal",
            ),
            Check(
                "h_becomes_thermal",
                found["h_production_over_H"] * np.maximum(self.T_max / np.asarray(self.M_N), 1.0),
                "h is made at {value:.2g} of the rate that would fill it while N is made: then the bath has two states"
                " and not one. See eta = thermal.",
                above=_FILLED,
                applies=self.eta == "frozen-in",
                voids=True,
            ),
        ]

    def _of_v(self, found: Mapping[str, Any]) -> list[Check]:
        v, gap = np.asarray(found["v_over_T"]), np.asarray(found["v_over_T_resummed"])
        broken = gap > 0.0
        return [
            Check(
                "vev_does_not_follow",
                found["M_h_over_H"],
                "M_h is {value:.2g} H at T_max: eta rolls too slowly for v to follow T, and the asymmetry is that of"
                " another v.",
                below=_FOLLOWS,
                voids=True,
            ),
            Check(
                "resummation_spread",
                found["v_over_T_spread"],
                "v/T, and so T_*, is uncertain by {percent:.0f}% (100% if it may be 0): so much do ways of resumming"
                " daisies differ.",
                above=_SPREAD,
                numbers={"percent": 100.0 * np.asarray(found["v_over_T_spread"])},
                voids=~broken,
            ),
            Check(
                "daisies_left_out",
                np.where(broken, v / np.where(broken, gap, 1.0) - 1.0, 1.0),
                "v/T = {v:.3g} is taken without daisies, with which it is about {gap:.3g}: T_* is too low by as much."
                " Choose resummation = parwani.",
                above=_SPREAD,
                applies=self.resummation in ("high-temperature", "none"),
                numbers={"v": v, "gap": gap},
                voids=~broken,
            ),
        ]
