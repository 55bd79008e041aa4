"""From a universe to its background, stage by stage: contacts end, relics decay, baths cool."""

from typing import Final

import jax
import jax.numpy as jnp
from jax import Array
from jax.flatten_util import ravel_pytree
from jax.typing import ArrayLike

from reheaton.errors import InvalidInput
from reheaton.evolution.background import NOT_FINISHED, OUTSIDE_TABLE, SOLVED, Background, SolvedStage
from reheaton.evolution.dynamics import HUBBLE_FACTOR, Group, Stage, State
from reheaton.evolution.universe import Universe
from reheaton.matter.bath import Bath, make_bath
from reheaton.numerics.ode import integrate_on_grid

_POINTS_IN_CONTACT: Final = 24
_POINTS_AFTER: Final = 160
_FIRST_STEP: Final = 0.01
_MAX_STEPS: Final = 20_000
_FOLDS_OF_MARGIN: Final = 1.0
"""e-folds added to the estimated end, for the energy that changing g_* and late decays add."""


def evolve(universe: Universe, *, until: tuple[str, ArrayLike], rtol: float = 1e-6) -> Background:
    """Evolve a universe until a sector has surely cooled to a temperature, `until` = (sector, T [GeV]).

    Source of the equations: see `dynamics`. Differentiable in forward mode and batched by vmap. `rtol` is the error
    allowed per step. Failures are result codes of the background, never exceptions or silent NaN.
    """
    baths = _tabulate(universe)
    state = _initial_state(universe, baths)
    solved: list[SolvedStage] = []
    steps, finished = jnp.asarray(0), jnp.asarray(True)
    for ended in range(len(universe.contacts) + 1):
        groups = universe.groups(ended)
        if ended:
            state = _part(state, solved[-1].stage, groups, baths)
        contact = universe.contacts[ended] if ended < len(universe.contacts) else None
        clock = next(g for g in groups if set(contact.sectors) <= set(g)) if contact else None
        stage = Stage({group: baths[group] for group in groups}, universe.relics, clock)
        if contact is None:
            start, end = state.log_a, _last_log_a(stage, state, until)
            points = _POINTS_AFTER
        else:
            start, end = -stage.log_s(state, clock) / 3.0, -baths[clock].log_s(jnp.asarray(contact.until)) / 3.0
            points = _POINTS_IN_CONTACT
        this, solution_steps, reached = _solve_stage(stage, baths, state, start, end, points, rtol)
        solved.append(this)
        state = this.unravel(this.y[-1])
        steps, finished = steps + solution_steps, finished & reached
    return _assemble(tuple(solved), steps, finished)


def _tabulate(universe: Universe) -> dict[Group, Bath]:
    """The bath of every group of sectors that ever shares a temperature."""
    gases = {sector.name: sector.gases for sector in universe.sectors}
    groups = {group for ended in range(len(universe.contacts) + 1) for group in universe.groups(ended)}
    return {group: make_bath(sum((gases[name] for name in group), start=())) for group in sorted(groups)}


def _initial_state(universe: Universe, baths: dict[Group, Bath]) -> State:
    W = {}
    rho = jnp.zeros(())
    for group in universe.groups(0):
        T = universe.temperatures[group[0]]
        if isinstance(T, int | float) and T == 0:
            if len(group) > 1:
                raise InvalidInput(f"the sectors {', '.join(group)} are in contact: they cannot start empty.")
            W[group] = jnp.zeros(())
            continue
        log_s = baths[group].log_s(jnp.asarray(T, dtype=float))
        W[group] = jnp.exp(4.0 / 3.0 * log_s)
        rho = rho + baths[group].rho_and_T(log_s)[0]
    Y = {relic.name: jnp.zeros(relic.exponents) for relic in universe.relics}
    for relic in universe.relics:
        rho = rho + jnp.sum(relic.densities * relic.energies(jnp.ones(())))
    return State(jnp.zeros(()), 0.5 / (HUBBLE_FACTOR * jnp.sqrt(rho)), rho, W, Y)


