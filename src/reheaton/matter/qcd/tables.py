"""The part of the QCD pressure that is the same for every vev ratio f: R(T) and the weight w(T) of the quark phase.

    p_QCD(T; f) = w(T) R(T) p_free(T; f) + (1 - w(T)) p_HRG(T; f)

p_free: free gluons and quarks u d s c b t of masses f m_q; p_HRG: ideal hadron gas with pseudoscalar masses
sqrt(f) m. Multiplying by the ratio of free pressures is how Borsanyi et al. 2016 (arXiv:1606.07494) add the charm
and bottom quarks. w is the ninth-degree smooth step in ln T between T_HADRON and T_QUARK: four continuous derivatives.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.matter.ideal_gas import FloatArray
from reheaton.matter.qcd.hadrons import HadronTable, hadron_table
from reheaton.matter.qcd.smooth_step import smooth_step

T_HADRON: Final = 0.09
T_QUARK: Final = 0.17
"""Temperatures [GeV] below and above which the pressure is purely hadronic and purely quark-gluon."""


QCD_EQUATIONS_OF_STATE: Final = {
    "borsanyi-2016": "borsanyi-2016.csv",  # arXiv:1606.07494
    "saikawa-shirai-2018": "saikawa-shirai-2018.csv",  # arXiv:1803.01038
}
"""Data file in data/qcd that holds R(T), by the name of the equation of state."""


@dataclass(frozen=True, eq=False)
class LightQCD:
    """R(T), w(T) and the hadrons of one equation of state, on a grid uniform in ln(T/GeV).

    ln_temperature, ratio (R), weight (w), each with slope d/dlnT and curvature d^2/dlnT^2: shape (n,), read-only,
    made for quintic Hermite interpolation. hadrons: the resonance gas. Valid from ln_temperature[0] to [-1]
    (1 MeV to 1000 TeV). Below T_HADRON, w = 0 and R is a smooth continuation without meaning.
    """

    ln_temperature: FloatArray
    ratio: FloatArray
    ratio_slope: FloatArray
    ratio_curvature: FloatArray
    weight: FloatArray
    weight_slope: FloatArray
    weight_curvature: FloatArray
    hadrons: HadronTable
    confined: Sequence[Any] | None = None
    """p/T^4 where w = 0, less that of the pseudoscalars, with slope and curvature; None: that of all other hadrons."""
    T_highest: float = math.inf
    """Temperature [GeV] above which R is held constant because nothing is known."""


def blend_weight(ln_temperature: FloatArray, derivative: int = 0) -> FloatArray:
    """Weight w of the quark-gluon phase, or a derivative of it in ln T.

    w = `smooth_step` from T_HADRON to T_QUARK. ln_temperature: ln(T/GeV), any shape; derivative: 0 to 4. Returns the
    shape of ln_temperature.
    """
    return smooth_step(ln_temperature, T_HADRON, T_QUARK, derivative)


@lru_cache(maxsize=len(QCD_EQUATIONS_OF_STATE))
def light_qcd(name: str = "borsanyi-2016") -> LightQCD:
    """The base curve of an equation of state by name (cached).

    name: a key of QCD_EQUATIONS_OF_STATE. Raises InvalidInput for another name.
    """
    if name not in QCD_EQUATIONS_OF_STATE:
        hint = did_you_mean(name, QCD_EQUATIONS_OF_STATE)
        raise InvalidInput(f"QCD equation of state {quoted(name)} is not known; {hint}")
    path = files("reheaton") / "data" / "qcd" / QCD_EQUATIONS_OF_STATE[name]
    with path.open(encoding="utf-8") as lines:
        x, ratio, slope, curvature = np.loadtxt(lines, delimiter=",", comments="#", unpack=True)
    weights = [blend_weight(x, k) for k in range(3)]
    for column in (x, ratio, slope, curvature, *weights):
        column.setflags(write=False)
    return LightQCD(x, ratio, slope, curvature, weights[0], weights[1], weights[2], hadron_table())
