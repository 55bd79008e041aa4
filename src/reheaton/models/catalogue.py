"""What the models of this package are and take, from a file: whoever only wants to read it need not wait for JAX.

The file repeats the declarations of the classes; a test compares them. A model of a user is described by its class.
"""

import functools
import importlib.resources
import json
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reheaton.models.registry import BUILT_IN, find_model

if TYPE_CHECKING:
    from reheaton.models.model import Model

FILE: Final = "models.json"
"""Its name in data/, where tools/make_catalogue.py writes it."""


class Entry(NamedTuple):
    """A parameter, an option or an observable; options have no unit, and observables neither default nor range."""

    name: str
    meaning: str
    unit: str = ""
    allowed: str = ""
    """The range or the choices, in words."""
    required: bool = False
    default: Any = None


class Description(NamedTuple):
    """A model in words, and the BibTeX keys of what it uses with its default options."""

    name: str
    summary: str
    parameters: tuple[Entry, ...]
    options: tuple[Entry, ...]
    observables: tuple[Entry, ...]
    citations: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The description in words of JSON."""
        entries = {key: [entry._asdict() for entry in getattr(self, key)] for key in _ENTRIES}
        return {**self._asdict(), **entries, "citations": list(self.citations)}

    @classmethod
    def from_dict(cls, words: dict[str, Any]) -> "Description":
        """The inverse of `to_dict`."""
        entries = {key: tuple(Entry(**entry) for entry in words[key]) for key in _ENTRIES}
        return cls(**{**words, **entries, "citations": tuple(words["citations"])})


_ENTRIES: Final = ("parameters", "options", "observables")


def described(text: str) -> Description:
    """The description of a model's name or of `path.py:Class`. Raises InvalidInput.

    >>> from reheaton.models.catalogue import described
    >>> [entry.name for entry in described("dodelson-widrow").parameters[:2]]
    ['m_s', 'sin2_2theta']
    """
    return _built_in()[text] if text in BUILT_IN else describe(find_model(text))


def describe(model: "type[Model]") -> Description:
    """The description of a class."""
    return Description(
        name=model.NAME,
        summary=model.SUMMARY,
        parameters=tuple(
            Entry(p.name, p.meaning, p.unit, p.allowed, p.required, None if p.required else p.default)
            for p in model.PARAMETERS
        ),
        options=tuple(Entry(option.name, option.meaning, allowed=option.allowed) for option in model.OPTIONS),
        observables=tuple(Entry(name, item.meaning, item.unit) for name, item in model.observables().items()),
        citations=model.example().citations(),
    )


@functools.cache
def _built_in() -> dict[str, Description]:
    text = (importlib.resources.files("reheaton") / "data" / FILE).read_text(encoding="utf-8")
    return {name: Description.from_dict(words) for name, words in json.loads(text)["models"].items()}
