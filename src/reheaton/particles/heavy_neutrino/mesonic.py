"""Decays of N into a lepton and one meson, for masses where mesons describe the hadrons (m_N <= 1 GeV).

A meson is a pole of the pair tensor: with h = m_h^2/m_N^2, y = m_l^2/m_N^2, T_N and L_N of `currents`,

    c = 12 pi^2 (kappa f_h/m_N)^2 lambda^(1/2)(1, y, h) L_N (pseudoscalar) or T_N (vector),

in units of G_F^2 m_N^5 theta^2/(192 pi^3), Dirac-normalised; f_h in the convention f_pi = 130 MeV, also for vectors.
kappa = |V_CKM| for charged mesons; for neutral ones, from the flavour content of the current Sum_q qbar gamma_mu
[T_3 (1 - gamma_5) - 2 Q s2] q: 1/sqrt2 for pi0, eta, eta'; (1 - 2 s2)/sqrt2 for rho0; sqrt2 s2/3 for omega;
(1 - 4 s2/3)/2 for phi. Source: Coloma et al. (arXiv:2007.03701), section 3, whose neutral vector couplings correct the
older literature, and Bondarenko et al. (arXiv:1805.08567), section 3.2.1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from reheaton.constants import CKM_ABS, MESON_DECAY_CONSTANTS, MESON_MASSES, SIN2_THETA_W
from reheaton.particles.fermions import charged_lepton
from reheaton.particles.heavy_neutrino.currents import FloatArray, lepton_longitudinal, lepton_transverse


@dataclass(frozen=True)
class Meson:
    """Mass and decay constant [GeV], weight kappa of the weak current, and spin 0 or 1."""

    mass: float
    decay_constant: float
    coupling: float
    spin: int


def _meson(name: str, coupling: float, spin: int) -> Meson:
    return Meson(MESON_MASSES[name], MESON_DECAY_CONSTANTS[name], coupling, spin)


_NEUTRAL_AXIAL = float(np.sqrt(0.5))
CHARGED_MESONS: Final[Mapping[str, Meson]] = {
    "pi+": _meson("pi+", CKM_ABS["ud"], 0),
    "K+": _meson("K+", CKM_ABS["us"], 0),
    "rho+": _meson("rho+", CKM_ABS["ud"], 1),
    "K*+": _meson("K*+", CKM_ABS["us"], 1),
    "D+": _meson("D+", CKM_ABS["cd"], 0),
    "D_s+": _meson("D_s+", CKM_ABS["cs"], 0),
    "D*+": _meson("D*+", CKM_ABS["cd"], 1),
    "D_s*+": _meson("D_s*+", CKM_ABS["cs"], 1),
}
NEUTRAL_MESONS: Final[Mapping[str, Meson]] = {
    "pi0": _meson("pi0", _NEUTRAL_AXIAL, 0),
    "eta": _meson("eta", _NEUTRAL_AXIAL, 0),
    "eta'": _meson("eta'", _NEUTRAL_AXIAL, 0),
    "rho0": _meson("rho0", _NEUTRAL_AXIAL * (1.0 - 2.0 * SIN2_THETA_W), 1),
    "omega": _meson("omega", _NEUTRAL_AXIAL * 2.0 * SIN2_THETA_W / 3.0, 1),
    "phi": _meson("phi", 0.5 - 2.0 * SIN2_THETA_W / 3.0, 1),
}


def meson_coefficient(m_N: FloatArray, m_lepton: float, meson: Meson) -> FloatArray:
    """Coefficient c of N -> lepton + meson.

    Equation: module docstring. m_N (n,) [GeV] -> (n,); zero below threshold. Valid for a narrow meson far below the
    weak bosons. The 149 MeV width of the rho, as a P-wave Breit-Wigner, would change the total width by +3% at 0.8 GeV
    and by -8% at 1.2 GeV.
    """
    m = np.maximum(m_N, m_lepton + meson.mass)
    y, h = (m_lepton / m) ** 2, (meson.mass / m) ** 2
    squared = np.maximum(m - m_lepton - meson.mass, 0.0) * (m + m_lepton + meson.mass)
    squared = squared * (m - m_lepton + meson.mass) * (m + m_lepton - meson.mass)
    tensor = lepton_transverse(y, h) if meson.spin == 1 else lepton_longitudinal(y, h)
    strength = 12.0 * np.pi**2 * (meson.coupling * meson.decay_constant / m) ** 2
    return strength * np.sqrt(squared) / m**2 * tensor


def mesonic_coefficients(m_N: FloatArray, flavour: str) -> dict[str, FloatArray]:
    """Coefficients of all one-meson channels of flavour a.

    Equation: module docstring. m_N (n,) [GeV] -> (n,) per channel. Raises InvalidInput for an unknown flavour. They are
    the whole hadronic width for m_N <= 1 GeV; above, states of several mesons are missing.
    `total` fades these channels out by 1.5 GeV: the charmed mesons count only where this function is used directly.
    """
    mass = charged_lepton(flavour).mass
    channels = {f"{flavour}- {name}": meson_coefficient(m_N, mass, meson) for name, meson in CHARGED_MESONS.items()}
    for name, meson in NEUTRAL_MESONS.items():
        channels[f"nu {name}"] = meson_coefficient(m_N, 0.0, meson)
    return channels
