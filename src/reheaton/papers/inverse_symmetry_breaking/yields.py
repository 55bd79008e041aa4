r"""Freeze-in of heavy neutrinos N and their mirror twins N', in the phase in which their couplings to phi differ.

Above the critical temperature eta has the expectation value v, proportional to T, and N, N' couple to phi with

    y = y_0 (1 +- T/T_*),    + for N, - for N'

("Asymmetric Reheating via Inverse Symmetry Breaking" Eqs. 9-14). y_0 = 2 lambda; see `amplitudes`. Only the scalars
fill the universe, and inverse reactions are left out. For phi phi -> N N, with F of `moments`,

    |dY/dlnT| = (dn_N/dt)/(H s) = P y_0^4 (M_PLANCK/T) (1 +- T/T_*)^4 F(M_N/T; M_phi/T),
    P = 2/(4 pi)^5/[(4 pi^3 g/45)^(1/2) 2 pi^2 g/45].

Y'/Y = x_RH^4 does not depend on y_0 and g, and on the scales only through M_N/T_max and T_max/T_*.

The operator (lambda/Lambda_eff) eta phi (N N - N' N') also makes pairs at order lambda^2, by h phi -> N N with h =
eta - v. As 1/Lambda_eff = T/(v T_*), this is `amplitudes.contact_squared` with y_contact = +-y_0 T/(v T_*): contact and
s-channel terms add for one of N and N', and cancel for the other. All rates but that of phi phi -> N N are squares of
polynomials in T/T_* times a phase space. Their integral over T is elementary,

    int dx x^-j (1 - x^2)^(3/2),    x = 2M_N/sqrt(s),

so that these yields are single integrals over s.

Functions take one point; `jax.vmap` adds a batch. Masses and temperatures in GeV; yields and couplings have no unit.
"""

from collections.abc import Callable, Mapping
from typing import Final, TypeVar

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import M_PLANCK
from reheaton.cosmology import ZETA_3, entropy_density, hubble_radiation
from reheaton.numerics.bessel import scaled_bessel_k1
from reheaton.numerics.quadrature import double_exponential_rule
from reheaton.papers.inverse_symmetry_breaking.amplitudes import REDUCED_PLANCK
from reheaton.papers.inverse_symmetry_breaking.moments import moments, reduced_rate
from reheaton.papers.inverse_symmetry_breaking.phases import BrokenPhase, ThermalMasses
from reheaton.papers.inverse_symmetry_breaking.scalar_gas import G_SCALARS
from reheaton.rates.reaction_density import OccupationLaw, three_body_phase_space

EQUILIBRIUM_YIELD: Final = 135.0 * ZETA_3 / (8.0 * np.pi**4)
"""N (two states) per entropy of the scalars in relativistic equilibrium, (3/4) 2 zeta(3)/pi^2 T^3 over s: 0.208."""
_BINOMIAL: Final = np.array([1.0, 4.0, 6.0, 4.0, 1.0])
_POWERS: Final = np.arange(5)
_CENTRED: Final = 1.5
"""T_max/T_* below which the yield of N' is expanded about T_max, because its coupling vanishes at T_* nearby."""


class Yields(eqx.Module):
    """Numbers of N and N' per entropy of the scalars, or their derivatives; any common shape."""

    N: Array
    N_mirror: Array

    def __add__(self, other: "Yields") -> "Yields":
        return Yields(self.N + other.N, self.N_mirror + other.N_mirror)

    @property
    def x_RH(self) -> Array:
        """(Y'/Y)^(1/4), the ratio of temperatures after N and N' have decayed with equal widths (Eq. 16)."""
        return (self.N_mirror / self.N) ** 0.25


AnyYields = TypeVar("AnyYields", Yields, dict[str, Yields])


def vertices(y_0: ArrayLike, T: ArrayLike, T_star: ArrayLike) -> tuple[Array, Array]:
    """y_0 (1 + T/T_*) and y_0 (1 - T/T_*), the vertices of phi with N N and with N' N'; Eqs. 10, 11 and 14."""
    y_0, ratio = jnp.asarray(y_0, dtype=float), jnp.asarray(T, dtype=float) / T_star
    return y_0 * (1.0 + ratio), y_0 * (1.0 - ratio)


def prefactor(g_star: ArrayLike = G_SCALARS) -> Array:
    """P of the module, in which 1/(H s) = P/2 (4 pi)^5 M_PLANCK/T^5 (Eq. 13); 3.098631e-6 for g = 2. Any shape."""
    return 2.0 / (4.0 * np.pi) ** 5 / (hubble_radiation(g_star, 1.0) * M_PLANCK * entropy_density(g_star, 1.0))


def yields_by_process(
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    phase: ThermalMasses,
    statistics: OccupationLaw = "maxwell-boltzmann",
) -> dict[str, Yields]:
    """Yields of N and N' from T_max down, by the process that makes them.

    exchange: phi phi -> N N, the process of the paper; h_phi: h phi -> N N; three_phi: phi phi phi -> N N; gravitons:
    phi phi and h h -> graviton -> N N. Without couplings (`masses_without_couplings`) h_phi and three_phi are absent.
    `statistics` is that of phi in exchange. See the functions of the single processes for errors and validity.
    """
    found = {"exchange": exchange_yields(M_N, y_0, T_star, T_max, phase.M_phi_over_T, statistics)}
    if isinstance(phase, BrokenPhase):
        found["h_phi"] = h_phi_yields(M_N, y_0, T_star, T_max, phase)
        found["three_phi"] = three_phi_yields(M_N, y_0, T_star, T_max, phase)
    gravitons = graviton_yield(M_N, T_max, phase)
    return found | {"gravitons": Yields(gravitons, gravitons)}


