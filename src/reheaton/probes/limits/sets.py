"""Sets of limits: what a paper compared with, the best that is published now, or every limit that is known."""

from typing import Final

from reheaton.errors import InvalidInput, quoted

CURRENT: Final = "current"
PAPER: Final = "paper"
ALL: Final = "all"
SETS: Final = (CURRENT, PAPER, ALL)
"""`current`: the best published limits; `paper`: those that the papers of the built-in models compared with; `all`:
these and the rest of the tables. The first is the default."""


def in_set(sets: tuple[str, ...], chosen: str) -> bool:
    """Whether a limit that belongs to `sets` is in the chosen one; a limit of no named set is in `all` alone."""
    return chosen == ALL or chosen in sets


def sets_of_text(text: str, place: str) -> tuple[str, ...]:
    """The sets in the cell of a table, names with spaces between them or nothing; `place` names it in messages.

    Raises InvalidInput for a name that is no set.
    """
    names = tuple(text.split())
    for name in names:
        if name not in (CURRENT, PAPER):
            raise InvalidInput(f"{place}: sets = {quoted(text)} must be {CURRENT}, {PAPER}, both of them or nothing.")
    return names
