"""From a universe to its background: one integration through all stages."""

from collections.abc import Callable
from typing import Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.derivatives import differentiable_once
from reheaton.backend.given_numbers import check_number
from reheaton.backend.given_objects import objects_of, text_of
from reheaton.backend.usable_jax import check_jax
from reheaton.errors import InvalidInput, quoted
from reheaton.matter.bath import Baths
from reheaton.numerics import ode
from reheaton.universe.background import Background
from reheaton.universe.equations import Equations, State, error_scale
from reheaton.universe.rules import broken_rules
from reheaton.universe.schedule import Schedule, initial_state, plan, tabulate
from reheaton.universe.trajectory import LOBATTO, Node, Steps, Trajectory
from reheaton.universe.universe import Universe

LANES: Final = "points"
"""Name of the axis over which batches are vmapped."""
_FIRST_STEP: Final = 0.5
_STEPS_AT_1E5: Final = 160
"""Room for steps at rtol = 1e-5. Of the declared models at random points, the worst needs ... ; see `tests`."""


def evolve(
    universe: Universe,
    *,
    until: tuple[str, ArrayLike],
    baths: Baths | None = None,
    rtol: float = 1e-5,
    lanes: str | None = None,
) -> Background:
    """Evolve a universe until a sector has surely cooled to a temperature, `until` = (sector, T [GeV]).

    Source of the equations: see `equations`. Differentiable once, in forward mode, and batched by vmap. `rtol` is the
    error allowed per step. `baths` are the tables of `schedule.tabulate`, made here unless given; `lanes` is
    the name of the axis of a `vmap` around this, whose points then step together (see `numerics.ode`). Raises InvalidInput; failures of the calculation are result codes of the background,
    never exceptions or silent NaN.

    >>> import reheaton as rh
    >>> universe = rh.Universe([rh.standard_model()], start=1.0)
    >>> rh.evolve(universe, until=("sm", 1e-3)).sectors
    ('sm',)
    """
    objects_of(Universe, "what evolves", (universe,))
    if not (isinstance(until, tuple | list) and len(until) == 2):
        raise InvalidInput(f"until = {quoted(until)} must be the name of a sector and a temperature [GeV].")
    universe.sector(text_of("the sector of until", until[0]))
    check_number("the temperature of until", until[1], "above 0 GeV", exclusive=True)
    universe.refuse_cold_start((until[0], until[1]))
    check_number("rtol", rtol, "above 0", exclusive=True)
    check_jax()
    universe, baths = differentiable_once((universe, baths))
    schedule = plan(universe, until, tabulate(universe) if baths is None else baths)
    trajectory = _integrate(schedule, initial_state(universe, schedule), rtol, lanes)
    return Background.of(universe, schedule, trajectory).refused_where(broken_rules(universe, (until[0], until[1])))


class _Notes(NamedTuple):
    """What is known at a point of the integration beside the derivatives."""

    at: Node
    energy: Array
    """rho a^4 [GeV^4]."""
    imbalance: Array
    """d(rho a^4)/dz that baths get less what relics give."""
    covered: Array


def _integrate(schedule: Schedule, initial: State, rtol: float, lanes: str | None) -> Trajectory:
    equations = schedule.equations
    stages = schedule.slot.shape[0]

    def rates_of(stage: Array, fixed: Array) -> ode.RightSide:
        def rates(z: Array, moving: Array) -> tuple[Array, _Notes]:
            state = equations.state(stage, fixed, z, moving)
            slope, now = equations.derivatives(stage, state)
            covered = equations.baths.covers(equations.bath[stage], now.log_s) | ~schedule.occupied[stage]
            energy = now.rho * jnp.exp(4.0 * state.log_a)
            node = Node(state.log_a, now.H, now.T)
            return equations.moving(slope), _Notes(node, energy, equations.imbalance(now, slope), jnp.all(covered))

        return rates

    def record_of(stage: Array, fixed: Array) -> ode.Record:
        def gain(piece: ode.Piece, u: Array) -> Array:
            state = equations.state(stage, fixed, piece.x + u * piece.length, piece.at(u))
            slope = equations.state(stage, jnp.zeros_like(fixed), piece.x, piece.slope_at(u))
            return equations.imbalance(equations.rates(stage, state), slope)

        def record(before: ode.Point, piece: ode.Piece, after: ode.Point) -> Steps:
            inside = jax.vmap(lambda u: gain(piece, u))(jnp.asarray(LOBATTO))
            ends = before.notes.imbalance + after.notes.imbalance
            made = piece.length * (ends + 5.0 * jnp.sum(inside)) / 12.0
            return Steps(stage, piece, after.notes.at, after.notes.energy, made, after.notes.covered)

        return record

    def through_stage(
        carry: tuple[ode.Integration, State], stage: Array
    ) -> tuple[tuple[ode.Integration, State], tuple[Array, ...]]:
        run, state = carry
        state, start, end = schedule.begin(stage, state)
        fixed = state.W
        rates, record = rates_of(stage, fixed), record_of(stage, fixed)
        moving = equations.moving(state)
        run = run._replace(now=ode.Point(start, moving, *rates(start, moving)))
        run = ode.integrate_to(rates, end, run, _scale_of(equations, fixed, rtol), record, lanes=lanes)
        return (run, equations.state(stage, fixed, run.now.x, run.now.y)), (fixed, start, end, run.now.x >= end)

    first, start, _ = schedule.begin(jnp.asarray(0), initial)
    moving, stage = equations.moving(first), jnp.asarray(0)
    point = ode.Point(start, moving, *rates_of(stage, first.W)(start, moving))
    run = ode.begin(point, _FIRST_STEP, record_of(stage, first.W), _most_steps(rtol))
    (run, _), (fixed, *spans, finished) = jax.lax.scan(through_stage, (run, first), jnp.arange(stages))
    return Trajectory.of(point.notes.at, run, fixed, jnp.stack(spans, axis=1), jnp.all(finished))


def _scale_of(equations: Equations, fixed: Array, rtol: float) -> Callable[[Array, Array], Array]:
    stage, z = jnp.asarray(0), jnp.zeros(())

    def scale(old: Array, new: Array) -> Array:
        states = (equations.state(stage, fixed, z, moving) for moving in (old, new))
        return equations.moving(error_scale(*states, rtol))

    return scale


def _most_steps(rtol: float) -> int:
    """Room for steps, which a method of fifth order needs in proportion to rtol^(-1/5)."""
    return int(np.ceil(_STEPS_AT_1E5 * max(1.0, (rtol / 1e-5) ** -0.2)))
