r"""Two real scalars eta and phi: potential, stability, and masses at leading order in the temperature.

    V_0 = mu_eta^2 eta^2/2 + mu_phi^2 phi^2/2 + lambda_eta eta^4/4 + lambda_phi phi^4/4 + lambda_eta_phi eta^2 phi^2/4

("Asymmetric Reheating via Inverse Symmetry Breaking" Eq. 1; Weinberg 1974). At leading order of the high-temperature
expansion M_i^2(T) = mu_i^2 + c_i T^2, with c_i of Eq. 5. If c_eta < 0, the symmetry eta -> -eta is broken above T_c of
Eq. 7. `Resummation` names the potential that is used beyond that order:

    high-temperature   V_0 and the T^2 terms: Eqs. 4 to 8
    none               Coleman-Weinberg terms and exact thermal integrals, without daisies
    parwani            the same with thermal masses c_eta T^2, c_phi T^2 in all loops
    arnold-espinosa    the same as `none`, with ring terms added
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, get_args

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.core import Tracer
from jax.typing import ArrayLike

from reheaton.backend.namespace import namespace
from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.matter.potential.effective_potential import EffectivePotential

Resummation = Literal["high-temperature", "none", "parwani", "arnold-espinosa"]


class Couplings(NamedTuple):
    """Parameters of V_0 (Eq. 1): three couplings and two masses [GeV]; numbers, or arrays of one shape."""

    lambda_eta: ArrayLike
    lambda_phi: ArrayLike
    lambda_eta_phi: ArrayLike
    mu_eta: ArrayLike
    mu_phi: ArrayLike


class TwoScalarTree(eqx.Module):
    """V_0 [GeV^4] of fields (eta, phi) [GeV]; Eq. 1."""

    couplings: Couplings

    def __call__(self, fields: Array) -> Array:
        """V_0 at fields of shape (2,)."""
        lambda_eta, lambda_phi, portal, mu_eta, mu_phi = map(jnp.asarray, self.couplings)
        eta2, phi2 = fields[0] ** 2, fields[1] ** 2
        quadratic = (mu_eta**2 * eta2 + mu_phi**2 * phi2) / 2.0
        return quadratic + (lambda_eta * eta2**2 + lambda_phi * phi2**2 + portal * eta2 * phi2) / 4.0


def two_scalar_potential(
    couplings: Couplings,
    resummation: Resummation = "high-temperature",
    scale: ArrayLike | None = None,
    *,
    on_axis: bool = False,
) -> EffectivePotential:
    """V(fields, T) of the model, fields = (eta, phi): V_0 + V_CW + V_T, Eqs. 3 and 4, as `EffectivePotential`.

    `scale` is the renormalisation scale [GeV]; None stands for 4 pi e^-gamma T. With `on_axis` the potential is right
    at phi = 0 only, where the masses do not mix, and its derivatives by phi are not. Raises InvalidInput for an unknown
    resummation. Where M^2 < 0 in loops, the potential is complex and its real part is taken.
    """
    if resummation not in get_args(Resummation):
        known = get_args(Resummation)
        raise InvalidInput(f"resummation = {quoted(resummation)} is not known: {did_you_mean(resummation, known)}")
    tree = TwoScalarTree(couplings)
    if resummation == "high-temperature":
        return EffectivePotential(tree, scale=scale, thermal="leading", diagonal=on_axis)
    thermal_masses = jnp.diag(jnp.stack([c_eta(couplings), c_phi(couplings)]))
    return EffectivePotential(tree, thermal_masses=thermal_masses, scale=scale, daisies=resummation, diagonal=on_axis)


def c_eta(couplings: Couplings) -> Array:
    """Coefficient (6 lambda_eta + lambda_eta_phi)/24 of T^2 in M_eta^2; Eq. 5. Shape of the couplings."""
    xp = namespace(couplings.lambda_eta, couplings.lambda_eta_phi)
    return (6.0 * xp.asarray(couplings.lambda_eta) + couplings.lambda_eta_phi) / 24.0


def c_phi(couplings: Couplings) -> Array:
    """Coefficient (6 lambda_phi + lambda_eta_phi)/24 of T^2 in M_phi^2; Eq. 5. Shape of the couplings."""
    xp = namespace(couplings.lambda_phi, couplings.lambda_eta_phi)
    return (6.0 * xp.asarray(couplings.lambda_phi) + couplings.lambda_eta_phi) / 24.0


def leading_masses2(couplings: Couplings, T: ArrayLike) -> tuple[Array, Array]:
    """mu_eta^2 + c_eta T^2 and mu_phi^2 + c_phi T^2 [GeV^2] at T [GeV], at the origin; Eq. 6. Any common shape."""
    T2 = jnp.asarray(T, dtype=float) ** 2
    mu_eta, mu_phi = jnp.asarray(couplings.mu_eta), jnp.asarray(couplings.mu_phi)
    return mu_eta**2 + c_eta(couplings) * T2, mu_phi**2 + c_phi(couplings) * T2


def leading_T_c(couplings: Couplings) -> Array:
    """Temperature [GeV] above which eta has an expectation value, sqrt(mu_eta^2/|c_eta|); Eq. 7.

    Shape of the couplings; infinite where c_eta >= 0.
    """
    c = c_eta(couplings)
    xp = namespace(c, couplings.mu_eta)
    return xp.where(c < 0.0, couplings.mu_eta / xp.sqrt(xp.where(c < 0.0, -c, 1.0)), xp.inf)


def leading_vev(couplings: Couplings, T: ArrayLike) -> Array:
    """v_eta(T) = sqrt(-(mu_eta^2 + c_eta T^2)/lambda_eta) [GeV] at T [GeV]; Eq. 8. Any common shape; 0 below T_c."""
    v2 = -leading_masses2(couplings, T)[0] / couplings.lambda_eta
    return jnp.where(v2 > 0.0, jnp.sqrt(jnp.where(v2 > 0.0, v2, 1.0)), 0.0)


def lowest_portal(lambda_eta: ArrayLike, lambda_phi: ArrayLike) -> Array:
    """Bound -2 sqrt(lambda_eta lambda_phi) above which lambda_eta_phi must lie; Eq. 2. Any common shape.

    For self-couplings above 0, without which no portal will do; 0 where one of them is below.
    """
    xp = namespace(lambda_eta, lambda_phi)
    return -2.0 * xp.sqrt(xp.maximum(xp.asarray(lambda_eta, dtype=float) * lambda_phi, 0.0))


def bounded_below(couplings: Couplings) -> Array:
    """Whether V_0 is bounded from below: Eq. 2 and positive self-couplings. Boolean, shape of the couplings."""
    eta, phi, portal = couplings[:3]
    return (jnp.asarray(eta) > 0.0) & (jnp.asarray(phi) > 0.0) & (portal > lowest_portal(eta, phi))


def portal_for_breaking(lambda_eta: ArrayLike, c_phi: ArrayLike) -> Array:
    """|lambda_eta_phi| above which the origin is unstable at high T: about 6 lambda_eta/(1 - 3 sqrt(c_phi)/pi).

    The ring term of phi, -T M_phi^3/(12 pi) with M_phi^2 = c_phi T^2 + lambda_eta_phi eta^2/2, adds
    |lambda_eta_phi| sqrt(c_phi)/(8 pi) to c_eta. Any common shape; infinite where no value breaks the symmetry.
    Valid to relative order c_phi.
    """
    room = 1.0 - 3.0 / np.pi * jnp.sqrt(jnp.asarray(c_phi, dtype=float))
    return jnp.where(room > 0.0, 6.0 * jnp.asarray(lambda_eta) / jnp.where(room > 0.0, room, 1.0), jnp.inf)


def check_couplings(couplings: Couplings) -> None:
    """Raise InvalidInput for couplings outside the model; conditions are checked in the order of this list.

    lambda_eta, lambda_phi > 0; mu_eta > 0, so that the vacuum is symmetric; mu_phi >= 0; Eq. 2; c_eta < 0. Couplings
    that JAX traces are not checked, as they have no values yet.
    """
    if any(isinstance(value, Tracer) for value in couplings):
        return
    for name in ("lambda_eta", "lambda_phi", "mu_eta"):
        _demand(name, getattr(couplings, name), lambda x: x > 0.0, "must be positive and finite")
    _demand("mu_phi", couplings.mu_phi, lambda x: x >= 0.0, "must not be negative, and finite")
    portal = couplings.lambda_eta_phi
    with jax.ensure_compile_time_eval():  # numbers, also while JAX traces something else
        lowest = np.asarray(lowest_portal(couplings.lambda_eta, couplings.lambda_phi))
    highest = -6.0 * np.asarray(couplings.lambda_eta)
    _demand(
        "lambda_eta_phi",
        portal,
        lambda x: x > lowest,
        f"must be above -2 sqrt(lambda_eta lambda_phi) = {_shown(lowest)}: the potential is unbounded from below",
    )
    _demand(
        "lambda_eta_phi",
        portal,
        lambda x: x < highest,
        f"must be below -6 lambda_eta = {_shown(highest)}: c_eta >= 0, no inverse symmetry breaking",
    )


def _demand(name: str, value: ArrayLike, allowed: Callable[[np.ndarray], Any], sentence: str) -> None:
    numbers = np.asarray(value, dtype=float)
    if not np.all(np.isfinite(numbers) & np.asarray(allowed(numbers))):
        raise InvalidInput(f"{name} = {_shown(numbers)} {sentence}.")


def _shown(value: ArrayLike) -> str:
    numbers = np.asarray(value)
    return f"{float(numbers):g}" if numbers.ndim == 0 else f"(from {numbers.min():g} to {numbers.max():g})"
