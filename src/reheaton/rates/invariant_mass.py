r"""How many ways a bath of scalars has to make a state of invariant mass squared S: spectra X(S).

A process i -> f + (particles of invariant mass squared S) whose |M|^2 depends on S alone has

    gamma = symmetry int dS X(S) rho_2(S) |M|^2(S),    X = int Prod_i (dPi f) Prod_f dPi (1 + f) delta(S - P^2),

dPi = d^3p/((2 pi)^3 2E), P the momentum that flows into S, and rho_2 = p_f/(4 pi sqrt S) the phase space of a pair in
the final state. In units of the temperature of the bath, T = 1:

    one particle       X = delta(S - m^2) int dp p^2 f/(4 pi^2 E)
    two                X = 1/(128 pi^4) int dE w(E, S)                        -> p_i K_1/(32 pi^4)
    three              X = 1/(2048 pi^6) int ds dE w(E, s)/|P| int f3 dE3     -> sqrt(S) K_1 rho_3(S)/(8 pi^3)
    two, one emitted   X = 1/(2048 pi^6) int ds dE w(E, s)/|P| int (1 + f3) dE3

with w of `occupation`, E and s the energy and invariant mass squared of the first two, |P|^2 = E^2 - s, and E3 of the
third between the ends that momentum conservation allows. What stands behind the arrows, and p_i p_f K_1(sqrt s)/(256
pi^6 sqrt s) ds for the last, holds for Maxwell-Boltzmann statistics, where the factor 1 + f is left out.

Functions take one S; `jax.vmap` adds a batch. Masses over T, S over T^2. Relative error 1e-9 for any statistics, and
1e-8 for S above 1000.
"""

from typing import Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.numerics.bessel import scaled_bessel_k1
from reheaton.numerics.quadrature import double_exponential_rule, tanh_sinh_rule
from reheaton.rates.occupation import ETA, OccupationLaw, occupied_range, pair_occupation
from reheaton.rates.reaction_density import centre_of_mass_momentum, three_body_phase_space

_NODES, _WEIGHTS = double_exponential_rule()
_COSINES, _COSINE_WEIGHTS = tanh_sinh_rule()
_THREE_BODIES: Final = 1.0 / (2048.0 * np.pi**6)


def one_particle(m: ArrayLike, law: OccupationLaw) -> Array:
    """int dp p^2 f/(4 pi^2 E), the weight of delta(S - m^2)."""
    m = jnp.asarray(m, dtype=float)
    if ETA[law] == 0.0:
        return m * _boltzmann(m) / (4.0 * np.pi**2)
    E = m + _NODES
    occupied = jnp.exp(-E) / (1.0 - ETA[law] * jnp.exp(-E))
    return jnp.sum(_WEIGHTS * jnp.sqrt(_NODES * (_NODES + 2.0 * m)) * occupied) / (4.0 * np.pi**2)


def two_particles(S: ArrayLike, m1: ArrayLike, m2: ArrayLike, law: OccupationLaw) -> Array:
    """X(S) of two particles of masses m1 and m2; 0 below threshold."""
    root, m1, m2 = jnp.sqrt(jnp.asarray(S, dtype=float)), jnp.asarray(m1, dtype=float), jnp.asarray(m2, dtype=float)
    p = centre_of_mass_momentum(root, m1, m2)
    if ETA[law] == 0.0:
        return p * _boltzmann(root) / (32.0 * np.pi**4)
    w = pair_occupation(root, jnp.asarray(_NODES), p, (m1, m2), jnp.ones(()), (law, law))
    return jnp.sum(_WEIGHTS * w) / (128.0 * np.pi**4)


def three_particles(S: ArrayLike, m: ArrayLike, law: OccupationLaw) -> Array:
    """X(S) of three particles of mass m; 0 below threshold."""
    S, m = jnp.asarray(S, dtype=float), jnp.asarray(m, dtype=float)
    root = jnp.sqrt(S)
    if ETA[law] == 0.0:
        return root * _boltzmann(root) * three_body_phase_space(S, m) / (8.0 * np.pi**3)
    # sqrt s of the pair lies between 2m and sqrt S - m.
    length = 0.5 * jnp.maximum(root - 3.0 * m, 0.0)
    pair = 2.0 * m + length * (1.0 + _COSINES)
    rest = length * (1.0 + _COSINES[::-1])

    def one(pair: Array, rest: Array) -> Array:
        # (sqrt S - sqrt s - m) is given, so that the momentum of the third has all its digits at the upper end.
        p3 = jnp.sqrt(rest * (rest + 2.0 * m) * (rest + 2.0 * pair) * (rest + 2.0 * pair + 2.0 * m)) / (2.0 * pair)
        E3 = (S - pair**2 - m**2) / (2.0 * pair)
        return _with_third(pair, m, (E3, p3), law, emitted=False)

    return _THREE_BODIES * length * jnp.sum(_COSINE_WEIGHTS * jax.vmap(one)(pair, rest))


def two_particles_emit(S: ArrayLike, m: ArrayLike, law: OccupationLaw) -> Array:
    """X(S) of two particles of mass m that end as one of them and the state of invariant mass squared S."""
    S, m = jnp.asarray(S, dtype=float), jnp.asarray(m, dtype=float)
    root = jnp.sqrt(S)
    pair = jnp.maximum(2.0 * m, m + root) + _NODES

    def one(pair: Array) -> Array:
        p3 = centre_of_mass_momentum(pair, m, root)
        if ETA[law] == 0.0:
            p = centre_of_mass_momentum(pair, m, m)
            return 2.0 * p * p3 * _boltzmann(pair) / (256.0 * np.pi**6)
        E3 = (pair**2 + m**2 - S) / (2.0 * pair)
        return _THREE_BODIES * _with_third(pair, m, (E3, p3), law, emitted=True)

    return jnp.sum(_WEIGHTS * jax.vmap(one)(pair))


def _with_third(pair: Array, m: Array, third: tuple[Array, Array], law: OccupationLaw, emitted: bool) -> Array:
    """2 sqrt(s) int dE w(E, s)/|P| int f3 dE3, or with 1 + f3; `third` is its energy and momentum where P = 0."""
    kinetic = jnp.asarray(_NODES)
    p = centre_of_mass_momentum(pair, m, m)
    P = jnp.sqrt(kinetic * (kinetic + 2.0 * pair))
    E3, p3 = third
    mean, half = (pair + kinetic) * E3 / pair, p3 * P / pair
    # E_min E_max = m^2 + (m P/sqrt s)^2 + p3^2: see `energy_range`.
    low = ((m * (pair + kinetic) / pair) ** 2 + p3**2) / (mean + half)
    ends = occupied_range(law, low, 2.0 * half) + (2.0 * half if emitted else 0.0)
    w = pair_occupation(pair, kinetic, p, (m, m), jnp.ones(()), (law, law))
    return 2.0 * pair * jnp.sum(_WEIGHTS * w / P * ends)


def _boltzmann(x: Array) -> Array:
    """K_1(x)."""
    return jnp.exp(-x) * scaled_bessel_k1(x)
