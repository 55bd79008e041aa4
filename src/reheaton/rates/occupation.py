r"""Occupation of pairs of particles in a bath, integrated over what the energies of the pair leave open.

1/f = e^(E/T) - eta with eta = 1 for bosons, -1 for fermions and 0 classically, so that

    f1 f2 = (1 + eta_1 f1 + eta_2 f2)/(e^((E1 + E2)/T) - eta_1 eta_2).

At given E = E1 + E2 and s the energy of one particle of the pair varies between two ends, and int f dE1 is a logarithm.
"""

from typing import Final, Literal

import jax.numpy as jnp
from jax import Array

OccupationLaw = Literal["maxwell-boltzmann", "bose-einstein", "fermi-dirac"]
ETA: Final = {"maxwell-boltzmann": 0.0, "bose-einstein": 1.0, "fermi-dirac": -1.0}
"""eta of each law."""


def pair_occupation(
    root: Array, kinetic: Array, p: Array, masses: tuple[Array, Array], T: Array, laws: tuple[OccupationLaw, ...]
) -> Array:
    """w = int d(E1 - E2) f1 f2 [GeV] at s = root^2 and E = root + kinetic; p is the momentum in the centre of mass.

    All energies in GeV, any common shape.
    """
    E, w = root + kinetic, 0.0
    for number, law in enumerate(laws):
        low, length = energy_range(root, kinetic, p, masses[number], masses[1 - number])
        w = length if number == 0 else w
        if ETA[law] != 0.0:
            w = w + ETA[law] * T * occupied_range(law, low / T, length / T)
    both = ETA[laws[0]] * ETA[laws[1]]
    return 2.0 * w * jnp.exp(-E / T) / (1.0 - both * jnp.exp(-E / T))


def energy_range(root: Array, kinetic: Array, p: Array, mass: Array, other: Array) -> tuple[Array, Array]:
    """Least energy of a particle of a pair, and the length of its range; `other` is the mass of its partner.

    E1 = E e1/sqrt(s) -+ p |P|/sqrt(s), e1 and p being its energy and momentum in the centre of mass; P that of the
    pair. `other` may be the invariant mass of several particles. GeV, any common shape.
    """
    E = root + kinetic
    half = p * jnp.sqrt(kinetic * (kinetic + 2.0 * root)) / root
    mean = E * (0.5 + 0.5 * (mass - other) * (mass + other) / root**2)
    # E_min E_max is the numerator; E_min as a difference would lose all digits of a light particle.
    return ((mass * E / root) ** 2 + p**2) / (mean + half), 2.0 * half


def occupied_range(law: OccupationLaw, low: Array, length: Array) -> Array:
    """int f d(E/T) from E/T = low over a length; eta ln[1 + eta f(low) (1 - e^-length)] or e^-low (1 - e^-length)."""
    eta, fallen = ETA[law], -jnp.expm1(-length)
    if eta == 0.0:
        return jnp.exp(-low) * fallen
    filled = jnp.exp(-low) / (-jnp.expm1(-low) if eta > 0 else 1.0 + jnp.exp(-low))
    return eta * jnp.log1p(eta * filled * fallen)
