"""Universes of plasma and decoupling neutrinos alone, with and without a relic that reheats them."""

import reheaton as rh
from reheaton.decoupling.scenario import reheated

MASS = 1e3
"""Of a relic that is at rest [GeV]: what it is does not matter."""


def decoupled(T_RH: float | None) -> rh.Universe:
    """Plasma and neutrinos, and a relic that reheats them at T_RH [GeV]."""
    neutrinos = rh.decoupling_neutrinos()
    relics = []
    if T_RH is not None:
        relic = reheated(T_RH, 0.06)
        relics = [rh.cold_relic("N", MASS, {"sm": relic.width}, relic.rho_relic / MASS)]
    return rh.Universe(
        [rh.standard_model(neutrinos=False, qed=True), *neutrinos.sectors],
        relics,
        start=0.06,
        contacts=[neutrinos.contact],
        exchanges=[neutrinos.exchange],
    )
