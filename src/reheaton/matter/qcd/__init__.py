"""The strongly interacting part of a sector: hadron gas, lattice equation of state, weak coupling, one smooth curve."""

from reheaton.matter.qcd.confinement import confinement_ratio as confinement_ratio
from reheaton.matter.qcd.hadrons import HadronTable as HadronTable
from reheaton.matter.qcd.hadrons import hadron_table as hadron_table
from reheaton.matter.qcd.tables import QCD_EQUATIONS_OF_STATE as QCD_EQUATIONS_OF_STATE
from reheaton.matter.qcd.tables import LightQCD as LightQCD
from reheaton.matter.qcd.tables import blend_weight as blend_weight
from reheaton.matter.qcd.tables import light_qcd as light_qcd
