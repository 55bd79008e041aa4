"""Interference of W and Z diagrams: the Fierz value of the contact and adaptive quadrature."""

import numpy as np
import pytest
from scipy.integrate import quad

from reheaton.particles import heavy_neutrino as widths
from reheaton.particles.fermions import CHARGED_LEPTONS
from reheaton.particles.heavy_neutrino.bosons import w_boson, z_boson
from reheaton.particles.heavy_neutrino.currents import Boson
from reheaton.particles.heavy_neutrino.interference import interference_coefficient

ELECTRON = CHARGED_LEPTONS["e"]
COUPLINGS = (ELECTRON.g_left, ELECTRON.g_right)
CONTACT = Boson(1e9, 1e3)
"""A boson so heavy that every mass below 1e4 GeV sees a four-fermion contact."""


@pytest.mark.parametrize("m", [40.0, 70.0, 95.0, 180.0])
def test_interference_quadrature(m):
    """Inner integral by partial fractions, outer adaptive, for massless leptons."""
    w, z = w_boson(), z_boson()
    pole = w.mass**2 - 1j * w.mass * w.width

    def integrand(s):
        # (m^2 - s_3) s_3 with s_3 = q - s_1, divided by s_1 - pole: quotient plus residue.
        q = m**2 - s
        residue = (m**2 - q + pole) * (q - pole)
        quotient = (2.0 * q - m**2 - pole) * q - 0.5 * q**2
        inner = w.mass**2 * (quotient + residue * (np.log(q - pole) - np.log(-pole)))
        return (inner * np.conj(z.mass**2 / (s - z.mass**2 + 1j * z.mass * z.width))).real

    points = [z.mass**2] if m > z.mass else None
    outer = quad(integrand, 0.0, m**2, epsabs=0.0, epsrel=1e-8, limit=500, points=points)[0]
    expected = 24.0 * COUPLINGS[0] * outer / m**8
    value = interference_coefficient(np.array([m]), 0.0, COUPLINGS, (w, z))[0]
    total = widths.width_coefficient(m) / 2.0
    # Stated as a share of the total width, because the interference itself may vanish.
    assert abs(value - expected) < 1e-5 * total


def test_massless_interference_is_the_fierz_value():
    value = interference_coefficient(np.array([100.0]), 0.0, COUPLINGS, (CONTACT, CONTACT))
    # Polynomial integrand: rounding, plus (m/M)^2 = 1e-14.
    assert value == pytest.approx(2.0 * COUPLINGS[0], rel=1e-9)
