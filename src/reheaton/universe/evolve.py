"""From a universe to its background: one integration through all stages."""

from typing import Final, NamedTuple

import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.typing import ArrayLike

from reheaton.backend.derivatives import differentiable_once
from reheaton.backend.given_numbers import check_number, is_known
from reheaton.backend.given_objects import objects_of, text_of
from reheaton.backend.usable_jax import check_jax
from reheaton.errors import InvalidInput, quoted
from reheaton.matter.bath import Baths
from reheaton.numerics import ode
from reheaton.universe.background import Background
from reheaton.universe.equations import Equations, Stage, State, error_scale
from reheaton.universe.rules import broken_rules
from reheaton.universe.schedule import Schedule, initial_state, plan, tabulate
from reheaton.universe.trajectory import LOBATTO, Node, Steps, Trajectory
from reheaton.universe.universe import Universe

LANES: Final = "points"
"""Name of the axis over which batches are vmapped."""
RTOL: Final = 2.5e-6
"""Error per step that holds Delta N_eff to 1e-5 over the plane of Fig. 2 of the twin paper (benchmarks/)."""
_FIRST_STEP: Final = 0.5
_FIRST_STEP_OF_EXCHANGE: Final = 0.02
"""In e-folds: where sectors part they have one temperature, and a long step would find that nothing flows."""
_LEAST_RTOL: Final = 1e-10
"""Error per step below which rounding decides, and for which there is room."""
_STEPS: Final = 60
_STEPS_OF_RELIC: Final = 60
"""Room for steps at rtol = 1e-5, and more for each relic. Of 1500 points of the twin model over its declared ranges,
with one relic, the worst tries 71 at rtol = 2.5e-6, for which there is room for 158."""
_STEPS_OF_EXCHANGE: Final = 160
"""More for each exchange, whose rates may be a hundred times H."""


def evolve(
    universe: Universe,
    *,
    until: tuple[str, ArrayLike],
    baths: Baths | None = None,
    rtol: float = RTOL,
    lanes: str | None = None,
) -> Background:
    """Evolve a universe until a sector has surely cooled to a temperature, `until` = (sector, T [GeV]).

    Source of the equations: see `equations`. Differentiable once, in forward mode, and batched by vmap. `rtol` is the
    error allowed per step. `baths` are the tables of `schedule.tabulate`, made here unless given. `lanes` is the name
    of the axis of a `vmap` around this, whose points then step together (see `numerics.ode`). Raises InvalidInput;
    failures of the calculation are result codes of the background, never exceptions or silent NaN.

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


class _Leg(NamedTuple):
    """The stage that is integrated, and what is known of all stages so far."""

    stage: Stage
    fixed: Array
    """W (slots,) of the slots that are not heated."""
    end: Array
    """z at the end of the stage."""
    all_fixed: Array
    """`fixed` of each stage, (stages, slots)."""
    spans: Array
    """z at the start and the end of each stage, (stages, 2)."""

    def entered(self, stage: Stage, state: State, start: Array, end: Array) -> "_Leg":
        """The leg of a stage that begins with a state."""
        fixed = self.all_fixed.at[stage.number].set(state.W)
        return _Leg(stage, state.W, end, fixed, self.spans.at[stage.number].set(jnp.stack([start, end])))


class _Notes(NamedTuple):
    """What is known at a point of the integration beside the derivatives."""

    at: Node
    energy: Array
    """rho a^4 [GeV^4]."""
    imbalance: Array
    """d(rho a^4)/dz that baths get less what relics give."""
    covered: Array
    known: Array


def _integrate(schedule: Schedule, initial: State, rtol: float, lanes: str | None) -> Trajectory:
    stage, state, start, end = schedule.begin(jnp.asarray(0), initial)
    spans, fixed = jnp.zeros((schedule.count, 2)), jnp.zeros((schedule.count, *state.W.shape))
    leg = _Leg(stage, state.W, end, fixed, spans).entered(stage, state, start, end)
    course, moving = _course(schedule, rtol), schedule.equations.moving(state)
    most = _most_steps(rtol, schedule.equations)
    run = ode.integrate(course, leg, start, moving, most, lanes=lanes)
    first = course.rates(leg, start, moving)[1].at
    finished = course.is_last(run.leg) & (run.now.x >= run.leg.end)
    return Trajectory.of(first, run, run.leg.all_fixed, run.leg.spans, finished)


def _course(schedule: Schedule, rtol: float) -> ode.Course:
    """The stages of a schedule as legs of an integration."""
    equations = schedule.equations

    def rates(leg: _Leg, z: Array, moving: Array) -> tuple[Array, _Notes]:
        state = equations.state(leg.stage, leg.fixed, z, moving)
        slope, now = equations.derivatives(leg.stage, state)
        covered = equations.baths.covers(leg.stage.bath, now.log_s) | ~leg.stage.occupied
        a2 = jnp.exp(2.0 * state.log_a)
        node = Node(state.log_a, now.H, now.T)
        return equations.moving(slope), _Notes(
            node, now.rho * a2 * a2, equations.imbalance(now, slope), jnp.all(covered), now.known
        )

    def made(leg: _Leg, piece: ode.Piece, u: Array) -> Array:
        state = equations.state(leg.stage, leg.fixed, piece.x + u * piece.length, piece.at(u))
        change = equations.changes(leg.fixed.shape[0], piece.slope_at(u))
        return equations.imbalance(equations.rates(leg.stage, state), change)

    def record(leg: _Leg, before: ode.Point, piece: ode.Piece, after: ode.Point) -> Steps:
        ends = before.notes.imbalance + after.notes.imbalance
        whole = piece.length * (ends + 5.0 * sum(made(leg, piece, jnp.asarray(u)) for u in LOBATTO)) / 12.0
        return Steps(
            leg.stage.number, piece, after.notes.at, after.notes.energy, whole, after.notes.covered, after.notes.known
        )

    def scale(leg: _Leg, now: ode.Point, new: Array) -> Array:
        before, after, slope = (equations.changes(leg.fixed.shape[0], x) for x in (now.y, new, now.slope))
        return equations.moving(error_scale(before, after, slope, rtol))

    def advance(leg: _Leg, now: ode.Point) -> tuple[_Leg, Array, Array]:
        number = jnp.minimum(leg.stage.number + 1, schedule.count - 1)
        stage, state, start, end = schedule.begin(number, equations.state(leg.stage, leg.fixed, now.x, now.y))
        return leg.entered(stage, state, start, end), start, equations.moving(state)

    def first_step(leg: _Leg) -> Array:
        usual = jnp.where(leg.stage.number == 0, _FIRST_STEP, jnp.inf)
        return jnp.where(jnp.any(leg.stage.apart), _FIRST_STEP_OF_EXCHANGE, usual)

    return ode.Course(
        rates, scale, record,
        end=lambda leg: leg.end,
        is_last=lambda leg: leg.stage.number == schedule.count - 1,
        advance=advance,
        first_step=first_step,
    )  # fmt: skip


def _most_steps(rtol: ArrayLike, equations: Equations) -> int:
    """Room for steps, which a method of fifth order needs in proportion to rtol^(-1/5); for 1e-10 if rtol is traced."""
    smallest = float(np.clip(rtol, _LEAST_RTOL, 1e-5)) if is_known(rtol) else _LEAST_RTOL
    steps = _STEPS + _STEPS_OF_RELIC * len(equations.relics) + _STEPS_OF_EXCHANGE * len(equations.exchanges)
    return int(np.ceil(steps * (smallest / 1e-5) ** -0.2))
