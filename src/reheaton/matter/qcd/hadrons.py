"""Hadron resonance gas: an ideal gas of the known hadrons, which describes QCD below about 130 MeV.

p/T^4 = sum_i g_i p_(B,F)(m_i(f)/T), with m_i(f) = sqrt(f) m_i for the pions, kaons and the eta, whose squared
masses are proportional to the quark masses (Gell-Mann, Oakes & Renner 1968), and m_i(f) = m_i for the others.
The states are those of the Particle Data Group; data/qcd/hadrons.csv says which and how they are lumped.
"""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reheaton.matter.ideal_gas import FloatArray, exact_pressure
from reheaton.particles.species import Statistics


@dataclass(frozen=True)
class HadronTable:
    """The hadrons of the resonance gas, one entry per line of data/qcd/hadrons.csv.

    mass [GeV], degeneracy (spin, isospin and antiparticles), statistics, pseudoscalar (its mass scales with the square
    root of the vev ratio), sums of Q^2, B Q and B^2 over the degrees of freedom (electric charge Q, baryon number B):
    each of n entries, read-only.
    """

    mass: FloatArray
    degeneracy: FloatArray
    statistics: tuple[Statistics, ...]
    pseudoscalar: NDArray[np.bool_]
    charge_squared: FloatArray
    baryon_charge: FloatArray
    baryon_squared: FloatArray

    def masses(self, vev_ratio: float = 1.0, confinement_ratio: float = 1.0) -> FloatArray:
        """Masses [GeV] at vev ratio f and confinement-scale ratio l: sqrt(f l) m or l m, shape (n,)."""
        scale = np.where(self.pseudoscalar, np.sqrt(vev_ratio * confinement_ratio), confinement_ratio)
        return self.mass * scale


@lru_cache(maxsize=1)
def hadron_table() -> HadronTable:
    """The hadron list shipped with the library (cached)."""
    with (files("reheaton") / "data" / "qcd" / "hadrons.csv").open(encoding="utf-8") as lines:
        columns = np.loadtxt(lines, delimiter=",", comments="#", usecols=range(7), unpack=True)
    statistics: list[Statistics] = ["fermion" if sign > 0.0 else "boson" for sign in columns[2]]
    mass, degeneracy, pseudoscalar, *charges = (columns[k].copy() for k in (0, 1, 3, 4, 5, 6))
    table = HadronTable(mass, degeneracy, tuple(statistics), pseudoscalar > 0.5, *charges)
    for column in (mass, degeneracy, table.pseudoscalar, *charges):
        column.setflags(write=False)
    return table


def hadron_pressure(temperature: ArrayLike, vev_ratio: float = 1.0, confinement_ratio: float = 1.0) -> FloatArray:
    """Pressure of the hadron resonance gas in units of T^4.

    Equation: see the module. temperature [GeV]: any shape; vev_ratio: f; confinement_ratio: factor of all other
    hadron masses. Returns the shape of temperature. Valid below 0.13 GeV; exists (but is too large) above.
    """
    t = np.asarray(temperature, dtype=np.float64)
    table, total = hadron_table(), np.zeros_like(t)
    masses = table.masses(vev_ratio, confinement_ratio)
    for m, g, statistics in zip(masses, table.degeneracy, table.statistics, strict=True):
        total = total + g * exact_pressure(m / t, statistics)
    return total
