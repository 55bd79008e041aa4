r"""Scattering of the scalars on each other in the broken phase: whether phi is thermal, and how h = eta - v is made.

With eta = v + h the potential of `couplings` has, at tree level, k = lambda_eta_phi, the vertices

    h h phi phi   -i k,          phi^4   -6i lambda_phi,
    h phi phi     -i k v,        h^3     -6i lambda_eta v = -3i M_h^2/v,

because M_h^2 = 2 lambda_eta v^2. Masses of propagators are those of the phase. With s + t + u = sum of M^2,

    M(phi phi -> h h)     = -k [1 + 3M_h^2/(s - M_h^2)] - (k v)^2 [1/(t - M_phi^2) + 1/(u - M_phi^2)],
    M(h phi -> h phi)     the same function with s and t exchanged (crossing),
    M(phi phi -> phi phi) = -6 lambda_phi - (k v)^2 [1/(s - M_h^2) + 1/(t - M_h^2) + 1/(u - M_h^2)].

Exchange of a light h has no strong forward peak: at t = 0 it is (k v)^2/M_h^2 = k^2/(2 lambda_eta) < 2 lambda_phi,
a third of the contact term at most, since the potential is bounded from below. In phi phi -> h h the poles are outside
the range of angles by a distance of order M_phi^2.

Rates are those of a bath with Maxwell-Boltzmann statistics. Bose statistics of the initial particles alone raise them
by 1.7, 2.1 and 2.4 (phi phi -> h h) and 1.6, 2.0 and 2.3 (phi phi -> phi phi) for M_phi/T = 0.49, 0.22 and 0.10. All
masses are proportional to T, so that a rate over H is a constant times M_PLANCK/T. Processes with more particles are
left out; `thermalisation_temperature` says how much phi phi -> phi phi h would add.

Functions take one point; `jax.vmap` adds a batch. Mandelstam variables are in units of T^2; temperatures in GeV.
"""

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.cosmology import hubble_radiation
from reheaton.numerics.bessel import scaled_bessel_k
from reheaton.papers.inverse_symmetry_breaking.phases import BrokenPhase
from reheaton.papers.inverse_symmetry_breaking.scalar_gas import G_SCALARS
from reheaton.rates.reaction_density import TwoToTwo, centre_of_mass_momentum, reaction_density

Amplitude = Callable[[ArrayLike, ArrayLike, ArrayLike, BrokenPhase], Array]


# --- amplitudes ----------------------------------------------------------------------------------
def pair_amplitude(s: ArrayLike, t: ArrayLike, u: ArrayLike, phase: BrokenPhase) -> Array:
    """M of two phi and two h, s being that of the two phi: phi phi -> h h, and h phi -> h phi with s and t exchanged.

    Equation: module docstring, with the two terms of phi exchange added up, which cancel for soft h. Any common shape;
    s, t, u in units of T^2 and on shell, so that s + t + u = 2 M_phi^2 + 2 M_h^2. Tree level.
    """
    m2, m_h2, v, k = _parameters(phase)
    s, t, u = (jnp.asarray(x, dtype=float) for x in (s, t, u))
    return -k * (1.0 + 3.0 * m_h2 / (s - m_h2)) - (k * v) ** 2 * (2.0 * m_h2 - s) / ((t - m2) * (u - m2))


def phi_amplitude(s: ArrayLike, t: ArrayLike, u: ArrayLike, phase: BrokenPhase) -> Array:
    """M of phi phi -> phi phi; module docstring. Any common shape; s, t, u in units of T^2. Tree level."""
    _, m_h2, v, k = _parameters(phase)
    exchange = sum(1.0 / (jnp.asarray(x, dtype=float) - m_h2) for x in (s, t, u))
    return -6.0 * jnp.asarray(phase.lambda_phi) - (k * v) ** 2 * exchange


def _parameters(phase: BrokenPhase) -> tuple[Array, Array, Array, Array]:
    m, m_h, v, k = (
        jnp.asarray(x, dtype=float)
        for x in (phase.M_phi_over_T, phase.M_h_over_T, phase.v_over_T, phase.lambda_eta_phi)
    )
    return m**2, m_h**2, v, k


# --- rates ---------------------------------------------------------------------------------------
def h_production_over_H(phase: BrokenPhase, T: ArrayLike, g_star: ArrayLike = G_SCALARS) -> Array:
    """h made by phi phi -> h h per time, over their number in equilibrium, over H at T [GeV].

    2 gamma/(n_h H): two h an event, gamma with 1/2 for equal particles on each side, n_h = T^3 x^2 K_2(x)/(2 pi^2) with
    x = M_h/T. Scalars. 0.12, 2.5e-3 and 6e-5 at 1e14 GeV for the benchmarks B1, B2 and B3. Error 1e-8.
    """
    m, m_h = phase.M_phi_over_T, phase.M_h_over_T
    density = _reactions(pair_amplitude, (m, m, m_h, m_h), 0.25, phase)
    return 2.0 * density / _number(m_h) / (hubble_radiation(g_star, 1.0) * jnp.asarray(T, dtype=float))


