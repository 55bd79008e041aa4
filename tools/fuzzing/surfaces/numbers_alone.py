"""One parameter that reads one value."""

from random import Random

from fuzzing.case import Case
from fuzzing.number_makers import Asked, number
from fuzzing.surfaces.reading import compare, verdict
from reheaton.probes.parameter import Parameter

_ASKED = (
    Asked("GeV", 0.1, 1e4), Asked("keV", 0.1, 1e3, optional=True), Asked("eV", 0.0, 1e6, above=True), Asked("", 0.0,
        1.0),
    Asked("", 1.0, 100.0), Asked("GeV"), Asked("", 0.0, 1.0, above=True, optional=True), Asked("GeV", 0.0),
)  # fmt: skip


def make(random: Random) -> Case:
    """A parameter and a value for it."""
    what = random.choice(_ASKED)
    given = number(random, what)
    x = Parameter(
        "x_y",
        what.unit,
        "size",
        minimum=what.low,
        maximum=what.high,
        exclusive_minimum=what.above,
        optional=what.optional,
    )
    return Case(
        f"{what} reads {given.source}",
        lambda: x.parse(given.value),
        lambda found: compare("x_y", found, given, what),
        names=("x_y",),
        accepted=verdict(given, what),
        texts=(given.source, str(given.value) if isinstance(given.value, str) and given.source[0] in "'\"" else ""),
    )
