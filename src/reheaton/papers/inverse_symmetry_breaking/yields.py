r"""Freeze-in of heavy neutrinos N and of their mirror twins N' while inverse symmetry breaking tells them apart.

Above the critical temperature eta has a vev v = nu T and N, N' couple to phi with y = y_0 (1 +- T/T_*), the upper sign
being that of N ("Asymmetric Reheating via Inverse Symmetry Breaking", Eqs. 10-14); y_0 = 2 lambda, or lambda with the
vertex read literally. Without inverse reactions, and with the entropy and expansion of the scalars alone,

    |dY/dlnT| = (dn_N/dt)/(H s) = P y_0^4 (M_PLANCK/T) (1 +- T/T_*)^4 F(M_N/T; c_phi)       for phi phi -> N N,
    P = 2/(4 pi)^5/[(4 pi^3 g/45)^(1/2) 2 pi^2 g/45],  F: `pair_moments.reduced_rate`,

which makes Y'/Y = x_RH^4 independent of y_0, of g and of M_N at fixed M_N/T_max, T_max/T_*.

The operator that makes the difference, (lambda/Lambda_eff) eta phi (N N - N' N'), also makes pairs at order lambda^2:
h phi -> N N, h = eta - v. With 1/Lambda_eff = T/(v T_*) its amplitude is that of `majorana_pairs.contact_squared` with
y_contact = +-y_0/(nu T_*): contact and s-channel terms add for one of N and N' and cancel for the other.
All other rates here are squares of polynomials in T/T_* times a phase space, whose integral over T is elementary:
int dx x^-j (1 - x^2)^(3/2) with x = 2M_N/sqrt(s), so that yields are single integrals over s.
"""

from collections.abc import Callable
from typing import Final, Literal

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import M_PLANCK
from reheaton.errors import InvalidInput, did_you_mean
from reheaton.numerics.bessel import scaled_bessel_k1
from reheaton.numerics.quadrature import double_exponential_rule
from reheaton.papers.inverse_symmetry_breaking.amplitudes import REDUCED_PLANCK
from reheaton.papers.inverse_symmetry_breaking.moments import moments, reduced_rate
from reheaton.rates.reaction_density import Statistics, three_body_phase_space

PhiMass = Literal["paper", "vacuum"]
_BINOMIAL: Final = np.array([1.0, 4.0, 6.0, 4.0, 1.0])
_POWERS: Final = np.arange(5)
_CENTRED: Final = 1.5
"""T_max/T_* below which the yield of N' is expanded about T_max: its coupling vanishes at T_*, not far away then."""


class Yields(eqx.Module):
    """Numbers per entropy of N and N', or their derivatives; any common shape."""

    N: Array
    N_mirror: Array

    def __add__(self, other: "Yields") -> "Yields":
        return Yields(self.N + other.N, self.N_mirror + other.N_mirror)

    @property
    def x_RH(self) -> Array:
        """(Y'/Y)^(1/4), the ratio of temperatures after N and N' have decayed with equal widths (paper Eq. 16)."""
        return (self.N_mirror / self.N) ** 0.25


class BrokenPhase(eqx.Module):
    """The scalars at T far above the critical temperature, where every mass is proportional to T."""

    v_over_T: ArrayLike
    M_phi_over_T: ArrayLike
    M_h_over_T: ArrayLike
    lambda_phi: ArrayLike
    lambda_eta_phi: ArrayLike

    @property
    def c_phi(self) -> Array:
        """(M_phi/T)^2."""
        return jnp.asarray(self.M_phi_over_T) ** 2


