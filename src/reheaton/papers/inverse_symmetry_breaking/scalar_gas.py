r"""Degrees of freedom of the bath of scalars, with their thermal masses.

Scalars with masses M = m T are quasi-particles, whose entropy is that of ideal gases,

    s = sum over h, phi of int d^3p/(2 pi)^3 [(1 + f) ln(1 + f) - f ln f] = sum (rho_id + p_id)/T,   f = 1/(e^(E/T) - 1)

(Blaizot, Iancu & Rebhan 2001, hep-ph/0005003, at leading order; rho_id and p_id of `matter.ideal_gas` at m). As m does
not depend on T, s is proportional to T^3. The pressure that belongs to it, dp = s dT, is s T/4; it differs from p_id by
the energy of interaction. So rho = T s - p = 3p, and one g_* gives both, s = (2 pi^2/45) g_* T^3 and rho = (pi^2/30)
g_* T^4:

    g_* = (45/(2 pi^2)) sum (rho_id + p_id)/T^4 = 2 - (15/(8 pi^2)) (m_h^2 + m_phi^2) + ...

The first correction, -m^2 T^3/12 to s, is that of perturbation theory: p = (pi^2/90) T^4 - g^2 T^4/1152 for V = g^2
phi^4/4! with M^2 = g^2 T^2/24. The condensate v adds to it at higher orders only, as s = -dV/dT at fixed v.
"""

from typing import Final

import jax.numpy as jnp
import numpy as np
from jax import Array

from reheaton.matter.ideal_gas import scaled_pressure
from reheaton.papers.inverse_symmetry_breaking.phases import ThermalMasses

G_SCALARS: Final = 2.0
"""States of the bath of scalars, eta and phi, without masses."""


def g_star_scalars(phase: ThermalMasses, eta: str = "thermal") -> Array:
    """g_* of phi, and of h if eta is thermal, with the masses of the phase, for s and for rho; see the module.

    Scalar; 2 without masses, or 1. The ideal gases are exact to 1e-10; the masses are of leading order, so that
    corrections of order m^3 are partly left out. g_* is 0.4% and 2.0% below 2 for c_phi = 0.05 and 0.25.
    """
    total = jnp.zeros(())
    for mass in (phase.M_phi_over_T, phase.M_h_over_T) if eta == "thermal" else (phase.M_phi_over_T,):
        # The logarithm needs a mass above 0; below 1e-5 the gas is massless to 1e-11.
        pressure, slope, _ = scaled_pressure(jnp.log(jnp.maximum(jnp.asarray(mass, dtype=float), 1e-5)), 0)
        # rho + p = 4p - dp/dln m in units of T^4.
        total = total + 4.0 * pressure - slope
    return 45.0 / (2.0 * np.pi**2) * total
