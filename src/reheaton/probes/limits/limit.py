"""An experimental limit: how far a number is from being excluded, and who measured it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, Self

import numpy as np

from reheaton.backend.given_numbers import check_number, real_numbers
from reheaton.backend.given_objects import text_of, truth_of
from reheaton.errors import InvalidInput, quoted
from reheaton.probes.at_point import at_point
from reheaton.probes.limits.sets import CURRENT, PAPER

SIDES: Final = ("one-sided", "two-sided")
"""How a confidence level is meant: for a bound alone, or for an interval of which the bound is an end."""


@dataclass(frozen=True)
class Limit:
    """A signed margin for one point or for many: positive is allowed, negative is excluded.

    margin = (bound - value)/bound for an upper bound, (value - bound)/bound for a lower one; value, bound and
    `applies` are numbers or arrays (points,). A limit that does not apply at a point excludes nothing there.
    `exceptions` are clauses that say why, each with where it holds, and it does not apply where any of them does;
    what is not said in them goes without saying. A value that is not a number is not allowed. Limits of one `group`
    are alternatives: of these one point shows the strictest. `sides` is one of SIDES; `sets` names the sets of
    limits to which it belongs, see `sets`.

    A posterior also reads `observable`, what is limited, "a & b" for one value that both have, since limits on one
    observable rest on the same data; and `best` and `sd`, the Gaussian behind the bound, where it is published.

    >>> import reheaton as rh
    >>> float(rh.Limit("T_RH", 0.01, 0.004, upper=False, confidence=0.95, citation="somebody").margin)
    1.5
    """

    name: str
    value: Any
    bound: Any
    upper: bool
    confidence: float
    citation: str
    applies: Any = True
    group: str | None = None
    sides: str = SIDES[0]
    sets: tuple[str, ...] = (CURRENT, PAPER)
    observable: str = ""
    best: float | None = None
    sd: float | None = None
    exceptions: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        text_of("name of a limit", self.name)
        text_of(f"citation of the limit {self.name}", self.citation)
        truth_of(f"upper of the limit {self.name}", self.upper)
        allowed = "above 0, up to 1"
        check_number(f"confidence of the limit {self.name}", self.confidence, allowed, maximum=1.0, exclusive=True)
        text_of(f"observable of the limit {self.name}", self.observable)
        if (self.best is None) != (self.sd is None):
            raise InvalidInput(f"best and sd of the limit {self.name} must be given together, or neither of them.")
        if self.best is not None:
            check_number(f"best of the limit {self.name}", self.best, "any finite number", minimum=-np.inf)
            check_number(f"sd of the limit {self.name}", self.sd, "above 0", exclusive=True)
        for clause, where in self.exceptions.items():
            text_of(f"an exception of the limit {self.name}", clause)
            object.__setattr__(self, "applies", self.applies & ~np.asarray(where, dtype=bool))
        bound = real_numbers(self.bound)
        # Where a limit does not apply its bound may be infinite, or no number.
        if bound is None or np.any(self.applies & ~((bound > 0.0) & (bound < np.inf))):
            raise InvalidInput(
                f"bound of the limit {self.name} must be a finite number above 0, not {quoted(self.bound)}."
            )

    @property
    def margin(self) -> Any:
        """The signed margin; infinite where the limit does not apply."""
        value, bound = np.asarray(self.value, dtype=float), self._bound_in_use
        difference = bound - value if self.upper else value - bound
        return np.where(self.applies, difference / bound, np.inf)[()]

    @property
    def log_margin(self) -> Any:
        """ln(bound/value) of an upper bound, ln(value/bound) of a lower one: the sign of the margin, and smoother.

        For interpolation between points of a grid. A value of 0 counts as 1e-100.
        """
        ratio = np.log(np.maximum(np.asarray(self.value, dtype=float), 1e-100) / self._bound_in_use)
        return np.where(self.applies, -ratio if self.upper else ratio, np.inf)[()]

    @property
    def _bound_in_use(self) -> np.ndarray:
        """The bound, and any number where it does not apply."""
        return np.where(self.applies, np.asarray(self.bound, dtype=float), 1.0)

    @property
    def allowed(self) -> Any:
        """Whether the value respects the bound."""
        return self.margin >= 0

    @property
    def why_not(self) -> str:
        """Why it does not apply to one point, as clauses; empty where it does, or where that goes without saying."""
        return ", and ".join(clause for clause, where in self.exceptions.items() if where)

    def at(self, point: int) -> Self:
        """The limit at one of many points."""
        return at_point(self, point)

    def to_dict(self) -> dict[str, Any]:
        """Plain numbers and text of one point, ready for JSON."""
        return {
            "name": self.name,
            "margin": float(self.margin),
            "allowed": bool(self.allowed),
            "citation": self.citation,
            "value": float(self.value),
            "bound": float(self.bound),
            "sense": "upper" if self.upper else "lower",
            "confidence": self.confidence,
            "sides": self.sides,
        }


def of_one_point(limits: list[Limit]) -> list[Limit]:
    """The limits that apply to one point; of each group only the strictest, at the place of its first."""
    chosen: dict[str, Limit] = {}
    for number, limit in enumerate(limits):
        key = f"group {limit.group}" if limit.group else f"limit {number}"
        if limit.applies and (key not in chosen or _stricter(limit, chosen[key])):
            chosen[key] = limit
    return list(chosen.values())


def not_applied(limits: list[Limit]) -> list[Limit]:
    """The limits that do not apply to one point for a reason; of a group one in its name, if none of it applies."""
    acting = {limit.group for limit in limits if limit.applies}
    found: dict[str, Limit] = {}
    for number, limit in enumerate(limits):
        if not limit.why_not or (limit.group and limit.group in acting):
            continue
        if limit.group:
            found.setdefault(f"group {limit.group}", replace(limit, name=limit.group))
        else:
            found[f"limit {number}"] = limit
    return list(found.values())


def _stricter(limit: Limit, other: Limit) -> bool:
    return bool(limit.bound < other.bound if limit.upper else limit.bound > other.bound)
