r"""An equation of state from a file: g_*(T) of the Standard Model in equilibrium, neutrinos among it.

A file of named columns (`backend.column_file`) with T in GeV, MeV, keV, eV or K, rising from row to row, and

    g_rho = 30 rho/(pi^2 T^4),   and, if there, g_s = 45 s/(2 pi^2 T^3).

Strongly interacting is what is left of rho without photons, leptons, neutrinos, W, Z and Higgs. With e = rho/T^4 of it
its pressure follows from T ds = d rho, which is s = dp/dT and rho = T s - p:

    d(p/T^4)/dln T = e - 3 p/T^4,   from the hadron gas at T_JOIN[0] on.

An error at the start fades as T^-3. g_s is no input: it must agree with what follows. From T_JOIN[0] to T_JOIN[1] the
pressure goes over from that of the hadron gas to that of the file; below, all is as without a file, as it is the
annihilation of e+ e- and the departure of neutrinos. As a `LightQCD`

    R = p/p_free,   p where w = 0: p less that of pions, kaons and the eta, to which those of the twin are added,

so that the Standard Model is exactly that of the file, and its twin has heavier quarks and pseudoscalars. Between 90
and 170 MeV a file does not say what belongs to hadrons: at a vev ratio of 4 this is 6e-4 of g_* (tested). With 50 rows
for each decade, g_* between rows is good to 3e-4, Omega h^2 to 1e-5.
"""

import functools
import math
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from reheaton.backend.column_file import TEMPERATURES, ColumnFile, columns_of_text
from reheaton.backend.user_file import user_text
from reheaton.cosmology import energy_density, entropy_density
from reheaton.errors import InvalidInput
from reheaton.matter.gas import IdealGas, ScaledPressure, ideal_gas
from reheaton.matter.ideal_gas import FloatArray
from reheaton.matter.leptons_and_bosons import free_neutrinos, heavy_leptons_and_bosons, photons_and_electrons
from reheaton.matter.qcd.free_quarks import GLUON_DEGREES, QUARK_DEGREES, QUARK_MASSES
from reheaton.matter.qcd.hadrons import hadron_table
from reheaton.matter.qcd.smooth_step import smooth_step
from reheaton.matter.qcd.tables import LightQCD, light_qcd
from reheaton.numerics.interpolation import hermite_resample
from reheaton.numerics.neighbours import neighbour_distance
from reheaton.particles.species import Species, Statistics

T_JOIN: Final = (0.01, 0.03)
"""Temperatures [GeV] below and above which the pressure is that of the hadron gas and that of the file. Hadrons have
1e-5 of the entropy at the lower one, 2% at the upper one."""
T_NEEDED: Final = 60.0
"""Temperature [GeV] that a file must reach."""
_T_POSITIVE: Final = 0.05
"""Temperature [GeV] from which a file must leave something to strong interactions."""
ROUGH: Final = 2e-2
"""Relative distance of g_rho from what its neighbours say that is refused: about ten times the error between rows."""
_MOST_STATES: Final = 1e4
"""Largest g_rho: the Standard Model has 106.75."""
CONTRADICTION: Final = 5e-3
"""Relative difference of g_s from what follows from g_rho that is refused."""
_KNOWN: Final = 2e-2
"""Relative difference from the known gases at T_JOIN that is refused: corrections by QED are 2e-3."""
_FEWEST: Final = 10
_REFINEMENT: Final = 8
"""Steps of the integration in a spacing of the table that is made."""


def read_equation_of_state(path: str | Path) -> LightQCD:
    """Read and check the file; the same object for the same contents.

    Raises InvalidInput, naming the file, the line and what is wrong with it.
    """
    return _equation_of_state(user_text(path, "the table of the equation of state"), str(path))


@functools.lru_cache(maxsize=8)
def _equation_of_state(text: str, path: str) -> LightQCD:
    file = columns_of_text(text, path)
    T, g_rho = file.column(("T",), TEMPERATURES), file.column(("g_rho",), {"": 1.0})
    _check_rows(file, T, g_rho)
    x = np.log(T)
    # rho/T^4 of what is strongly interacting, at the rows, and its slope.
    e = energy_density(g_rho, 1.0) - _scaled_energy(_others(x))
    grid = light_qcd().ln_temperature
    pressure = _pressure(x, e, grid)
    _refuse_nothing_left(file, x, grid, pressure)
    if file.has(("g_s",)):
        _refuse_contradiction(file, x, file.column(("g_s",), {"": 1.0}), grid, pressure)
    return _light_qcd(grid, pressure, float(T[-1]))


