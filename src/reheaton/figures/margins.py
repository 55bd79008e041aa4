"""One solved point: how near it is to each limit, as `reheaton run -o` writes it into result.json."""

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

from matplotlib.figure import Figure

from reheaton.errors import InvalidInput
from reheaton.figures.annotations import INK, small_print
from reheaton.figures.drawing import OKABE_ITO, Drawing, Table, house_style
from reheaton.figures.scale import Scale
from reheaton.figures.scanned import plain

_ALLOWED, _EXCLUDED = OKABE_ITO[0], OKABE_ITO[1]
_REACH: Final = 1e4
"""Ratios to the bound farther from 1 than this are drawn at the frame."""
_BAR: Final = 0.4
"""Height [inches] of a limit."""


def draw_margins(result: Mapping[str, Any]) -> Drawing:
    """Value over bound of each upper limit, bound over value of each lower one; above 1 is excluded; table `limits`.

    `result` is what `Result.to_dict` gives. Raises InvalidInput if it is no such thing, or has no limits.
    """
    limits = _limits(result)
    ratios = [_ratio(limit) for limit in limits]
    ends = [min(max(ratio, 1.0 / _REACH), _REACH) for ratio in ratios]
    low, high = min(0.1, min(ends) / 3.0), max(10.0, max(ends) * 3.0)
    with house_style():
        figure = Figure(figsize=(7.6, _BAR * len(limits) + 1.9))
        ax = figure.subplots()
        for row, (limit, ratio, end) in enumerate(zip(limits, ratios, ends, strict=True)):
            color = _ALLOWED if limit["allowed"] else _EXCLUDED
            ax.plot([1.0, end], [row, row], color=color, linewidth=9, alpha=0.45, solid_capstyle="butt")
            cut = "<" if ratio < end else ">"
            ax.plot([end], [row], marker="o" if ratio == end else cut, color=color, markersize=6)
        ax.axvspan(1.0, high, color="0.93", linewidth=0, zorder=0)
        ax.axvline(1.0, color=INK, linewidth=1.0)
        ax.set(xscale="log", xlim=(low, high), ylim=(len(limits) - 0.5, -0.5))
        Scale(log=True).mark(ax.xaxis)
        words = [plain(f"{limit['name']}\n{limit['citation']}") for limit in limits]
        ax.set_yticks(range(len(limits)), words, fontsize=8.5, linespacing=1.1)
        ax.tick_params(axis="y", which="both", length=0)
        ax.minorticks_off()
        ax.set_xlabel("value/bound, or bound/value of a lower bound: excluded above 1")
        small_print(figure, _caption(result, limits))
    columns = ("limit", "value", "bound", "sense", "margin", "value/bound or bound/value", "citation")
    names = ("name", "value", "bound", "sense", "margin")
    rows = [(*(limit[n] for n in names), ratio, limit["citation"]) for limit, ratio in zip(limits, ratios, strict=True)]
    return Drawing(figure, {"limits": Table(columns, rows, _settings(result))})


def _limits(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The limits of a result, with numbers in place of what JSON has no word for."""
    try:
        limits = [dict(limit) for limit in result["limits"]]
        for limit in limits:
            for name in ("value", "bound", "margin"):
                limit[name] = math.nan if limit[name] is None else float(limit[name])
            limit |= {name: str(limit[name]) for name in ("name", "sense", "citation")}
            limit["allowed"] = bool(limit["allowed"])
    except (KeyError, TypeError, ValueError):
        raise InvalidInput("this is no result that `reheaton run -o DIR` wrote: its limits cannot be read.") from None
    if not limits:
        raise InvalidInput("this result has no limits: there is nothing to draw.")
    return sorted(limits, key=_ratio, reverse=True)


def _ratio(limit: Mapping[str, Any]) -> float:
    """How large a part of the bound is used, above 1 if the point is excluded."""
    value, bound = limit["value"], limit["bound"]
    part, whole = (value, bound) if limit["sense"] == "upper" else (bound, value)
    if math.isnan(part) or math.isnan(whole):
        # JSON has no infinity: only the verdict tells on which side the value is.
        return 0.0 if limit["allowed"] else math.inf
    return max(part, 0.0) / whole if whole > 0 else math.inf


def _caption(result: Mapping[str, Any], limits: Sequence[Mapping[str, Any]]) -> str:
    """The settings, the verdict, and the flags."""
    flags = [f"Flag {flag['name']}: {flag['message']}" for flag in result.get("flags", [])]
    without = [f"{limit['name']} does not apply: {limit['why']}." for limit in result.get("limits_not_applied", [])]
    verdict = {
        "allowed": "Allowed by every limit.",
        "excluded": f"Excluded by {sum(not limit['allowed'] for limit in limits)} of {len(limits)} limits.",
        "outside": "Neither excluded nor allowed: outside the approximation.",
    }.get(str(result.get("verdict")), "")
    return plain("\n".join([f"{_settings(result)}.", " ".join([verdict, *without, *flags])]))


def _settings(result: Mapping[str, Any]) -> str:
    """The model and its parameters and options, as text."""
    units = result.get("units", {})
    shown = [
        f"{name} = {value:g}{f' {units[name]}' if units.get(name) else ''}"
        for name, value in result.get("parameters", {}).items()
        if isinstance(value, int | float)
    ]
    shown += [f"{name} = {value}" for name, value in result.get("options", {}).items()]
    return f"{result.get('model', 'unknown model')}: {', '.join(shown)}"
