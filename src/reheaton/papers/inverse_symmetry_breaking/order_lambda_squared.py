r"""Yields of N and N' of order lambda^2: pairs that a virtual or real phi, or the operator itself, turns into.

All these processes have |M|^2 = |A|^2 2 (S - 4 M_N^2), S being the invariant mass squared of the pair, and

    dn_N/dt = C/(4 pi) int dS S beta^3 X(S) |A|^2,    beta = (1 - 4 M_N^2/S)^(1/2),

two N an event and 1/2 for the final state included; X(S) is that of `rates.invariant_mass`, C counts equal particles in
the initial state. With y = y_0 (1 +- T/T_*), m = M_phi and V of Eq. 1,

    phi -> N N            C = 1      A = y, X ~ delta(S - m^2): Gamma = y^2 m (1 - 4 M_N^2/m^2)^(3/2)/(16 pi)
    h phi -> N N          C = 1      A = +- y_0 T/(v T_*) + y lambda_eta_phi v/(S - m^2)
    phi phi phi -> N N    C = 1/6    A = 6 lambda_phi y/(S - m^2)
    phi phi -> phi N N    C = 1/2    A = 6 lambda_phi y/(S - m^2)

(`amplitudes`). The operator of Eq. 9 gives the first term of h phi -> N N, h = eta - v, with opposite signs for N and
N', and 1/Lambda_eff = T/(v T_*). "Asymmetric Reheating via Inverse Symmetry Breaking" has none of these processes.

phi phi -> phi N N passes through a phi on its mass shell where m > 2 M_N. That phi belongs to the bath, and its decay
is counted already. What is left of 1/(S - m^2)^2 is Hadamard's finite part: a Breit-Wigner resonance of width Gamma,
less pi delta(S - m^2)/(m Gamma), tends to it as Gamma -> 0. The others have no pole, as S > 9 m^2 and S > (m + M_h)^2.

Masses of scalars are proportional to T, so that at given S/T^2 the integral over T is elementary or of one dimension
(`temperature_integrals`). Exchange of h between phi, of relative order lambda_eta_phi^2 v^2/(lambda_phi S), is left
out. Tree level. Functions take one point; `jax.vmap` adds a batch. Masses and temperatures in GeV.
"""

from collections.abc import Callable
from typing import Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import M_PLANCK
from reheaton.numerics.finite_part import integral_over_double_pole
from reheaton.numerics.quadrature import double_exponential_rule
from reheaton.papers.inverse_symmetry_breaking.phases import BrokenPhase
from reheaton.papers.inverse_symmetry_breaking.spectra import emission_spectrum, three_phi_spectrum
from reheaton.papers.inverse_symmetry_breaking.temperature_integrals import (
    TemperatureIntegrals,
    frozen_in_integrals,
    temperature_integrals,
)
from reheaton.papers.inverse_symmetry_breaking.yields import THERMAL, ProductionBath, Yields, prefactor
from reheaton.rates.invariant_mass import one_particle, two_particles

_DISTANCE, _WEIGHTS = double_exponential_rule()
_FOUR_PI: Final = 4.0 * np.pi
Amplitude = tuple[ArrayLike, ArrayLike]
"""a and b of A = y_0 (a +- b T/T_*); the upper sign is that of N."""


def decay_yields(
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    phase: BrokenPhase,
    bath: ProductionBath = THERMAL,
) -> Yields:
    """Yields from phi -> N N while M_phi > 2 M_N; 0 if it never is.

    dn_N/dt = 2 n_phi Gamma K_1(m/T)/K_2(m/T) with Maxwell-Boltzmann statistics. Relative error 1e-10.
    """
    m, M_N, y_0 = (jnp.asarray(x, dtype=float) for x in (phase.M_phi_over_T, M_N, y_0))
    weight = m**2 / _FOUR_PI * one_particle(m, bath.law)
    integrals = temperature_integrals(2.0 * M_N / (T_max * m))
    parts = _parts(m, integrals, weight, (1.0, 1.0), M_N / T_star)
    return _scaled(parts, M_N, y_0, bath)


def h_phi_yields(
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    phase: BrokenPhase,
    bath: ProductionBath = THERMAL,
) -> Yields:
    """Yields from h phi -> N N, contact and s-channel terms.

    At T >> M_N the contact term gives dn_N/dt = (y_0 T^3/(2 v T_*))^2/(2 pi^5), v in units of T, with Maxwell-Boltzmann
    statistics. 0 where eta is absent. Relative error 1e-9, 1e-6 where eta is frozen in.
    """
    if bath.eta == "absent":
        return Yields(jnp.zeros(()), jnp.zeros(()))
    m, m_h, nu = (jnp.asarray(x, dtype=float) for x in (phase.M_phi_over_T, phase.M_h_over_T, phase.v_over_T))
    M_N = jnp.asarray(M_N, dtype=float)

    def integrand(root: Array) -> tuple[Array, Array]:
        x1 = 2.0 * M_N / (T_max * root)
        integrals = temperature_integrals(x1)
        if bath.eta == "frozen-in":
            integrals = frozen_in_integrals(x1, jnp.asarray(bath.T_1) * root / (2.0 * M_N))
        exchange = jnp.asarray(phase.lambda_eta_phi) * nu / (root**2 - m**2)
        X = jax.vmap(lambda S: two_particles(S, m, m_h, bath.law))(root**2)
        weight = 2.0 * root * root**2 / _FOUR_PI * X
        return _parts(root, integrals, weight, (exchange, exchange + 1.0 / nu), M_N / T_star)

    root = jnp.maximum(m + m_h, 2.0 * M_N / T_max) + _DISTANCE
    return _scaled(_summed(integrand(root)), M_N, y_0, bath)


