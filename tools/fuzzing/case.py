"""One input, and what became of it."""

import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from reheaton.errors import InvalidInput, Note, NumericalFailure

QUOTED: Final = 80
"""Most characters of the input that a sentence may repeat, beside a few around the cut."""
_SENTENCE: Final = 1000
"""Most characters of a sentence, which may list all known names."""


class Outcome(StrEnum):
    """What became of an input; the last five are faults."""

    ANSWER = "answer"
    REFUSED = "refused"
    FAILED = "failed"
    FOREIGN = "FOREIGN"
    HANG = "HANG"
    SILENT_NAN = "SILENT NAN"
    NONSENSE = "NONSENSE"
    MUMBLED = "MUMBLED"


MEANINGS: Final = {
    Outcome.ANSWER: "accepted, with the answer that an independent reading gives",
    Outcome.REFUSED: "InvalidInput, in one sentence that names the input",
    Outcome.FAILED: "NumericalFailure",
    Outcome.FOREIGN: "another exception, or a warning that is no Note",
    Outcome.HANG: "no answer in time",
    Outcome.SILENT_NAN: "NaN or infinity at a point that counts as solved",
    Outcome.NONSENSE: "accepted though it means nothing, read as something else, or refused though it is right",
    Outcome.MUMBLED: "refused in more than one line, without naming the input, or with all of a long text",
}
FAULTS: Final = (Outcome.FOREIGN, Outcome.HANG, Outcome.SILENT_NAN, Outcome.NONSENSE, Outcome.MUMBLED)


class Nonsense(Exception):
    """Raised by a judge: the answer is not what the input means."""


class SilentNaN(Exception):
    """Raised by a judge: a number that is none under the code of a solved point."""


class _Hang(BaseException):
    """Raised by the alarm. No `except Exception` catches it."""


@dataclass(frozen=True)
class Case:
    """An input: how it is written, what is done with it, and what must come out."""

    shown: str
    """Python source, or text, from which a person can repeat it."""
    call: Callable[[], Any]
    judge: Callable[[Any], None] = lambda answer: None
    """Raises Nonsense or SilentNaN for an answer that the input does not mean."""
    names: tuple[str, ...] = ()
    """Words of which a refusal must have one; none is asked for if there are none."""
    accepted: bool | None = None
    """Whether it must be accepted; None if that is not known."""
    texts: tuple[str, ...] = ()
    """Texts of the input, of which a sentence may repeat QUOTED characters."""
    seconds: float = 10.0


def outcome_of(case: Case) -> tuple[Outcome, str]:
    """What becomes of an input, and the sentence or exception that says so."""
    try:
        with warnings.catch_warnings(record=True) as caught, _alarm(case.seconds):
            warnings.simplefilter("always")
            answer = case.call()
            strange = [w for w in caught if not issubclass(w.category, Note)]
            if strange:
                return Outcome.FOREIGN, f"{strange[0].category.__name__}: {strange[0].message}"
            if case.accepted is False:
                return Outcome.NONSENSE, f"must be refused, and gives {_repr(answer)}"
            case.judge(answer)
    except InvalidInput as error:
        return _refusal(case, str(error))
    except NumericalFailure as error:
        return Outcome.FAILED, str(error)
    except SilentNaN as error:
        return Outcome.SILENT_NAN, str(error)
    except Nonsense as error:
        return Outcome.NONSENSE, str(error)
    except _Hang:
        return Outcome.HANG, f"nothing after {case.seconds:g} s"
    except (Exception, SystemExit) as error:
        return Outcome.FOREIGN, f"{type(error).__name__}: {_text(error)}"
    return Outcome.ANSWER, _repr(answer)


def _refusal(case: Case, sentence: str) -> tuple[Outcome, str]:
    if wrong := fault_of_sentence(sentence, case.names, case.texts):
        return Outcome.MUMBLED, f"{wrong}: {sentence!r}"
    if case.accepted:
        return Outcome.NONSENSE, f"refused: {sentence}"
    return Outcome.REFUSED, sentence


def fault_of_sentence(sentence: str, names: tuple[str, ...] = (), texts: tuple[str, ...] = ()) -> str:
    """What is wrong with a sentence about an input; "" if nothing is."""
    if not sentence.isprintable():
        return "has characters that are not to be printed"
    if not sentence.endswith((".", "?")):
        return "is no sentence"
    if len(sentence) > _SENTENCE:
        return f"has {len(sentence)} characters"
    if names and not any(name in sentence for name in names):
        return f"names none of {', '.join(names)}"
    longest = QUOTED + 5
    for text in texts:
        if len(text) > longest and any(
            sentence[i : i + longest] in form
            for form in (text, repr(text), " ".join(text.split()))
            for i in range(len(sentence) - longest)
        ):
            return "repeats all of a long text"
    return ""


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    def ring(*_: Any) -> None:
        raise _Hang

    before = signal.signal(signal.SIGALRM, ring)
    # It rings again and again, as a library may swallow what it raises in a callback.
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)


def _text(error: BaseException) -> str:
    try:
        return " ".join(str(error).split())[:300]
    except Exception:
        return "(it cannot be shown)"


def _repr(answer: Any) -> str:
    try:
        return " ".join(repr(answer).split())[:200]
    except Exception:
        return f"<{type(answer).__name__}>"
