"""Histories of the points of a page: backgrounds are solved again, as a store holds none, sampled and packed.

Points that differ only in what the universe does not depend on share a history. If not all fit, those of a regular
subset are kept, and every point has the nearest of them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from scipy.spatial import KDTree

from reheaton.errors import InvalidInput
from reheaton.explorer.content import VERDICTS, Content
from reheaton.explorer.nodes import Sampled, sample
from reheaton.explorer.numbers import Packed, pack
from reheaton.explorer.run_line import values_given
from reheaton.models.histories import distinct_backgrounds, solve_histories
from reheaton.models.registry import find_model, model_names
from reheaton.scan.identity import differences, made_from

if TYPE_CHECKING:
    from reheaton.models.model import Model

Progress = Callable[[float], None]

_LEVELS: Final = 1023
"""Steps of a curve from its lowest to its highest value: each is less than half a pixel of a panel."""
_LEVELS_X: Final = 2047
NONE: Final = 65535
"""Number of the history of a point that has none."""
_BYTES: Final = 110
"""About what a history takes, from which the first guess of how many fit follows."""
_TRIES: Final = 4


@dataclass(frozen=True)
class Packing:
    """Histories in a page: what is said of them, and packed arrays by name."""

    about: dict[str, Any]
    arrays: dict[str, Packed]

    @property
    def size(self) -> int:
        return sum(len(packed.content) for packed in self.arrays.values())


def histories_of(
    content: Content, room: int, most: int, model: str | None = None, progress: Progress | None = None
) -> Packing:
    """As many histories as fit into `room` bytes, at most `most`; or why there are none.

    `model` is how the user names the model; without it, it is looked for by the name that the store gives.
    """
    if model is not None:
        _refuse_another(content, model)
    if content.given is None:
        return _none("The store does not say what its points were given.")
    if most < 1 or room < _BYTES:
        return _none("None was asked for." if most < 1 else "There is no room for them.")
    try:
        found, notes = _model_of(content, model)
        return _packed(content, found, room, min(most, NONE - 1), notes, progress)
    except InvalidInput as error:
        return _none(str(error))


def _refuse_another(content: Content, named: str) -> None:
    """Raises InvalidInput if the model that the user names is not there, or is not that of the store."""
    name, own = find_model(named).NAME, content.about["model"]
    if name != own:
        raise InvalidInput(f"--model: the store is of the model {own}, and {named} is {name}.")


def _none(reason: str) -> Packing:
    return Packing({"none": reason}, {})


def _model_of(content: Content, named: str | None) -> tuple["type[Model]", list[str]]:
    """The class of the model, and what is to be said of it. Raises InvalidInput if it is not that of the store."""
    given = content.given
    assert given is not None
    if named is None and given.model not in model_names():
        raise InvalidInput(
            f"The model {given.model} is not installed here: explore --model FILE.py:Class says where it is."
        )
    model = find_model(named or given.model)
    changed = differences(dict(given.made_from), made_from(model, given.fixed, {}))
    if files := [text for text in changed if text.startswith("file ")]:
        raise InvalidInput(f"What the scan was made from has changed: {files[0]}.")
    others = [text for text in changed if text.startswith(("version of", "tables of"))]
    return model, [f"Solved again for this page, where the {text}." for text in others]


def _packed(
    content: Content, model: "type[Model]", room: int, most: int, notes: list[str], progress: Progress | None
) -> Packing:
    given = content.given
    assert given is not None
    values = {name: x.ravel() for name, x in values_given(content.data, given).items()}
    solved = np.isin(content.arrays["verdict"][0], [VERDICTS.index(v) for v in ("allowed", "excluded", "outside")])
    numbers = np.full(solved.size, -1)
    some = {name: x[solved.ravel()] for name, x in values.items()}
    numbers[solved.ravel()] = distinct_backgrounds(model, {**given.fixed, **some})
    # The first point of each background.
    known, places = np.unique(numbers, return_index=True)
    first_of = np.zeros(int(known[-1]) + 1, dtype=int)
    first_of[known[known >= 0]] = places[known >= 0]
    room_for = min(most, max(1, room // _BYTES))
    for _ in range(_TRIES):
        nearest = _nearest_kept(content, numbers.reshape(solved.shape), values, room_for)
        kept = np.unique(nearest[nearest >= 0])
        points = first_of[kept]
        order = np.argsort(points)
        kept, points = kept[order], points[order]
        chosen = {name: x[points] for name, x in values.items()}
        parts = solve_histories(model, {**given.fixed, **chosen}, sample, progress=progress)
        packing = _pack(parts, points, kept, nearest, numbers.reshape(solved.shape), notes)
        if packing.size <= room or room_for == 1:
            return packing
        room_for = max(1, min(room_for - 1, int(0.95 * len(kept) * room / packing.size)))
    return _none("There is no room for them.")


def _nearest_kept(content: Content, numbers: np.ndarray, values: dict[str, np.ndarray], most: int) -> np.ndarray:
    """For each point the number of the background it shows, its own if that is kept; -1 where there is none."""
    if content.about["kind"] == "points":
        nearest = _nearest_drawn(content, numbers, values, most)
    else:
        nearest = _nearest_on_grid(numbers, most)
    nearest = np.where(np.isin(numbers, nearest[nearest >= 0]), numbers, nearest)
    return np.where(numbers < 0, -1, nearest)


def _nearest_on_grid(numbers: np.ndarray, most: int) -> np.ndarray:
    """Every so manyth value along each axis, the nearest of them for the others."""
    steps = [1] * numbers.ndim
    while True:
        places = [
            np.minimum((np.arange(n) + step // 2) // step * step, (n - 1) // step * step)
            for n, step in zip(numbers.shape, steps, strict=True)
        ]
        nearest = numbers[np.ix_(*places)]
        if len(np.unique(nearest[nearest >= 0])) <= most:
            return nearest
        steps = _coarser(numbers, steps)


def _coarser(numbers: np.ndarray, steps: list[int]) -> list[int]:
    """A longer step along the axis that has most values left, of those along which backgrounds differ."""
    left = [
        -(-n // step) if n > 1 and _differ(numbers, axis) else 0
        for axis, (n, step) in enumerate(zip(numbers.shape, steps, strict=True))
    ]
    longest = int(np.argmax(left))
    return [step + (axis == longest) for axis, step in enumerate(steps)]


def _differ(numbers: np.ndarray, axis: int) -> bool:
    known = np.where(numbers < 0, np.max(numbers, axis=axis, keepdims=True), numbers)
    return bool(np.any(known != known.take([0], axis)))


def _nearest_drawn(content: Content, numbers: np.ndarray, values: dict[str, np.ndarray], most: int) -> np.ndarray:
    """Every so manyth background, and for the points between the nearest in parameters, each over its range."""
    own, points = np.unique(numbers[numbers >= 0], return_index=True)
    if len(own) <= most:
        return numbers
    places = np.flatnonzero(numbers >= 0)[np.sort(points)][:: -(-len(own) // most)]
    data = content.data
    scaled = []
    for name, x in values.items():
        on_log = name in data.coords and data[name].attrs.get("spacing") == "log" and np.nanmin(x) > 0
        y = np.nan_to_num(np.log(x) if on_log else x)
        scaled.append((y - y.min()) / (np.ptp(y) or 1.0))
    cloud = np.stack(scaled, axis=1)
    return numbers[places][KDTree(cloud[places]).query(cloud)[1]]


def _pack(
    parts: list[Sampled],
    points: np.ndarray,
    kept: np.ndarray,
    nearest: np.ndarray,
    numbers: np.ndarray,
    notes: list[str],
) -> Packing:
    good = np.concatenate([part.codes for part in parts]) == 0
    x, ends = (np.concatenate([getattr(part, name) for part in parts]) for name in ("x", "contact_ends"))
    rows = np.full(int(numbers.max()) + 2, NONE)
    rows[kept] = np.where(good, np.arange(len(kept)), NONE)
    arrays = {
        "row": pack(np.where(nearest >= 0, rows[nearest], NONE), "u2"),
        "own": pack((nearest == numbers) & (numbers >= 0), "u1"),
        "points": pack(points.astype(float), "f8"),
        "hottest": pack(np.concatenate([part.hottest for part in parts]), "f4"),
    }
    longest = float(np.nanmax(x)) or 1.0
    arrays["x"] = pack(np.round(np.nan_to_num(x) / longest * _LEVELS_X), "u2")
    if ends.shape[1]:
        arrays["contact ends"] = pack(ends, "f4")
    curves = []
    for name in parts[0].curves:
        y = np.concatenate([part.curves[name] for part in parts])
        y = np.where(good[:, None] & np.isfinite(y), y, np.nan)
        low, high = (float(f(y)) if np.isfinite(y).any() else 0.0 for f in (np.nanmin, np.nanmax))
        step = (high - low) / (_LEVELS - 1) or 1.0
        # 0 stands for a value below what is drawn.
        arrays[name] = pack(np.where(np.isnan(y), 0, 1 + np.round((np.nan_to_num(y) - low) / step)), "u2")
        kind, _, who = name.partition(" ")
        curves.append({"array": name, "kind": kind, "name": who, "low": low, "step": step})
    sectors = [curve["name"] for curve in curves if curve["kind"] == "T"]
    all_own = bool(np.all((nearest == numbers) | (numbers < 0)))
    # Lines are told apart by number in this order, which is that of `figures.history`.
    names = list(dict.fromkeys([*sectors, *(curve["name"] for curve in curves)]))
    about = {
        "curves": curves,
        "sectors": sectors,
        "names": names,
        "x_step": longest / _LEVELS_X,
        "nodes": int(x.shape[1]),
    }
    return Packing({**about, "count": len(kept), "all": all_own, "notes": notes, "no_row": NONE}, arrays)
