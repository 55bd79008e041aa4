"""Physical constants, each with its unit and source. Internal unit: powers of GeV (hbar = c = k_B = 1).

Sources: CODATA = CODATA 2022 recommended values (Mohr et al. 2024, arXiv:2409.03701);
PDG = Review of Particle Physics (Navas et al., Phys. Rev. D 110 (2024) 030001).
Bare names are in GeV to a power; a quantity in another unit carries it in its name.
"""

import math
from typing import Final

# --- gravity and cosmology -----------------------------------------------------------------------
M_PLANCK: Final = 1.220890e19
"""Non-reduced Planck mass (hbar c/G)^(1/2) [GeV]; CODATA. H^2 = 8 pi rho/(3 M_PLANCK^2)."""
KELVIN: Final = 8.617333262e-14
"""One kelvin in GeV, the Boltzmann constant; CODATA."""
T_GAMMA_0: Final = 2.7255 * KELVIN
"""Temperature of the photons today [GeV], 2.7255 K (Fixsen 2009, arXiv:0911.1955)."""

# --- unit conversion at the edges ----------------------------------------------------------------
EV: Final = 1e-9
KEV: Final = 1e-6
SECOND: Final = 1.0 / 6.582119569e-25
"""One second in GeV^-1, 1/hbar; CODATA."""
JOULE: Final = 1e-9 / 1.602176634e-19
"""One joule in GeV, by the defined elementary charge."""
YEAR: Final = 365.25 * 86400.0 * SECOND
"""One Julian year in GeV^-1."""
METRE: Final = SECOND / 299792458.0
"""One metre in GeV^-1, by the defined speed of light."""
MEGAPARSEC: Final = 1e6 * (648000.0 / math.pi) * 149597870700.0 * METRE
"""One megaparsec in GeV^-1, 648000/pi astronomical units a parsec; IAU 2015 resolution B2, IAU 2012 resolution B2."""
M_SUN: Final = 1.3271244e20 * METRE**3 / SECOND**2 * M_PLANCK**2
"""Solar mass [GeV], from G M = 1.3271244e20 m^3/s^2; IAU 2015 resolution B3."""

# --- electroweak ---------------------------------------------------------------------------------
G_FERMI: Final = 1.1663788e-5
"""Fermi constant [GeV^-2]; PDG."""
V_HIGGS: Final = 246.22
"""Higgs vacuum expectation value (sqrt2 G_FERMI)^(-1/2) [GeV]."""
SIN2_THETA_W: Final = 0.23122
"""sin^2 of the weak angle, MSbar at m_Z; PDG."""
ALPHA_S_MZ: Final = 0.1180
"""Strong coupling, MSbar at m_Z; PDG."""
ALPHA_EM: Final = 7.2973525643e-3
"""Fine-structure constant, at zero momentum; CODATA."""
M_W: Final = 80.3692
M_Z: Final = 91.1880
M_HIGGS: Final = 125.20
GAMMA_W: Final = 2.085
GAMMA_Z: Final = 2.4955
"""Boson masses and total widths [GeV]; PDG."""

# --- fermions ------------------------------------------------------------------------------------
M_ELECTRON: Final = 0.51099895069e-3
M_MUON: Final = 0.1056583755
M_TAU: Final = 1.77693
"""Charged-lepton masses [GeV]; PDG."""
M_UP: Final = 2.16e-3
M_DOWN: Final = 4.70e-3
M_STRANGE: Final = 0.0935
M_CHARM: Final = 1.2730
M_BOTTOM: Final = 4.183
M_TOP: Final = 172.57
"""Quark masses [GeV]; PDG (u, d, s at 2 GeV; c, b at their own scale; t from direct measurements)."""
CKM_ABS: Final = {
    "ud": 0.97435, "us": 0.22501, "ub": 0.003732,
    "cd": 0.22487, "cs": 0.97349, "cb": 0.04183,
    "td": 0.00858, "ts": 0.04111, "tb": 0.999118,
}  # fmt: skip
"""Absolute values of the CKM elements, global fit; PDG."""

# --- mesons --------------------------------------------------------------------------------------
MESON_MASSES: Final = {
    "pi+": 0.13957039, "K+": 0.493677, "rho+": 0.77511, "K*+": 0.89167,
    "D+": 1.86966, "D_s+": 1.96835, "D*+": 2.01026, "D_s*+": 2.1122,
    "pi0": 0.1349768, "eta": 0.547862, "eta'": 0.95778, "rho0": 0.77526, "omega": 0.78266, "phi": 1.019461,
}  # fmt: skip
"""Meson masses [GeV]; PDG."""
MESON_DECAY_CONSTANTS: Final = {
    "pi+": 0.1302, "K+": 0.1557, "D+": 0.2120, "D_s+": 0.2499,
    "rho+": 0.213, "K*+": 0.204, "rho0": 0.213, "omega": 0.197, "phi": 0.233,
    "D*+": 0.2235, "D_s*+": 0.2688,
    "pi0": 0.1302, "eta": 0.0816, "eta'": -0.0946,
}  # fmt: skip
"""Meson decay constants [GeV], f_pi = 130 MeV convention, also for vectors <0|J_mu|V> = f_V m_V eps_mu.

pi, K, D, D_s: FLAG 2021 (arXiv:2111.09849); rho, K*, omega, phi: Bharucha, Straub and Zwicky (arXiv:1503.05534);
D*, D_s*: Lubicz, Melis and Simula (arXiv:1707.04529); eta, eta': the combination f_8/sqrt3 - f_0/sqrt6 of the axial
neutral current, Coloma et al. (arXiv:2007.03701)."""