def broken_phase(
    lambda_eta: ArrayLike, lambda_phi: ArrayLike, lambda_eta_phi: ArrayLike, phi_mass: PhiMass = "paper"
) -> BrokenPhase:
    """v, M_phi and M_h in units of T at leading order of the high-temperature expansion.

    c_eta = (6 lambda_eta + lambda_eta_phi)/24 < 0, v^2 = |c_eta|/lambda_eta T^2, M_h^2 = 2|c_eta| T^2; M_phi^2 = c_phi
    T^2 (`paper`, Eqs. 5-8), to which the vev adds lambda_eta_phi v^2/2 (`vacuum`). Shapes: any common. Units: none.
    Errors: InvalidInput for an unknown phi_mass; NaN where eta is not broken. Validity: no daisies; T >> mu.
    """
    if phi_mass not in ("paper", "vacuum"):
        raise InvalidInput(f"phi_mass = {phi_mass!r} is unknown: {did_you_mean(phi_mass, ('paper', 'vacuum'))}")
    lambda_eta, lambda_phi, mixed = (jnp.asarray(x, dtype=float) for x in (lambda_eta, lambda_phi, lambda_eta_phi))
    negative_c_eta = -(6.0 * lambda_eta + mixed) / 24.0
    v2 = negative_c_eta / lambda_eta
    c_phi = (6.0 * lambda_phi + mixed) / 24.0 + (0.5 * mixed * v2 if phi_mass == "vacuum" else 0.0)
    return BrokenPhase(jnp.sqrt(v2), jnp.sqrt(c_phi), jnp.sqrt(2.0 * negative_c_eta), lambda_phi, mixed)


def prefactor(g_star: ArrayLike = 2.0) -> Array:
    """P of the module docstring: 3.098631e-6 for the two scalars, g = 2.

    1/(H s) = P/2 (4 pi)^5 M_PLANCK/T^5 with g in both H and s (paper Eq. 13). Shapes: any. Units: none. Errors: none
    raised. Validity: g constant while N is made, and radiation of the scalars' sector alone.
    """
    g = jnp.asarray(g_star, dtype=float)
    return 2.0 / (4.0 * np.pi) ** 5 / (jnp.sqrt(4.0 * np.pi**3 * g / 45.0) * 2.0 * np.pi**2 * g / 45.0)


def exchange_yields(
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    c_phi: ArrayLike,
    statistics: Statistics = "maxwell-boltzmann",
    g_star: ArrayLike = 2.0,
) -> Yields:
    """Yields of N and N' from phi phi -> N N between T_max and T << M_N.

    Y = P y_0^4 (M_PLANCK/M_N) int dz (1 +- T_max z1/(T_* z))^4 F(z; c_phi) from z1 = M_N/T_max, by its moments: sums of
    positive terms for N, and for N' near its zero (paper Eq. 13). Shapes: scalars; vmap gives batches. Units: GeV, 1.
    Errors: NaN outside the ranges of `pair_moments`. Validity: 2e-7, 1e-6 for Bose-Einstein phi; 1e-6 and 5e-6
    where M_N < M_phi(T_max). N is not blocked and does not annihilate back; T_max far above T_c; M_phi < 2 M_N, as what
    phi decays to is not counted.
    """
    u, z1 = jnp.asarray(T_max, dtype=float) / T_star, jnp.asarray(M_N, dtype=float) / T_max
    M, Q = moments(z1, c_phi, statistics)
    more = jnp.sum(_BINOMIAL * _powers(u) * M)
    near, far = jnp.minimum(u, _CENTRED), jnp.maximum(u, _CENTRED)
    centred = jnp.sum(_BINOMIAL * _powers(1.0 - near)[::-1] * _powers(near) * Q)
    expanded = jnp.sum(_BINOMIAL * _powers(-far) * M)
    scale = prefactor(g_star) * jnp.asarray(y_0) ** 4 * M_PLANCK / M_N * jnp.exp(-2.0 * z1)
    return Yields(scale * more, scale * jnp.where(u < _CENTRED, centred, expanded))


def exchange_growth(
    T: ArrayLike,
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    c_phi: ArrayLike,
    statistics: Statistics = "maxwell-boltzmann",
    g_star: ArrayLike = 2.0,
) -> Yields:
    """|dY/dlnT| of N and N' at T from phi phi -> N N, the curves of the paper's Fig. 1.

    Equation: module docstring. Shapes: scalars. Units: GeV, 1. Errors: none raised. Validity: 1e-9; any c_phi > 0.
    """
    T = jnp.asarray(T, dtype=float)
    scale = prefactor(g_star) * jnp.asarray(y_0) ** 4 * M_PLANCK / T * reduced_rate(M_N / T, c_phi, statistics)
    return Yields(scale * (1.0 + T / T_star) ** 4, scale * (1.0 - T / T_star) ** 4)


