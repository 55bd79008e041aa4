r"""Yields of N and N' from pairs of scalars by exchange of a graviton: the same for both.

phi phi and h h -> graviton -> N N (`amplitudes.graviton_squared`), with 1/2 for equal particles in either state and two
N an event. With q^2 = 1 - 4 M_N^2/S, X(S) of `rates.invariant_mass`, u = S - 4m^2, everything in units of T:

    dn_N/dt = T^8/(32 pi Mbar^4) int dS X(S) q^3 [S u/12 + m^4 - q^2 (m^2 u/3 + u^2/20 + m^4)]

for each scalar of mass m; T^8/(80 pi^5 Mbar^4) for both at T >> M_N, m with Maxwell-Boltzmann statistics. The paper
calls this production easily subdominant (footnote 3).
"""

from collections.abc import Callable

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.constants import M_PLANCK
from reheaton.numerics.quadrature import double_exponential_rule
from reheaton.papers.inverse_symmetry_breaking.amplitudes import REDUCED_PLANCK
from reheaton.papers.inverse_symmetry_breaking.phases import ThermalMasses
from reheaton.papers.inverse_symmetry_breaking.temperature_integrals import (
    TemperatureIntegrals,
    frozen_in_integrals,
    temperature_integrals,
)
from reheaton.papers.inverse_symmetry_breaking.yields import THERMAL, ProductionBath, Yields, prefactor
from reheaton.rates.invariant_mass import two_particles
from reheaton.rates.occupation import OccupationLaw

_DISTANCE, _WEIGHTS = double_exponential_rule()
IntegralsAt = Callable[[Array], TemperatureIntegrals]


def graviton_yields(
    M_N: ArrayLike,
    T_max: ArrayLike,
    phase: ThermalMasses,
    bath: ProductionBath = THERMAL,
) -> Yields:
    """Yields of N and N', from phi phi and, unless eta is absent, from h h.

    Relative error 1e-9, 1e-6 where eta is frozen in; scalars that couple minimally to curvature. Other particles of the
    universe, if there are any, are left out.
    """
    M_N = jnp.asarray(M_N, dtype=float)
    total = _from_pairs(phase.M_phi_over_T, M_N, T_max, bath.law, temperature_integrals)
    if bath.eta != "absent":

        def of_h(x1: Array) -> TemperatureIntegrals:
            if bath.eta == "thermal":
                return temperature_integrals(x1)
            return frozen_in_integrals(x1, jnp.asarray(bath.T_1) / (T_max * x1), power=2)

        total = total + _from_pairs(phase.M_h_over_T, M_N, T_max, bath.law, of_h)
    strength = 0.5 * (4.0 * np.pi) ** 5 * prefactor(bath.g_star) / (32.0 * np.pi)
    found = strength * M_PLANCK / M_N * (M_N / REDUCED_PLANCK) ** 4 * total
    return Yields(found, found)


def _from_pairs(m: ArrayLike, M_N: Array, T_max: ArrayLike, law: OccupationLaw, integrals_at: IntegralsAt) -> Array:
    """int dlnT of the rate of the module without its prefactor, in units of M_N^3."""
    m = jnp.asarray(m, dtype=float)
    root = jnp.maximum(2.0 * m, 2.0 * M_N / T_max) + _DISTANCE
    S, above, m2 = root**2, root**2 - 4.0 * m**2, m**2
    lead, fall = above * S / 12.0 + m2**2, above * m2 / 3.0 + above**2 / 20.0 + m2**2
    integrals = integrals_at(2.0 * M_N / (T_max * root))
    X = jax.vmap(lambda S: two_particles(S, m, m, law))(S)
    # int dlnT T^3 = (2 M_N)^3/S^(3/2) int dx x^-4.
    return jnp.sum(_WEIGHTS * 2.0 * root * X * 8.0 / S**1.5 * ((lead - fall) * integrals.J4 + fall * integrals.J2))
