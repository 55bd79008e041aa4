r"""Two real scalars, one of which gets an expectation value at HIGH temperature: couplings and their leading order.

    V_0 = mu_eta^2 eta^2/2 + mu_phi^2 phi^2/2 + lambda_eta eta^4/4 + lambda_phi phi^4/4 + lambda_eta_phi eta^2 phi^2/4

("Asymmetric Reheating via Inverse Symmetry Breaking" Eq. 1; Weinberg 1974). At leading order in the high-temperature
expansion M_i^2(T) = mu_i^2 + c_i T^2 with c_i of Eq. 5; c_eta < 0 breaks eta -> -eta above T_c of Eq. 7. Beyond it,
`resummation` names the one-loop potential that is used:

    high-temperature   tree and T^2 terms: Eqs. 4 to 8
    none               Coleman-Weinberg terms and exact thermal integrals, no daisies
    parwani            the same with thermal masses c_eta T^2, c_phi T^2 in all loops
    arnold-espinosa    the same with ring terms added
"""

from collections.abc import Callable
from typing import Any, Literal, NamedTuple, get_args

import equinox as eqx
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.core import Tracer
from jax.typing import ArrayLike

from reheaton.errors import InvalidInput, did_you_mean
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
    """V(fields, T) of the model, fields = (eta, phi); module docstring and that of `EffectivePotential`.

    `scale` is the renormalisation scale [GeV], None for 4 pi e^-gamma T. `on_axis` promises that it is
    only asked for at phi = 0, where masses do not mix, and not for derivatives by phi. Raises InvalidInput for an
    unknown resummation. Valid for real parts that dominate: M^2 < 0 in loops makes the potential complex.
    """
    if resummation not in get_args(Resummation):
        known = get_args(Resummation)
        raise InvalidInput(f"resummation = {resummation!r} is not known: {did_you_mean(str(resummation), known)}")
    tree = TwoScalarTree(couplings)
    if resummation == "high-temperature":
        return EffectivePotential(tree, scale=scale, thermal="leading", diagonal=on_axis)
    thermal_masses = jnp.diag(jnp.stack([c_eta(couplings), c_phi(couplings)]))
    return EffectivePotential(tree, thermal_masses=thermal_masses, scale=scale, daisies=resummation, diagonal=on_axis)


def c_eta(couplings: Couplings) -> Array:
    """Coefficient (6 lambda_eta + lambda_eta_phi)/24 of T^2 in M_eta^2; Eq. 5. Shape of the couplings."""
    return (6.0 * jnp.asarray(couplings.lambda_eta) + couplings.lambda_eta_phi) / 24.0


def c_phi(couplings: Couplings) -> Array:
    """Coefficient (6 lambda_phi + lambda_eta_phi)/24 of T^2 in M_phi^2; Eq. 5. Shape of the couplings."""
    return (6.0 * jnp.asarray(couplings.lambda_phi) + couplings.lambda_eta_phi) / 24.0


def lowest_portal(lambda_eta: ArrayLike, lambda_phi: ArrayLike) -> Array:
    """Bound -2 sqrt(lambda_eta lambda_phi) above which lambda_eta_phi must lie; Eq. 2. Any common shape."""
    return -2.0 * jnp.sqrt(jnp.asarray(lambda_eta, dtype=float) * lambda_phi)


def bounded_below(couplings: Couplings) -> Array:
    """Whether V_0 is bounded from below: Eq. 2 and positive self-couplings. Boolean, shape of the couplings."""
    eta, phi, portal = couplings[:3]
    return (jnp.asarray(eta) > 0.0) & (jnp.asarray(phi) > 0.0) & (portal > lowest_portal(eta, phi))


def T_c_leading(couplings: Couplings) -> Array:
    """Temperature [GeV] above which eta has an expectation value, sqrt(mu_eta^2/|c_eta|); Eq. 7.

    Shape of the couplings; infinite where c_eta >= 0.
    """
    c = c_eta(couplings)
    return jnp.where(c < 0.0, jnp.asarray(couplings.mu_eta) / jnp.sqrt(jnp.where(c < 0.0, -c, 1.0)), jnp.inf)


def leading_masses2(couplings: Couplings, T: ArrayLike) -> tuple[Array, Array]:
    """mu_eta^2 + c_eta T^2 and mu_phi^2 + c_phi T^2 [GeV^2] at T [GeV], at the origin; Eq. 6. Any common shape."""
    T2 = jnp.asarray(T, dtype=float) ** 2
    mu_eta, mu_phi = jnp.asarray(couplings.mu_eta), jnp.asarray(couplings.mu_phi)
    return mu_eta**2 + c_eta(couplings) * T2, mu_phi**2 + c_phi(couplings) * T2


def portal_for_breaking(lambda_eta: ArrayLike, c_phi: ArrayLike) -> Array:
    """|lambda_eta_phi| above which the origin is unstable at high T: about 6 lambda_eta/(1 - 3 sqrt(c_phi)/pi).

    The ring term of phi, -T M_phi^3/(12 pi) with M_phi^2 = c_phi T^2 + lambda_eta_phi eta^2/2, adds
    |lambda_eta_phi| sqrt(c_phi)/(8 pi) to c_eta. Any common shape; infinite where it prevents breaking altogether.
    Valid to relative order c_phi.
    """
    room = 1.0 - 3.0 / np.pi * jnp.sqrt(jnp.asarray(c_phi, dtype=float))
    return jnp.where(room > 0.0, 6.0 * jnp.asarray(lambda_eta) / jnp.where(room > 0.0, room, 1.0), jnp.inf)


def check_couplings(couplings: Couplings) -> None:
    """Raise InvalidInput for couplings with which the model makes no sense, in the order of the conditions below.

    Self-couplings positive, mu_eta > 0 (a symmetric vacuum), mu_phi >= 0, Eq. 2, and c_eta < 0. Couplings that JAX is
    tracing have no values yet and are not looked at.
    """
    if any(isinstance(value, Tracer) for value in couplings):
        return
    for name in ("lambda_eta", "lambda_phi", "mu_eta"):
        _demand(name, getattr(couplings, name), lambda x: x > 0.0, "must be positive and finite")
    _demand("mu_phi", couplings.mu_phi, lambda x: x >= 0.0, "must not be negative, and finite")
    portal = couplings.lambda_eta_phi
    lowest, highest = lowest_portal(couplings.lambda_eta, couplings.lambda_phi), -6.0 * np.asarray(couplings.lambda_eta)
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