def h_phi_yields(
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    phase: BrokenPhase,
    g_star: ArrayLike = 2.0,
) -> Yields:
    """Yields of N and N' from h phi -> N N, contact and s-channel terms.

    dn_N/dt = y_0^2 T^4/(128 pi^5) int ds p s K_1(sqrt s) (1 - 4z^2/s)^(3/2) [a +- (T/T_*)(a + 1/nu)]^2, a =
    lambda_eta_phi nu/(s - M_phi^2), all in units of T; (y_0 T^3/(2 nu T_*))^2/(2 pi^5) for the contact term at high T.
    Shapes: scalars. Units: GeV, 1. Errors: none raised. Validity: 1e-9; Maxwell-Boltzmann; tree level.
    """
    m, m_h, nu = (jnp.asarray(x, dtype=float) for x in (phase.M_phi_over_T, phase.M_h_over_T, phase.v_over_T))

    def parts(s: Array) -> tuple[Array, tuple[Array, Array, Array]]:
        p = jnp.sqrt(jnp.maximum((s - (m + m_h) ** 2) * (s - (m - m_h) ** 2), 1e-300) / s) / 2.0
        a = jnp.asarray(phase.lambda_eta_phi * nu) / (s - m**2)
        b = a + 1.0 / nu
        return p * s / (128.0 * np.pi**5), (a**2, 2.0 * a * b, b**2)

    return _quadratic(M_N, T_star, T_max, g_star, m + m_h, parts, jnp.asarray(y_0) ** 2)


def three_phi_yields(
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    phase: BrokenPhase,
    g_star: ArrayLike = 2.0,
) -> Yields:
    """Yields of N and N' from phi phi phi -> phi* -> N N.

    dn_N/dt = 3 lambda_phi^2 y_0^2 (1 +- T/T_*)^2 T^4/(16 pi^4) int ds s^(3/2) K_1(sqrt s) rho_3(s) (1 - 4z^2/s)^(3/2)
    /(s - M_phi^2)^2 in units of T, from `majorana_pairs.three_phi_squared` with 1/3! and 1/2 for equal particles and
    two N per event. Shapes: scalars. Units: GeV, 1. Errors: none raised. Validity: 1e-9; as `h_phi_yields`.
    """
    m = jnp.asarray(phase.M_phi_over_T, dtype=float)

    def parts(s: Array) -> tuple[Array, tuple[Array, Array, Array]]:
        rho_3 = jax.vmap(lambda s: three_body_phase_space(s, m))(s)
        one = jnp.ones_like(s)
        return s**1.5 * rho_3 / (s - m**2) ** 2, (one, 2.0 * one, one)

    strength = 3.0 / (16.0 * np.pi**4) * jnp.asarray(phase.lambda_phi * jnp.asarray(y_0)) ** 2
    return _quadratic(M_N, T_star, T_max, g_star, 3.0 * m, parts, strength)


def graviton_yield(M_N: ArrayLike, T_max: ArrayLike, phase: BrokenPhase, g_star: ArrayLike = 2.0) -> Array:
    """Yield of N, and equally of N', from phi phi and h h -> graviton -> N N.

    dn_N/dt = T^8/(1024 pi^5 Mbar^4) int ds p K_1 q^3 {s (s - 4m^2)/12 + m^4 - q^2 [m^2 (s - 4m^2)/3 + (s - 4m^2)^2/20 +
    m^4]} for each scalar, q^2 = 1 - 4z^2/s, in units of T: `majorana_pairs.graviton_squared` with 1/2 twice and two N
    per event; T^8/(80 pi^5 Mbar^4) at T >> M_N, m.
    Shapes: scalars. Units: GeV, 1. Errors: none raised. Validity: 1e-9; minimal coupling of the scalars to curvature;
    no scattering of anything but phi and h.
    """
    total = jnp.zeros(())
    for mass in (phase.M_phi_over_T, phase.M_h_over_T):
        m2 = jnp.asarray(mass, dtype=float) ** 2
        s, weights, x1 = _above(2.0 * jnp.sqrt(m2), M_N, T_max)
        above = s - 4.0 * m2
        lead, fall = above * s / 12.0 + m2**2, above * m2 / 3.0 + above**2 / 20.0 + m2**2
        _, _, J2, J4 = _phase_space_moments(x1)
        integral = (lead - fall) * J4 + fall * J2
        total = total + jnp.sum(weights * jnp.sqrt(jnp.maximum(above, 0.0)) * 4.0 / s**1.5 * integral)
    strength = 0.5 * (4.0 * np.pi) ** 5 * prefactor(g_star) / (1024.0 * np.pi**5)
    return strength * M_PLANCK / M_N * (jnp.asarray(M_N) / REDUCED_PLANCK) ** 4 * total


