"""YAML in which everything that is written counts, and means the same to every reader.

It is what all versions of YAML share: mappings from names to values, lists, text and numbers. Refused are anchors and
aliases, tags, directives, several documents, a key given twice, and words that YAML 1.1 and 1.2 read in two ways.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NoReturn

import yaml
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner

from reheaton.backend.user_file import user_bytes
from reheaton.errors import InvalidInput, quoted
from reheaton.scan.unquoted import Plain, meaning

LARGEST: Final = 1_000_000
"""Bytes that a file may have."""
DEEPEST: Final = 10
"""How many mappings or lists may stand inside each other."""

_OTHER_ENCODINGS: Final = (
    (b"\xef\xbb\xbf", "UTF-8 with a byte-order mark"),
    (b"\xff\xfe", "UTF-16 or UTF-32"),
    (b"\xfe\xff", "UTF-16"),
)
_NOT_TEXT: Final = ("Cc", "Cs", "Zl", "Zp")
"""Categories of Unicode that no text needs: control characters, surrogates, and line ends beside the usual ones."""
_LINE_END = re.compile(r"\r\n|\r|\n")

_IN_PLAIN_WORDS: Final = (
    (r"'\t'", "a tab stands where only spaces may stand"),
    ("mapping values are not allowed", "this colon does not belong here, so look at the indentation, or use quotes"),
    ("<block end>", "the indentation does not fit the lines above, or text needs quotes"),
    ("<document start>", "this line does not belong to those above"),
    ("<stream end>", "it ends before a bracket is closed"),
    ("end of stream", "it ends before a quotation mark is closed"),
    ("could not find expected ':'", "a colon and a space must follow a name"),
    ("that cannot start any token", "a word without quotes begins with a character that it must not begin with"),
)
"""What PyYAML says of usual mistakes, in part, and what it means."""

Place = tuple[str, ...]
"""The keys that lead to a value, from the outside to the inside."""


@dataclass(frozen=True)
class Document:
    """What a file holds, and the line of each key."""

    path: Path
    content: Any
    lines: dict[Place, int] = field(default_factory=dict)

    def where(self, place: Place = ()) -> str:
        """The file, and the line of a key or of what encloses it, for the start of a sentence."""
        while place and place not in self.lines:
            place = place[:-1]
        return _where(self.path, self.lines.get(place, 1))


def read_yaml(path: Path) -> Document:
    """The one document in a file. Raises InvalidInput, with the line, for all that is not plain YAML."""
    text = _text(path, user_bytes(path, "the card", LARGEST))
    composer = _Composer(path, text)
    with _syntax_errors(path):
        content = composer.document()
    return Document(path, content, composer.lines)


def _where(path: Path, line: int) -> str:
    return f"{path} (line {line})"


def _text(path: Path, content: bytes) -> str:
    for mark, encoding in _OTHER_ENCODINGS:
        if content.startswith(mark):
            raise InvalidInput(
                f"{_where(path, 1)} is not a text file in plain UTF-8 but in {encoding}: save it as plain UTF-8."
            )
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = _line(content[: error.start].decode("utf-8"))
        raise InvalidInput(f"{_where(path, line)} is not a text file in UTF-8, hence not a card.") from None
    for index, character in enumerate(text):
        if not character.isprintable() and _is_forbidden(character, "\t\n\r"):
            line = _line(text[:index])
            raise InvalidInput(f"{_where(path, line)} is not a text file: it has the character {_code(character)}.")
    return text


def _line(before: str) -> int:
    return len(_LINE_END.findall(before)) + 1


def _is_forbidden(character: str, allowed: str) -> bool:
    """Whether a character is none of a text. Two noncharacters, which PyYAML refuses, are such as well."""
    if character in allowed:
        return False
    return unicodedata.category(character) in _NOT_TEXT or character in "\ufeff\ufffe\uffff"


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


@contextmanager
def _syntax_errors(path: Path) -> Iterator[None]:
    """Errors of PyYAML as one sentence with the line."""
    try:
        yield
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or error.context or ""
        plain = next((plain for said, plain in _IN_PLAIN_WORDS if said in problem), problem)
        raise InvalidInput(f"{_where(path, mark.line + 1 if mark else 1)} is not valid YAML: {plain}.") from None


class _Events(Reader, Scanner, Parser):
    """The events of a text, without the parts of YAML that change what other parts mean."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)

    def fetch_anchor(self) -> NoReturn:
        self._refuse("an anchor (&) is not allowed: write the value out, or quote it if it is text")

    def fetch_alias(self) -> NoReturn:
        self._refuse("an alias (*) is not allowed: write the value out, or quote it if it is text")

    def fetch_tag(self) -> NoReturn:
        self._refuse("a tag (!) is not allowed: leave it out, or quote it if it is text")

    def fetch_directive(self) -> NoReturn:
        self._refuse("a directive (%) is not allowed: take this line out")

    def scan_flow_scalar(self, style: str) -> yaml.ScalarToken:
        """Text in quotes; PyYAML does not catch codes of characters that do not exist."""
        mark = self.get_mark()
        try:
            return super().scan_flow_scalar(style)
        except (ValueError, OverflowError):
            raise yaml.MarkedYAMLError(problem="a character does not exist", problem_mark=mark) from None

    def _refuse(self, problem: str) -> NoReturn:
        raise yaml.MarkedYAMLError(problem=problem, problem_mark=self.get_mark())


