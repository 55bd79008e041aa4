r"""Fermion pairs, weak-boson propagators, and N -> lepton + pair as one integral over the pair's invariant mass.

Widths are in units of G_F^2 m_N^5 theta^2/(192 pi^3) and Dirac-normalised: N -> lepton + pair, without the conjugate
mode. With r = s/m_N^2, y = m_lepton^2/m_N^2, x_i = m_i^2/s and the couplings g_L, g_R of the pair,

    c = N_c Int dr lambda^(1/2)(1, y, r) lambda^(1/2)(1, x_1, x_2) { T_N T_pair |P(s)|^2 + 3 L_N L_pair },
    T_N = (1 - y)^2 + r (1 + y) - 2 r^2,              L_N = (1 - y)^2 - r (1 + y),
    T_pair = (g_L^2 + g_R^2) [2 - x_1 - x_2 - (x_1 - x_2)^2] + 12 g_L g_R sqrt(x_1 x_2),
    L_pair = (g_L^2 + g_R^2) [x_1 + x_2 - (x_1 - x_2)^2] - 4 g_L g_R sqrt(x_1 x_2),
    P(s) = M^2/(s - M^2 + i M Gamma).

T and L are the transverse and longitudinal parts of the squared currents. In the unitary gauge the longitudinal part
of (-g + q q/M^2)/(s - M^2) is q q/(s M^2): it has no pole, hence no factor P. The transverse and longitudinal tensors
do not interfere once the pair's own phase space is integrated. In the limit M -> infinity the charged-current case is
the function I(x_u, x_d, x_l) of Bondarenko et al. (arXiv:1805.08567), section 3.1.1.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from reheaton.numerics.quadrature import gauss_legendre_rule

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Pair:
    """A fermion pair coupled to one weak boson: masses [GeV], chiral couplings and number of colours."""

    mass_1: float
    mass_2: float
    g_left: float
    g_right: float = 0.0
    colours: int = 1

    @property
    def threshold(self) -> float:
        """Smallest invariant mass of the pair [GeV]."""
        return self.mass_1 + self.mass_2


@dataclass(frozen=True)
class Boson:
    """Mass and total width of a weak boson [GeV]."""

    mass: float
    width: float


@dataclass(frozen=True)
class Nodes:
    """Quadrature points on (0, 1): fraction, its complement (kept apart for precision) and weight."""

    fraction: FloatArray
    complement: FloatArray
    weight: FloatArray


@dataclass(frozen=True)
class InvariantMasses:
    """Points in s [GeV^2] between two limits, with both distances to the limits, s - M^2, and ds."""

    above_lower: FloatArray
    below_upper: FloatArray
    off_shell: FloatArray
    measure: FloatArray


@cache
def legendre_nodes(count: int) -> Nodes:
    """Gauss-Legendre nodes on (0, 1)."""
    fraction, weight = gauss_legendre_rule(count)
    return Nodes(fraction, fraction[::-1], weight)


@cache
def edge_smoothed_nodes(count: int) -> Nodes:
    """Gauss-Legendre nodes after w = t^2 (3 - 2 t), which turns square roots at both limits into polynomials."""
    plain = legendre_nodes(count)
    t, u = plain.fraction, plain.complement
    return Nodes(t * t * (1.0 + 2.0 * u), u * u * (1.0 + 2.0 * t), 6.0 * t * u * plain.weight)


def resonant_points(lower: FloatArray, span: FloatArray, boson: Boson, nodes: Nodes) -> InvariantMasses:
    """Points between `lower` and `lower + span` [GeV^2], dense at the resonance; a last axis of nodes is added.

    s = M^2 + M Gamma sinh u with u uniform: |P|^2 ds becomes du/cosh u and Re P ds becomes tanh u du, both smooth over
    the whole range, where s = M^2 + M Gamma tan(phi) would flatten only the first. Differences of s are products of
    hyperbolic functions, so that nothing cancels when the range is far below the resonance.
    """
    unit = boson.mass * boson.width
    start = np.arcsinh((lower - boson.mass**2) / unit)[..., None]
    middle = 0.5 * (start + np.arcsinh((lower + span - boson.mass**2) / unit)[..., None])
    half_length = np.arcsinh(0.5 * span[..., None] / (unit * np.cosh(middle)))
    rise, fall = half_length * nodes.fraction, half_length * nodes.complement
    u = start + 2.0 * rise
    return InvariantMasses(
        above_lower=2.0 * unit * np.cosh(start + rise) * np.sinh(rise),
        below_upper=2.0 * unit * np.cosh(u + fall) * np.sinh(fall),
        off_shell=unit * np.sinh(u),
        measure=2.0 * unit * half_length * np.cosh(u) * nodes.weight,
    )


def pair_transverse(pair: Pair, x_1: FloatArray | float, x_2: FloatArray | float) -> FloatArray:
    """T_pair of the module docstring, at x_i = m_i^2/s."""
    chiral = pair.g_left**2 + pair.g_right**2
    return np.asarray(
        chiral * (2.0 - x_1 - x_2 - (x_1 - x_2) ** 2) + 12.0 * pair.g_left * pair.g_right * np.sqrt(x_1 * x_2)
    )


def pair_longitudinal(pair: Pair, x_1: FloatArray | float, x_2: FloatArray | float) -> FloatArray:
    """L_pair of the module docstring, at x_i = m_i^2/s."""
    chiral = pair.g_left**2 + pair.g_right**2
    return np.asarray(chiral * (x_1 + x_2 - (x_1 - x_2) ** 2) - 4.0 * pair.g_left * pair.g_right * np.sqrt(x_1 * x_2))


def lepton_transverse(y: FloatArray | float, r: FloatArray | float) -> FloatArray:
    """T_N of the module docstring, at y = m_lepton^2/m_N^2 and r = s/m_N^2."""
    return np.asarray((1.0 - y) ** 2 + r * (1.0 + y) - 2.0 * r**2)


def lepton_longitudinal(y: FloatArray | float, r: FloatArray | float) -> FloatArray:
    """L_N of the module docstring, at y = m_lepton^2/m_N^2 and r = s/m_N^2."""
    return np.asarray((1.0 - y) ** 2 - r * (1.0 + y))


PAIR_NODES = 48
"""Quadrature points per channel: relative error below 1e-5 for 0.1 GeV <= m_N <= 1e4 GeV."""


def pair_coefficient(
    m_N: FloatArray, m_lepton: float, pair: Pair, boson: Boson, node_count: int = PAIR_NODES
) -> FloatArray:
    """Coefficient c of N -> lepton + pair through one boson.

    Equation: module docstring. m_N (n,) [GeV] -> (n,); zero below threshold. Tree level, any masses, constant width of
    the boson.
    """
    result = np.zeros_like(m_N)
    is_open = m_N > m_lepton + pair.threshold
    m = m_N[is_open]
    if m.size == 0:
        return result
    lower = np.full_like(m, pair.threshold**2)
    span = (m - m_lepton - pair.threshold) * (m - m_lepton + pair.threshold)
    points = resonant_points(lower, span, boson, edge_smoothed_nodes(node_count))
    mass = m[:, None]
    s = pair.threshold**2 + points.above_lower
    r, y, x_1, x_2 = s / mass**2, (m_lepton / mass) ** 2, pair.mass_1**2 / s, pair.mass_2**2 / s
    momenta = np.sqrt(
        points.below_upper
        * (points.below_upper + 4.0 * mass * m_lepton)
        * points.above_lower
        * (points.above_lower + 4.0 * pair.mass_1 * pair.mass_2)
    ) / (mass**2 * s)
    propagator = boson.mass**4 / (points.off_shell**2 + (boson.mass * boson.width) ** 2)
    transverse = lepton_transverse(y, r) * pair_transverse(pair, x_1, x_2) * propagator
    longitudinal = 3.0 * lepton_longitudinal(y, r) * pair_longitudinal(pair, x_1, x_2)
    integrand = momenta * (transverse + longitudinal)
    result[is_open] = pair.colours * np.sum(integrand * points.measure, axis=1) / m**2
    return result