def growth_by_process(
    T: ArrayLike,
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    phase: ThermalMasses,
    statistics: OccupationLaw = "maxwell-boltzmann",
) -> dict[str, Yields]:
    """|dY/dlnT| of N and N' at T, by process: the derivative of `yields_by_process` by ln T_max."""
    found = growth(lambda T_max: yields_by_process(M_N, y_0, T_star, T_max, phase, statistics), T)
    # Directly, because the derivative of a spline is less accurate.
    return found | {"exchange": exchange_growth(T, M_N, y_0, T_star, phase.M_phi_over_T, statistics)}


def total(by_process: Mapping[str, Yields]) -> Yields:
    """Sum of the yields of all processes."""
    first, *others = by_process.values()
    for other in others:
        first = first + other
    return first


def exchange_yields(
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    M_phi_over_T: ArrayLike,
    statistics: OccupationLaw = "maxwell-boltzmann",
    g_star: ArrayLike = G_SCALARS,
) -> Yields:
    """Yields of N and N' from phi phi -> N N between T_max and T << M_N (Eq. 13).

    Y = P y_0^4 (M_PLANCK/M_N) int dz (1 +- T_max z1/(T_* z))^4 F(z; M_phi/T) from z1 = M_N/T_max, by the moments of F.
    The sums have positive terms for N, and for N' near the zero of its coupling. NaN outside the ranges of `moments`.
    Error 2e-7, and 1e-6 if M_N < M_phi(T_max); for Bose-Einstein phi 1e-6 and 5e-6. Pauli blocking and annihilation of
    N are left out, and so are decays of phi (M_phi > 2 M_N). T_max must be far above T_c.
    """
    u, z1 = jnp.asarray(T_max, dtype=float) / T_star, jnp.asarray(M_N, dtype=float) / T_max
    M, Q = moments(z1, M_phi_over_T, statistics)
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
    M_phi_over_T: ArrayLike,
    statistics: OccupationLaw = "maxwell-boltzmann",
    g_star: ArrayLike = G_SCALARS,
) -> Yields:
    """|dY/dlnT| of N and N' at T from phi phi -> N N: Eqs. 12 and 13, the curves of Fig. 1. Error 1e-9."""
    T = jnp.asarray(T, dtype=float)
    scale = prefactor(g_star) * M_PLANCK / T * reduced_rate(M_N / T, M_phi_over_T, statistics)
    y_N, y_mirror = vertices(y_0, T, T_star)
    return Yields(scale * y_N**4, scale * y_mirror**4)


def h_phi_yields(
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    phase: BrokenPhase,
    g_star: ArrayLike = G_SCALARS,
) -> Yields:
    """Yields of N and N' from h phi -> N N, contact and s-channel terms.

    dn_N/dt = y_0^2 T^4/(128 pi^5) int ds p s K_1(sqrt s) (1 - 4z^2/s)^(3/2) [a +- (T/T_*)(a + 1/v)]^2 in units of T,
    with a = lambda_eta_phi v/(s - M_phi^2). At T >> M_N the contact term gives (y_0 T^3/(2 v T_*))^2/(2 pi^5), v in
    units of T. Error 1e-9; Maxwell-Boltzmann statistics; tree level.
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
    g_star: ArrayLike = G_SCALARS,
) -> Yields:
    """Yields of N and N' from phi phi phi -> phi* -> N N.

    dn_N/dt = 3 lambda_phi^2 y_0^2 (1 +- T/T_*)^2 T^4/(16 pi^4) int ds s^(3/2) K_1(sqrt s) rho_3(s) (1 - 4z^2/s)^(3/2)
    /(s - M_phi^2)^2 in units of T: `amplitudes.three_phi_squared` with 1/3! and 1/2 for equal particles and two N per
    event. Error 1e-9; Maxwell-Boltzmann statistics; tree level.
    """
    m = jnp.asarray(phase.M_phi_over_T, dtype=float)

    def parts(s: Array) -> tuple[Array, tuple[Array, Array, Array]]:
        rho_3 = jax.vmap(lambda s: three_body_phase_space(s, m))(s)
        one = jnp.ones_like(s)
        return s**1.5 * rho_3 / (s - m**2) ** 2, (one, 2.0 * one, one)

    strength = 3.0 / (16.0 * np.pi**4) * jnp.asarray(phase.lambda_phi * jnp.asarray(y_0)) ** 2
    return _quadratic(M_N, T_star, T_max, g_star, 3.0 * m, parts, strength)


def graviton_yield(M_N: ArrayLike, T_max: ArrayLike, phase: ThermalMasses, g_star: ArrayLike = G_SCALARS) -> Array:
    """Yield of N, which is also that of N', from phi phi and h h -> graviton -> N N.

    dn_N/dt = T^8/(1024 pi^5 Mbar^4) int ds p K_1 q^3 {s (s - 4m^2)/12 + m^4 - q^2 [m^2 (s - 4m^2)/3 + (s - 4m^2)^2/20 +
    m^4]} for each scalar, q^2 = 1 - 4z^2/s, in units of T: `amplitudes.graviton_squared` with 1/2 twice and two N per
    event. T^8/(80 pi^5 Mbar^4) at T >> M_N, m. Error 1e-9; Maxwell-Boltzmann statistics; scalars that couple minimally
    to curvature. Other particles of the universe, if there are any, are left out.
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


def growth(yields: Callable[[Array], AnyYields], T: ArrayLike) -> AnyYields:
    """|dY/dlnT| at T of yields given as a function of T_max: their derivative by ln T_max.

    T_max is the upper end of the integral over T, so this derivative is what is produced at T. Relative error 1e-4 for
    `exchange_yields`, which come from a table, and rounding for the others.
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
