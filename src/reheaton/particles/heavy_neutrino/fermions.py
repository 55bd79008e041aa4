"""The fermion pairs that couple to W and Z, with their masses and chiral couplings."""

from collections.abc import Mapping
from typing import Final

from reheaton.constants import (
    CKM_ABS,
    M_BOTTOM,
    M_CHARM,
    M_DOWN,
    M_ELECTRON,
    M_MUON,
    M_STRANGE,
    M_TAU,
    M_TOP,
    M_UP,
    SIN2_THETA_W,
)
from reheaton.particles.heavy_neutrino.currents import Pair

LEPTON_MASSES: Final[Mapping[str, float]] = {"e": M_ELECTRON, "mu": M_MUON, "tau": M_TAU}
UP_QUARKS: Final[Mapping[str, float]] = {"u": M_UP, "c": M_CHARM, "t": M_TOP}
DOWN_QUARKS: Final[Mapping[str, float]] = {"d": M_DOWN, "s": M_STRANGE, "b": M_BOTTOM}
_N_COLOURS = 3


def neutral_couplings(isospin: float, charge: float) -> tuple[float, float]:
    """Couplings g_L = T_3 - Q sin^2 theta_W and g_R = -Q sin^2 theta_W to the Z; PDG electroweak review, Eq. (10.5)."""
    return isospin - charge * SIN2_THETA_W, -charge * SIN2_THETA_W


LEPTON_COUPLINGS: Final = neutral_couplings(-0.5, -1.0)
NEUTRINO_PAIR: Final = Pair(0.0, 0.0, *neutral_couplings(0.5, 0.0))
CHARGED_LEPTON_PAIRS: Final[Mapping[str, Pair]] = {
    name: Pair(mass, mass, *LEPTON_COUPLINGS) for name, mass in LEPTON_MASSES.items()
}
LEPTON_NEUTRINO_PAIRS: Final[Mapping[str, Pair]] = {name: Pair(0.0, mass, 1.0) for name, mass in LEPTON_MASSES.items()}
NEUTRAL_QUARK_PAIRS: Final[Mapping[str, Pair]] = {
    **{name: Pair(m, m, *neutral_couplings(0.5, 2.0 / 3.0), _N_COLOURS) for name, m in UP_QUARKS.items()},
    **{name: Pair(m, m, *neutral_couplings(-0.5, -1.0 / 3.0), _N_COLOURS) for name, m in DOWN_QUARKS.items()},
}
CHARGED_QUARK_PAIRS: Final[Mapping[tuple[str, str], Pair]] = {
    (up, down): Pair(m_up, m_down, CKM_ABS[up + down], 0.0, _N_COLOURS)
    for up, m_up in UP_QUARKS.items()
    for down, m_down in DOWN_QUARKS.items()
}
