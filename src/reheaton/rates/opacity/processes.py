r"""Every 2 -> 2 process that scatters an active neutrino nu_a, as masses and coefficients of `collision_integral`.

Fermi theory at tree level, |M|^2/(128 G_F^2) summed over all spins; 1 = nu_a, 2 = target, 3 and 4 = products. Neutral
currents have gL = T3 - Q sin^2 theta_W, gR = -Q sin^2 theta_W; the charged current adds 1 to gL of nu_a's own charged
lepton. The matrix elements agree with Hannestad & Madsen 1995 (astro-ph/9506015) Tables 1 and 2 for electrons and
neutrinos; with massless targets and no blocking the sum is Notzold & Raffelt's y, 0.917 (mu, tau) and 1.294 (e).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from reheaton.constants import CKM_ABS
from reheaton.particles.fermions import CHARGED_LEPTONS, FLAVOURS, N_COLOURS, QUARKS, Fermion, charged_lepton

_NEGLIGIBLE_CKM: Final = 0.01
"""|V|^2 below which a charged current is left out: together 2e-4 of C where all quarks are relativistic."""


@dataclass(frozen=True)
class FermionMasses:
    """Masses [GeV] of the charged leptons by flavour and of the quarks by name; a vev ratio multiplies them all."""

    leptons: Mapping[str, float] = field(
        default_factory=lambda: {name: CHARGED_LEPTONS[name].mass for name in FLAVOURS}
    )
    quarks: Mapping[str, float] = field(default_factory=lambda: {name: quark.mass for name, quark in QUARKS.items()})


@dataclass(frozen=True)
class Process:
    """1 + 2 -> 3 + 4: masses (m2, m3, m4) [GeV] and coefficients of S, U, V, X, W (see `collision_integral`)."""

    name: str
    masses: tuple[float, float, float]
    coefficients: tuple[float, float, float, float, float]


def leptonic_processes(flavour: str, masses: FermionMasses) -> tuple[Process, ...]:
    """Scattering off, and annihilation into, leptons. Raises InvalidInput for an unknown flavour."""
    charged_lepton(flavour)  # raises for an unknown one
    return (_among_neutrinos(), *_with_charged_leptons(flavour, masses))


def quark_processes(flavour: str, masses: FermionMasses) -> tuple[Process, ...]:
    """Scattering off, and annihilation into, free quarks of three colours. Raises InvalidInput."""
    charged_lepton(flavour)  # raises for an unknown one
    return tuple(_with_quarks(flavour, masses))


def _among_neutrinos() -> Process:
    """nu_a nu_a 1/2 S, nu_a nubar_a 1 U; for each of two others: nu_b 1/4 S, nubar_b 1/4 U, pairs of nu_b 1/4 U."""
    return Process("neutrinos", (0.0, 0.0, 0.0), (0.5 + 2 * 0.25, 1.0 + 4 * 0.25, 0.0, 0.0, 0.0))


def _with_charged_leptons(flavour: str, masses: FermionMasses) -> Iterator[Process]:
    own = masses.leptons[flavour]
    for name, mass in masses.leptons.items():
        yield from _neutral_current(CHARGED_LEPTONS[name], mass, also_charged=name == flavour)
        if name != flavour:
            # nu_a l -> a nu_l;  nu_a nubar_l -> a l+;  nu_a a+ -> nu_l l+
            yield Process(f"{name} to {flavour}", (mass, own, 0.0), (1.0, 0.0, 0.0, 0.0, 0.0))
            yield Process(f"nubar_{name} to {flavour} pair", (0.0, own, mass), (0.0, 1.0, 0.0, 0.0, 0.0))
            yield Process(f"{flavour} pair to {name}", (own, 0.0, mass), (0.0, 1.0, 0.0, 0.0, 0.0))


def _with_quarks(flavour: str, masses: FermionMasses) -> Iterator[Process]:
    own = masses.leptons[flavour]
    for name, mass in masses.quarks.items():
        yield from _neutral_current(QUARKS[name], mass)
    for pair, element in CKM_ABS.items():
        up, down = masses.quarks[pair[0]], masses.quarks[pair[1]]
        strength = N_COLOURS * element**2
        if element**2 > _NEGLIGIBLE_CKM:
            # nu_a d -> a u;  nu_a ubar -> a dbar;  nu_a a+ -> u dbar
            yield Process(f"{pair[1]} to {pair[0]}", (down, own, up), (strength, 0.0, 0.0, 0.0, 0.0))
            yield Process(f"{pair[0]}bar to {pair[1]}bar", (up, own, down), (0.0, strength, 0.0, 0.0, 0.0))
            yield Process(f"{flavour} pair to {pair}bar", (own, up, down), (0.0, strength, 0.0, 0.0, 0.0))


def _neutral_current(fermion: Fermion, mass: float, *, also_charged: bool = False) -> Iterator[Process]:
    """nu_a with a fermion and with its antifermion (gL and gR change places), and nu_a nubar_a to a pair of them."""
    gL, gR, colours = fermion.g_left + (1.0 if also_charged else 0.0), fermion.g_right, float(fermion.colours)
    both = colours * (gL**2 + gR**2)
    yield Process(fermion.name, (mass, 0.0, mass), (both, both, 0.0, -2.0 * colours * gL * gR, 0.0))
    pair = (0.0, colours * gL**2, colours * gR**2, 0.0, colours * gL * gR)
    yield Process(f"{fermion.name} pair", (0.0, mass, mass), pair)
