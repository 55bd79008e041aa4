"""The same integration, the same rates, with diffrax: what `reheaton.numerics.ode` is measured against.

Both integrate from freeze-out to recombination with Tsitouras 5(4) and give the state at the same instants of the last
stage. diffrax steps freely and interpolates; its error scale has no room for e^Y, so that Y is held to rtol (1 + Y),
which is somewhat stricter. At one tolerance their errors differ: compare times at equal error.
"""

from collections.abc import Callable

import diffrax
import jax
import jax.numpy as jnp
from jax import Array
from jax.flatten_util import ravel_pytree

from reheaton.matter.bath import Baths
from reheaton.universe.equations import State, flatten
from reheaton.universe.evolve import evolve
from reheaton.universe.schedule import Schedule, initial_state, plan
from reheaton.universe.universe import Universe

_INSTANTS = 128
_RTOL = 1e-5
ENTROPY = 3
"""Place of (comoving entropy of the Standard Model)^(4/3) in a state vector: after ln a, t and the first law."""
Integrate = Callable[[Universe, Baths], Array]
"""State vectors at the instants of the last stage, (instants, n)."""


def with_library(until: tuple[str, float], rtol: float = _RTOL) -> Integrate:
    """The library's integrator as batches use it."""
    return lambda universe, baths: evolve(
        universe, until=until, baths=baths, rtol=rtol, unroll=True
    ).trajectory.y[-_INSTANTS:]  # fmt: skip


def with_diffrax(until: tuple[str, float], rtol: float = _RTOL) -> Integrate:
    """The same with diffrax. Its exceptions are off, because compiled code that can raise them is never cached."""

    def integrate(universe: Universe, baths: Baths) -> Array:
        schedule = plan(universe, until, baths)
        state = initial_state(universe, schedule)
        _, unravel = ravel_pytree(state)
        parting = _stage(schedule, 0, state, diffrax.SaveAt(t1=True), unravel, rtol)
        fractions = jnp.linspace(0.0, 1.0, _INSTANTS)
        return _stage(schedule, 1, unravel(parting[-1]), fractions, unravel, rtol)

    return integrate


def _stage(
    schedule: Schedule, number: int, state: State, save: diffrax.SaveAt | Array, unravel: Callable, rtol: float
) -> Array:
    stage = jnp.asarray(number)
    state, start, end = schedule.begin(stage, state)
    if not isinstance(save, diffrax.SaveAt):
        save = diffrax.SaveAt(ts=jnp.minimum(start + save * (end - start), end))
    absolute = State(
        log_a=jnp.asarray(rtol), t=jnp.asarray(1e-300), energy=jnp.asarray(1e-300),
        W=jnp.full_like(state.W, 1e-300), Y={name: jnp.full_like(Y, rtol) for name, Y in state.Y.items()},
    )  # fmt: skip
    solution = diffrax.diffeqsolve(
        diffrax.ODETerm(lambda z, y, _: flatten(schedule.equations.derivatives(stage, unravel(y)))),
        diffrax.Tsit5(), start, end, 0.01, flatten(state),
        saveat=save, adjoint=diffrax.ForwardMode(), max_steps=20_000, throw=False,
        stepsize_controller=diffrax.PIDController(rtol, flatten(absolute), norm=lambda error: jnp.max(jnp.abs(error))),
    )  # fmt: skip
    return solution.ys


def batch(integrate: Integrate, universe: Callable[[Array, Array], Universe], baths: Baths) -> Callable:
    """Compiled for a batch of (m_N [GeV], m_nu [eV]), each (points,)."""
    return jax.jit(jax.vmap(lambda m_N, m_nu: integrate(universe(m_N, m_nu), baths)))
