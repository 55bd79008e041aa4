"""Arguments of `solve_for` and `solve_batch` beside the parameters, up to the check before solving."""

from random import Random
from typing import Any

import reheaton as rh
from fuzzing.before_solving import Reached, before_solving
from fuzzing.case import Case
from fuzzing.given import evaluated
from fuzzing.number_makers import Asked, damaged_text, number
from fuzzing.surfaces.models import strange_name

_OMEGA = Asked("", 0.0, above=True)
_RIGHT = {
    "unknown": ("'sin2_2theta'", "'m_s'", "np.str_('sin2_2theta')"),
    "between": ("None", "(1e-12, 1e-9)", "[1e-12, '1e-9']", "np.array([1e-12, 1e-9])", "(0.5, 1)"),
    "observable": ("'Omega_h2'", "'m_thermal_equivalent'", "'T_peak'"),
    "target": ("0.12", "'0.12'", "1", "jnp.asarray(0.1)", "Decimal('0.1')"),
    "rtol": ("1e-6", "1e-3", "np.float32(1e-5)", "5e-324"),
    "progress": ("None", "print", "lambda done: None"),
    "threads": ("None", "1", "np.int64(3)", "1000"),
}
_WRONG = {
    "unknown": ("None", "3", "''", "'sin2_2thetа'", "'eos'", "'M_N'", "['m_s']", "b'm_s'", "Hostile()", "'x' * 3000",
    "np.array('m_s')", "{}",
                "HostileText('m_s')", "'m_s\\n'", "'dark_matter'"),
    "between": ("()", "(1e-9,)", "(1e-9, 1e-12)", "(1e-9, 1e-9)", "(1, 2, 3)", "3", "'ab'", "'1:2'", "(nan, 1)",
    "(0, inf)", "(None, 1e-9)",
                "(True, 1e-9)", "('1 GeV', 1)", "{1e-12: 0, 1e-9: 1}", "{1e-12, 1e-9}", "iter((1e-12, 1e-9))",
                "np.array([[1e-12, 1e-9]])",
                "np.array([1e-12, nan])", "np.zeros((0, 2))", "(1j, 1)", "Hostile()", "([1e-12], [1e-9])",
                "(1e-12, Hostile())", "slice(1, 2)",
                "(-1, 1e-9)", "(1e-9, 2)", "pd.Series([1e-12, 1e-9])[:1]", "(1e-12 * u.s, 1e-9)", "10**400",
                "range(2)", "b'ab'"),
    "observable": ("None", "''", "'Omega_h'", "'omega_H2 '", "3", "['Omega_h2']", "('Omega_h2',)", "Hostile()",
    "'x' * 3000", "'T_RH'", "b'Omega_h2'",
                   "{}", "'Omega_h2\\0'", "HostileText('Omega_h2')", "np.array('Omega_h2')"),
    "target": ("None", "0", "-1", "nan", "inf", "True", "'none'", "'0.12 GeV'", "[0.12]", "np.array([0.1, 0.2])", "1j",
    "b'1'", "Hostile()", "10**400",
               "'x' * 3000", "1 * u.GeV", "np.ma.masked", "pd.NA", "np.timedelta64(1)", "{}", "'1e-400'"),
    "rtol": ("None", "0", "-1e-6", "1e-2", "nan", "inf", "True", "'1e-6'", "1j", "[1e-6]", "Hostile()", "10**400",
    "np.array(1e-6)", "{}", "1e-6 * u.m",
             "np.timedelta64(1)", "b'1'", "10**5000", "LyingFloat(1e-6)", "np.array([1e-6])", "np.True_"),
    "progress": ("1", "'x'", "True", "[]", "(lambda: 0,)", "object()", "np.array(1)", "b'x'", "{}"),
    "threads": ("0", "-1", "1.0", "1.5", "True", "'2'", "nan", "inf", "[1]", "1001", "10**400", "10**5000",
    "Hostile()", "np.float64(2)", "1j", "b'1'",
                "np.array(1)", "np.array([1])", "np.True_", "{}", "jnp.asarray(1)"),
}  # fmt: skip
_UNSURE = (
    "LyingFloat(1e-6)",
    "np.array(1)",
    "jnp.asarray(1)",
    "np.array(1e-6)",
    "'m_s\\n'",
    "'omega_H2 '",
    "Hostile()",
    "HostileText('m_s')",
    "HostileText('Omega_h2')",
    "'T_RH'",
    "'0.12 GeV'",
    "1 * u.GeV",
)


def make(random: Random) -> Case:
    """A question in which at most a few arguments are wrong."""
    batch = random.random() < 0.2
    known = ("progress", "threads") if batch else tuple(_RIGHT)
    sources = {name: random.choice(_RIGHT[name]) for name in known if random.random() < 0.5}
    if not batch:
        sources["unknown"] = random.choice(_RIGHT["unknown"])
    wrong = random.sample(known, random.choice((0, 1, 1, 1, 2)))
    for name in wrong:
        sources[name] = random.choice(_WRONG[name])
        if random.random() < 0.1 and name in ("target", "unknown", "observable"):
            sources[name] = repr(damaged_text(random, "0.12" if name == "target" else sources[name].strip("'")))
    damaged = any(sources[name] not in _WRONG[name] or sources[name] in _UNSURE for name in wrong)
    other = "m_s" if "sin2_2theta" in sources.get("unknown", "") else "sin2_2theta"
    values = (
        {}
        if random.random() < 0.05
        else {other: random.choice(("7.0", "[7.0, 8.0]") if other == "m_s" else ("1e-9", "[1e-9, 2e-9]"))}
    )
    if batch:
        values = {"m_s": "[7.0, 8.0]", "sin2_2theta": "1e-9"}
    if random.random() < 0.05:
        values[strange_name(random, ["m_s", "sin2_2theta"])] = "1.0"
    if random.random() < 0.1:
        values[other] = number(random, Asked("keV" if other == "m_s" else "", 0.1, 1000.0)).source
    arguments = {**sources, **values}

    def call() -> Any:
        given = {name: evaluated(source) for name, source in arguments.items()}
        with before_solving():
            try:
                return rh.solve_batch(rh.DodelsonWidrow, **given) if batch else rh.solve_for(rh.DodelsonWidrow, **given)
            except Reached:
                return "accepted"

    name = "solve_batch" if batch else "solve_for"
    shown = ", ".join(f"{key!r}: {source}" for key, source in arguments.items())
    return Case(
        f"rh.{name}(rh.DodelsonWidrow, **{{{shown}}})",
        call,
        accepted=False if wrong and not damaged else None,
        texts=tuple(arguments.values()),
    )
