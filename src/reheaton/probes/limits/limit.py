"""An experimental limit: how far a number is from being excluded, and who measured it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Limit:
    """A signed margin: positive is allowed, negative is excluded.

    margin = (bound - value)/bound for an upper bound, (value - bound)/bound for a lower one.
    """

    name: str
    value: float
    bound: float
    upper: bool
    confidence: float
    citation: str

    @property
    def margin(self) -> float:
        difference = self.bound - self.value if self.upper else self.value - self.bound
        return float(difference / self.bound)

    @property
    def allowed(self) -> bool:
        return self.margin >= 0

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "margin": self.margin,
            "allowed": self.allowed,
            "citation": self.citation,
            "value": float(self.value),
            "bound": float(self.bound),
            "sense": "upper" if self.upper else "lower",
            "confidence": self.confidence,
        }
