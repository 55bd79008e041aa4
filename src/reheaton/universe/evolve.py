"""From a universe to its background: one integration through all stages."""

from typing import Final

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.flatten_util import ravel_pytree
from jax.typing import ArrayLike

from reheaton.backend.derivatives import differentiable_once
from reheaton.backend.given_numbers import check_number
from reheaton.backend.given_objects import objects_of, text_of
from reheaton.backend.usable_jax import check_jax
from reheaton.errors import InvalidInput, quoted
from reheaton.matter.bath import Baths
from reheaton.numerics import ode
from reheaton.universe.background import Background, Trajectory
from reheaton.universe.equations import State, error_scale, flatten
from reheaton.universe.rules import broken_rules
from reheaton.universe.schedule import Schedule, initial_state, plan, tabulate
from reheaton.universe.universe import Universe

_POINTS_IN_CONTACT: Final = 16
_POINTS_AFTER: Final = 128
"""Grid points of a stage that ends with a contact, and of the last stage."""
_FIRST_STEP: Final = 0.01
_MAX_STEPS: Final = 20_000


def evolve(
    universe: Universe,
    *,
    until: tuple[str, ArrayLike],
    baths: Baths | None = None,
    rtol: float = 1e-5,
    unroll: bool = False,
) -> Background:
    """Evolve a universe until a sector has surely cooled to a temperature, `until` = (sector, T [GeV]).

    Source of the equations: see `equations`. Differentiable once, in forward mode, and batched by vmap. `rtol` is the
    error allowed per step. `baths` are the tables of `schedule.tabulate`, made here unless given; `unroll` compiles for
    batches (see `numerics.ode`). Raises InvalidInput; failures of the calculation are result codes of the background,
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
    trajectory = _integrate(schedule, initial_state(universe, schedule), rtol, unroll)
    return Background.of(universe, schedule, trajectory).refused_where(broken_rules(universe, (until[0], until[1])))


def _integrate(schedule: Schedule, initial: State, rtol: float, unroll: bool) -> Trajectory:
    y0, unravel = ravel_pytree(initial)
    stage, fraction = _grid(schedule.slot.shape[0])

    def step_to_point(
        carry: tuple[ode.Integration, Array, Array], point: tuple[Array, Array]
    ) -> tuple[tuple[ode.Integration, Array, Array], tuple[Array, Array, Array]]:
        now, start, end = carry
        k, part = point

        def rates(_: Array, y: Array) -> Array:
            return flatten(schedule.equations.derivatives(k, unravel(y)))

        def scale(old: Array, new: Array) -> Array:
            return flatten(error_scale(unravel(old), unravel(new), rtol))

        def begin(now: ode.Integration, *_: Array) -> tuple[ode.Integration, Array, Array]:
            state, start, end = schedule.begin(k, unravel(now.y))
            return ode.begin(rates, start, flatten(state), _FIRST_STEP, now.steps), start, end

        now, start, end = jax.lax.cond(part == 0.0, begin, lambda *same: same, now, start, end)
        # Rounding of start + (end - start) must not leave the last point short of the end.
        to = jnp.where(part == 1.0, end, start + part * (end - start))
        now = ode.integrate_to(rates, to, now, scale, _MAX_STEPS, unroll=unroll)
        return (now, start, end), (now.x, now.y, now.slope)

    nothing = jnp.zeros(())
    first = (ode.Integration(nothing, y0, jnp.zeros_like(y0), nothing, jnp.asarray(0)), nothing, nothing)
    (last, _, end), (z, y, slope) = jax.lax.scan(step_to_point, first, (jnp.asarray(stage), jnp.asarray(fraction)))
    # The stage ends when s falls to a given value. If heating makes s rise, ln a would decrease: not finished then.
    forward = jnp.all(jnp.diff(jax.vmap(unravel)(y).log_a) >= 0.0)
    finished = (last.x >= end) & jnp.all(jnp.isfinite(y)) & forward
    return Trajectory(tuple(stage.tolist()), z, y, slope, last.steps, finished, unravel)


def _grid(stages: int) -> tuple[np.ndarray, np.ndarray]:
    """Stage of every grid point, and how far through the stage it lies."""
    points = [_POINTS_IN_CONTACT] * (stages - 1) + [_POINTS_AFTER]
    stage = np.repeat(np.arange(stages), points)
    return stage, np.concatenate([np.linspace(0.0, 1.0, n) for n in points])
