"""Numbers in every form that a user may give them, and much that is none."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import Final

import numpy as np

from fuzzing.given import REFUSE, UNSURE, Given, evaluated

_EV_PER_JOULE: Final = Fraction(10**28, 1602176634)
ENERGIES: Final = {
    "eV": Fraction(1), "meV": Fraction(1, 1000), "keV": Fraction(10**3), "MeV": Fraction(10**6), "GeV": Fraction(10**9),
    "TeV": Fraction(10**12), "PeV": Fraction(10**15), "J": _EV_PER_JOULE, "erg": _EV_PER_JOULE / 10**7,
    "gigaelectron_volt": Fraction(10**9), "MeV**2/MeV": Fraction(10**6), "GeV^1": Fraction(10**9),
}  # fmt: skip
"""Units of energy, in eV."""
PURE: Final = {
    "percent": Fraction(1, 100), "ppm": Fraction(1, 10**6), "GeV/GeV": Fraction(1), "GeV/MeV": Fraction(1000),
    "dimensionless": Fraction(1),
}  # fmt: skip
MASSES: Final = {"MeV/c^2": Fraction(10**6), "GeV/c**2": Fraction(10**9), "keV/c²": Fraction(10**3)}
"""Energies over c^2, which count as energies."""
WRONG: Final = (
    "K", "kg", "s", "1/s", "/s", "GeV**2", "GeV^-1", "GeV*s", "cm", "m/s", "rad", "degree", "GeV/K", "GeV**0.5", "eV²",
    "gev", "GEV", "Gev", "kev", "KeV", "EV", "ev", "GeVV", "G eV x", "GeV GeV", "GeV;", "GeV**9**9**9", "GeV**(2*3)",
    "µs", "Å", "GеV", "ΓeV", "furlong/fortnight", "GeV#", "GeV\\\n", "byte", "count", "Np", "(GeV", "GeV)", "lambda",
    "__import__('os')", "GeV**1000", "%", "°",
    "degC", "delta_degC", "dB", "bit", "e", "c", "hbar", "-GeV", "+GeV", "GeV-", "GeV+1", "None",
)  # fmt: skip
"""What is no unit of energy, and no unit of a pure number."""
_JUNK_TEXT: Final = (
    "", " ", "\n", "\t\n", "-", "+", ".", "e5", "1e", "1e+", "--1", "+-1", "1..2", "1.2.3", "1 2", "1,5", "1.000,5",
    "0x10", "0b1", "0o7", "1_000", "1__0", "_1", "١٢", "１２", "½", "²", "1d-3", "1D5", "7.1*10^-3", "10^3",
    "1×10^3", "true", "True", "yes", "nan", "NaN", "inf", "-inf", "Infinity", "1e400", "-1e999999", "1e-400",
    "1e-99999",
    "1/2", "1:2", "2**3", "[1]", "(1)", "{}", "null", "~", "1\0", "1\u200b", "$1", "1e5e5", "1+2j", "1j", "1 +",
    "a" * 5000,
    "9" * 300, "9" * 5000, "1" + " " * 500 + "GeV", "1 " + "GeV*" * 500 + "GeV", "\ud800", "1 \ud800eV", "NONE?",
)  # fmt: skip
_NO_NUMBERS: Final = (
    "True", "False", "np.True_", "np.bool_(False)", "jnp.asarray(True)", "np.array(True)", "1j", "complex(3, 0)",
    "np.complex128(3)", "jnp.asarray(3+0j)", "b'3'", "bytearray(b'3')", "memoryview(b'3')", "np.bytes_(b'3')",
    "np.void(b'3')",
    "datetime.date(2020, 1, 1)", "datetime.datetime(2020, 1, 1)", "datetime.timedelta(1)", "np.datetime64('2020')",
    "np.timedelta64(3, 's')", "np.array(3, 'm8[s]')", "pd.Timestamp('2020')", "pd.Timedelta(3)", "pd.NaT", "pd.NA",
    "{}",
    "{'a': 1}", "set()", "{3.0}", "frozenset({3})", "iter([3])", "(x for x in [3])", "range(0)", "object()", "Ellipsis",
    "NotImplemented", "float", "int", "print", "lambda: 3", "np", "slice(3)", "np.ma.masked",
    "np.ma.array(3.0, mask=True)",
    "Hostile()", "HostileText('x')", "Units(3, 'GeV')", "Units(True, 'GeV')", "Units(Hostile(), Hostile())",
    "nan", "inf", "-inf", "np.float64('nan')", "np.float32('inf')", "jnp.asarray(nan)", "Decimal('NaN')",
    "Decimal('sNaN')",
    "Decimal('Infinity')", "10**400", "-10**400", "Fraction(10**400)", "Decimal('1e400')",
    "np.array('3 GeV', dtype='S')",
    "np.array(None)", "np.array({})", "pd.Series(dtype=float)", "pd.DataFrame()", "[]", "()", "np.array([])", "[[]]",
    "[True]", "[3.0, True]", "[[3.0], [3.0, 4.0]]", "[None]", "['x']", "[3.0, nan]", "[Hostile()]",
    "np.ma.array([1.0, 2.0], mask=[0, 1])", "np.array([1.0, 2.0], dtype=object)", "np.array([1, True], dtype=object)",
    "np.zeros((2, 0))", "np.array([(1, 2.0)], dtype=[('a', int), ('b', float)])",
    "ureg.Quantity([1.0, 2.0], 'GeV')", "ureg.Quantity(1j, 'GeV')", "ureg.Quantity(nan, 'GeV')", "ureg.GeV", "u.GeV",
    "1.0 * u.s", "1.0 * u.K", "1j * u.GeV", "nan * u.GeV", "[1.0, 2.0] * u.GeV", "1.0 * u.mag", "1.0 * u.deg",
    "3 * u.dex",
    "ureg.Quantity(3, 'degC')", "ureg.Quantity(3, 's')", "ureg.Quantity(3, 'rad')", "[[[[[[[[[[1.0]]]]]]]]]]",
    "__import__('functools').reduce(lambda x, _: [x], range(5000), 1.0)", "pd.Series([1.0, 2.0])", "pd.Index([1, 2])",
    "xr.DataArray([1.0, 2.0])", "pd.Categorical([1, 2])", "type('T', (), {})()", "type('F', (), {'units': 3})()",
    "np.array([1, 2], dtype='m8[s]')", "np.array(['2020'], dtype='M8')", "np.array([b'1', b'2'])", "iter('abc')", "rh",
)  # fmt: skip
"""Sources of what is no single finite number."""


@dataclass(frozen=True)
class Asked:
    """What is asked for: a number in a unit, in a range."""

    unit: str
    low: float = -math.inf
    high: float = math.inf
    above: bool = False
    """Whether the lower end is not allowed."""
    optional: bool = False

    def admits(self, meaning: float | None) -> bool:
        """Whether a meaning is allowed."""
        if meaning is None:
            return self.optional
        return (
            math.isfinite(meaning)
            and (meaning > self.low if self.above else meaning >= self.low)
            and meaning <= self.high
        )


def inside(random: Random, asked: Asked) -> float:
    """A number in the range, by equal ratios where it spans decades."""
    low, high = max(asked.low, -1e6), min(asked.high, 1e30)
    if low >= 0.0 and random.random() < 0.9:
        return math.exp(random.uniform(math.log(max(low, 1e-12 * high, 1e-30)), math.log(high)))
    return random.uniform(low, high)


def any_number(random: Random, asked: Asked) -> float:
    """A number, inside the range or at its ends or anywhere."""
    ends = [end for end in (asked.low, asked.high) if math.isfinite(end)] or [1.0]
    end = random.choice(ends)
    return random.choice(
        (
            lambda: inside(random, asked),
            lambda: inside(random, asked),
            lambda: end,
            lambda: math.nextafter(end, random.choice((-math.inf, math.inf))),
            lambda: end * random.choice((-1.0, 0.999, 1.001, 1e-9, 1e9)),
            lambda: random.choice((0.0, -0.0, 5e-324, -5e-324, 2e-308, 1.7e308, -1.7e308, 1.0, -1.0, 1e-30, 1e30)),
            lambda: random.uniform(-1.0, 1.0) * 10.0 ** random.randint(-300, 300),
            lambda: float(random.randint(-5, 200)),
        )
    )()


def number(random: Random, asked: Asked) -> Given:
    """One value for a number."""
    return random.choices((_plain, _text, _text_with_unit, _quantity, _none, junk), (4, 3, 5, 2, 0.3, 4))[0](
        random, asked
    )


def right(random: Random, asked: Asked) -> Given:
    """A value that means a number in the range, in any form."""
    for _ in range(50):
        given = random.choice((_plain, _text, _text_with_unit, _quantity))(random, asked)
        if not isinstance(given.meaning, type(UNSURE)) and given.meaning is not None and asked.admits(given.meaning):
            return given
    x = inside(random, asked)
    return Given(repr(x), x)


def _plain(random: Random, asked: Asked) -> Given:
    x = any_number(random, asked)
    whole = random.random() < 0.2 and abs(x) < 1e15
    if whole:
        n = round(x)
        forms = (
            "{}",
            "np.int64({})",
            "jnp.asarray({})",
            "Fraction({})",
            "Decimal({})",
            "np.array({})",
            "np.longlong({})",
        )
        return Given(random.choice(forms).format(n), float(n))
    forms = ("{!r}", "np.float64({!r})", "np.array({!r})", "jnp.asarray({!r})", "Fraction({!r})", "Decimal({!r})",
        "{!r}",
             "np.longdouble({!r})", "Decimal('{!r}')", "np.ma.array({!r})", "LyingFloat({!r})",
             "xr.DataArray({!r})")  # fmt: skip
    short = ("np.float32({!r})", "np.float16({!r})", "jnp.float32({!r})")
    if random.random() < 0.1 and abs(x) < 6e4:
        source = random.choice(short).format(x)
        return Given(source, float(evaluated(source)))
    return Given(random.choice(forms).format(x), x)


def _digits(random: Random, asked: Asked) -> str:
    """A decimal number as people write it."""
    x = any_number(random, asked)
    form: Callable[[float], str] = random.choice(
        (repr, "{:.3e}".format, "{:E}".format, "{:.15g}".format, "{:+g}".format)
    )
    text = form(x)
    if random.random() < 0.1 and "e" not in text.lower():
        text = random.choice(("{}e0", "{}E+00", "000{}", "{}e-3", "{}e+0005")).format(text.lstrip("+-"))
    return text.replace("-", "\N{MINUS SIGN}") if random.random() < 0.05 else text


def _exact(text: str) -> Fraction:
    return Fraction(text.replace("\N{MINUS SIGN}", "-"))


def _spaced(random: Random, text: str) -> str:
    return random.choice((text, text, text, f" {text}", f"{text} ", f"\t{text}\n"))


def _text(random: Random, asked: Asked) -> Given:
    digits = _digits(random, asked)
    source = repr(_spaced(random, digits))
    return Given(source if random.random() < 0.9 else f"np.str_({source})", _rounded(_exact(digits)))


def _text_with_unit(random: Random, asked: Asked) -> Given:
    known = PURE if not asked.unit else ENERGIES
    digits, space = _digits(random, asked), random.choice(("", " ", " ", "   "))
    exact = _exact(digits)
    if random.random() < 0.3:
        own = random.choice(WRONG if random.random() < 0.5 else list(ENERGIES if not asked.unit else PURE))
        return Given(repr(f"{digits}{space}{own}"), REFUSE)
    if asked.unit and random.random() < 0.1:
        own = random.choice(list(MASSES))
        factor = MASSES[own]
    else:
        own = random.choice(list(known))
        factor = known[own]
    # The number is chosen in the declared unit, and written in another.
    wanted = exact * (ENERGIES[asked.unit] if asked.unit else 1) / factor
    if wanted and random.random() < 0.7 and 1e-280 < abs(wanted) < 1e280:
        digits = f"{float(wanted):.12g}"
        exact = _exact(digits)
    meaning = exact * factor / (ENERGIES[asked.unit] if asked.unit else 1)
    return Given(repr(_spaced(random, f"{digits}{space}{own}")), _rounded(meaning))


def _rounded(exact: Fraction) -> object:
    """The float nearest to a fraction. One that would be taken for 0, or is too large, is to be refused."""
    try:
        found = float(exact)
    except OverflowError:
        return REFUSE
    return UNSURE if found == 0.0 and exact else found


def _quantity(random: Random, asked: Asked) -> Given:
    if not asked.unit:
        x = any_number(random, asked)
        form = random.choice(
            ("{!r} * u.dimensionless_unscaled", "ureg.Quantity({!r}, '')", "{!r} * ureg.dimensionless")
        )
        return Given(form.format(x), x, exact=False)
    own = random.choice(("eV", "keV", "MeV", "GeV", "TeV"))
    x = float(f"{any_number(random, asked) * float(ENERGIES[asked.unit] / ENERGIES[own]):.12g}")
    forms = ("{!r} * u.{}", "ureg.Quantity({!r}, '{}')", "other.Quantity({!r}, '{}')", "np.float64({!r}) * u.{}",
             "ureg.Quantity(np.array({!r}), '{}')", "ureg.Quantity('{!r} {}')")  # fmt: skip
    if not math.isfinite(x):
        return Given(f"{x!r} * u.{own}", REFUSE)
    form = random.choice(forms)
    if abs(x) > 1e290 or 0 < abs(x) < 1e-290:
        return Given(form.format(x, own), UNSURE)
    return Given(form.format(x, own), float(Fraction(x) * ENERGIES[own] / ENERGIES[asked.unit]), exact=False)


def _none(random: Random, asked: Asked) -> Given:
    return Given(random.choice(("None", "'none'", "'None'", "' NONE '")), None)


def junk(random: Random, asked: Asked) -> Given:
    """A value that is no number."""
    kind = random.random()
    if kind < 0.5:
        return Given(random.choice(_NO_NUMBERS), REFUSE)
    if kind < 0.8:
        return Given(repr(random.choice(_JUNK_TEXT)), REFUSE)
    return Given(repr(damaged_text(random, f"{_digits(random, asked)} {asked.unit or 'percent'}")), UNSURE)


def damaged_text(random: Random, text: str) -> str:
    """A text with a few characters changed, put in or taken out."""
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(text) + 1)
        new = random.choice("0123456789eEdD+-*/^_.,:;()[]{}'\"\\ \t\n%$#!&|~`°µ²٣𝟙\u00a0\u200b\ud800GeVkx")
        text = random.choice(
            (text[:at] + text[at + 1 :], text[:at] + new + text[at:], text[:at] + new + text[at + 1 :])
        )
    return text


def array(random: Random, asked: Asked, shape: tuple[int, ...], wrong: bool = False) -> Given:
    """An array of numbers in the range, of a shape, in any form; with `wrong` one element is not."""
    count = int(np.prod(shape))
    numbers = [inside(random, asked) for _ in range(count)]
    if wrong:
        k = random.randrange(count)
        bad = random.choice(
            ("nan", "inf", "-inf", "True", "None", "'x'", "1j", "Hostile()", "b'1'", "[1.0]", "np.ma.masked")
        )
        sources = [repr(x) for x in numbers]
        sources[k] = bad
        if bad in ("nan", "inf", "-inf") and random.random() < 0.7:
            return Given(f"np.array({_nested(sources, shape)})", REFUSE)
        return Given(_nested(sources, shape), REFUSE if count > 1 or bad != "[1.0]" else UNSURE)
    nested, meaning = _nested([repr(x) for x in numbers], shape), np.reshape(numbers, shape)
    if random.random() < 0.2:
        sources = [f"'{x!r} {asked.unit}'" if random.random() < 0.5 else repr(x) for x in numbers]
        return Given(_nested(sources, shape), meaning)
    forms = ["{}", "np.array({})", "jnp.asarray({})", "np.array({}, dtype=object)", "np.array({}, order='F')",
             "np.ma.array({})", "xr.DataArray({})", "np.array({}, dtype='f4').astype(float)"][:7]  # fmt: skip
    if asked.unit:
        forms += [f"{{}} * u.{asked.unit}", f"ureg.Quantity({{}}, '{asked.unit}')"]
    if len(shape) == 1:
        forms += ["pd.Series({})", "tuple({})", "pd.Index({})"]
    return Given(random.choice(forms).format(nested), meaning, exact=False)


def _nested(sources: list[str], shape: tuple[int, ...]) -> str:
    if len(shape) == 1:
        return f"[{', '.join(sources)}]"
    step = len(sources) // shape[0]
    return f"[{', '.join(_nested(sources[k : k + step], shape[1:]) for k in range(0, len(sources), step))}]"
