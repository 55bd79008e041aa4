"""Seesaw: neutrino masses and mixings of one sector, or of a sector and its twin, exact and to leading order."""

from reheaton.particles.seesaw.casas_ibarra import (
    NUFIT_INVERTED,
    NUFIT_NORMAL,
    OscillationData,
    casas_ibarra,
    orthogonal_matrix,
)
from reheaton.particles.seesaw.leading_order import LeadingOrder
from reheaton.particles.seesaw.mass_matrix import Block, Seesaw, Spectrum
from reheaton.particles.seesaw.takagi import takagi

__all__ = [
    "NUFIT_INVERTED",
    "NUFIT_NORMAL",
    "Block",
    "LeadingOrder",
    "OscillationData",
    "Seesaw",
    "Spectrum",
    "casas_ibarra",
    "orthogonal_matrix",
    "takagi",
]
