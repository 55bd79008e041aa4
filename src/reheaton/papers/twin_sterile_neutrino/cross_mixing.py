"""The seesaw of both sectors from masses and mixings at hand, and the mixing of twin dark matter with our neutrinos.

One generation, real masses, in the basis (nu_A, nu_B, N_A, N_B); "Twin Sterile Neutrino Dark Matter", section II:

    M = [[0, 0, m_DA, 0], [0, 0, 0, m_DB], [m_DA, 0, M_A, M_AB], [0, m_DB, M_AB, M_B]],   theta_AB = M_AB/(M_A - M_B)

A state of eigenvalue x has nu_i = (m_D,i/x) N_i, so that its heavy part (N_A, N_B) is an eigenvector of eigenvalue x of

    H(x) = [[M_A + m_DA^2/x, M_AB], [M_AB, M_B + m_DB^2/x]].

The eigenvalues m_N, m_s and -m_nu and the nu_B content of the state m_s fix the five entries of M. Its nu_A content is
U^2 = (m_DA N_A/m_s)^2, to leading order theta_AB^2 m_nu m_N/m_s^2.
"""

from types import ModuleType
from typing import Final, NamedTuple

import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.namespace import namespace
from reheaton.constants import EV, KEV
from reheaton.errors import InvalidInput

Number = Array | np.ndarray | float
_ROUNDS: Final = 6
"""Rounds of the iteration. Wherever `possible` holds, the fourth leaves only rounding (1000 random points)."""
_TRIALS: Final = 400
"""Angles tried for the largest one that is possible: it is found to within 7%."""
_ROUNDING: Final = 1e-9


class TwinSeesaw(NamedTuple):
    """Masses [GeV] and squared Dirac masses [GeV^2] of both sectors, and what follows from them; shape of the input."""

    M_A: Number
    M_B: Number
    M_AB: Number
    m_DA_squared: Number
    m_DB_squared: Number
    m_s: Number
    """Mass of N_B."""
    m_N: Number
    """Mass of N_A."""
    nu_A_in_N_B: Number
    """U^2, the nu_A content of N_B."""
    neutrino_mixing: Number
    """The nu_B content of our light neutrino over its nu_A content, square root: |tan| of their mixing angle."""

    @property
    def sin2_2theta_x(self) -> Number:
        """sin^2 2theta = 4 U^2 (1 - U^2) of N_B with our neutrinos; NaN where this is not `possible`."""
        mixing = 4.0 * self.nu_A_in_N_B * (1.0 - self.nu_A_in_N_B)
        return namespace(mixing).where(self.possible, mixing, np.nan)[()]

    @property
    def possible(self) -> Number:
        """Whether the states have the names they were given: M_AB^2 < M_A M_B, and more nu_A than nu_B in m_nu."""
        excess = self.M_AB**2 - self.M_A * self.M_B
        return (excess <= _ROUNDING * self.m_N * self.m_s) & (self.m_DA_squared > 0.0) & (self.neutrino_mixing < 1.0)

    @property
    def cancellation(self) -> Number:
        """M_AB^2/(m_N m_s): above 1 the mass m_s is left over where M_B and M_AB^2/M_A cancel."""
        return self.M_AB**2 / (self.m_N * self.m_s)


def twin_seesaw(
    m_N: ArrayLike, m_nu: ArrayLike, m_s: ArrayLike, sin2_2theta: ArrayLike, theta_AB: ArrayLike
) -> TwinSeesaw:
    """The seesaw in which N_A, nu_A and N_B have the masses m_N, m_nu and m_s and N_B has the mixing sin^2 2theta.

    Equations: module docstring, solved in turn for the heavy and the Dirac masses. Of two solutions it is the one that
    begins at theta_AB = 0, where the twin neutrino has the mass m_s tan^2 theta. Numbers or arrays of one shape, NumPy
    or JAX: m_N [GeV], m_nu [eV], m_s [keV]. Raises nothing; valid where `possible` holds. Error: a few units of
    rounding, times max(1, theta_AB^2 m_N/m_s), by which M_B is larger than m_s.

    >>> from reheaton.papers.twin_sterile_neutrino.cross_mixing import twin_seesaw
    >>> mixing = twin_seesaw(30.0, 1.5e-7, 30.0, 1e-9, 1e-4).sin2_2theta_x
    >>> round(float(mixing) / (4 * 1e-8 * 1.5e-7 * 30e9 / 30e3**2), 4)
    1.0002
    """
    xp = namespace(m_N, m_nu, m_s, sin2_2theta, theta_AB)
    heavy, light, mass = xp.asarray(m_N, dtype=float), xp.asarray(m_nu) * EV, xp.asarray(m_s) * KEV
    tan2 = xp.asarray(sin2_2theta) / (1.0 + xp.sqrt(1.0 - xp.asarray(sin2_2theta))) ** 2

    def improved(A2: Number, B2: Number) -> tuple[Number, ...]:
        M_A, M_B, M_AB = _heavy(xp, (A2, B2), (heavy, mass, xp.asarray(theta_AB)))
        ratio = -M_AB / (M_A + A2 / mass - mass)
        return M_A, M_B, M_AB, ratio, *_dirac(xp, (M_A, M_B, M_AB), ratio, (light, mass, tan2))

    # Where there is no solution the numbers are wild, and `possible` is false.
    with np.errstate(all="ignore"):
        M_A, M_B, M_AB, ratio, A2, B2, apart = improved(light * heavy, tan2 * mass**2)
        for _ in range(_ROUNDS - 1):
            M_A, M_B, M_AB, ratio, A2, B2, apart = improved(A2, B2)
        norm = 1.0 + B2 / mass**2 + ratio**2 * (1.0 + A2 / mass**2)
        content = ratio**2 * A2 / mass**2 / norm
        neutrinos = M_AB * light / xp.abs(apart) * xp.sqrt(xp.abs(B2 / A2))
    return TwinSeesaw(M_A, M_B, M_AB, A2, B2, mass, heavy, content, neutrinos)


