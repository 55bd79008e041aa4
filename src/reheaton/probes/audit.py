"""An audit: numbers that must stay on one side of a threshold for the assumptions of a model to hold."""

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

import jax.numpy as jnp
from jax import Array

from reheaton.backend.given_objects import objects_of
from reheaton.probes.check import Check
from reheaton.probes.probe import Observable, Probe
from reheaton.universe.background import Background
from reheaton.universe.events import Moments


class Audit(Probe):
    """The assumptions of a model, each as a check whose value is observed under the name of the check.

    The value is a number, or a function of the background and the moments of its events. The sentence of a check can
    name any observable in braces.

    >>> import reheaton as rh
    >>> audit = rh.Audit(rh.Check("m_over_T", 0.1, "m/T = {m_over_T:.2g}: the relic is not relativistic.", above=0.3))
    >>> list(audit.OBSERVABLES)
    ['m_over_T']
    """

    assumptions: tuple[Check, ...]

    def __init__(self, *assumptions: Check) -> None:
        self.assumptions = objects_of(Check, "assumptions of an audit", assumptions)

    @property
    def OBSERVABLES(self) -> Mapping[str, Observable]:  # pyright: ignore[reportIncompatibleVariableOverride]
        """The values of the assumptions, by name."""
        return {check.name: Observable("", check.meaning or _condition(check)) for check in self.assumptions}

    def observe(self, background: Background, events: Moments, tables: Any) -> Mapping[str, Array]:
        values = {check.name: check.value for check in self.assumptions}
        return {
            name: jnp.asarray(value(background, events) if callable(value) else value, dtype=float)
            for name, value in values.items()
        }

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        return [
            dataclasses.replace(check, value=found[check.name], numbers={**found, **check.numbers})
            for check in self.assumptions
        ]


def _condition(check: Check) -> str:
    side, threshold = ("below", check.above) if check.above is not None else ("above", check.below)
    return f"must stay {side} {threshold:g}" if threshold is not None else "must be zero"