def growth(yields: Callable[[Array], Yields], T: ArrayLike) -> Yields:
    """|dY/dlnT| at T of any of these yields, as a function of T_max: what a higher T_max would add is made there.

    Shapes: scalars. Units: GeV, that of the yields. Errors and validity: those of the yields; 1e-4 of a table's.
    """
    log_T = jnp.log(jnp.asarray(T, dtype=float))
    return jax.jvp(lambda x: yields(jnp.exp(x)), (log_T,), (jnp.ones_like(log_T),))[1]


def _powers(x: Array) -> Array:
    """x^0 ... x^4, with derivatives at 0."""
    return jnp.stack([jnp.ones_like(x), x, x * x, x * x * x, x * x * x * x])


def _quadratic(
    M_N: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    g_star: ArrayLike,
    threshold: Array,
    parts: Callable[[Array], tuple[Array, tuple[Array, Array, Array]]],
    strength: Array,
) -> Yields:
    """Yields for dn/dt = strength T^4 int ds K_1 G(s) (1 - 4z^2/s)^(3/2) [A + B (+-T/T_*) + C (T/T_*)^2]."""
    s, weights, x1 = _above(threshold, M_N, T_max)
    G, (A, B, C) = parts(s)
    J0, J1, J2, _ = _phase_space_moments(x1)
    half_root = 0.5 * jnp.sqrt(s)
    ratio = jnp.asarray(M_N) / T_star / half_root
    even = jnp.sum(weights * G * half_root * (A * J0 + C * ratio**2 * J2))
    odd = jnp.sum(weights * G * half_root * B * ratio * J1)
    scale = 0.5 * (4.0 * np.pi) ** 5 * prefactor(g_star) * strength * M_PLANCK / M_N
    return Yields(scale * (even + odd), scale * (even - odd))


def _above(threshold: ArrayLike, M_N: ArrayLike, T_max: ArrayLike) -> tuple[Array, Array, Array]:
    """s, weights with K_1(sqrt s), and the lower end of x = 2z/sqrt s; in units of T, each (nodes,)."""
    E, weights = double_exponential_rule()
    twice_z1 = 2.0 * jnp.asarray(M_N, dtype=float) / T_max
    root = jnp.maximum(threshold, twice_z1) + E
    K1 = jnp.exp(-root) * scaled_bessel_k1(root)
    return root**2, jnp.asarray(weights) * 2.0 * root * K1, twice_z1 / root


def _phase_space_moments(x1: Array) -> tuple[Array, Array, Array, Array]:
    """int_x1^1 dx x^-j (1 - x^2)^(3/2) for j = 0, 1, 2, 4; 0 < x1 < 1."""
    q = jnp.sqrt((1.0 - x1) * (1.0 + x1))
    angle = jnp.arctan2(q, x1)
    J0 = (3.0 * angle - x1 * (5.0 - 2.0 * x1**2) * q) / 8.0
    J1 = jnp.log1p(q) - jnp.log(x1) - q - q**3 / 3.0
    J2 = q**3 / x1 - 1.5 * (angle - x1 * q)
    return J0, J1, J2, q**3 / (3.0 * x1**3) - q / x1 + angle
