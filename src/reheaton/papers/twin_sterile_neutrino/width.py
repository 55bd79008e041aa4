"""The width of the heavy neutrino, as its relic has it."""

from collections.abc import Mapping
from typing import Any, ClassVar

import jax.numpy as jnp
from jax import Array

from reheaton.particles.heavy_neutrino import table as heavy_neutrino
from reheaton.probes.probe import Observable, Probe
from reheaton.universe.background import Background
from reheaton.universe.events import Moments


class HeavyNeutrinoWidth(Probe):
    """Gamma_N, and c_Gamma = Gamma_N/[G_F^2 m_N^5 theta^2/(192 pi^3)], theta^2 = m_nu/m_N, if m_nu is given.

    "Twin Sterile Neutrino Dark Matter" Eq. 8.
    """

    relic: str
    m_nu: Array | float | None = None
    """Mass of the light neutrino [eV]."""

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {
        "Gamma_N": Observable("GeV", "rest-frame width of N", r"\Gamma_N"),
        "c_Gamma": Observable("", "Gamma_N over G_F^2 m_N^5 theta^2/(192 pi^3)", r"c_\Gamma"),
    }

    def observe(self, background: Background, events: Moments, tables: Any) -> Mapping[str, Array]:
        N = background.universe.relic(self.relic)
        found = {"Gamma_N": jnp.asarray(N.width, dtype=float)}
        if self.m_nu is not None:
            unit = heavy_neutrino.width_unit(jnp.asarray(N.mass), self.m_nu)
            found["c_Gamma"] = jnp.asarray(N.width / unit)
        return found
