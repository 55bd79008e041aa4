"""Widths of W and Z: against the measured ones and as the narrow-width limit of N -> W l."""

import numpy as np
import pytest

from reheaton.constants import G_FERMI, GAMMA_W, GAMMA_Z, M_MUON, M_TAU, M_W
from reheaton.particles import heavy_neutrino as widths
from reheaton.particles.heavy_neutrino.bosons import w_boson, z_boson
from reheaton.particles.heavy_neutrino.currents import pair_coefficient
from reheaton.particles.heavy_neutrino.pairs import LEPTON_NEUTRINO_PAIRS

FLAVOURS = ("e", "mu", "tau")


def two_body_width(m, mass_ratio_squared):
    """Width of N -> V + massless lepton of one charge [GeV], with theta = 1."""
    r = mass_ratio_squared
    return G_FERMI * m**3 / (8.0 * np.sqrt(2.0) * np.pi) * (1.0 - r) ** 2 * (1.0 + 2.0 * r)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_on_shell_w_is_the_narrow_width_limit(flavour):
    m = 200.0
    # The square of W exchange is isolated by the flavours that Z cannot reach and, for l_a l_a, by its own integral.
    charged = sum(w for name, w in widths.partial_widths(m, flavour).items() if name.startswith(f"{flavour}-"))
    mass = {"e": 0.0, "mu": M_MUON, "tau": M_TAU}[flavour]
    same = 2.0 * pair_coefficient(np.array([m]), mass, LEPTON_NEUTRINO_PAIRS[flavour], w_boson())[0]
    charged += same * G_FERMI**2 * m**5 / (192.0 * np.pi**3)
    # Gamma_W/(pi M_W) = 0.8% is lost below s = 0, and 0.2% above the end point at 200 GeV; m_tau^2/m^2 is 8e-5.
    assert charged == pytest.approx(2.0 * two_body_width(m, (M_W / m) ** 2), rel=0.015)


def test_summed_boson_widths_are_near_the_measured_ones():
    # The QCD factor of tau decays exceeds that of a boson at rest by 0.8%; electroweak loops are 1%.
    assert w_boson().width == pytest.approx(GAMMA_W, rel=0.015)
    assert z_boson().width == pytest.approx(GAMMA_Z, rel=0.015)
