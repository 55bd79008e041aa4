"""Declared parameters and options of a model: name, unit, default, allowed range and meaning as data.

The command line, cards, `reheaton models` and the checks on input all read these declarations,
so that what is documented and what is accepted cannot drift apart.
"""

import functools
import math
import numbers
import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reheaton.errors import InvalidInput

if TYPE_CHECKING:
    import numpy as np

REQUIRED: Final = object()
"""Default of a parameter that has none."""

_NUMBER_AND_UNIT = re.compile(r"(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(?P<unit>[^\W\d_].*)")

Value = Any
"""A number, None where the parameter allows it, or a JAX tracer (whose value cannot be checked)."""


@dataclass(frozen=True)
class Parameter:
    """One physical parameter of a model, in its declared unit.

    `minimum` and `maximum` are the allowed range, ends included unless `exclusive_minimum`.
    `optional` parameters may be None, written `none` on the command line. `symbol` is LaTeX without dollar signs.
    `needs` names the parameters without which this one has no effect.
    """

    name: str
    unit: str
    meaning: str
    default: Any = REQUIRED
    minimum: float = -math.inf
    maximum: float = math.inf
    exclusive_minimum: bool = False
    optional: bool = False
    symbol: str = ""
    needs: tuple[str, ...] = ()

    @property
    def required(self) -> bool:
        return self.default is REQUIRED

    @property
    def allowed(self) -> str:
        """The allowed range in words."""
        unit = f" {self.unit}" if self.unit else ""
        low = "above" if self.exclusive_minimum else "from"
        if math.isinf(self.minimum) and math.isinf(self.maximum):
            span = "any finite number"
        elif math.isinf(self.maximum):
            span = f"{low} {self.minimum:g}{unit}" + ("" if self.exclusive_minimum else " up")
        else:
            span = f"{low} {self.minimum:g}{', up' if self.exclusive_minimum else ''} to {self.maximum:g}{unit}"
        return span + (", or none" if self.optional else "")

    def parse(self, value: Any) -> Value:
        """The value in the declared unit, checked; text may carry a unit ("10 GeV").

        Raises InvalidInput. A JAX tracer passes unchecked: its value is not known.
        """
        if is_traced(value):
            return value
        if isinstance(value, str):
            value = self._from_text(value.strip())
        if value is None:
            if self.optional:
                return None
            raise InvalidInput(f"{self.name} must be given: allowed is {self.allowed}.")
        number = _as_number(value)
        if number is None:
            raise InvalidInput(f"{self.name} = {value!r} is not a number: allowed is {self.allowed}.")
        below = number <= self.minimum if self.exclusive_minimum else number < self.minimum
        if not math.isfinite(number):
            raise InvalidInput(f"{self.name} = {number:g} is not a finite number: allowed is {self.allowed}.")
        if below or number > self.maximum:
            raise InvalidInput(f"{self.name} = {number:g} is out of range: allowed is {self.allowed}.")
        return number

    def admits(self, values: "np.ndarray") -> "np.ndarray":
        """Which of many numbers, in the declared unit, are finite and in the allowed range; shape of values."""
        above = values > self.minimum if self.exclusive_minimum else values >= self.minimum
        return (abs(values) < math.inf) & above & (values <= self.maximum)

    def _from_text(self, text: str) -> float | None:
        if text.lower() == "none":
            return None
        try:
            return float(text)
        except ValueError:
            pass
        # Pint alone would read "2,5 GeV" as 25 GeV; only one plain number and a unit pass.
        parts = _NUMBER_AND_UNIT.fullmatch(text)
        if parts is None:
            raise InvalidInput(f"{self.name} = {text!r} is not a number: allowed is {self.allowed}.")
        import pint

        try:
            quantity = _units().Quantity(float(parts["number"]), parts["unit"])
            return float(quantity.to(self.unit or "dimensionless").magnitude)
        except pint.DimensionalityError:
            raise InvalidInput(
                f"{self.name} = {text!r} has the wrong unit: it is measured in {self.unit or 'no unit'}."
            ) from None
        except Exception:  # pint raises many types on text that is no unit
            raise InvalidInput(
                f"{self.name} = {text!r} has an unknown unit {parts['unit']!r}: allowed is {self.allowed}."
            ) from None


@dataclass(frozen=True)
class Option:
    """A named choice of how the calculation is done; the first choice is the default.

    `prefix` admits free text after it, as in `table:PATH`. `needs` names the parameters without which the option has no
    effect.
    """

    name: str
    choices: tuple[str | int | bool, ...]
    meaning: str
    prefix: str | None = None
    needs: tuple[str, ...] = ()
    limits_only: bool = False
    """Whether it chooses among experimental limits, so that no observable depends on it."""

    @property
    def default(self) -> str | int | bool:
        return self.choices[0]

    @property
    def allowed(self) -> str:
        """The choices in words."""
        named = [str(choice).lower() if isinstance(choice, bool) else str(choice) for choice in self.choices]
        return ", ".join(named + ([f"{self.prefix}PATH"] if self.prefix else []))

    def parse(self, value: Any) -> str | int | bool:
        """The choice, from itself or from its text. Raises InvalidInput."""
        text = str(value).strip()
        for choice in self.choices:
            if text == str(choice) or (isinstance(choice, bool) and text.lower() == str(choice).lower()):
                return choice
        if self.prefix and text.startswith(self.prefix) and len(text) > len(self.prefix):
            return text
        raise InvalidInput(f"{self.name} = {text!r} is not a choice: allowed are {self.allowed}.")


def is_unit(text: str) -> bool:
    """Whether the text is a unit that can be read; "" is none."""
    if not text:
        return True
    try:
        _units().Unit(text)
    except Exception:  # pint raises many types on text that is no unit
        return False
    return True


def is_traced(value: Any) -> bool:
    """Whether the value is a JAX tracer; does not import jax where nobody has."""
    jax = sys.modules.get("jax")
    return jax is not None and isinstance(value, jax.core.Tracer)


def _as_number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, numbers.Real) or getattr(value, "shape", None) == ():
        return float(value)
    return None


@functools.cache
def _units() -> Any:
    import pint

    return pint.UnitRegistry()
