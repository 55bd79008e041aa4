"""Decays of N into three leptons.

Coefficients in units of G_F^2 m_N^5 theta^2/(192 pi^3), Dirac-normalised. Flavour a, massless limits far below the
bosons, s2 = sin^2 theta_W (Bondarenko et al., arXiv:1805.08567, section 3.1):

    nu nu nu: 1;    nu l_b l_b: (1 - 4 s2 + 8 s2^2)/4;    nu l_a l_a: (1 + 4 s2 + 8 s2^2)/4;    l_a l_b nu: 1 (b != a).
"""

from reheaton.particles.fermions import CHARGED_LEPTONS, charged_lepton
from reheaton.particles.heavy_neutrino.bosons import w_boson, z_boson
from reheaton.particles.heavy_neutrino.currents import Boson, FloatArray, pair_coefficient
from reheaton.particles.heavy_neutrino.interference import interference_coefficient
from reheaton.particles.heavy_neutrino.pairs import (
    CHARGED_LEPTON_PAIRS,
    LEPTON_NEUTRINO_PAIRS,
    NEUTRINO_PAIR,
)


def invisible_coefficient(m_N: FloatArray, boson: Boson) -> FloatArray:
    """N -> nu nu nu, with the exchange of the two like neutrinos when the pair has the flavour of N."""
    direct = 3.0 * pair_coefficient(m_N, 0.0, NEUTRINO_PAIR, boson)
    # |P_1 + P_2|^2/2! of the identical pair: the squares are one direct term, the product enters once.
    g_left = NEUTRINO_PAIR.g_left
    exchange = interference_coefficient(m_N, 0.0, (0.5 * g_left**2, 0.0), (boson, boson))
    return direct + exchange


def same_flavour_coefficient(m_N: FloatArray, flavour: str, w: Boson, z: Boson) -> FloatArray:
    """N -> nu_a l_a- l_a+: W, Z and their interference."""
    lepton = charged_lepton(flavour)
    charged = pair_coefficient(m_N, lepton.mass, LEPTON_NEUTRINO_PAIRS[flavour], w)
    neutral = pair_coefficient(m_N, 0.0, CHARGED_LEPTON_PAIRS[flavour], z)
    return charged + neutral + interference_coefficient(m_N, lepton.mass, (lepton.g_left, lepton.g_right), (w, z))


def leptonic_coefficients(
    m_N: FloatArray, flavour: str, w: Boson | None = None, z: Boson | None = None
) -> dict[str, FloatArray]:
    """Coefficients of all three-lepton channels of flavour a.

    Tree level, with masses and propagators of `currents` and `interference`. m_N (n,) [GeV] -> (n,) per channel. Raises
    InvalidInput for an unknown flavour.
    """
    w, z = w or w_boson(), z or z_boson()
    lepton = charged_lepton(flavour)
    channels = {"nu nu nu": invisible_coefficient(m_N, z)}
    for other in CHARGED_LEPTONS:
        name = f"nu {other}- {other}+"
        if other == flavour:
            channels[name] = same_flavour_coefficient(m_N, flavour, w, z)
        else:
            channels[name] = pair_coefficient(m_N, 0.0, CHARGED_LEPTON_PAIRS[other], z)
            channels[f"{flavour}- {other}+ nu"] = pair_coefficient(m_N, lepton.mass, LEPTON_NEUTRINO_PAIRS[other], w)
    return channels
