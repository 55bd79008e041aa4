"""The inverse question on the command line: `reheaton run ... --find NAME[=LOW:HIGH] [--target OBSERVABLE=VALUE]`."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reheaton.cli.targets import Target
from reheaton.errors import InvalidInput, NumericalFailure, quoted


@dataclass(frozen=True)
class Answer:
    """The value of the parameter that was looked for, in its unit, and what else the user should know."""

    name: str
    value: float
    notes: tuple[str, ...]


def find_value(wanted: str, goal: str | None, target: Target, announce: Callable[[str], None]) -> Answer:
    """The parameter named in `wanted`, with the value at which `goal` is reached, by default Omega_h2 of dark matter.

    Raises InvalidInput, also if there is none, and NumericalFailure.
    """
    from reheaton.models.inverse import solve_once_for

    name, between = _parse(wanted)
    aim = {} if goal is None else _parse_goal(goal)
    if name in target.settings:
        raise InvalidInput(f"{name} is what --find looks for: it cannot be given with -s as well.")
    announce(f"looking for {name}")
    values: dict[str, Any] = {key: value for key, value in target.values.items() if key != name}
    notes = []
    if name in target.values:
        notes.append(
            f"the card gives {name} = {quoted(target.values[name])}, which is not used: --find looks for {name}."
        )
    found = solve_once_for(
        target.model,
        name,
        between,
        progress=lambda done: announce(f"looking for {name}: {done:.0%}"),
        **aim,
        **values,
    )
    if found.crossings[0] < 1:
        raise InvalidInput(found.message)
    if not found.answered[0]:
        raise NumericalFailure(found.message)
    if found.crossings[0] > 1:
        notes.append(found.message)
    return Answer(name, float(found.values[0]), tuple(notes))


def _parse(wanted: str) -> tuple[str, tuple[str, str] | None]:
    name, separator, ends = wanted.partition("=")
    if not separator:
        return name.strip(), None
    low, colon, high = (part.strip() for part in ends.partition(":"))
    if not (colon and low and high):
        raise InvalidInput(f"--find {quoted(wanted)} is not of the form NAME=LOW:HIGH, as in sin2_2theta=1e-14:1e-6.")
    return name.strip(), (low, high)


def _parse_goal(goal: str) -> dict[str, str]:
    observable, separator, value = (part.strip() for part in goal.partition("="))
    if not (observable and separator and value):
        raise InvalidInput(f"--target {quoted(goal)} is not of the form OBSERVABLE=VALUE, as in Omega_h2=0.12.")
    return {"observable": observable, "target": value}
