"""Sectors, relics, contacts, universes, probes, limits, checks and distributions, as authors of models build them."""

import math
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import numpy as np

from fuzzing.case import Case, Nonsense
from fuzzing.given import REFUSE, Given, evaluated
from fuzzing.number_makers import Asked, any_number, junk

_TEXTS: Final = ("'sm'", "'hidden'", "'x y'", "np.str_('sm')")
_NO_TEXTS: Final = (
    "None", "3", "1.5", "True", "b'sm'", "['sm']", "('sm', 'x')", "{}", "Hostile()", "object()", "np.array('sm')",
    "rh", "str",
    "[]", "np.array(['a', 'b'])", "{'a'}", "lambda: 'sm'",
)  # fmt: skip
_NO_KEYS: Final = ("None", "3", "1.5", "True", "b'sm'", "('sm', 'x')", "rh", "frozenset()")
_GASES: Final = (
    "rh.ideal_gas(rh.boson('b', 0, g=2))",
    "rh.ideal_gas(rh.boson('b', 1.0, g=2), rh.fermion('f', 0.1, g=4))",
)
_SPECIES: Final = ("rh.boson('b', 0, g=2)", "rh.fermion('f', 0.1, g=4)", "rh.boson('c', jnp.asarray(3.0), g=1)")
_SECTORS: Final = ("rh.standard_model()", "rh.twin(4.0)", "rh.neutrinos()", f"rh.Sector('hidden', {_GASES[0]})")
_RELICS: Final = (
    "rh.cold_relic('X', 100.0, {'sm': 1e-22}, density=1e-3)",
    "rh.thermal_relic('N', 10.0, {'sm': 1e-23}, freeze_out=1e4)",
    "rh.cold_relic('Y', 1.0, {'elsewhere': 1e-22}, density=1e-3)", "rh.cold_relic('sm', 1.0, {}, density=1.0)",
)  # fmt: skip
_CONTACTS: Final = (
    "rh.Contact('sm', 'hidden', until=10.0)", "rh.Contact('sm', 'twin', until=1.0)",
    "rh.Contact('sm', 'other', until=1.0)",
    "rh.Contact('sm', 'neutrinos', until=1e-3, name='x')",
)  # fmt: skip
_OBJECTS: Final = (
    "3", "'sm'", "None", "True", "{}", "[]", "object()", "Hostile()", "[1, 2]", "np.array([1.0])", "rh", "rh.Sector",
    "[None]",
    "iter([])", "[[]]", "{'sm': 3}", *_GASES, *_SPECIES, *_SECTORS, *_RELICS, *_CONTACTS, "[Hostile()]",
)  # fmt: skip


@dataclass(frozen=True)
class _Builder:
    """How a call is written, and what each place in it asks for."""

    source: str
    """With names of places in braces."""
    places: dict[str, Any]
    """An `Asked` number, or sources that are right: anything else in their place is to be refused."""
    found: dict[str, str]
    """Attributes in which numbers can be read again, by place."""


