"""How the solution of a point ended: an enumeration whose members carry their message."""

import enum


class Outcome(enum.IntEnum):
    """How a point ended. `message` says what happened and what cures it; only SOLVED points have numbers."""

    message: str

    def __new__(cls, code: int, message: str) -> "Outcome":
        member = int.__new__(cls, code)
        member._value_ = code
        member.message = message
        return member

    NOT_DONE = -1, "not solved yet"
    SOLVED = 0, "solved"
    NOT_FINISHED = (
        1,
        "the integration did not finish: a relic decays far faster than the universe expands at the start,"
        " or a number is of absurd size; start at a higher temperature, or lower the width",
    )
    OUTSIDE_TABLE = (
        2,
        "a bath that is not radiation left the temperatures of its table, 1e-6 to 1e6 GeV: start it colder,"
        " or lower the width that heats it",
    )
    UNDEFINED = 3, "an observable is not defined here, or outside the range of its tables"
    NO_ANSWER = 4, "no value of the parameter that was looked for gives what was asked"
    INVALID = 5, "the values of its parameters cannot be used"
    OUTSIDE_RATES = (
        6,
        "sectors that exchange energy are farther from equilibrium than their rates are known: let decays make fewer or"
        " colder particles there, or let them be earlier",
    )
