"""Expressions: arithmetic has its value, and everything else is refused before anything of it could run."""

import numpy as np
import pytest

import reheaton as rh
from reheaton.scan.expression import Expression, in_order

VALUES = {"a": np.array([1.0, 4.0]), "b": 3.0}


def value(text):
    return Expression.parse(text, "c", VALUES).value(VALUES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2", 2.0),
        ("a + b", [4.0, 7.0]),
        ("-a * b ** 2 / 2 - +1", [-5.5, -19.0]),
        ("2 ** 3 ** 2", 512.0),
        ("sqrt(a)", [1.0, 2.0]),
        ("max(a, b) - min(a, b)", [2.0, 1.0]),
        ("log10(100 * exp(log(b)) / abs(-b))", 2.0),
        ("sin(pi / 2) + cos(0) + tan(0)", 2.0),
        ("1 / (a - 1)", [np.inf, 1 / 3]),
        ("sqrt(-a)", [np.nan, np.nan]),
        ("  a\n", [1.0, 4.0]),
        (7, 7.0),
        ("9 ** 9 ** 9", np.inf),
    ],
)
def test_values(text, expected):
    np.testing.assert_allclose(value(text), expected, rtol=1e-15)


def test_names_are_those_of_parameters():
    assert Expression.parse("b * sqrt(a) + pi", "c", VALUES).names == ("b", "a")


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os').system('true')", "a.real", "a[0]", "(lambda: a)()", "a if b else 1", "[a]", "a == b",
        "not a", "'a'",
        "a; b", "a = 1", "f'{a}'", "sqrt(a, b)", "max(a)", "sqrt(x=a)", "True", "1j", "a @ b", "a // b", "a % b",
        "a << 2",
        "print(a)", "eval('a')", "(yield)", "{a}", "a, b", "*a", "", "sqrt(", "1e999", "None", "...", "(a := 2)",
        "(" * 300 + "a" + ")" * 300, "1" * 400,
    ],
)  # fmt: skip
def test_what_is_no_arithmetic_is_refused(text):
    with pytest.raises(rh.InvalidInput, match=r"^c = .* (is not (an expression|arithmetic)|longer than)") as error:
        value(text)
    assert len(str(error.value)) < 400


def test_unknown_names_and_types():
    with pytest.raises(rh.InvalidInput, match="'m_NN' is not known here: did you mean 'm_N'"):
        Expression.parse("2 * m_NN", "c", ["m_N", "m_nu"])
    with pytest.raises(rh.InvalidInput, match="no parameter has a value"):
        Expression.parse("2 * m_NN", "c", [])
    for wrong in (None, True, [1], {}):
        with pytest.raises(rh.InvalidInput, match="must be an expression"):
            Expression.parse(wrong, "c", [])
    with pytest.raises(rh.InvalidInput, match="longer than 500 characters"):
        value("a + " * 200 + "a")


def test_a_parameter_may_have_the_name_of_a_constant():
    assert Expression.parse("2 * pi", "c", ["pi"]).value({"pi": 3.0}) == 6.0


def test_order():
    texts = {"c": "2 * d", "d": "e + a", "e": "a"}
    derived = {name: Expression.parse(text, name, [*texts, "a"]) for name, text in texts.items()}
    assert in_order(derived) == ["e", "d", "c"]
    derived["e"] = Expression.parse("c", "e", texts)
    with pytest.raises(rh.InvalidInput, match="c and d and e are each derived from the other"):
        in_order(derived)
