r"""Couplings of neutrinos to electrons at energies far below m_W, by which rates of a flavour are combined.

    c_1 = g_L^2 + g_R^2,   c_2 = g_L g_R,   g_R = sin^2 theta_W,   g_L = -1/2 + sin^2 theta_W + (1 for nu_e)

(Dolgov, Hansen and Semikoz 1997, hep-ph/9703315, Tables 1 and 2): nu_e scatters off electrons by W bosons as well.
"""

from typing import Final, NamedTuple

from reheaton.particles.fermions import CHARGED_LEPTONS

NEUTRINO_FLAVOURS: Final = ("e", "mu", "tau")
"""Order of the flavours in arrays."""


class Couplings(NamedTuple):
    """c_1 of the squares of chiral couplings and c_2 of their product, which comes with m_e^2."""

    squares: float
    product: float


def electron_couplings(flavour: str) -> Couplings:
    """c_1 and c_2 of the neutrinos of a flavour: 0.589 and 0.169 for e, 0.126 and -0.062 for mu and tau."""
    electron = CHARGED_LEPTONS["e"]
    left, right = electron.g_left + (1.0 if flavour == "e" else 0.0), electron.g_right
    return Couplings(left**2 + right**2, left * right)
