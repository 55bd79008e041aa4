"""The smooth step that joins two descriptions of the pressure."""

from typing import Final

import numpy as np

from reheaton.matter.ideal_gas import FloatArray

_STEP: Final = np.polynomial.Polynomial([0.0, 0.0, 0.0, 0.0, 0.0, 126.0, -420.0, 540.0, -315.0, 70.0])


def smooth_step(ln_temperature: FloatArray, low: float, high: float, derivative: int = 0) -> FloatArray:
    """Step from 0 at T = low to 1 at T = high with four continuous derivatives, or a derivative of it in ln T.

    S(u) = 126 u^5 - 420 u^6 + 540 u^7 - 315 u^8 + 70 u^9, u = ln(T/low)/ln(high/low) clipped to [0, 1].
    ln_temperature: ln(T/GeV), any shape; low, high [GeV]; derivative: 0 to 4. Returns the shape of ln_temperature.
    """
    width = np.log(high / low)
    u = np.clip((ln_temperature - np.log(low)) / width, 0.0, 1.0)
    return np.asarray(_STEP.deriv(derivative)(u) if derivative else _STEP(u)) / width**derivative
