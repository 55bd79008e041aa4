"""The page itself: one file of HTML that holds the numbers, the script and the style, and loads nothing.

What comes from a store is data: JSON in which no "<" is left, and numbers in base64. The script makes elements of it
with their text as text. A policy in the page lets the browser run the one script whose checksum it names, and load
nothing.
"""

import base64
import hashlib
import importlib.resources
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from matplotlib import colormaps

from reheaton.errors import InvalidInput
from reheaton.explorer.content import Content, content_of
from reheaton.explorer.histories import Packing, Progress, histories_of
from reheaton.explorer.numbers import Pile, pack
from reheaton.figures.drawing import OKABE_ITO
from reheaton.version import __version__

if TYPE_CHECKING:
    import xarray

SCRIPTS: Final = ("unpack", "elements", "text", "scales", "grid", "fields", "contours", "axes", "plane", "line",
                  "scatter", "history", "point", "controls", "app")  # fmt: skip
"""Parts of the script in the order in which the page holds them."""
LARGEST: Final = 1_500_000
"""Bytes of a page unless another size is asked for."""
MOST_HISTORIES: Final = 10_000
_FOR_POINTS: Final = 0.7
"""Part of the room that numbers of the points may take before some are left out; the rest is for histories."""
_COLORS: Final = 64


@dataclass(frozen=True)
class Page:
    """A page, and in sentences what it does not show."""

    text: str
    notes: tuple[str, ...]


def page_of(
    data: "xarray.Dataset",
    *,
    largest: int = LARGEST,
    histories: int = MOST_HISTORIES,
    model: str | None = None,
    progress: Progress | None = None,
) -> Page:
    """The page of a scan, of about `largest` bytes at most. Raises InvalidInput."""
    frame = _resource("explorer.html")
    script = "\n".join(_resource(f"{name}.js") for name in SCRIPTS)
    style = _resource("explorer.css")
    # Base64 makes four bytes of three.
    room = int(0.75 * (largest - len(frame) - len(script) - len(style) - 20_000))
    content, pile, notes = _fitted(data, int(_FOR_POINTS * room))
    found = histories_of(content, room - len(pile.content), histories, model, progress)
    more = Pile()
    for name, packed in found.arrays.items():
        more.add(name, packed)
    about = content.about | {
        "arrays": pile.places,
        "history": {**found.about, "arrays": more.places},
        "notes": notes,
        "run": _run_line(content, model),
        "colors": _colors(),
        "lines": list(OKABE_ITO),
        "page_version": __version__,
    }
    return Page(_assembled(frame, script, style, about, pile, more), (*notes, *_said_of(found)))


def _said_of(found: Packing) -> list[str]:
    if "none" in found.about:
        return [f"no histories: {found.about['none']}"]
    return (
        [] if found.about["all"] else [f"histories of {found.about['count']} points; others show the nearest of these"]
    )


def _fitted(data: "xarray.Dataset", room: int) -> tuple[Content, Pile, list[str]]:
    """The content and its packed numbers, with less of them where they do not fit; and what is left out.

    Raises InvalidInput if even two values along each axis do not fit.
    """
    content = content_of(data)
    step = {str(name): 1 for name in content.data.sizes}
    whole = dict(content.data.sizes)
    while True:
        pile, left_out = _pile(content, room)
        if len(pile.content) <= room:
            break
        longest = max(content.data.sizes, key=lambda name: content.data.sizes[name])
        if content.data.sizes[longest] <= 2:
            raise InvalidInput("the page has no room for the points of this store: ask for more with --megabytes.")
        # Half of an axis at a time, always of the whole store.
        step[str(longest)] *= 2
        cut = content.data.isel({longest: slice(None, None, 2)})
        content = content_of(cut)
    notes = [
        f"Of the {whole[name]} values of {name} every {_ordinal(every)} is shown, as all do not fit into the page."
        for name, every in step.items()
        if every > 1
    ]
    if left_out:
        content.about["quantities"] = [q for q in content.about["quantities"] if q["array"] not in left_out]
        names = ", ".join(name.removeprefix("quantity ") for name in left_out)
        notes.append(f"Left out, as they do not fit into the page: {names}.")
    return content, pile, notes


def _pile(content: Content, room: int) -> tuple[Pile, list[str]]:
    """All arrays that must be there, and of the others those that fit."""
    pile, left_out = Pile(), []
    packed = {name: pack(values, kind) for name, (values, kind) in content.arrays.items()}
    for name in (name for name in packed if name not in content.optional):
        pile.add(name, packed[name])
    for name in (name for name in packed if name in content.optional):
        if len(pile.content) + len(packed[name].content) <= room:
            pile.add(name, packed[name])
        else:
            left_out.append(name)
    return pile, left_out


def _ordinal(number: int) -> str:
    return {2: "second", 4: "fourth", 8: "eighth"}.get(number, f"{number}th")


def _run_line(content: Content, model: str | None) -> dict[str, Any]:
    """The line that repeats a point, or why there is none."""
    if content.given is None:
        return {"none": "The store does not say what its points were given; those of `reheaton scan` do."}
    from reheaton.models.registry import model_names

    unknown = model is None and content.given.model not in model_names()
    place = "FILE.py:Class" if unknown else model
    note = "FILE.py:Class stands for the file and the class of the model, which is not installed here."
    return {"command": content.given.command(place), "note": note if unknown else ""}


def _colors() -> list[str]:
    """The colours of `reheaton plot`, without the ends, which are too faint and too dark for lines on top."""
    found = []
    for number in range(_COLORS):
        rgb = colormaps["viridis_r"](0.02 + 0.9 * number / (_COLORS - 1))[:3]
        found.append("#" + "".join(f"{round(255 * part):02x}" for part in rgb))
    return found


def _assembled(frame: str, script: str, style: str, about: dict[str, Any], pile: Pile, more: Pile) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode("ascii")
    parts = {
        "CHECKSUM": f"sha256-{digest}",
        "STYLE": style,
        "ABOUT": as_json(about),
        "POINTS": pile.text,
        "HISTORIES": more.text,
        "SCRIPT": script,
    }
    pieces = [frame]
    for name, text in parts.items():
        # Each mark is looked for in the frame alone, and never in what has been put in.
        before, _, after = pieces.pop().partition(f"@@{name}@@")
        pieces += [before, text, after]
    return "".join(pieces)


def as_json(about: Any) -> str:
    r"""JSON that can stand in an element of a page: it holds no <, > or &.

    >>> from reheaton.explorer.page import as_json
    >>> as_json({"name": "</script>"})
    '{"name":"\\u003c/script\\u003e"}'
    """
    text = json.dumps(about, ensure_ascii=True, allow_nan=False, separators=(",", ":"), default=_plain)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _plain(value: Any) -> Any:
    return value.item() if hasattr(value, "item") else str(value)


def _resource(name: str) -> str:
    folder = importlib.resources.files("reheaton.explorer") / "resources"
    return (folder / name).read_text(encoding="utf-8")
