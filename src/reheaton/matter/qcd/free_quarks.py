"""Pressure of free gluons and quarks, the unit of the pressure of the quark-gluon phase."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import ArrayLike

from reheaton.matter.ideal_gas import FloatArray, exact_pressure
from reheaton.particles.fermions import N_COLOURS, QUARKS

QUARK_MASSES: Final = tuple(quark.mass for quark in QUARKS.values())
"""Quark masses u d s c b t [GeV] of the free quark-gluon gas."""
LIGHT_QUARK_MASSES: Final = QUARK_MASSES[:4]
"""The 2+1+1 content u d s c of the lattice simulations [GeV]."""
GLUON_DEGREES: Final = 16.0
QUARK_DEGREES: Final = 4.0 * N_COLOURS
"""Degrees of freedom of the gluons and of one quark flavour with its antiquark."""


def free_qcd_pressure(
    temperature: ArrayLike, vev_ratio: float = 1.0, masses: Sequence[float] = QUARK_MASSES
) -> FloatArray:
    """Pressure of free gluons and quarks in units of T^4: p = 16 p_B(0) + 12 sum_q p_F(f m_q/T).

    temperature [GeV]: any shape; vev_ratio: f, multiplies every quark mass; masses [GeV]. Returns the shape of
    temperature. Relative error below 1e-12.
    """
    t = np.asarray(temperature, dtype=np.float64)
    quarks = sum((exact_pressure(vev_ratio * m / t, "fermion") for m in masses), np.zeros_like(t))
    return GLUON_DEGREES * exact_pressure(0.0, "boson") + QUARK_DEGREES * quarks
