"""How R(T) = p/p_free of the quark-gluon phase is built for each equation of state (run by tools/make_qcd_tables.py).

borsanyi-2016: lattice 2+1+1 pressure over the free 2+1+1 pressure up to T_PERTURBATIVE[0], the weak-coupling series
with its constant q_c fitted to the lattice at 1 GeV above T_PERTURBATIVE[1], a smooth step in ln T between.

saikawa-shirai-2018: s_QCD = s_SM - s(ideal photons, leptons, W, Z, h), p_QCD(T) = p_HRG(T_MATCH) + Int s_QCD dT,
over the free u d s c b t and gluon pressure. The electroweak interactions contained in s_SM thus become part of R.
"""

from typing import Final

import numpy as np

from qcd.lattice import T_LATTICE_MAX, T_MATCH, lattice_pressure
from qcd.perturbative import active_flavours, fitted_constant, perturbative_ratio
from qcd.saikawa_shirai import sm_entropy_degrees, sm_entropy_degrees_low
from reheaton.constants import M_HIGGS, M_W, M_Z
from reheaton.cosmology import entropy_density
from reheaton.matter.ideal_gas import FloatArray, exact_energy_density, exact_pressure
from reheaton.matter.qcd.free_quarks import LIGHT_QUARK_MASSES, free_qcd_pressure
from reheaton.matter.qcd.hadrons import hadron_pressure
from reheaton.matter.qcd.smooth_step import smooth_step
from reheaton.matter.qcd.tables import T_HADRON
from reheaton.particles.fermions import CHARGED_LEPTONS
from reheaton.particles.species import Statistics
from reheaton.particles.strong_coupling import alpha_s

T_PERTURBATIVE: Final = (0.7, 1.4)
"""Window [GeV] in which the weak-coupling series replaces the lattice."""
T_LOW_FIT: Final = (0.112, 0.126)
"""Window [GeV] in which the high-temperature fit of Saikawa & Shirai replaces the low-temperature one."""
T_FREEZE: Final = 0.07
"""Below this temperature [GeV], where w = 0, the Saikawa-Shirai R is constant."""
COLOURLESS: Final[tuple[tuple[float, float, Statistics], ...]] = (
    (0.0, 2.0, "boson"),
    (0.0, 6.0, "fermion"),
    *((lepton.mass, 4.0, "fermion") for lepton in CHARGED_LEPTONS.values()),
    (M_W, 6.0, "boson"),
    (M_Z, 3.0, "boson"),
    (M_HIGGS, 1.0, "boson"),
)
"""Mass [GeV], degrees of freedom and statistics of the colourless Standard Model particles."""


def colourless_entropy(temperature: FloatArray) -> FloatArray:
    """Entropy density of the ideal gas of photons, leptons, W, Z, h in units of T^3; temperature [GeV], shape (n,)."""
    total = np.zeros_like(temperature)
    for m, g, statistics in COLOURLESS:
        x = m / temperature
        total += g * (exact_pressure(x, statistics) + exact_energy_density(x, statistics))
    return total


def borsanyi_ratio(x: FloatArray) -> FloatArray:
    """R of borsanyi-2016 at x = ln(T/GeV): uniform, increasing, shape (n,), from below T_MATCH to above 1.4 GeV."""
    t = np.exp(x)
    lattice = lattice_pressure(x) / free_qcd_pressure(t, masses=LIGHT_QUARK_MASSES)
    high = x > np.log(T_PERTURBATIVE[0])
    coupling, flavours = alpha_s(2.0 * np.pi * t[high]), active_flavours(t[high])
    at = (np.log(T_LATTICE_MAX), x[high])
    q_c = fitted_constant(
        float(np.interp(*at, coupling)), float(np.interp(*at, flavours)), float(np.interp(at[0], x, lattice))
    )
    weight = smooth_step(x[high], *T_PERTURBATIVE)
    ratio = lattice.copy()
    ratio[high] = (1.0 - weight) * lattice[high] + weight * perturbative_ratio(coupling, flavours, q_c)
    return ratio


def saikawa_shirai_entropy(temperature: FloatArray) -> FloatArray:
    """s_QCD in units of T^3 of saikawa-shirai-2018: (2 pi^2/45) g_s of the whole Standard Model less the colourless."""
    weight = smooth_step(np.log(temperature), *T_LOW_FIT)
    low = sm_entropy_degrees_low(np.minimum(temperature, T_LOW_FIT[1]))
    high = sm_entropy_degrees(np.maximum(temperature, T_LOW_FIT[0]))
    degrees = (1.0 - weight) * low + weight * high
    return entropy_density(degrees, 1.0) - colourless_entropy(temperature)


def saikawa_shirai_ratio(x: FloatArray) -> FloatArray:
    """R of saikawa-shirai-2018 at x = ln(T/GeV): uniform, increasing, shape (n,), containing T_FREEZE and above."""
    live = x > np.log(T_FREEZE)
    nodes = x[live]
    middle = 0.5 * (nodes[1:] + nodes[:-1])
    at_nodes = np.exp(4.0 * nodes) * saikawa_shirai_entropy(np.exp(nodes))
    at_middle = np.exp(4.0 * middle) * saikawa_shirai_entropy(np.exp(middle))
    cells = np.diff(nodes) / 6.0 * (at_nodes[1:] + at_nodes[:-1] + 4.0 * at_middle)
    integral = np.concatenate([np.zeros(1), np.cumsum(cells)])
    start = T_MATCH**4 * float(hadron_pressure(T_MATCH)) - float(np.interp(np.log(T_MATCH), nodes, integral))
    ratio = (integral + start) / np.exp(4.0 * nodes) / free_qcd_pressure(np.exp(nodes))
    # w = 0 below T_HADRON: there R only has to continue smoothly and to stay positive.
    slope = np.gradient(ratio, nodes, edge_order=2) * smooth_step(nodes, T_FREEZE, T_HADRON)
    below = nodes < np.log(T_HADRON)
    first = int(np.count_nonzero(below))
    steps = 0.5 * (slope[1 : first + 1] + slope[:first]) * np.diff(nodes[: first + 1])
    ratio[:first] = ratio[first] - np.cumsum(steps[::-1])[::-1]
    return np.concatenate([np.full(np.count_nonzero(~live), ratio[0]), ratio])
