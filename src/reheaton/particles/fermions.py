"""The fermions of the Standard Model: masses, charges, and couplings to the Z.

g_L = T_3 - Q sin^2 theta_W,   g_R = -Q sin^2 theta_W        (PDG electroweak review, Eq. 10.5)
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from reheaton import constants as c
from reheaton.errors import InvalidInput, did_you_mean, quoted


@dataclass(frozen=True)
class Fermion:
    """One fermion: mass [GeV], electric charge Q, weak isospin T_3 of its left-handed part, number of colours."""

    name: str
    mass: float
    charge: float
    isospin: float
    colours: int

    @property
    def g_left(self) -> float:
        """Coupling of the left-handed part to the Z."""
        return self.isospin - self.charge * c.SIN2_THETA_W

    @property
    def g_right(self) -> float:
        """Coupling of the right-handed part to the Z."""
        return -self.charge * c.SIN2_THETA_W


FLAVOURS: Final = ("mu", "e", "tau")
"""Lepton flavours, the default one first."""
N_COLOURS: Final = 3

_MASSES: Final = {
    "e": c.M_ELECTRON,
    "mu": c.M_MUON,
    "tau": c.M_TAU,
    "u": c.M_UP,
    "d": c.M_DOWN,
    "s": c.M_STRANGE,
    "c": c.M_CHARM,
    "b": c.M_BOTTOM,
    "t": c.M_TOP,
}


def _family(names: str, charge: float, isospin: float, colours: int) -> dict[str, Fermion]:
    return {name: Fermion(name, _MASSES[name], charge, isospin, colours) for name in names.split()}


NEUTRINO: Final = Fermion("nu", 0.0, 0.0, 0.5, 1)
"""A massless neutrino of any flavour."""
CHARGED_LEPTONS: Final[Mapping[str, Fermion]] = _family("e mu tau", -1.0, -0.5, 1)
UP_QUARKS: Final[dict[str, Fermion]] = _family("u c t", 2.0 / 3.0, 0.5, N_COLOURS)
DOWN_QUARKS: Final[dict[str, Fermion]] = _family("d s b", -1.0 / 3.0, -0.5, N_COLOURS)
QUARKS: Final[Mapping[str, Fermion]] = {name: (UP_QUARKS | DOWN_QUARKS)[name] for name in "udscbt"}


def charged_lepton(flavour: str) -> Fermion:
    """The charged lepton of a flavour. Raises InvalidInput for an unknown flavour."""
    if flavour not in CHARGED_LEPTONS:
        raise InvalidInput(f"flavour = {quoted(flavour)} is not known: {did_you_mean(flavour, FLAVOURS)}")
    return CHARGED_LEPTONS[flavour]
