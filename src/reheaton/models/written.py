"""What the author of a model or probe has written, or what is wrong with it in one sentence."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
from jax import Array

from reheaton.backend.jax_setup import computed_at_once
from reheaton.errors import InvalidInput, quoted
from reheaton.models.registry import line_of_author
from reheaton.probes.declare import plain_fields
from reheaton.probes.probe import Probe
from reheaton.production.distribution import Distribution
from reheaton.universe.background import Background
from reheaton.universe.events import Event, Moments
from reheaton.universe.outcome import Outcome
from reheaton.universe.universe import Universe

Kind = TypeVar("Kind")

Model = Any
"""A `models.model.Model`, which stands above this file."""

_TRACED = (
    jax.errors.ConcretizationTypeError,
    jax.errors.TracerArrayConversionError,
    jax.errors.TracerIntegerConversionError,
)
"""What JAX raises where the value of a traced number is asked for."""


@contextlib.contextmanager
def numbers_unknown() -> Iterator[None]:
    """In here the author's code is traced: where it asks for the value of a number, InvalidInput names the line."""
    try:
        yield
    except _TRACED as error:
        where = line_of_author(error)
        raise InvalidInput(
            f"{f'{where}: ' if where else ''}the value of a parameter is not known here, as JAX traces it: use"
            " jax.numpy, and jnp.where for `if`."
        ) from error


def universe_of(model: Model) -> Universe:
    """The universe of a model. Raises InvalidInput if it is none."""
    with numbers_unknown():
        universe = model.universe()
    if not isinstance(universe, Universe):
        raise InvalidInput(f"universe() of {_name(model)} must return a reheaton.Universe, not {_what(universe)}.")
    return universe


def probes_of(model: Model) -> tuple[Probe, ...]:
    """The probes of a model. Raises InvalidInput if they are none."""
    with numbers_unknown():
        probes = model.probes()
    return listed(model, "probes", Probe, probes)


def events_of(probe: Probe, universe: Universe) -> dict[str, Event]:
    """The events of a probe, by its names for them. Raises InvalidInput if they are none."""
    with numbers_unknown():
        events = _by_name(probe, "events", "events", probe.events(universe))
    for name, event in events.items():
        if not callable(event):
            raise InvalidInput(
                f"events() of {_name(probe)} must return events such as reheaton.cooled_to('sm', 1e-3), and"
                f" {quoted(name)} is {_what(event)}."
            )
    return events


def observed_by(probe: Probe, background: Background, events: Moments, tables: Any) -> dict[str, Array]:
    """What a probe observes. Raises InvalidInput if that is not given by name."""
    with numbers_unknown():
        return _by_name(probe, "observe", "observables", probe.observe(background, events, tables))


def produced_by(probe: Probe, background: Background, events: Moments, tables: Any) -> dict[str, Distribution]:
    """What a probe says was produced. Raises InvalidInput if that is not given by name."""
    with numbers_unknown():
        return _by_name(probe, "products", "distributions", probe.products(background, events, tables))


def listed(author: Any, method: str, kind: type[Kind], values: Any) -> tuple[Kind, ...]:
    """Objects of a kind, as a method of a model or probe returns them. Raises InvalidInput if they are none."""
    wanted = f"{method}() of {_name(author)} must return a list of {kind.__name__}s"
    if not isinstance(values, list | tuple):
        raise InvalidInput(f"{wanted}, not {_what(values)}.")
    for value in values:
        if not isinstance(value, kind):
            what = "None, which may be a part that is not given" if value is None else _what(value)
            raise InvalidInput(f"{wanted}, and an element of it is {what}.")
    return tuple(values)


def undeclared(model: type[Model]) -> dict[str, str]:
    """Why fields that have a type and are not declared cannot be set, each in a sentence without its full stop."""
    why = "has a type but is not declared, so that it is fixed: declare it with rh.parameter or rh.option, or leave"
    return {name: f"{name} {why} out its type if it is meant to be fixed" for name in plain_fields(model)}


def why_refused(model: Model) -> str:
    """What is wrong with the universe of a point whose numbers break a rule, in a sentence.

    The numbers are known here, so that what the model makes of them is refused as it is made.
    """
    try:
        with computed_at_once():
            known = jax.tree.map(lambda x: jnp.asarray(x, dtype=float), model)
            universe = universe_of(known)
            universe.refuse_cold_start(known.UNTIL)
            for probe in probes_of(known):
                events_of(probe, universe)
    except InvalidInput as error:
        return str(error)
    return f"{_name(model)} cannot be solved here: {Outcome.INVALID.message}."


def _by_name(author: Any, method: str, what: str, values: Any) -> dict[str, Any]:
    if not isinstance(values, Mapping):
        raise InvalidInput(f"{method}() of {_name(author)} must return {what} by name, not {_what(values)}.")
    return dict(values)


def _name(author: Any) -> str:
    return type(author).__name__


def _what(value: Any) -> str:
    """What was returned in place of what was wanted; of objects, which are long, their kind."""
    if value is None:
        return "None, as where `return` is forgotten"
    if isinstance(value, list | tuple) and value:
        return f"a {type(value).__name__} that begins with {_what(value[0])}"
    if isinstance(value, type):
        return f"the class {value.__name__} itself"
    return quoted(value) if isinstance(value, str | float | int | list | tuple | dict) else f"a {type(value).__name__}"
