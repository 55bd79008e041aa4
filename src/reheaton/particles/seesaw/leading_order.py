"""The seesaw to leading order in the mixing angles, and the numbers that say when this fails.

In the basis of diagonal M_A, M_B (real case; complex masses below):

    m_nu,i = m_D,i^2/M_i,   theta_i = m_D,i/M_i,   theta_AB = M_AB/(M_A - M_B)     (paper 'Twin Sterile Neutrino Dark
                                                                                   Matter', Eqs. 3-4)
    nu_A content of N_B = theta_A theta_AB M_A/M_B,

the last because N_B is off the mass shell of N_A: M_A N_A + M_AB N_B = M_B N_A and m_DA N_A = M_B nu_A. It is larger by
M_A/M_B than the product of the two angles. A real M_AB mixes through M_A - M_B, an imaginary one through M_A + M_B.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from reheaton.errors import InvalidInput
from reheaton.particles.seesaw.takagi import takagi

Complex = NDArray[np.complex128]

SMALL: Final = 0.1
"""Largest expansion parameter at which the leading order is called valid: its error is then at most about 10%."""

MEANINGS: Final = {
    "theta_A": "m_DA is not small against M_A",
    "theta_B": "m_DB is not small against M_B",
    "theta_AB": "M_AB is not small against |M_A - M_B|: N_A and N_B mix maximally when M_A = M_B",
    "M_AB^2/(M_A M_B)": "the mixing shifts the lighter sterile mass, M_B -> M_B - M_AB^2/M_A, and m_nu,B with it",
    "theta_nu": "nu_A and nu_B mix because m_nu,A is close to m_nu,B",
}


@dataclass(frozen=True, eq=False)
class LeadingOrder:
    """Leading-order seesaw; angles are elements of the mixing matrix U up to the sign of each mass state.

    Shapes: m_nu_A (n_nu,A,), M_N_A (n_A,) ascending [GeV]; theta_A (n_nu,A, n_A); theta_AB (n_A, n_B) = content of N_A
    in -N_B; nu_A_in_N_B (n_nu,A, n_B), nu_B_in_N_A (n_nu,B, n_A); theta_nu (n_nu,A, n_nu,B). B likewise.
    """

    m_nu_A: NDArray[np.float64]
    m_nu_B: NDArray[np.float64]
    M_N_A: NDArray[np.float64]
    M_N_B: NDArray[np.float64]
    theta_A: Complex
    theta_B: Complex
    theta_AB: Complex
    theta_nu: Complex
    nu_A_in_N_B: Complex
    nu_B_in_N_A: Complex
    expansion: dict[str, float]
    """Expansion parameters by name: the largest over all states. Each must be small; MEANINGS says what it spoils."""

    @property
    def failures(self) -> tuple[str, ...]:
        """One sentence for each expansion parameter above SMALL; empty when the leading order holds."""
        return tuple(
            f"{name} = {value:.3g} exceeds {SMALL}: {MEANINGS[name]}."
            for name, value in self.expansion.items()
            if not value < SMALL
        )

    @property
    def valid(self) -> bool:
        """True when every expansion parameter is below SMALL."""
        return not self.failures


@dataclass(frozen=True, eq=False)
class _Sector:
    """One sector in the basis of its heavy mass states; `light` rotates nu into the light mass states."""

    m_D: Complex
    M: NDArray[np.float64]
    heavy: Complex
    m_nu: NDArray[np.float64]
    light: Complex


def leading_order(m_DA: Complex, m_DB: Complex, M_A: Complex, M_B: Complex, M_AB: Complex) -> LeadingOrder:
    """Leading-order masses and angles of two sectors; matrices of size 0 for an absent one. See `Seesaw`.

    Equations: module docstring. Shapes: m_DA (n_nu,A, n_A), M_A (n_A, n_A), M_AB (n_A, n_B), likewise B. Units: GeV.
    Raises InvalidInput if M_A or M_B is singular. An angle with a vanishing mass difference is infinite and reported in
    `expansion`.
    """
    a, b = _sector("A", m_DA, M_A), _sector("B", m_DB, M_B)
    mixing = a.heavy.T @ M_AB @ b.heavy
    theta_AB = _angles(mixing, a.M, b.M)
    light = a.light.T @ (a.m_D / a.M) @ mixing @ (b.m_D / b.M).T @ b.light
    theta_nu = _angles(light, a.m_nu, b.m_nu)
    theta_A, theta_B = a.m_D.conj() / a.M, b.m_D.conj() / b.M
    with np.errstate(invalid="ignore"):
        nu_A_in_N_B = -(a.m_D @ theta_AB).conj() / b.M
        nu_B_in_N_A = (b.m_D @ theta_AB.conj().T).conj() / a.M
    expansion = {
        "theta_A": _largest(theta_A),
        "theta_B": _largest(theta_B),
        "theta_AB": _largest(theta_AB),
        "M_AB^2/(M_A M_B)": _largest(mixing**2 / np.outer(a.M, b.M)),
        "theta_nu": _largest(theta_nu),
    }
    return LeadingOrder(
        m_nu_A=a.m_nu,
        m_nu_B=b.m_nu,
        M_N_A=a.M,
        M_N_B=b.M,
        theta_A=theta_A,
        theta_B=theta_B,
        theta_AB=theta_AB,
        theta_nu=theta_nu,
        nu_A_in_N_B=nu_A_in_N_B,
        nu_B_in_N_A=nu_B_in_N_A,
        expansion=expansion,
    )


def _sector(name: str, m_D: Complex, M: Complex) -> _Sector:
    if not M.size:
        nothing = np.zeros((0, 0), dtype=complex)
        return _Sector(nothing, np.zeros(0), nothing, np.zeros(0), nothing)
    masses, heavy = takagi(M)
    if masses[0] == 0:
        raise InvalidInput(f"M_{name} is singular; the leading order of the seesaw needs every heavy mass above 0.")
    rotated = m_D @ heavy
    light = -(rotated / masses) @ rotated.T
    m_nu, light_mixing = takagi((light + light.T) / 2)
    return _Sector(rotated, masses, heavy, m_nu, light_mixing)


def _angles(mixing: Complex, first: NDArray[np.float64], second: NDArray[np.float64]) -> Complex:
    """Re(m)/(m_1 - m_2) + i Im(m)/(m_1 + m_2): the rotation that removes an off-diagonal Majorana mass m."""
    with np.errstate(divide="ignore", invalid="ignore"):
        real = mixing.real / (first[:, None] - second[None, :])
        imaginary = mixing.imag / (first[:, None] + second[None, :])
    # Nothing to rotate, whatever the masses: 0/0 means 0 here.
    real = np.where(mixing.real == 0, 0.0, real)
    imaginary = np.where(mixing.imag == 0, 0.0, imaginary)
    return real + 1j * imaginary


def _largest(values: Complex) -> float:
    return float(np.abs(values).max(initial=0.0))
