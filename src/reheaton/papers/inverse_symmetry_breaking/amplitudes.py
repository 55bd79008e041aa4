r"""|M|^2, summed over spins, for the production of a pair of heavy Majorana neutrinos N of mass M by scalars.

-L = lambda_N phi (N N + h.c.) gives the vertex -i y with y = 2 lambda_N, because a Majorana field occurs twice in N N.
With y = lambda_N (`literal`, as if N were not its own antiparticle) |M|^2 of phi phi -> N N is 16 times smaller.

phi phi -> N N by exchange of N in the t and u channels ("Asymmetric Reheating via Inverse Symmetry Breaking", Eq. 13),
m = M_phi, A = s/2 - m^2, B = (1/2) [(s - 4m^2)(s - 4M^2)]^(1/2), w = B cos, D = A^2 - B^2 = m^4 + M^2 (s - 4m^2):

    |M|^2/y^4 = [-8 w^4 + 2 (s^2 - 4m^2 s - 16M^2 s + 32M^2 m^2) w^2 + 32M^2 A^2 (s - 4M^2)]/(A^2 - w^2)^2.

A scalar vertex has sum |u v|^2 = 2 (s - 4M^2). The exchange of a graviton has M = (T_scalar . T_N - tr T_scalar
tr T_N/2)/(s Mbar^2) with the stress tensors T and Mbar = M_PLANCK/(8 pi)^(1/2), as in the production of dark matter by
Garny, Sandora & Sloth 2015 (arXiv:1511.03278) and Bernal et al. 2018 (arXiv:1803.01866).

Masses and momenta in GeV, s in GeV^2. All arguments have any common shape. All amplitudes are at tree level.
"""

from typing import Final

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import M_PLANCK

REDUCED_PLANCK: Final = M_PLANCK / float(np.sqrt(8.0 * np.pi))
"""Reduced Planck mass [GeV]."""
VERTEX: Final = {"majorana": 2.0, "literal": 1.0}
"""y/lambda_N; see the module."""


def exchange_squared(s: ArrayLike, cosine: ArrayLike, M_phi: ArrayLike, M_N: ArrayLike) -> Array:
    """|M|^2/y^4 of phi phi -> N N by exchange of N; see the module. Valid for s > 4 M_phi^2 and s > 4 M_N^2."""
    s, m2, M2 = jnp.asarray(s, dtype=float), _square(M_phi), _square(M_N)
    A2 = (0.5 * s - m2) ** 2
    w2 = 0.25 * (s - 4.0 * m2) * (s - 4.0 * M2) * _square(cosine)
    numerator = -8.0 * w2**2 + 2.0 * (s**2 - 4.0 * m2 * s - 16.0 * M2 * s + 32.0 * M2 * m2) * w2
    return (numerator + 32.0 * M2 * A2 * (s - 4.0 * M2)) / (A2 - w2) ** 2


def exchange_integral(s: ArrayLike, M_phi: ArrayLike, M_N: ArrayLike) -> Array:
    """int_-1^1 dcos |M|^2/y^4 of phi phi -> N N by exchange of N.

    -16 - 8 (m^2 - 4M^2)^2/D + (2/(AB)) ln[(A + B)/(A - B)] (s^2 - 4s m^2 + 16M^2 s + 6m^4 - 16M^2 m^2 - 32M^4), the
    integral of `exchange_squared`. At s = 4 M_N^2 it vanishes; the absolute error by rounding is 1e-14 there.
    """
    s, m2, M2 = jnp.asarray(s, dtype=float), _square(M_phi), _square(M_N)
    A = 0.5 * s - m2
    B2 = jnp.maximum(0.25 * (s - 4.0 * m2) * (s - 4.0 * M2), 0.0)
    D = m2**2 + M2 * (s - 4.0 * m2)
    polynomial = s**2 - 4.0 * s * m2 + 16.0 * M2 * s + 6.0 * m2**2 - 16.0 * M2 * m2 - 32.0 * M2**2
    return -16.0 - 8.0 * (m2 - 4.0 * M2) ** 2 / D + 4.0 / A**2 * _atanh_ratio(B2 / A**2, D / A**2) * polynomial


