"""What the left-over scalars are at nucleosynthesis, at recombination and today, and the limits that act on them."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import EV, T_GAMMA_0
from reheaton.cosmology import T_BBN, T_CMB, T_NU_OVER_T_GAMMA, OMEGA_DM_h2, RHO_CRIT_OVER_h2, rho_one_neutrino
from reheaton.papers.inverse_symmetry_breaking.freeze_in import FreezeIn
from reheaton.papers.inverse_symmetry_breaking.scalars import (
    MEAN_MOMENTUM,
    Scalars,
    number_change_over_H,
)
from reheaton.probes import warmth_and_decay as today
from reheaton.probes.check import Check
from reheaton.probes.dark_radiation import delta_N_eff
from reheaton.probes.limits.hot_dark_matter import hot_limits
from reheaton.probes.limits.limit import Limit
from reheaton.probes.limits.mixed_dark_matter import mixed_limits
from reheaton.probes.limits.warm_dark_matter import warm_limits
from reheaton.probes.probe import Observable, Probe
from reheaton.probes.sterile_dark_matter_checks import WHOLE_DENSITY
from reheaton.universe.background import Background
from reheaton.universe.events import Event, Instant, Moments, Snapshot, cooled_to
from reheaton.universe.universe import Universe

T_EQUALITY: Final = 0.8e-9
"""Photon temperature [GeV] at which matter and radiation have the same energy, z = 3400; Planck 2018 VI."""
_MATTER_AT: Final = 1.0 / 3.0
"""Mass of a scalar over T_eq above which it is matter before N dominates."""
_NOTHING: Final = 1e-30
"""Omega h^2 in place of 0 in a half mode, which then is not compared with limits."""
_LATE: Final = 0.01
"""Delta N_eff of decaying scalars at nucleosynthesis above which there is a flag."""
_COLD_DECAY: Final = 1e-2
"""Temperature [GeV] below which decays of scalars, which dominate, affect nucleosynthesis."""


class LeftOverScalars(Probe):
    """eta and phi after all: radiation, dark matter, or what is left when they have decayed.

    Before nucleosynthesis all their energy counts, which makes the universe expand; at recombination their radiation,
    three times their pressure at the equality of matter and radiation, T = 0.8 eV; today their density. Limits act on
    sums: on Delta N_eff of mirror and scalars, with what processes that are left out would add, and on Omega h^2.
    Equations of the scalars: see `scalars`.
    """

    scalars: Scalars
    lambda_phi: ArrayLike | None
    Gamma_N: ArrayLike | None
    gravitons: bool
    everything: bool
    """Whether yields of all processes are known, and the universe has those of the paper's alone."""

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {
        "delta_N_eff_dark_bbn": Observable(
            "", "mirror sector and scalars at T = 1 MeV, from all processes if couplings are given: limits act on it",
            r"\Delta N_{\rm eff}",
        ),
        "delta_N_eff_dark_cmb": Observable(
            "", "mirror sector and radiation of scalars, from all processes if couplings are given: limits act on it",
            r"\Delta N_{\rm eff}", headline=True,
        ),
        "delta_N_eff_scalars_bbn": Observable(
            "", "energy of the left-over scalars over that of one neutrino species at T = 1 MeV",
            adds_to=("delta_N_eff_bbn",),
        ),
        "delta_N_eff_scalars": Observable(
            "", "radiation (3 p) in the left-over scalars over one neutrino species, T = 0.8 eV", headline=True,
            adds_to=("delta_N_eff_cmb",),
        ),
        "delta_N_eff_left_out_bbn": Observable(
            "", "what all processes add to delta_N_eff_bbn, in the ratio of x_RH^4", adds_to=("delta_N_eff_bbn",)
        ),
        "delta_N_eff_left_out_cmb": Observable(
            "", "what all processes add to delta_N_eff_cmb, in the ratio of x_RH^4", adds_to=("delta_N_eff_cmb",)
        ),
        "Omega_h2_scalars": Observable(
            "", "density of the left-over scalars today", r"\Omega_{\eta\phi} h^2", headline=True, adds_to=("Omega_h2",)
        ),
        "T_ratio_scalars": Observable("", "temperature that momenta of the scalars have, over T_SM at T = 0.26 eV"),
        "m_hot_scalars": Observable("eV", "mass of a neutrino at T_nu with the same <p>/m as the scalars"),
        "k_half_mode_scalars": Observable(
            "h/Mpc", "wave number at which the transfer function of the scalars is 1/2, if they are all dark matter"
        ),
        "T_RH_scalars": Observable("GeV", "SM temperature at Gamma_scalars <m/E> = H"),
        "energy_of_scalars": Observable("", "share of the scalars in all energy at Gamma_scalars <m/E> = H"),
    }  # fmt: skip
    LIMITS: ClassVar[tuple[str, ...]] = ("dark_radiation", "dark_matter")
    CITATIONS: ClassVar[tuple[str, ...]] = (
        "Planck:2018vyg", "Xu:2021rwg", "HervasPeters:2024", "Diamanti:2017xfo", "Vogel:2022odl", "Nadler:2024ims",
        "Nadler:2020prv", "An:2025",
    )  # fmt: skip

    def events(self, universe: Universe) -> Mapping[str, Event]:
        found = {"bbn": cooled_to("sm", T_BBN), "equality": cooled_to("sm", T_EQUALITY), "cmb": cooled_to("sm", T_CMB)}
        width = self.scalars.width
        return found if width is None else found | {"decay": self._decay_of_the_latest(universe, width)}

    def _decay_of_the_latest(self, universe: Universe, width: ArrayLike) -> Event:
        """Gamma <m/E> = H of the scalar that moves faster: moving particles live longer."""
        relics = [universe.relic(name) for name in self.scalars.species]

        def above(now: Instant) -> Array:
            a = jnp.exp(now.log_a)
            dilation = [
                jnp.sum(relic.densities * relic.mass / relic.energies(a)) / jnp.sum(relic.densities) for relic in relics
            ]
            return jnp.log(now.H / (width * jnp.min(jnp.stack(dilation))))

        return above

    def observe(self, background: Background, events: Moments, tables: Any) -> Mapping[str, Array]:
        bbn, cmb = (_dark(events[epoch], T) for epoch, T in (("bbn", T_BBN), ("cmb", T_CMB * T_NU_OVER_T_GAMMA)))
        universe, equality = background.universe, events["equality"]
        one = rho_one_neutrino(T_EQUALITY * T_NU_OVER_T_GAMMA)
        found = {
            "delta_N_eff_scalars_bbn": delta_N_eff(events["bbn"].rho, self.scalars.species, jnp.asarray(T_BBN)),
            "delta_N_eff_scalars": sum(_radiation(universe, name, equality) for name in self.scalars.species) / one,
        }
        if self.everything:
            freeze_in: FreezeIn = universe.origin
            more = (freeze_in.yields("all").x_RH / freeze_in.yields("paper", self.gravitons).x_RH) ** 4 - 1.0
            found |= {"delta_N_eff_left_out_bbn": bbn * more, "delta_N_eff_left_out_cmb": cmb * more}
        left_out = (found.get(f"delta_N_eff_left_out_{epoch}", 0.0) for epoch in ("bbn", "cmb"))
        found["delta_N_eff_dark_bbn"] = bbn + found["delta_N_eff_scalars_bbn"] + next(left_out)
        found["delta_N_eff_dark_cmb"] = cmb + found["delta_N_eff_scalars"] + next(left_out)
        return found | self._today(universe, events["cmb"]) | self._decays(events)

    def _today(self, universe: Universe, cmb: Snapshot) -> dict[str, Array]:
        # a T of photons does not change after recombination.
        now = cmb.log_a + jnp.log(cmb.T["sm"] / T_GAMMA_0)
        phi = universe.relic("phi")
        momentum = jnp.sum(phi.momenta * phi.densities) / jnp.sum(phi.densities) * jnp.exp(-now)
        T_ratio = momentum / MEAN_MOMENTUM / T_GAMMA_0
        if not self.scalars.massive:
            return {"T_ratio_scalars": T_ratio}
        a = jnp.exp(now)
        left = {name: _survivors(universe, name, cmb)[0] for name in self.scalars.species}
        once = {name: jnp.asarray(universe.relic(name).densities) for name in self.scalars.species}
        energies = {name: universe.relic(name).energies(a) for name in self.scalars.species}
        Omega_h2 = sum(jnp.sum(left[name] * energies[name]) for name in self.scalars.species) / a**3 / RHO_CRIT_OVER_h2
        # The mass of most of the density: for the rest warmth counts little.
        weights = jnp.stack([jnp.sum(once[name] * energies[name]) for name in self.scalars.species])
        mass = jnp.sum(weights * jnp.stack(self.scalars.masses)) / jnp.sum(weights)
        m_FD = today.fermi_dirac_mass(mass, momentum / T_GAMMA_0)
        some = jnp.maximum(Omega_h2, _NOTHING)
        half_mode = today.half_mode(today.thermal_mass_keV(m_FD, some), some)
        return {
            "Omega_h2_scalars": Omega_h2,
            "T_ratio_scalars": T_ratio,
            "m_hot_scalars": m_FD / EV,
            "k_half_mode_scalars": half_mode.k,
        }

    def _decays(self, events: Moments) -> dict[str, Array]:
        if self.scalars.width is None:
            return {}
        decay = events["decay"]
        energy = sum((decay.rho[name] for name in self.scalars.species), start=jnp.zeros(()))
        everything = sum(decay.rho.values(), start=jnp.zeros(()))
        return {"T_RH_scalars": decay.T["sm"], "energy_of_scalars": energy / everything}

    def limits(self, found: Mapping[str, Any]) -> Sequence[Limit]:
        """Heat and warmth of the scalars as dark matter; its density is in the table `dark_matter`."""
        if not self.scalars.massive:
            return ()
        Omega_h2, m_hot = (np.asarray(found[name]) for name in ("Omega_h2_scalars", "m_hot_scalars"))
        share = Omega_h2 / OMEGA_DM_h2
        m_thermal = np.asarray(today.thermal_mass_keV(m_hot * EV, Omega_h2))
        warm = warm_limits(found["k_half_mode_scalars"], share >= WHOLE_DENSITY)
        return [*hot_limits(share, m_hot), *warm, *mixed_limits(m_thermal, share, share < WHOLE_DENSITY)]

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        return [*(self._of_masses(found) if self.scalars.massive else ()), *self._of_decays(found)]

    def _of_masses(self, found: Mapping[str, Any]) -> list[Check]:
        masses, mu_phi = self.scalars.masses, np.asarray(self.scalars.mu_phi)
        mass, mean = (function(np.stack(masses), axis=0) for function in (np.max, np.mean))
        T_eq = np.asarray(found["T_eq"])
        then = (
            "N and N' are taken to decay when they have three times the pressure of the scalars: give Gamma_N."
            if self.Gamma_N is None
            else "The universe is followed with their masses."
        )
        matter = (
            "scalars of {mass:.2g} GeV are matter before N dominates, near T = {T_eq:.2g} GeV: N and N' never have more"
            " than {share:.2g} times their energy. "
        )
        changes = (
            "phi phi phi phi -> phi phi is {value:.1g} times as fast as the expansion at T = mu_phi/3, which is left"
            " out: it leaves fewer and hotter scalars than given."
        )
        T_today = np.asarray(found["T_ratio_scalars"]) * T_GAMMA_0
        return [
            Check(
                "scalars_are_matter", mass / T_eq, matter + then, above=_MATTER_AT, voids=self.Gamma_N is None,
                numbers={"mass": mass, "T_eq": T_eq, "share": MEAN_MOMENTUM * T_eq / mean},
            ),
            Check(
                "scalars_change_number",
                np.asarray(number_change_over_H(0.0 if self.lambda_phi is None else self.lambda_phi, mu_phi)),
                changes, above=1.0, applies=mu_phi > 3.0 * T_today,
            ),
        ]  # fmt: skip

    def _of_decays(self, found: Mapping[str, Any]) -> list[Check]:
        if self.scalars.width is None:
            return []
        late = (
            "the scalars have not decayed at nucleosynthesis, where they add {value:.2g} to Delta N_eff: what their"
            " decays do to light elements is left out."
        )
        cold = (
            "the scalars have {share:.0%} of the energy when they decay, at T_SM = {MeV:.3g} MeV: neutrinos do not come"
            " to equilibrium before nucleosynthesis."
        )
        T, share = np.asarray(found["T_RH_scalars"]), np.asarray(found["energy_of_scalars"])
        return [
            Check("scalars_decay_late", found["delta_N_eff_scalars_bbn"], late, above=_LATE, voids=True),
            Check(
                "low_T_RH_scalars", T, cold, below=_COLD_DECAY, applies=share > _LATE, voids=True,
                numbers={"share": share, "MeV": 1e3 * T},
            ),
        ]  # fmt: skip


def _dark(now: Snapshot, T_nu: ArrayLike) -> Array:
    """Delta N_eff of the mirror sector."""
    return delta_N_eff(now.rho, ("mirror",), jnp.asarray(T_nu))


def _survivors(universe: Universe, name: str, now: Snapshot) -> tuple[Array, Array]:
    """n a^3 [GeV^3] of each group of momenta of a scalar, and their energies [GeV]; all groups have lost alike."""
    relic = universe.relic(name)
    a = jnp.exp(now.log_a)
    energies = relic.energies(a)
    all_of_them = jnp.asarray(relic.densities)
    return all_of_them * (now.rho[name] * a**3 / jnp.sum(all_of_them * energies)), energies


def _radiation(universe: Universe, name: str, now: Snapshot) -> Array:
    """Three times the pressure [GeV^4] of a scalar."""
    n, energies = _survivors(universe, name, now)
    a = jnp.exp(now.log_a)
    return jnp.sum(n * (universe.relic(name).momenta / a) ** 2 / energies) / a**3
