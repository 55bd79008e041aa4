"""Partial and total widths of a Majorana heavy neutral lepton.

    Gamma_N = c_Gamma G_F^2 m_N^5 theta^2/(192 pi^3),    c_Gamma = 2 Sum (Dirac-normalised coefficients),

the 2 counting each mode and its conjugate. Up to 1 GeV hadrons are single mesons, from 1.5 GeV on they are quarks;
between, both sets are weighted by a smoothstep in ln m_N.
"""

import numpy as np
from numpy.typing import ArrayLike

from reheaton.constants import G_FERMI
from reheaton.errors import InvalidInput
from reheaton.particles.fermions import charged_lepton
from reheaton.particles.heavy_neutrino.currents import FloatArray
from reheaton.particles.heavy_neutrino.higgs import higgs_coefficient
from reheaton.particles.heavy_neutrino.leptonic import leptonic_coefficients
from reheaton.particles.heavy_neutrino.mesonic import mesonic_coefficients
from reheaton.particles.heavy_neutrino.quarks import quark_coefficients

MASS_RANGE = (0.1, 1e4)
"""Range of m_N in which the widths are defined [GeV]."""
HADRON_BLEND = (1.0, 1.5)
"""Masses between which mesons give way to quarks [GeV]."""
_BLOCK = 128
"""Masses per block: keeps the Dalitz arrays within the processor's cache."""


def quark_share(m_N: FloatArray) -> FloatArray:
    """Share of quarks in the hadronic width: x^2 (3 - 2 x), x = ln(m_N/GeV)/ln 1.5 clipped to [0, 1]."""
    low, high = HADRON_BLEND
    x = np.clip(np.log(m_N / low) / np.log(high / low), 0.0, 1.0)
    return x * x * (3.0 - 2.0 * x)


def _checked(m_N: ArrayLike, flavour: str) -> FloatArray:
    """Masses as an array, after the check of both arguments."""
    charged_lepton(flavour)  # raises for an unknown one
    mass = np.asarray(m_N, dtype=np.float64)
    # The comparison is written so that NaN counts as outside.
    inside = (mass >= MASS_RANGE[0]) & (mass <= MASS_RANGE[1])
    if not np.all(inside):
        low, high = MASS_RANGE
        raise InvalidInput(f"m_N = {mass[~inside].flat[0]:g} GeV is outside the allowed range {low:g} to {high:g} GeV.")
    return mass


def _block_coefficients(m_N: FloatArray, flavour: str) -> dict[str, FloatArray]:
    """Dirac-normalised coefficients of all channels for a one-dimensional array of masses."""
    weight = quark_share(m_N)
    channels = leptonic_coefficients(m_N, flavour)
    for name, coefficient in mesonic_coefficients(m_N, flavour).items():
        channels[name] = (1.0 - weight) * coefficient
    # Below the blend the perturbative integrals have no meaning, and skipping them saves half the time there.
    with_quarks = weight > 0.0
    for name, coefficient in quark_coefficients(m_N[with_quarks], flavour).items():
        channels[name] = np.zeros_like(m_N)
        channels[name][with_quarks] = weight[with_quarks] * coefficient
    channels["nu h"] = higgs_coefficient(m_N)
    return channels


def _coefficients(m_N: FloatArray, flavour: str) -> dict[str, FloatArray]:
    """Majorana coefficients 2 c of all channels, in the shape of m_N."""
    flat = m_N.reshape(-1)
    starts = range(0, max(flat.size, 1), _BLOCK)
    blocks = [_block_coefficients(flat[start : start + _BLOCK], flavour) for start in starts]
    return {name: 2.0 * np.concatenate([block[name] for block in blocks]).reshape(m_N.shape) for name in blocks[0]}


def _unit_width(m_N: FloatArray, mixing_squared: ArrayLike) -> FloatArray:
    """G_F^2 m_N^5 theta^2/(192 pi^3) [GeV]."""
    mixing = np.asarray(mixing_squared, dtype=np.float64)
    inside = (mixing >= 0.0) & (mixing <= 1.0)
    if not np.all(inside):
        raise InvalidInput(f"mixing_squared = {mixing[~inside].flat[0]:g} is outside the allowed range 0 to 1.")
    return np.asarray(G_FERMI**2 * m_N**5 * mixing / (192.0 * np.pi**3))


def partial_widths(m_N: ArrayLike, flavour: str = "mu", mixing_squared: ArrayLike = 1.0) -> dict[str, FloatArray]:
    """Partial widths of N by channel, conjugate modes summed.

    Gamma_i = 2 c_i G_F^2 m_N^5 theta^2/(192 pi^3); c_i from Bondarenko et al. (arXiv:1805.08567), section 3, with the
    propagators of `currents`. Names are those of the mode with a negative lepton, "mu- e+ nu", "nu b bbar", "mu- pi+".
    Shapes: m_N any [GeV]; mixing_squared = theta^2 broadcastable to it; each width has the broadcast shape [GeV].
    Raises InvalidInput for m_N outside 0.1 to 1e4 GeV, an unknown flavour or theta^2 outside 0 to 1.
    Validity: leading order in theta^2. Physical error 15% between 1 and 3 GeV (hadrons), 6% at 5 GeV (charm mass 1.27
    or 1.67 GeV), 3% from 10 GeV to 3 TeV, 10% above, where l t b and nu t tbar grow with ln m_N while the electroweak
    loops and nu h* -> nu t tbar, of the same order, are missing. Numerical error of the total below 1e-5.
    """
    mass = _checked(m_N, flavour)
    unit = _unit_width(mass, mixing_squared)
    return {name: np.asarray(coefficient * unit) for name, coefficient in _coefficients(mass, flavour).items()}


def width_coefficient(m_N: ArrayLike, flavour: str = "mu") -> FloatArray:
    """Total width coefficient c_Gamma of a Majorana N.

    c_Gamma = Gamma_N/[G_F^2 m_N^5 theta^2/(192 pi^3)]; 24.73 for massless fermions of five quark flavours far below
    the W, without QCD. m_N [GeV] of any shape. Errors and validity: `partial_widths`.
    """
    mass = _checked(m_N, flavour)
    return np.asarray(np.sum(list(_coefficients(mass, flavour).values()), axis=0))


def total_width(m_N: ArrayLike, flavour: str = "mu", mixing_squared: ArrayLike = 1.0) -> FloatArray:
    """Total width of N.

    Gamma_N = c_Gamma G_F^2 m_N^5 theta^2/(192 pi^3). m_N [GeV] and mixing_squared broadcast; result [GeV].
    Errors and validity: `partial_widths`.
    """
    mass = _checked(m_N, flavour)
    return np.asarray(width_coefficient(mass, flavour) * _unit_width(mass, mixing_squared))


def branching_ratios(m_N: ArrayLike, flavour: str = "mu") -> dict[str, FloatArray]:
    """Branching ratios of N by channel.

    B_i = Gamma_i/Gamma_N, independent of theta; they add up to 1. Names, shapes, errors and validity:
    `partial_widths`.
    """
    coefficients = _coefficients(_checked(m_N, flavour), flavour)
    total = np.sum(list(coefficients.values()), axis=0)
    return {name: np.asarray(coefficient / total) for name, coefficient in coefficients.items()}
