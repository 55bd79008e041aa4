"""Decays of N into a lepton and a quark pair, for masses where quarks describe the hadrons (m_N >= 1.5 GeV).

Coefficients in units of G_F^2 m_N^5 theta^2/(192 pi^3), Dirac-normalised: 3 |V|^2 I(x_u, x_d, x_l) (1 + delta_QCD) and
3 (g_L^2 + g_R^2) (1 + delta_QCD) far below the bosons (Bondarenko et al., arXiv:1805.08567, sections 3.1 and 3.2.2).
"""

import numpy as np

from reheaton.particles.fermions import charged_lepton
from reheaton.particles.heavy_neutrino.bosons import w_boson, z_boson
from reheaton.particles.heavy_neutrino.currents import Boson, FloatArray, pair_coefficient
from reheaton.particles.heavy_neutrino.pairs import CHARGED_QUARK_PAIRS, NEUTRAL_QUARK_PAIRS
from reheaton.particles.strong_coupling import delta_qcd


def quark_coefficients(
    m_N: FloatArray, flavour: str, w: Boson | None = None, z: Boson | None = None
) -> dict[str, FloatArray]:
    """Coefficients of all quark channels of flavour a.

    Equation: `currents`, times 1 + delta_QCD at min(m_N, M_V): the mass that the hadrons share, which stops at the
    boson's own mass once N -> V + lepton opens. m_N (n,) [GeV] -> (n,) per channel. Raises InvalidInput for an unknown
    flavour. Valid for m_N >= 1.5 GeV; thresholds are those of quarks, not of mesons.
    """
    w, z = w or w_boson(), z or z_boson()
    charged_factor = 1.0 + delta_qcd(np.minimum(m_N, w.mass))
    neutral_factor = 1.0 + delta_qcd(np.minimum(m_N, z.mass))
    mass = charged_lepton(flavour).mass
    channels = {
        f"{flavour}- {up} {down}bar": charged_factor * pair_coefficient(m_N, mass, pair, w)
        for (up, down), pair in CHARGED_QUARK_PAIRS.items()
    }
    for quark, pair in NEUTRAL_QUARK_PAIRS.items():
        channels[f"nu {quark} {quark}bar"] = neutral_factor * pair_coefficient(m_N, 0.0, pair, z)
    return channels