def contact_squared(
    s: ArrayLike, M_phi: ArrayLike, M_N: ArrayLike, y: ArrayLike, y_contact: ArrayLike, cubic: ArrayLike
) -> Array:
    """|M|^2 of h phi -> N N by the contact term and by an s-channel phi.

    [y_contact + y cubic/(s - m^2)]^2 2 (s - 4M^2), with the vertices -i y of phi N N, -i y_contact of h phi N N and
    -i cubic of h phi phi. y_contact [GeV^-1] = 2 lambda/Lambda_eff for N and the opposite for N' (Eq. 9 with eta = v +
    h), cubic [GeV] = lambda_eta_phi v. It does not depend on the angle. Valid for s > M_phi^2.
    """
    s = jnp.asarray(s, dtype=float)
    return _square(y_contact + y * cubic / (s - _square(M_phi))) * _scalar_pair(s, M_N)


def three_phi_squared(s: ArrayLike, M_phi: ArrayLike, M_N: ArrayLike, y: ArrayLike, lambda_phi: ArrayLike) -> Array:
    """|M|^2 [GeV^-2] of phi phi phi -> phi* -> N N.

    (6 lambda_phi)^2 y^2 2 (s - 4M^2)/(s - m^2)^2 with V = lambda_phi phi^4/4 (Eq. 1). Exchange of h between the phi, of
    relative order lambda_eta_phi^2 v^2/(lambda_phi s), is left out.
    """
    s = jnp.asarray(s, dtype=float)
    return _square(6.0 * lambda_phi * y / (s - _square(M_phi))) * _scalar_pair(s, M_N)


def graviton_squared(s: ArrayLike, cosine: ArrayLike, m: ArrayLike, M_N: ArrayLike) -> Array:
    """|M|^2 of a pair of equal real scalars -> graviton -> N N.

    {w^2 [s^2/2 - 2 w^2 - 2 m^2 s + 8 m^2 M^2] + 2 m^4 M^2 (s - 4M^2)}/(s Mbar^2)^2, with w of the module. Without
    masses t u (t - u)^2/(2 s^2 Mbar^4), whose integral over cos is s^2/(30 Mbar^4). Valid for scalars that couple
    minimally to curvature; m is their thermal mass.
    """
    s, m2, M2 = jnp.asarray(s, dtype=float), _square(m), _square(M_N)
    w2 = 0.25 * (s - 4.0 * m2) * (s - 4.0 * M2) * _square(cosine)
    tensor = w2 * (0.5 * s**2 - 2.0 * w2 - 2.0 * m2 * s + 8.0 * m2 * M2)
    return (tensor + 2.0 * m2**2 * M2 * (s - 4.0 * M2)) / (s * REDUCED_PLANCK**2) ** 2


def _square(x: ArrayLike) -> Array:
    return jnp.asarray(x, dtype=float) ** 2


def _scalar_pair(s: Array, M_N: ArrayLike) -> Array:
    """Sum over spins of |u v|^2."""
    return 2.0 * (s - 4.0 * _square(M_N))


def _atanh_ratio(q: Array, rest: Array) -> Array:
    """atanh(sqrt q)/sqrt q with rest = 1 - q given, so that no digits are lost at q = 1."""
    small = q < 1e-3
    x = jnp.sqrt(jnp.where(small, 0.25, q))
    series = 1.0 + q * (1.0 / 3.0 + q * (1.0 / 5.0 + q * (1.0 / 7.0 + q * (1.0 / 9.0 + q / 11.0))))
    return jnp.where(small, series, 0.5 * jnp.log((1.0 + x) ** 2 / jnp.where(small, 0.5, rest)) / x)