_MASS: Final = Asked("GeV", 0.0)
_POSITIVE: Final = Asked("", 0.0, above=True)
_WIDTHS: Final = ("{}", "{'sm': 1e-22}", "{'sm': 0, 'x': 1}", "{'sm': jnp.asarray(1e-20)}")
_BUILDERS: Final = (
    _Builder("rh.boson({name}, {mass}, g={g})", {"name": _TEXTS, "mass": _MASS, "g": _POSITIVE}, {"mass": "mass",
        "g": "g"}),
    _Builder("rh.fermion({name}, {mass}, g={g})", {"name": _TEXTS, "mass": _MASS, "g": _POSITIVE}, {"mass": "mass",
        "g": "g"}),
    _Builder("rh.ideal_gas({one})", {"one": (*_SPECIES, f"[{', '.join(_SPECIES)}]")}, {}),
    _Builder("rh.ideal_gas({one}, {two})", {"one": _SPECIES, "two": _SPECIES}, {}),
    _Builder("rh.Sector({name}, {gas})", {"name": _TEXTS, "gas": (*_GASES, f"[{_GASES[0]}]")}, {}),
    _Builder("rh.twin({f}, {name})", {"f": _POSITIVE, "name": _TEXTS}, {}),
    _Builder("rh.standard_model({name})", {"name": _TEXTS}, {}),
    _Builder("rh.standard_model(eos={eos}, neutrinos={yes})",
             {"eos": ("'borsanyi-2016'", "'saikawa-shirai-2018'"), "yes": ("True", "False")}, {}),
    _Builder("rh.twin(4.0, twin_qcd={qcd})", {"qcd": ("'same'", "'rescaled'")}, {}),
    _Builder("rh.neutrinos({name})", {"name": _TEXTS}, {}),
    _Builder("rh.cold_relic({name}, {mass}, {widths}, density={n})",
             {"name": _TEXTS, "mass": Asked("GeV", 0.0, above=True), "widths": _WIDTHS, "n": _MASS}, {"mass": "mass"}),
    _Builder("rh.cold_relic('X', 1.0, {{'sm': {width}}}, density=1.0)", {"width": _MASS}, {"width": "widths['sm']"}),
    _Builder("rh.cold_relic('X', 1.0, {{{key}: 1.0}}, density=1.0)", {"key": _TEXTS}, {}),
    _Builder("rh.thermal_relic({name}, {mass}, {widths}, {T})",
             {"name": _TEXTS, "mass": Asked("GeV", 1e-3, 1e9), "widths": _WIDTHS, "T": Asked("GeV", 1e-3, 1e9)},
              {"mass": "mass"}),
    _Builder("rh.thermal_relic('N', 1.0, {{}}, 1e3, g={g}, momenta={n}, resolved={yes})",
             {"g": _POSITIVE, "n": ("10", "1", "np.int64(16)"), "yes": ("True", "False")}, {}),
    _Builder("rh.Contact({a}, {b}, until={T})", {"a": ("'sm'",), "b": ("'x'",), "T": Asked("GeV", 0.0, above=True)},
        {"T": "until"}),
    _Builder("rh.Contact('sm', 'x', until=1.0, name={name})", {"name": (*_TEXTS, "''")}, {}),
    _Builder("rh.Universe({sectors}, start={T})",
             {"sectors": tuple(f"[{s}]" for s in _SECTORS), "T": Asked("GeV", 0.0)}, {}),
    _Builder("rh.Universe([rh.standard_model(), rh.twin(2.0)], {relics}, start=1e3)",
             {"relics": ("[]", "()", *(f"[{r}]" for r in _RELICS[:2]))}, {}),
    _Builder("rh.Universe([rh.standard_model(), rh.twin(2.0)], contacts={contacts}, start=1e3)",
             {"contacts": ("[]", "[rh.Contact('sm', 'twin', until=1.0)]")}, {}),
    _Builder("rh.Universe([rh.standard_model(), rh.twin(2.0)], start={start})",
             {"start": ("{'sm': 1.0, 'twin': 0}", "3.0", "{'twin': 1, 'sm': np.float64(2)}")}, {}),
    _Builder("rh.cooled_to({sector}, {T})", {"sector": _TEXTS, "T": Asked("GeV", 0.0, above=True)}, {}),
    _Builder("rh.rate_equals_hubble({rate})", {"rate": _MASS}, {}),
    _Builder("rh.evolve(rh.Universe([rh.standard_model()], start=1.0), until=({sector}, {T}), rtol='stop')",
             {"sector": ("'sm'",), "T": Asked("GeV", 0.0, above=True)}, {}),
    _Builder("rh.evolve({universe}, until={until}, rtol='stop')",
             {"universe": ("rh.Universe([rh.standard_model()], start=1.0)",), "until": ("('sm', 1e-3)",)}, {}),
    _Builder("rh.DarkRadiation({name})", {"name": _TEXTS}, {}),
    _Builder("rh.Reheating({name})", {"name": _TEXTS}, {}),
    _Builder("rh.Observable({unit}, {meaning})", {"unit": ("'GeV'", "''", "'1/s'"), "meaning": _TEXTS}, {}),
    _Builder("rh.Limit({name}, 1.0, {bound}, {upper}, {sure}, {citation})",
             {"name": _TEXTS, "bound": Asked("", 0.0, above=True), "upper": ("True", "False"), "sure": Asked("", 0.01,
              0.99),
              "citation": _TEXTS}, {}),
    _Builder("rh.Check({name}, 1.0, {sentence}, above={above})",
             {"name": _TEXTS, "sentence": ("'it is {value:.2g}.'", "'x'"), "above": Asked("")}, {"above": "above"}),
    _Builder("rh.Audit({check})", {"check": ("rh.Check('a', 1.0, 'x.', above=3.0)",)}, {}),
)  # fmt: skip


def make(random: Random) -> Case:
    """A call of a builder, with at most a few arguments that are wrong."""
    if random.random() < 0.15:
        return _distribution(random)
    builder = random.choice(_BUILDERS)
    broken = random.choice((None, None, *builder.places))
    sources: dict[str, str] = {}
    numbers: dict[str, Given] = {}
    accepted: bool | None = None
    for place, wanted in builder.places.items():
        if isinstance(wanted, Asked):
            numbers[place] = given = _number(random, wanted) if place == broken else _inside(random, wanted)
            sources[place] = given.source
            accepted = False if _refused(given, wanted) else accepted
        elif place != broken:
            sources[place] = random.choice(wanted)
        else:
            sources[place] = random.choice(_NO_KEYS if place == "key" else _NO_TEXTS if wanted is _TEXTS else _OBJECTS)
            accepted = None if _may_be_right(sources[place], wanted) else False
    source = builder.source.format(**sources)

    def judge(made: Any) -> None:
        for place, attribute in builder.found.items():
            found = np.asarray(evaluated_with(made, attribute), dtype=float)
            if isinstance(numbers[place].meaning, float) and not np.all(found == numbers[place].meaning):
                raise Nonsense(f"{place} is read as {found!r} and means {numbers[place].meaning!r}")

    return Case(source, lambda: evaluated(source), judge, accepted=accepted, texts=(source,))


