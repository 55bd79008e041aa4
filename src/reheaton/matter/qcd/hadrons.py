"""Hadron resonance gas: an ideal gas of the known hadrons, which describes QCD below about 130 MeV.

p/T^4 = sum_i g_i p_(B,F)(m_i(f)/T), with m_i(f) = sqrt(f) m_i for the pions, kaons and the eta, whose squared
masses are proportional to the quark masses (Gell-Mann, Oakes & Renner 1968), and m_i(f) = m_i for the others.
The states are those of the Particle Data Group; data/qcd/hadrons.csv says which and how they are lumped.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reheaton.matter.qcd.free_gas import Array, free_energy_density, free_pressure

IdealGas = Callable[[ArrayLike, int], Array]


@dataclass(frozen=True)
class HadronTable:
    """The hadrons of the resonance gas, one entry per line of data/qcd/hadrons.csv.

    mass [GeV], degeneracy (spin, isospin and antiparticles), sign (+1 fermion, -1 boson), pseudoscalar (its mass
    scales with the square root of the vev ratio): each of shape (n,), read-only.
    """

    mass: Array
    degeneracy: Array
    sign: NDArray[np.int64]
    pseudoscalar: NDArray[np.bool_]

    def masses(self, vev_ratio: float = 1.0, confinement_ratio: float = 1.0) -> Array:
        """Masses [GeV] at vev ratio f and confinement-scale ratio l: sqrt(f l) m or l m, shape (n,)."""
        scale = np.where(self.pseudoscalar, np.sqrt(vev_ratio * confinement_ratio), confinement_ratio)
        return self.mass * scale


@lru_cache(maxsize=1)
def hadron_table() -> HadronTable:
    """The hadron list shipped with the library (cached)."""
    with (files("reheaton") / "data" / "qcd" / "hadrons.csv").open(encoding="utf-8") as lines:
        columns = np.loadtxt(lines, delimiter=",", comments="#", usecols=(0, 1, 2, 3), unpack=True)
    table = HadronTable(columns[0].copy(), columns[1].copy(), columns[2].astype(np.int64), columns[3] > 0.5)
    for column in (table.mass, table.degeneracy, table.sign, table.pseudoscalar):
        column.setflags(write=False)
    return table


def hadron_pressure(temperature: ArrayLike, vev_ratio: float = 1.0, confinement_ratio: float = 1.0) -> Array:
    """Pressure of the hadron resonance gas in units of T^4.

    Equation: see the module. temperature [GeV]: any shape; vev_ratio: f; confinement_ratio: factor of all other
    hadron masses. Returns the shape of temperature. Valid below 0.13 GeV; exists (but is too large) above.
    """
    return _sum_over_hadrons(free_pressure, temperature, vev_ratio, confinement_ratio)


def hadron_entropy(temperature: ArrayLike, vev_ratio: float = 1.0, confinement_ratio: float = 1.0) -> Array:
    """Entropy density of the hadron resonance gas in units of T^3; arguments as for `hadron_pressure`."""
    pressure = hadron_pressure(temperature, vev_ratio, confinement_ratio)
    return pressure + _sum_over_hadrons(free_energy_density, temperature, vev_ratio, confinement_ratio)


def _sum_over_hadrons(gas: IdealGas, temperature: ArrayLike, vev_ratio: float, confinement_ratio: float) -> Array:
    t = np.asarray(temperature, dtype=np.float64)
    table, total = hadron_table(), np.zeros_like(t)
    for m, g, sign in zip(table.masses(vev_ratio, confinement_ratio), table.degeneracy, table.sign, strict=True):
        total = total + g * gas(m / t, int(sign))
    return total
