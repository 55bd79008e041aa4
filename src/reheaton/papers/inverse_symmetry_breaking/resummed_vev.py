r"""v/T with daisies in two ways that bracket others: how uncertain the expectation value of eta is.

The loop of a scalar of mass M is <x^2> = T^2/12 - M T/(4 pi) + ... at Q = 4 pi e^-gamma T (Dolan & Jackiw 1974); the
second term is what daisies add. With k = |lambda_eta_phi|, c_eta and c_phi of Eq. 5, m^2 = mu^2/T^2, in units of T:

    rings            lambda_eta v^2 = |c_eta| - m_eta^2 - k M_phi/(8 pi),  M_phi^2 = m_phi^2 + c_phi

is the leading term of both `parwani` and `arnold-espinosa`. In the gap equations (superdaisies; Dolan & Jackiw 1974,
Amelino-Camelia & Pi 1993) the masses in the loops are those that come out,

    lambda_eta v^2 = |c_eta| - m_eta^2 + 3 lambda_eta M_h/(4 pi) - k M_phi/(8 pi),   M_h^2 = 2 lambda_eta v^2,
    M_phi^2        = m_phi^2 + c_phi - 3 lambda_phi M_phi/(4 pi) + k M_h/(8 pi) - k v^2/2.

The two differ at the order of c_phi, which one-loop potentials leave open: 43%, 4.0% and 1.0% for the benchmarks B1, B2
and B3. `parwani` and `arnold-espinosa` agree with each other to 3e-4 and lie between the two; `high-temperature` and
`none`, which have no daisies, are above them. Both ways are in closed form but for one root, so that no digits are lost
however weakly eta couples.
"""

from typing import NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.numerics.roots import root_in_interval
from reheaton.papers.inverse_symmetry_breaking.couplings import Couplings, c_eta, c_phi


class ResummedVev(NamedTuple):
    """v/T by rings and by the gap equations; 0 where they restore the symmetry."""

    rings: Array
    gap: Array

    @property
    def spread(self) -> Array:
        """Larger over smaller, minus 1; at most 1, and 1 where either of them restores the symmetry."""
        low, high = jnp.minimum(self.rings, self.gap), jnp.maximum(self.rings, self.gap)
        broken = low > 0.0
        return jnp.where(broken, jnp.minimum(high / jnp.where(broken, low, 1.0) - 1.0, 1.0), 1.0)


def resummed_vev(couplings: Couplings, T: ArrayLike) -> ResummedVev:
    """v/T at T [GeV] by rings and by the gap equations; module docstring.

    One point; couplings are not checked. Error 1e-10 as roots; relative errors of v^2 of order c_phi as physics, and of
    M^4 in the loops. Valid for T of T_c and more.
    """
    lambda_eta, lambda_phi = jnp.asarray(couplings.lambda_eta), jnp.asarray(couplings.lambda_phi)
    k = -jnp.asarray(couplings.lambda_eta_phi)
    room = -c_eta(couplings) - (jnp.asarray(couplings.mu_eta) / T) ** 2
    M0_squared = c_phi(couplings) + (jnp.asarray(couplings.mu_phi) / T) ** 2
    own = 3.0 * lambda_eta / (4.0 * np.pi)

    def M_h(M_phi: Array) -> Array:
        return own + jnp.sqrt(own**2 + jnp.maximum(2.0 * room - k * M_phi / (4.0 * np.pi), 0.0))

    def excess(M_phi: Array) -> Array:
        h = M_h(M_phi)
        loops = (k * h / 2.0 - 3.0 * lambda_phi * M_phi) / (4.0 * np.pi)
        return M_phi**2 - (M0_squared + loops - k * h**2 / (4.0 * lambda_eta))

    low, high = jnp.zeros(()), jnp.sqrt(M0_squared + k * M_h(jnp.zeros(())) / (8.0 * np.pi))
    M_phi = root_in_interval(excess, low, high, excess(low), excess(high), iterations=24)
    rings2 = (room - k * jnp.sqrt(M0_squared) / (8.0 * np.pi)) / lambda_eta
    broken = 2.0 * room > k * M_phi / (4.0 * np.pi)
    gap = jnp.where(broken, M_h(M_phi) / jnp.sqrt(2.0 * lambda_eta), 0.0)
    return ResummedVev(jnp.sqrt(jnp.maximum(rings2, 0.0)), gap)