def evaluated_with(made: Any, attribute: str) -> Any:
    """An attribute, or an element of one, of what was made."""
    return eval(f"made.{attribute}", {"made": made})


def _inside(random: Random, wanted: Asked) -> Given:
    x = math.exp(random.uniform(math.log(max(wanted.low, 1e-6)), math.log(min(wanted.high, 1e6))))
    form = random.choice(("{!r}", "{!r}", "np.float64({!r})", "np.array({!r})", "jnp.asarray({!r})"))
    return Given(form.format(x), x)


def _number(random: Random, wanted: Asked) -> Given:
    """Anything for a number. Text and quantities with units are refused here: authors give numbers in GeV."""
    if random.random() < 0.4:
        x = any_number(random, wanted)
        return Given(repr(x), x)
    if random.random() < 0.2:
        return Given(random.choice(("'3'", "'3 GeV'", "3.0 * u.GeV", "ureg.Quantity(3, 'GeV')")), REFUSE)
    given = junk(random, wanted)
    # Of lists that deep JAX itself makes an error of its own before this package sees them.
    return Given("[[1.0]]", REFUSE) if "functools" in given.source else given


def _refused(given: Given, wanted: Asked) -> bool:
    if given.meaning is REFUSE:
        # A builder may take arrays, which a single number is none of.
        return ("[" not in given.source and "(" not in given.source) or given.source[:2] in ("'3", "3.", "ur")
    # Ends of ranges of this file beside 0 are where numbers are sensible, not where they are refused.
    return isinstance(given.meaning, float) and not (
        (math.isfinite(given.meaning) and given.meaning >= 0.0) or wanted.low < 0.0
    )


def _may_be_right(source: str, wanted: tuple[str, ...]) -> bool:
    """Whether a source may be right in a place, though it is not among those listed."""
    empty = source in ("[]", "{}", "iter([])", "()", "[[]]", "True", "{'sm': 3}", "None")
    same = any((w[0] == source[0] == "'") or (w[0].isdigit() and source[0].isdigit()) for w in wanted)
    return (
        source in wanted
        or empty
        or same
        or any(source.split("(")[0].strip("[") == w.split("(")[0].strip("[") for w in wanted)
    )


def _distribution(random: Random) -> Case:
    """A distribution on a grid that may be wrong in one place."""
    count = random.choice((0, 1, 2, 3, 5, 40))
    q = sorted(random.uniform(0.01, 40.0) for _ in range(count))
    if random.random() < 0.4 and count > 1:
        q = [float(x) for x in np.geomspace(0.01, 40.0, count)]
    f = [random.choice((1.0, -1.0)) * math.exp(-x) for x in q]
    wrong = random.random() < 0.5
    accepted: bool | None = None if count > 1 else False
    sources = [f"[{', '.join(map(repr, q))}]", f"[{', '.join(map(repr, f))}]", "2.0"]
    if wrong:
        k = random.randrange(3)
        one = [repr(x) for x in (q, f)[k % 2]]
        if one and k < 2 and random.random() < 0.6:
            one[random.randrange(len(one))] = random.choice(
                ("nan", "inf", "True", "1j", "'1'", "None", "b'1'", "[1.0]", "Hostile()")
            )
            sources[k] = f"[{', '.join(one)}]"
        else:
            sources[k] = random.choice((*_OBJECTS, "nan", "0.0", "-1", "1j", "'2'", "np.zeros((2, 2))", "np.zeros(5)"))
        accepted = False if sources[2] != "True" and "True" in sources[k] and k < 2 else None
    form = random.choice(("{}", "np.array({})", "jnp.asarray({})")) if not wrong else "{}"
    source = f"rh.Distribution({form.format(sources[0])}, {form.format(sources[1])}, {sources[2]})"

    def judge(made: Any) -> None:
        if not (np.all(np.isfinite(made.q)) and np.all(np.isfinite(made.f)) and np.all(np.isfinite(made.weights))):
            raise Nonsense("numbers of a distribution are not finite")
        if not math.isfinite(float(made.number_density)):
            raise Nonsense("the number density is not finite")

    return Case(source, lambda: evaluated(source), judge, accepted=accepted, texts=(source,))
