"""Dirac masses that reproduce measured neutrino oscillations: the parametrisation of Casas and Ibarra.

The seesaw m_D M^-1 m_D^T = -U^* m U^dagger determines the Dirac mass up to a complex orthogonal matrix R.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reheaton.constants import EV
from reheaton.errors import InvalidInput

MASSLESS: Final = 1e-9
"""Largest relative deviation of sqrt(m) R R^T sqrt(m) from m that counts as rounding."""


@dataclass(frozen=True, kw_only=True)
class OscillationData:
    """Mixing angles, phase and mass splittings of three neutrinos.

    U = R_23(theta_23) R_13(theta_13, delta_CP) R_12(theta_12) diag(1, e^(i alpha_21/2), e^(i alpha_31/2));
    PDG, 'Neutrino masses, mixing and oscillations', Eq. 14.33. delta_m2_3l = m_3^2 - m_1^2 > 0 in normal and
    m_3^2 - m_2^2 < 0 in inverted ordering: its sign is the ordering. Units: rad; splittings in eV^2.
    Raises InvalidInput for a sin^2 outside [0, 1], delta_m2_21 <= 0, or |delta_m2_3l| <= delta_m2_21.
    """

    sin2_theta_12: float
    sin2_theta_23: float
    sin2_theta_13: float
    delta_CP: float
    delta_m2_21_eV2: float
    delta_m2_3l_eV2: float

    def __post_init__(self) -> None:
        for name in ("sin2_theta_12", "sin2_theta_23", "sin2_theta_13"):
            if not 0 <= getattr(self, name) <= 1:
                raise InvalidInput(f"{name} = {getattr(self, name)} must lie in [0, 1].")
        if not np.isfinite(self.delta_CP):
            raise InvalidInput(f"delta_CP = {self.delta_CP} must be a finite angle in rad.")
        if not 0 < self.delta_m2_21_eV2 < abs(self.delta_m2_3l_eV2) < np.inf:
            raise InvalidInput(
                f"delta_m2_21_eV2 = {self.delta_m2_21_eV2} must be positive and below |delta_m2_3l_eV2| = "
                f"{abs(self.delta_m2_3l_eV2)}."
            )

    @property
    def ordering(self) -> str:
        """'normal' (m_1 lightest) or 'inverted' (m_3 lightest)."""
        return "normal" if self.delta_m2_3l_eV2 > 0 else "inverted"

    def masses(self, m_lightest: float) -> NDArray[np.float64]:
        """Light masses (m_1, m_2, m_3) [GeV], shape (3,), from the lightest one [GeV]; InvalidInput below 0."""
        if not 0 <= m_lightest < np.inf:
            raise InvalidInput(f"m_lightest = {m_lightest} GeV must be finite and not negative.")
        small, large = self.delta_m2_21_eV2 * EV**2, self.delta_m2_3l_eV2 * EV**2
        square = m_lightest**2
        if large > 0:
            return np.array([m_lightest, np.sqrt(square + small), np.sqrt(square + large)])
        return np.array([np.sqrt(square - large - small), np.sqrt(square - large), m_lightest])

    def pmns(self, alpha_21: float = 0.0, alpha_31: float = 0.0) -> NDArray[np.complex128]:
        """PMNS matrix U with Majorana phases alpha [rad], (3, 3): rows e, mu, tau, columns 1, 2, 3."""
        s12, s23, s13 = np.sqrt([self.sin2_theta_12, self.sin2_theta_23, self.sin2_theta_13])
        c12, c23, c13 = np.sqrt([1 - self.sin2_theta_12, 1 - self.sin2_theta_23, 1 - self.sin2_theta_13])
        phase = np.exp(1j * self.delta_CP)
        atmospheric = np.array([[1, 0, 0], [0, c23, s23], [0, -s23, c23]])
        reactor = np.array([[c13, 0, s13 / phase], [0, 1, 0], [-s13 * phase, 0, c13]])
        solar = np.array([[c12, s12, 0], [-s12, c12, 0], [0, 0, 1]])
        majorana = np.exp(0.5j * np.array([0.0, alpha_21, alpha_31]))
        return atmospheric @ reactor @ solar * majorana


NUFIT_NORMAL: Final = OscillationData(
    sin2_theta_12=0.3088,
    sin2_theta_23=0.470,
    sin2_theta_13=0.02248,
    delta_CP=float(np.radians(212.0)),
    delta_m2_21_eV2=7.537e-5,
    delta_m2_3l_eV2=2.511e-3,
)
"""Best fit, normal ordering: NuFIT 6.1 (2025), www.nu-fit.org, set 'IC24 with SK atmospheric data'."""

NUFIT_INVERTED: Final = OscillationData(
    sin2_theta_12=0.3088,
    sin2_theta_23=0.550,
    sin2_theta_13=0.02262,
    delta_CP=float(np.radians(274.0)),
    delta_m2_21_eV2=7.537e-5,
    delta_m2_3l_eV2=-2.483e-3,
)
"""Best fit, inverted ordering, same source. The method of the fit: Esteban et al. 2024 (arXiv:2410.05380)."""


def orthogonal_matrix(z_12: complex = 0.0, z_13: complex = 0.0, z_23: complex = 0.0) -> NDArray[np.complex128]:
    """Complex orthogonal 3 x 3 matrix R = R_23(z_23) R_13(z_13) R_12(z_12) with complex angles [rad]; R R^T = 1."""
    c, s = np.cos(np.array([z_12, z_13, z_23], dtype=complex)), np.sin(np.array([z_12, z_13, z_23], dtype=complex))
    first = np.array([[c[0], s[0], 0], [-s[0], c[0], 0], [0, 0, 1]])
    second = np.array([[c[1], 0, s[1]], [0, 1, 0], [-s[1], 0, c[1]]])
    third = np.array([[1, 0, 0], [0, c[2], s[2]], [0, -s[2], c[2]]])
    return third @ second @ first


def casas_ibarra(
    data: OscillationData,
    heavy_masses: ArrayLike,
    *,
    m_lightest: float = 0.0,
    alpha_21: float = 0.0,
    alpha_31: float = 0.0,
    R: ArrayLike | None = None,
) -> NDArray[np.complex128]:
    """Dirac mass matrix that gives the oscillation data: m_D = i U^* sqrt(m) R sqrt(M).

    Source: Casas & Ibarra 2001 (hep-ph/0103065), Eq. 2.10, for the sign convention of `Seesaw`.
    Shapes: heavy_masses (n,) > 0; R (3, n) with sqrt(m) R R^T sqrt(m) = m, the 3 x 3 unit matrix if not given; result
    (3, n), in the basis where the charged leptons and M = diag(heavy_masses) are diagonal.
    Units: GeV, rad. Raises InvalidInput for heavy masses <= 0 and an R that is not orthogonal or of wrong shape.
    Validity: leading order of the seesaw, i.e. light masses and mixings come out up to |m_D/M|^2; an R with large
    imaginary angles z cancels between large Dirac masses and costs a factor e^(2 |Im z|) in rounding.
    """
    M = np.asarray(heavy_masses, dtype=float)
    if M.ndim != 1 or not M.size or not (np.isfinite(M) & (M > 0)).all():
        raise InvalidInput(f"heavy_masses = {M.tolist()} must be a list of finite positive masses in GeV.")
    if R is None and len(M) != 3:
        raise InvalidInput(f"R must be given for {len(M)} heavy masses; it defaults to the unit matrix for 3.")
    rotation = np.eye(3, dtype=complex) if R is None else np.asarray(R, dtype=complex)
    if rotation.shape != (3, len(M)):
        raise InvalidInput(f"R has shape {rotation.shape}; it must be (3, {len(M)}).")
    root = np.sqrt(data.masses(m_lightest))
    deviation = np.abs(root[:, None] * (rotation @ rotation.T - np.eye(3)) * root).max() / root.max() ** 2
    if not deviation < MASSLESS * max(1.0, float(np.abs(rotation).max()) ** 2):
        raise InvalidInput(
            f"R deviates from R R^T = 1 on the massive neutrinos by {deviation:.3g}; it must be orthogonal."
        )
    return 1j * np.conj(data.pmns(alpha_21, alpha_31)) * root @ rotation * np.sqrt(M)