def _check_rows(file: ColumnFile, T: FloatArray, g_rho: FloatArray) -> None:
    if len(T) < _FEWEST:
        raise InvalidInput(f"{file.path} has {len(T)} rows: an equation of state needs {_FEWEST} or more.")
    for name, values in (("T", T), ("g_rho", g_rho)):
        file.refuse(~(np.isfinite(values) & (values > 0.0)), f"{name} must be positive and finite")
    file.refuse(g_rho > _MOST_STATES, f"g_rho must be at most {_MOST_STATES:g}")
    x = np.log(T)
    file.refuse(np.diff(x, prepend=-np.inf) <= 0.0, "T must rise from row to row")
    if T[0] > T_JOIN[0] or T[-1] < T_NEEDED:
        raise InvalidInput(
            f"{file.path} holds T from {T[0]:.4g} to {T[-1]:.4g} GeV: needed are {T_JOIN[0]:g} to {T_NEEDED:g} GeV."
        )
    ours = _total(x, _hadrons(x))
    join = (T >= T_JOIN[0]) & (T <= T_JOIN[1])
    away = np.abs(energy_density(g_rho, 1.0) / _scaled_energy(ours) - 1.0)
    file.refuse(
        join & (away > _KNOWN),
        f"g_rho is not within {_KNOWN:.0%} of that of photons, e+ e-, muons, neutrinos and pions, which it must be from"
        f" {1e3 * T_JOIN[0]:g} to {1e3 * T_JOIN[1]:g} MeV",
    )
    used = T >= T_JOIN[0]
    file.refuse(
        used & (np.diff(np.log(g_rho) + 4.0 * x, prepend=-np.inf) <= 0.0), "g_rho T^4 must rise from row to row"
    )
    distance = np.where(used, neighbour_distance(x, np.log(g_rho)), 0.0)
    file.refuse_rough("g_rho", distance, ROUGH)


def _pressure(x: FloatArray, e: FloatArray, grid: FloatArray) -> ScaledPressure:
    """p/T^4 of what is strongly interacting with two derivatives, on the grid; constant above the last row."""
    start, h = math.log(T_JOIN[0]), (grid[1] - grid[0]) / _REFINEMENT
    first = int(np.searchsorted(grid, start, side="right"))
    fine = grid[first] + h * np.arange((len(grid) - 1 - first) * _REFINEMENT + 1)
    slopes = np.gradient(e, x, edge_order=2)
    within = np.minimum(np.concatenate([fine, fine[:-1] + 0.5 * h]), x[-1])
    at = hermite_resample(within, x, e, slopes)
    value, between, slope = at[0][: len(fine)], at[0][len(fine) :], at[1][: len(fine)]
    # Simpson's rule for the integral of e T^3.
    growth, halfway = np.exp(3.0 * (fine - fine[0])), np.exp(3.0 * (fine[:-1] + 0.5 * h - fine[0]))
    cells = h / 6.0 * (value[:-1] * growth[:-1] + 4.0 * between * halfway + value[1:] * growth[1:])
    begin = float(_hadrons(fine[:1]).value[0])
    p = (begin + np.concatenate([np.zeros(1), np.cumsum(cells)])) / growth
    rows = slice(None, None, _REFINEMENT)
    p, value, slope = p[rows], value[rows], slope[rows]
    of_file = (p, value - 3.0 * p, slope - 3.0 * (value - 3.0 * p))
    gas = _hadrons(grid)
    nothing = np.zeros(first)
    differs = _scaled(np.concatenate([nothing, a - b[first:]]) for a, b in zip(of_file, gas, strict=True))
    share = _scaled(smooth_step(grid, *T_JOIN, k) for k in range(3))
    return gas.plus(share.times(differs))


def _light_qcd(grid: FloatArray, p: ScaledPressure, T_highest: float) -> LightQCD:
    base = light_qcd()
    ratio = _quotient(p, _of(_free(), grid))
    known = grid <= math.log(T_highest)
    last = int(np.count_nonzero(known)) - 1
    held = np.where(known, ratio.value, ratio.value[last])
    light = base.hadrons.pseudoscalar
    statistics: list[Statistics] = [base.hadrons.statistics[i] for i in np.flatnonzero(light)]
    pions = _gas(base.hadrons.mass[light], base.hadrons.degeneracy[light], statistics)
    rest = (a - b for a, b in zip(p, _of(pions, grid), strict=True))
    return LightQCD(
        grid, held, np.where(known, ratio.first, 0.0), np.where(known, ratio.second, 0.0),
        base.weight, base.weight_slope, base.weight_curvature, base.hadrons,
        confined=_scaled(np.where(base.weight < 1.0, column, 0.0) for column in rest),
        T_highest=T_highest,
    )  # fmt: skip


