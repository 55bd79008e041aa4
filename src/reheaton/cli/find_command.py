"""The inverse question on the command line: `reheaton run ... --find NAME=LOW:HIGH`, or `--find NAME`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from reheaton.cli.targets import Target
from reheaton.errors import InvalidInput, NumericalFailure

if TYPE_CHECKING:
    from reheaton.models.inverse import Inversion

OBSERVABLE: Final = "Omega_h2"
_TOLERANCE: Final = 1e-3
"""Relative error of the observable above which there is no answer; an observable that is continuous reaches 1e-6."""


@dataclass(frozen=True)
class Answer:
    """The value of the parameter that was looked for, in its unit, and what else the user should know."""

    name: str
    value: float
    note: str


def find_value(wanted: str, target: Target, announce: Callable[[str], None]) -> Answer:
    """The parameter named, with the value at which Omega_h2 is that of all dark matter.

    Raises InvalidInput, also if there is none, and NumericalFailure.
    """
    from reheaton.cosmology import OMEGA_DM_h2
    from reheaton.models.inverse import solve_for

    name, between = _parse(wanted)
    if name in target.settings:
        raise InvalidInput(f"{name} is what --find looks for: it cannot be given with -s as well.")
    announce(f"looking for {name}")
    # A card may contain a value of the unknown parameter. It is ignored.
    values: dict[str, Any] = {key: value for key, value in target.values.items() if key != name}
    found = solve_for(
        target.model,
        name,
        between,
        observable=OBSERVABLE,
        target=OMEGA_DM_h2,
        progress=lambda done: announce(f"looking for {name}: {done:.0%}"),
        **values,
    )
    return _checked(name, f"{OBSERVABLE} = {OMEGA_DM_h2:g}", found)


def _checked(name: str, goal: str, found: "Inversion") -> Answer:
    """The answer, if there is one that is good enough."""
    low, high = found.between
    crossings, error = int(found.crossings[0]), float(found.error[0])
    if crossings < 1:
        lowest, highest = float(found.lowest[0]), float(found.highest[0])
        seen = f"it runs from {lowest:.3g} to {highest:.3g}" if lowest <= highest else "it could not be computed"
        raise InvalidInput(f"no {name} from {low:.3g} to {high:.3g} gives {goal}: {seen} there.")
    value = float(found.values[0])
    if not error < _TOLERANCE:
        raise NumericalFailure(
            f"{goal} was reached only to {error:.2g} (relative) at {name} = {value:.6g}, where it may jump:"
            f" look elsewhere with --find {name}=LOW:HIGH."
        )
    several = f"{crossings} values of {name} from {low:.3g} to {high:.3g} give {goal}; this is the lowest."
    return Answer(name, value, several if crossings > 1 else "")


def _parse(wanted: str) -> tuple[str, tuple[str, str] | None]:
    name, separator, ends = wanted.partition("=")
    if not separator:
        return name.strip(), None
    low, colon, high = (part.strip() for part in ends.partition(":"))
    if not (colon and low and high):
        raise InvalidInput(f"--find {wanted!r} is not of the form NAME=LOW:HIGH, as in sin2_2theta=1e-14:1e-6.")
    return name.strip(), (low, high)
