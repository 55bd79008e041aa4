"""The twin neutrino that mixes with the dark matter: its mass, and the hot dark matter that it is today.

The seesaw of the twin sector gives one twin neutrino the mass m_s sin^2 theta; "Twin Sterile Neutrino Dark Matter"
Eqs. 3-4. Where it is heavier than the temperature it is matter: part of dark matter, and too fast to cluster.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import EV, KEV, T_GAMMA_0
from reheaton.cosmology import MEAN_P_OVER_T, T_CMB, T_NU_OVER_T_GAMMA, ZETA_3, OMEGA_DM_h2
from reheaton.errors import InvalidInput, quoted
from reheaton.matter.gas import DepartedNeutrinos
from reheaton.probes import warmth_and_decay as today
from reheaton.probes.check import Check
from reheaton.probes.limits.hot_dark_matter import hot_limits
from reheaton.probes.limits.limit import Limit
from reheaton.probes.probe import Observable, Probe
from reheaton.universe.background import Background
from reheaton.universe.events import Event, Moments, cooled_to
from reheaton.universe.universe import Universe

GENERATIONS: Final = 3
"""Twin neutrinos, of which one has the mass."""


class TwinNeutrinoMass(Probe):
    """Mass of the twin neutrino that mixes, and its density today.

        m = m_s sin^2 theta,   Omega h^2 = m n/(rho_crit/h^2),   n = (3/4) (zeta(3)/pi^2) 2 T_nu,twin^3

    T_nu,twin falls with the photons after recombination. sin2_2theta is that of the twin sector, theta <= pi/4; m_s
    [keV]. One generation of the exact seesaw has m_s tan^2 theta, 2.7% more at sin^2 2theta = 0.1. Valid where the
    twin neutrino does not decay and was relativistic when it left the twin plasma.
    """

    sector: str
    m_s: ArrayLike
    sin2_2theta: ArrayLike

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {
        "m_nu_twin": Observable("eV", "mass of the twin neutrino that mixes, m_s sin^2 theta", r"m_{\nu,B}"),
        "Omega_h2_hot": Observable("", "its density today, as matter", adds_to=("Omega_h2",)),
        "hot_fraction": Observable("", "Omega_h2_hot over the density of dark matter"),
        "m_hot_equivalent": Observable("eV", "mass of a neutrino at T_nu with the same <p>/m as it has"),
    }
    CITATIONS: ClassVar[tuple[str, ...]] = ("Xu:2021rwg", "HervasPeters:2024", "Diamanti:2017xfo")

    def events(self, universe: Universe) -> Mapping[str, Event]:
        return {"cmb": cooled_to("sm", T_CMB)}

    def observe(self, background: Background, events: Moments, tables: Any) -> Mapping[str, Array]:
        m_nu = jnp.asarray(self.m_s) * KEV * today.sin2_theta(self.sin2_2theta)
        cmb = events["cmb"]
        T_nu = self._neutrinos(background.universe).temperature(cmb.T[self.sector]) / cmb.T["sm"] * T_GAMMA_0
        Omega_h2 = today.Omega_h2(m_nu, 1.5 * ZETA_3 / np.pi**2 * T_nu**3)
        return {
            "m_nu_twin": m_nu / EV,
            "Omega_h2_hot": Omega_h2,
            "hot_fraction": Omega_h2 / OMEGA_DM_h2,
            "m_hot_equivalent": m_nu / EV * T_NU_OVER_T_GAMMA * T_GAMMA_0 / T_nu,
        }

    def _neutrinos(self, universe: Universe) -> DepartedNeutrinos:
        for gas in universe.sector(self.sector).gases:
            if isinstance(gas, DepartedNeutrinos):
                return gas
        raise InvalidInput(f"sector {quoted(self.sector)} has no neutrinos that left its plasma.")

    def limits(self, found: Mapping[str, Any]) -> Sequence[Limit]:
        """Upper limits on the fraction of hot dark matter."""
        return hot_limits(found["hot_fraction"], found["m_hot_equivalent"])

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        T_nu = np.asarray(found["T_ratio_cmb"]) * T_CMB * T_NU_OVER_T_GAMMA
        share = found["delta_N_eff_cmb_neutrinos"] / GENERATIONS / np.asarray(found["delta_N_eff_cmb"])
        sentence = (
            "a twin neutrino of {mass:.3g} eV is matter at recombination, {value:.2g} times the momentum of its gas:"
            " {share:.1%} of delta_N_eff_cmb is no radiation."
        )
        return [
            Check(
                "twin_neutrino_is_matter", np.asarray(found["m_nu_twin"]) * EV / (MEAN_P_OVER_T * T_nu), sentence,
                above=1.0, numbers={"mass": found["m_nu_twin"], "share": share},
            )
        ]  # fmt: skip
