"""From a model to its observables by compiled functions: all that JAX needs to be told stands here.

A model is a pytree. Its structure holds the class, which parameters are given, and the options; JAX compiles one
function for each structure. Its leaves are the numbers.

    prepare: tables of the baths and of the probes, made before anything is compiled and kept
    solve:   one point, or traced points inside a transformation of the user
    observe: what both compile, a pure function of a model and of what was prepared
"""

import functools
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.custom_derivatives import SymbolicZero

from reheaton.backend.derivatives import differentiable_once
from reheaton.backend.jax_setup import computed_at_once, outer_jit
from reheaton.backend.made_once import shared
from reheaton.backend.progress import Progress
from reheaton.backend.usable_jax import check_jax
from reheaton.errors import InvalidInput, NumericalFailure
from reheaton.matter.bath import Baths
from reheaton.models import dependence
from reheaton.models.dependence import Structure
from reheaton.models.named import Named
from reheaton.models.written import events_of, observed_by, probes_of, produced_by, universe_of, why_refused
from reheaton.probes.parameter import is_traced
from reheaton.probes.probe import Probe
from reheaton.production.distribution import Distribution
from reheaton.universe.background import Background
from reheaton.universe.events import Event, Moments, label_of
from reheaton.universe.events import broken_rules as broken_events
from reheaton.universe.evolve import evolve
from reheaton.universe.outcome import Outcome
from reheaton.universe.schedule import plan, tabulate
from reheaton.universe.trajectory import Trajectory, largest_residual

Model = Any
"""A `models.model.Model`, which stands above this file."""
Leaves = tuple[Any, ...]
Readings = list[tuple[Probe, Moments, Any]]
"""Of each probe: itself, the moments of its events, and its tables."""
_KEPT_BATHS: Final = 64


def _names_and_values(named: Named) -> tuple[tuple[Any, ...], tuple[str, ...]]:
    names = tuple(sorted(named))
    return tuple((jax.tree_util.DictKey(name), named[name]) for name in names), names


# JAX knows plain dictionaries alone, and would take the observables of a result for one leaf.
jax.tree_util.register_pytree_with_keys(
    Named, _names_and_values, lambda names, values: Named(zip(names, values, strict=True))
)


class Prepared(NamedTuple):
    """What is computed outside the compiled functions and handed to them."""

    baths: Baths | None
    """Tables of the baths; None where JAX traces the matter: then they are made inside."""
    tables: tuple[Any, ...]
    """Tables of the probes, in their order."""


class Solved(NamedTuple):
    """One point. Inside a transformation it has observables and code alone."""

    observables: dict[str, Any]
    code: Any
    residual: Any = None
    steps: Any = None
    prepared: Prepared | None = None
    trajectory: Trajectory | None = None
    """What was integrated; `whole` makes a background of it."""
    products: dict[str, Distribution] | None = None


def prepare(model: Model, progress: Progress | None = None) -> Prepared:
    """The tables that a model needs, from memory if they have been made before."""
    check_jax()
    leaves, structure = jax.tree.flatten(model.as_compiled())
    matter = dependence.of_matter(structure)
    known = tuple(leaf if i in matter else None for i, leaf in enumerate(leaves))
    traced = any(is_traced(leaf) for leaf in known)
    with computed_at_once():
        baths = None if traced else _baths(structure, tuple(None if x is None else float(x) for x in known))
        return Prepared(baths, tuple(probe.tables(progress) for probe in probes_of(model)))


@functools.lru_cache(maxsize=_KEPT_BATHS)
def _baths(structure: Structure, known: tuple[float | None, ...]) -> Baths:
    """Tables of the baths for the parameters that matter depends on; None stands for the others.

    The others are traced while the universe is built, so that nothing is computed of what depends on them.
    """
    made: list[Baths] = []

    def build(*others: Array) -> None:
        rest = iter(others)
        leaves = [next(rest) if x is None else x for x in known]
        made.append(tabulate(universe_of(jax.tree.unflatten(structure, leaves))))

    jax.eval_shape(build, *(jnp.zeros(()) for x in known if x is None))
    # On the device once, not at every call; jnp.asarray would compile a program for each shape.
    return jax.device_put(made[0])


