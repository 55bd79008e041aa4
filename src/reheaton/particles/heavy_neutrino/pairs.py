"""The fermion pairs that couple to W and Z."""

from collections.abc import Mapping
from typing import Final

from reheaton.constants import CKM_ABS
from reheaton.particles.fermions import CHARGED_LEPTONS, DOWN_QUARKS, N_COLOURS, NEUTRINO, QUARKS, UP_QUARKS, Fermion
from reheaton.particles.heavy_neutrino.currents import Pair


def _neutral(fermion: Fermion) -> Pair:
    """A fermion and its antifermion on the Z."""
    return Pair(fermion.mass, fermion.mass, fermion.g_left, fermion.g_right, fermion.colours)


NEUTRINO_PAIR: Final = _neutral(NEUTRINO)
CHARGED_LEPTON_PAIRS: Final[Mapping[str, Pair]] = {name: _neutral(lepton) for name, lepton in CHARGED_LEPTONS.items()}
LEPTON_NEUTRINO_PAIRS: Final[Mapping[str, Pair]] = {
    name: Pair(0.0, lepton.mass, 1.0) for name, lepton in CHARGED_LEPTONS.items()
}
NEUTRAL_QUARK_PAIRS: Final[Mapping[str, Pair]] = {name: _neutral(QUARKS[name]) for name in "uctdsb"}
CHARGED_QUARK_PAIRS: Final[Mapping[tuple[str, str], Pair]] = {
    (up.name, down.name): Pair(up.mass, down.mass, CKM_ABS[up.name + down.name], 0.0, N_COLOURS)
    for up in UP_QUARKS.values()
    for down in DOWN_QUARKS.values()
}
