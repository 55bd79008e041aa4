r"""Phases of the two-scalar model: expectation value of eta, masses, T_c, and where the symmetry is broken at high T.

v_eta(T) is the global minimum of V(eta, 0, T). That phi = 0 is stable is seen from d^2 V/d phi^2 > 0 there. At leading
order and far above T_c, with k = |lambda_eta_phi|,

    M_phi^2 = (T^2/24) [6 lambda_phi + 2 k - k^2/(2 lambda_eta)] > 0.

This is up to a third below mu_phi^2 + c_phi T^2 of "Asymmetric Reheating via Inverse Symmetry Breaking" Eq. 6, which
leaves out lambda_eta_phi v^2/2. `PhiMass` chooses between the two: `vacuum` and `paper`.

All temperatures, masses and expectation values in GeV. Functions take one point; `jax.vmap` adds a batch.
"""

import functools
from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple, get_args

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.errors import InvalidInput, did_you_mean, quoted
from reheaton.numerics.roots import root_in_interval
from reheaton.papers.inverse_symmetry_breaking.couplings import (
    Couplings,
    Resummation,
    bounded_below,
    c_eta,
    check_couplings,
    leading_masses2,
    leading_T_c,
    leading_vev,
    two_scalar_potential,
)

PhiMass = Literal["paper", "vacuum"]
Potential = Callable[[Array, Any], Array]

_ETA_AXIS: Final = np.array([1.0, 0.0])
_PHI_AXIS: Final = np.array([0.0, 1.0])
_REACH: Final = 3.0
"""Largest eta at which a minimum is looked for, in units of sqrt(|c_eta|/lambda_eta) T, Eq. 8."""
_ETA_GRID: Final = np.geomspace(1e-4, 1.0, 256)
_T_POINTS: Final = 128
_DEEPER: Final = 1e-13
"""Depth over T^4 from which a minimum counts; rounding in V is 1e-16 T^4."""


class ThermalMasses(eqx.Module):
    """Masses of the scalars over T, far above the critical temperature, where they are proportional to T."""

    M_phi_over_T: ArrayLike
    M_h_over_T: ArrayLike

    def T_phi_decay(self, M_N: ArrayLike) -> Array:
        """Temperature [GeV] above which M_phi > 2 M_N, so that phi decays into N N; M_N [GeV].

        2 M_N/(M_phi/T). The paper prints (2/c_phi) M_N instead of 2 M_N/sqrt(c_phi).
        """
        return 2.0 * jnp.asarray(M_N) / self.M_phi_over_T


class BrokenPhase(ThermalMasses):
    """Scalars far above the critical temperature: v and the masses, over T, and the couplings that production needs."""

    v_over_T: ArrayLike
    lambda_phi: ArrayLike
    lambda_eta_phi: ArrayLike

    def T_star(self, Lambda_eff: ArrayLike) -> Array:
        """Temperature [GeV] at which N' does not couple to phi, Lambda_eff/(v/T); Eq. 14. Lambda_eff [GeV]."""
        return jnp.asarray(Lambda_eff) / self.v_over_T


class ThermalMinimum(NamedTuple):
    """Minimum of V at one temperature. Masses squared [GeV^2] are second derivatives of V at (v, 0)."""

    v: Array
    """Expectation value of eta [GeV], >= 0. It is 0 where it is below 3e-4 of sqrt(|c_eta|/lambda_eta) T."""
    M_h2: Array
    """Mass squared of h = eta - v."""
    M_phi2: Array
    """Mass squared of phi. Where it is negative, phi = 0 is unstable and (v, 0) is not the minimum."""


class CriticalTemperature(NamedTuple):
    """Temperature above which eta has an expectation value, and the kind of transition."""

    T: Array
    """[GeV]; infinite if resummation removes the breaking at all T, NaN if the symmetry is broken at all T."""
    first_order: Array
    """True: V(0) and another minimum are equal at T. False: d^2 V/d eta^2 vanishes at the origin."""


def broken_phase(
    couplings: Couplings,
    T_max: ArrayLike,
    resummation: Resummation = "high-temperature",
    phi_mass: PhiMass = "paper",
) -> BrokenPhase:
    """The broken phase of given couplings, as production from T_max [GeV] down sees it.

    `high-temperature`: the limit T >> mu, v/T = sqrt(|c_eta|/lambda_eta) (Eq. 8), M_h/T = sqrt(2|c_eta|), and M_phi by
    `phi_mass`: sqrt(c_phi) T (`paper`, Eqs. 5 and 6), or with lambda_eta_phi v^2/2 (`vacuum`). Other resummations: v
    and both masses at T_max from the minimum of V; `phi_mass` is not used. One point. Raises InvalidInput for couplings
    out of range and unknown names. v is NaN where eta has no expectation value at T_max, and where V_0 is unbounded.
    """
    if phi_mass not in get_args(PhiMass):
        raise InvalidInput(f"phi_mass = {quoted(phi_mass)} is not known: {did_you_mean(phi_mass, get_args(PhiMass))}")
    check_couplings(couplings)
    T, sound = jnp.asarray(T_max, dtype=float), bounded_below(couplings)
    if resummation == "high-temperature":
        sound = sound & (T > leading_T_c(couplings))
        couplings = couplings._replace(mu_eta=0.0, mu_phi=0.0)
    found = _thermal_minimum(couplings, T, resummation, None)
    leading = resummation == "high-temperature" and phi_mass == "paper"
    M_phi2 = leading_masses2(couplings, T)[1] if leading else found.M_phi2
    return BrokenPhase(
        M_phi_over_T=jnp.sqrt(M_phi2) / T,
        M_h_over_T=jnp.sqrt(found.M_h2) / T,
        v_over_T=jnp.where(sound & (found.v > 0.0), found.v, jnp.nan) / T,
        lambda_phi=couplings.lambda_phi,
        lambda_eta_phi=couplings.lambda_eta_phi,
    )


