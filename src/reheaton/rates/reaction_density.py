r"""Reactions per volume and time in a bath, from |M|^2 alone: 1 + 2 -> 3 + 4, and 1 + 2 + 3 -> 4 + 5.

    gamma = S int dPi_1 dPi_2 f1 f2 int dPi_3 dPi_4 (2 pi)^4 delta^4(p1 + p2 - p3 - p4) |M|^2,

dPi = d^3p/((2 pi)^3 2E), |M|^2 summed over the spins of all particles, S the product of 1/n! for n equal particles on a
side. With E = E1 + E2 and momenta p_i, p_f in the centre of mass (Gondolo & Gelmini 1991; Edsjo & Gondolo 1997,
hep-ph/9704361, Eq. 3.8)

    gamma = S/(512 pi^5) int ds p_f/(2 sqrt s) J(s) int dE w(E, s),  J = int_-1^1 dcos |M|^2,  w = int d(E1 - E2) f1 f2.

Maxwell-Boltzmann: int dE w = 4 p_i T K_1(sqrt(s)/T). In general w is elementary (`occupation`), and only the integral
over E is numerical. Blocking and stimulated emission of 3 and 4 are neglected.

The integral over s runs over the distance of sqrt s from the higher threshold, by a rule that integrates square roots
there, and the other threshold close by, without loss, and resolves scales from 1e-9 T to 40 T. A resonance above the
threshold that is narrower than T is not resolved.
"""

from collections.abc import Callable
from typing import Final

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.numerics.bessel import scaled_bessel_k1
from reheaton.numerics.quadrature import double_exponential_rule, tanh_sinh_rule
from reheaton.rates.occupation import ETA, OccupationLaw, pair_occupation

Mass = ArrayLike | Callable[[Array], ArrayLike]
"""A mass [GeV], or a function of temperature [GeV] that gives it."""

_COSINES, _COSINE_WEIGHTS = tanh_sinh_rule()
_ENERGIES, _ENERGY_WEIGHTS = double_exponential_rule()
_UNIT: Final = 0.5 * (1.0 + _COSINES), 0.5 * _COSINE_WEIGHTS


class TwoToTwo(eqx.Module):
    """1 + 2 -> 3 + 4: amplitude, masses, symmetry and statistics of one process."""

    squared_amplitude: Callable[[Array, Array, Array], ArrayLike]
    """|M|^2 of s [GeV^2], cos theta in the centre of mass and T [GeV], scalars; summed over spins. Any JAX function."""
    masses: tuple[Mass, Mass, Mass, Mass]
    """Masses of 1, 2, 3, 4."""
    symmetry: float = 1.0
    """S: 1/2 for equal particles in the initial state, times 1/2 for equal ones in the final state."""
    statistics: tuple[OccupationLaw, OccupationLaw] = ("maxwell-boltzmann", "maxwell-boltzmann")
    """OccupationLaw of 1 and 2."""

    def __check_init__(self) -> None:
        for name in self.statistics:
            if name not in ETA:
                raise InvalidInput(f"statistics = {quoted(name)} of a particle is unknown: {did_you_mean(name, ETA)}")

    def angular_integral(self, s: Array, T: Array) -> Array:
        """J = int_-1^1 dcos |M|^2 at one s and T; scalar. Accuracy: `tanh_sinh_rule`."""
        values = jax.vmap(lambda cosine: jnp.asarray(self.squared_amplitude(s, cosine, T)))(jnp.asarray(_COSINES))
        return jnp.sum(_COSINE_WEIGHTS * values)


def reaction_density(process: TwoToTwo, T: ArrayLike) -> Array:
    """Reactions per volume and time, gamma(T), of any 2 -> 2 process.

    Equation: module docstring. T [GeV] and the result [GeV^4] are scalars; vmap gives batches. NaN for T <= 0.
    Accuracy: 1e-10 for |M|^2 smooth on the scale of T; in cos theta, poles may come close to the ends (see
    `tanh_sinh_rule`). Derivatives, also by what |M|^2 and the masses depend on, are as accurate.
    """
    T = jnp.asarray(T, dtype=float)
    masses = tuple(jnp.asarray(mass(T) if callable(mass) else mass, dtype=float) for mass in process.masses)
    return process.symmetry * isotropic_density(process.angular_integral, masses, T, process.statistics)