def _refuse_contradiction(
    file: ColumnFile, x: FloatArray, g_s: FloatArray, grid: FloatArray, p: ScaledPressure
) -> None:
    """Raises InvalidInput where g_s is not what follows from g_rho."""
    file.refuse(~(np.isfinite(g_s) & (g_s > 0.0)), "g_s must be positive and finite")
    follows = _scaled_entropy(_total(x, _at(grid, p, x))) / entropy_density(1.0, 1.0)
    used = (x >= math.log(T_JOIN[1])) & (x <= grid[-1])
    away = np.where(used, np.abs(g_s / follows - 1.0), 0.0)
    worst = int(np.argmax(away))
    if away[worst] > CONTRADICTION:
        raise InvalidInput(
            f"{file.path}, line {file.lines[worst]}: g_s = {g_s[worst]:.5g} contradicts g_rho, from which"
            f" {follows[worst]:.5g} follows by T ds = d rho; a difference of {CONTRADICTION:.1%} is allowed."
        )


def _refuse_nothing_left(file: ColumnFile, x: FloatArray, grid: FloatArray, p: ScaledPressure) -> None:
    """Raises InvalidInput where entropy of what is strongly interacting is not positive, or that of all falls."""
    strong = _at(grid, p, x)
    file.refuse(
        (x >= math.log(_T_POSITIVE)) & (x <= grid[-1]) & (_scaled_entropy(strong) <= 0.0),
        "g_rho leaves nothing for quarks, gluons and hadrons beside photons, leptons, W, Z and Higgs",
    )
    s = np.log(_scaled_entropy(_total(x, strong))) + 3.0 * x
    used = (x >= math.log(T_JOIN[0])) & (x <= grid[-1])
    file.refuse(used & (np.diff(s, prepend=-np.inf) <= 0.0), "the entropy density that follows from g_rho falls")


def _at(grid: FloatArray, p: ScaledPressure, x: FloatArray) -> ScaledPressure:
    return _scaled(hermite_resample(np.clip(x, grid[0], grid[-1]), grid, *p))


def _total(x: FloatArray, strong: ScaledPressure) -> ScaledPressure:
    return _others(x).plus(strong)


def _others(x: FloatArray) -> ScaledPressure:
    """p/T^4 of everything that is not strongly interacting, neutrinos in equilibrium."""
    photons, heavy, neutrinos = (
        _of(gas, x) for gas in (photons_and_electrons(), heavy_leptons_and_bosons(), free_neutrinos())
    )
    return photons.plus(heavy).plus(neutrinos)


def _hadrons(x: FloatArray) -> ScaledPressure:
    table = hadron_table()
    return _of(_gas(table.mass, table.degeneracy, table.statistics), x)


def _gas(masses: FloatArray, degrees: FloatArray, statistics: Sequence[Statistics]) -> IdealGas:
    rows = zip(masses, degrees, statistics, strict=True)
    return ideal_gas([Species("hadron", float(m), float(g), kind) for m, g, kind in rows])


def _of(gas: IdealGas, x: Any) -> ScaledPressure:
    """p/T^4 of a gas at ln T, computed in NumPy."""
    return gas.scaled_pressure(x)


def _scaled(columns: Iterable[Any]) -> ScaledPressure:
    return ScaledPressure(*columns)


def _free() -> IdealGas:
    """Free gluons and quarks."""
    quarks = [Species("quark", m, QUARK_DEGREES, "fermion") for m in QUARK_MASSES]
    return ideal_gas([Species("gluons", 0, GLUON_DEGREES, "boson"), *quarks])


def _quotient(a: ScaledPressure, b: ScaledPressure) -> ScaledPressure:
    value = a.value / b.value
    first = (a.first - value * b.first) / b.value
    return ScaledPressure(value, first, (a.second - 2.0 * first * b.first - value * b.second) / b.value)


def _scaled_energy(p: ScaledPressure) -> FloatArray:
    """rho/T^4."""
    return np.asarray(3.0 * p.value + p.first)


def _scaled_entropy(p: ScaledPressure) -> FloatArray:
    """s/T^3."""
    return np.asarray(4.0 * p.value + p.first)