def masses_without_couplings(c_phi: ArrayLike) -> ThermalMasses:
    """Masses if only c_phi of Eq. 5 is known: M_phi = sqrt(c_phi) T of Eq. 6, and h without mass."""
    return ThermalMasses(M_phi_over_T=jnp.sqrt(jnp.asarray(c_phi, dtype=float)), M_h_over_T=0.0)


def thermal_minimum(
    couplings: Couplings, T: ArrayLike, resummation: Resummation = "high-temperature", scale: ArrayLike | None = None
) -> ThermalMinimum:
    """v_eta(T), M_h^2 and M_phi^2 at the minimum of V along eta; Eq. 8, or numerically for the full potential.

    Numbers; T > 0 and scale in GeV. Raises InvalidInput for couplings out of range and unknown resummations. v is NaN
    where the minimum lies beyond three times Eq. 8. Relative error of v 1e-8, derivatives included.
    """
    check_couplings(couplings)
    return _thermal_minimum(couplings, T, resummation, scale)


def critical_temperature(
    couplings: Couplings, resummation: Resummation = "high-temperature", scale: ArrayLike | None = None
) -> CriticalTemperature:
    """T_c [GeV] and whether the transition is of first order; Eq. 7 at leading order.

    Second order: the lowest temperature at which d^2 V/d eta^2(0) changes sign. First order: if a deeper minimum exists
    there already, the temperature below it at which the two minima are degenerate. The search runs from leading_T_c/10
    to 1e4 leading_T_c + 1e3 mu_phi. Numbers. Raises InvalidInput for couplings out of range and unknown resummations.
    Relative error 1e-9 (second order), 1e-4 (first order). Not valid for mu so far above T_c that ln(mu/T) decides.
    """
    check_couplings(couplings)
    return _critical_temperature(couplings, resummation, scale)


def inverse_breaking_survives(
    lambda_eta: ArrayLike, lambda_phi: ArrayLike, lambda_eta_phi: ArrayLike, resummation: Resummation = "parwani"
) -> Array:
    """Whether the origin is unstable at T far above all masses, and V_0 bounded from below; boolean.

    d^2 V/d eta^2(0) < 0 at mu = 0 and Q = 4 pi e^-gamma T. Numbers, or arrays of one shape. Raises InvalidInput for an
    unknown resummation. Compare `portal_for_breaking`.
    """
    arrays = [jnp.asarray(x, dtype=float) for x in (lambda_eta, lambda_phi, lambda_eta_phi)]
    shape = jnp.broadcast_shapes(*(a.shape for a in arrays))
    flat = [jnp.ravel(jnp.broadcast_to(a, shape)) for a in arrays]
    return _survives(*flat, resummation).reshape(shape)


@functools.partial(jax.jit, static_argnums=3)
def _survives(lambda_eta: Array, lambda_phi: Array, lambda_eta_phi: Array, resummation: Resummation) -> Array:
    def one(eta: Array, phi: Array, portal: Array) -> Array:
        couplings = Couplings(eta, phi, portal, 0.0, 0.0)
        curvature = _curvature(two_scalar_potential(couplings, resummation, on_axis=True), jnp.zeros(2), 1.0, _ETA_AXIS)
        return (curvature < 0.0) & bounded_below(couplings)

    return jax.vmap(one)(lambda_eta, lambda_phi, lambda_eta_phi)


@functools.partial(jax.jit, static_argnums=2)
def _thermal_minimum(
    couplings: Couplings, T: ArrayLike, resummation: Resummation, scale: ArrayLike | None
) -> ThermalMinimum:
    T = jnp.asarray(T, dtype=float)
    potential = two_scalar_potential(couplings, resummation, scale, on_axis=True)
    leading = resummation == "high-temperature"
    v = leading_vev(couplings, T) if leading else _minimum(potential, T, _reach(couplings))
    at = v * _ETA_AXIS
    # The derivative by phi leaves the axis, and there the masses mix.
    everywhere = two_scalar_potential(couplings, resummation, scale)
    return ThermalMinimum(v, _curvature(potential, at, T, _ETA_AXIS), _curvature(everywhere, at, T, _PHI_AXIS))


def _reach(couplings: Couplings) -> Array:
    return _REACH * jnp.sqrt(jnp.maximum(-c_eta(couplings), 1e-300) / couplings.lambda_eta)


