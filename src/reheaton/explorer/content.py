"""What of a store stands in a page: its axes, quantities, limits, flags, verdicts, and why points failed.

A grid keeps its axes. Points that were drawn, and those of a data set without values along its axes, become a list.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from reheaton.errors import InvalidInput
from reheaton.explorer.numbers import fits_single, single
from reheaton.explorer.run_line import Given, given_of, values_given
from reheaton.explorer.tex import runs
from reheaton.figures.scale import Scale
from reheaton.figures.scan_text import fixed_text
from reheaton.figures.scanned import (
    FLAG,
    MARGIN,
    by_what_they_add,
    drawn_limits,
    flag_names,
    headlines,
    limit_names,
    observables,
    values_of,
    verdicts,
)
from reheaton.universe.outcome import Outcome

if TYPE_CHECKING:
    import xarray

POINT: Final = "point"
VERDICTS: Final = ("allowed", "excluded", "outside", "failed", "not done")
"""What becomes of a point; a page holds their numbers."""
MOST_HATCHED: Final = 5
"""Limits with a hatching of their own, as many as there are styles."""
_MOST_MESSAGES: Final = 200
"""Reasons that a page tells apart: they repeat numbers of the points, and may be as many as these."""


@dataclass(frozen=True, eq=False)
class Content:
    """The data set as the page shows it, in ascending order along its axes, and what is said of it."""

    data: "xarray.Dataset"
    about: dict[str, Any]
    """All but numbers of points, ready for JSON; `array` is the name of an array."""
    arrays: dict[str, tuple[np.ndarray, str]]
    """Arrays over the points and the type in which each is packed, the most important first."""
    optional: frozenset[str]
    """Arrays without which the page is still one: other observables than the main ones."""
    given: Given | None


def content_of(data: "xarray.Dataset") -> Content:
    """The content of a page. Raises InvalidInput for a posterior, and if there is nothing to show."""
    if data.attrs.get("kind") == "posterior" or "sample" in data.sizes:
        raise InvalidInput(
            "this store is a posterior, of which `reheaton plot` draws a corner: explore shows scans alone."
        )
    if "code" not in data or "allowed" not in data or data["code"].size < 2:
        raise InvalidInput("this store has no axis with more than one value: there is nothing to explore.")
    if not bool((data["code"] == Outcome.SOLVED).any()):
        raise InvalidInput("this store holds no point that was solved: there is nothing to explore.")
    data = _arranged(data)
    given = given_of(data)
    shown = [name for name in [*headlines(data), *observables(data)] if _has_numbers(data, name)]
    quantities = {name: _quantity(data, name) for name in dict.fromkeys([*shown, *_varying(data)])}
    if not quantities:
        raise InvalidInput("this store keeps no observable with a number: there is nothing to explore.")
    arrays = _arrays(data, list(quantities), given)
    main = {f"quantity {name}" for name in headlines(data)} | {f"quantity {name}" for name in _varying(data)}
    optional = {name for name in arrays if name.startswith("quantity ") and name not in main}
    about = {
        "model": str(data.attrs.get("model", "unknown model")),
        "version": str(data.attrs.get("version", "")),
        "kind": "points" if POINT in data.sizes else "grid",
        "axes": [_axis(data, str(name)) for name in data.sizes],
        "quantities": list(quantities.values()),
        "limits": [_limit(data, name) for name in limit_names(data)],
        "flags": [_flag(data, name) for name in flag_names(data)],
        "verdicts": list(VERDICTS),
        "fixed": fixed_text(data, latex=False),
        "parameters": _fixed_parameters(data),
        "varying": list(given.varying) if given else [],
        "messages": [],
    }
    about["messages"] = _add_messages(data, arrays)
    _rank(data, about["limits"])
    return Content(data, about, arrays, frozenset(optional), given)


def _arranged(data: "xarray.Dataset") -> "xarray.Dataset":
    """Grids ascending along each axis and without axes of one value, everything else as a list of points."""
    code = data["code"]
    data = data.isel({str(name): 0 for name, size in data.sizes.items() if size == 1})
    dims = [str(name) for name in code.dims if name in data.sizes]
    is_grid = all(name in data.coords and data[name].dtype.kind in "biuf" for name in dims)
    if is_grid and POINT not in dims:
        for name in dims:
            data = data.sortby(name)
        return data.transpose(*dims)
    if dims == [POINT]:
        return data
    labels = {name: np.arange(data.sizes[name]) for name in dims if name not in data.coords}
    stacked = data.assign_coords(labels).stack({"all points": dims})
    flat = stacked.reset_index("all points").rename({"all points": POINT})
    return flat.drop_vars([name for name in labels if name in flat.variables])


def _has_numbers(data: "xarray.Dataset", name: str) -> bool:
    return data[name].dtype.kind in "biuf" and bool(np.isfinite(np.asarray(data[name].values, dtype=float)).any())


def _varying(data: "xarray.Dataset") -> list[str]:
    """Parameters, beside the axes, that are not the same at all points and have numbers."""
    return [
        str(name)
        for name, variable in data.coords.items()
        if variable.ndim and name not in data.sizes and _has_numbers(data, str(name))
    ]


def _named(data: "xarray.Dataset", name: str) -> dict[str, Any]:
    attrs = data[name].attrs
    symbol = str(attrs.get("symbol") or "")
    return {
        "name": name,
        "symbol": runs(symbol) if symbol else [],
        "unit": str(attrs.get("units", "")),
        "meaning": str(attrs.get("long_name", "")),
    }


def _axis(data: "xarray.Dataset", name: str) -> dict[str, Any]:
    if name == POINT:
        return {"name": POINT, "size": int(data.sizes[POINT])}
    values = np.asarray(data[name].values, dtype=float)
    return {
        **_named(data, name),
        "size": len(values),
        "log": Scale.of_axis(data, name).log,
        "values": values.tolist(),
    }


def _quantity(data: "xarray.Dataset", name: str) -> dict[str, Any]:
    return {
        **_named(data, name),
        "array": f"quantity {name}",
        "headline": int(data[name].attrs.get("headline", 0)),
        "parameter": name in data.coords,
        "log": _is_log(data, name),
    }


def _is_log(data: "xarray.Dataset", name: str) -> bool:
    """The spacing with which a parameter was drawn, else what suits its values."""
    spacing = data[name].attrs.get("spacing")
    values = np.asarray(data[name].values, dtype=float)
    return spacing == "log" if spacing in ("log", "linear") else Scale.of(values).log


def _limit(data: "xarray.Dataset", name: str) -> dict[str, Any]:
    attrs, margin = data[MARGIN + name].attrs, values_of(data, MARGIN + name)
    confidence = attrs.get("confidence")
    return {
        "name": name,
        "array": MARGIN + name,
        "citation": str(attrs.get("citation", "")),
        # As in `figures.scanned`: without its sense a margin above 1 can only be that of a lower bound.
        "upper": attrs["sense"] == "upper" if "sense" in attrs else not np.any(np.isfinite(margin) & (margin > 1.0)),
        "confidence": float(confidence) if confidence is not None else None,
        "sides": str(attrs.get("sides", "")),
        "excludes": int(np.sum(margin < 0)),
    }


def _rank(data: "xarray.Dataset", limits: list[dict[str, Any]]) -> None:
    """In what order limits get their styles, by what each excludes beyond those before; the first few are hatched."""
    first = [limit.name for limit in by_what_they_add(drawn_limits(data, ()))]
    order = [*first, *(limit["name"] for limit in limits if limit["name"] not in first)]
    for limit in limits:
        limit["rank"] = order.index(limit["name"])
        limit["drawn"] = limit["name"] in first[:MOST_HATCHED]


def _flag(data: "xarray.Dataset", name: str) -> dict[str, Any]:
    solved = np.asarray(data["code"].values) == Outcome.SOLVED
    raised = (values_of(data, FLAG + name) > 0) & solved
    meaning = str(data[FLAG + name].attrs.get("long_name", ""))
    said = "" if meaning == f"whether {name} is raised" else meaning
    return {"name": name, "array": FLAG + name, "meaning": said, "raised": int(raised.sum())}


def _fixed_parameters(data: "xarray.Dataset") -> list[dict[str, Any]]:
    """Parameters that are the same at all points and have a value and an effect."""
    in_use = str(data.attrs.get("in_use", "")).split(", ")
    found = []
    for name, variable in data.coords.items():
        used = name in in_use or not any(in_use)
        if variable.ndim == 0 and variable.dtype.kind in "biuf" and used and np.isfinite(value := float(variable)):
            found.append({**_named(data, str(name)), "value": value})
    return found


def _arrays(data: "xarray.Dataset", names: list[str], given: Given | None) -> dict[str, tuple[np.ndarray, str]]:
    found: dict[str, tuple[np.ndarray, str]] = {}
    verdict = verdicts(data, drawn_limits(data, ()))
    kinds = (verdict.allowed, verdict.excluded, verdict.outside, verdict.failed, verdict.not_done)
    found["verdict"] = (np.select(kinds, range(len(kinds)), 0), "u1")
    # These make the line that repeats a point, and keep all their digits.
    for name, values in (values_given(data, given) if given else {}).items():
        if name not in data.sizes:
            found[f"given {name}"] = (values, "f8")
    for name in flag_names(data):
        found[FLAG + name] = (values_of(data, FLAG + name) > 0, "u1")
    for name in limit_names(data):
        found[MARGIN + name] = (single(values_of(data, MARGIN + name)), "f4")
    for name in names:
        values = values_of(data, name)
        found[f"quantity {name}"] = (single(values), "f4") if fits_single(values) else (values, "f8")
    return found


def _add_messages(data: "xarray.Dataset", arrays: dict[str, tuple[np.ndarray, str]]) -> list[str]:
    """Why points failed, and an array of the numbers of these texts; without a message it is that of the code."""
    code = np.asarray(data["code"].values)
    failed = (code != Outcome.SOLVED) & (code != Outcome.NOT_DONE)
    known = {int(outcome): outcome.message for outcome in Outcome}
    written = np.asarray(data["message"].values, dtype=str) if "message" in data else np.full(code.shape, "")
    texts: dict[str, int] = {}
    numbers = np.zeros(code.shape, dtype=int)
    for place in zip(*np.nonzero(failed), strict=True):
        general = known.get(int(code[place]), f"code {code[place]}")
        text = str(written[place]) or general
        text = text if text in texts or len(texts) < _MOST_MESSAGES else general
        numbers[place] = texts.setdefault(text, len(texts))
    if texts:
        arrays["message"] = (numbers, "u2")
    return list(texts)