class _Composer:
    """Values from events, with the lines of all keys."""

    def __init__(self, path: Path, text: str) -> None:
        self._path = path
        self._events = _Events(text)
        self.lines: dict[Place, int] = {}

    def document(self) -> Any:
        self._events.get_event()  # start of the stream
        if self._events.check_event(yaml.StreamEndEvent):
            return None
        self._events.get_event()  # start of the document
        content = self._value(())
        self._events.get_event()  # end of the document
        event = self._events.get_event()
        if not isinstance(event, yaml.StreamEndEvent):
            self._refuse(event, "a second document begins here (`---`), and a card is one document.")
        return content

    def _value(self, place: Place, depth: int = 0) -> Any:
        event = self._events.get_event()
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if depth == DEEPEST:
            self._refuse(event, f"more than {DEEPEST} mappings or lists stand inside each other.")
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(place, depth)
        values = []
        while not self._events.check_event(yaml.SequenceEndEvent):
            values.append(self._value((*place, str(len(values))), depth + 1))
        self._events.get_event()
        return values

    def _mapping(self, place: Place, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not self._events.check_event(yaml.MappingEndEvent):
            event = self._events.get_event()
            key = self._key(event)
            if key in found:
                first = self.lines[(*place, key)]
                self._refuse(event, f"{quoted(key)} is given twice, first in line {first}: keep one of them.")
            self.lines[(*place, key)] = _line_of(event)
            if _is_nothing(self._events.peek_event()):
                what = "write one after a colon and a space, such as none, or leave the key out."
                self._refuse(event, f"{quoted(key)} has no value: {what}")
            found[key] = self._value((*place, key), depth + 1)
        self._events.get_event()
        return found

    def _key(self, event: yaml.Event) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            self._refuse(event, "a list or a mapping is not allowed as a key: a key is a name.")
        # A single y or n is the name of a quantity: no reader that is in use takes it for true or false here.
        key = event.value if event.value in tuple("yYnN") else self._scalar(event)
        if not isinstance(key, str) or not key:
            self._refuse(event, f"{quoted(event.value)} is not allowed as a key: a key is a name.")
        return key

    def _scalar(self, event: yaml.ScalarEvent) -> Plain:
        for character in event.value:
            if not character.isprintable() and _is_forbidden(character, "\t\n"):
                self._refuse(event, f"text must not have the character {_code(character)}.")
        if not event.implicit[0]:
            return event.value
        try:
            return meaning(event.value)
        except InvalidInput as error:
            self._refuse(event, str(error))

    def _refuse(self, event: yaml.Event, sentence: str) -> NoReturn:
        raise InvalidInput(f"{_where(self._path, _line_of(event))}: {sentence}")


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1


def _is_nothing(event: yaml.Event) -> bool:
    """Whether an event is a value that was left out: a line not finished, or no space after a colon."""
    return isinstance(event, yaml.ScalarEvent) and event.implicit[0] and not event.value
