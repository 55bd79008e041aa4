"""N -> h nu on the Higgs mass shell."""

import numpy as np

from reheaton.constants import G_FERMI, M_HIGGS
from reheaton.particles.heavy_neutrino.currents import FloatArray


def higgs_coefficient(m_N: FloatArray) -> FloatArray:
    """Coefficient of N -> h nu, in units of G_F^2 m_N^5 theta^2/(192 pi^3), Dirac-normalised.

    c = 12 pi^2/(sqrt2 G_F m_N^2) (1 - m_h^2/m_N^2)^2; Pilaftsis (hep-ph/9901206), decay widths, for theta << 1.
    m_N (n,) [GeV] -> (n,); zero below m_h. The 4 MeV width of h is neglected.
    """
    phase_space = np.maximum(1.0 - (M_HIGGS / m_N) ** 2, 0.0) ** 2
    return 12.0 * np.pi**2 / (np.sqrt(2.0) * G_FERMI * m_N**2) * phase_space