def phi_scattering_over_H(phase: BrokenPhase, T: ArrayLike, g_star: ArrayLike = G_SCALARS) -> Array:
    """Scatterings phi phi -> phi phi in which one phi takes part per time, over H at T [GeV].

    2 gamma/(n_phi H): two phi take part in an event, gamma with 1/2 for equal particles on each side. Scalars. 150, 8.1
    and 0.36 at 1e14 GeV for the benchmarks B1, B2 and B3 with M_phi of Eq. 6 (155, 8.2 and 0.36 with the vev of eta in
    it). The amplitude is nearly constant, so that momentum is lost at this rate too. Error 1e-8.
    """
    m = phase.M_phi_over_T
    density = _reactions(phi_amplitude, (m, m, m, m), 0.25, phase)
    return 2.0 * density / _number(m) / (hubble_radiation(g_star, 1.0) * jnp.asarray(T, dtype=float))


def h_scattering_over_H(phase: BrokenPhase, T: ArrayLike, g_star: ArrayLike = G_SCALARS) -> Array:
    """Scatterings h phi -> h phi of one h per time, over H at T [GeV]: gamma/(n_h H). Scalars. Error 1e-8."""

    def crossed(s: ArrayLike, t: ArrayLike, u: ArrayLike, phase: BrokenPhase) -> Array:
        return pair_amplitude(t, s, u, phase)

    m, m_h = phase.M_phi_over_T, phase.M_h_over_T
    density = _reactions(crossed, (m, m_h, m, m_h), 1.0, phase)
    return density / _number(m_h) / (hubble_radiation(g_star, 1.0) * jnp.asarray(T, dtype=float))


def _reactions(amplitude: Amplitude, masses: tuple[ArrayLike, ...], symmetry: float, phase: BrokenPhase) -> Array:
    """gamma at T = 1 in units of T^4."""
    m1, m2, m3, m4 = (jnp.asarray(m, dtype=float) for m in masses)

    def squared(s: Array, cosine: Array, _: Array) -> Array:
        root = jnp.sqrt(s)
        p, q = centre_of_mass_momentum(root, m1, m2), centre_of_mass_momentum(root, m3, m4)
        E1, E3 = jnp.hypot(p, m1), jnp.hypot(q, m3)
        # For equal energies, m1^2 + m3^2 - 2 E1 E3 + 2 p q cos loses no digits where it is small.
        t = -((p - q) ** 2) + (E1 - E3) ** 2 - 2.0 * p * q * (1.0 - cosine)
        u = m1**2 + m2**2 + m3**2 + m4**2 - s - t
        return amplitude(s, t, u, phase) ** 2

    return reaction_density(TwoToTwo(squared, (m1, m2, m3, m4), symmetry), 1.0)


def _number(mass: ArrayLike) -> Array:
    """n/T^3 of one scalar, x^2 K_2(x)/(2 pi^2); 1/pi^2 without mass."""
    x = jnp.maximum(jnp.asarray(mass, dtype=float), 1e-8)
    return jnp.asarray(x**2 * jnp.exp(-x) * scaled_bessel_k(x)[1] / (2.0 * np.pi**2))


# --- occupation of h -----------------------------------------------------------------------------
def thermalisation_temperature(phase: BrokenPhase, g_star: ArrayLike = G_SCALARS) -> Array:
    """T_1 [GeV], at which phi phi -> h h makes as many h per Hubble time as there are in equilibrium.

    `h_production_over_H` is T_1/T. Scalar. phi phi -> phi phi h, which is left out, goes as (lambda_phi k v)^2 and not
    as k^2: it makes 0.2 times as many h for the benchmark B1, 0.1 times for B3, but 1e4 times as many for v/T = 100 and
    lambda_phi = 0.2, where h is thermal below 2e7 GeV and not 2e3 GeV.
    """
    return h_production_over_H(phase, 1.0, g_star)


def h_occupation(T: ArrayLike, T_max: ArrayLike, T_1: ArrayLike) -> Array:
    r"""n_h over its value in equilibrium at T, if there is no h at T_max and phi phi <-> h h makes them.

    phi is thermal, and h has a thermal shape with r = n_h/n_h,eq. Each reaction makes two h, and the inverse one goes
    with the square of the number of h (detailed balance): dn_h/dt + 3 H n_h = 2 gamma (1 - r^2). As n_h,eq a^3 is
    constant for masses proportional to T, and 2 gamma/(n_h,eq H) = T_1/T, this is

        dr/dlnT = -(T_1/T) (1 - r^2),   r = tanh(T_1/T - T_1/T_max).

    Any common shape; temperatures in GeV, T <= T_max. T_1 of `thermalisation_temperature`.
    """
    T, T_max, T_1 = (jnp.asarray(x, dtype=float) for x in (T, T_max, T_1))
    return jnp.tanh(T_1 / T - T_1 / T_max)