def isotropic_density(
    angular_integral: Callable[[Array, Array], Array],
    masses: tuple[ArrayLike, ...],
    T: ArrayLike,
    statistics: tuple[OccupationLaw, OccupationLaw] = ("maxwell-boltzmann", "maxwell-boltzmann"),
) -> Array:
    """gamma/S of a process whose angular integral J(s, T) is known in closed form; masses of 1, 2, 3, 4 at T.

    Equation: module docstring. Scalars in GeV; result in GeV^4. Errors and accuracy: as `reaction_density`.
    """
    T = jnp.asarray(T, dtype=float)
    m1, m2, m3, m4 = (jnp.asarray(mass, dtype=float) for mass in masses)
    root, s, slope = _above_threshold(jnp.maximum(m1 + m2, m3 + m4), T)
    p_i, p_f = centre_of_mass_momentum(root, m1, m2), centre_of_mass_momentum(root, m3, m4)
    if statistics == ("maxwell-boltzmann", "maxwell-boltzmann"):
        pairs = 4.0 * p_i * T * _boltzmann(root, T)
    else:
        pairs = jax.vmap(lambda one, momentum: _pairs(one, momentum, m1, m2, T, statistics))(root, p_i)
    J = jax.vmap(lambda s: angular_integral(s, T))(s)
    return jnp.sum(slope * 0.5 * p_f / root * J * pairs) / (512.0 * np.pi**5)


def three_to_two_density(
    squared_amplitude: Callable[[Array, Array], ArrayLike], m_initial: ArrayLike, m_final: ArrayLike, T: ArrayLike
) -> Array:
    """gamma/S of three particles of one mass to two of another, |M|^2(s, T) without angles, Maxwell-Boltzmann.

    gamma/S = T/(2 pi)^3 int ds sqrt(s) K_1(sqrt(s)/T) rho_3(s) rho_2(s) |M|^2, with rho_2 = p_f/(4 pi sqrt s) and rho_3
    from `three_body_phase_space`. Scalars in GeV; |M|^2 in GeV^-2, result in GeV^4. NaN for T <= 0. Accuracy: 1e-10 for
    |M|^2 smooth on the scale of T.
    """
    T, m, M = (jnp.asarray(value, dtype=float) for value in (T, m_initial, m_final))
    root, s, slope = _above_threshold(jnp.maximum(3.0 * m, 2.0 * M), T)
    rho_3 = jax.vmap(lambda s: three_body_phase_space(s, m))(s)
    rho_2 = centre_of_mass_momentum(root, M, M) / (4.0 * np.pi * root)
    squared = jax.vmap(lambda s: jnp.asarray(squared_amplitude(s, T)))(s)
    return T / (2.0 * np.pi) ** 3 * jnp.sum(slope * root * _boltzmann(root, T) * rho_2 * rho_3 * squared)


def three_body_phase_space(s: ArrayLike, m: ArrayLike) -> Array:
    """Phase space rho_3 of three particles of equal mass m at s > 9 m^2; s/(256 pi^3) for m = 0.

    rho_3 = int (2 pi)^4 delta^4(P - Sum p) Prod dPi = 1/(128 pi^3 s) int ds' lambda^(1/2)(s, s', m^2)
    lambda^(1/2)(s', m^2, m^2)/s', 4m^2 < s' < (sqrt s - m)^2 (Byckling & Kajantie 1973, Eq. V.2.17). Scalars:
    s [GeV^2], m [GeV], result [GeV^2]. 0 below threshold. Accuracy: 1e-11.
    """
    s, m = jnp.asarray(s, dtype=float), jnp.asarray(m, dtype=float)
    root = jnp.sqrt(s)
    u, weights = _UNIT
    # s' - 4m^2 and its distance from the upper end are products, lest their square roots lose digits at the ends.
    length = jnp.maximum((root - 3.0 * m) * (root + m), 0.0)
    lower, upper = length * u, length * u[::-1]
    pair = 4.0 * m**2 + lower
    spread = upper * (upper + 4.0 * root * m) * lower * pair
    inside = spread > 0.0
    density = jnp.where(inside, jnp.sqrt(jnp.where(inside, spread, 1.0)) / jnp.where(inside, pair, 1.0), 0.0)
    return length * jnp.sum(weights * density) / (128.0 * np.pi**3 * s)


def _above_threshold(threshold: Array, T: Array) -> tuple[Array, Array, Array]:
    """sqrt s, s and weights of an integral over s at the nodes above a threshold of sqrt s, each (nodes,)."""
    root = threshold + T * _ENERGIES
    return root, root**2, 2.0 * root * T * _ENERGY_WEIGHTS


def centre_of_mass_momentum(root: Array, m: Array, other: Array) -> Array:
    """Momentum of either particle in the centre of mass, lambda^(1/2)/(2 sqrt s)."""
    above = (root - m - other) * (root + m + other) * (root**2 - (m - other) ** 2)
    inside = above > 0.0
    return jnp.where(inside, jnp.sqrt(jnp.where(inside, above, 1.0)) / (2.0 * root), 0.0)


def _boltzmann(root: Array, T: Array) -> Array:
    x = root / T
    return jnp.exp(-x) * scaled_bessel_k1(x)


def _pairs(root: Array, p: Array, m1: Array, m2: Array, T: Array, statistics: tuple[OccupationLaw, ...]) -> Array:
    """int dE w(E, s) at one sqrt s, p the momentum in the centre of mass."""
    kinetic = T * jnp.asarray(_ENERGIES)
    return T * jnp.sum(_ENERGY_WEIGHTS * pair_occupation(root, kinetic, p, (m1, m2), T, statistics))
