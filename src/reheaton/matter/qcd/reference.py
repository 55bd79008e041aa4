"""Reference implementation of the QCD pressure in NumPy, for comparison and for building tables.

p_QCD(T; f) = w(T/l) R(T/l) p_free(T; f) + (1 - w(T/l)) p_HRG(T; f, l), where l = 1 (`same`: the transition stays
where it is) or l = f^(2/9) (`rescaled`: equal strong couplings at high energy, the heavy quarks c, b, t decouple at
f times their masses, and the one-loop scale of three-flavour QCD moves by f^(3 * 2/27)).
"""

from typing import Any, Final, Literal

import numpy as np
from numpy.typing import ArrayLike

from reheaton.errors import InvalidInput
from reheaton.matter.qcd.free_gas import Array, free_qcd_entropy, free_qcd_pressure
from reheaton.matter.qcd.hadrons import hadron_entropy, hadron_pressure
from reheaton.matter.qcd.tables import LightQCD, light_qcd

TwinQCD = Literal["same", "rescaled"]
CONFINEMENT_EXPONENT: Final = 2.0 / 9.0
"""Power of the vev ratio by which the confinement scale rises at equal ultraviolet coupling."""


def confinement_ratio(vev_ratio: Any, twin_qcd: str = "same") -> Any:
    """Factor by which the transition temperature moves: 1 (`same`) or f^(2/9) (`rescaled`). Raises InvalidInput."""
    if twin_qcd == "same":
        return vev_ratio**0.0
    if twin_qcd == "rescaled":
        return vev_ratio**CONFINEMENT_EXPONENT
    raise InvalidInput(f"twin_qcd is {twin_qcd!r}; allowed are 'same' and 'rescaled'.")


def qcd_pressure(
    temperature: ArrayLike, vev_ratio: float = 1.0, eos: str = "borsanyi-2016", twin_qcd: TwinQCD = "same"
) -> Array:
    """Pressure of the strongly interacting part of a sector in units of T^4.

    Equation: see the module. temperature [GeV]: any shape; vev_ratio: f >= 1; eos: a key of QCD_EQUATIONS_OF_STATE.
    Returns the shape of temperature. Raises InvalidInput outside the table (1 MeV to 1000 TeV, times l).
    """
    return _pressure_and_slope(temperature, vev_ratio, eos, twin_qcd)[0]


def qcd_entropy(
    temperature: ArrayLike, vev_ratio: float = 1.0, eos: str = "borsanyi-2016", twin_qcd: TwinQCD = "same"
) -> Array:
    """Entropy density s = dp/dT of the strongly interacting part in units of T^3; arguments as for `qcd_pressure`."""
    pressure, slope = _pressure_and_slope(temperature, vev_ratio, eos, twin_qcd)
    return 4.0 * pressure + slope


def _pressure_and_slope(temperature: ArrayLike, f: float, eos: str, twin_qcd: TwinQCD) -> tuple[Array, Array]:
    """p/T^4 and its derivative in ln T."""
    t = np.asarray(temperature, dtype=np.float64)
    scale = confinement_ratio(f, twin_qcd)
    ratio, ratio_slope, weight, weight_slope = _base_curve(np.log(t / scale), light_qcd(eos))
    free, hadronic = free_qcd_pressure(t, f), hadron_pressure(t, f, scale)
    free_slope = free_qcd_entropy(t, f) - 4.0 * free
    hadronic_slope = hadron_entropy(t, f, scale) - 4.0 * hadronic
    pressure = weight * ratio * free + (1.0 - weight) * hadronic
    slope = weight * (ratio_slope * free + ratio * free_slope) + (1.0 - weight) * hadronic_slope
    return pressure, slope + weight_slope * (ratio * free - hadronic)


def _base_curve(x: Array, curve: LightQCD) -> tuple[Array, Array, Array, Array]:
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


def _quintic(u: Array, h: float, cell: np.ndarray, nodes: tuple[Array, Array, Array]) -> tuple[Array, Array]:
    """Value and slope of the quintic polynomial that has the given value, slope and curvature at both cell ends."""
    y0, d0, c0 = (column[cell] * h**k for k, column in enumerate(nodes))
    y1, d1, c1 = (column[cell + 1] * h**k for k, column in enumerate(nodes))
    jump, rise, bend = y1 - y0 - d0 - 0.5 * c0, d1 - d0 - c0, c1 - c0
    k3, k4 = 10.0 * jump - 4.0 * rise + 0.5 * bend, -15.0 * jump + 7.0 * rise - bend
    k5 = 6.0 * jump - 3.0 * rise + 0.5 * bend
    value = y0 + u * (d0 + u * (0.5 * c0 + u * (k3 + u * (k4 + u * k5))))
    return value, (d0 + u * (c0 + u * (3.0 * k3 + u * (4.0 * k4 + u * 5.0 * k5)))) / h
