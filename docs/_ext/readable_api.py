"""Docstrings of reheaton are plain text; this makes of them what Sphinx reads, and shortens the types in signatures.

Paragraphs keep their words: only `names` in backticks become code. Indented lines are formulas or code, and lines that
begin with >>> are examples; both stay as they are.
"""

import re
from collections.abc import Iterator

_SPECIAL = re.compile(r"([\\*|_])")
_CODE = re.compile(r"(`[^`]+`)")
_LIST_ITEM = re.compile(r"^([-+] |\d+\. )")
_SPELLED_OUT = {
    "Array | ndarray | bool | number | bool | int | float | complex": "ArrayLike",
    "ndarray[tuple[Any, ...], dtype[float64]]": "NDArray[float64]",
    "ndarray[tuple[Any, ...], dtype[complex128]]": "NDArray[complex128]",
}
"""Types that have a name, which Python does not keep."""


def setup(app):
    app.connect("autodoc-process-docstring", _process)
    app.connect("autodoc-process-signature", _shorten)
    return {"parallel_read_safe": True}


def _shorten(app, what, name, obj, options, signature: str | None, returns: str | None):
    return tuple(_named(text) for text in (signature, returns))


def _named(text: str | None) -> str | None:
    for long, short in _SPELLED_OUT.items():
        text = text.replace(long, short) if text else text
    return text


def _process(app, what, name, obj, options, lines: list[str]) -> None:
    lines[:] = list(restructured(lines))


def restructured(lines: list[str]) -> Iterator[str]:
    """The lines of a docstring as reStructuredText."""
    in_block = in_example = False
    for line in lines:
        blank, indented = not line.strip(), line.startswith((" ", "\t"))
        in_example = (in_example and not blank) or line.startswith(">>>")
        if in_example or blank:
            yield line
            continue
        if indented and not in_block:
            yield from ("", "::", "")
        elif not indented and in_block:
            yield ""
        in_block = indented
        yield line if indented else _escaped(line)


def _escaped(line: str) -> str:
    """Words of a paragraph: what reStructuredText would read as markup is escaped, and `x` is code."""
    item = _LIST_ITEM.match(line)
    start = item.group(0) if item else ""
    parts = _CODE.split(line[len(start) :])
    return start + "".join(
        f"``{part[1:-1]}``" if part.startswith("`") else _SPECIAL.sub(r"\\\1", part) for part in parts if part
    )
