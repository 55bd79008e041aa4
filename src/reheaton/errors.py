"""The kinds of failure a user can meet, kept apart.

Bad input raises `InvalidInput`; a calculation that did not converge raises `NumericalFailure`.
An answer outside its approximation carries a flag, and exclusion by data is a negative margin of a limit:
neither of these is an error.
"""

import difflib
from collections.abc import Iterable
from typing import Any, Final

_NAMED: Final = 30
"""Most names that a message lists."""
_QUOTED: Final = 80
"""Most characters of the input that a message repeats."""


class InvalidInput(ValueError):
    """Input that cannot be used; the message is one sentence naming the input, its value and what is allowed.

    >>> import reheaton as rh
    >>> try:
    ...     rh.DodelsonWidrow(m_s="7 GeV", sin2_2theta=1e-9)
    ... except rh.InvalidInput as error:
    ...     print(error)
    m_s = 7e+06 is out of range: allowed is from 0.1 to 1000 keV.
    """


class UnknownName(InvalidInput, KeyError):
    """A name that is not there. It is a KeyError as well, so that it is met as that of any dictionary."""

    def __str__(self) -> str:
        # A KeyError would put its sentence into quotation marks.
        return str(self.args[0])


class NumericalFailure(RuntimeError):
    """A calculation that did not reach its tolerance; the message names the cure.

    >>> import reheaton as rh
    >>> issubclass(rh.NumericalFailure, RuntimeError)
    True
    """


class Note(UserWarning):
    """A warning about something that a user should know, though the answer stands."""


def quoted(value: Any) -> str:
    """Something from the input as a message repeats it: in one line, at most 80 characters of it."""
    try:
        text = " ".join(repr(value).split())
    except Exception:  # objects of the user raise anything; Python does not write whole numbers of 5000 digits
        text = f"<{type(value).__name__}>"
    return shortened(text, _QUOTED)


def shortened(text: str, longest: int) -> str:
    """A text of at most `longest` characters: of longer ones the beginning, and dots."""
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


def in_one_line(sentence: str) -> str:
    """A sentence in one line; characters that cannot be printed are written as in Python's quotation marks."""
    characters = (c if c.isprintable() else repr(c)[1:-1] for c in " ".join(sentence.split()))
    return "".join(characters)


def did_you_mean(name: Any, known: Iterable[str]) -> str:
    """End of a sentence about an unknown name, or what was given for one: the closest known one, or what is known."""
    known, name = list(known), name[:_QUOTED] if isinstance(name, str) else quoted(name)
    lower = {other.lower(): other for other in known}
    close = difflib.get_close_matches(name.lower(), lower, n=1)
    if close:
        return f"did you mean {lower[close[0]]!r}?"
    shown = known[:_NAMED]
    rest = f", and {len(known) - len(shown)} more" if len(known) > len(shown) else ""
    return f"known are {', '.join(shown)}{rest}."