def three_phi_yields(
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    phase: BrokenPhase,
    bath: ProductionBath = THERMAL,
) -> Yields:
    """Yields from phi phi phi -> phi* -> N N. Relative error 1e-5; NaN outside the table of `spectra`."""
    m = jnp.asarray(phase.M_phi_over_T, dtype=float)
    integrand = _virtual_phi(M_N, T_star, T_max, phase, 1.0 / 6.0, lambda r: three_phi_spectrum(r, m, bath.law))
    root = jnp.maximum(3.0 * m, 2.0 * jnp.asarray(M_N, dtype=float) / T_max) + _DISTANCE
    over_pole = jax.tree.map(lambda f: f / (root - m) ** 2, integrand(root))
    return _scaled(_summed(over_pole), M_N, y_0, bath)


def emission_yields(
    M_N: ArrayLike,
    y_0: ArrayLike,
    T_star: ArrayLike,
    T_max: ArrayLike,
    phase: BrokenPhase,
    bath: ProductionBath = THERMAL,
) -> Yields:
    """Yields from phi phi -> phi phi* -> phi N N, less the phi* on its mass shell, whose decay is `decay_yields`.

    Where M_phi > 2 M_N this is a difference, and it can be negative. With Bose-Einstein statistics the emission of phi
    is stimulated. Relative error 1e-5; NaN outside the table of `spectra`.
    """
    m = jnp.asarray(phase.M_phi_over_T, dtype=float)
    integrand = _virtual_phi(M_N, T_star, T_max, phase, 0.5, lambda r: emission_spectrum(r, m, bath.law))
    low = 2.0 * jnp.asarray(M_N, dtype=float) / T_max
    return _scaled(integral_over_double_pole(integrand, low, m), M_N, y_0, bath)


def _virtual_phi(
    M_N: ArrayLike, T_star: ArrayLike, T_max: ArrayLike, phase: BrokenPhase, C: float, X: Callable[[Array], Array]
) -> Callable[[Array], tuple[Array, Array]]:
    """Integrand in sqrt(S) of what passes through one virtual phi, without 1/(sqrt S - m)^2."""
    m, M_N = jnp.asarray(phase.M_phi_over_T, dtype=float), jnp.asarray(M_N, dtype=float)
    coupling = 6.0 * jnp.asarray(phase.lambda_phi)

    def integrand(root: Array) -> tuple[Array, Array]:
        A = coupling / (root + m)
        weight = C / _FOUR_PI * 2.0 * root * root**2 * jax.vmap(X)(root)
        return _parts(root, temperature_integrals(2.0 * M_N / (T_max * root)), weight, (A, A), M_N / T_star)

    return integrand


def _parts(
    root: Array, integrals: TemperatureIntegrals, weight: Array, amplitude: Amplitude, M_N_over_T_star: ArrayLike
) -> tuple[Array, Array]:
    """Even and odd part, under exchange of N and N', of the integral over T of weight beta^3 (a +- b T/T_*)^2.

    int dlnT T^-1 (...) = sqrt(S)/(2 M_N) int dx (...); T/T_* = 2 M_N/(T_* sqrt(S) x).
    """
    (a, b), ratio = amplitude, 2.0 * M_N_over_T_star / root
    even = a**2 * integrals.J0 + b**2 * ratio**2 * integrals.J2
    odd = 2.0 * a * b * ratio * integrals.J1
    return 0.5 * root * weight * even, 0.5 * root * weight * odd


def _summed(parts: tuple[Array, Array]) -> tuple[Array, Array]:
    even, odd = parts
    return jnp.sum(_WEIGHTS * even), jnp.sum(_WEIGHTS * odd)


def _scaled(parts: tuple[Array, Array], M_N: ArrayLike, y_0: ArrayLike, bath: ProductionBath) -> Yields:
    """Yields from int dlnT dn_N/dt/(H s), dn_N/dt in units of y_0^2 T^4 and the integral in units of 1/M_N."""
    (even, odd), y_0 = parts, jnp.asarray(y_0, dtype=float)
    scale = 0.5 * (4.0 * np.pi) ** 5 * prefactor(bath.g_star) * y_0**2 * M_PLANCK / M_N
    return Yields(scale * (even + odd), scale * (even - odd))
