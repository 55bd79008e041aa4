r"""The rate at which an active neutrino scatters, 1 + 2 -> 3 + 4, as a coefficient C of Gamma = C G_F^2 p T^4.

    Gamma = 1/(2 E1) int dPi_2 dPi_3 dPi_4 (2 pi)^4 delta^4(p1 + p2 - p3 - p4) |M|^2 f2 (1 - f3)(1 - f4)

with Fermi-Dirac f and |M|^2 = 128 G_F^2 K summed over all spins. K is a combination of products of (ij) = p_i . p_j,

    S = (12)(34),   U = (14)(23),   V = (13)(24),   X = (13) m2 m4,   W = (12) m3 m4,

all of them quadratic in cos phi, phi the azimuth of p3 about the total momentum P, so that its average is exact. What
is left, in units of T, with s the squared energy in the centre of mass and u the position of E3 in its range,

    C = 1/(2 pi^3 E1^3) int dE2 f2 int ds lambda^(1/2)(s, m3^2, m4^2)/s int_0^1 du (1 - f3)(1 - f4) <K>,

is smooth in w = (E2 - threshold)^(1/2), in the square root of s - s_min and in u: Gauss rules converge exponentially.
2 and 4 may be bosons instead: f2 and 1 + f4 are then those of Bose and Einstein.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.backend.namespace import AnyArray
from reheaton.numerics.quadrature import gauss_legendre_rule, half_range_hermite_rule

FORMS: Final = ("S", "U", "V", "X", "W")
"""Names of the parts of K, in the order of their coefficients."""
_FROZEN: Final = 130.0
"""Mass over temperature beyond which a process is left out: its rate is below e^-50 even for p/T = 60."""


class Products(NamedTuple):
    """Products of four-momenta at a point of phase space; the azimuth phi is left: (13) = mean + amplitude cos phi."""

    first: Array
    """(12), which is also q.p1 of the total q = p1 + p2."""
    third: Array
    """q.p3 = (13) + (23)."""
    mean: Array
    amplitude_squared: Array
    s: Array


def collision_integral(x: Array, masses: Array, coefficients: Array, points: tuple[int, int, int]) -> Array:
    """C of one process for one neutrino of p/T = x; scalar.

    `masses` (3,) are m2, m3, m4 in units of T; `coefficients` (5,) multiply FORMS; `points` of the rules in w, s and u.
    """
    average = lambda products: _averaged_forms(products, masses, coefficients)  # noqa: E731
    return integrated_over_phase_space(x, masses, average, points)


def integrated_over_phase_space(
    x: Array, masses: Array, average: Callable[[Products], Array], points: tuple[int, int, int], bosons: bool = False
) -> Array:
    """C for one neutrino of p/T = x; `average` gives <K> over the azimuth. Arguments as of `collision_integral`.

    `bosons` tells whether particles 2 and 4 are bosons.
    """
    m2, m3, m4 = masses
    w, w_weight = half_range_hermite_rule(points[0])
    t, t_weight = gauss_legendre_rule(points[1])
    u, u_weight = gauss_legendre_rule(points[2])
    s_threshold = jnp.maximum((m3 + m4) ** 2, m2**2)
    # s_max = m2^2 + 2 E1 (E2 + p2) must reach the threshold: E2 + p2 > sum, hence E2 > (sum + m2^2/sum)/2 if sum > m2.
    needed = jnp.maximum((s_threshold - m2**2) / (2.0 * x), m2)
    lowest = 0.5 * (needed + m2**2 / jnp.maximum(needed, 1e-300))
    w, t, u = w[:, None, None], t[None, :, None], u[None, None, :]
    E2 = lowest + w**2
    # sqrt(E2^2 - m2^2) without the cancellation that a slow target would suffer.
    p2 = jnp.sqrt((E2 + m2) * (w**2 + (lowest - m2)))
    s_low = jnp.maximum(m2**2 + 2.0 * x * m2**2 / (E2 + p2), s_threshold)
    s_range = jnp.maximum(m2**2 + 2.0 * x * (E2 + p2) - s_low, 0.0)
    s = s_low + s_range * t**2
    sign = -1.0 if bosons else 1.0
    # Gauss nodes of w carry exp(-w^2): what is left of f2 is exp(-lowest)/(1 +- exp(-E2)).
    measure = 2.0 * w * jnp.exp(-lowest) / (1.0 + sign * jnp.exp(-E2)) * (2.0 * t * s_range)
    weight = w_weight[:, None, None] * t_weight[None, :, None] * u_weight[None, None, :]
    final = _final_state(x, E2, s, u, masses, average, sign)
    return jnp.sum(weight * measure * final) / (2.0 * np.pi**3 * x**3)


def _final_state(
    x: Array, E2: Array, s: Array, u: AnyArray, masses: Array, average: Callable[[Products], Array], sign: float
) -> Array:
    """lambda^(1/2)/s (1 - f3)(1 -+ f4) <K> at one point of the integration over the final state."""
    m2, m3, m4 = masses
    E = x + E2
    P2 = jnp.maximum(E**2 - s, 1e-300)
    breadth = jnp.sqrt(jnp.maximum((s - (m3 + m4) ** 2) * (s - (m3 - m4) ** 2), 0.0)) / s
    q3 = 0.5 * (s + m3**2 - m4**2)
    E3 = E * q3 / s + jnp.sqrt(P2) * breadth * (u - 0.5)
    open_states = 1.0 / ((1.0 + jnp.exp(-E3)) * (1.0 + sign * jnp.exp(E3 - E)))
    q1 = 0.5 * (s - m2**2)  # (12), which is q.p1 as the neutrino is massless
    along1, along3 = E * x - q1, E * E3 - q3  # P times the components of p1, p3 along P
    across = (x**2 - along1**2 / P2) * (E3**2 - m3**2 - along3**2 / P2)
    mean = x * E3 - along1 * along3 / P2
    return breadth * open_states * average(Products(q1, q3, mean, jnp.maximum(across, 0.0), s))


def _averaged_forms(products: Products, masses: Array, coefficients: Array) -> Array:
    """<K> over the azimuth, from the first two moments of (13)."""
    m2, m3, m4 = masses
    q1, q3, mean, _, s = products
    square = mean**2 + 0.5 * products.amplitude_squared
    S = q1 * 0.5 * (s - m3**2 - m4**2)
    U = q1 * q3 - (q1 + q3) * mean + square
    V = (m2**2 + q1 - q3) * mean + square
    forms = (S, U, V, mean * m2 * m4, q1 * m3 * m4)
    return sum((coefficients[k] * form for k, form in enumerate(forms)), start=jnp.zeros(()))


def collision_table(
    log_x: Array, log_T: Array, masses: Array, coefficients: Array, points: tuple[int, int, int]
) -> Array:
    """C of one process at ln(p/T) (momenta,) and ln T (temperatures,); masses (3,) in the unit of T.

    Shape (temperatures, momenta).
    """

    def row(T: Array) -> Array:
        return jax.vmap(lambda x: collision_integral(x, masses / T, coefficients, points))(jnp.exp(log_x))

    def row_unless_frozen(T: Array) -> Array:
        frozen = jnp.maximum(masses[0], masses[1] + masses[2]) > _FROZEN * T
        return jax.lax.cond(frozen, lambda _: jnp.zeros_like(log_x), row, T)

    return jax.lax.map(row_unless_frozen, jnp.exp(log_T))