def _heavy(xp: ModuleType, dirac: tuple[Number, ...], given: tuple[Number, ...]) -> tuple[Number, ...]:
    """M_A, M_B and M_AB = theta_AB (M_A - M_B) for m_DA^2 and m_DB^2, so that H has the eigenvalues m_N and m_s.

    (M_A - p_N)(M_B - q_N) = M_AB^2 = (M_B - p_s)(M_A - q_s), p_N = m_N - m_DA^2/m_N, q_N = m_N - m_DB^2/m_N,
    p_s = m_s - m_DB^2/m_s, q_s = m_s - m_DA^2/m_s. The outer equality is linear, M_A = A_0 - A_1 M_B; the inner one is
    quadratic in M_B - p_s, of which the smaller root vanishes with theta_AB.
    """
    (A2, B2), (heavy, mass, theta) = dirac, given
    p_N, q_N, p_s, q_s = heavy - A2 / heavy, heavy - B2 / heavy, mass - B2 / mass, mass - A2 / mass
    A_0, A_1 = (p_N * q_N - p_s * q_s) / (q_N - p_s), (p_N - q_s) / (q_N - p_s)
    apart = A_0 - (1.0 + A_1) * p_s
    square = A_1 + theta**2 * (1.0 + A_1) ** 2
    linear = apart + p_s - q_s + 2.0 * theta**2 * apart * (1.0 + A_1)
    constant = (theta * apart) ** 2
    M_B = p_s + 2.0 * constant / (linear + xp.sqrt(linear**2 - 4.0 * square * constant))
    M_A = A_0 - A_1 * M_B
    return M_A, M_B, theta * (M_A - M_B)


def _dirac(xp: ModuleType, M: tuple[Number, ...], ratio: Number, given: tuple[Number, ...]) -> tuple[Number, ...]:
    """m_DA^2 and m_DB^2 [GeV^2] for a heavy block M = (M_A, M_B, M_AB), and d below; ratio = N_A/N_B in the state m_s.

    The eigenvalue -m_nu: m_DA^2 = m_nu^2 + M_A m_nu + M_AB^2 m_nu^2/d, d = m_DB^2 - M_B m_nu - m_nu^2.
    The nu_B content of m_s: m_DB^2 = m_s^2 tan^2 theta (1 + ratio^2 (1 + m_DA^2/m_s^2)).
    Together they are d^2 - K d - P = 0, whose roots have opposite signs: d is positive if m_nu,B is above m_nu.
    """
    (M_A, M_B, M_AB), (light, mass, tan2) = M, given
    bare = light**2 + M_A * light
    K = tan2 * (mass**2 * (1.0 + ratio**2) + ratio**2 * bare) - M_B * light - light**2
    P = tan2 * (ratio * M_AB * light) ** 2
    side = xp.where(tan2 * mass >= light, 1.0, -1.0)
    large = 0.5 * (xp.abs(K) + xp.sqrt(K**2 + 4.0 * P))
    large = xp.where(large == 0.0, 1.0, large)
    d = side * xp.where(side * K > 0.0, large, P / large)
    d = xp.where(d == 0.0, side * large, d)
    A2 = bare + (M_AB * light) ** 2 / d
    return A2, tan2 * (mass**2 * (1.0 + ratio**2) + ratio**2 * A2), d


def refuse_impossible(
    m_N: ArrayLike, m_nu: ArrayLike, m_s: ArrayLike, sin2_2theta: ArrayLike, theta_AB: ArrayLike
) -> None:
    """Raises InvalidInput where N_B or our light neutrino would lose its name; the sentence has the largest theta_AB.

    The arguments are those of `twin_seesaw`, in numbers; of arrays the first such point is named.
    """
    columns = np.broadcast_arrays(*(np.asarray(x, dtype=float) for x in (m_N, m_nu, m_s, sin2_2theta, theta_AB)))
    possible = twin_seesaw(*columns).possible
    if np.all(possible):
        return
    N, nu, s, mixing, angle = (float(column.ravel()[np.argmin(possible)]) for column in columns)
    trials = angle * np.geomspace(1.0, 1e-12, _TRIALS)
    allowed = np.asarray(twin_seesaw(N, nu, s, mixing, trials).possible)
    largest = trials[np.argmax(allowed)] if np.any(allowed) else 0.0
    raise InvalidInput(
        f"theta_AB = {angle:g} is out of range: allowed is from 0 to {largest:.3g} at this m_N, m_nu, m_s and"
        " sin2_2theta, so that N_B stays a sterile neutrino and the neutrino of mass m_nu one of our sector."
    )
