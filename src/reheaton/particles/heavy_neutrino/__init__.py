"""Partial and total decay widths of a Majorana heavy neutral lepton N mixed with one neutrino flavour."""

from reheaton.particles.heavy_neutrino.total import branching_ratios as branching_ratios
from reheaton.particles.heavy_neutrino.total import partial_widths as partial_widths
from reheaton.particles.heavy_neutrino.total import total_width as total_width
from reheaton.particles.heavy_neutrino.total import width_coefficient as width_coefficient