def solve(model: Model, prepared: Prepared) -> Solved:
    """Solve a model; inside a transformation of JAX its observables are traced and differentiable in both modes.

    Where the outcome is a number and not SOLVED it raises NumericalFailure with the cure, or InvalidInput if it is
    INVALID.
    """
    leaves, structure = jax.tree.flatten(model.as_compiled())
    if any(is_traced(leaf) for leaf in leaves):
        model = differentiable_once(model)
        return Solved(*traced_observables(*_split(model), prepared))
    solved = solve_numbers(structure, leaves, prepared)
    if solved.code == Outcome.INVALID:
        raise InvalidInput(why_refused(model))
    if solved.code != Outcome.SOLVED:
        raise NumericalFailure(f"{model.NAME} did not solve: {Outcome(solved.code).message}.")
    return solved


def solve_numbers(structure: Structure, leaves: Iterable[Any], prepared: Prepared) -> Solved:
    """Solve a point that is known to JAX by its structure and its numbers; its code is not looked at."""
    values = tuple(np.asarray(leaf, dtype=float) for leaf in leaves)
    found, code, trajectory, products = _solve(structure, values, prepared)
    made, energy = trajectory.steps.made, trajectory.steps.energy
    found, code, made, energy, steps = jax.device_get((found, code, made, energy, trajectory.tried))
    plain = {name: value.item() for name, value in found.items()}
    # In NumPy: JAX would compile a program for each operation.
    residual = float(largest_residual(made, energy))
    return Solved(plain, int(code), residual, int(steps), prepared, trajectory, products)


def whole(model: Model, solved: Solved) -> Background:
    """The background of a solved point, which takes no integration: its universe, and everything at any instant."""
    return _background(*_split(model), solved.prepared, solved.trajectory)


def _split(model: Model) -> tuple[Structure, Leaves]:
    """The structure of a model, for which JAX compiles, and its numbers."""
    leaves, structure = jax.tree.flatten(model.as_compiled())
    return structure, tuple(jnp.asarray(leaf, dtype=float) for leaf in leaves)


def observe(model: Model, prepared: Prepared, lanes: str | None = None) -> tuple[dict[str, Array], Background]:
    """Observables of all probes, and the background. Traced."""
    background, readings = _looked_at(model, prepared, lanes)
    return _observed(background, readings), background


def checked_observables(model: Model, prepared: Prepared, lanes: str | None) -> tuple[dict[str, Array], Array, Array]:
    """Observables, NaN where the point failed or they are not defined; the outcome; the first-law residual. Traced."""
    found, background = observe(model, prepared, lanes)
    good = background.code == Outcome.SOLVED
    missing = [jnp.isnan(jnp.asarray(value, dtype=float)) for value in found.values()]
    undefined = functools.reduce(jnp.logical_or, missing, jnp.asarray(False))
    code = jnp.where(good & undefined, Outcome.UNDEFINED, background.code)
    return {name: jnp.where(good, value, jnp.nan) for name, value in found.items()}, code, background.first_law_residual


def _observed(background: Background, readings: Readings) -> dict[str, Array]:
    found: dict[str, Array] = {}
    for probe, moments, tables in readings:
        own = observed_by(probe, background, moments, tables)
        _refuse_undeclared(probe, own, found)
        found |= own
    return {name: jnp.asarray(value) for name, value in found.items()}


def _produced(background: Background, readings: Readings) -> dict[str, Distribution]:
    made: dict[str, Distribution] = {}
    for probe, moments, tables in readings:
        made |= produced_by(probe, background, moments, tables)
    return made


