"""Interference of two diagrams that lead to the same three leptons.

nu_a l_a- l_a+ is reached by a W (pair nu l+) and by a Z (pair l- l+); nu_a nu_a nubar_a by a Z in two ways. By Fierz
rearrangement both pairs of diagrams share the spinor structure A = (p_N . p_antifermion)(p_1 . p_2), so that their
product is, in units of G_F^2 m_N^5 theta^2/(192 pi^3) and with s_3 = m_N^2 + 2 m^2 - s_1 - s_2,

    J = (12/m_N^8) Int ds_1 ds_2 { 2 g_L (m_N^2 + m^2 - s_3)(s_3 - m^2) + 2 g_R m^2 (m_N^2 - s_2) }
        Re[ P_1(s_1) P_2(s_2)^* ],

s_1 the invariant of the pair on boson 1, s_2 on boson 2, m the charged-lepton mass. It tends to 2 g_L for massless
leptons far below the bosons. The q q/M^2 parts of the propagators are left out: helicity makes them of relative
order m^2/M_W^2 in J: at most 5e-4 for the tau, where J is at most 4% of the total width, hence 2e-5 of the total.
"""

import numpy as np

from reheaton.particles.heavy_neutrino.currents import (
    Boson,
    FloatArray,
    edge_smoothed_nodes,
    legendre_nodes,
    resonant_points,
)

DALITZ_NODES = (40, 36)
"""Quadrature points in s_2 and s_1: error of the total width below 1e-5."""


def interference_coefficient(
    m_N: FloatArray,
    m_lepton: float,
    couplings: tuple[float, float],
    bosons: tuple[Boson, Boson],
    node_counts: tuple[int, int] = DALITZ_NODES,
) -> FloatArray:
    """Interference J of the diagrams with bosons (1, 2), for the couplings (g_L, g_R) of the second.

    Equation: module docstring; its massless limit is the step from b != a to b = a in Bondarenko et al.
    (arXiv:1805.08567), section 3.1.2. m_N (n,) [GeV] -> (n,), of either sign; zero below threshold.
    Tree level, without the q q/M^2 terms.
    """
    result = np.zeros_like(m_N)
    is_open = m_N > 2.0 * m_lepton
    m = m_N[is_open]
    if m.size == 0:
        return result
    first, second = bosons
    g_left, g_right = couplings
    square, threshold = m_lepton**2, 4.0 * m_lepton**2
    outer = resonant_points(np.full_like(m, threshold), m**2 - threshold, second, edge_smoothed_nodes(node_counts[0]))
    s_2 = threshold + outer.above_lower
    velocity = np.sqrt(outer.above_lower / s_2)
    released = outer.below_upper
    lower = square + 2.0 * released * square / (s_2 * (1.0 + velocity))
    inner = resonant_points(lower, released * velocity, first, legendre_nodes(node_counts[1]))
    s_3 = lower[..., None] + inner.below_upper
    mass_squared = (m**2)[:, None, None]
    strength = 2.0 * g_left * (mass_squared + square - s_3) * (s_3 - square) + (
        2.0 * g_right * square * released[..., None]
    )
    width_1, width_2 = first.mass * first.width, second.mass * second.width
    size_1 = first.mass**2 / (inner.off_shell**2 + width_1**2)
    size_2 = second.mass**2 / (outer.off_shell**2 + width_2**2)
    in_phase = np.sum(strength * size_1 * inner.off_shell * inner.measure, axis=2)
    out_of_phase = np.sum(strength * size_1 * width_1 * inner.measure, axis=2)
    both = size_2 * outer.measure * (in_phase * outer.off_shell + out_of_phase * width_2)
    result[is_open] = 12.0 * np.sum(both, axis=1) / m**8
    return result
