r"""Symbols in the LaTeX that models declare as runs of text, of which a page makes elements without reading any HTML.

Known are Greek letters, some signs, sub- and superscripts, \rm and the like. What is not known is shown as it is
written, without its backslash.
"""

import re
from typing import Final

Run = tuple[str, str]
"""Text, and where it stands: "" on the line, "i" the same in italics, "_" below, "^" above."""

_LETTERS: Final = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi chi psi"
    " omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega varepsilon vartheta varphi varrho"
)
_GREEK: Final[dict[str, str]] = dict(zip(_LETTERS.split(), "αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΥΦΨΩεϑϕϱ", strict=True))
_SIGNS: Final = {
    "langle": "⟨", "rangle": "⟩", "times": "×", "cdot": "·", "pm": "±", "infty": "∞", "approx": "≈", "sim": "∼",
    "ell": "ℓ", "hbar": "ħ", "odot": "⊙", "to": "→", "dagger": "†", "star": "⋆", "prime": "′", "leq": "≤", "geq": "≥",
    "le": "≤", "ge": "≥", "ll": "≪", "gg": "≫", "propto": "∝", "sum": "∑", "int": "∫", "sqrt": "√", "partial": "∂",
    ",": "\u2009", ";": " ", ":": " ", " ": " ", "!": "", "quad": " ", "{": "{", "}": "}", "%": "%", "_": "_", "&": "&",
    "|": "‖",
}  # fmt: skip
_UPRIGHT: Final = ("sin", "cos", "tan", "log", "ln", "exp", "max", "min")
_FONTS: Final = ("rm", "it", "bf", "sf", "mathrm", "mathit", "mathbf", "text", "textrm", "left", "right", "mathcal",
                 "bar", "tilde", "hat", "vec")  # fmt: skip
_UPRIGHT_FONTS: Final = ("rm", "mathrm", "text", "textrm")
_ACCENTS: Final = {"bar": "\u0304", "tilde": "\u0303", "hat": "\u0302", "vec": "\u20d7"}
_TOKEN: Final = re.compile(r"\\[A-Za-z]+\s*|\\.|[{}_^]|\s+|.", re.DOTALL)
_DEEPEST: Final = 20


def runs(tex: str) -> list[Run]:
    r"""The runs of a symbol in LaTeX without dollar signs.

    >>> from reheaton.explorer.tex import runs
    >>> runs(r"\Delta N_{\rm eff}")
    [('Δ', ''), ('N', 'i'), ('eff', '_')]
    """
    tokens = [token.strip() if token.startswith("\\") and len(token) > 2 else token for token in _TOKEN.findall(tex)]
    found: list[Run] = []
    _read(tokens, 0, "", 0, found)
    joined: list[Run] = []
    for text, place in found:
        if joined and joined[-1][1] == place:
            joined[-1] = (joined[-1][0] + text, place)
        elif text:
            joined.append((text, place))
    return joined


def _read(tokens: list[str], at: int, place: str, depth: int, found: list[Run], upright: bool = False) -> int:
    """Reads up to the end of a group into `found`; the place after it. `place` is "", "_" or "^"."""
    accent, font = "", ""
    while at < len(tokens):
        token = tokens[at]
        at += 1
        if token == "}":
            return at
        if token == "{" and depth < _DEEPEST:
            at = _read(tokens, at, place, depth + 1, found, upright or font in _UPRIGHT_FONTS)
            font = ""
            continue
        if token in "_^" and depth < _DEEPEST:
            # A page has one level of sub- and superscripts: what is deeper stays on the level of the outermost.
            at = _script(tokens, at, place or token, depth + 1, found)
            continue
        name = token[1:] if token.startswith("\\") else ""
        if name in _FONTS:
            upright, font, accent = upright or name == "rm", name, _ACCENTS.get(name, "")
            continue
        text = _text_of(token, name, tokens[at : at + 1])
        italic = not (place or upright or font in _UPRIGHT_FONTS or name) and text.isalpha()
        found.append((text + (accent if text.strip() else ""), place or ("i" if italic else "")))
        accent = font = ""
    return at


def _script(tokens: list[str], at: int, place: str, depth: int, found: list[Run]) -> int:
    """Reads what follows _ or ^: a group or one token."""
    if at < len(tokens) and tokens[at] == "{":
        return _read(tokens, at + 1, place, depth, found)
    _read(tokens[at : at + 1], 0, place, depth, found)
    return at + 1


def _text_of(token: str, name: str, following: list[str]) -> str:
    if name in _UPRIGHT:
        return name if following in ([], ["^"], ["_"], ["}"], ["("]) else f"{name}\u2009"
    if name:
        return _GREEK.get(name, _SIGNS.get(name, name))
    return {"'": "′", "*": "∗", "-": "−", "~": " "}.get(token, "" if token.isspace() else token)
