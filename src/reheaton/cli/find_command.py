"""The inverse question on the command line: `reheaton run ... --find NAME=LOW:HIGH`, or `--find NAME`."""

from collections.abc import Callable
from typing import Any

from reheaton.cli.targets import Target
from reheaton.errors import InvalidInput


def find_value(wanted: str, target: Target, announce: Callable[[str], None]) -> dict[str, float]:
    """The parameter named, with the value at which Omega_h2 = 0.12. Raises InvalidInput, also if there is none."""
    from reheaton.models.inversion import solve_for

    name, between = _parse(wanted)
    announce(f"looking for {name}")
    values: dict[str, Any] = {key: value for key, value in target.values.items() if key != name}
    found = solve_for(
        target.model, name, between, progress=lambda done: announce(f"looking for {name}: {done:.0%}"), **values
    )
    if found.crossings[0] < 1:
        raise InvalidInput(f"no {name} between the ends of the search gives Omega_h2 = 0.12.")
    return {name: float(found.values[0])}


def _parse(wanted: str) -> tuple[str, tuple[float, float] | None]:
    name, separator, ends = wanted.partition("=")
    if not separator:
        return name.strip(), None
    low, colon, high = ends.partition(":")
    try:
        if not colon:
            raise ValueError
        return name.strip(), (float(low), float(high))
    except ValueError:
        raise InvalidInput(
            f"--find {wanted!r} is not of the form NAME=LOW:HIGH, as in sin2_2theta=1e-14:1e-6."
        ) from None
