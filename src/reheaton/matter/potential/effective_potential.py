r"""One-loop effective potential of any number of scalar fields at finite temperature, in Landau gauge.

    V(phi, T) = V_0(phi) + sum_i s_i n_i { m_i^4/(64 pi^2) [ln(|m_i^2|/Q^2) - C_i] + T^4/(2 pi^2) J_i(m_i^2/T^2) }

with s = +1, J = J_B for bosons and s = -1, J = J_F for fermions; C = 3/2 for scalars and fermions, 5/6 for vectors,
MS-bar (Coleman & Weinberg 1973; Dolan & Jackiw 1974; reviewed by Quiros, hep-ph/9901312). Scalar masses are the
eigenvalues of the Hessian of V_0; real parts are taken where m^2 < 0. Daisies, with thermal masses Pi = c T^2:

    parwani            m^2 + Pi in place of m^2 everywhere (Parwani 1992)
    arnold-espinosa    - T/(12 pi) sum_i n_i [(m_i^2 + Pi_i)^(3/2) - (m_i^2)^(3/2)] added (Arnold & Espinosa 1993)

For vectors, only the longitudinal third of the degrees of freedom is resummed. c is given, or is the Hessian of the
leading thermal term, (1/24) [Tr m_S^2 + sum_V n_V m_V^2 + (1/2) sum_F n_F m_F^2].
"""

from collections.abc import Callable
from typing import Any, Final, Literal, get_args

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.matter.potential.spectral import eigenvalues, spectral_sum
from reheaton.matter.potential.thermal_integrals import (
    J_B,
    J_F,
    J_B_expanded,
    J_F_expanded,
    power_three_halves,
    square_times_log,
)

Daisies = Literal["none", "parwani", "arnold-espinosa"]
ThermalPart = Literal["exact", "expanded", "leading"]
FieldMasses = Callable[[Array], tuple[Array, Array]]
"""Masses squared [GeV^2] and degrees of freedom, each (species,), of the fields (scalars,) [GeV]."""

SCALE_OVER_T: Final = float(4.0 * np.pi * np.exp(-np.euler_gamma))
"""Default renormalisation scale over T: the logarithms of bosons cancel at high temperature."""
_C_SCALAR: Final = 1.5
_C_VECTOR: Final = 5.0 / 6.0


