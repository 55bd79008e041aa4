"""The same integration, the same rates, with diffrax: what `reheaton.numerics.ode` is measured against.

Both integrate W of the heated bath and Y of the relic from freeze-out to recombination with Tsitouras 5(4), and give
them at the same instants of the last stage by the interpolant of that method. diffrax's error scale has no room for
e^Y, so that Y is held to rtol (1 + Y), which is somewhat stricter. At one tolerance their errors differ: compare times
at equal error.
"""

from collections.abc import Callable

import diffrax
import jax
import jax.numpy as jnp
from jax import Array

from reheaton.matter.bath import Baths
from reheaton.universe.equations import State
from reheaton.universe.evolve import LANES, RTOL, evolve
from reheaton.universe.schedule import Schedule, initial_state, plan
from reheaton.universe.universe import Universe

_FRACTIONS = jnp.linspace(0.0, 1.0, 8)
Integrate = Callable[[Universe, Baths], Array]
"""Comoving entropy of the Standard Model at the instants of the last stage, (instants,)."""


def with_library(until: tuple[str, float], rtol: float = RTOL) -> Integrate:
    """The library's integrator as batches use it."""

    def integrate(universe: Universe, baths: Baths) -> Array:
        solved = evolve(universe, until=until, baths=baths, rtol=rtol, lanes=LANES)
        last = jnp.asarray(solved.stages - 1)
        start, end = solved.trajectory.spans[-1]
        z = start + _FRACTIONS * (end - start)
        return _entropy(jax.vmap(lambda z: solved.trajectory.at(last, z).moving)(z))

    return integrate


def with_diffrax(until: tuple[str, float], rtol: float) -> Integrate:
    """The same with diffrax. Its exceptions are off, because compiled code that can raise them is never cached."""

    def integrate(universe: Universe, baths: Baths) -> Array:
        schedule = plan(universe, until, baths)
        parting, _ = _stage(schedule, 0, initial_state(universe, schedule), None, rtol)
        return _entropy(_stage(schedule, 1, parting, _FRACTIONS, rtol)[1])

    return integrate


def _entropy(moving: Array) -> Array:
    """S = W^(3/4) of the first heated bath, which is that of the Standard Model."""
    return moving[..., 0] ** 0.75


def _stage(schedule: Schedule, number: int, state: State, fractions: Array | None, rtol: float) -> tuple[State, Array]:
    """The state at the end of a stage, and what moves at fractions of it, or at its end."""
    equations = schedule.equations
    stage, state, start, end = schedule.begin(jnp.asarray(number), state)
    save = diffrax.SaveAt(t1=True)
    if fractions is not None:
        save = diffrax.SaveAt(ts=jnp.minimum(start + fractions * (end - start), end))
    absolute = State(
        jnp.zeros(()), jnp.full_like(state.W, 1e-300), {n: jnp.full_like(Y, rtol) for n, Y in state.Y.items()}
    )

    def slope(z: Array, moving: Array, _: None) -> Array:
        here = equations.state(stage, state.W, z, moving)
        return equations.moving(equations.derivatives(stage, here)[0])

    solution = diffrax.diffeqsolve(
        diffrax.ODETerm(slope), diffrax.Tsit5(), start, end, 0.5, equations.moving(state),
        saveat=save, adjoint=diffrax.ForwardMode(), max_steps=20_000, throw=False,
        stepsize_controller=diffrax.PIDController(
            rtol, equations.moving(absolute), norm=lambda error: jnp.max(jnp.abs(error))
        ),
    )  # fmt: skip
    moving = solution.ys
    return equations.state(stage, state.W, end, moving[-1]), moving


def batch(integrate: Integrate, universe: Callable[[Array, Array], Universe], baths: Baths) -> Callable:
    """Compiled for a batch of (m_N [GeV], m_nu [eV]), each (points,)."""
    one = lambda m_N, m_nu: integrate(universe(m_N, m_nu), baths)  # noqa: E731
    return jax.jit(jax.vmap(one, axis_name=LANES))
