"""Everything in the Standard Model that does not interact strongly, as ideal gases, at any ratio of the Higgs vevs."""

from jax.typing import ArrayLike

from reheaton.constants import M_HIGGS, M_W, M_Z
from reheaton.matter.gas import IdealGas, ideal_gas
from reheaton.particles.fermions import CHARGED_LEPTONS
from reheaton.particles.species import Species

NEUTRINO_STATES = 6.0
"""Three flavours, one helicity each, particle and antiparticle."""


def photons_and_electrons(vev_ratio: ArrayLike = 1.0) -> IdealGas:
    """Photons and electrons, the last charged particles to annihilate."""
    return ideal_gas(
        (Species("photon", 0, 2.0, "boson"), Species("electron", vev_ratio * CHARGED_LEPTONS["e"].mass, 4.0, "fermion"))
    )


def heavy_leptons_and_bosons(vev_ratio: ArrayLike = 1.0) -> IdealGas:
    """Muon, tau, W, Z and Higgs boson, with their vacuum masses."""
    return ideal_gas(
        (
            Species("muon", vev_ratio * CHARGED_LEPTONS["mu"].mass, 4.0, "fermion"),
            Species("tau", vev_ratio * CHARGED_LEPTONS["tau"].mass, 4.0, "fermion"),
            Species("W", vev_ratio * M_W, 6.0, "boson"),
            Species("Z", vev_ratio * M_Z, 3.0, "boson"),
            Species("Higgs", vev_ratio * M_HIGGS, 1.0, "boson"),
        )
    )


def free_neutrinos() -> IdealGas:
    """Neutrinos that form a bath without other particles."""
    return ideal_gas((Species("neutrino", 0, NEUTRINO_STATES, "fermion"),))
