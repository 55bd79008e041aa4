"""Declared parameters and options of a model: name, unit, default, allowed range and meaning as data.

The command line, cards, `reheaton models` and the checks on input all read these declarations,
so that what is documented and what is accepted cannot drift apart.
"""

import hashlib
import math
import sys
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from reheaton.backend.user_file import TABLE, user_bytes
from reheaton.errors import InvalidInput, quoted
from reheaton.probes.quantity import in_unit

REQUIRED: Final = object()
"""Default of a parameter that has none."""

Value = Any
"""A number, None where the parameter allows it, or a JAX tracer (whose value cannot be checked)."""


@dataclass(frozen=True)
class Parameter:
    """One physical parameter of a model, in its declared unit.

    `minimum` and `maximum` are the allowed range, ends included unless `exclusive_minimum`.
    `optional` parameters may be None, written `none` on the command line. `symbol` is LaTeX without dollar signs.
    `needs` names the parameters without which this one has no effect. `search` are the ends between which it is looked
    for if none are given, where they are not those of the range.
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
    search: tuple[float, float] | None = None

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
        elif math.isinf(self.minimum):
            span = f"up to {self.maximum:g}{unit}"
        elif math.isinf(self.maximum):
            span = f"{low} {self.minimum:g}{unit}" + ("" if self.exclusive_minimum else " up")
        else:
            span = f"{low} {self.minimum:g}{', up' if self.exclusive_minimum else ''} to {self.maximum:g}{unit}"
        return span + (", or none" if self.optional else "")

    def in_unit(self, value: Any) -> Any:
        """A value as a number in the declared unit, or an array of numbers; None for none. Not checked for its range.

        Text may carry a unit ("10 GeV"), and quantities of pint and astropy do. Raises InvalidInput. A JAX tracer
        passes as it is: its value is not known.
        """
        return value if is_traced(value) else in_unit(self.name, value, self.unit, self.allowed)

    def parse(self, value: Any) -> Value:
        """One value in the declared unit, see `in_unit`, checked. Raises InvalidInput."""
        number = self.in_unit(value)
        if is_traced(number):
            return number
        if number is None:
            if self.optional:
                return None
            raise InvalidInput(f"{self.name} must be given: allowed is {self.allowed}.")
        if np.ndim(number):
            raise InvalidInput(f"{self.name} = {quoted(value)} is not a number but an array, as `solve_batch` takes.")
        below = number <= self.minimum if self.exclusive_minimum else number < self.minimum
        if not math.isfinite(number):
            raise InvalidInput(f"{self.name} = {number:g} is not a finite number: allowed is {self.allowed}.")
        if below or number > self.maximum:
            raise InvalidInput(f"{self.name} = {number:g} is out of range: allowed is {self.allowed}.")
        return number

    def admits(self, values: np.ndarray) -> np.ndarray:
        """Which of many numbers, in the declared unit, are finite and in the allowed range; shape of values."""
        above = values > self.minimum if self.exclusive_minimum else values >= self.minimum
        return (abs(values) < math.inf) & above & (values <= self.maximum)


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

    def as_compiled(self, value: Any) -> Any:
        """What takes the place of a choice where JAX compiles: one program for all that choose among limits alone.

        A file is known by its contents too, as what was made from it is kept, and it may change.
        """
        if self.limits_only:
            return self.default
        return with_contents(value, self.prefix) if self.prefix else value

    def parse(self, value: Any) -> str | int | bool:
        """The choice, from itself or from its text. Raises InvalidInput."""
        text = _text_of(value)
        for choice in self.choices:
            if text == str(choice) or (isinstance(choice, bool) and text in (str(choice).lower(), str(choice).upper())):
                return choice
        if self.prefix and text.startswith(self.prefix) and len(text) > len(self.prefix):
            return text
        raise InvalidInput(f"{self.name} = {quoted(value)} is not a choice: allowed are {self.allowed}.")


class FileChoice(str):
    """The text `table:PATH` of an option, which equals another one only if the files held the same."""

    contents: bytes
    """Checksum of the file; empty if it cannot be read, which is said by those who need it."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FileChoice) and str(self) == str(other) and self.contents == other.contents

    def __hash__(self) -> int:
        return hash((str(self), self.contents))


def with_contents(choice: str, prefix: str = TABLE) -> str:
    """The choice, under which what is made from it can be kept: one that names a file is known by its contents too."""
    if not choice.startswith(prefix):
        return choice
    named = FileChoice(choice)
    try:
        named.contents = hashlib.sha256(user_bytes(choice.removeprefix(prefix), "the file")).digest()
    except InvalidInput:
        named.contents = b""
    return named


def _text_of(value: Any) -> str:
    """The text that a choice is, or of a whole number or truth value; "" for anything else."""
    try:
        # NumPy has texts, whole numbers and booleans of its own.
        plain = value.item() if isinstance(value, np.generic) else value
        return str(plain).strip() if isinstance(plain, str | int) else ""
    except Exception:  # types of the user raise anything; Python does not write whole numbers of 5000 digits
        return ""


def is_traced(value: Any) -> bool:
    """Whether the value is a JAX tracer; does not import jax where nobody has."""
    jax = sys.modules.get("jax")
    return jax is not None and isinstance(value, jax.core.Tracer)
