"""Numbers of the universe today and at its epochs, and the relations of a radiation-dominated universe.

Internal unit: powers of GeV. Functions take numbers or arrays (NumPy or JAX) of any shape that broadcast.
"""

import math
from typing import Any, Final

import numpy as np

from reheaton.backend.namespace import namespace
from reheaton.constants import M_PLANCK, MEGAPARSEC, METRE, SECOND

# --- today ---------------------------------------------------------------------------------------
HUBBLE_h: Final = 0.674
"""H_0 in 100 km/s/Mpc; Planck 2018 VI (arXiv:1807.06209)."""
OMEGA_M: Final = 0.315
"""All matter over the critical density; Planck 2018 VI."""
OMEGA_DM_h2: Final = 0.120
"""Dark matter over rho_crit/h^2; Planck 2018 VI."""
AGE_GYR: Final = 13.8
"""Age of the universe [Gyr]; Planck 2018 VI."""
N_EFF: Final = 3.044
"""Effective number of neutrinos of the Standard Model, N_eff = 3.0440(2); Bennett et al. 2021 (arXiv:2012.02726)."""
T_NU_OVER_T_GAMMA: Final = (4.0 / 11.0) ** (1.0 / 3.0)
"""T_nu/T_gamma after e+e- annihilation if neutrinos decouple before it, at once."""

# --- epochs --------------------------------------------------------------------------------------
T_BBN: Final = 1e-3
"""Photon temperature at which Delta N_eff of nucleosynthesis is quoted [GeV]."""
T_CMB: Final = 0.26e-9
"""Photon temperature of recombination [GeV]."""
T_RH_EQUILIBRIUM: Final = 9e-3
"""Reheating temperature [GeV], from Gamma = H, below which neutrinos no longer share the heat of the decays.

N_eff of the SM neutrinos is 3.00 at this temperature, see `n_eff_after_reheating`."""
_N_EFF_AFTER_REHEATING: Final = (
    (1.98e-3, 0.65), (2.63e-3, 1.14), (3.96e-3, 2.07), (5.28e-3, 2.63), (6.62e-3, 2.88), (9.3e-3, 3.02),
)  # fmt: skip
"""T_RH [GeV] from Gamma = H, and N_eff of the SM neutrinos from their Boltzmann equation momentum by momentum.

Decays into photons and e+e- of a relic that dominates; T_RH is 1.5, 2, 3, 4, 5 and 7 MeV where it is defined by
Gamma = 3 H, as in de Salas et al. 2015 (arXiv:1511.00672). Flavour mixing adds 0.03 at most: 0.66, 1.17, 2.10, 2.64,
2.89 and 3.02.
"""


def n_eff_after_reheating(T_RH: Any) -> np.ndarray:
    """N_eff of the SM neutrinos if they are reheated at T_RH [GeV], from Gamma = H, by decays into photons and e+e-.

    Interpolated between values of a momentum-resolved calculation from 2 to 9.3 MeV, to 0.05; NaN below, where none is
    known here, and 3.02 above, from where it tends to N_EFF.
    """
    T, values = np.array(_N_EFF_AFTER_REHEATING).T
    return np.interp(T_RH, T, values, left=np.nan)


# --- equilibrium gases ---------------------------------------------------------------------------
ZETA_3: Final = 1.2020569031595942
"""Riemann's zeta(3)."""
MEAN_P_OVER_T: Final = 7.0 * math.pi**4 / (180.0 * ZETA_3)
"""<p>/T = 3.15137 of a massless Fermi-Dirac distribution."""


def hubble(rho: Any) -> Any:
    """Expansion rate H = sqrt(8 pi rho/3)/M_PLANCK [GeV] of a flat universe of energy density rho [GeV^4]."""
    return _HUBBLE_FACTOR * namespace(rho).sqrt(rho)


def critical_density(H: Any) -> Any:
    """Energy density 3 H^2 M_PLANCK^2/(8 pi) [GeV^4] at which a flat universe expands at the rate H [GeV]."""
    return (H / _HUBBLE_FACTOR) ** 2


def energy_density(g_star: Any, T: Any) -> Any:
    """Energy density (pi^2/30) g_* T^4 [GeV^4] of radiation; T [GeV]."""
    return math.pi**2 / 30.0 * g_star * T**4


def rho_one_neutrino(T_nu: Any) -> Any:
    """Energy density (7/8) 2 (pi^2/30) T_nu^4 [GeV^4] of one neutrino species with its antineutrinos; T_nu [GeV]."""
    return energy_density(7.0 / 8.0 * 2.0, T_nu)


def entropy_density(g_star: Any, T: Any) -> Any:
    """Entropy density (2 pi^2/45) g_* T^3 [GeV^3] of radiation; T [GeV]."""
    return 2.0 * math.pi**2 / 45.0 * g_star * T**3


def hubble_radiation(g_star: Any, T: Any) -> Any:
    """Expansion rate H = sqrt(4 pi^3 g_*/45) T^2/M_PLANCK [GeV] of a universe of radiation; T [GeV]."""
    return hubble(energy_density(g_star, T))


_HUBBLE_FACTOR: Final = math.sqrt(8.0 * math.pi / 3.0) / M_PLANCK

H_100: Final = 1e5 * METRE / SECOND / MEGAPARSEC
"""100 km/s/Mpc [GeV]."""
RHO_CRIT_OVER_h2: Final = critical_density(H_100)
"""Critical density today over h^2 [GeV^4]."""
