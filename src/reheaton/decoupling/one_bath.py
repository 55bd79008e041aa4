r"""Plasma and neutrinos at one temperature, as long as collisions are much faster than the expansion.

With ln T as the variable, ln a of the same moment, and s of all together,

    d ln T/d ln a = [-3 s T + (1 - f_dark) Gamma rho_N/H]/(T ds/d ln T),

H^2 = 8 pi/(3 M_PLANCK^2) sum rho; for dY and dD see `scenario`. A relic must not make T rise.
"""

from typing import Final, NamedTuple

import jax.numpy as jnp
from jax import Array
from jax.typing import ArrayLike

from reheaton.cosmology import hubble
from reheaton.decoupling.scenario import Scenario
from reheaton.matter.electromagnetic_plasma import electromagnetic_state
from reheaton.matter.leptons_and_bosons import free_neutrinos
from reheaton.numerics import ode

_ROOM: Final = 300
"""Steps that may be tried; at rtol = 1e-8 some ten to sixty are."""


class Moment(NamedTuple):
    """ln a, Y = Gamma t and D = rho_dark a^4 [GeV^4] at the temperature T [GeV]."""

    T: Array
    log_a: Array
    Y: Array
    D: Array
    finished: Array
    """Whether this moment was reached; T must fall."""


def cool_together(scenario: Scenario, T_end: ArrayLike, *, order: int = 3, rtol: float = 1e-8) -> Moment:
    """From T_start down to T_end [GeV]; at once if that is not lower. `order` is that of QED. Traceable by JAX.

    Error: rtol a step, of ln a, Y and D/D(end).
    """
    start = jnp.log(jnp.asarray(scenario.T_start, dtype=float))
    end = jnp.minimum(jnp.log(jnp.asarray(T_end, dtype=float)), start)

    def rates(z: Array, y: Array) -> Array:
        log_a, Y, D = y
        T, a = jnp.exp(-z), jnp.exp(log_a)
        plasma, neutrinos = electromagnetic_state(T, order), free_neutrinos().state(T)
        relic = scenario.relic(a, Y)
        H = hubble(scenario.gravitating(log_a, plasma.rho + neutrinos.rho + relic + D / a**4))
        heat = scenario.width * relic / H
        s, ds_dlnT = plasma.s + neutrinos.s, plasma.ds_dlnT + neutrinos.ds_dlnT
        pace = T * ds_dlnT / (3.0 * s * T - (1.0 - scenario.to_dark) * heat)
        # A bath that is heated faster than it cools never gets to T_end.
        pace = jnp.where(pace > 0.0, pace, jnp.nan)
        return pace * jnp.stack([jnp.ones_like(a), scenario.width / H, a**4 * scenario.to_dark * heat])

    def scale(old: Array, new: Array) -> Array:
        return rtol * jnp.stack([jnp.ones(()), jnp.maximum(new[1], 1e-6), jnp.abs(new[2]) + 1e-200])

    y0 = jnp.stack([jnp.zeros(()), jnp.zeros(()), jnp.asarray(scenario.rho_dark, dtype=float)])
    last = ode.integrate(ode.single_leg(rates, scale, -end, 0.05), None, -start, y0, _ROOM).now
    log_a, Y, D = last.y
    return Moment(jnp.exp(end), log_a, Y, D, (last.x >= -end) & jnp.all(jnp.isfinite(last.y)))
