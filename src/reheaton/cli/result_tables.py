"""A solved point as text for a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table

if TYPE_CHECKING:
    from reheaton.models.result import Result

_SHOWN: Final = 10
"""Observables in the table without --all: the headline ones, and others if these are fewer."""


def result_tables(result: "Result", everything: bool = False) -> Group:
    """Observables with units, limits with margins and verdicts, flags; `everything` shows all observables."""
    blocks: list[RenderableType] = [_inputs(result), "", *_observables(result, everything)]
    if result.limits:
        blocks += ["", _limits(result)]
    if result.not_applied:
        blocks += ["", *_not_applied(result)]
    if result.flags:
        blocks += ["", *_flags(result)]
    blocks += ["", _verdict(result)]
    return Group(*blocks)


def number(value: Any) -> str:
    """A value as a person reads it."""
    if value is None:
        return "none"
    value = value.item() if hasattr(value, "item") else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def plain_table(*columns: str) -> Table:
    """The house's table: no box, the first column never wrapped, and words too long for the others folded."""
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for index, column in enumerate(columns):
        table.add_column(column, no_wrap=index == 0, overflow="fold")
    return table


def _inputs(result: "Result") -> str:
    settings = [_with_unit(_setting(value), result.units.get(name, "")) for name, value in result.settings.items()]
    pairs = zip(result.settings, settings, strict=True)
    return f"{result.model}: " + ", ".join(f"{name} = {value}" for name, value in pairs)


def _with_unit(value: str, unit: str) -> str:
    return f"{value} {unit}" if unit and value != "none" else value


def _setting(value: Any) -> str:
    """A value as it is written on the command line."""
    return str(value).lower() if isinstance(value, bool) else number(value)


def _observables(result: "Result", everything: bool) -> list[RenderableType]:
    """The headline observables, or all, and a line that says how many more there are."""
    # The headline observables come first in a result.
    headlines = len(result.headlines)
    names = list(result.observables)
    shown = names if everything else names[: max(headlines, _SHOWN)]
    table = plain_table("observable", "value", "meaning")
    for name in shown:
        value = _with_unit(number(result.observables[name]), result.units.get(name, ""))
        # What follows a semicolon are special cases, which `reheaton models` shows.
        table.add_row(name, value, result.meanings[name].partition(";")[0])
    more = len(names) - len(shown)
    return [table, f"{more} more: add --all to see every observable."] if more else [table]


def _limits(result: "Result") -> Table:
    table = plain_table("limit", "margin", "verdict", "level", "citation")
    # Names of limits and citations are both long: on a narrow terminal both take several lines, and the rest does not.
    for column, wraps in zip(table.columns, (True, False, False, True, True), strict=True):
        column.no_wrap = not wraps
    for limit in result.limits:
        verdict = "allowed" if limit.allowed else "excluded"
        level = f"{limit.confidence:.3g} {limit.sides}"
        table.add_row(limit.name, f"{limit.margin:+.3g}", verdict, level, limit.citation)
    return table


def _not_applied(result: "Result") -> Iterator[str]:
    """Which limits do not apply, a line for each reason."""
    by_reason: dict[str, list[str]] = {}
    for limit in result.not_applied:
        by_reason.setdefault(limit.why_not, []).append(limit.name)
    for reason, names in by_reason.items():
        names = list(dict.fromkeys(names))
        yield f"{'; '.join(names)} {'does' if len(names) == 1 else 'do'} not apply: {reason}."


def _flags(result: "Result") -> Iterator[RenderableType]:
    """The name and value of each flag in one line, and its sentence below, which is long."""
    for flag in result.flags:
        yield f"flag {flag.name} = {number(flag.value)}"
        yield Padding(flag.message, (0, 0, 0, 2))


def _verdict(result: "Result") -> str:
    """What limits say; "allowed" is never said against a flag that voids it."""
    excluding = [limit.name for limit in result.limits if not limit.allowed]
    voiding = [flag.name for flag in result.voiding]
    outside = f"outside the approximation, by the flag{'s' if len(voiding) > 1 else ''} {', '.join(voiding)}"
    if excluding:
        return f"Excluded by {', '.join(excluding)}" + (f"; and {outside}." if voiding else ".")
    if voiding:
        limits = "within every limit, but " if result.limits else ""
        return f"Neither allowed nor excluded: {limits}{outside}."
    if not result.limits:
        return "No limits were applied."
    which = "every limit that applies" if result.not_applied else "every limit"
    return f"Allowed by {which}" + ("; see the flags." if result.flags else ".")