def _minimum(potential: Potential, T: Array, reach: Array) -> Array:
    """eta of the global minimum along eta; 0 if it is the first node, NaN if the last."""
    nodes = jax.lax.stop_gradient(reach) * _ETA_GRID
    values = jax.vmap(lambda x: potential(x * T * _ETA_AXIS, T))(nodes)
    lowest = jnp.argmin(values)
    inner = jnp.clip(lowest, 1, len(_ETA_GRID) - 2)

    def slope(x: Array) -> Array:
        return jax.jvp(lambda e: potential(e * T * _ETA_AXIS, T), (x,), (jnp.ones_like(x),))[1] / T**4

    low, high = nodes[inner - 1], nodes[inner + 1]
    at_ends = jax.vmap(slope)(jnp.stack([low, high]))
    root = T * _polished(slope, root_in_interval(slope, low, high, at_ends[0], at_ends[1], iterations=12))
    return jnp.where(lowest == 0, 0.0, jnp.where(lowest == len(_ETA_GRID) - 1, jnp.nan, root))


@functools.partial(jax.jit, static_argnums=1)
def _critical_temperature(
    couplings: Couplings, resummation: Resummation, scale: ArrayLike | None
) -> CriticalTemperature:
    leading = leading_T_c(couplings)
    if resummation == "high-temperature":
        return CriticalTemperature(leading, jnp.zeros_like(leading, dtype=bool))
    potential = two_scalar_potential(couplings, resummation, scale, on_axis=True)

    def curvature(log_T: Array) -> Array:
        T = jnp.exp(log_T)
        return _curvature(potential, jnp.zeros(2), T, _ETA_AXIS) / T**2

    lowest = jnp.log(0.1 * leading)
    highest = jnp.log(1e4 * leading + 1e3 * jnp.asarray(couplings.mu_phi))
    nodes = jax.lax.stop_gradient(jnp.linspace(lowest, highest, _T_POINTS))
    values = jax.vmap(curvature)(nodes)
    broken = values < 0.0
    first = jnp.clip(jnp.argmax(broken), 1, _T_POINTS - 1)
    log_T = root_in_interval(curvature, nodes[first - 1], nodes[first], values[first - 1], values[first], iterations=14)
    log_T = _polished(curvature, log_T)
    depth = functools.partial(_depth, potential, _reach(couplings))
    first_order = jnp.any(broken) & ~broken[0] & (depth(log_T) < -_DEEPER)
    log_T = jax.lax.cond(first_order, lambda: _degenerate(depth, log_T), lambda: log_T)
    T = jnp.where(jnp.any(broken), jnp.where(broken[0], jnp.nan, jnp.exp(log_T)), jnp.inf)
    return CriticalTemperature(T, first_order)


def _polished(function: Callable[[Array], Array], root: Array) -> Array:
    """One Newton step. Its derivatives are those of the implicit function; those of the secant method err by 1e-4."""
    root = jax.lax.stop_gradient(root)
    value, slope = jax.jvp(function, (root,), (jnp.ones_like(root),))
    slope = jax.lax.stop_gradient(slope)
    return root - value / jnp.where(slope == 0.0, 1.0, slope)


def _depth(potential: Potential, reach: Array, log_T: Array) -> Array:
    """[V(eta) - V(0)]/T^4 at the lowest minimum away from the origin, by a parabola through three nodes; 1 if none."""
    T = jnp.exp(log_T)
    etas = jnp.concatenate([jnp.zeros(1), jax.lax.stop_gradient(reach) * _ETA_GRID]) * T
    values = jax.vmap(lambda eta: potential(eta * _ETA_AXIS, T))(etas) / T**4
    values = values[1:] - values[0]
    left, middle, right = values[:-2], values[1:-1], values[2:]
    minimum = (middle < left) & (middle < right)
    # In ln eta, in which the nodes are uniform.
    bend = jnp.where(minimum, left - 2.0 * middle + right, 1.0)
    return jnp.min(jnp.where(minimum, middle - (right - left) ** 2 / (8.0 * bend), 1.0))


def _degenerate(depth: Callable[[Array], Array], log_T: Array) -> Array:
    """ln T below the given one at which the origin and another minimum are degenerate; NaN if not within e^-2."""
    nodes = jax.lax.stop_gradient(log_T) - jnp.linspace(2.0, 0.0, 33) ** 2 / 2.0
    values = jax.lax.map(depth, nodes)
    last = jnp.clip(len(nodes) - jnp.argmax(values[::-1] > 0.0), 1, len(nodes) - 1)
    root = root_in_interval(depth, nodes[last - 1], nodes[last], values[last - 1], values[last], iterations=20)
    return jnp.where(jnp.any(values > 0.0), root, jnp.nan)


def _curvature(potential: Potential, fields: Array, T: ArrayLike, axis: np.ndarray) -> Array:
    """Second derivative of the potential along an axis [GeV^2], fields (2,) [GeV]."""
    direction = jnp.asarray(axis)

    def slope(x: Array) -> Array:
        return jax.jvp(lambda y: potential(y, T), (x,), (direction,))[1]

    return jax.jvp(slope, (fields,), (direction,))[1]