def _looked_at(model: Model, prepared: Prepared, lanes: str | None = None) -> tuple[Background, Readings]:
    """The background of a model; and of each probe itself, the moments of its events, and its tables.

    An event that several probes look at is found once, whatever names they give it.
    """
    universe, probes = universe_of(model), probes_of(model)
    events: dict[str, Event] = {}
    numbers: dict[tuple[Any, ...], str] = {}
    names: list[dict[str, str]] = []
    for probe in probes:
        own = events_of(probe, universe)
        for event in own.values():
            key = numbers.setdefault(label_of(event), f"event {len(numbers)}")
            events.setdefault(key, event)
        names.append({name: numbers[label_of(event)] for name, event in own.items()})
    background = evolve(universe, until=model.UNTIL, baths=prepared.baths, lanes=lanes)
    background = background.refused_where(broken_events(events.values()))
    moments = background.when(events)
    return background, [(p, moments.renamed(n), t) for p, n, t in zip(probes, names, prepared.tables, strict=True)]


def _refuse_undeclared(probe: Probe, own: Mapping[str, Any], found: Mapping[str, Any]) -> None:
    undeclared = sorted(set(own) - set(probe.OBSERVABLES))
    if undeclared:
        known = f"{type(probe).__name__}.OBSERVABLES"
        raise InvalidInput(f"{known} do not declare what it observes: {', '.join(undeclared)}.")
    if twice := sorted(set(own) & set(found)):
        raise InvalidInput(f"two probes observe {', '.join(twice)}: an observable belongs to one probe.")


@functools.partial(outer_jit, static_argnums=0, kept=True)
def _solve(
    structure: Structure, leaves: Leaves, prepared: Prepared
) -> tuple[dict[str, Array], Array, Trajectory, dict[str, Distribution]]:
    """Observables, outcome, what was integrated, and what was produced."""
    with shared():
        background, readings = _looked_at(jax.tree.unflatten(structure, leaves), prepared)
        found, made = _observed(background, readings), _produced(background, readings)
    return found, background.code, background.trajectory, made


@functools.partial(outer_jit, static_argnums=0, kept=True)
def _background(structure: Structure, leaves: Leaves, prepared: Prepared, trajectory: Trajectory) -> Background:
    model = jax.tree.unflatten(structure, leaves)
    universe = universe_of(model)
    baths = tabulate(universe) if prepared.baths is None else prepared.baths
    return Background.of(universe, plan(universe, model.UNTIL, baths), trajectory)


@functools.partial(jax.custom_jvp, nondiff_argnums=(0,))
@functools.partial(jax.jit, static_argnums=0)
def traced_observables(structure: Structure, leaves: Leaves, prepared: Prepared) -> tuple[dict[str, Array], Array]:
    """Observables under a JAX transformation, differentiable in both modes, and the outcome.

    The integration is a loop of unknown length, which only forward mode can differentiate; with few parameters the
    whole Jacobian in forward mode is cheap, and a product with it can be transposed for reverse mode. Where matter is
    traced, the tables of the baths are made, and differentiated, inside.
    """
    return checked_observables(jax.tree.unflatten(structure, leaves), prepared, lanes=None)[:2]


@functools.partial(traced_observables.defjvp, symbolic_zeros=True)
def _traced_observables_jvp(structure: Structure, primals: Any, tangents: Any) -> Any:
    (leaves, prepared), (directions, _) = primals, tangents
    moving = [i for i, direction in enumerate(directions) if not isinstance(direction, SymbolicZero)]
    jacobian, result = _jacobian(structure, tuple(moving), leaves, prepared)
    tangent = {name: sum(row[j] * directions[i] for j, i in enumerate(moving)) for name, row in jacobian.items()}
    return result, (tangent, jnp.zeros(result[1].shape, dtype=jax.dtypes.float0))


@functools.partial(jax.jit, static_argnums=(0, 1))
def _jacobian(structure: Structure, moving: tuple[int, ...], leaves: Leaves, prepared: Prepared) -> Any:
    """Derivatives of the observables by the leaves numbered `moving`; and (observables, outcome)."""

    def of_moving(chosen: Leaves) -> Any:
        everything = dict(enumerate(leaves)) | dict(zip(moving, chosen, strict=True))
        model = jax.tree.unflatten(structure, list(everything.values()))
        found, code, _ = checked_observables(model, prepared, lanes=None)
        return found, (found, code)

    return jax.jacfwd(of_moving, has_aux=True)(tuple(leaves[i] for i in moving))
