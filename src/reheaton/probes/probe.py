"""Probes: what is read off a universe.

A probe owns everything about one reading: its observables with units and meanings, the events at which it looks, the
tables it needs, the experimental limits on it, the checks of its approximation, and its citations. A model names its
probes; the command line, batches, scans and figures then treat all of them alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from jax import Array

from reheaton.backend.given_objects import text_of
from reheaton.backend.progress import Progress
from reheaton.probes.check import Check
from reheaton.probes.declare import Declared
from reheaton.probes.limits.limit import Limit
from reheaton.production.distribution import Distribution
from reheaton.universe.background import Background
from reheaton.universe.events import Event, Moments
from reheaton.universe.universe import Universe


@dataclass(frozen=True)
class Observable:
    """What an observable is: its unit ("" for none), its meaning in one line, and its symbol in LaTeX.

    `headline` observables come first in tables. One that `adds_to` others of the same kind, by their names, is compared
    with limits together with them; the first sum is made even if no probe observes its other part.

    >>> import reheaton as rh
    >>> rh.Observable("GeV", "temperature at which the relic decays").unit
    'GeV'
    """

    unit: str
    meaning: str
    symbol: str = ""
    headline: bool = False
    adds_to: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name in ("unit", "meaning", "symbol"):
            text_of(f"{name} of an observable", getattr(self, name))


class Probe(Declared):
    """What is read off a solved universe. Subclasses write `observe`, and whatever else they own.

    `observe` is traced by JAX: it computes with `jax.numpy`. `limits` and `checks` get numbers of one point, or arrays
    (points,) of many: they compute with NumPy and compare without `if`.

    >>> import reheaton as rh
    >>> class Coldness(rh.Probe):
    ...     sector: str
    ...     OBSERVABLES = {"T_end": rh.Observable("GeV", "temperature of the sector at recombination")}
    ...     def events(self, universe):
    ...         return {"cmb": rh.cooled_to("sm", 0.26e-9)}
    ...     def observe(self, background, events, tables):
    ...         return {"T_end": events["cmb"].T[self.sector]}
    """

    OBSERVABLES: ClassVar[Mapping[str, Observable]] = {}
    """Everything that the probe may observe, by name."""
    LIMITS: ClassVar[tuple[str, ...]] = ()
    """Names of the tables of limits that its observables are compared with."""
    CITATIONS: ClassVar[tuple[str, ...]] = ()
    """BibTeX keys of what it uses."""
    MOST_TOGETHER: ClassVar[int | None] = None
    """How many points of a batch are solved together at most on a CPU, where `chunk` does not say so; None: 250.

    Points that are solved together wait for the one that takes most steps: where steps differ much from point to point,
    fewer at a time are faster.
    """

    def events(self, universe: Universe) -> Mapping[str, Event]:
        """The events at which it looks, by names of its own: other probes may use the same names for other events."""
        return {}

    def observe(self, background: Background, events: Moments, tables: Any) -> Mapping[str, Array]:
        """The observables, each a scalar in its declared unit; NaN where they are not defined."""
        return {}

    def tables(self, progress: Progress | None = None) -> Any:
        """Tables that `observe` needs and that take time to make: any pytree of arrays, made once and kept.

        They may depend on options, not on the values of parameters.
        """
        return None

    def products(self, background: Background, events: Moments, tables: Any) -> Mapping[str, Distribution]:
        """Momentum distributions of what was produced, by name."""
        return {}

    def limits(self, found: Mapping[str, Any]) -> Sequence[Limit]:
        """Experimental limits beside those of the tables in LIMITS; `found` holds the observables of all probes.

        What other probes add to an observable (`adds_to`) counts for the tables alone.
        """
        return ()

    def void(self, found: Mapping[str, Any]) -> Mapping[str, Any]:
        """Observables on which the bounds of tables do not hold, with where: True, or truth values (points,).

        Or with clauses that say why, each with where: {"T_RH": {"the relic is not alone": alone < 1}}.
        """
        return {}

    def checks(self, found: Mapping[str, Any]) -> Sequence[Check]:
        """Whether the approximations hold; `found` holds the observables of all probes."""
        return ()

    def undefined(self, found: Mapping[str, Any]) -> str | None:
        """Why its observables are NaN, and what to do about it; None if this probe does not know."""
        return None

    def diagnostics(self, tables: Any) -> Mapping[str, Any]:
        """Further numbers worth keeping with the result."""
        return {}

    def citations(self) -> tuple[str, ...]:
        """BibTeX keys of what it uses with its options."""
        return self.CITATIONS