class EffectivePotential(eqx.Module):
    """V(fields, T) [GeV^4] of scalars with tree-level potential `tree`, and of loops of fermions and vectors.

    Equations in the module docstring. One point: fields (scalars,) and T > 0 in GeV; `jax.vmap` adds a batch. Callables
    with parameters to be differentiated are best equinox modules. Raises InvalidInput for unknown options. Valid where
    couplings times T over masses are small and m^2/T^2 >= -100.
    """

    tree: Callable[[Array], Array]
    """V_0 [GeV^4] of the fields (scalars,) [GeV]; its Hessian is the matrix of scalar masses."""
    fermions: FieldMasses | None = None
    vectors: FieldMasses | None = None
    thermal_masses: ArrayLike | None = None
    """Pi/T^2 of the scalars, (scalars, scalars); None: from the leading thermal term."""
    longitudinal_masses: ArrayLike | None = None
    """Pi/T^2 of longitudinal vectors, (species,); None: zero."""
    scale: ArrayLike | None = None
    """Renormalisation scale Q [GeV]; None: 4 pi e^-gamma T."""
    daisies: Daisies = eqx.field(static=True, default="none")
    thermal: ThermalPart = eqx.field(static=True, default="exact")
    """`exact` J_B, J_F; `expanded`, to (m/T)^4; `leading`, to (m/T)^2 and without Coleman-Weinberg terms."""
    diagonal: bool = eqx.field(static=True, default=False)
    """Promise that scalar masses do not mix at any fields asked for, nor in the derivatives taken: quick to compile."""

    def __check_init__(self) -> None:
        for name, kinds in (("daisies", Daisies), ("thermal", ThermalPart)):
            value = getattr(self, name)
            if value not in get_args(kinds):
                raise InvalidInput(f"{name} = {quoted(value)} is not known: {did_you_mean(value, get_args(kinds))}")
        if self.thermal == "leading" and self.daisies != "none":
            raise InvalidInput(
                f"daisies = {quoted(self.daisies)} resum terms that thermal = 'leading' leaves out: use 'none'."
            )

    def __call__(self, fields: Array, T: ArrayLike) -> Array:
        """V [GeV^4] at fields (scalars,) [GeV] and T > 0 [GeV]."""
        fields = jnp.asarray(fields, dtype=float)
        scalars = jax.hessian(self.tree)(fields)
        if self.daisies == "none":
            loops = self._sum(lambda m2: self._boson(m2, T, _C_SCALAR), scalars)
        else:
            thermal = scalars + self.thermal_mass_matrix(fields) * jnp.asarray(T) ** 2
            masses = thermal if self.daisies == "parwani" else scalars
            loops = self._sum(lambda m2: self._boson(m2, T, _C_SCALAR), masses)
            if self.daisies == "arnold-espinosa":
                loops += self._sum(lambda m2: _ring(m2, T), thermal) - self._sum(lambda m2: _ring(m2, T), scalars)
        if self.vectors is not None:
            loops += self._vector_loops(*self.vectors(fields), T)
        if self.fermions is not None:
            m2, degrees = self.fermions(fields)
            loops += jnp.sum(degrees * self._fermion(m2, T))
        return self.tree(fields) + loops

    def at_zero_temperature(self, fields: Array) -> Array:
        """V_0 plus Coleman-Weinberg terms [GeV^4] at fields (scalars,) [GeV]; module docstring.

        Raises InvalidInput if no fixed renormalisation scale was given.
        """
        if self.scale is None:
            raise InvalidInput("scale = None (proportional to T) has no meaning at T = 0: give a scale in GeV.")
        fields, Q = jnp.asarray(fields, dtype=float), jnp.asarray(self.scale, dtype=float)
        V = self.tree(fields)
        V += self._sum(lambda m2: coleman_weinberg(m2, Q), jax.hessian(self.tree)(fields))
        if self.vectors is not None:
            m2, degrees = self.vectors(fields)
            V += jnp.sum(degrees * coleman_weinberg(m2, Q, _C_VECTOR))
        if self.fermions is not None:
            m2, degrees = self.fermions(fields)
            V -= jnp.sum(degrees * coleman_weinberg(m2, Q))
        return V

    def scalar_masses2(self, fields: Array, T: ArrayLike | None = None) -> Array:
        """Eigenvalues (scalars,) [GeV^2] of the Hessian of V_0, ascending; with Pi added if T [GeV] is given."""
        fields = jnp.asarray(fields, dtype=float)
        matrix = jax.hessian(self.tree)(fields)
        if T is not None:
            matrix += self.thermal_mass_matrix(fields) * jnp.asarray(T) ** 2
        return eigenvalues(matrix)

    def thermal_mass_matrix(self, fields: Array) -> Array:
        """Pi/T^2 of the scalars (scalars, scalars): as given, or d^2/dphi^2 of the leading thermal term over T^2.

        The derivatives are taken at zero fields, which is no loss where V_0 is quartic.
        """
        if self.thermal_masses is not None:
            return jnp.asarray(self.thermal_masses, dtype=float)
        return jax.hessian(self._leading_coefficient)(jnp.zeros_like(fields))

    def _sum(self, loop: Callable[[Array], Array], masses2: Array) -> Array:
        return spectral_sum(loop, masses2, self.diagonal)

    def _leading_coefficient(self, fields: Array) -> Array:
        """Coefficient of T^2: (1/24) [Tr m_S^2 + sum n_V m_V^2 + (1/2) sum n_F m_F^2]."""
        total = jnp.trace(jax.hessian(self.tree)(fields))
        if self.vectors is not None:
            m2, degrees = self.vectors(fields)
            total += jnp.sum(degrees * m2)
        if self.fermions is not None:
            m2, degrees = self.fermions(fields)
            total += 0.5 * jnp.sum(degrees * m2)
        return total / 24.0

    def _vector_loops(self, m2: Array, degrees: Array, T: ArrayLike) -> Array:
        plain = self._boson(m2, T, _C_VECTOR)
        if self.daisies == "none" or self.longitudinal_masses is None:
            return jnp.sum(degrees * plain)
        longitudinal = m2 + jnp.asarray(self.longitudinal_masses, dtype=float) * jnp.asarray(T) ** 2
        if self.daisies == "parwani":
            resummed = self._boson(longitudinal, T, _C_VECTOR)
        else:
            resummed = plain + _ring(longitudinal, T) - _ring(m2, T)
        return jnp.sum(degrees / 3.0 * (2.0 * plain + resummed))

    def _boson(self, m2: Array, T: ArrayLike, constant: float) -> Array:
        """Loop of one degree of freedom [GeV^4]; any shape."""
        T, y2 = jnp.asarray(T, dtype=float), m2 / jnp.asarray(T) ** 2
        if self.thermal == "leading":
            return T**4 * (-(np.pi**2) / 90.0 + y2 / 24.0)
        J = J_B(y2) if self.thermal == "exact" else J_B_expanded(y2)
        return T**4 * (J / (2.0 * np.pi**2) + self._logarithm(y2, T, constant))

    def _fermion(self, m2: Array, T: ArrayLike) -> Array:
        """Loop of one degree of freedom [GeV^4]; any shape."""
        T, y2 = jnp.asarray(T, dtype=float), m2 / jnp.asarray(T) ** 2
        if self.thermal == "leading":
            return T**4 * (-7.0 * np.pi**2 / 720.0 + y2 / 48.0)
        J = J_F(y2) if self.thermal == "exact" else J_F_expanded(y2)
        return -(T**4) * (J / (2.0 * np.pi**2) + self._logarithm(y2, T, _C_SCALAR))

    def _logarithm(self, y2: Array, T: Array, constant: float) -> Array:
        """Coleman-Weinberg term over T^4.

        In units of T the logarithm of m^2 is that inside J_B and cancels it, and so do their derivatives at m = 0.
        """
        log_Q_over_T = np.log(SCALE_OVER_T) if self.scale is None else jnp.log(jnp.asarray(self.scale) / T)
        return (square_times_log(y2) - (2.0 * log_Q_over_T + constant) * y2**2) / (64.0 * np.pi**2)


def coleman_weinberg(m2: ArrayLike, Q: ArrayLike, constant: float = _C_SCALAR) -> Array:
    """m^4/(64 pi^2) [ln(|m^2|/Q^2) - constant] [GeV^4] of one degree of freedom; Coleman & Weinberg 1973, MS-bar.

    m2 [GeV^2] of any shape, scale Q [GeV]; constant 3/2 for scalars and fermions, 5/6 for vectors. Fermions enter with
    a minus sign. Real part for m2 < 0.
    """
    y2, Q = jnp.asarray(m2, dtype=float) / jnp.asarray(Q) ** 2, jnp.asarray(Q, dtype=float)
    return Q**4 * (square_times_log(y2) - constant * y2**2) / (64.0 * np.pi**2)


def _ring(m2: Array, T: Any) -> Array:
    """-T/(12 pi) Re (m^2)^(3/2) [GeV^4]; any shape."""
    T = jnp.asarray(T, dtype=float)
    return -(T**4) / (12.0 * np.pi) * power_three_halves(m2 / T**2)
