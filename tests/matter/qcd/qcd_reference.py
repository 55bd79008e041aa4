"""Reference implementation of the QCD pressure in NumPy, to compare `reheaton.matter.qcd_gas` with.

p_QCD(T; f) = w(T/l) R(T/l) p_free(T; f) + (1 - w(T/l)) p_HRG(T; f, l), with the l of `confinement_ratio`.
"""

import numpy as np
from numpy.typing import ArrayLike
from qcd.base_curves import COLOURLESS

from reheaton.errors import InvalidInput
from reheaton.matter.ideal_gas import FloatArray, exact_energy_density, exact_pressure
from reheaton.matter.qcd.confinement import confinement_ratio
from reheaton.matter.qcd.free_quarks import GLUON_DEGREES, QUARK_DEGREES, QUARK_MASSES, free_qcd_pressure
from reheaton.matter.qcd.hadrons import hadron_pressure, hadron_table
from reheaton.matter.qcd.tables import LightQCD, light_qcd


def free_qcd_entropy(temperature: ArrayLike, vev_ratio: float = 1.0) -> FloatArray:
    """Entropy density of free gluons and quarks in units of T^3; arguments as for `free_qcd_pressure`."""
    t = np.asarray(temperature, dtype=np.float64)
    quarks = sum((exact_energy_density(vev_ratio * m / t, "fermion") for m in QUARK_MASSES), np.zeros_like(t))
    gluons = GLUON_DEGREES * exact_energy_density(0.0, "boson")
    return free_qcd_pressure(t, vev_ratio) + gluons + QUARK_DEGREES * quarks


def hadron_entropy(temperature: ArrayLike, vev_ratio: float = 1.0, confinement_ratio: float = 1.0) -> FloatArray:
    """Entropy density of the hadron resonance gas in units of T^3; arguments as for `hadron_pressure`."""
    t = np.asarray(temperature, dtype=np.float64)
    table, energy = hadron_table(), np.zeros_like(t)
    masses = table.masses(vev_ratio, confinement_ratio)
    for m, g, statistics in zip(masses, table.degeneracy, table.statistics, strict=True):
        energy = energy + g * exact_energy_density(m / t, statistics)
    return hadron_pressure(t, vev_ratio, confinement_ratio) + energy


def qcd_pressure(
    temperature: ArrayLike, vev_ratio: float = 1.0, eos: str = "borsanyi-2016", twin_qcd: str = "same"
) -> FloatArray:
    """Pressure of the strongly interacting part of a sector in units of T^4.

    Equation: see the module. temperature [GeV]: any shape; vev_ratio: f >= 1; eos: a key of QCD_EQUATIONS_OF_STATE.
    Returns the shape of temperature. Raises InvalidInput outside the table (1 MeV to 1000 TeV, times l).
    """
    return _pressure_and_slope(temperature, vev_ratio, eos, twin_qcd)[0]


def qcd_entropy(
    temperature: ArrayLike, vev_ratio: float = 1.0, eos: str = "borsanyi-2016", twin_qcd: str = "same"
) -> FloatArray:
    """Entropy density s = dp/dT of the strongly interacting part in units of T^3; arguments as for `qcd_pressure`."""
    pressure, slope = _pressure_and_slope(temperature, vev_ratio, eos, twin_qcd)
    return 4.0 * pressure + slope


def whole_standard_model(temperature: FloatArray, eos: str) -> tuple[FloatArray, FloatArray]:
    """(g_rho, g_s) of QCD plus ideal photons, leptons, W, Z, h."""
    pressure, energy = np.zeros_like(temperature), np.zeros_like(temperature)
    for mass, g, statistics in COLOURLESS:
        pressure = pressure + g * exact_pressure(mass / temperature, statistics)
        energy = energy + g * exact_energy_density(mass / temperature, statistics)
    p, s = qcd_pressure(temperature, eos=eos), qcd_entropy(temperature, eos=eos)
    return 30.0 / np.pi**2 * (energy + s - p), 45.0 / (2.0 * np.pi**2) * (pressure + energy + s)


def _pressure_and_slope(temperature: ArrayLike, f: float, eos: str, twin_qcd: str) -> tuple[FloatArray, FloatArray]:
    """p/T^4 and its derivative in ln T."""
    t = np.asarray(temperature, dtype=np.float64)
    scale = float(confinement_ratio(f, twin_qcd))
    ratio, ratio_slope, weight, weight_slope = _base_curve(np.log(t / scale), light_qcd(eos))
    free, hadronic = free_qcd_pressure(t, f), hadron_pressure(t, f, scale)
    free_slope = free_qcd_entropy(t, f) - 4.0 * free
    hadronic_slope = hadron_entropy(t, f, scale) - 4.0 * hadronic
    pressure = weight * ratio * free + (1.0 - weight) * hadronic
    slope = weight * (ratio_slope * free + ratio * free_slope) + (1.0 - weight) * hadronic_slope
    return pressure, slope + weight_slope * (ratio * free - hadronic)


def _base_curve(x: FloatArray, curve: LightQCD) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """R, dR/dlnT, w and dw/dlnT at x = ln(T/GeV), by quintic Hermite interpolation of the table."""
    grid = curve.ln_temperature
    if np.any(x < grid[0]) or np.any(x > grid[-1]):
        low, high = np.exp(grid[[0, -1]])
        raise InvalidInput(f"temperature is outside the QCD table, which covers {low:.3g} to {high:.3g} GeV.")
    h = (grid[-1] - grid[0]) / (len(grid) - 1)
    cell = np.minimum(((x - grid[0]) / h).astype(np.int64), len(grid) - 2)
    u = (x - grid[cell]) / h
    ratio = _quintic(u, h, cell, (curve.ratio, curve.ratio_slope, curve.ratio_curvature))
    return *ratio, *_quintic(u, h, cell, (curve.weight, curve.weight_slope, curve.weight_curvature))


def _quintic(
    u: FloatArray, h: float, cell: np.ndarray, nodes: tuple[FloatArray, FloatArray, FloatArray]
) -> tuple[FloatArray, FloatArray]:
    """Value and slope of the quintic polynomial that has the given value, slope and curvature at both cell ends."""
    y0, d0, c0 = (column[cell] * h**k for k, column in enumerate(nodes))
    y1, d1, c1 = (column[cell + 1] * h**k for k, column in enumerate(nodes))
    jump, rise, bend = y1 - y0 - d0 - 0.5 * c0, d1 - d0 - c0, c1 - c0
    k3, k4 = 10.0 * jump - 4.0 * rise + 0.5 * bend, -15.0 * jump + 7.0 * rise - bend
    k5 = 6.0 * jump - 3.0 * rise + 0.5 * bend
    value = y0 + u * (d0 + u * (0.5 * c0 + u * (k3 + u * (k4 + u * k5))))
    return value, (d0 + u * (c0 + u * (3.0 * k3 + u * (4.0 * k4 + u * 5.0 * k5)))) / h
