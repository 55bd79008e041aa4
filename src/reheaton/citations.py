"""Citations: BibTeX entries by key, and their short form in one line.

The entries are those of data/references.bib; each begins with `@type{key,` and ends with a closing brace, both at
the start of a line, and gives one field per line.
"""

import functools
import importlib.resources
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from reheaton.errors import InvalidInput, did_you_mean, quoted

_ENTRY = re.compile(r"^@\w+\{(?P<key>[^,\s]+),\n(?P<body>.*?)^\}", re.MULTILINE | re.DOTALL)
_FIELD = re.compile(r"^\s*(?P<name>\w+)\s*=\s*[{\"](?P<value>.*)[}\"],?\s*$", re.MULTILINE)
_ACCENT = re.compile(r"\{?\\(?P<accent>['`\"^~cv])\s*\{?(?P<letter>\\?[a-zA-Z])\}?\}?")
_COMBINING = {"'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "c": "\u0327", "v": "\u030c"}


@dataclass(frozen=True)
class _Entry:
    bibtex: str
    fields: dict[str, str]


def bibtex(keys: Iterable[str]) -> str:
    """BibTeX of these keys, in their order, each once. Raises InvalidInput for an unknown key."""
    return "\n\n".join(_entry(key).bibtex for key in dict.fromkeys(keys))


@functools.cache
def short(key: str) -> str:
    """The citation in one line, as in `Saikawa & Shirai 2018, arXiv:1803.01038`. Raises InvalidInput if unknown."""
    fields = _entry(key).fields
    text = f"{_authors(fields)} {fields['year']}"
    if "eprint" in fields:
        return f"{text}, arXiv:{fields['eprint']}"
    if "doi" in fields:
        return f"{text}, doi:{fields['doi']}"
    return text


def known_keys() -> tuple[str, ...]:
    """All citation keys."""
    return tuple(_entries())


@functools.cache
def _entries() -> dict[str, _Entry]:
    text = (importlib.resources.files("reheaton") / "data" / "references.bib").read_text(encoding="utf-8")
    return {
        match["key"]: _Entry(match[0], {field["name"]: field["value"] for field in _FIELD.finditer(match["body"])})
        for match in _ENTRY.finditer(text)
    }


def _entry(key: str) -> _Entry:
    entries = _entries()
    if key not in entries:
        raise InvalidInput(f"{quoted(key)} is not a known citation key: {did_you_mean(key, entries)}")
    return entries[key]


def _authors(fields: dict[str, str]) -> str:
    if "collaboration" in fields:
        return fields["collaboration"]
    people = re.split(r"\s+and\s+", fields["author"])
    surnames = [_plain_text(person.split(",")[0]) for person in people]
    if surnames[-1] == "others" or len(surnames) > 2:
        return f"{surnames[0]} et al."
    return " & ".join(surnames)


def _plain_text(latex: str) -> str:
    def accented(match: re.Match[str]) -> str:
        return unicodedata.normalize("NFC", match["letter"].lstrip("\\") + _COMBINING[match["accent"]])

    return _ACCENT.sub(accented, latex).replace("{", "").replace("}", "").replace("~", " ").strip()
