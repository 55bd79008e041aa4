"""Feed the package with inputs made to break it, and count what becomes of them: `make fuzz`.

Each input is made from the seed, the surface and its number alone, so that `--only SURFACE:NUMBER` with the same seed
repeats it. The run fails for an exception that is not of this package, for an input without an answer in time, for a
number that is none at a solved point, for nonsense that is accepted or read as something else than an independent
reading has it, and for a refusal that is no clear sentence.
"""

import argparse
import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Final

sys.path.insert(0, str(Path(__file__).parent))
from fuzzing.case import FAULTS, MEANINGS, Case, Outcome, outcome_of
from fuzzing.surfaces import (
    builders,
    cards,
    command_lines,
    models,
    numbers_alone,
    points,
    questions,
    results,
    solved,
    tables,
)  # fmt: skip

SURFACES: Final[dict[str, tuple[Callable[[Random], Case], float]]] = {
    "numbers": (numbers_alone.make, 0.45),
    "models": (models.make, 0.12),
    "builders": (builders.make, 0.08),
    "points": (points.make, 0.08),
    "questions": (questions.make, 0.08),
    "cards": (cards.make, 0.10),
    "tables": (tables.make, 0.06),
    "results": (results.make, 0.015),
    "command-lines": (command_lines.make, 0.013),
    "solved": (solved.make, 0.002),
}
"""What makes the inputs of each surface, and its share of all inputs."""
_SHOWN: Final = 5
"""Faults of one surface that are shown in full."""

_FEW: Final = 100
"""Inputs of a surface, of which more than these must have an answer among them."""


def main() -> int:
    options = _options()
    os.nice(10)
    if options.only:
        return _show_one(*options.only.rpartition(":")[::2], options.seed)
    counts: dict[str, Counter[Outcome]] = {}
    begin = time.monotonic()
    for name in options.surfaces or SURFACES:
        start, number = time.monotonic(), max(1, round(options.inputs * SURFACES[name][1]))
        counts[name] = _try(name, number, options.seed)
        print(f"{name}: {number} inputs in {time.monotonic() - start:.0f} s.", flush=True)
    return _report(counts, options.seed, time.monotonic() - begin)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--inputs", type=int, default=130_000, help="how many inputs, over all surfaces")
    parser.add_argument("--seed", type=int, default=0, help="another seed makes other inputs")
    parser.add_argument(
        "--surfaces", type=_names, help=f"some of {','.join(SURFACES)}, with their shares of the inputs"
    )
    parser.add_argument("--only", metavar="SURFACE:NUMBER", help="show what becomes of one input, with its traceback")
    return parser.parse_args()


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in SURFACES]:
        raise argparse.ArgumentTypeError(f"{', '.join(unknown)} is no surface: known are {', '.join(SURFACES)}")
    return names


def case_of(surface: str, number: int | str, seed: int) -> Case:
    """The input of a number."""
    return SURFACES[surface][0](Random(f"{seed}/{surface}/{number}"))


def _try(surface: str, number: int, seed: int) -> Counter[Outcome]:
    counts: Counter[Outcome] = Counter()
    for k in range(number):
        case = case_of(surface, k, seed)
        outcome, said = outcome_of(case)
        counts[outcome] += 1
        if outcome in FAULTS and sum(counts[fault] for fault in FAULTS) <= _SHOWN:
            print(
                f"{outcome}: --seed {seed} --only {surface}:{k}\n    {_plain(case.shown)}\n    {_plain(said)}",
                flush=True,
            )
    return counts


def _show_one(surface: str, number: str, seed: int) -> int:
    case = case_of(surface, number, seed)
    print(_plain(case.shown, 100_000))
    outcome, said = outcome_of(case)
    print(f"{outcome}: {_plain(said)}")
    if outcome is Outcome.FOREIGN:
        case.call()
    return int(outcome in FAULTS)


def _plain(text: str, longest: int = 1000) -> str:
    """A text that every terminal can show."""
    short = text if len(text) <= longest else f"{text[:longest]}..."
    return short.encode("ascii", "backslashreplace").decode()


def _report(counts: dict[str, Counter[Outcome]], seed: int, seconds: float) -> int:
    """Print the table; 1 if there is a fault."""
    print(f"\n{'surface':15}{'inputs':>8}" + "".join(f"{outcome:>12}" for outcome in Outcome))
    for name, count in [*counts.items(), ("all", sum(counts.values(), Counter()))]:
        print(f"{name:15}{sum(count.values()):8}" + "".join(f"{count[outcome]:12}" for outcome in Outcome))
    print("\n".join(["", *(f"{outcome}: {meaning}." for outcome, meaning in MEANINGS.items())]))
    faults = sum(count[fault] for count in counts.values() for fault in FAULTS)
    empty = [name for name, count in counts.items() if not count[Outcome.ANSWER] and sum(count.values()) > _FEW]
    if empty:
        print(f"nothing at all is accepted by {', '.join(empty)}: something is broken.")
    print(f"{faults} faults; seed {seed}, {seconds:.0f} s.")
    return int(faults > 0 or bool(empty))


if __name__ == "__main__":
    sys.exit(main())
