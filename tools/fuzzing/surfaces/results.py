"""Points of results: indices, sets of limits and names, against NumPy."""

import functools
from random import Random
from typing import Any

import numpy as np

import reheaton as rh
from fuzzing.case import Case, Nonsense
from fuzzing.given import evaluated
from fuzzing.surfaces.models import strange_name

_INDICES = (
    "0", "1", "-1", "2", "-3", "5", "np.int64(1)", "np.uint8(0)", "True", "False", "None", "Ellipsis", "slice(None)",
    "slice(0, 1)",
    "slice(5, 9)", "slice(None, None, -1)", "slice(None, None, 0)", "slice('a')", "slice(1.5)", "()", "(0, 1)",
    "(0, 5)", "(0, 1, 2)",
    "(0, slice(None))", "(slice(None), 1)", "(Ellipsis, 0)", "(None, 0)", "(0, None)", "(Ellipsis, Ellipsis)", "[0]",
    "[0, 1]", "[]",
    "[0, 7]", "[True, False]", "[[True, False, True], [False, False, True]]", "[True]", "np.array([True, False, True])",
    "np.zeros((2, 3), bool)", "np.ones((2, 3), bool)", "np.array(1)", "np.array([0, 1])", "np.array([])",
    "np.array([0.0])", "1.0", "1.5",
    "nan", "1j", "'0'", "'m_s'", "'Omega_h2'", "b'0'", "{}", "{0}", "object()", "Hostile()", "range(2)", "iter([0])",
    "10**30", "-10**30",
    "np.array(['a'])", "jnp.asarray(1)", "jnp.asarray([0, 1])", "pd.Series([True, False])", "pd.NA", "u.GeV",
    "1 * u.m", "np.float64(1)",
    "([0, 1], [0, 2])", "([0, 1], [0, 1, 2])", "(True, 0)", "np.timedelta64(1)", "Whole.ONE", "'x' * 3000", "(0, 'a')",
    "[[0], [1]]",
    "[[[0]]]", "[None]", "[1.5]", "Fraction(1)", "Decimal(1)", "np.ma.masked", "np.ma.array([0, 1], mask=[0, 1])",
    "lambda: 0", "rh",
)  # fmt: skip
_SETS = ("'current'", "'paper'", "'all'", "''", "None", "'Current'", "3", "True", "['paper']", "b'paper'", "Hostile()",
    "{}", "'x' * 3000",
         "np.str_('paper')", "'paper\\n'", "np.array('paper')", "object()", "nan")  # fmt: skip


@functools.cache
def _result(one: bool = False) -> Any:
    batch = rh.solve_batch(
        rh.DodelsonWidrow,
        threads=1,
        m_s=[[1.0, 7.0, 50.0], [2.0, 8.0, 90.0]],
        sin2_2theta=[[1e-9] * 3, [1e-11] * 3],
        limits="all",
    )
    return batch[0, 1] if one else batch


def make(random: Random) -> Case:
    """A question to a result of 2 x 3 points, or of one."""
    one, kind = random.random() < 0.2, random.random()
    what = "result[0, 1]" if one else "result"
    if kind < 0.7:
        source = random.choice(_INDICES)
        if random.random() < 0.3:
            source = f"({source}, {random.choice(_INDICES)})"
        return Case(f"{what}[{source}]", lambda: (_result(one)[evaluated(source)], evaluated(source)),
            functools.partial(_judge, one),
                    texts=(source, "x" * 3000), seconds=300.0)  # fmt: skip
    if kind < 0.85:
        source = random.choice(_SETS)
        return Case(f"{what}.compared_with({source})", lambda: _result(one).compared_with(evaluated(source)),
                    lambda made: _judge_sets(made, evaluated(source)), texts=(source, "x" * 3000),
                        seconds=300.0)  # fmt: skip
    name = strange_name(random, ["Omega_h2", "T_peak"])
    table = random.choice(("observables", "parameters", "options", "units"))
    return Case(
        f"{what}.{table}[{name!r}]",
        lambda: getattr(_result(one), table)[name],
        accepted=False,
        texts=(name,),
        seconds=300.0,
    )


def _judge(one: bool, answer: tuple[Any, Any]) -> None:
    part, index = answer
    if one:
        raise Nonsense(f"one point has a point {index!r}")
    number = np.arange(6).reshape(2, 3)[index]
    expected = np.asarray(_result().observables["Omega_h2"]).ravel()[number]
    found = part.observables["Omega_h2"]
    if np.shape(found) != np.shape(expected) or not np.array_equal(found, expected):
        raise Nonsense(f"other points than NumPy has: {np.shape(found)}")
    if part.shape != np.shape(expected) or np.shape(part.margin) != np.shape(expected):
        raise Nonsense("shape and margins do not fit")


def _judge_sets(made: Any, chosen: Any) -> None:
    if chosen not in ("current", "paper", "all"):
        raise Nonsense("no set of limits")
    names = {limit.name for limit in made.limits}
    if not names or (chosen != "all" and any(chosen not in limit.sets for limit in made.limits)):
        raise Nonsense("limits of other sets")