def _part(state: State, stage: Stage, groups: tuple[Group, ...], baths: dict[Group, Bath]) -> State:
    """The state with the entropy of a bath whose contact has ended shared out at its temperature."""
    W = {}
    for group in groups:
        shared = next(g for g in stage.baths if set(group) <= set(g))
        if shared == group:
            W[group] = state.W[group]
        else:
            T = stage.baths[shared].temperature(stage.log_s(state, shared))
            W[group] = jnp.exp(4.0 / 3.0 * (baths[group].log_s(T) + 3.0 * state.log_a))
    return State(state.log_a, state.t, state.energy, W, state.Y)


def _last_log_a(stage: Stage, state: State, until: tuple[str, ArrayLike]) -> Array:
    """ln a at which the sector has cooled to T whatever the relics do: all their energy is given to radiation when
    they decay, at H = Gamma, or when they alone have the energy density that the sector has at T."""
    sector, T = until
    bath = stage.baths[(sector,)]
    wanted = bath.rho_and_T(bath.log_s(jnp.asarray(T, dtype=float)))[0]
    now = stage.contents(state)
    radiation = sum(now.rho_bath.values(), start=jnp.zeros(())) * jnp.exp(4.0 * state.log_a)
    total = radiation
    for relic in stage.relics:
        matter = now.rho_relic[relic.name] * jnp.exp(3.0 * state.log_a)
        at_decay = (jnp.maximum(relic.width, 1e-120) / HUBBLE_FACTOR) ** 2
        decay = jnp.maximum(jnp.log(matter / at_decay) / 3.0, jnp.log(radiation / at_decay) / 4.0) + 1.5
        latest = jnp.maximum(jnp.log(matter / wanted) / 3.0, state.log_a)
        total = total + matter * jnp.exp(jnp.minimum(decay, latest))
    return jnp.maximum(0.25 * jnp.log(total / wanted), state.log_a) + _FOLDS_OF_MARGIN


def _solve_stage(
    stage: Stage, baths: dict[Group, Bath], state: State, start: Array, end: Array, points: int, rtol: float
) -> tuple[SolvedStage, Array, Array]:
    y0, unravel = ravel_pytree(state)

    def rates(_: Array, y: Array) -> Array:
        return ravel_pytree(stage.rates(unravel(y)))[0]

    def scale(old: Array, new: Array) -> Array:
        return ravel_pytree(stage.error_scale(unravel(old), unravel(new), rtol))[0]

    grid = start + (end - start) * jnp.linspace(0.0, 1.0, points)
    solution = integrate_on_grid(rates, grid, y0, scale, _FIRST_STEP, _MAX_STEPS)
    sectors = {group[0]: bath for group, bath in baths.items() if len(group) == 1}
    return SolvedStage(stage, sectors, grid, solution.y, solution.slope, unravel), solution.steps, solution.finished


def _assemble(stages: tuple[SolvedStage, ...], steps: Array, finished: Array) -> Background:
    """Join the stages on one grid, and judge the solution."""
    residual, inside = jnp.zeros(()), jnp.asarray(True)
    grids = []
    for solved in stages:
        grids.append(jax.vmap(solved.snapshot)(solved.y))

        def judge(y: Array, solved: SolvedStage = solved) -> tuple[Array, Array]:
            state = solved.unravel(y)
            now = solved.stage.contents(state)
            log_s = [(bath, solved.stage.log_s(state, group)) for group, bath in solved.stage.baths.items()]
            covered = jnp.stack([bath.covers(value) for bath, value in log_s])
            return jnp.abs(state.energy / (now.rho * jnp.exp(4.0 * state.log_a)) - 1.0), jnp.all(covered)

        mismatch, covered = jax.vmap(judge)(solved.y)
        residual, inside = jnp.maximum(residual, jnp.max(mismatch)), inside & jnp.all(covered)
    grid = jax.tree.map(lambda *parts: jnp.concatenate(parts), *grids)
    code = jnp.where(finished, jnp.where(inside, SOLVED, OUTSIDE_TABLE), NOT_FINISHED)
    return Background(grid, residual, code, steps, stages)
