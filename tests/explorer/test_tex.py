"""Symbols as runs of text: all those of the models of this package, and what is not LaTeX."""

import pytest

from reheaton.explorer.tex import runs
from reheaton.models.registry import BUILT_IN, find_model


@pytest.mark.parametrize(
    ("tex", "expected"),
    [
        (r"\Delta N_{\rm eff}", [("Δ", ""), ("N", "i"), ("eff", "_")]),
        (r"\Omega_{\eta\phi} h^2", [("Ω", ""), ("ηφ", "_"), ("h", "i"), ("2", "^")]),
        (r"\langle p\rangle/T_{\gamma 0}", [("⟨", ""), ("p", "i"), ("⟩/", ""), ("T", "i"), ("γ0", "_")]),
        (r"\sin^2 2\theta_x", [("sin", ""), ("2", "^"), ("2θ", ""), ("x", "_")]),
        (r"Y_{N'}", [("Y", "i"), ("N′", "_")]),
        (r"m_{\nu,B}", [("m", "i"), ("ν,B", "_")]),
        ("T_*", [("T", "i"), ("∗", "_")]),
        ("v_B/v_A", [("v", "i"), ("B", "_"), ("/", ""), ("v", "i"), ("A", "_")]),
        (r"\mathrm{Br}(\mu)", [("Br(μ)", "")]),
        (r"10^{-3}", [("10", ""), ("−3", "^")]),
        ("a_{b_{c}}", [("a", "i"), ("bc", "_")]),
        (r"\unheard x", [("unheard", ""), ("x", "i")]),
    ],
)
def test_runs(tex, expected):
    assert runs(tex) == expected


@pytest.mark.parametrize("tex", ["", "{", "}", "_", "^", "\\", "x_", "x^{", "{" * 500, "_" * 500, "<b>", "a}b"])
def test_what_is_no_latex_is_text(tex):
    assert all(isinstance(text, str) and place in ("", "i", "_", "^") for text, place in runs(tex))


def test_all_symbols_of_the_models_are_readable():
    symbols = set()
    for name in BUILT_IN:
        model = find_model(name)
        symbols |= {item.symbol for item in (*model.PARAMETERS, *model.observables().values()) if item.symbol}
    assert len(symbols) > 30
    for symbol in symbols:
        text = "".join(text for text, _ in runs(symbol))
        assert text and not set(text) & set("\\{}_^$"), symbol
        assert not any(word in text for word in ("rm", "langle", "mathrm")), symbol
        # Another word of several letters would be a command that is not known.
        words = [text for text, _ in runs(symbol) if len(text) > 2 and text.isascii() and text.isalpha()]
        assert set(words) <= {"eff", "sin", "dec", "max", "reheat"}, symbol
