"""What a word without quotes means in YAML, where all versions of YAML agree.

YAML 1.1 and YAML 1.2 read some words in two ways: 030 is 24 or 30, `no` is false or text. Such a word is refused.
Numbers are those of the command line, so that a card and -s mean the same.

Sources: the types of YAML 1.1 (yaml.org/type: bool, int, float, null, timestamp, merge, value), and the core schema of
YAML 1.2.2, section 10.3.2.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Final

from reheaton.errors import InvalidInput, quoted

Plain = str | int | float | bool | None
"""What a word can mean."""

_CONSTANTS: Final[Mapping[str, Plain]] = {"": None, "~": None} | {
    spelling: value
    for word, value in (("null", None), ("true", True), ("false", False))
    for spelling in (word, word.capitalize(), word.upper())
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_FLOAT = re.compile(r"(?P<digits>[-+]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE])))(?:[eE][-+]?[0-9]+)?")
_SPECIAL = re.compile(r"(?P<sign>[-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_SHORT: Final = 30
"""A longer word is not converted for an error message."""


def meaning(word: str) -> Plain:
    """The value of a word without quotes: a number, true, false, none, or else the word itself as text.

    Text that `-s` would read as the same number, such as 1e3 for YAML 1.1, is that number. Raises InvalidInput, without
    the place in the file, for a word with several meanings and for a number too large or too small for a computer.

    >>> from reheaton.scan.unquoted import meaning
    >>> meaning("1e3"), meaning("30 GeV"), meaning("true")
    (1000.0, '30 GeV', True)
    """
    if word in _CONSTANTS:
        return _CONSTANTS[word]
    if special := _SPECIAL.fullmatch(word):
        return float(word.replace(".", "")) if special["sign"] is not None else math.nan
    if _INTEGER.fullmatch(word):
        _in_range(word, word)
        return int(word)
    if number := _FLOAT.fullmatch(word):
        return _in_range(word, number["digits"])
    for pattern, old, new, better in _DISPUTED:
        if pattern.fullmatch(word):
            instead = better(word) if len(word) <= _SHORT else "it in decimals"
            raise InvalidInput(
                f"{quoted(word)} without quotes is {old} in YAML 1.1 and {new} in YAML 1.2:"
                f" write {instead}, or put it into quotes if text is meant."
            )
    return word


def _in_range(word: str, digits: str) -> float:
    number = float(word)
    if math.isinf(number):
        raise InvalidInput(f"{quoted(word)} is too large: numbers reach to 1.8e308.")
    if number == 0 and digits.strip("+-.0"):
        raise InvalidInput(f"{quoted(word)} is too small: the smallest number beside 0 is 4.9e-324.")
    return number


def _without_zeros(word: str) -> str:
    digits = word.replace("_", "")
    return digits[: len(digits) - len(digits.lstrip("+-"))] + (digits.lstrip("+-0") or "0")


def _in_decimals(word: str) -> str:
    try:
        return str(int(word.replace("_", ""), 0))
    except ValueError:
        return "it in decimals"


def _of_base_60(word: str) -> str:
    number = 0.0
    for part in word.lstrip("+-").replace("_", "").split(":"):
        number = 60.0 * number + float(part)
    return f"{'-' if word.startswith('-') else ''}{number:.15g}"


_TRUTHS: Final = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_DIGITS = r"[0-9][0-9_]*"
_DISPUTED: Final[tuple[tuple[re.Pattern[str], str, str, Callable[[str], str]], ...]] = tuple(
    (re.compile(pattern), old, new, better)
    for pattern, old, new, better in (
        (r"[-+]?0[0-7]+", "a number in base 8", "one in base 10", _without_zeros),
        (r"[-+]?0[0-9]+", "text", "a number", _without_zeros),
        (r"0o[0-7]+", "text", "a number in base 8", _in_decimals),
        (r"[-+]?0x[0-9a-fA-F_]+", "a number in base 16", "such a number or text", _in_decimals),
        (r"[-+]?0b[01_]+", "a number in base 2", "text", _in_decimals),
        (r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+", "a number in base 60", "text", _of_base_60),
        (rf"[-+]?{_DIGITS}(?::[0-5]?[0-9])+\.[0-9_]*", "a number in base 60", "text", _of_base_60),
        (rf"(?=.*_)[-+]?(?:{_DIGITS}(?:\.[0-9_]*)?|\.{_DIGITS})(?:[eE][-+]?{_DIGITS})?", "a number or text", "text",
         _without_zeros),
        (r"[0-9]{4}-(?:[0-9]{2}-[0-9]{2}|[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9].*)", "a date", "text",
         lambda _: "a number"),
        ("|".join(f"{word}|{word.capitalize()}|{word.upper()}" for word in _TRUTHS), "true or false", "text",
         lambda word: _TRUTHS[word.lower()]),
        (r"=|<<", "an instruction", "text", lambda _: "another word"),
    )
)  # fmt: skip
"""Words that are read in two ways: how YAML 1.1 and YAML 1.2 do, and what to write."""
