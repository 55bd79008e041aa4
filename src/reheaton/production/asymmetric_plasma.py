"""A plasma with lepton asymmetries along a course: what oscillations of each flavour feel at any ln a.

Between nodes logarithms are linear. Nodes lie close where resonance passes through the momenta.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import G_FERMI
from reheaton.matter.lepton_sharing import lepton_sharing
from reheaton.particles.fermions import CHARGED_LEPTONS
from reheaton.production.local_rates import (
    ActiveNeutrino,
    LocalFactors,
    Mixing,
    local_factors,
    momenta_over_T,
    relaxation,
)
from reheaton.production.path import Course
from reheaton.rates.opacity.opacity import Opacity

FINE_STEPS, COARSE_STEPS = 160, 72
"""Nodes of ln a while resonance passes through the momenta, and over the whole course; a step goes to the next node."""
_SWEPT: Final = (0.01, 30.0)
"""p/T between which nodes are fine."""
LEPTONS: Final = tuple(CHARGED_LEPTONS)
"""Flavours in the order of asymmetries: e, mu, tau."""


class Place(NamedTuple):
    """One value of ln a, or all nodes. F flavours mix; y is p/T at the end of the course."""

    log_a: Array
    local: tuple[LocalFactors, ...]
    """By flavour."""
    thermal: Array
    """-V_T/(Delta y^2), (F,)."""
    leptonic: Array
    """V_L/(Delta y) for each unit of n_b a^3, (F, 3)."""
    mu_over_T: Array
    """mu_a/T of the active neutrinos of all flavours for each unit of n_b a^3, (3, 3)."""


class Step(NamedTuple):
    """One step of ln a."""

    width: Array
    before: Place
    middle: Place
    after: Place

    @classmethod
    def of(cls, around: Place, start: Array, end: Array) -> "Step":
        """The step between two parts of the way from one node to the next."""
        places = (between(around, way) for way in (start, 0.5 * (start + end), end))
        return cls((end - start) * (around.log_a[1] - around.log_a[0]), *places)


def nodes_along(m_s: ArrayLike, mixings: Sequence[Mixing], course: Course, leptons: Array) -> tuple[Place, Array]:
    """All nodes, with logarithms of what is positive, and T there; `leptons` is n_b/T^3 at the end."""
    log_a = _node_places(m_s, mixings, course, leptons)
    T, H = course.at(log_a)
    stretched = jnp.exp(course.log_aT_end - log_a)  # p/y
    # All flavours are of one sector.
    of_sector = mixings[0].active
    f = jnp.asarray(of_sector.vev_ratio, dtype=float)
    sharing = lepton_sharing(T, of_sector.strong, f)
    unit = np.sqrt(2.0) * G_FERMI / f**2 * 2.0 * stretched**4 / jnp.asarray(m_s) ** 2
    mu = ((stretched / T) ** 3)[:, None, None] * sharing.mu_nu
    local, thermal, leptonic = [], [], []
    for mixing in mixings:
        a = LEPTONS.index(mixing.active.flavour)
        factors = local_factors(m_s, mixing, T, H, course.log_aT_end - log_a - jnp.log(T))
        local.append(factors._replace(rate=jnp.log(factors.rate), damping=jnp.log(factors.damping)))
        thermal.append(jnp.log(factors.potential * (stretched / T) ** 2))
        leptonic.append(jnp.log(unit)[:, None] + jnp.log(sharing.potential[:, a, :]))
    return Place(log_a, tuple(local), jnp.stack(thermal, axis=1), jnp.stack(leptonic, axis=1), mu), T


def between(around: Place, way: Array) -> Place:
    """The place at a part of the way between two nodes."""
    at = jax.tree.map(lambda x: x[0] + way * (x[1] - x[0]), around)
    local = tuple(own._replace(rate=jnp.exp(own.rate), damping=jnp.exp(own.damping)) for own in at.local)
    return at._replace(local=local, thermal=jnp.exp(at.thermal), leptonic=jnp.exp(at.leptonic))


def _node_places(m_s: ArrayLike, mixings: Sequence[Mixing], course: Course, leptons: Array) -> Array:
    """ln a of the nodes: even but for the range of resonance, where there are FINE_STEPS more.

    c_ab ~ 1.8 and n_b alone place it, as y = Delta y/V_L ~ a^4.
    """
    own = jnp.max(jnp.abs(leptons))
    fermi = G_FERMI / jnp.asarray(mixings[0].active.vev_ratio, dtype=float) ** 2
    unit = 1.8 * np.sqrt(2.0) * 2.0 * fermi * jnp.maximum(own, 1e-30) / jnp.asarray(m_s) ** 2
    first, last = (course.log_aT_end + 0.25 * jnp.log(y * unit) for y in _SWEPT)
    log_a = course.start + (course.end - course.start) * jnp.linspace(0.0, 1.0, 512)
    middle = 0.5 * (log_a[1:] + log_a[:-1])
    fine = 0.5 * (jnp.tanh((middle - first) / 0.1) - jnp.tanh((middle - last) / 0.1)) + 1e-9
    density = COARSE_STEPS / len(middle) + FINE_STEPS * fine / jnp.sum(fine)
    count = jnp.concatenate([jnp.zeros(1), jnp.cumsum(density)])
    return jnp.interp(jnp.linspace(0.0, 1.0, FINE_STEPS + COARSE_STEPS + 1) * count[-1], count, log_a)


class AtMomenta(NamedTuple):
    """One flavour in the middle of a step, (momenta,)."""

    x: Array
    f_eq: Array
    """Of active neutrinos and antineutrinos, (2, momenta)."""
    rate: Array
    """(Gamma/4H) sin^2 2theta."""
    narrow: Array
    """A/D."""
    cosine: Array

    @classmethod
    def of(
        cls, here: Step, k: int, active: ActiveNeutrino, mesons: Opacity | None, leptons: Array, momenta: int
    ) -> "AtMomenta":
        """Flavour number k, with n_b a^3."""
        local = here.middle.local[k]
        x = momenta_over_T(local, momenta)
        C = relaxation(local, active, mesons, x)
        mu = here.middle.mu_over_T[LEPTONS.index(active.flavour)] @ leptons
        f_eq = 1.0 / (jnp.exp(x[None] - jnp.stack([mu, -mu])[:, None]) + 1.0)
        narrow, s2 = local.damping * C * x**2, local.mixing
        rate = 0.25 * local.rate * C * x * s2
        return cls(x, f_eq, rate, narrow, jnp.sqrt(1.0 - s2))


def passage_of(local: LocalFactors, x: Array) -> Array:
    """K = tau |u|/D = pi D s2/(2H) of a whole passage at x = p/T."""
    return 0.5 * np.pi * local.rate / (2.0 * local.damping * x) * local.mixing
